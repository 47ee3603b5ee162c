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
from casework.domain.values import AgencyCode, FieldCode, OutletCode
from casework.domain.watching import Watch, Watched
from casework.readings.directory import Agency, Directory, Procedure, directory
from casework.readings.lists import Figures, Filters, published_reports
from casework.readings.maps import Map, agency_on, figures_by_agency, has_two_maps
from casework.readings.promises import kept_by
from casework.readings.questions import typical
from casework.readings.shares import helped_by
from casework.readings.stories import at_outlet
from casework.readings.subjects import Subject
from forum import linked_data
from forum.cards import cards
from forum.door import door
from forum.following import button
from forum.measured import measured
from forum.subject import About, procedure_links, subject_page
from forum.succession import succession
from web import cache, choices, paging
from web.fields import line_of
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.meta import absolute
from web.page import page
from web.stories import StoryView, story_views

LONGEST_QUERY = 100
_OTHER = {Map.THEN: Map.NOW, Map.NOW: Map.THEN}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """An agency in the list; `figures` is None while it leads on nothing public."""

    agency: Agency
    name: str
    figures: Figures | None


@dataclass(frozen=True, kw_only=True)
class Lead:
    """A field that an agency leads; `places` is empty where it does so in the whole province."""

    field: FieldCode
    name: str
    url: str
    places: str


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
            leads=(leads := _leads(found.code, named, day)),
            procedures=procedure_links(_procedures(leads, named)),
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
            export_url=paging.asking(url_for("forum.export"), {"agency": found.code}),
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
        today = local_day(house.now())
        is_ended = found.has_ended(today)
        about = About(
            subject=Subject.OUTLET,
            kicker=_("Diễn đàn của"),
            name=found.called(language()),
            trail=[(_("Mục lục A–Z"), url_for("forum.a_z"))],
            codes=[found.code],
            filters=Filters(outlet=found.code),
            query={"outlet": found.code},
        )
        return subject_page(
            about,
            template="forum/outlet.html",
            outlet=found,
            feed_url=url_for("forum.outlet_feed", slug=slug),
            export_url=paging.asking(url_for("forum.export"), {"outlet": found.code}),
            is_ended=is_ended,
            stories=_stories(found.code),
            heir=named.outlet_heir(found.code, today) if is_ended else None,
            lang=language(),
        )

    return cache.shared(make)


def _stories(outlet: OutletCode) -> list[tuple[StoryView, str]]:
    """What the press has written about the outlet's reports, each with the title of its report."""
    found = at_outlet(casework(), outlet)
    return list(
        zip(story_views(story for story, _title in found), (title for _s, title in found), strict=True)
    )


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


def _procedures(leads: Iterable[Lead], named: Directory) -> list[Procedure]:
    """Those of the fields that an agency leads everywhere; of others an outlet of its own does."""
    return [one for lead in leads if not lead.places for one in named.procedures_of(lead.field)]


def _leads(agency: AgencyCode, named: Directory, day: date) -> list[Lead]:
    """Fields that are routed to the agency on that day, each with where (empty: the whole province)."""
    places: dict[str, list[str]] = {}
    for rule in named.leads(day):
        if rule.agency == agency:
            places.setdefault(rule.field, []).append(named.area_name(rule.area, language()))
    return [
        Lead(
            field=field.code,
            name=field.called(language()),
            url=url_for("forum.field", slug=field.code),
            places=", ".join(filter(None, places[field.code])),
        )
        for field in named.fields
        if field.code in places
    ]
