"""The days that an administrator keeps beside the holidays that the library knows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from casework.store.db import Session
from casework.store.tables import HolidayRow


@dataclass(frozen=True, kw_only=True)
class KeptDay:
    """`kind` is off or working; `source` is the document that says so."""

    day: date
    kind: str
    name: str
    source: str


def kept(session: Session) -> tuple[KeptDay, ...]:
    """All of them, the latest first."""
    rows = session.scalars(select(HolidayRow).order_by(HolidayRow.day.desc()))
    return tuple(KeptDay(day=row.day, kind=row.kind, name=row.name, source=row.source) for row in rows)
