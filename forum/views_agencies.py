"""Who answers for what: the agencies, each with its figures and its reports, and the outlets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.domain.text import fold
from casework.domain.values import AgencyCode
from casework.domain.watching import Watch, Watched
from casework.readings.directory import Agency, Directory, directory
from casework.readings.lists import Figures, Filters, published_reports
from casework.readings.maps import Map, agency_on, figures_by_agency, has_two_maps
from casework.readings.promises import kept_by
from casework.readings.questions import typical
from casework.readings.shares import helped_by
from forum import linked_data
from forum.cards import cards
from forum.door import door
from forum.following import button
from forum.measured import measured
from forum.succession import succession
from web import cache, choices, paging
from web.fields import line_of
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.meta import absolute
from web.page import page

LONGEST_QUERY = 100
_OTHER = {Map.THEN: Map.NOW, Map.NOW: Map.THEN}


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
        house, on = casework(), _map()
        named, q, today = directory(house), line_of(request.args, "q", LONGEST_QUERY), local_day(house.now())
        # What an agency did before it ended is counted under its own name, on the map of then.
        ended = [one for one in named.agencies if not one.is_in_force(today)] if on is Map.THEN else []
        working = [one for one in named.agencies_in_force(today) if _is_called(one, q)]
        figures = figures_by_agency(house, on)
        gone = [one for one in ended if _is_called(one, q) and one.code in figures]
        return page(
            "forum/agencies.html",
            levels=[*_levels(working, figures), *_ended(gone, figures)],
            q=q,
            count=len(working) + len(gone),
            on=on.value if has_two_maps(house) else "",
            other_map=paging.with_query(url_for("forum.agencies"), map=_OTHER[on].value),
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
        day, lang = local_day(house.now()), language()
        shown = agency_on(house, found.code, _map())
        reports = published_reports(house, Filters(agency=found.code), paging.after(), works=shown.works)
        head = named.head_of(found.code, day)
        return page(
            "forum/agency.html",
            agency=found,
            name=found.called(lang),
            head=head,
            head_title=head.titled(lang) if head else "",
            parent=named.heir_of(found.parent, day) if found.parent else None,
            succession=succession(found, shown, named, day),
            leads=_leads(found.code, named, day),
            figures=shown.figures,
            measured=measured(shown.measures),
            questions=cards(typical(house, Filters(agency=found.code), shown.works), named),
            promises=kept_by(house, found.code),
            helped=helped_by(house, found.code),
            cards=cards(reports.rows, named, of_agency=shown.works is None),
            pager=paging.links(reports),
            lang=lang,
            follow=button(Watch(what=Watched.AGENCY, key=found.code)),
            feed_url=url_for("forum.agency_feed", slug=slug),
            calendar_url=url_for("forum.deadlines", slug=slug),
            embed_url=absolute(url_for("forum.embedded_agency", slug=slug)),
            linked_data=linked_data.agency(found),
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
        today = local_day(house.now())
        is_ended = found.has_ended(today)
        return page(
            "forum/outlet.html",
            outlet=found,
            name=found.called(language()),
            follow=button(Watch(what=Watched.OUTLET, key=found.code)),
            feed_url=url_for("forum.outlet_feed", slug=slug),
            is_ended=is_ended,
            heir=named.outlet_heir(found.code, today) if is_ended else None,
            lang=language(),
            cards=cards(reports.rows, named),
            pager=paging.links(reports),
        )

    return cache.shared(make)


def _map() -> Map:
    """The map that the address asks for; what happened then, unless it says otherwise."""
    return Map.NOW if request.args.get("map") == Map.NOW.value else Map.THEN


def _ended(gone: Sequence[Agency], figures: Mapping[AgencyCode, Figures]) -> list[Level]:
    if not gone:
        return []
    entries = [Entry(agency=one, name=one.called(language()), figures=figures.get(one.code)) for one in gone]
    return [Level(label=_("Đã kết thúc hoạt động"), entries=entries)]


def _is_called(agency: Agency, q: str) -> bool:
    words = fold(f"{agency.name} {agency.name_en} {agency.short_name} {agency.code}")
    return all(word in words for word in fold(q).split())


def _levels(found: Iterable[Agency], figures: Mapping[AgencyCode, Figures]) -> list[Level]:
    by_level: dict[str, list[Entry]] = {}
    for agency in found:
        entry = Entry(agency=agency, name=agency.called(language()), figures=figures.get(agency.code))
        by_level.setdefault(agency.level, []).append(entry)
    return [Level(label=choices.level(level), entries=entries) for level, entries in by_level.items()]


def _leads(agency: AgencyCode, named: Directory, day: date) -> list[tuple[str, str]]:
    """Fields that are routed to the agency on that day, each with where (empty: the whole province)."""
    places: dict[str, list[str]] = {}
    for rule in named.leads(day):
        if rule.agency == agency:
            places.setdefault(rule.field, []).append(named.area_name(rule.area, language()))
    return [
        (named.field_name(field.code, language()), ", ".join(filter(None, places[field.code])))
        for field in named.fields
        if field.code in places
    ]
