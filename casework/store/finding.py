"""Published reports that a search finds, what they are counted by, and what was said on them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import func, select

from casework.domain.calendar import local_day
from casework.domain.policy import PUBLIC_POSTS
from casework.domain.search import parse
from casework.domain.values import PostKind, PostState, ReportCode
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.facets import RATING
from casework.store.published import Filters, Line, Works, columns, line_of, oldest, published
from casework.store.published_filters import BY_DAY, FIRST_DAY, LAST_DAY
from casework.store.published_words import FILTERED, LATE, WHEN, Wanted, numbers
from casework.store.tables import PostRow, PublishedFacetsRow, PublishedWordsRow, ReportRow, SearchRow

FEW: Final = 300  # up to so many, reading and sorting them is quicker than walking down a list
# An index has the reports of one of these by day; of an area, which may hold many others, only its own.
_IN_ORDER: Final = ("agency", "field", RATING)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something published on a report: the source of its text."""

    kind: PostKind
    source: str


def codes_of(session: Session, directory: Directory, filters: Filters, today: date) -> dict[str, list[str]]:
    """For each filter that the index knows the codes it stands for; of a period years, months and days."""
    return _codes_beside_period(directory, filters) | _codes_of_period(session, filters, today)


def _codes_beside_period(directory: Directory, filters: Filters) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in FILTERED:
        code = getattr(filters, name)
        if code is not None:
            found[name] = [str(code)]
    if filters.task is not None:
        found["task"] += [topic.code for topic in directory.sub_topics(filters.task)]
    if filters.area is not None:
        found["area"] = sorted(directory.within(filters.area))
    if filters.overdue:
        found[LATE] = [LATE]
    if filters.rating is not None:
        found[RATING] = [filters.rating.value]
    return found


def _codes_of_period(session: Session, filters: Filters, today: date) -> dict[str, list[str]]:
    """As few as can be: where nothing is older or newer whole years, but none in which there was no forum."""
    since, until = filters.since, filters.until
    if not (since or until):
        return {}
    oldest_at = oldest(session)
    oldest_day = today if oldest_at is None else local_day(oldest_at)
    first = since if since and since > oldest_day else date(oldest_day.year, 1, 1)
    last = until if until and until < today else date(today.year, 12, 31)
    return {WHEN: _whens(first, last)}


def _whens(first: date, last: date) -> list[str]:
    """The years that lie within a period, the months of it that lie in no such year, and the days that lie in
    no such month; of an empty one a word that nothing has."""
    found: list[str] = []
    day, last = max(first, FIRST_DAY), min(last, LAST_DAY)
    while day <= last:
        next_year = date(day.year + 1, 1, 1)
        next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if (day.month, day.day) == (1, 1) and next_year - _DAY <= last:
            found.append(f"{day:%Y}")
            day = next_year
        elif day.day == 1 and next_month - _DAY <= last:
            found.append(f"{day:%Y-%m}")
            day = next_month
        else:
            found.append(day.isoformat())
            day += _DAY
    return found or ["never"]


def sample(session: Session, wanted: Wanted, *, limit: int) -> list[tuple[int, str | None]]:
    """The numbers of the newest of them, at most `limit`, each with what it is counted by
    (`facets.counted`)."""
    hit = numbers(session, wanted, limit=limit)
    # Asked for one by one: PostgreSQL would rather merge all rows that there are than look a thousand up.
    # What has no such row yet is found all the same.
    counted_by = select(PublishedFacetsRow.facets).where(PublishedFacetsRow.number == hit.c.number)
    rows = select(hit.c.number, counted_by.scalar_subquery().label("facets")).order_by(hit.c.number.desc())
    return [(number, facets) for number, facets in session.execute(rows)]


def newest(session: Session, wanted: Wanted, *, below: int | None = None, limit: int) -> list[int]:
    """The numbers of the newest of them, at most `limit`; those below one, if it is given."""
    hit = numbers(session, wanted, below=below, limit=limit)
    return list(session.scalars(select(hit.c.number).order_by(hit.c.number.desc())))


