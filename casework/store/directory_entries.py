"""What stands in the directory, one value a row: agencies, outlets, areas, fields, rules, takeovers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.domain.values import AgencyCode, AreaCode, FieldCode, OutletCode, TaskCode
from casework.store.directory_words import split

LEVELS = ("province", "department", "vertical", "utility", "organisation", "district")


@dataclass(frozen=True, kw_only=True)
class Named:
    name: str
    name_en: str

    def called(self, lang: str) -> str:
        """The name in a reader's language ("vi", "en"); the Vietnamese one where there is no other."""
        return self.name_en if lang == "en" and self.name_en else self.name


@dataclass(frozen=True, kw_only=True)
class _Lasting:
    """What may begin on a day and end on another; None: it has always been there, it goes on."""

    valid_from: date | None = None
    valid_to: date | None = None

    def is_in_force(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    def has_ended(self, day: date) -> bool:
        """Whether its last day is over."""
        return self.valid_to is not None and self.valid_to < day


@dataclass(frozen=True, kw_only=True)
class Outlet(Named, _Lasting):
    code: OutletCode
    slug: str
    kind: str  # newspaper, broadcaster, both
    email: str
    successor: OutletCode | None = None


@dataclass(frozen=True, kw_only=True)
class Area(Named, _Lasting):
    code: AreaCode
    slug: str
    level: str
    parent: AreaCode | None
    successor: AreaCode | None = None


@dataclass(frozen=True, kw_only=True)
class Agency(Named):
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

    def has_ended(self, day: date) -> bool:
        """Whether its last day is over."""
        return self.valid_to is not None and self.valid_to < day


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
class Field(Named):
    code: FieldCode
    keywords: str  # what people call it, separated by ;
    position: int

    @property
    def words(self) -> tuple[str, ...]:
        """The keywords one by one."""
        return split(self.keywords)


@dataclass(frozen=True, kw_only=True)
class Procedure(Named):
    """What people ask an agency for. `words` are a phrase that reports about it have; `source` is the rule
    that gives the time."""

    code: str  # the slug of its address too
    field: FieldCode
    place: str
    place_en: str
    time: str
    time_en: str
    words: str
    source: str
    position: int

    def placed(self, lang: str) -> str:
        """Where one goes with it, in a reader's language."""
        return self.place_en if lang == "en" and self.place_en else self.place

    def timed(self, lang: str) -> str:
        """How long it may take, in a reader's language."""
        return self.time_en if lang == "en" and self.time_en else self.time


@dataclass(frozen=True, kw_only=True)
class Task(Named):
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
class Takeover:
    """A part of what one agency does that another does since a day: a field (None: every one) in an area
    (None: everywhere). Who has the rest of an agency that has ended is its `successor`."""

    agency: AgencyCode
    field: FieldCode | None
    area: AreaCode | None
    taken_by: AgencyCode
    since: date
