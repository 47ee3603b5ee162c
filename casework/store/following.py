"""What somebody follows."""

from __future__ import annotations

from sqlalchemy import select

from casework.domain.report import Report
from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import FollowRow, ReportRow


def of_user(session: Session, user: UserId, *, limit: int) -> list[tuple[Report, str]]:
    """Reports and their titles, those followed last first; whether they may be read is not asked here."""
    query = (
        select(ReportRow)
        .join(FollowRow, FollowRow.report_code == ReportRow.code)
        .where(FollowRow.user_id == user)
        .order_by(FollowRow.at.desc(), ReportRow.code)
        .limit(limit)
    )
    return [(from_row(row), row.title) for row in session.scalars(query)]