def few(
    session: Session, directory: Directory, filters: Filters, today: date, works: Works | None = None
) -> list[int] | None:
    """The numbers of all that can pass the filters, where these are at most FEW; None where they are more, or
    where an index gives them in their order anyhow.

    To come to a few among all that is public by walking down a list takes as long as the list is.
    """
    codes = _codes_beside_period(directory, filters)
    if works is not None:
        codes["agency"] = sorted({*filter(None, [works.whole]), *(work.agency for work in works.parts)})
        if not codes["agency"]:
            return []
    query = parse(filters.q).opened()
    is_walked = works is None and filters.sort in BY_DAY and any(codes.keys() <= {one} for one in _IN_ORDER)
    if not query.terms and (is_walked or not codes):
        return None
    wanted = Wanted(query=query, filters=codes | _codes_of_period(session, filters, today))
    hit = numbers(session, wanted, limit=FEW + 1, are_newest=False)
    found = session.scalars(select(hit.c.number)).all()
    return list(found) if len(found) <= FEW else None


def exists(session: Session, wanted: Wanted) -> bool:
    return bool(newest(session, wanted, limit=1))


# These two ask whether it may be read beside what they read, not as a condition: SQLite would take that for
# the narrower one, and go through everything that may be. The index knows it; it is asked all the same.


def lines(session: Session, found: Collection[int]) -> dict[int, Line]:
    """The reports of these numbers, as far as they are published; one query."""
    query = (
        columns()
        .add_columns(PublishedWordsRow.number, published().label("is_published"))
        .join(PublishedWordsRow, PublishedWordsRow.report_code == ReportRow.code)
        .where(PublishedWordsRow.number.in_(found))
    )
    return {row.number: line_of(row) for row in session.execute(query) if row.is_published}


def bodies(session: Session, codes: Collection[ReportCode]) -> dict[ReportCode, str]:
    """The texts of these reports, as far as they are published."""
    rows = session.execute(
        select(ReportRow.code, ReportRow.body, published().label("is_published")).where(
            ReportRow.code.in_(codes)
        )
    )
    return {row.code: row.body for row in rows if row.is_published}


def said(session: Session, codes: Collection[ReportCode]) -> dict[ReportCode, list[Said]]:
    """What is shown on each of these published reports, oldest first; one query."""
    found: dict[ReportCode, list[Said]] = {}
    posts = select(PostRow.report_code, PostRow.kind, PostRow.source, PostRow.state).where(
        PostRow.report_code.in_(codes), PostRow.kind.in_(sorted(PUBLIC_POSTS))
    )
    for row in session.execute(posts.order_by(PostRow.at, PostRow.id)):
        if row.state is PostState.SHOWN:
            found.setdefault(row.report_code, []).append(Said(kind=row.kind, source=row.source))
    return found


def missing(session: Session) -> int:
    """How many public reports nothing finds here, or lists do not count: the index knows nothing of them."""
    rows = (
        select(func.count())
        .select_from(SearchRow)
        .join(ReportRow, ReportRow.code == SearchRow.report_code)
        .outerjoin(PublishedFacetsRow, PublishedFacetsRow.number == SearchRow.id)
        .where(published(), PublishedFacetsRow.number.is_(None))
    )
    return session.execute(rows).scalar_one()


def titles(session: Session, wanted: Wanted, *, limit: int) -> list[tuple[ReportCode, str]]:
    """Codes and titles of the newest."""
    hit = numbers(session, wanted, limit=limit)
    rows = session.execute(
        select(ReportRow.code, ReportRow.title)
        .select_from(hit)
        .join(PublishedWordsRow, PublishedWordsRow.number == hit.c.number)
        .join(ReportRow, ReportRow.code == PublishedWordsRow.report_code)
        .where(published())
        .order_by(hit.c.number.desc())
    )
    return [(row.code, row.title) for row in rows]
