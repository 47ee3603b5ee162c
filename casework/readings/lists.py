"""Lists of published reports, and what is counted of them: the same for every reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any

from casework.domain.calendar import LOCAL, local_day
from casework.domain.measures import Counts, Mark, Measure
from casework.domain.report import STILL_OWED
from casework.domain.text import excerpt, whole_number
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Display,
    FieldCode,
    Kind,
    OutletCode,
    ReportCode,
    Status,
)
from casework.readings.directory import directory
from casework.readings.identity import day_of
from casework.readings.kept import Kept
from casework.readings.keys import moment
from casework.readings.pages import Page
from casework.store import case_counts, finding, published
from casework.store.casework import Casework
from casework.store.published import OVERDUE, Filters, Line, Sort, Tally, Works, filters_of
from casework.store.reports import NoSuchReport

__all__ = [
    "CARDS_A_PAGE",
    "OVERDUE",
    "Figures",
    "Filters",
    "Front",
    "NoSuchReport",
    "Sort",
    "Summary",
    "counts_of_all",
    "figures_of",
    "filters_of",
    "front",
    "merged_target",
    "public_address",
    "published_reports",
    "tallies_of_all",
    "thanked_before",
]

EXCERPT = 160
CARDS_A_PAGE = 10  # so that a page of them stays under 40 KB, however many counts and marks they carry
REPLIES_ON_FRONT, NEWEST_ON_FRONT, THANKS_ON_FRONT = 4, 4, 3
_MARKUP = re.compile(r"\[([^\]]*)\]\([^)]*\)|^[>#\-+\s]+|[*`]+", re.MULTILINE)


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One published report in a list."""

    code: ReportCode
    title: str
    excerpt: str
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
    changed_at: datetime  # since when it has stood in its status
    supports: int
    comments: int
    has_reply: bool
    solved: bool | None  # what its reporter says of the answer, with `stars`; None: nothing yet
    stars: int | None
    exact: bool  # False: every moment of it is but the day

    @property
    def is_late(self) -> bool:
        """Whether an answer is owed and its deadline has passed; a late answer is an answer."""
        return self.overdue and self.status in STILL_OWED


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Counts of published reports that ask for an answer; `thanks` are beside them."""

    reports: int = 0
    answered: int = 0
    waiting: int = 0  # with the agency or on the way to another
    overdue: int = 0  # of those waiting
    thanks: int = 0


@dataclass(frozen=True, kw_only=True)
class Front:
    """The front page. `replies` carry the beginning of the reply as their excerpt."""

    replies: Sequence[Summary]
    newest: Sequence[Summary]
    thanks: Sequence[Summary]
    figures: Figures


_ALL: Kept[Counts] = Kept()
_TALLIES: Kept[Sequence[Tally]] = Kept()


def published_reports(
    casework: Casework,
    filters: Filters,
    after: tuple[str, ...] | None = None,
    *,
    works: Works | None = None,
    limit: int = CARDS_A_PAGE,
) -> Page[Summary]:
    """One page of the published reports that pass the filters, `limit` at most; two queries, three
    of a period that is narrowed otherwise too, and the directory once a minute.

    `works` stand in the place of what the filters say of the agency.

    A key that belongs to no list in this order begins at the first page.
    """
    named = directory(casework)
    with casework.db.read() as session:
        among = finding.few(session, named, filters, local_day(casework.now()), works)
        found = published.lines(
            # What says the words is among the few already.
            *(session, named, filters if among is None else replace(filters, q="")),
            after=_key(after, filters.sort),
            limit=limit + 1,
            works=works,
            among=among,
        )
    shown = found[:limit]
    more = len(found) > limit
    return Page(
        rows=[summary_of(line) for line in shown],
        next_key=_written(published.key_of(shown[-1], filters.sort)) if more else None,
    )


def front(casework: Casework) -> Front:
    """The front page: three queries, and the counts once a minute."""
    named = directory(casework)
    with casework.db.read() as session:
        replies = published.latest_replies(session, REPLIES_ON_FRONT)
        # Thanks have their own place on the page: enough is read that something is left without them.
        newest = published.lines(
            session, named, Filters(), after=None, limit=NEWEST_ON_FRONT * 2 + REPLIES_ON_FRONT
        )
        thanks = published.lines(session, named, Filters(kind=Kind.PRAISE), after=None, limit=THANKS_ON_FRONT)
    told = {line.code for line, _ in replies} | {line.code for line in thanks}
    return Front(
        replies=[replace(summary_of(line), excerpt=beginning_of(said)) for line, said in replies],
        newest=[summary_of(line) for line in newest if line.code not in told][:NEWEST_ON_FRONT],
        thanks=[summary_of(line) for line in thanks],
        figures=figures_of(counts_of_all(casework)),
    )


def thanked_before(casework: Casework, day: date) -> datetime | None:
    """When the last word of thanks before a day was published; None if there is none."""
    with casework.db.read() as session:
        return published.thanked_before(session, datetime.combine(day, time(), LOCAL))


def is_public(casework: Casework, code: ReportCode) -> bool:
    """Whether everybody may read the report."""
    with casework.db.read() as session:
        return published.is_published(session, code)


def public_address(casework: Casework, code: ReportCode) -> ReportCode | None:
    """The code under which readers read this report, its own or that of what it was merged into; None when
    it is not public."""
    with casework.db.read() as session:
        return code if published.is_published(session, code) else published.target_of(session, code)


def merged_target(casework: Casework, code: ReportCode) -> ReportCode | None:
    """The published report that this one was merged into, through others if need be; None if there is none.

    Two reports that are the same matter have one page: who kept the old code is led there.
    """
    with casework.db.read() as session:
        return published.target_of(session, code)


def counts_of_all(casework: Casework) -> Counts:
    """What every published report counts as, asked for once a minute."""

    def ask() -> Counts:
        with casework.db.read() as session:
            return case_counts.of_all(session)

    return _ALL.get(casework.db, ask)


def tallies_of_all(casework: Casework) -> Sequence[Tally]:
    """Every published report by kind and state, counted once a minute."""

    def count() -> Sequence[Tally]:
        with casework.db.read() as session:
            return published.tallies(session)

    return _TALLIES.get(casework.db, count)


def figures_of(counts: Counts) -> Figures:
    """The figures that these counts give."""
    return Figures(
        reports=counts.get(Mark(Measure.REPORTS), 0),
        answered=counts.get(Mark(Measure.ANSWERED), 0),
        waiting=counts.get(Mark(Measure.WAITING), 0),
        overdue=counts.get(Mark(Measure.OVERDUE), 0),
        thanks=counts.get(Mark(Measure.THANKS), 0),
    )


def summary_of(line: Line) -> Summary:
    exact = line.display is not Display.CONFIDENTIAL

    def told(at: datetime) -> datetime:
        return at if exact else day_of(at)

    return Summary(
        code=line.code,
        title=line.title,
        excerpt=excerpt(line.body, EXCERPT),
        kind=line.kind,
        status=line.status,
        overdue=line.overdue,
        agency=line.agency,
        area=line.area,
        field=line.field,
        outlet=line.outlet,
        published_at=told(line.published_at),
        submitted_at=told(line.submitted_at),
        due=line.due and told(line.due),
        answered_at=line.answered_at and told(line.answered_at),
        changed_at=told(line.status_since),
        supports=line.supports,
        comments=line.comments,
        has_reply=line.reply is not None,
        solved=line.solved,
        stars=line.stars,
        exact=exact,
    )


def plain_text(source: str) -> str:
    """A reply without the marks of its Markdown."""
    return _MARKUP.sub(lambda found: found[1] or "", source)


def beginning_of(source: str) -> str:
    """The beginning of a reply."""
    return excerpt(plain_text(source), EXCERPT)


def _written(key: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(part.isoformat() if isinstance(part, datetime) else str(part) for part in key)


def _key(after: tuple[str, ...] | None, sort: Sort) -> tuple[Any, ...] | None:
    """A key as the store compares it; None for one that no list in this order gave."""
    if after is None:
        return None
    kinds = published.KEY_TYPES[sort]
    if len(after) != len(kinds):
        return None
    try:
        return tuple(_READ[kind](part) for kind, part in zip(kinds, after, strict=True))
    except ValueError:
        return None


def _number(text: str) -> int:
    number = whole_number(text)
    if number is None:
        raise ValueError("not a number of ours")
    return number


_READ: Mapping[type, Callable[[str], Any]] = {datetime: moment, int: _number, str: str}
