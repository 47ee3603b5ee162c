"""Every published report's address, in parts that stay what they are while others are added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, tuple_

from casework.domain.values import ReportCode
from casework.store.db import Session
from casework.store.published import published
from casework.store.tables import ReportRow

Key = tuple[datetime, ReportCode]


def parts(session: Session, size: int) -> list[Key]:
    """Where each part of `size` reports begins, the oldest first; one query through an index."""
    keys = (ReportRow.published_at, ReportRow.code)
    numbered = (
        select(*keys, func.row_number().over(order_by=keys).label("number")).where(published()).subquery()
    )
    query = select(numbered.c.published_at, numbered.c.code).where(numbered.c.number % size == 1)
    return [(row.published_at, row.code) for row in session.execute(query.order_by(numbered.c.number))]


def part(session: Session, begin: Key, size: int) -> Sequence[tuple[ReportCode, datetime]]:
    """The codes of one part with the moment since when each stands as it does."""
    keys = (ReportRow.published_at, ReportRow.code)
    query = select(ReportRow.code, ReportRow.status_since)
    query = query.where(published(), tuple_(*keys) >= begin).order_by(*keys).limit(size)
    return [(row.code, row.status_since) for row in session.execute(query)]


def key_of(session: Session, code: ReportCode) -> Key | None:
    """Where a part begins that begins with this report; None if it is not published."""
    row = session.execute(
        select(ReportRow.published_at, ReportRow.code).where(ReportRow.code == code, published())
    ).one_or_none()
    return None if row is None or row.published_at is None else (row.published_at, row.code)
