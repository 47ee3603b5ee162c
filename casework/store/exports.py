"""Files of open data that are made aside: asked for, in hand, whole, and out of date.

Whoever takes one pushes its `next_at` forward by a lease, which every step prolongs. If they die, it runs out
and the file is begun anew by another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, func, select, update

from casework.domain.open_data import Format
from casework.store import journal
from casework.store.db import Session
from casework.store.tables import EventRow, ExportRow

LEASE: Final = timedelta(minutes=5)
ATTEMPTS: Final = 3
# What may take something out of what everybody may read: a file from before it is given to nobody.
TAKING_OUT: Final = (
    "Edited",
    "Redacted",
    "Removed",
    "Merged",
    "Withdrawn",
    "Declined",
    "PassedToInspectorate",
    "ContactErased",
    "Rerouted",
    "Purged",
)


@dataclass(frozen=True, kw_only=True)
class Export:
    """One file. `total` rows are known once it is in hand; `size` (bytes), `digest` (SHA-256) at the end."""

    id: str
    form: Format
    filters: Mapping[str, str]
    asked_at: datetime
    total: int | None
    done: int
    finished_at: datetime | None
    size: int | None
    digest: str | None
    seen: int
    given_up: bool

    @property
    def is_whole(self) -> bool:
        return self.finished_at is not None


def put(session: Session, key: str, form: Format, filters: Mapping[str, str], now: datetime) -> None:
    """Let it be made; asked for once more under the same key it is the same file."""
    if session.get(ExportRow, key) is None:
        session.add(ExportRow(id=key, form=form, filters=dict(filters), asked_at=now, next_at=now))


def load(session: Session, key: str) -> Export | None:
    row = session.get(ExportRow, key)
    return None if row is None else _export(row)


def newest(session: Session, form: Format) -> Export | None:
    """The file of that form that was made last."""
    row = session.scalars(
        select(ExportRow)
        .where(ExportRow.form == form, ExportRow.finished_at.is_not(None))
        .order_by(ExportRow.finished_at.desc(), ExportRow.seen.desc())
        .limit(1)
    ).first()
    return None if row is None else _export(row)


def waiting(session: Session) -> int:
    """How many files are still to be made."""
    query = select(func.count()).select_from(ExportRow).where(ExportRow.next_at.is_not(None))
    return session.scalar(query) or 0


def is_waiting(session: Session, form: Format) -> bool:
    """Whether a file of that form is still to be made."""
    found = exists().where(ExportRow.form == form, ExportRow.next_at.is_not(None))
    return bool(session.scalar(select(found)))


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is one to be taken in hand."""
    return bool(session.scalar(select(exists().where(ExportRow.next_at <= now))))


def take(session: Session, now: datetime) -> Export | None:
    """The next one to be made, held for a lease; None when there is none."""
    row = session.scalars(
        select(ExportRow)
        .where(ExportRow.next_at <= now)
        .order_by(ExportRow.next_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return None
    row.attempts += 1
    row.next_at = now + LEASE if row.attempts <= ATTEMPTS else None
    row.done, row.seen = 0, journal.tail(session)[0]
    return _export(row) if row.next_at is not None else None


def tell(session: Session, key: str, *, done: int, total: int, now: datetime) -> None:
    """How far it is; it stays held."""
    session.execute(
        update(ExportRow).where(ExportRow.id == key).values(done=done, total=total, next_at=now + LEASE)
    )


def finish(session: Session, key: str, *, rows: int, size: int, digest: str, now: datetime) -> None:
    session.execute(
        update(ExportRow)
        .where(ExportRow.id == key)
        .values(done=rows, total=rows, size=size, digest=digest, finished_at=now, next_at=None)
    )


def is_outdated(session: Session, seen: int) -> bool:
    """Whether something may have ceased to be public since that event."""
    later = exists().where(EventRow.name.in_(TAKING_OUT), EventRow.seq > seen)
    return bool(session.scalar(select(later)))


def _export(row: ExportRow) -> Export:
    return Export(
        id=row.id,
        form=row.form,
        filters=row.filters,
        asked_at=row.asked_at,
        total=row.total,
        done=row.done,
        finished_at=row.finished_at,
        size=row.size,
        digest=row.digest,
        seen=row.seen,
        given_up=row.next_at is None and row.finished_at is None,
    )
