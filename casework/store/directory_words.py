"""The directory's words: keywords of agencies and tasks, and how agencies and areas are called in a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from casework.domain.values import AgencyCode, AreaCode, TaskCode
from casework.domain.vocabulary import spelled

# What kind of place it is; people leave it out.
_KINDS: Final = ("thành phố", "thị xã", "thị trấn", "huyện", "quận", "phường", "xã", "tỉnh")


@dataclass(frozen=True, kw_only=True)
class AgencyKeywords:
    agency: AgencyCode
    keywords: str  # what people call its work, separated by ;

    @property
    def words(self) -> tuple[str, ...]:
        """The keywords one by one."""
        return split(self.keywords)


@dataclass(frozen=True, kw_only=True)
class TaskKeywords:
    task: TaskCode
    keywords: str  # what people say who mean it, separated by ;

    @property
    def words(self) -> tuple[str, ...]:
        """The keywords one by one."""
        return split(self.keywords)


class _Area(Protocol):
    @property
    def code(self) -> AreaCode: ...
    @property
    def name(self) -> str: ...
    @property
    def parent(self) -> AreaCode | None: ...


class _Agency(Protocol):
    @property
    def code(self) -> AgencyCode: ...
    @property
    def name(self) -> str: ...
    @property
    def short_name(self) -> str: ...
    @property
    def area(self) -> AreaCode | None: ...


def split(keywords: str) -> tuple[str, ...]:
    """Keywords one by one, out of a cell in which ; separates them."""
    return tuple(word.strip() for word in keywords.split(";") if word.strip())


def names_of_areas(areas: Iterable[_Area]) -> Mapping[str, tuple[str, ...]]:
    """How areas of the province are called: with their kind, and without where that names no other."""
    wholes = {_bare(area.name) for area in areas if area.parent is None}
    names: dict[str, tuple[str, ...]] = {}
    for area in areas:
        if area.parent is not None:
            bare = _bare(area.name)
            names[area.code] = (area.name,) if bare in wholes else (area.name, bare)
    return names


def names_of_agencies(agencies: Iterable[_Agency], areas: Iterable[_Area]) -> Mapping[str, tuple[str, ...]]:
    """How the agencies of the whole province are called: by their names, without the province's at the end.

    Those of one area are called in too many ways: keywords and places find them.
    """
    wholes = [spelled(area.name) for area in areas if area.parent is None]
    ends = [*wholes, *map(_bare, wholes), "tỉnh"]
    return {
        agency.code: tuple({_without(spelled(name), ends) for name in (agency.name, agency.short_name)})
        for agency in agencies
        if agency.area is None
    }


def _without(name: str, ends: Iterable[str]) -> str:
    for end in ends:
        shorter = name.removesuffix(f" {end}")
        if shorter != name and " " in shorter:
            return shorter
    return name


def _bare(name: str) -> str:
    """The name of an area without its kind."""
    plain = spelled(name)
    for kind in _KINDS:
        if plain.startswith(f"{kind} "):
            return plain.removeprefix(f"{kind} ")
    return plain
