"""The head of each day, made once the day is over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from casework.domain.calendar import local_day
from casework.store import day_heads
from casework.store.casework import Casework
from casework.store.day_heads import DayHead
from casework.store.db import Conflict, Session

# Whoever began to write before midnight has committed by then.
AFTER_MIDNIGHT = timedelta(minutes=10)


def make_due(casework: Casework) -> int:
    """Make the heads of all days that are over and have none; returns how many. Several may try at once."""
    now, made = casework.now(), 0
    yesterday = local_day(now - AFTER_MIDNIGHT) - timedelta(days=1)
    try:
        while _make_next(casework, yesterday, now):
            made += 1
    except Conflict:
        pass  # another worker is at it
    return made


def _make_next(casework: Casework, yesterday: date, now: datetime) -> bool:
    with casework.db.write() as session:
        before = day_heads.last(session)
        day = _first_open_day(session, before)
        return day is not None and day <= yesterday and day_heads.make(session, day, before, now) is not None


def _first_open_day(session: Session, before: DayHead | None) -> date | None:
    """The day of the first event that no head covers; written late, it counts for the first open day."""
    begun = day_heads.first_event_after(session, before.seq if before else 0)
    if begun is None:
        return None
    return max(local_day(begun), before.day + timedelta(days=1)) if before else local_day(begun)
