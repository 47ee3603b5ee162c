"""What somebody follows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select, tuple_

from casework.domain.report import Report
from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import FollowRow, ReportRow


def of_user(session: Session, user: UserId, *, limit: int) -> list[tuple[Report, str]]:
    """Reports and their titles, those followed last first; whether they may be read is not asked here."""
    return [(report, title) for report, title, _since in page(session, user, after=None, limit=limit)]


def page(
    session: Session, user: UserId, *, after: tuple[datetime, str] | None, limit: int
) -> list[tuple[Report, str, datetime]]:
    """The same, each with the moment since when it is followed; those after a moment and a code."""
    query = (
        select(ReportRow, FollowRow.at)
        .join(FollowRow, FollowRow.report_code == ReportRow.code)
        .where(FollowRow.user_id == user)
        .order_by(FollowRow.at.desc(), ReportRow.code.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(FollowRow.at, ReportRow.code) < after)
    return [(from_row(row), row.title, at) for row, at in session.execute(query)]
