"""The words of what is published: kept in step with every deed, and looked for by each engine's own index.

What is not public has no row here, so that no query, count or suggestion made from it can tell of any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Join,
    and_,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    not_,
    select,
    table,
    text,
)
from sqlalchemy.ext.compiler import compiles

from casework.domain.calendar import local_day
from casework.domain.policy import PUBLIC_POSTS
from casework.domain.report import STILL_OWED, Report
from casework.domain.search import Query, Term, indexed
from casework.domain.values import PostState
from casework.store.db import Session
from casework.store.tables import PostRow, PublishedWordsRow, ReportRow, SearchRow

# Filters that narrow much are words of the index too: no text of ours has a word that begins so and goes on
# in the digits of a code, and if one had, it would find nothing that is not public.
_FILTER: Final = "xq{name}{code}"
FILTERED: Final = ("agency", "field", "area", "task", "outlet", "kind", "status")
MONTH, LATE = "month", "late"  # in which it was published; whether an answer is owed and late
_EVERY: Final = "xqall"
_VOCABULARY: Final = text(
    "SELECT term, doc FROM published_words_vocabulary WHERE col = 'folded' AND term IN :words"
).bindparams(bindparam("words", expanding=True))
_KNOWN: Final = text(
    "SELECT word, (SELECT count(*) FROM (SELECT 1 FROM published_words "
    "WHERE folded_vector @@ to_tsquery('simple', word) LIMIT 1000) hits) AS doc "
    "FROM unnest(CAST(:words AS text[])) word"
)


_REPORT: Final = ReportRow.__table__
_FTS: Final = table("published_words_fts", column("rowid"))


class _InThisOrder(Join):
    """A join whose left side SQLite reads first, whatever the right one is asked: it would rather ask the
    index once for every report of a period."""

    inherit_cache = True


@compiles(_InThisOrder, "sqlite")
def _cross(element: _InThisOrder, compiler: Any, **more: Any) -> str:
    left, right = (
        compiler.process(side, **{**more, "asfrom": True}) for side in (element.left, element.right)
    )
    # The linter of cartesian products hears of the condition, as it does of any join's.
    condition = compiler.process(element.onclause, from_linter=more.get("from_linter"))
    return f"{left} CROSS JOIN {right} ON {condition}"


class Marks(StrEnum):
    """How what was typed with marks has to be written."""

    ALIKE = "alike"  # so
    OTHERWISE = "otherwise"  # with other marks, or none
    EITHER = "either"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to find: every term, none of the excluded, and for each filter one of its codes."""

    query: Query
    filters: Mapping[str, Collection[str]] = field(default_factory=dict)
    marks: Marks = Marks.EITHER


# ---- kept in step


def follow(session: Session, before: Report, after: Report, row: ReportRow) -> None:
    """After an event: a report that readers may read has its words here, and no other has."""
    if before.is_published or after.is_published:
        index(session, after, row)


def index(session: Session, report: Report, row: ReportRow) -> None:
    """Make anew what a report is found by: its code and text, what is published on it, and its filters."""
    if not report.is_published:
        session.execute(delete(PublishedWordsRow).where(PublishedWordsRow.report_code == report.code))
        return
    number = session.scalar(select(SearchRow.id).where(SearchRow.report_code == report.code))
    if number is None:  # its words are gone
        return
    posts = session.scalars(
        select(PostRow.source)
        .where(
            PostRow.report_code == report.code,
            PostRow.kind.in_(sorted(PUBLIC_POSTS)),
            PostRow.state == PostState.SHOWN,
        )
        .order_by(PostRow.at, PostRow.id)
    )
    folded, marked = row_of(report, (row.title, row.body, *posts))
    found = session.get(PublishedWordsRow, number)
    if found is None:
        session.add(PublishedWordsRow(number=number, report_code=report.code, folded=folded, marked=marked))
    elif (found.folded, found.marked) != (folded, marked):
        found.folded, found.marked = folded, marked
    session.flush()


def row_of(report: Report, texts: Iterable[str]) -> tuple[str, str]:
    """What stands in the row of a report with these texts."""
    folded, marked = indexed((report.code, *texts))
    return " ".join((folded, *filter_words(report))), marked


def filter_words(report: Report) -> list[str]:
    """The words of a public report by which filters find it."""
    filters = {name: getattr(report, name) for name in FILTERED}
    assert report.published_at is not None, "checked: it is public"
    filters[MONTH] = month_of(local_day(report.published_at))
    filters[LATE] = LATE if report.overdue and report.status in STILL_OWED else None
    return [_EVERY, *(filter_word(name, code) for name, code in filters.items() if code is not None)]


