"""What was erased: ids and times, so that a restored backup can be brought to forget it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from casework.domain.values import ReportCode, UserId
from casework.store.db import Session
from casework.store.tables import ErasureRow, ReportRow, UserRow


def of_user(user: UserId) -> str:
    """What a person is called there."""
    return f"user:{user}"


def of_report(code: ReportCode) -> str:
    """What the reporter of a report is called there."""
    return f"report:{code}"


def note(session: Session, subject: str, at: datetime) -> None:
    """It is erased; what is noted already stays as it is."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(ErasureRow).values(subject=subject, at=at).on_conflict_do_nothing())


def known(session: Session) -> dict[str, datetime]:
    """Everything that was erased, with the time."""
    return {row.subject: row.at for row in session.execute(select(ErasureRow.subject, ErasureRow.at))}


def outstanding(session: Session, said: Mapping[str, datetime]) -> dict[str, datetime]:
    """Of what a list says was erased, and when, what is here and not known to be erased.

    What came later under the same number is somebody else's: a restored database counts on from its backup.
    """
    there = known(session)
    missing = {subject: at for subject, at in said.items() if subject not in there}
    users = select(UserRow.id, UserRow.created_at).where(
        UserRow.id.in_([int(key) for key in _keys(missing, "user")]), UserRow.erased_at.is_(None)
    )
    codes = select(ReportRow.code, ReportRow.submitted_at).where(ReportRow.code.in_(_keys(missing, "report")))
    here = {of_user(row.id): row.created_at for row in session.execute(users)}
    here |= {of_report(row.code): row.submitted_at for row in session.execute(codes)}
    return {subject: missing[subject] for subject, since in here.items() if since <= missing[subject]}


def _keys(subjects: Mapping[str, datetime], kind: str) -> list[str]:
    return [key for one, _, key in (subject.partition(":") for subject in subjects) if one == kind]
