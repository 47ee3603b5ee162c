"""Who follows a report, and who met the same trouble."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from casework.domain.values import ReportCode, UserId
from casework.store.db import Session
from casework.store.tables import FollowRow, ReportRow, SupportRow


def set_follow(session: Session, user: UserId, report: ReportCode, *, on: bool, at: datetime) -> None:
    _set(session, FollowRow, user, report, on=on, at=at)


def set_support(session: Session, user: UserId, report: ReportCode, *, on: bool, at: datetime) -> None:
    """Say or take back "tôi cũng gặp"; the report's kept count follows."""
    changed = _set(session, SupportRow, user, report, on=on, at=at)
    if changed:
        row = session.get_one(ReportRow, report)
        row.supports += changed
        row.stamp += 1


def of_user(session: Session, user: UserId, report: ReportCode) -> tuple[bool, bool]:
    """Whether this person follows the report, and whether they support it."""
    follows = session.get(FollowRow, (user, report)) is not None
    return follows, session.get(SupportRow, (user, report)) is not None


def count_followed(session: Session, user: UserId) -> int:
    """How many reports somebody follows."""
    rows = select(func.count()).select_from(FollowRow).where(FollowRow.user_id == user)
    return session.scalar(rows) or 0


def followers(session: Session, report: ReportCode) -> list[UserId]:
    return list(session.scalars(select(FollowRow.user_id).where(FollowRow.report_code == report)))


def move(session: Session, source: ReportCode, target: ReportCode, *, at: datetime) -> None:
    """Followers and supporters of a merged report go on with the one it was merged into; nobody twice."""
    merged = session.get_one(ReportRow, source)
    if merged.reporter is not None and not merged.contact_erased:
        reporter = merged.reporter
        set_follow(session, reporter, target, on=True, at=at)
    for table in (FollowRow, SupportRow):
        people = session.scalars(select(table.user_id).where(table.report_code == source)).all()
        session.execute(delete(table).where(table.report_code == source))
        for person in people:
            _set(session, table, person, target, on=True, at=at)
    for code in (source, target):
        row = session.get_one(ReportRow, code)
        row.supports = (
            session.scalar(select(func.count()).select_from(SupportRow).where(SupportRow.report_code == code))
            or 0
        )
        row.stamp += 1


def _set(
    session: Session,
    table: type[FollowRow] | type[SupportRow],
    user: UserId,
    report: ReportCode,
    *,
    on: bool,
    at: datetime,
) -> int:
    """Returns +1, -1, or 0 when it was so already."""
    there = session.get(table, (user, report))
    if on == (there is not None):
        return 0
    if there is None:
        session.add(table(user_id=user, report_code=report, at=at))
    else:
        session.delete(there)
    session.flush()
    return 1 if on else -1
