"""A reorganisation as it was decided: what begins, what ends, and who carries on; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from casework.domain.values import AgencyCode, AreaCode, OutletCode
from casework.store.directory import Agency, Area, Directory, Head, Outlet, Takeover

NOTHING: Mapping[Any, Any] = MappingProxyType({})
_DAY = timedelta(days=1)


class Hitch(StrEnum):
    """Why a reorganisation cannot be carried out as it is written."""

    UNKNOWN = "unknown"  # no such agency, outlet, area or field
    CODE_TAKEN = "code_taken"  # by something else
    SLUG_TAKEN = "slug_taken"
    ENDED_OTHERWISE = "ended_otherwise"  # on another day, or into another
    NOT_BEGUN = "not_begun"  # it ends before it has begun
    ITSELF = "itself"
    NO_HEIR = "no_heir"  # nobody who works on the day stands at the end of the line
    TAKEN_OTHERWISE = "taken_otherwise"  # another takes the same over on the same day
    NOBODY_LEADS = "nobody_leads"  # a field would be without an agency
    NO_OUTLET = "no_outlet"  # nobody would take reports in


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """One hitch, and what it is about: the code of an agency, outlet, area or field."""

    hitch: Hitch
    about: str

    def __str__(self) -> str:
        return f"{self.about}: {self.hitch.value}"


@dataclass(frozen=True, kw_only=True)
class Reorganisation:
    """What changes on `day`. Endings lead from who ends to who carries on; an agency may end without one:
    then each report goes to whoever leads its field. Takeovers are parts of somebody's work."""

    code: str
    day: date
    title: str
    source: str  # the decision
    agencies: tuple[Agency, ...] = ()
    heads: tuple[Head, ...] = ()
    outlets: tuple[Outlet, ...] = ()
    areas: tuple[Area, ...] = ()
    agencies_end: Mapping[AgencyCode, AgencyCode | None] = field(default_factory=lambda: NOTHING)
    takeovers: tuple[Takeover, ...] = ()
    outlets_end: Mapping[OutletCode, OutletCode] = field(default_factory=lambda: NOTHING)
    areas_end: Mapping[AreaCode, AreaCode] = field(default_factory=lambda: NOTHING)

    @property
    def beginning(self) -> tuple[tuple[str, str], ...]:
        """Code and name of everything that begins."""
        return (
            *((one.code, one.name) for one in self.agencies),
            *((one.code, one.name) for one in self.outlets),
            *((one.code, one.name) for one in self.areas),
        )

    @property
    def last_day(self) -> date:
        """Until when what ends has been."""
        return self.day - _DAY


@dataclass(frozen=True, kw_only=True)
class Changes:
    """The rows that are to be written, by sheet as `store.directory_rows` knows them."""

    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    @property
    def nothing(self) -> bool:
        return not any(self.rows.values())


def reorganised(before: Directory, plan: Reorganisation) -> Directory:
    """The directory with all of it in it; what is there already, as it is written, stays as it is."""
    return replace(
        before,
        agencies=_with(before.agencies, plan.agencies, plan.agencies_end, plan.last_day),
        outlets=_with(before.outlets, plan.outlets, plan.outlets_end, plan.last_day),
        areas=_with(before.areas, plan.areas, plan.areas_end, plan.last_day),
        heads=_heads(before.heads, plan),
        takeovers=tuple(dict.fromkeys((*before.takeovers, *plan.takeovers))),
    )


def changes(before: Directory, after: Directory, plan: Reorganisation) -> Changes:
    """What differs."""
    noted = [{**asdict(one), "reorganisation": plan.code} for one in _new(before.takeovers, after.takeovers)]
    return Changes(
        rows={
            "outlets": [asdict(one) for one in _new(before.outlets, after.outlets)],
            "areas": [asdict(one) for one in _new(before.areas, after.areas)],
            "agencies": [asdict(one) for one in _new(before.agencies, after.agencies)],
            "heads": [asdict(one) for one in _new(before.heads, after.heads)],
            "takeovers": noted,
        }
    )


def troubles(before: Directory, after: Directory, plan: Reorganisation) -> tuple[Trouble, ...]:
    """Everything that stands in the way, each hitch of each thing once."""
    found = [
        *_above(after, plan),
        *_beginnings(before.agencies, plan.agencies),
        *_beginnings(before.outlets, plan.outlets),
        *_beginnings(before.areas, plan.areas),
        *_agencies_end(before, after, plan),
        *_others_end(before.outlets, plan.outlets_end, after.outlet_heir, plan),
        *_others_end(before.areas, plan.areas_end, after.area_heir, plan),
        *_takeovers(before, after, plan),
    ]
    if not found:
        found = [*_left_alone(after, plan)]
    return tuple(dict.fromkeys(Trouble(hitch=hitch, about=about) for hitch, about in found))


