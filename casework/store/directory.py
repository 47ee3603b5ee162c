"""The directory as it is read: who answers for what, where, and since when."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import or_, select

from casework.domain.text import fold, fold_marked
from casework.domain.values import AgencyCode, AreaCode, FieldCode, OutletCode, TaskCode
from casework.store.db import Database, Session
from casework.store.tables import (
    AgencyHeadRow,
    AgencyRow,
    AreaRow,
    Base,
    FieldRow,
    OutletRow,
    ReformTaskRow,
    RoutingRuleRow,
)

KEPT_SECONDS = 60
LEVELS = ("province", "department", "vertical", "utility", "organisation", "district")

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class _Named:
    name: str
    name_en: str

    def called(self, lang: str) -> str:
        """The name in a reader's language ("vi", "en"); the Vietnamese one where there is no other."""
        return self.name_en if lang == "en" and self.name_en else self.name


@dataclass(frozen=True, kw_only=True)
class Outlet(_Named):
    code: OutletCode
    slug: str
    kind: str  # newspaper, broadcaster
    email: str


@dataclass(frozen=True, kw_only=True)
class Area(_Named):
    code: AreaCode
    slug: str
    level: str
    parent: AreaCode | None


@dataclass(frozen=True, kw_only=True)
class Agency(_Named):
    """A public agency. `parent` is told when an answer is overdue; `valid_to` is its last day."""

    code: AgencyCode
    slug: str
    short_name: str
    level: str  # one of LEVELS
    parent: AgencyCode | None
    area: AreaCode | None
    email: str
    phone: str
    address: str
    valid_from: date
    valid_to: date | None
    successor: AgencyCode | None

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, kw_only=True)
class Head:
    """The post at the top of an agency; `name` is empty until the agency has told it."""

    agency: AgencyCode
    title: str
    title_en: str
    name: str
    valid_from: date
    valid_to: date | None

    def is_in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def titled(self, lang: str) -> str:
        """The title in a reader's language."""
        return self.title_en if lang == "en" and self.title_en else self.title


@dataclass(frozen=True, kw_only=True)
class Field(_Named):
    code: FieldCode
    keywords: str  # what people call it, separated by ;
    position: int

    @property
    def words(self) -> tuple[str, ...]:
        """The keywords one by one."""
        return tuple(word.strip() for word in self.keywords.split(";") if word.strip())


@dataclass(frozen=True, kw_only=True)
class Task(_Named):
    """A reform task, or one of its sub-topics (then `parent` is the task)."""

    code: TaskCode
    parent: TaskCode | None
    short: str
    position: int

    def badge(self, lang: str) -> str:
        """What fits on a badge."""
        return self.short if lang != "en" and self.short else self.called(lang)


@dataclass(frozen=True, kw_only=True)
class Rule:
    field: FieldCode
    area: AreaCode | None  # None: the whole province
    agency: AgencyCode


