"""Who answers for what: the agencies, each with its figures and its reports, and the outlets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask import abort, request
from flask.typing import ResponseReturnValue

from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.domain.text import fold
from casework.domain.values import AgencyCode
from casework.domain.watching import Watch, Watched
from casework.readings.directory import Agency, Directory, directory
from casework.readings.lists import (
    Figures,
    Filters,
    agency_figures,
    figures_by_agency,
    published_reports,
)
from forum.cards import cards
from forum.door import door
from forum.following import button
from web import cache, choices, paging
from web.fields import line_of
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page

LONGEST_QUERY = 100


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An agency in the list; `figures` is None while it leads on nothing public."""

    agency: Agency
    name: str
    figures: Figures | None


@dataclass(frozen=True, kw_only=True)
class Level:
    label: str
    entries: Sequence[Entry]


@door.get("/agencies")
@requires(Permission.READ_PUBLIC)
def agencies() -> ResponseReturnValue:
    """The agencies at work today, by level; `q` looks for words in their names."""

    def make() -> str:
        house = casework()
        named, q = directory(house), line_of(request.args, "q", LONGEST_QUERY)
        working = named.agencies_in_force(local_day(house.now()))
        found = [agency for agency in working if _is_called(agency, q)]
        return page(
            "forum/agencies.html", levels=_levels(found, figures_by_agency(house)), q=q, count=len(found)
        )

    return cache.shared(make)


@door.get("/agencies/<slug>")
@requires(Permission.READ_PUBLIC)
def agency(slug: str) -> ResponseReturnValue:
    """One agency: who heads it, what it leads on, how it answers, its reports."""
    house = casework()
    named = directory(house)
    found = named.agency_at(slug)
    if found is None:
        abort(404)

    def make() -> str:
        day = local_day(house.now())
        reports = published_reports(house, Filters(agency=found.code), paging.after())
        head = named.head_of(found.code, day)
        return page(
            "forum/agency.html",
            agency=found,
            name=found.called(language()),
            head=head,
            head_title=head.titled(language()) if head else "",
            parent=named.agency(found.parent),
            successor=None if found.is_in_force(day) else named.heir_of(found.code, day),
            is_ended=not found.is_in_force(day),
            leads=_leads(found.code, named),
            figures=agency_figures(house, found.code),
            cards=cards(reports.rows, named, of_agency=True),
            pager=paging.links(reports),
            lang=language(),
            follow=button(Watch(what=Watched.AGENCY, key=found.code)),
        )

    return cache.shared(make)


@door.get("/outlets/<slug>")
@requires(Permission.READ_PUBLIC)
def outlet(slug: str) -> ResponseReturnValue:
    """The forum of one outlet: the reports that were sent to it."""
    house = casework()
    named = directory(house)
    found = named.outlet_at(slug)
    if found is None:
        abort(404)

    def make() -> str:
        reports = published_reports(house, Filters(outlet=found.code), paging.after())
        return page(
            "forum/outlet.html",
            outlet=found,
            name=found.called(language()),
            follow=button(Watch(what=Watched.OUTLET, key=found.code)),
            cards=cards(reports.rows, named),
            pager=paging.links(reports),
        )

    return cache.shared(make)


def _is_called(agency: Agency, q: str) -> bool:
    words = fold(f"{agency.name} {agency.name_en} {agency.short_name} {agency.code}")
    return all(word in words for word in fold(q).split())


def _levels(found: Iterable[Agency], figures: Mapping[AgencyCode, Figures]) -> list[Level]:
    by_level: dict[str, list[Entry]] = {}
    for agency in found:
        entry = Entry(agency=agency, name=agency.called(language()), figures=figures.get(agency.code))
        by_level.setdefault(agency.level, []).append(entry)
    return [Level(label=choices.level(level), entries=entries) for level, entries in by_level.items()]


def _leads(agency: AgencyCode, named: Directory) -> list[tuple[str, str]]:
    """Fields that are routed to the agency, each with where (empty: the whole province)."""
    places: dict[str, list[str]] = {}
    for rule in named.rules:
        if rule.agency == agency:
            places.setdefault(rule.field, []).append(named.area_name(rule.area, language()))
    return [
        (named.field_name(field.code, language()), ", ".join(filter(None, places[field.code])))
        for field in named.fields
        if field.code in places
    ]
