"""What everybody may read: one allow-list query, from which every list, page, count and feed is made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    func,
    select,
    tuple_,
)

from casework.domain.report import PUBLIC_STATUSES, STILL_OWED
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
    Visibility,
)
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.published_filters import (
    ANSWERED_QUESTION,
    OVERDUE,
    Filters,
    Sort,
    Work,
    Works,
    conditions,
    filters_of,
)
from casework.store.soonest import soonest_first
from casework.store.tables import PostRow, PublishedWordsRow, ReportRow

__all__ = [
    "KEY_TYPES",
    "OVERDUE",
    "Filters",
    "Line",
    "Sort",
    "Tally",
    "Work",
    "Works",
    "answered_questions",
    "columns",
    "filters_of",
    "is_published",
    "key_of",
    "latest_replies",
    "line_of",
    "lines",
    "lines_of",
    "published",
    "published_between",
    "tallies",
    "target_of",
    "thanked_before",
]

EXCERPT_SOURCE = 900  # characters of a text that an excerpt is made from


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
    due: datetime | None
    answered_at: datetime | None
    status_since: datetime
    display: Display
    supports: int
    comments: int
    reply: PostId | None
    solved: bool | None
    stars: int | None
    stars_missing: int | None


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many published reports are of a kind and stand so."""

    kind: Kind
    status: Status
    count: int


# The keys that lists go on by; the code makes each of them single.
_KEYS = {
    Sort.NEWEST: (ReportRow.published_at, ReportRow.code),
    Sort.OLDEST: (ReportRow.published_at, ReportRow.code),
    Sort.SUPPORTED: (ReportRow.supports, ReportRow.published_at, ReportRow.code),
    Sort.WAITING: (ReportRow.submitted_at, ReportRow.code),
    Sort.LATE: (ReportRow.due, ReportRow.code),
    Sort.BEST: (ReportRow.stars, ReportRow.published_at, ReportRow.code),
    Sort.WORST: (ReportRow.stars_missing, ReportRow.published_at, ReportRow.code),
}
KEY_TYPES: Mapping[Sort, tuple[type, ...]] = {
    Sort.NEWEST: (datetime, str),
    Sort.OLDEST: (datetime, str),
    Sort.SUPPORTED: (int, datetime, str),
    Sort.WAITING: (datetime, str),
    Sort.LATE: (datetime, str),
    Sort.BEST: (int, datetime, str),
    Sort.WORST: (int, datetime, str),
}


_UPWARDS = frozenset({Sort.OLDEST, Sort.WAITING, Sort.LATE})


def published() -> ColumnElement[bool]:
    """The condition on ReportRow that says the same as `Report.is_published`."""
    return (
        (ReportRow.visibility == Visibility.PUBLIC)
        & ReportRow.published_at.is_not(None)
        & ReportRow.status.in_(sorted(PUBLIC_STATUSES))
    )


