"""A month that somebody asks for: 2026-11, and the months one can choose."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from flask import request

from casework.domain.calendar import local_day
from casework.readings.ledger import Month
from web.choices import SelectChoice
from web.i18n import written_month
from web.kitchen import casework

_MOST: Final = 36
_WRITTEN: Final = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)
_FIRST: Final = date(2026, 1, 1)


def asked() -> Month | None:
    """The month of the query; None for none, or for what is no month."""
    found = _WRITTEN.fullmatch(request.args.get("month", ""))
    return Month(first=date(int(found[1]), int(found[2]), 1)) if found else None


def this_month() -> Month:
    return Month(first=local_day(casework().now()).replace(day=1))


def choices() -> list[SelectChoice]:
    """From this month back to the forum's first, at most three years."""
    month, found = this_month(), list[SelectChoice]()
    while month.first >= _FIRST and len(found) < _MOST:
        found.append(SelectChoice(f"{month.first:%Y-%m}", written_month(month.first)))
        month = month.previous
    return found
