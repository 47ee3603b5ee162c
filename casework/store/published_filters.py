"""What a list of published reports is narrowed to, and in which order it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, literal_column, or_

from casework.domain.calendar import LOCAL, end_of_day
from casework.domain.ratings import Rating
from casework.domain.report import STILL_OWED
from casework.domain.search import parse
from casework.domain.values import AgencyCode, AreaCode, FieldCode, Kind, OutletCode, Status, TaskCode
from casework.store import published_words
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.tables import ReportRow

OVERDUE = "overdue"  # where an address says a status: an answer is owed and late
FIRST_DAY: Final = date(2014, 1, 1)  # no forum of the plan is older
LAST_DAY: Final = date(2099, 12, 31)


class Sort(StrEnum):
    """The orders of a list. `waiting` shows only what still waits for an answer, the longest wait first;
    `late` what is overdue, the longest first; `best` and `worst` what its reporter has rated."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SUPPORTED = "supported"
    WAITING = "waiting"
    LATE = "late"
    BEST = "best"
    WORST = "worst"


BY_DAY = frozenset({Sort.NEWEST, Sort.OLDEST})
BY_RATING = frozenset({Sort.BEST, Sort.WORST})


@dataclass(frozen=True, kw_only=True)
class Filters:
    """What a list is narrowed to; None and "" narrow nothing. A task stands for its sub-topics too, an area
    for the areas within it."""

    kind: Kind | None = None
    status: Status | None = None
    overdue: bool = False  # an answer is owed and late
    agency: AgencyCode | None = None
    field: FieldCode | None = None
    task: TaskCode | None = None
    area: AreaCode | None = None
    outlet: OutletCode | None = None
    rating: Rating | None = None  # what the reporter says of the answer
    since: date | None = None  # published on this day or later
    until: date | None = None  # or earlier
    q: str = ""
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, kw_only=True)
class Work:
    """What one agency had of a field in an area; None is for reports without one."""

    agency: AgencyCode
    field: FieldCode | None
    area: AreaCode | None


@dataclass(frozen=True, kw_only=True)
class Works:
    """What counts for an agency on the map of now: all that one agency has itself, and parts of others."""

    whole: AgencyCode | None
    parts: tuple[Work, ...] = ()


def _says(condition: str) -> ColumnElement[bool]:
    """A condition in the words of a partial index, which SQLite compares."""
    said: ColumnElement[bool] = literal_column(f"({condition})")
    return said


ANSWERED_QUESTION = _says("report.kind = 'question' AND report.reply IS NOT NULL")
# Of what is public the rest is still owed; in these words no index of states is in the way.
_LATE = _says("report.overdue AND report.status NOT IN ('answered', 'closed')")


def filters_of(values: Mapping[str, str]) -> Filters:
    """The filters as an address says them, by their names. Raises ValueError for what means nothing."""
    said = dict(values)
    is_late = said.get("status") == OVERDUE
    if is_late:
        del said["status"]
    day = date.fromisoformat
    meanings: Mapping[str, Callable[[str], Any]] = {
        "kind": Kind,
        "status": Status,
        "sort": Sort,
        "rating": Rating,
        "since": day,
        "until": day,
    }
    try:
        return Filters(
            overdue=is_late, **{name: meanings.get(name, str)(value) for name, value in said.items()}
        )
    except TypeError as error:  # a filter that there is no longer
        raise ValueError(str(error)) from error


def conditions(
    session: Session, directory: Directory, filters: Filters, works: Works | None = None
) -> list[ColumnElement[bool]]:
    """What the filters ask of ReportRow, beside its being published."""
    wanted: list[ColumnElement[bool]] = []
    if works is not None:
        wanted.append(_is_one_of(works))
    elif filters.agency is not None:
        wanted.append(ReportRow.agency == filters.agency)
    for column, value in (
        (ReportRow.kind, filters.kind),
        (ReportRow.status, filters.status),
        (ReportRow.field, filters.field),
        (ReportRow.outlet, filters.outlet),
    ):
        if value is not None:
            wanted.append(column == value)
    if filters.task is not None:
        topics = [topic.code for topic in directory.sub_topics(filters.task)]
        wanted.append(_one_of(ReportRow.task, [filters.task, *topics]))
    if filters.area is not None:
        wanted.append(_one_of(ReportRow.area, sorted(directory.within(filters.area))))
    wanted += _of_state(filters)
    wanted += _of_rating(filters)
    wanted += _period(filters)
    if filters.q and (query := parse(filters.q)).terms:
        wanted.append(published_words.says(session, query))
    return wanted


def _of_state(filters: Filters) -> list[ColumnElement[bool]]:
    """What being late, waiting or a word of thanks asks for."""
    wanted: list[ColumnElement[bool]] = []
    if filters.overdue:
        wanted += [ReportRow.overdue.is_(True), ReportRow.status.in_(sorted(STILL_OWED))]
    if filters.sort is Sort.WAITING:
        wanted += [ReportRow.status.in_(sorted(STILL_OWED)), ReportRow.kind != Kind.PRAISE]
    if filters.sort is Sort.LATE:
        wanted += [_LATE, ReportRow.due.is_not(None)]
    return wanted


def _of_rating(filters: Filters) -> list[ColumnElement[bool]]:
    """What the reporter's word on the answer has to be; in the words of the indexes of what is rated."""
    wanted: list[ColumnElement[bool]] = []
    if filters.rating is not None or filters.sort in BY_RATING:
        wanted.append(ReportRow.stars.is_not(None))
    if filters.sort is Sort.WORST:
        wanted.append(ReportRow.stars_missing.is_not(None))
    if filters.rating is not None:
        stars = filters.rating.stars
        is_solved = filters.rating is Rating.SOLVED
        wanted.append(ReportRow.solved.is_(is_solved) if stars is None else ReportRow.stars == stars)
    return wanted


def _period(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    # Days that nobody means: the first of all days has no moment in UTC.
    if filters.since is not None:
        since = max(filters.since, FIRST_DAY)
        wanted.append(ReportRow.published_at >= datetime.combine(since, time(), LOCAL))
    if filters.until is not None:
        wanted.append(ReportRow.published_at <= end_of_day(min(max(filters.until, FIRST_DAY), LAST_DAY)))
    return wanted


def _is_one_of(works: Works) -> ColumnElement[bool]:
    parts = (
        and_(
            ReportRow.agency == work.agency,
            ReportRow.field.is_not_distinct_from(work.field),
            ReportRow.area.is_not_distinct_from(work.area),
        )
        for work in works.parts
    )
    whole = false() if works.whole is None else ReportRow.agency == works.whole
    return or_(whole, *parts)


def _one_of(column: Any, codes: Sequence[str]) -> ColumnElement[bool]:
    """Equality where there is one code: then an index gives the order as well."""
    condition: ColumnElement[bool] = column == codes[0] if len(codes) == 1 else column.in_(codes)
    return condition
