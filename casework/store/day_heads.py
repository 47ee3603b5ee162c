"""The heads of the days: what is printed, so that the journal cannot be written anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from casework.domain.calendar import end_of_day
from casework.store.db import Session
from casework.store.tables import DayHeadRow, EventRow


@dataclass(frozen=True, kw_only=True)
class DayHead:
    """The last event of a day in Nam Định. `events` is how many the day had."""

    day: date
    seq: int
    hash: str
    events: int


def last(session: Session) -> DayHead | None:
    row = session.scalar(select(DayHeadRow).order_by(DayHeadRow.day.desc()).limit(1))
    return None if row is None else _head(row)


def first_event_after(session: Session, seq: int) -> datetime | None:
    """When the first event after that one happened."""
    return session.scalar(select(EventRow.at).where(EventRow.seq > seq).order_by(EventRow.seq).limit(1))


def make(session: Session, day: date, before: DayHead | None, now: datetime) -> DayHead | None:
    """Keep the head of a day that is over; None when it had no event. Raises Conflict if it is there."""
    since = before.seq if before else 0
    seq = session.scalar(
        select(func.max(EventRow.seq)).where(EventRow.seq > since, EventRow.at <= end_of_day(day))
    )
    if seq is None:
        return None
    row = DayHeadRow(
        day=day,
        seq=seq,
        hash=session.scalars(select(EventRow.hash).where(EventRow.seq == seq)).one(),
        events=seq - since,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return _head(row)


def newest(session: Session, *, before: date | None, limit: int) -> Sequence[DayHead]:
    """The heads of the last days, or of those before a day."""
    query = select(DayHeadRow).order_by(DayHeadRow.day.desc()).limit(limit)
    if before is not None:
        query = query.where(DayHeadRow.day < before)
    return [_head(row) for row in session.scalars(query)]


def covering(session: Session, seq: int) -> DayHead | None:
    """The head by which this event is held: that of its day, once the day is over."""
    row = session.scalar(select(DayHeadRow).where(DayHeadRow.seq >= seq).order_by(DayHeadRow.seq).limit(1))
    return None if row is None else _head(row)


def _head(row: DayHeadRow) -> DayHead:
    return DayHead(day=row.day, seq=row.seq, hash=row.hash, events=row.events)
