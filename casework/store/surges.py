"""How much of what is public was reported where, lately and before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import case, func, select

from casework.domain.surges import Cell
from casework.store.db import Session
from casework.store.published import published
from casework.store.tables import ReportRow


def first_day(session: Session) -> datetime | None:
    """When the first of what is public was published; one query, which reads one row."""
    first = select(ReportRow.published_at).where(published())
    return session.scalar(first.order_by(ReportRow.published_at).limit(1))


def cells(session: Session, usual: datetime, recent: datetime) -> list[Cell]:
    """Reports by field, area and agency: published since `recent`, and from `usual` until then. One query,
    which reads nothing that is older."""
    is_recent = case((ReportRow.published_at >= recent, 1), else_=0)
    rows = session.execute(
        select(
            *(ReportRow.field, ReportRow.area, ReportRow.agency),
            func.sum(is_recent).label("recent"),
            func.sum(1 - is_recent).label("usual"),
        )
        .where(published(), ReportRow.published_at >= usual)
        .group_by(ReportRow.field, ReportRow.area, ReportRow.agency)
    )
    return [Cell(**row._mapping) for row in rows]