@dataclass(frozen=True, kw_only=True)
class Directory:
    """All of it at one moment. Tuples are in the order in which pages show them.

    `agency(code)` and its like find by code, `agency_at(slug)` by the slug of an address; both give None for
    what is not there. `agency_name(code, lang)` and its like always give something to show: the code itself
    when the directory is older than the row that names it, nothing for None.
    """

    outlets: tuple[Outlet, ...]
    areas: tuple[Area, ...]
    agencies: tuple[Agency, ...]
    heads: tuple[Head, ...]
    fields: tuple[Field, ...]
    tasks: tuple[Task, ...]  # sub-topics among them, each after its task
    rules: tuple[Rule, ...]

    def outlet(self, code: str | None) -> Outlet | None:
        return self._outlets.get(code or "")

    def outlet_at(self, slug: str) -> Outlet | None:
        return self._outlet_slugs.get(slug)

    def outlet_name(self, code: str | None, lang: str) -> str:
        return _called(self.outlet(code), code, lang)

    def area(self, code: str | None) -> Area | None:
        return self._areas.get(code or "")

    def area_at(self, slug: str) -> Area | None:
        return self._area_slugs.get(slug)

    def area_name(self, code: str | None, lang: str) -> str:
        return _called(self.area(code), code, lang)

    def agency(self, code: str | None) -> Agency | None:
        return self._agencies.get(code or "")

    def agency_at(self, slug: str) -> Agency | None:
        return self._agency_slugs.get(slug)

    def agency_name(self, code: str | None, lang: str) -> str:
        return _called(self.agency(code), code, lang)

    def field(self, code: str | None) -> Field | None:
        return self._fields.get(code or "")

    def field_name(self, code: str | None, lang: str) -> str:
        return _called(self.field(code), code, lang)

    def task(self, code: str | None) -> Task | None:
        return self._tasks.get(code or "")

    def task_name(self, code: str | None, lang: str) -> str:
        return _called(self.task(code), code, lang)

    @property
    def main_tasks(self) -> tuple[Task, ...]:
        """The tasks of the plan, without their sub-topics."""
        return self.sub_topics(None)

    def sub_topics(self, task: str | None) -> tuple[Task, ...]:
        """The sub-topics of a task, in order."""
        return tuple(topic for topic in self.tasks if topic.parent == task)

    def agencies_in_force(self, day: date) -> tuple[Agency, ...]:
        """The agencies that work on that day."""
        return tuple(agency for agency in self.agencies if agency.is_in_force(day))

    def head_of(self, agency: str, day: date) -> Head | None:
        """Who stands at the top of an agency on that day."""
        return next((head for head in self.heads if head.agency == agency and head.is_in_force(day)), None)

    def heir_of(self, agency: str, day: date) -> Agency | None:
        """The agency itself while it works, then its successor, or the successor's; None if the line ends."""
        seen: set[str] = set()
        at = self.agency(agency)
        while at is not None and not at.is_in_force(day):
            if at.valid_from > day or at.code in seen:
                return None
            seen.add(at.code)
            at = self.agency(at.successor)
        return at

    def agency_for(self, field: str, area: str | None, on: date) -> Agency | None:
        """Who leads for a field in an area: the nearest rule, the area's own before the whole province's.

        An agency that has ended is followed to its successor; where the line ends, the next rule counts.
        """
        for place in (*self._upwards(area), None):
            lead = self._rules.get((field, place))
            heir = self.heir_of(lead, on) if lead is not None else None
            if heir is not None:
                return heir
        return None

    def _upwards(self, area: str | None) -> Iterator[str]:
        seen: set[str] = set()
        at = self.area(area)
        while at is not None and at.code not in seen:
            seen.add(at.code)
            yield at.code
            at = self.area(at.parent)

    @cached_property
    def _outlets(self) -> Mapping[str, Outlet]:
        return {outlet.code: outlet for outlet in self.outlets}

    @cached_property
    def _outlet_slugs(self) -> Mapping[str, Outlet]:
        return {outlet.slug: outlet for outlet in self.outlets}

    @cached_property
    def _areas(self) -> Mapping[str, Area]:
        return {area.code: area for area in self.areas}

    @cached_property
    def _area_slugs(self) -> Mapping[str, Area]:
        return {area.slug: area for area in self.areas}

    @cached_property
    def _agencies(self) -> Mapping[str, Agency]:
        return {agency.code: agency for agency in self.agencies}

    @cached_property
    def _agency_slugs(self) -> Mapping[str, Agency]:
        return {agency.slug: agency for agency in self.agencies}

    @cached_property
    def _fields(self) -> Mapping[str, Field]:
        return {field.code: field for field in self.fields}

    @cached_property
    def _tasks(self) -> Mapping[str, Task]:
        return {task.code: task for task in self.tasks}

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
        heads=tuple(sorted(heads, key=lambda head: head.valid_from, reverse=True)),
        fields=tuple(sorted(_all(session, FieldRow, Field), key=lambda field: field.position)),
        tasks=tuple(sorted(_all(session, ReformTaskRow, Task), key=lambda task: task.position)),
        rules=tuple(_all(session, RoutingRuleRow, Rule)),
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


def forget(db: Database) -> None:
    """The directory has changed: read it anew when it is next asked for."""
    with _KEEPING:
        _KEPT.pop(db, None)


_KEPT: WeakKeyDictionary[Database, tuple[float, Directory]] = WeakKeyDictionary()
_KEEPING = threading.Lock()


def _all(session: Session, table: type[Base], into: type[T]) -> Iterable[T]:
    names = [field.name for field in fields(into)]  # type: ignore[arg-type] # because T is always a dataclass
    columns = [getattr(table, name) for name in names]
    return [into(**dict(zip(names, row, strict=True))) for row in session.execute(select(*columns))]


def _place(agency: Agency) -> tuple[Any, ...]:
    """By level; districts as the statistics office numbers them, the others by name, as Vietnamese sort."""
    level = LEVELS.index(agency.level) if agency.level in LEVELS else len(LEVELS)
    return level, agency.area or "", fold(agency.name), fold_marked(agency.name), agency.code


def _called(found: _Named | None, code: str | None, lang: str) -> str:
    return found.called(lang) if found is not None else code or ""
