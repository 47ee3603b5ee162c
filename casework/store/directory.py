"""The directory as it is read: who answers for what, where, and since when."""

from __future__ import annotations

import hashlib
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import or_, select

from casework.domain.text import fold, fold_marked
from casework.domain.values import AgencyCode, OutletCode
from casework.store.db import Database, Session
from casework.store.directory_entries import (
    LEVELS,
    Agency,
    Area,
    Field,
    Head,
    Outlet,
    Procedure,
    Rule,
    Takeover,
    Task,
)
from casework.store.directory_register import Register
from casework.store.directory_words import AgencyKeywords, TaskKeywords
from casework.store.tables import (
    AgencyHeadRow,
    AgencyKeywordsRow,
    AgencyRow,
    AreaRow,
    Base,
    FieldRow,
    OutletRow,
    ProcedureRow,
    ReformTaskRow,
    RoutingRuleRow,
    TakeoverRow,
    TaskKeywordsRow,
)

__all__ = [
    "LEVELS",
    "Agency",
    "Area",
    "Directory",
    "Field",
    "Head",
    "Outlet",
    "Procedure",
    "Rule",
    "Takeover",
    "Task",
    "codes_in_force",
    "forget",
    "kept",
    "last_known",
    "load",
    "outlets_in_force",
]

KEPT_SECONDS = 60

T = TypeVar("T")
L = TypeVar("L", Outlet, Area)


