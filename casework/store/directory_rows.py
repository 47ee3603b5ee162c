"""The directory as it is written: rows by sheet, added or changed, never deleted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import select, text

from casework.store.db import Session
from casework.store.tables import (
    AgencyHeadRow,
    AgencyKeywordsRow,
    AgencyRow,
    AreaRow,
    Base,
    FieldRow,
    HolidayRow,
    OutletRow,
    ProcedureRow,
    ReadyTextRow,
    ReformTaskRow,
    RoutingRuleRow,
    TakeoverRow,
    TaskKeywordsRow,
)

_LOCK = 7_202_614  # any number, the same for every writer
Row = Mapping[str, Any]
Key = tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Counts:
    """What became of the rows of one sheet."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@dataclass(frozen=True)
class _Sheet:
    table: type[Base]
    key: tuple[str, ...]
    later: str | None = None  # points at any row of the same table, so it is set when all of them are there


_SHEETS: Mapping[str, _Sheet] = MappingProxyType(
    {
        "outlets": _Sheet(OutletRow, ("code",), later="successor"),
        "areas": _Sheet(AreaRow, ("code",), later="successor"),
        "agencies": _Sheet(AgencyRow, ("code",), later="successor"),
        "heads": _Sheet(AgencyHeadRow, ("agency", "valid_from")),
        "fields": _Sheet(FieldRow, ("code",)),
        "reform_tasks": _Sheet(ReformTaskRow, ("code",)),
        "routing_rules": _Sheet(RoutingRuleRow, ("field", "area")),
        "procedures": _Sheet(ProcedureRow, ("code",)),
        "ready_texts": _Sheet(ReadyTextRow, ("code",)),
        "agency_keywords": _Sheet(AgencyKeywordsRow, ("agency",)),
        "task_keywords": _Sheet(TaskKeywordsRow, ("task",)),
        "holidays": _Sheet(HolidayRow, ("day",)),
        "takeovers": _Sheet(TakeoverRow, ("agency", "field", "area", "since")),
    }
)


def hold(session: Session) -> None:
    """Nobody else changes the directory until this transaction ends; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def stored(session: Session, sheet: str) -> list[dict[str, Any]]:
    """The rows of a sheet as the database has them."""
    table = _SHEETS[sheet].table.__table__
    return [dict(row) for row in session.execute(select(table)).mappings()]


def upsert(session: Session, sheet: str, rows: Sequence[Row]) -> Counts:
    """Add what is new by its key, change what differs. The rows have been checked."""
    kind = _SHEETS[sheet]
    found = {_key(kind, vars(row)): row for row in session.scalars(select(kind.table))}
    added, changed = [], set()
    for values in _parents_first(rows):
        key = _key(kind, values)
        row = found.get(key)
        if row is None:
            row = found[key] = kind.table(**{**values, kind.later: None} if kind.later else dict(values))
            session.add(row)
            added.append(key)
        elif _differs(row, values, kind.later):
            changed.add(key)
    session.flush()
    if kind.later:
        for values in rows:
            key = _key(kind, values)
            if kind.later in values and getattr(found[key], kind.later) != values[kind.later]:
                setattr(found[key], kind.later, values[kind.later])
                changed.add(key)
        session.flush()
    changed -= set(added)
    return Counts(added=len(added), changed=len(changed), unchanged=len(rows) - len(added) - len(changed))


def _key(sheet: _Sheet, values: Row) -> Key:
    return tuple(values[name] for name in sheet.key)


def _differs(row: Base, values: Row, later: str | None) -> bool:
    """Take over what is different; says whether anything was."""
    different = {
        name: value for name, value in values.items() if name != later and getattr(row, name) != value
    }
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def _parents_first(rows: Sequence[Row]) -> Iterable[Row]:
    """So that a row is written after the one it points at. There is no circle among them."""
    waiting = {row["code"]: row for row in rows if row.get("parent")}
    yield from (row for row in rows if not row.get("parent"))
    while waiting:
        ready = [row for row in waiting.values() if row["parent"] not in waiting]
        for row in ready:
            del waiting[row["code"]]
            yield row
