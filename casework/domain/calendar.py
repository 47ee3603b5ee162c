"""Working days and deadlines (domain.md, "Clocks").

The day of receipt is not counted; Saturdays, Sundays and holidays are skipped; a deadline that falls on one
of them moves to the end of the next working day. Days are days in Nam Định; moments are kept in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

LOCAL: Final = ZoneInfo("Asia/Ho_Chi_Minh")

_DAY: Final = timedelta(days=1)
_LAST_SECOND: Final = time(23, 59, 59)
_WEEKEND: Final = 5


def local_day(at: datetime) -> date:
    """The day in Việt Nam at this moment; raises ValueError for a moment without a time zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(LOCAL).date()


def end_of_day(day: date) -> datetime:
    """The last second of that day in Việt Nam, in UTC."""
    return datetime.combine(day, _LAST_SECOND, LOCAL).astimezone(UTC)


@dataclass(frozen=True, kw_only=True)
class WorkingCalendar:
    """Which days offices work: Monday to Friday but those `off`, and the swapped Saturdays in `working`.

    A day in both sets is worked.
    """

    off: frozenset[date]
    working: frozenset[date]

    def is_working(self, day: date) -> bool:
        """Whether offices are open on that day."""
        return day in self.working or (day.weekday() < _WEEKEND and day not in self.off)

    def next_working_day(self, day: date) -> date:
        """That day if it is worked, else the first one after it."""
        while not self.is_working(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, n: int) -> date:
        """The n-th working day after `day`, which itself is not counted; always a working day.

        With 0, `day` or the first working day after it; a negative n counts back (for reminders).
        """
        step = _DAY if n > 0 else -_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_working(day):
                day += step
        return day if n else self.next_working_day(day)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and with `end`; negative if `end` comes first.

        Undoes `add_working_days` for n > 0, and swapping its arguments changes its sign.
        """
        if end < start:
            return -self.working_days_between(end, start)
        weekdays = _weekdays_up_to(end) - _weekdays_up_to(start)
        lost = _within(start, end, (day for day in self.off - self.working if day.weekday() < _WEEKEND))
        won = _within(start, end, (day for day in self.working if day.weekday() >= _WEEKEND))
        return weekdays - lost + won

    def deadline(self, at: datetime, working_days: int) -> datetime:
        """The end of the n-th working day after `at`, in UTC."""
        return end_of_day(self.add_working_days(local_day(at), working_days))

    def calendar_days_deadline(self, at: datetime, days: int) -> datetime:
        """The end of the n-th day after `at`, or of the next working day if it is not worked; in UTC."""
        return end_of_day(self.next_working_day(local_day(at) + timedelta(days=days)))


def _weekdays_up_to(day: date) -> int:
    """Mondays to Fridays from 1/1/1, which was a Monday, up to and with that day."""
    weeks, rest = divmod(day.toordinal(), 7)
    return weeks * _WEEKEND + min(rest, _WEEKEND)


def _within(start: date, end: date, days: Iterable[date]) -> int:
    return sum(start < day <= end for day in days)
