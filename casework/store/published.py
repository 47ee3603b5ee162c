"""What everybody may read: one allow-list query, from which every list, page, count and feed is made."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, false, func, or_, select, text, tuple_

from casework.domain.calendar import LOCAL, end_of_day
from casework.domain.report import PUBLIC_STATUSES, STILL_OWED
from casework.domain.search import parse
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Display,
    FieldCode,
    Kind,
    OutletCode,
    PostId,
    ReportCode,
    Status,
    TaskCode,
    Visibility,
)
from casework.store import published_words
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.tables import PostRow, ReportRow

OVERDUE = "overdue"  # where an address says a status: an answer is owed and late
EXCERPT_SOURCE = 900  # characters of a text that an excerpt is made from


class Sort(StrEnum):
    """The orders of a list. `waiting` shows only what still waits for an answer, the longest wait first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    SUPPORTED = "supported"
    WAITING = "waiting"


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
    since: date | None = None  # published on this day or later
    until: date | None = None  # or earlier
    q: str = ""
    sort: Sort = Sort.NEWEST


@dataclass(frozen=True, kw_only=True)
class Line:
    """One report in a list: `body` is only its beginning."""

    code: ReportCode
    title: str
    body: str
    kind: Kind
    status: Status
    overdue: bool
    agency: AgencyCode | None
    area: AreaCode | None
    field: FieldCode | None
    outlet: OutletCode
    published_at: datetime
    submitted_at: datetime
    answered_at: datetime | None
    status_since: datetime
    display: Display
    supports: int
    comments: int
    reply: PostId | None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many published reports are of a kind and stand so."""

    kind: Kind
    status: Status
    count: int


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


# The keys that lists go on by; the code makes each of them single.
_KEYS = {
    Sort.NEWEST: (ReportRow.published_at, ReportRow.code),
    Sort.OLDEST: (ReportRow.published_at, ReportRow.code),
    Sort.SUPPORTED: (ReportRow.supports, ReportRow.published_at, ReportRow.code),
    Sort.WAITING: (ReportRow.submitted_at, ReportRow.code),
}
KEY_TYPES: Mapping[Sort, tuple[type, ...]] = {
    Sort.NEWEST: (datetime, str),
    Sort.OLDEST: (datetime, str),
    Sort.SUPPORTED: (int, datetime, str),
    Sort.WAITING: (datetime, str),
}
# In the words of the index, which SQLite compares.
_ANSWERED_QUESTION = text("report.kind = 'question' AND report.reply IS NOT NULL")
_UPWARDS = frozenset({Sort.OLDEST, Sort.WAITING})


def published() -> ColumnElement[bool]:
    """The condition on ReportRow that says the same as `Report.is_published`."""
    return (
        (ReportRow.visibility == Visibility.PUBLIC)
        & ReportRow.published_at.is_not(None)
        & ReportRow.status.in_(sorted(PUBLIC_STATUSES))
    )


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
        "since": day,
        "until": day,
    }
    try:
        return Filters(
            overdue=is_late, **{name: meanings.get(name, str)(value) for name, value in said.items()}
        )
    except TypeError as error:  # a filter that there is no longer
        raise ValueError(str(error)) from error


def published_between(
    session: Session,
    directory: Directory,
    filters: Filters,
    since: datetime,
    until: datetime,
    *,
    limit: int,
) -> list[ReportCode]:
    """What was published after one moment, up to another, and passes the filters, newest first; one query."""
    rows = (
        select(ReportRow.code)
        .where(
            published(),
            ReportRow.published_at > since,
            ReportRow.published_at <= until,
            *_conditions(session, directory, filters),
        )
        .order_by(ReportRow.published_at.desc(), ReportRow.code.desc())
        .limit(limit)
    )
    return list(session.scalars(rows))


def key_of(line: Line, sort: Sort) -> tuple[Any, ...]:
    """Where a list in this order goes on after the line."""
    return tuple(getattr(line, column.key) for column in _KEYS[sort])


def lines(
    session: Session,
    directory: Directory,
    filters: Filters,
    *,
    after: tuple[Any, ...] | None,
    limit: int,
    works: Works | None = None,
) -> list[Line]:
    """At most `limit` published reports in the order asked for, in one query; `after` as from `key_of`.

    With `works` those are shown in the place of what the filters say of the agency.
    """
    keys = _KEYS[filters.sort]
    upwards = filters.sort in _UPWARDS
    query = columns().where(published(), *_conditions(session, directory, filters, works))
    if after is not None:
        here = tuple_(*keys)
        query = query.where(here > after if upwards else here < after)
    query = query.order_by(*(key.asc() if upwards else key.desc() for key in keys)).limit(limit)
    return [line_of(row) for row in session.execute(query)]


def latest_replies(session: Session, limit: int) -> list[tuple[Line, str]]:
    """The published reports that were answered last, each with the beginning of its reply; one query."""
    query = (
        columns()
        .add_columns(func.substr(PostRow.source, 1, EXCERPT_SOURCE).label("said"))
        .join(PostRow, PostRow.id == ReportRow.reply)
        .where(published(), ReportRow.answered_at.is_not(None))
        .order_by(ReportRow.answered_at.desc(), ReportRow.code.desc())
        .limit(limit)
    )
    return [(line_of(row), row.said) for row in session.execute(query)]


def answered_questions(
    session: Session, directory: Directory, filters: Filters, limit: int, works: Works | None = None
) -> list[tuple[Line, str]]:
    """The answered questions that most people have too, each with the beginning of its reply, but for those
    whose asker was not content; one query. Of an agency or a field an index gives them in this order."""
    query = (
        columns()
        .add_columns(func.substr(PostRow.source, 1, EXCERPT_SOURCE).label("said"))
        .join(PostRow, PostRow.id == ReportRow.reply)
        .where(
            _ANSWERED_QUESTION,
            published(),
            ReportRow.answered_at.is_not(None),
            ReportRow.solved.is_not(False),
            *_conditions(session, directory, filters, works),
        )
        .order_by(ReportRow.supports.desc(), ReportRow.published_at.desc(), ReportRow.code.desc())
        .limit(limit)
    )
    return [(line_of(row), row.said) for row in session.execute(query)]


def owed_by(session: Session, agency: AgencyCode, limit: int) -> list[tuple[Line, datetime]]:
    """The published reports that an agency owes an answer while its clock runs, each with its deadline, the
    nearest first; one query."""
    query = (
        columns()
        .add_columns(ReportRow.due.label("due"))
        .where(
            published(),
            ReportRow.agency == agency,
            ReportRow.status.in_(sorted(STILL_OWED)),
            ReportRow.due.is_not(None),
            ReportRow.days_left.is_(None),
        )
        .order_by(ReportRow.due, ReportRow.code)
        .limit(limit)
    )
    return [(line_of(row), row.due) for row in session.execute(query)]


def lines_of(session: Session, codes: Collection[ReportCode]) -> Mapping[ReportCode, Line]:
    """Those of these reports that are published; one query."""
    # By their codes, then looked at: SQLite would rather go through everything that is public.
    is_published = case((published(), 1), else_=0) == 1
    rows = session.execute(columns().where(ReportRow.code.in_(codes), is_published))
    return {row.code: line_of(row) for row in rows}


def tallies(session: Session) -> Sequence[Tally]:
    """Published reports counted by kind and state; one query, which reads them all."""
    by = (ReportRow.kind, ReportRow.status)
    query = select(*by, func.count().label("total")).where(published()).group_by(*by)
    return [Tally(kind=row.kind, status=row.status, count=row.total) for row in session.execute(query)]


def is_published(session: Session, code: ReportCode) -> bool:
    """Whether everybody may read the report of this code."""
    return session.scalar(select(ReportRow.code).where(ReportRow.code == code, published())) is not None


def target_of(session: Session, code: ReportCode) -> ReportCode | None:
    """The published report at the end of the line of merges that begins here; None if it is not public."""
    at, seen = code, {code}
    while target := session.scalar(select(ReportRow.merged_into).where(ReportRow.code == at)):
        if target in seen:
            return None
        seen.add(target)
        at = target
    return at if at != code and is_published(session, at) else None


def columns() -> Select[Any]:
    return select(
        ReportRow.code,
        ReportRow.title,
        func.substr(ReportRow.body, 1, EXCERPT_SOURCE).label("body"),
        ReportRow.kind,
        ReportRow.status,
        ReportRow.overdue,
        ReportRow.agency,
        ReportRow.area,
        ReportRow.field,
        ReportRow.outlet,
        ReportRow.published_at,
        ReportRow.submitted_at,
        ReportRow.answered_at,
        ReportRow.status_since,
        ReportRow.display,
        ReportRow.supports,
        ReportRow.comments,
        ReportRow.reply,
    )


def line_of(row: Row[Any]) -> Line:
    return Line(**{name: getattr(row, name) for name in Line.__dataclass_fields__})


def _conditions(
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
    if filters.overdue:
        wanted += [ReportRow.overdue.is_(True), ReportRow.status.in_(sorted(STILL_OWED))]
    if filters.sort is Sort.WAITING:
        wanted += [ReportRow.status.in_(sorted(STILL_OWED)), ReportRow.kind != Kind.PRAISE]
    wanted += _period(filters)
    if filters.q and (query := parse(filters.q)).terms:
        wanted.append(published_words.says(session, query))
    return wanted


def _period(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.since is not None:
        wanted.append(ReportRow.published_at >= datetime.combine(filters.since, time(), LOCAL))
    if filters.until is not None:
        wanted.append(ReportRow.published_at <= end_of_day(filters.until))
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
