"""Reports of one person: by account, or by the codes whose secret they have shown."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, tuple_

from casework.domain.report import Report
from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import ReportRow

Titled = tuple[Report, str]


def of_user(
    session: Session, user: UserId, *, after: tuple[datetime, str] | None, limit: int
) -> list[Titled]:
    """What they sent with their account, the newest first, with the titles."""
    query = select(ReportRow).where(ReportRow.reporter == user)
    if after is not None:
        query = query.where(tuple_(ReportRow.submitted_at, ReportRow.code) < after)
    rows = session.scalars(query.order_by(ReportRow.submitted_at.desc(), ReportRow.code.desc()).limit(limit))
    return [(from_row(row), row.title) for row in rows]


def of_codes(session: Session, codes: Collection[str]) -> list[Titled]:
    """These reports, the newest first; a code that is not there is left out."""
    query = select(ReportRow).where(ReportRow.code.in_(codes)).order_by(ReportRow.submitted_at.desc())
    return [(from_row(row), row.title) for row in session.scalars(query)]
