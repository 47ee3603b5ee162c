"""Pages of what reports are about: a field, a task of the reform, an area, a procedure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.readings.directory import Agency, Area, Directory, Field, Procedure, Task, directory
from casework.readings.lists import Filters
from casework.readings.search import COUNTED, find
from casework.readings.subjects import Subject
from forum.door import door
from forum.finding import hit_card
from forum.subject import About, Link, Part, procedure_links, subject_page
from web import cache, paging
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@door.get("/fields/<slug>")
@requires(Permission.READ_PUBLIC)
def field(slug: str) -> ResponseReturnValue:
    """One field: who leads it where, its procedures, how its reports are answered."""
    house = casework()
    named = directory(house)
    found = named.field(slug)
    if found is None:
        abort(404)
    return cache.shared(lambda: subject_page(_about_field(found, named, local_day(house.now()))))


@door.get("/tasks/<code>")
@requires(Permission.READ_PUBLIC)
def task(code: str) -> ResponseReturnValue:
    """One task of the reform plan, with its sub-topics; or one of these."""
    named = directory(casework())
    found = named.task(code)
    if found is None:
        abort(404)
    return cache.shared(lambda: subject_page(_about_task(found, named)))


@door.get("/areas/<slug>")
@requires(Permission.READ_PUBLIC)
def area(slug: str) -> ResponseReturnValue:
    """One area: what lies in it, who works there, its reports."""
    house = casework()
    named = directory(house)
    found = named.area_at(slug)
    if found is None:
        abort(404)
    return cache.shared(lambda: subject_page(_about_area(found, named, local_day(house.now()))))


@door.get("/procedures/<slug>")
@requires(Permission.READ_PUBLIC)
def procedure(slug: str) -> ResponseReturnValue:
    """One procedure: where, how long it may take, by which rule, and the reports that speak of it."""
    named = directory(casework())
    found = named.procedure(slug)
    if found is None:
        abort(404)
    return cache.shared(lambda: _procedure_page(found, named))


def _procedure_page(one: Procedure, named: Directory) -> str:
    house, lang = casework(), language()
    phrase = f'"{one.words}"'
    hits = find(house, Filters(q=phrase, field=one.field), paging.after())
    lead = named.agency_for(one.field, None, local_day(house.now()))
    return page(
        "forum/procedure.html",
        name=one.called(lang),
        trail=[_index(), (named.field_name(one.field, lang), url_for("forum.field", slug=one.field))],
        rows=[
            (_("Nộp ở đâu"), one.placed(lang)),
            (_("Thời hạn giải quyết"), one.timed(lang)),
            (_("Theo quy định"), one.source),
        ],
        lead=_of_agency(lead) if lead is not None else None,
        words=one.words,
        hits=[hit_card(hit, named) for hit in hits.page.rows],
        count=hits.count,
        has_more=hits.has_more,
        counted=COUNTED,
        pager=paging.links(hits.page),
        list_url=url_for("forum.search", q=phrase, field=one.field),
        others=procedure_links([other for other in named.procedures_of(one.field) if other != one]),
    )


def _about_field(found: Field, named: Directory, day: date) -> About:
    lead = named.agency_for(found.code, None, day)
    rules = [rule for rule in named.leads(day) if rule.field == found.code and rule.area is not None]
    leads = [_of_agency(lead)] if lead is not None else []
    for rule in rules:
        agency = named.agency(rule.agency)
        leads += [_of_agency(agency, named.area_name(rule.area, language()))] if agency else []
    return About(
        subject=Subject.FIELD,
        kicker=_("Lĩnh vực"),
        name=found.called(language()),
        trail=[_index()],
        codes=[found.code],
        filters=Filters(field=found.code),
        query={"field": found.code},
        parts=[
            Part(title=_("Cơ quan chủ trì trả lời"), links=leads),
            Part(title=_("Thủ tục hay được hỏi"), links=procedure_links(named.procedures_of(found.code))),
        ],
        has_questions=True,
    )


def _about_task(found: Task, named: Directory) -> About:
    lang, topics = language(), named.sub_topics(found.code)
    parent = named.task(found.parent)
    above = [(parent.called(lang), url_for("forum.task", code=parent.code))] if parent else []
    return About(
        subject=Subject.TASK,
        kicker=_("Nhiệm vụ cải cách hành chính"),
        name=found.called(lang),
        trail=[_index(), *above],
        codes=[found.code, *(topic.code for topic in topics)],
        filters=Filters(task=found.code),
        query={"task": found.code},
        parts=[Part(title=_("Các nội dung"), links=[_of_task(topic) for topic in topics])],
    )


def _about_area(found: Area, named: Directory, day: date) -> About:
    lang = language()
    parent, within = named.area(found.parent), [one for one in named.areas if one.parent == found.code]
    above = [(parent.called(lang), url_for("forum.area", slug=parent.slug))] if parent else []
    here = [one for one in named.agencies_in_force(day) if one.area == found.code]
    return About(
        subject=Subject.AREA,
        kicker=_("Địa bàn"),
        name=found.called(lang),
        trail=[_index(), *above],
        # The area itself first: it is what one follows.
        codes=[found.code, *sorted(named.within(found.code) - {found.code})],
        filters=Filters(area=found.code),
        query={"area": found.code},
        parts=[
            Part(title=_("Cơ quan ở đây"), links=[_of_agency(one) for one in here]),
            Part(
                title=_("Các địa bàn bên trong"),
                links=[
                    Link(label=one.called(lang), url=url_for("forum.area", slug=one.slug)) for one in within
                ],
            ),
        ],
    )


def _of_task(task: Task) -> Link:
    return Link(label=task.called(language()), url=url_for("forum.task", code=task.code))


def _of_agency(agency: Agency, note: str = "") -> Link:
    name = agency.called(language())
    says_it_already = note.casefold() in name.casefold()
    return Link(
        label=name,
        url=url_for("forum.agency", slug=agency.slug),
        note="" if says_it_already else note,
    )


def _index() -> tuple[str, str]:
    return _("Mục lục A–Z"), url_for("forum.a_z")
