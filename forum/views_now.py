"""What a reader may ask of the whole forum: what is overdue now, what was thanked, what there is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from casework.domain.alphabet import letter_of, sort_key
from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.domain.values import AgencyCode, Kind
from casework.readings.directory import Directory, directory
from casework.readings.lists import Filters, Sort, published_reports, thanked_before
from casework.readings.maps import figures_by_agency
from forum.cards import Card, cards
from forum.door import door
from forum.filters import Option
from forum.subject import Link
from web import cache, choices, paging
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
FIRST_MONTH = date(2014, 1, 1)  # no forum of the plan is older


@dataclass(frozen=True, kw_only=True)
class Late:
    """A report that is overdue, and for how long: working days, "" on its last day."""

    card: Card
    due: datetime
    late: str


@door.get("/overdue")
@requires(Permission.READ_PUBLIC)
def overdue() -> ResponseReturnValue:
    """What is overdue now, the longest first; `agency` narrows it to one."""
    return cache.shared(_overdue)


def _overdue() -> str:
    house = casework()
    named, today = directory(house), local_day(house.now())
    agency = named.agency(request.args.get("agency", ""))
    late_of = {code: found.overdue for code, found in figures_by_agency(house).items() if found.overdue}
    filters = Filters(sort=Sort.LATE, agency=agency.code if agency else None)
    found = published_reports(house, filters, paging.after())
    calendar = house.terms().calendar
    shown = zip(cards(found.rows, named, of_agency=agency is not None), found.rows, strict=True)
    return page(
        "forum/overdue.html",
        late=[
            _late(card, row.due, calendar.working_days_between(local_day(row.due), today))
            for card, row in shown
            if row.due
        ],
        agency=agency,
        agency_name=agency.called(language()) if agency else "",
        agencies=_late_agencies(named, late_of),
        total=sum(late_of.values()),
        pager=paging.links(found),
        list_url=url_for("forum.reports", sort=Sort.LATE.value, agency=agency.code if agency else None),
    )


def _late(card: Card, due: datetime, days: int) -> Late:
    said = ngettext("quá hạn %(num)s ngày làm việc", "quá hạn %(num)s ngày làm việc", days)
    return Late(card=card, due=due, late=said if days > 0 else "")


def _late_agencies(named: Directory, late_of: Mapping[AgencyCode, int]) -> list[Option]:
    """By name, not by number: nobody is ranked."""
    return [
        Option(value=one.code, label=f"{one.called(language())} ({late_of[one.code]})")
        for one in named.agencies
        if one.code in late_of
    ]


@door.get("/thanks")
@requires(Permission.READ_PUBLIC)
def thanks() -> ResponseReturnValue:
    """What was thanked in a month (`month=2026-11`), this one if it names none."""
    return cache.shared(_thanks)


def _thanks() -> str:
    house = casework()
    named, this = directory(house), local_day(house.now()).replace(day=1)
    month = _month(request.args.get("month", ""), this)
    filters = Filters(kind=Kind.PRAISE, since=month, until=_next(month) - timedelta(days=1))
    found = published_reports(house, filters, paging.after())
    before = thanked_before(house, month)
    return page(
        "forum/thanks.html",
        month=month,
        is_this=month == this,
        cards=cards(found.rows, named),
        pager=paging.links(found),
        earlier=_month_url(local_day(before).replace(day=1), this) if before else "",
        later=_month_url(_next(month), this) if month < this else "",
        all_url=url_for("forum.reports", kind=Kind.PRAISE.value),
    )


def _month(asked: str, this: date) -> date:
    """The first day of the month asked for; this month's for anything that is none of ours."""
    try:
        found = date.fromisoformat(f"{asked}-01")
    except ValueError:
        return this
    return found if FIRST_MONTH <= found <= this else this


def _next(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1)


def _month_url(month: date, this: date) -> str:
    return url_for("forum.thanks", month=None if month == this else f"{month:%Y-%m}")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The names under one letter; `anchor` leads to them."""

    letter: str
    anchor: str
    links: Sequence[Link]


@door.get("/a-z")
@requires(Permission.READ_PUBLIC)
def a_z() -> ResponseReturnValue:
    """Everything in the directory that has a page, by the Vietnamese alphabet."""

    def make() -> str:
        house = casework()
        return page("forum/a_z.html", letters=_letters(_entries(directory(house), local_day(house.now()))))

    return cache.shared(make)


def _entries(named: Directory, day: date) -> list[Link]:
    lang = language()
    agencies = (
        Link(
            label=one.called(lang), url=url_for("forum.agency", slug=one.slug), note=choices.level(one.level)
        )
        for one in named.agencies_in_force(day)
    )
    fields = (
        Link(label=one.called(lang), url=url_for("forum.field", slug=one.code), note=_("Lĩnh vực"))
        for one in named.fields
    )
    tasks = (
        Link(label=one.called(lang), url=url_for("forum.task", code=one.code), note=_("Nhiệm vụ"))
        for one in named.main_tasks
    )
    areas = (
        Link(label=one.called(lang), url=url_for("forum.area", slug=one.slug), note=_("Địa bàn"))
        for one in named.areas_in_force(day)
    )
    procedures = (
        Link(label=one.called(lang), url=url_for("forum.procedure", slug=one.code), note=_("Thủ tục"))
        for one in named.procedures
    )
    return [*agencies, *fields, *tasks, *areas, *procedures]


def _letters(links: Iterable[Link]) -> list[Letter]:
    by_letter: dict[str, list[Link]] = {}
    for link in sorted(links, key=lambda one: sort_key(one.label)):
        by_letter.setdefault(letter_of(link.label), []).append(link)
    return [
        Letter(letter=letter, anchor=f"c{ord(letter)}", links=found) for letter, found in by_letter.items()
    ]
