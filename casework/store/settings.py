"""The periods and days of the rules, as an administrator has set them."""

from __future__ import annotations

import json
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import select

from casework.domain.clocks import Clocks, Terms
from casework.domain.values import Kind
from casework.store.db import Session
from casework.store.holidays import DayKind, vietnamese_calendar
from casework.store.tables import HolidayRow, SettingRow

YEARS_BEFORE, YEARS_AHEAD = 3, 2


def terms(session: Session, today: date) -> Terms:
    """The terms in force on a day: defaults of the domain, overridden by the settings valid then."""
    rows = session.execute(select(HolidayRow.day, HolidayRow.kind)).all()
    years = range(today.year - YEARS_BEFORE, today.year + YEARS_AHEAD + 1)
    calendar = vietnamese_calendar(years, [(row.day, cast(DayKind, row.kind)) for row in rows])
    return Terms(calendar=calendar, clocks=_clocks(session, today))


def _clocks(session: Session, today: date) -> Clocks:
    chosen: dict[str, Any] = {}
    in_force = select(SettingRow).where(SettingRow.valid_from <= today).order_by(SettingRow.valid_from)
    for row in session.scalars(in_force):
        chosen[row.name] = json.loads(row.value)
    if "answer" in chosen:
        chosen["answer"] = MappingProxyType({Kind(kind): days for kind, days in chosen["answer"].items()})
    if "escalate_after" in chosen:
        chosen["escalate_after"] = tuple(chosen["escalate_after"])
    return Clocks(**chosen)
