"""The periods and days of the rules, as an administrator has set them."""

from __future__ import annotations

import json
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import select

from casework.domain.clocks import Clocks, Terms
from casework.domain.retention import NAMES, Periods
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


def periods(session: Session, today: date) -> Periods:
    """How long things are kept, as in force on a day. Raises ValueError for a setting that is no period."""
    chosen = _in_force(session, today)
    return Periods(**{name: chosen[name] for name in NAMES if name in chosen})


def _in_force(session: Session, today: date) -> dict[str, Any]:
    """What the settings say on a day, by name; of one that was changed the last."""
    rows = select(SettingRow).where(SettingRow.valid_from <= today).order_by(SettingRow.valid_from)
    return {row.name: json.loads(row.value) for row in session.scalars(rows)}


def _clocks(session: Session, today: date) -> Clocks:
    chosen = {name: value for name, value in _in_force(session, today).items() if name not in NAMES}
    if "answer" in chosen:
        chosen["answer"] = MappingProxyType({Kind(kind): days for kind, days in chosen["answer"].items()})
    if "escalate_after" in chosen:
        chosen["escalate_after"] = tuple(chosen["escalate_after"])
    return Clocks(**chosen)
