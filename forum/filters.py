"""The filters of a list of reports: read from the address, shown in the form, taken away one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, TypeVar

from flask import request, url_for
from flask_babel import gettext

from casework.domain.ratings import Rating
from casework.domain.report import PUBLIC_STATUSES
from casework.domain.text import Unclean, normalise_line
from casework.domain.values import Kind, Status
from casework.readings.directory import Agency, Area, Directory, Outlet
from casework.readings.lists import OVERDUE, Filters, Sort, filters_of
from web import paging
from web.i18n import language, written_date
from web.words import word

E = TypeVar("E", Agency, Area, Outlet)
LONGEST_QUERY = 200
COMPACT = "compact"  # the list as a table, which prints well
_DAY = timedelta(days=1)
NAMES = tuple(field.name for field in fields(Filters) if field.name != OVERDUE)
_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@dataclass(frozen=True, kw_only=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, kw_only=True)
class Chip:
    """One filter that is on, with the address of the list without it."""

    label: str
    url: str
    is_order: bool = False  # says in which order, not what
    is_words: bool = False  # the words of the search, which its box shows


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """What the reader asked for. `values` are those that count, as they stand in the address."""

    filters: Filters
    values: Mapping[str, str]
    ignored: bool  # something in the address meant nothing to us

    @property
    def narrows(self) -> bool:
        """Whether anything but the order was chosen."""
        return any(name != "sort" for name in self.values)


def chosen(directory: Directory, given: Mapping[str, str] | None = None) -> Chosen:
    """Read the filters of this request's address, or what is given; a value that is none of ours is left out,
    not an error."""
    said = request.args if given is None else given
    wanted = {name: value for name in NAMES if (value := said.get(name, ""))}
    readers = _readers(directory)
    read = {name: readers[name](value) for name, value in wanted.items()}
    values = {name: value for name, value in read.items() if value}
    return Chosen(filters=filters_of(values), values=values, ignored=len(values) < len(wanted))


def _readers(directory: Directory) -> Mapping[str, Callable[[str], str | None]]:
    """For each filter what reads it: the value as it counts, None for what is none of ours."""
    statuses = {OVERDUE, *(status.value for status in PUBLIC_STATUSES)}
    return {
        "kind": lambda value: value if value in set(Kind) else None,
        "status": lambda value: value if value in statuses else None,
        "agency": lambda value: _code(directory.agency(value)),
        "field": lambda value: _code(directory.field(value)),
        "task": lambda value: _code(directory.task(value)),
        "area": lambda value: _code(directory.area(value)),
        "outlet": lambda value: _code(directory.outlet(value)),
        "rating": lambda value: value if value in set(Rating) else None,
        "since": _day,
        "until": _day,
        "q": _query,
        "sort": lambda value: value if value in set(Sort) else None,
    }


def _code(found: Any) -> str | None:
    return found.code if found is not None else None


def _day(value: str) -> str | None:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        return None


def _query(value: str) -> str | None:
    try:
        return normalise_line(value)[:LONGEST_QUERY] or None
    except Unclean:
        return None


def chips(chosen: Chosen, directory: Directory) -> list[Chip]:
    """The filters that are on, each with the way to take it off."""
    lang, found = language(), chosen.filters
    labels = {
        "q": _("Có chữ “%(words)s”", words=found.q),
        "kind": word(found.kind) if found.kind else "",
        "status": word(found.status) if found.status else _("Quá hạn trả lời"),
        "agency": directory.agency_name(found.agency, lang),
        "field": directory.field_name(found.field, lang),
        "area": directory.area_name(found.area, lang),
        "task": directory.task_name(found.task, lang),
        "outlet": directory.outlet_name(found.outlet, lang),
        "rating": _("Người gửi đánh giá: %(rating)s", rating=word(found.rating)) if found.rating else "",
        "since": _("Từ ngày %(day)s", day=written_date(found.since)) if found.since else "",
        "until": _("Đến ngày %(day)s", day=written_date(found.until)) if found.until else "",
        "sort": _("Xếp theo: %(order)s", order=_orders()[found.sort]),
    }
    return [
        Chip(label=label, url=_without(chosen, name), is_order=name == "sort", is_words=name == "q")
        for name, label in labels.items()
        if name in chosen.values
    ]


def _without(chosen: Chosen, name: str) -> str:
    kept: dict[str, Any] = {other: value for other, value in chosen.values.items() if other != name}
    if is_compact():
        kept["view"] = COMPACT
    return url_for(list_endpoint(), **kept)


def is_compact() -> bool:
    """Whether the reader wants the list as a table."""
    return request.args.get("view") == COMPACT


def periods(today: date) -> list[Chip]:
    """The list narrowed to a month or a year that people ask for."""
    month, year = today.replace(day=1), today.replace(month=1, day=1)
    last_month, last_year = (month - _DAY).replace(day=1), year.replace(year=year.year - 1)
    spans = (
        (_("Tháng này"), month, None),
        (_("Tháng trước"), last_month, month - _DAY),
        (_("Năm nay"), year, None),
        (_("Năm trước"), last_year, year - _DAY),
    )
    here = url_for(list_endpoint())
    return [
        Chip(
            label=label,
            url=paging.with_query(
                here, since=since.isoformat(), until=until.isoformat() if until else None, after=None
            ),
        )
        for label, since, until in spans
    ]


def list_endpoint() -> str:
    """The list that this request shows, which its filters narrow."""
    return "forum.search" if request.endpoint == "forum.search" else "forum.reports"


def options(directory: Directory, chosen: Chosen, *, day: date) -> Mapping[str, Sequence[Option]]:
    """What each field of the form offers; what has ended by that day stands beneath."""
    lang = language()
    return {
        "kind": [Option(value=kind.value, label=word(kind)) for kind in Kind],
        "status": _status_options(),
        "agency": _named(_ended_last(directory.agencies, day), lang),
        "field": _named(directory.fields, lang),
        "area": _named(_ended_last(directory.areas, day), lang),
        "task": _task_options(directory, chosen, lang),
        "outlet": _named(_ended_last(directory.outlets, day), lang),
        "rating": [Option(value=rating.value, label=word(rating)) for rating in Rating],
        "sort": [
            Option(value=sort.value, label=label)
            for sort, label in _orders().items()
            if sort is not Sort.NEWEST  # what the field shows when nothing is chosen
        ],
    }


def _orders() -> Mapping[Sort, str]:
    return {
        Sort.NEWEST: _("Mới nhất"),
        Sort.OLDEST: _("Cũ nhất"),
        Sort.SUPPORTED: _("Nhiều người cũng gặp"),
        Sort.WAITING: _("Chờ trả lời lâu nhất"),
        Sort.LATE: _("Quá hạn lâu nhất"),
        Sort.BEST: _("Đánh giá cao nhất"),
        Sort.WORST: _("Đánh giá thấp nhất"),
    }


def _task_options(directory: Directory, chosen: Chosen, lang: str) -> list[Option]:
    """The main tasks, each with its sub-topics in it; and the sub-topic that a link has led to."""
    tasks = list(directory.main_tasks)
    asked = directory.task(chosen.filters.task)
    if asked is not None and asked.parent is not None:
        tasks.insert([task.code for task in tasks].index(asked.parent) + 1, asked)
    return [Option(value=task.code, label=f"{task.code}. {task.called(lang)}") for task in tasks]


def _status_options() -> list[Option]:
    statuses = [
        Option(value=status.value, label=word(status)) for status in Status if status in PUBLIC_STATUSES
    ]
    return [*statuses, Option(value=OVERDUE, label=_("Quá hạn trả lời"))]


def _ended_last(rows: Sequence[E], day: date) -> list[E]:
    return sorted(rows, key=lambda row: not row.is_in_force(day))


def _named(rows: Iterable[Any], lang: str) -> list[Option]:
    return [Option(value=row.code, label=row.called(lang)) for row in rows]
