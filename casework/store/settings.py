"""The periods and days of the rules, as an administrator has set them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from types import MappingProxyType
from typing import Any, cast

from sqlalchemy import select

from casework.domain.clocks import Clocks, Terms
from casework.domain.legal_terms import SOURCES, LegalTerms
from casework.domain.retention import NAMES, Periods
from casework.domain.rules import ANSWER, CONTRIBUTE, LEGAL, LEVELS, RULES, Setting
from casework.store.db import Session
from casework.store.holidays import DayKind, vietnamese_calendar
from casework.store.tables import HolidayRow, SettingRow

YEARS_BEFORE, YEARS_AHEAD = 3, 2
_PLAIN = tuple(field.name for field in fields(Clocks) if field.name in RULES)


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


def courses(session: Session) -> Mapping[str, Sequence[Setting]]:
    """All that was ever set of each period, the latest day first."""
    found: dict[str, list[Setting]] = {}
    query = select(SettingRow).where(SettingRow.name.in_(RULES)).order_by(SettingRow.valid_from.desc())
    for row in session.scalars(query):
        one = Setting(valid_from=row.valid_from, value=json.loads(row.value), source=row.source)
        found.setdefault(row.name, []).append(one)
    return found


def put(session: Session, name: str, setting: Setting) -> None:
    """Let a period hold from a day; what was to hold from the same day is replaced."""
    session.merge(
        SettingRow(
            name=name,
            valid_from=setting.valid_from,
            value=json.dumps(setting.value),
            source=setting.source,
        )
    )


def take_back(session: Session, name: str, valid_from: date) -> bool:
    """Forget what was to hold from a day; False where nothing was."""
    row = session.get(SettingRow, (name, valid_from))
    if row is not None:
        session.delete(row)
    return row is not None


def _clocks(rows: Mapping[str, SettingRow]) -> Clocks:
    found = {name: json.loads(row.value) for name, row in rows.items() if name in RULES}
    usual = Clocks()
    answer = {kind: found.get(f"{ANSWER}{kind.value}", days) for kind, days in usual.answer.items()}
    share = {kind: found.get(f"{CONTRIBUTE}{kind.value}", days) for kind, days in usual.contribute.items()}
    first, second = (found.get(name, days) for name, days in zip(LEVELS, usual.escalate_after, strict=True))
    plain = {name: found[name] for name in _PLAIN if name in found}
    return Clocks(
        answer=MappingProxyType(answer),
        contribute=MappingProxyType(share),
        escalate_after=(first, second),
        **plain,
    )


def _legal(rows: Mapping[str, SettingRow]) -> LegalTerms:
    ours = {name.removeprefix(LEGAL): row for name, row in rows.items() if name.startswith(LEGAL)}
    chosen: dict[str, Any] = {name: json.loads(row.value) for name, row in ours.items()}
    sources = {**SOURCES, **{name: row.source for name, row in ours.items()}}
    return LegalTerms(**chosen, sources=MappingProxyType(sources))
