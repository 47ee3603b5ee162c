"""Figures of agencies on either map: as they were when it happened, and as they are now.

Then, a report counts for the agency that has it, or had it when it was answered. Now, it counts for whoever
carries on with that agency's work in its field and area. Both maps show the same reports: sums are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casework.domain.calendar import local_day
from casework.domain.values import AgencyCode
from casework.readings.directory import Directory, directory
from casework.readings.kept import Kept
from casework.readings.lists import Figures, figures_of, tallies_of_all
from casework.store import published
from casework.store.casework import Casework
from casework.store.published import Tally, Work, Works

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
    works: Works | None
    of: tuple[AgencyCode, ...]


ByWork = Sequence[tuple[Work, Tally]]
_BY_WORK: Kept[tuple[frozenset[AgencyCode], ByWork]] = Kept()


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
        own = published.tallies(session, agency)
        by_work = published.tallies_by_work(session, left) if left else ()
    counted = [(work, tally) for work, tally in by_work if _counts_for(work, named, today) == agency]
    of = tuple(dict.fromkeys(work.agency for work, _ in counted if work.agency != agency))
    if on is Map.THEN:
        return OfAgency(on=on, figures=figures_of(own), works=None, of=of)
    return OfAgency(
        on=on,
        figures=figures_of([*(() if agency in left else own), *(tally for _, tally in counted)]),
        works=Works(
            whole=None if agency in left else agency,
            parts=tuple(dict.fromkeys(work for work, _ in counted)),
        ),
        of=of,
    )


def figures_by_agency(casework: Casework, on: Map = Map.THEN) -> Mapping[AgencyCode, Figures]:
    """The figures of every agency for which a published report counts on this map; counted once a minute."""
    named, today = directory(casework), local_day(casework.now())
    left = left_something(named, today) if on is Map.NOW else frozenset[AgencyCode]()
    by_agency: dict[AgencyCode, list[Tally]] = {}
    for tally in tallies_of_all(casework):
        if tally.agency is not None and tally.agency not in left:
            by_agency.setdefault(tally.agency, []).append(tally)
    for work, tally in _by_work(casework, left) if left else ():
        by_agency.setdefault(_counts_for(work, named, today), []).append(tally)
    return {agency: figures_of(tallies) for agency, tallies in by_agency.items()}


def _by_work(casework: Casework, left: frozenset[AgencyCode]) -> ByWork:
    def count() -> tuple[frozenset[AgencyCode], ByWork]:
        with casework.db.read() as session:
            return left, published.tallies_by_work(session, left)

    of, found = _BY_WORK.get(casework.db, count)
    if of != left:  # an agency has ended since
        _BY_WORK.forget(casework.db)
        _, found = _BY_WORK.get(casework.db, count)
    return found


def _counts_for(work: Work, named: Directory, today: date) -> AgencyCode:
    """Who carries on with this work; the agency itself where nobody does, so that nothing is lost."""
    carrier = named.carrier(work.agency, work.field, work.area, today)
    return work.agency if carrier is None else carrier.code