def _looked_at(session: Session, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition, and more, asked of each row that another index gives. SQLite would take an index of
    these for it; PostgreSQL knows how many pass, unless it is disguised."""
    asked = and_(published(), *more)
    if session.get_bind().dialect.name != "sqlite":
        return asked
    return case((asked, 1), else_=0) == 1


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
            *conditions(session, directory, filters),
        )
        .order_by(ReportRow.published_at.desc(), ReportRow.code.desc())
        .limit(limit)
    )
    return list(session.scalars(rows))


def oldest(session: Session) -> datetime | None:
    """When that which was published first was; None when nothing is. One query."""
    rows = select(ReportRow.published_at).where(published()).order_by(ReportRow.published_at, ReportRow.code)
    return session.scalar(rows.limit(1))


def newest(session: Session, until: datetime) -> datetime | None:
    """When something was published last, up to a moment."""
    return session.scalar(
        select(func.max(ReportRow.published_at)).where(published(), ReportRow.published_at <= until)
    )


def counted(
    session: Session, directory: Directory, searches: Sequence[Filters], since: datetime, *, most: int
) -> list[int]:
    """How many reports, at most `most`, were published after a moment and pass each of these; one query."""
    asked = []
    for place, filters in enumerate(searches):
        narrow = conditions(session, directory, filters)
        few = select(ReportRow.code).where(published(), ReportRow.published_at > since, *narrow)
        found = select(func.count()).select_from(few.limit(most).subquery()).scalar_subquery()
        asked.append(found.label(f"found_{place}"))
    return list(session.execute(select(*asked)).one()) if asked else []


def key_of(line: Any, sort: Sort) -> tuple[Any, ...]:
    """Where a list in this order goes on after the line, or after a row that has what it goes by."""
    return tuple(getattr(line, column.key) for column in _KEYS[sort])


def lines(
    session: Session,
    directory: Directory,
    filters: Filters,
    *,
    after: tuple[Any, ...] | None,
    limit: int,
    works: Works | None = None,
    among: Collection[int] | None = None,
) -> list[Line]:
    """At most `limit` published reports in the order asked for, in one query; `after` as from `key_of`.

    With `works` those are shown in the place of what the filters say of the agency. `among` are the numbers
    of all that can pass, where these are known and few.
    """
    query = narrowed(
        columns(), session, directory, filters, after=after, limit=limit, works=works, among=among
    )
    return [line_of(row) for row in session.execute(query)]


def narrowed(
    query: Select[Any],
    session: Session,
    directory: Directory,
    filters: Filters,
    *,
    after: tuple[Any, ...] | None,
    limit: int,
    works: Works | None = None,
    among: Collection[int] | None = None,
) -> Select[Any]:
    """A query of report rows, of which only published ones are left that pass, in the order asked for."""
    keys = _KEYS[filters.sort]
    upwards = filters.sort in _UPWARDS
    passes = conditions(session, directory, filters, works)
    if among is not None:
        found = select(PublishedWordsRow.report_code).where(PublishedWordsRow.number.in_(among))
        query = query.where(ReportRow.code.in_(found), _looked_at(session, *passes))
    else:
        # What is late is few, and its index gives the order: SQLite would rather sort all that is public.
        is_public = _looked_at(session) if filters.sort is Sort.LATE else published()
        query = query.where(is_public, *passes)
    if after is not None:
        here = tuple_(*keys)
        query = query.where(here > after if upwards else here < after)
    return query.order_by(*(key.asc() if upwards else key.desc() for key in keys)).limit(limit)


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


def thanked_before(session: Session, moment: datetime) -> datetime | None:
    """When the last word of thanks before a moment was published; None if there is none. One query."""
    rows = (
        select(ReportRow.published_at)
        .where(ReportRow.kind == Kind.PRAISE, published(), ReportRow.published_at < moment)
        .order_by(ReportRow.published_at.desc(), ReportRow.code.desc())
    )
    return session.scalar(rows.limit(1))


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
            ANSWERED_QUESTION,
            _looked_at(session),
            ReportRow.answered_at.is_not(None),
            ReportRow.solved.is_not(False),
            *conditions(session, directory, filters, works),
        )
        .order_by(ReportRow.supports.desc(), ReportRow.published_at.desc(), ReportRow.code.desc())
        .limit(limit)
    )
    return [(line_of(row), row.said) for row in session.execute(query)]


def owed_by(
    session: Session, agency: AgencyCode, *, now: datetime, limit: int
) -> list[tuple[Line, datetime]]:
    """The published reports that an agency owes an answer while its clock runs, each with its deadline, the
    soonest first; one query."""
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
        .order_by(*soonest_first(ReportRow.due, now), ReportRow.code)
        .limit(limit)
    )
    return [(line_of(row), row.due) for row in session.execute(query)]


def lines_of(session: Session, codes: Collection[ReportCode]) -> Mapping[ReportCode, Line]:
    """Those of these reports that are published; one query."""
    # By their codes: SQLite would rather go through everything that is public.
    rows = session.execute(columns().where(ReportRow.code.in_(codes), _looked_at(session)))
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
        ReportRow.due,
        ReportRow.answered_at,
        ReportRow.status_since,
        ReportRow.display,
        ReportRow.supports,
        ReportRow.comments,
        ReportRow.reply,
        ReportRow.solved,
        ReportRow.stars,
        ReportRow.stars_missing,
    )


def line_of(row: Row[Any]) -> Line:
    return Line(**{name: getattr(row, name) for name in Line.__dataclass_fields__})