def month_of(day: date) -> str:
    """The code of its month."""
    return f"{day:%Y-%m}"


def filter_word(name: str, code: str) -> str:
    """The word of the index that stands for a filter."""
    return _FILTER.format(name=name, code=code.encode().hex())


# ---- looked for


def hits(session: Session, wanted: Wanted) -> tuple[FromClause, ColumnElement[int], ColumnElement[bool]]:
    """Where to select from, PublishedWordsRow and ReportRow joined; the number to order by, the newest
    report the highest; and the condition."""
    to_report = PublishedWordsRow.report_code == ReportRow.code
    if session.get_bind().dialect.name == "sqlite":
        # Read from the index itself, which gives its numbers in order: a page ends the reading.
        by_number = PublishedWordsRow.number == _FTS.c.rowid
        place: Join = _InThisOrder(
            _InThisOrder(_FTS, PublishedWordsRow.__table__, by_number), _REPORT, to_report
        )
        matched = text("published_words_fts MATCH :expression").bindparams(expression=_expression(wanted))
        return place, _FTS.c.rowid, matched  # type: ignore[return-value]  # because a text is a condition
    place = PublishedWordsRow.__table__.join(ReportRow, to_report)
    return place, PublishedWordsRow.__table__.c.number, _vectors_match(wanted)


def says(session: Session, query: Query) -> ColumnElement[bool]:
    """A condition on ReportRow: the query finds it, its last word perhaps unfinished."""
    place, _, matched = hits(session, Wanted(query=query.opened()))
    return ReportRow.code.in_(select(PublishedWordsRow.report_code).select_from(place).where(matched))


def counts_of(session: Session, words: Collection[str]) -> dict[str, int]:
    """In how many published texts each of these words stands (on PostgreSQL up to 1,000); none: left out."""
    if not words:
        return {}
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    rows = session.execute(_VOCABULARY if is_sqlite else _KNOWN, {"words": sorted(words)})
    return {word: count for word, count in rows if count}


def _expression(wanted: Wanted) -> str:
    """In FTS5's own words; every word is in quotes, so that none is an operator."""
    by_marks = wanted.marks is Marks.ALIKE
    parts = [_in_fts5(term, by_marks=by_marks) for term in wanted.query.wanted]
    parts += [
        "folded : (" + " OR ".join(f'"{filter_word(name, code)}"' for code in codes) + ")"
        for name, codes in wanted.filters.items()
    ]
    said = " AND ".join(f"({one})" for one in parts or [f'folded : "{_EVERY}"'])
    for term in wanted.query.excluded:
        said = f"({said}) NOT ({_in_fts5(term, by_marks=True)})"
    if wanted.marks is Marks.OTHERWISE:
        alike = (_in_fts5(term, by_marks=True) for term in wanted.query.wanted)
        said = f"({said}) NOT (" + " AND ".join(f"({one})" for one in alike) + ")"
    return said


def _in_fts5(term: Term, *, by_marks: bool) -> str:
    is_marked = by_marks and term.has_marks
    phrase = " ".join(term.marked if is_marked else term.folded)
    return f'{"marked" if is_marked else "folded"} : "{phrase}"{" *" if term.is_open else ""}'


def _vectors_match(wanted: Wanted) -> ColumnElement[bool]:
    by_marks = wanted.marks is Marks.ALIKE
    folded = [_in_tsquery(term) for term in wanted.query.wanted if not (by_marks and term.has_marks)]
    folded += [
        "(" + " | ".join(filter_word(name, code) for code in codes) + ")"
        for name, codes in wanted.filters.items()
    ]
    folded += ["!" + _in_tsquery(term) for term in wanted.query.excluded if not term.has_marks]
    alike = [_in_tsquery(term, marked=True) for term in wanted.query.wanted if term.has_marks]
    marked = ["!" + _in_tsquery(term, marked=True) for term in wanted.query.excluded if term.has_marks]
    conditions = [_vector("marked", marked)] if marked else []
    if by_marks:
        conditions.append(_vector("marked", alike))
    elif wanted.marks is Marks.OTHERWISE:
        conditions.append(not_(_vector("marked", alike)))
    return and_(_vector("folded", folded or [_EVERY]), *conditions)


def _vector(name: str, terms: Collection[str]) -> ColumnElement[bool]:
    wanted = func.to_tsquery(text("'simple'"), " & ".join(terms))
    return literal_column(f"published_words.{name}_vector").bool_op("@@")(wanted)


def _in_tsquery(term: Term, *, marked: bool = False) -> str:
    return "(" + " <-> ".join(term.marked if marked else term.folded) + (":*" if term.is_open else "") + ")"
