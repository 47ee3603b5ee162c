"""The working calendar of Việt Nam: the `holidays` library, corrected by rows that an administrator keeps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

import holidays

from casework.domain.calendar import WorkingCalendar

DayKind = Literal["off", "working"]


def vietnamese_calendar(years: Iterable[int], rows: Iterable[tuple[date, DayKind]]) -> WorkingCalendar:
    """The calendar of the years (Labour Code 2019, art. 112, and its forerunners, as the library knows it).

    `rows` say what the Government decides each year: compensatory days and swapped Saturdays. A row wins over
    the library, whichever way it goes, and the later of two rows for one day over the earlier.
    Raises ValueError for a kind other than `off` and `working`.
    """
    known = holidays.country_holidays("VN", years=sorted(set(years)))
    off, working = set(known), set(known.weekend_workdays)
    for day, kind in rows:
        if kind not in ("off", "working"):
            raise ValueError(f"{day}: a day is off or working, not {kind!r}")
        (off if kind == "off" else working).add(day)
        (working if kind == "off" else off).discard(day)
    return WorkingCalendar(off=frozenset(off), working=frozenset(working))
