"""What journalists keep of reports, each for themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, tuple_

from casework.domain.clippings import Clipping
from casework.domain.values import ReportCode, UserId
from casework.domain.versions import public_steps
from casework.store import journal
from casework.store.db import Session
from casework.store.inserts import insert
from casework.store.tables import ClippingRow


def put(session: Session, user: UserId, clipping: Clipping) -> None:
    """Keep it, in the place of what they kept of that report."""
    kept = {"version": clipping.version, "note": clipping.note, "at": clipping.at}
    session.execute(
        insert(session, ClippingRow)
        .values(user_id=user, report_code=clipping.report, **kept)
        .on_conflict_do_update(index_elements=["user_id", "report_code"], set_=kept)
    )


def write(session: Session, user: UserId, code: ReportCode, note: str) -> None:
    """Change the note alone."""
    session.get_one(ClippingRow, (user, code)).note = note


def remove(session: Session, user: UserId, code: ReportCode) -> None:
    session.execute(delete(ClippingRow).where(ClippingRow.user_id == user, ClippingRow.report_code == code))


def find(session: Session, user: UserId, code: ReportCode) -> Clipping | None:
    row = session.get(ClippingRow, (user, code))
    return None if row is None else _from_row(row)


def count(session: Session, user: UserId) -> int:
    return session.scalar(select(func.count()).where(ClippingRow.user_id == user)) or 0


def of_user(
    session: Session, user: UserId, *, after: tuple[datetime, str] | None = None, limit: int | None = None
) -> list[Clipping]:
    """What they keep, the newest first; those after a moment and a code."""
    rows = select(ClippingRow).where(ClippingRow.user_id == user)
    if after is not None:
        rows = rows.where(tuple_(ClippingRow.at, ClippingRow.report_code) < after)
    ordered = rows.order_by(ClippingRow.at.desc(), ClippingRow.report_code.desc()).limit(limit)
    return [_from_row(row) for row in session.scalars(ordered)]


def version_now(session: Session, code: ReportCode) -> int:
    """The version that everybody reads now."""
    return len(public_steps(journal.of_report(session, code)))


def _from_row(row: ClippingRow) -> Clipping:
    return Clipping(report=row.report_code, version=row.version, note=row.note, at=row.at)