def _with(
    there: Sequence[Any], begin: Sequence[Any], end: Mapping[Any, Any], last_day: date
) -> tuple[Any, ...]:
    """Agencies, outlets or areas: those that there are, ended where they end, and those that begin."""
    codes = {one.code for one in there}
    everything = (*there, *(one for one in begin if one.code not in codes))
    return tuple(
        replace(one, valid_to=last_day, successor=end[one.code])
        if one.code in end and one.valid_to is None
        else one
        for one in everything
    )


def _heads(there: Sequence[Head], plan: Reorganisation) -> tuple[Head, ...]:
    """Who stood at the top of what ends does so until its last day."""
    known = {(one.agency, one.valid_from) for one in there}
    ended = (
        replace(one, valid_to=plan.last_day)
        if one.agency in plan.agencies_end and one.valid_to is None and one.valid_from <= plan.last_day
        else one
        for one in there
    )
    return (*ended, *(one for one in plan.heads if (one.agency, one.valid_from) not in known))


def _new(before: Sequence[Any], after: Sequence[Any]) -> list[Any]:
    known = set(before)
    return [one for one in after if one not in known]


Found = Iterator[tuple[Hitch, str]]


def _beginnings(there: Sequence[Any], begin: Sequence[Any]) -> Found:
    by_code = {one.code: one for one in there}
    slugs = {one.slug: one.code for one in there}
    for one in begin:
        known = by_code.get(one.code)
        if known is not None and replace(known, valid_to=None, successor=None) != one:
            yield Hitch.CODE_TAKEN, one.code
        if slugs.setdefault(one.slug, one.code) != one.code:
            yield Hitch.SLUG_TAKEN, one.slug


def _above(after: Directory, plan: Reorganisation) -> Found:
    """What stands above those that begin, and where they are, is there."""
    for one in plan.agencies:
        if one.parent is not None and after.agency(one.parent) is None:
            yield Hitch.UNKNOWN, one.parent
        if one.area is not None and after.area(one.area) is None:
            yield Hitch.UNKNOWN, one.area
    for place in plan.areas:
        if place.parent is not None and after.area(place.parent) is None:
            yield Hitch.UNKNOWN, place.parent


def _agencies_end(before: Directory, after: Directory, plan: Reorganisation) -> Found:
    for code, successor in plan.agencies_end.items():
        agency = after.agency(code)
        if agency is None:
            yield Hitch.UNKNOWN, code
            continue
        if successor == code:
            yield Hitch.ITSELF, code
        elif (agency.valid_to, agency.successor) != (plan.last_day, successor):
            yield Hitch.ENDED_OTHERWISE, code
        elif agency.valid_from > plan.last_day:
            yield Hitch.NOT_BEGUN, code
        elif successor is not None and after.agency(successor) is None:
            yield Hitch.UNKNOWN, successor
        elif (successor is not None and after.heir_of(code, plan.day) is None) or not after.carrier(
            code, None, None, plan.day
        ):
            yield Hitch.NO_HEIR, code


def _others_end(there: Sequence[Any], end: Mapping[Any, Any], heir: Any, plan: Reorganisation) -> Found:
    by_code = {one.code: one for one in there}
    for code, successor in end.items():
        known = by_code.get(code)
        if known is None:
            yield Hitch.UNKNOWN, code
        elif successor == code:
            yield Hitch.ITSELF, code
        elif known.valid_to is not None and (known.valid_to, known.successor) != (plan.last_day, successor):
            yield Hitch.ENDED_OTHERWISE, code
        elif heir(code, plan.day) is None:
            yield Hitch.NO_HEIR, code


def _takeovers(before: Directory, after: Directory, plan: Reorganisation) -> Found:
    taken = {(one.agency, one.field, one.area, one.since): one.taken_by for one in before.takeovers}
    for one in plan.takeovers:
        known = (
            (one.agency, after.agency(one.agency)),
            (one.taken_by, after.agency(one.taken_by)),
            (one.field, one.field is None or after.field(one.field)),
            (one.area, one.area is None or after.area(one.area)),
        )
        missing = [str(code) for code, there in known if not there]
        yield from ((Hitch.UNKNOWN, code) for code in missing)
        if missing:
            continue
        if one.agency == one.taken_by:
            yield Hitch.ITSELF, one.agency
        elif taken.setdefault((one.agency, one.field, one.area, one.since), one.taken_by) != one.taken_by:
            yield Hitch.TAKEN_OTHERWISE, one.agency
        elif after.taker(one.agency, one.field, one.area, plan.day) is None:
            yield Hitch.NO_HEIR, one.agency


def _left_alone(after: Directory, plan: Reorganisation) -> Found:
    """What nobody would answer for, where the rest is right."""
    for one in after.fields:
        if any(rule.field == one.code for rule in after.rules) and not after.agency_for(
            one.code, None, plan.day
        ):
            yield Hitch.NOBODY_LEADS, one.code
    if plan.outlets_end and not after.outlets_in_force(plan.day):
        yield Hitch.NO_OUTLET, next(iter(plan.outlets_end))
