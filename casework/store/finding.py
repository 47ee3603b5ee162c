"""Published reports that a search finds, what their hits are counted by, and what was said on them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import select

from casework.domain.policy import PUBLIC_POSTS
from casework.domain.values import PostKind, PostState, ReportCode
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.published import Filters, Line, columns, conditions, line_of, published
from casework.store.published_words import FILTERED, LATE, MONTH, Wanted, hits, month_of
from casework.store.tables import PostRow, PublishedWordsRow, ReportRow

FACETS: Final = ("kind", "status", "agency", "field", "area")
_IN_THE_INDEX: Final[Mapping[str, Any]] = {**dict.fromkeys(FILTERED), "overdue": False}
_MOST_MONTHS: Final = 1_200  # of what somebody may ask for
_FIRST_MONTH: Final = date(2014, 1, 1)  # no forum of the plan is older


@dataclass(frozen=True, kw_only=True)
class Said:
    """Something published on a report: the source of its text."""

    kind: PostKind
    source: str


def codes_of(directory: Directory, filters: Filters, today: date) -> dict[str, list[str]]:
    """For each filter that the index knows the codes it stands for; of a period its months."""
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
    if filters.since or filters.until:
        found[MONTH] = _months(filters.since or _FIRST_MONTH, filters.until or today)
    return found


def _months(first: date, last: date) -> list[str]:
    """Those of a period; one of none that was ever published in where the period is empty."""
    from_, to = (max(day, _FIRST_MONTH).year * 12 + max(day, _FIRST_MONTH).month - 1 for day in (first, last))
    numbers = range(from_, min(to, from_ + _MOST_MONTHS) + 1)
    return [month_of(date(number // 12, number % 12 + 1, 1)) for number in numbers] or ["never"]


def lines(
    session: Session,
    directory: Directory,
    wanted: Wanted,
    filters: Filters,
    *,
    after: int | None,
    limit: int,
) -> list[tuple[int, Line]]:
    """At most `limit` of them with their numbers, the newest first, those below the number `after`."""
    place, number, matched = hits(session, wanted)
    query = columns().add_columns(number.label("number")).select_from(place).where(matched, published())
    query = query.where(*conditions(session, directory, _others(filters)))
    if after is not None:
        query = query.where(number < after)
    rows = session.execute(query.order_by(number.desc()).limit(limit))
    return [(row.number, line_of(row)) for row in rows]


def sample(
    session: Session, directory: Directory, wanted: Wanted, filters: Filters, *, limit: int
) -> Sequence[Any]:
    """The newest of them, at most `limit`: what each of FACETS is, and whether it is overdue."""
    place, number, matched = hits(session, wanted)
    facets = (getattr(ReportRow, name) for name in FACETS)
    query = select(*facets, ReportRow.overdue).select_from(place).where(matched, published())
    query = query.where(*conditions(session, directory, _others(filters)))
    return session.execute(query.order_by(number.desc()).limit(limit)).all()


def exists(session: Session, directory: Directory, wanted: Wanted, filters: Filters) -> bool:
    return bool(lines(session, directory, wanted, filters, after=None, limit=1))


def said(session: Session, codes: Collection[ReportCode]) -> dict[ReportCode, list[Said]]:
    """What is shown on each of these published reports, oldest first; one query."""
    found: dict[ReportCode, list[Said]] = {}
    is_shown = (PostRow.kind.in_(sorted(PUBLIC_POSTS)), PostRow.state == PostState.SHOWN)
    posts = select(PostRow.report_code, PostRow.kind, PostRow.source).where(
        PostRow.report_code.in_(codes), *is_shown
    )
    for row in session.execute(posts.order_by(PostRow.at, PostRow.id)):
        found.setdefault(row.report_code, []).append(Said(kind=row.kind, source=row.source))
    return found


def bodies(session: Session, codes: Collection[ReportCode]) -> dict[ReportCode, str]:
    """The texts of these published reports."""
    rows = session.execute(
        select(ReportRow.code, ReportRow.body).where(ReportRow.code.in_(codes), published())
    )
    return {row.code: row.body for row in rows}


def titles(
    session: Session, directory: Directory, wanted: Wanted, *, limit: int
) -> list[tuple[ReportCode, str]]:
    """Codes and titles of the newest."""
    place, number, matched = hits(session, wanted)
    query = select(PublishedWordsRow.report_code, ReportRow.title).select_from(place)
    rows = session.execute(query.where(matched, published()).order_by(number.desc()).limit(limit))
    return [(row.report_code, row.title) for row in rows]


def _others(filters: Filters) -> Filters:
    """The filters that the index does not know."""
    return replace(filters, q="", **_IN_THE_INDEX)
