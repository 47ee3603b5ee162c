"""Published reports with all that is open data of them, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select

from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.published import Filters, key_of, narrowed
from casework.store.tables import PostRow, ReportRow

_COLUMNS: tuple[Any, ...] = (
    *(ReportRow.code, ReportRow.kind, ReportRow.status, ReportRow.overdue, ReportRow.title, ReportRow.body),
    *(ReportRow.agency, ReportRow.field, ReportRow.task, ReportRow.area, ReportRow.outlet),
    *(ReportRow.submitted_at, ReportRow.published_at, ReportRow.due, ReportRow.answered_at),
    *(ReportRow.solved, ReportRow.stars, ReportRow.supports, ReportRow.comments, ReportRow.stars_missing),
    PostRow.source.label("reply"),
)
_TABLE = select(*_COLUMNS).outerjoin(PostRow, PostRow.id == ReportRow.reply)


def batch(
    session: Session, directory: Directory, filters: Filters, *, after: tuple[Any, ...] | None, limit: int
) -> tuple[Sequence[Row[Any]], tuple[Any, ...] | None]:
    """At most `limit` rows in the order asked for, in one query, and where the next batch goes on; None when
    this is the last."""
    query = narrowed(_TABLE, session, directory, filters, after=after, limit=limit)
    rows = session.execute(query).all()
    return rows, key_of(rows[-1], filters.sort) if len(rows) == limit else None


def count(session: Session, directory: Directory, filters: Filters, *, limit: int) -> int:
    """How many rows that makes, counted no further than `limit`; one query."""
    some = narrowed(select(ReportRow.code), session, directory, filters, after=None, limit=limit)
    return session.scalar(select(func.count()).select_from(some.order_by(None).subquery())) or 0