@dataclass(frozen=True, kw_only=True)
class Directory(Register):
    """All of it at one moment, with who carries on for whom. A rule says who leads for a field in an area;
    takeovers and successors say who does it since."""

    rules: tuple[Rule, ...]
    takeovers: tuple[Takeover, ...] = ()

    def outlet_heir(self, code: str, day: date) -> Outlet | None:
        """The outlet itself while it lasts, then who carries on; None if nobody does."""
        return _last(self._outlets, code, day)

    def area_heir(self, code: str, day: date) -> Area | None:
        """The area itself while it lasts, then the one that it has become part of."""
        return _last(self._areas, code, day)

    def within(self, area: str) -> frozenset[str]:
        """The area, what lies in it, and what has become part of it, all the way down."""
        found, waiting = set[str](), [area]
        while waiting:
            at = waiting.pop()
            found.add(at)
            waiting += [one.code for one in self.areas if at in (one.parent, one.successor)]
            waiting = [code for code in waiting if code not in found]
        return frozenset(found)

    def heir_of(self, agency: str, day: date) -> Agency | None:
        """The agency itself while it works, then its successor, or the successor's; None if the line ends."""
        return self.taker(agency, None, None, day)

    def taker(self, agency: str, field: str | None, area: str | None, day: date) -> Agency | None:
        """Who does on a day what this agency did of a field in an area: itself while it works and nobody has
        taken that over, else whoever has. None where the line ends."""
        at, since, seen = self.agency(agency), date.min, set[str]()
        if at is None or at.valid_from > day:
            return None
        while at is not None and at.code not in seen:
            left = self._left(at, field, area, since, day)
            if left is None:
                return at
            # Work may come back to an agency, but not on the day on which it left.
            seen = {*seen, at.code} if left[0] == since else {at.code}
            since, at = left[0], self.agency(left[1])
        return None

    def carrier(self, agency: str, field: str | None, area: str | None, day: date) -> Agency | None:
        """Who answers on a day for what this agency had: who took it over, else who leads by the rules, else
        who stood above it."""
        taker = self.taker(agency, field, area, day)
        if taker is None and field is not None:
            taker = self.agency_for(field, area, day)
        ended = self.agency(agency)
        if taker is None and ended is not None and ended.parent is not None:
            taker = self.heir_of(ended.parent, day)
        return taker

    def passed_on(self, agency: str, field: str | None, area: str | None, day: date) -> date | None:
        """Since when, on that day, others do what this agency did of a field in an area; None: it does."""
        at = self.agency(agency)
        left = self._left(at, field, area, date.min, day) if at is not None else None
        return None if left is None else left[0]

    def predecessors(self, agency: str, day: date) -> tuple[Agency, ...]:
        """The ended agencies whose line leads to this one."""
        return tuple(
            one
            for one in self.agencies
            if one.code != agency
            and (heir := self.heir_of(one.code, day)) is not None
            and heir.code == agency
        )

    def agency_for(self, field: str, area: str | None, on: date) -> Agency | None:
        """Who leads for a field in an area: the nearest rule, the area's own before the whole province's.

        Who took over from an agency is followed; where the line ends, the next rule counts.
        """
        for place in (*self.upwards(area), None):
            lead = self._rules.get((field, place))
            taker = self.taker(lead, field, area, on) if lead is not None else None
            if taker is not None:
                return taker
        return None

    def leads(self, on: date) -> tuple[Rule, ...]:
        """Who leads what on that day: each field everywhere, and the areas in which another agency does."""
        places = {(rule.field, rule.area) for rule in self.rules}
        places |= {
            (rule.field, taken.area)
            for taken in self.takeovers
            for rule in self.rules
            if taken.since <= on and taken.field in (None, rule.field)
        }
        leads = []
        for field, area in sorted(places, key=lambda place: (place[0], place[1] or "")):
            lead, everywhere = self.agency_for(field, area, on), self.agency_for(field, None, on)
            if lead is not None and (area is None or lead != everywhere):
                leads.append(Rule(field=field, area=area, agency=lead.code))
        return tuple(leads)

    @cached_property
    def stamp(self) -> str:
        """Another one whenever anything in the directory is."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]

    def _left(
        self, at: Agency, field: str | None, area: str | None, since: date, day: date
    ) -> tuple[date, AgencyCode | None] | None:
        """When, from `since` to `day`, the agency first lost this work, and to whom; None if it has not."""
        places = set(self.upwards(area))
        found: list[tuple[date, tuple[bool, bool], AgencyCode | None]] = [
            (taken.since, (taken.field is None, taken.area is None), taken.taken_by)
            for taken in self._takeovers.get(at.code, ())
            if since <= taken.since <= day
            and taken.field in (None, field)
            and (taken.area is None or taken.area in places)
        ]
        if at.valid_to is not None and at.has_ended(day):
            found.append((at.valid_to + timedelta(days=1), (True, True), at.successor))
        # Of one day what is said of a part goes before what is said of the rest.
        first = min(found, key=lambda one: one[:2], default=None)
        return None if first is None else (first[0], first[2])

    def upwards(self, area: str | None) -> Iterator[str]:
        """The area, the one that it lies in, and so on."""
        seen: set[str] = set()
        at = self.area(area)
        while at is not None and at.code not in seen:
            seen.add(at.code)
            yield at.code
            at = self.area(at.parent)

    @cached_property
    def _takeovers(self) -> Mapping[str, tuple[Takeover, ...]]:
        by_agency: dict[str, tuple[Takeover, ...]] = {}
        for taken in self.takeovers:
            by_agency[taken.agency] = (*by_agency.get(taken.agency, ()), taken)
        return by_agency

    @cached_property
    def _rules(self) -> Mapping[tuple[str, str | None], AgencyCode]:
        return {(rule.field, rule.area): rule.agency for rule in self.rules}


def load(session: Session) -> Directory:
    """The whole directory, one query a table; it is some hundred rows."""
    agencies = _all(session, AgencyRow, Agency)
    heads = _all(session, AgencyHeadRow, Head)
    return Directory(
        outlets=tuple(sorted(_all(session, OutletRow, Outlet), key=lambda outlet: outlet.code)),
        areas=tuple(sorted(_all(session, AreaRow, Area), key=lambda area: (len(area.code), area.code))),
        agencies=tuple(sorted(agencies, key=_place)),
        heads=tuple(sorted(heads, key=lambda head: (head.valid_from, head.agency), reverse=True)),
        fields=tuple(sorted(_all(session, FieldRow, Field), key=lambda field: field.position)),
        tasks=tuple(sorted(_all(session, ReformTaskRow, Task), key=lambda task: task.position)),
        rules=tuple(sorted(_all(session, RoutingRuleRow, Rule), key=_written)),
        takeovers=tuple(sorted(_all(session, TakeoverRow, Takeover), key=_written)),
        agency_keywords=tuple(_all(session, AgencyKeywordsRow, AgencyKeywords)),
        procedures=tuple(sorted(_all(session, ProcedureRow, Procedure), key=lambda one: one.position)),
        task_keywords=tuple(_all(session, TaskKeywordsRow, TaskKeywords)),
    )


def codes_in_force(session: Session, day: date) -> frozenset[AgencyCode]:
    """The agencies that something can be routed to on that day; asked of the rows, not of what is kept."""
    return frozenset(
        session.scalars(
            select(AgencyRow.code).where(
                AgencyRow.valid_from <= day, or_(AgencyRow.valid_to.is_(None), AgencyRow.valid_to >= day)
            )
        )
    )


def outlets_in_force(session: Session, day: date) -> frozenset[OutletCode]:
    """The outlets that reports can be sent to on that day; asked of the rows."""
    return frozenset(
        session.scalars(
            select(OutletRow.code).where(
                or_(OutletRow.valid_from.is_(None), OutletRow.valid_from <= day),
                or_(OutletRow.valid_to.is_(None), OutletRow.valid_to >= day),
            )
        )
    )


def kept(db: Database) -> Directory:
    """The directory as this process last read it, at most a minute ago."""
    found = _KEPT.get(db)
    if found is None or time.monotonic() - found[0] > KEPT_SECONDS:
        with _KEEPING:
            read_at = time.monotonic()
            with db.read() as session:
                found = read_at, load(session)
            _KEPT[db] = found
    return found[1]


def last_known(db: Database) -> Directory | None:
    """What this process read last, however long ago, without asking anybody; None if it never has."""
    found = _KEPT.get(db)
    return None if found is None else found[1]


def forget(db: Database) -> None:
    """The directory has changed: read it anew when it is next asked for."""
    with _KEEPING:
        _KEPT.pop(db, None)


_KEPT: WeakKeyDictionary[Database, tuple[float, Directory]] = WeakKeyDictionary()
_KEEPING = threading.Lock()


def _last(lasting: Mapping[str, L], code: str, day: date) -> L | None:
    """The one that holds on that day at the end of the line of successors that begins here."""
    seen: set[str] = set()
    at = lasting.get(code)
    while at is not None and not at.is_in_force(day):
        if at.code in seen or at.valid_to is None or at.valid_to >= day:
            return None
        seen.add(at.code)
        at = lasting.get(at.successor or "")
    return at


def _all(session: Session, table: type[Base], into: type[T]) -> Iterable[T]:
    names = [field.name for field in fields(into)]  # type: ignore[arg-type] # because T is always a dataclass
    columns = [getattr(table, name) for name in names]
    return [into(**dict(zip(names, row, strict=True))) for row in session.execute(select(*columns))]


def _place(agency: Agency) -> tuple[Any, ...]:
    """By level; districts as the statistics office numbers them, the others by name, as Vietnamese sort."""
    level = LEVELS.index(agency.level) if agency.level in LEVELS else len(LEVELS)
    return level, agency.area or "", fold(agency.name), fold_marked(agency.name), agency.code


def _written(entry: Rule | Takeover) -> tuple[str, ...]:
    """An order for what pages show in none, so that the same directory is the same value."""
    return tuple(str(value) for value in vars(entry).values())
