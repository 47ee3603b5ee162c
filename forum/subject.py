"""The shape of every page about what reports are about: facts, figures, questions, and the list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import url_for

from casework.domain.watching import Watch, Watched
from casework.readings.directory import Procedure, directory
from casework.readings.lists import Filters, published_reports
from casework.readings.questions import typical
from casework.readings.subjects import Subject, answering
from forum.cards import cards
from forum.following import button
from forum.measured import measured
from web import paging
from web.i18n import language
from web.kitchen import casework
from web.page import page

_WATCHED = {Subject.FIELD: Watched.FIELD, Subject.AREA: Watched.AREA, Subject.OUTLET: Watched.OUTLET}


@dataclass(frozen=True, kw_only=True)
class Link:
    label: str
    url: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A heading with links beneath; a part without links is left out."""

    title: str
    links: Sequence[Link]


@dataclass(frozen=True, kw_only=True)
class About:
    """What a page says of its subject before the list. `trail` leads to it, `codes` count it."""

    subject: Subject
    kicker: str
    name: str
    trail: Sequence[tuple[str, str]]
    codes: Sequence[str]
    filters: Filters
    query: Mapping[str, str]  # the same for the address of the list
    facts: Sequence[tuple[str, str]] = ()
    parts: Sequence[Part] = field(default_factory=tuple)
    has_questions: bool = False


def subject_page(about: About, *, template: str = "forum/subject.html", **more: object) -> str:
    """The page; at most four queries."""
    house = casework()
    named = directory(house)
    found = answering(house, about.subject, about.codes)
    reports = published_reports(house, about.filters, paging.after())
    watched = _WATCHED.get(about.subject)
    return page(
        template,
        about=about,
        figures=found.figures,
        measured=measured(found.measures),
        questions=cards(typical(house, about.filters), named) if about.has_questions else [],
        parts=[part for part in about.parts if part.links],
        cards=cards(reports.rows, named),
        pager=paging.links(reports),
        list_url=paging.asking(url_for("forum.reports"), about.query),
        ask_url=url_for("forum.new_report"),
        follow=button(Watch(what=watched, key=about.codes[0])) if watched else None,
        **{"feed_url": paging.asking(url_for("forum.reports_feed"), about.query), **more},
    )


def procedure_links(procedures: Sequence[Procedure]) -> list[Link]:
    """Procedures, each with how long it may take."""
    lang = language()
    return [
        Link(label=one.called(lang), url=url_for("forum.procedure", slug=one.code), note=one.timed(lang))
        for one in procedures
    ]
