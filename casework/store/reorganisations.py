"""The record of reorganisations: what was decided, and when it was written into the directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.tables import ReorganisationRow


@dataclass(frozen=True, kw_only=True)
class Record:
    """`changes` is who ended into whom, as codes; `by` is None for a command."""

    code: str
    day: date
    title: str
    source: str
    changes: Mapping[str, Any]
    at: datetime
    by: UserId | None


def put(session: Session, record: Record) -> None:
    """Write it down; the same one again in its last form."""
    session.merge(ReorganisationRow(**vars(record)))
    session.flush()


def there(session: Session, code: str) -> bool:
    return session.get(ReorganisationRow, code) is not None


def all_of_them(session: Session) -> Sequence[Record]:
    """The newest first."""
    rows = session.scalars(
        select(ReorganisationRow).order_by(ReorganisationRow.day.desc(), ReorganisationRow.at.desc())
    )
    return [
        Record(
            code=row.code,
            day=row.day,
            title=row.title,
            source=row.source,
            changes=row.changes,
            at=row.at,
            by=row.by,
        )
        for row in rows
    ]
