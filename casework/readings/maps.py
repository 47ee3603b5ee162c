"""Figures of agencies on either map: as they were when it happened, and as they are now.

Then, a report counts for the agency that has it, or had it when it was answered. Now, it counts for whoever
carries on with that agency's work in its field and area. Both maps show the same reports: sums are equal.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.domain.calendar import local_day
from casework.domain.measures import Mark, Measures, measures_of
from casework.domain.values import AgencyCode
from casework.readings.directory import Directory, directory
from casework.readings.kept import Kept
from casework.readings.lists import Figures, figures_of
from casework.store import case_counts
from casework.store.case_counts import OfWork
from casework.store.casework import Casework
from casework.store.published import Work, Works

__all__ = ["Figures", "Map", "OfAgency", "agency_on", "figures_by_agency", "has_two_maps", "left_something"]


class Map(StrEnum):
    THEN = "then"
    NOW = "now"


@dataclass(frozen=True, kw_only=True)
class OfAgency:
    """One agency on one map. `works` narrows a list to what counts for it on the map of now, None on the
    other; `of` are the other agencies whose reports count for it now, whichever map is asked for."""

    on: Map
    figures: Figures
    measures: Measures
    works: Works | None
    of: tuple[AgencyCode, ...]


_BY_WORK: Kept[Sequence[OfWork]] = Kept()


def left_something(named: Directory, today: date) -> frozenset[AgencyCode]:
    """The agencies of whose work others do something by that day: all of it, or a part."""
    ended = {one.code for one in named.agencies if one.has_ended(today)}
    return frozenset(ended | {one.agency for one in named.takeovers if one.since <= today})


def has_two_maps(casework: Casework) -> bool:
    """Whether anything counts otherwise now than it did then."""
    return bool(left_something(directory(casework), local_day(casework.now())))


def agency_on(casework: Casework, agency: AgencyCode, on: Map) -> OfAgency:
    """One agency on one map as it stands at this moment; two queries at most."""
    named, today = directory(casework), local_day(casework.now())
    left = left_something(named, today)
    with casework.db.read() as session:
        by_work = case_counts.by_work(session, left) if left else ()
        counted = [one.work for one in by_work if _counts_for(one.work, named, today) == agency]
        own = Works(whole=agency)
        works = own if on is Map.THEN else Works(whole=_whole(agency, left), parts=tuple(counted))
        counts = case_counts.of_works(session, works)
    return OfAgency(
        on=on,
        figures=figures_of(counts),
        measures=measures_of(counts),
        works=works if on is Map.NOW else None,
        of=tuple(dict.fromkeys(work.agency for work in counted if work.agency != agency)),
    )


def figures_by_agency(casework: Casework, on: Map = Map.THEN) -> Mapping[AgencyCode, Figures]:
    """The figures of every agency for which a published report counts on this map; at most a minute old."""
    named, today = directory(casework), local_day(casework.now())
    left = left_something(named, today) if on is Map.NOW else frozenset[AgencyCode]()
    by_agency: dict[AgencyCode, Counter[Mark]] = {}
    for one in _by_work(casework):
        agency = one.work.agency
        counts_for = _counts_for(one.work, named, today) if agency in left else agency
        by_agency.setdefault(counts_for, Counter()).update(one.counts)
    return {agency: figures_of(counts) for agency, counts in by_agency.items()}


def _by_work(casework: Casework) -> Sequence[OfWork]:
    def ask() -> Sequence[OfWork]:
        with casework.db.read() as session:
            return case_counts.by_work(session)

    return _BY_WORK.get(casework.db, ask)


def _whole(agency: AgencyCode, left: frozenset[AgencyCode]) -> AgencyCode | None:
    """What is left of an agency is counted part by part."""
    return None if agency in left else agency


def _counts_for(work: Work, named: Directory, today: date) -> AgencyCode:
    """Who carries on with this work; the agency itself where nobody does, so that nothing is lost."""
    carrier = named.carrier(work.agency, work.field, work.area, today)
    return work.agency if carrier is None else carrier.code
