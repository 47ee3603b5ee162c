"""The periods and days of the rules, as an administrator has set them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import select

from casework.domain.clocks import Clocks, Terms
from casework.domain.legal_terms import SOURCES, LegalTerms
from casework.domain.retention import NAMES, Periods
from casework.domain.values import Kind
from casework.store.db import Session
from casework.store.holidays import DayKind, vietnamese_calendar
from casework.store.tables import HolidayRow, SettingRow

YEARS_BEFORE, YEARS_AHEAD = 3, 2
_LEGAL = "legal."  # what the names of the two laws' periods begin with


def terms(session: Session, today: date) -> Terms:
    """The terms in force on a day: defaults of the domain, overridden by the settings valid then."""
    days = session.execute(select(HolidayRow.day, HolidayRow.kind)).all()
    years = range(today.year - YEARS_BEFORE, today.year + YEARS_AHEAD + 1)
    calendar = vietnamese_calendar(years, [(row.day, cast(DayKind, row.kind)) for row in days])
    rows = _in_force(session, today)
    return Terms(calendar=calendar, clocks=_clocks(rows), legal=_legal(rows))


def periods(session: Session, today: date) -> Periods:
    """How long things are kept, as in force on a day. Raises ValueError for a setting that is no period."""
    rows = _in_force(session, today)
    return Periods(**{name: json.loads(rows[name].value) for name in NAMES if name in rows})


def _in_force(session: Session, today: date) -> Mapping[str, SettingRow]:
    """The settings of a day by name: of one that was changed the last."""
    rows = select(SettingRow).where(SettingRow.valid_from <= today).order_by(SettingRow.valid_from)
    return {row.name: row for row in session.scalars(rows)}


def _clocks(rows: Mapping[str, SettingRow]) -> Clocks:
    chosen: dict[str, Any] = {
        name: json.loads(row.value)
        for name, row in rows.items()
        if name not in NAMES and not name.startswith(_LEGAL)
    }
    if "answer" in chosen:
        chosen["answer"] = MappingProxyType({Kind(kind): days for kind, days in chosen["answer"].items()})
    if "escalate_after" in chosen:
        chosen["escalate_after"] = tuple(chosen["escalate_after"])
    return Clocks(**chosen)


def _legal(rows: Mapping[str, SettingRow]) -> LegalTerms:
    ours = {name.removeprefix(_LEGAL): row for name, row in rows.items() if name.startswith(_LEGAL)}
    chosen: dict[str, Any] = {name: json.loads(row.value) for name, row in ours.items()}
    sources = {**SOURCES, **{name: row.source for name, row in ours.items()}}
    return LegalTerms(**chosen, sources=MappingProxyType(sources))
