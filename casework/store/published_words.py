"""The words of what is published: kept in step with every deed, and looked for by each engine's own index.

What is not public has no row here, so that no query, count or suggestion made from it can tell of any.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Subquery,
    bindparam,
    column,
    delete,
    func,
    literal_column,
    select,
    table,
    text,
)

from casework.domain.calendar import local_day
from casework.domain.policy import PUBLIC_POSTS
from casework.domain.ratings import ratings_of
from casework.domain.report import STILL_OWED, Report
from casework.domain.search import Query, Term, indexed
from casework.domain.values import PostKind, PostState, ReportCode
from casework.store import facets
from casework.store.db import Session
from casework.store.facets import RATING
from casework.store.tables import PostRow, PublishedWordsRow, ReportRow, SearchRow

# Filters that narrow much are words of the index too: no text of ours has a word that begins so and goes on
# in the digits of a code, and if one had, it would find nothing that is not public.
_FILTER: Final = "xq{name}{code}"
FILTERED: Final = ("agency", "field", "area", "task", "outlet", "kind", "status")
WHEN, LATE = "when", "late"  # its year, month and day of being published; whether an answer is owed and late
RATED: Final = "any"  # a rating, whatever it says
_EVERY: Final = "xqall"
_VOCABULARY: Final = text(
    "SELECT term, doc FROM published_words_vocabulary WHERE col = 'folded' AND term IN :words"
).bindparams(bindparam("words", expanding=True))
_LOOKING_INTO: Final = 10  # times what it costs to take one more from the index of words: 3.5 μs to 0.35
_RECKONED: Final = text(
    "EXPLAIN (FORMAT JSON) SELECT FROM published_words WHERE vector @@ to_tsquery('simple', :tsquery) "
    "UNION ALL SELECT FROM published_words"
)
_KNOWN: Final = text(
    "SELECT word, (SELECT count(*) FROM (SELECT 1 FROM published_words "
    "WHERE vector @@ CAST(word AS tsquery) LIMIT 1000) hits) AS doc "
    "FROM unnest(CAST(:words AS text[])) word"
)


_BY_INDEXES: Final = "goes by indexes"
_VECTOR: Final[Any] = literal_column("published_words.vector")
_FTS: Final = table("published_words_fts", column("rowid"))


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

    @property
    def has_phrase(self) -> bool:
        return any(len(term.folded) > 1 for term in self.query.terms)


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
    posts = shown(session, report.code, PUBLIC_POSTS)
    folded, marked = row_of(report, (row.title, row.body, *posts))
    found = session.get(PublishedWordsRow, number)
    if found is None:
        session.add(PublishedWordsRow(number=number, report_code=report.code, folded=folded, marked=marked))
    elif (found.folded, found.marked) != (folded, marked):
        found.folded, found.marked = folded, marked
    session.flush()
    facets.keep(session, number, report)
    session.flush()


def shown(session: Session, code: ReportCode, kinds: Collection[PostKind]) -> list[str]:
    """The sources of the posts of these kinds that are shown on a report, oldest first."""
    posts = session.execute(
        select(PostRow.source, PostRow.state)
        .where(PostRow.report_code == code, PostRow.kind.in_(sorted(kinds)))
        .order_by(PostRow.at, PostRow.id)
    )
    # Asked of what was read: SQLite would go through everything that is shown in the forum.
    return [post.source for post in posts if post.state is PostState.SHOWN]


def row_of(report: Report, texts: Iterable[str]) -> tuple[str, str]:
    """What stands in the row of a report with these texts."""
    folded, marked = indexed((report.code, *texts))
    return " ".join((folded, *filter_words(report))), marked


def filter_words(report: Report) -> list[str]:
    """The words of a public report by which filters find it."""
    filters = {name: getattr(report, name) for name in FILTERED}
    assert report.published_at is not None, "checked: it is public"
    filters[LATE] = LATE if report.overdue and report.status in STILL_OWED else None
    own = [filter_word(name, code) for name, code in filters.items() if code is not None]
    day = local_day(report.published_at).isoformat()
    said = ratings_of(report.solved, report.stars)
    own += [filter_word(RATING, code) for code in ((RATED, *said) if said else ())]
    return [_EVERY, *own, *(filter_word(WHEN, code) for code in (day, day[:7], day[:4]))]


def filter_word(name: str, code: str) -> str:
    """The word of the index that stands for a filter."""
    return _FILTER.format(name=name, code=code.encode().hex())


# ---- looked for


def numbers(
    session: Session,
    wanted: Wanted,
    *,
    below: int | None = None,
    limit: int | None = None,
    are_newest: bool = True,
) -> Subquery:
    """The numbers of what is found, `below` one if given, at most `limit`: the highest, which are the newest,
    or whichever come first."""
    if session.get_bind().dialect.name == "sqlite":
        number: Any = _FTS.c.rowid
        # Unique, since one query may count what many searches find: alike names would all be the last one.
        looked_for: BindParameter[str] = bindparam("expression", _expression(wanted), unique=True)
        matched: Any = text("published_words_fts MATCH :expression").bindparams(looked_for)
        order = number  # FTS5 gives its numbers in order
    else:
        _go_by_indexes(session)
        number = PublishedWordsRow.__table__.c.number
        if wanted.has_phrase:
            return _of_phrases(wanted, below=below, limit=limit)
        matched = _says(_VECTOR, _tsquery(wanted))
        # An expression keeps the planner to the index of words, where it would walk down the numbers.
        walks = limit is not None and are_newest and _is_nearer(session, wanted, limit)
        order = number if walks else number + 0
    query = select(number.label("number")).where(matched)
    if below is not None:
        query = query.where(number < below)
    if limit is not None:
        query = (query.order_by(order.desc()) if are_newest else query).limit(limit)
    return query.subquery("hit")


def _go_by_indexes(session: Session) -> None:
    """On PostgreSQL reading every text would look cheaper to the planner than it is: they lie beside the
    table. Said once a transaction, which is as long as a session lives."""
    if not session.info.get(_BY_INDEXES):
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.info[_BY_INDEXES] = True


def _of_phrases(wanted: Wanted, *, below: int | None, limit: int | None) -> Subquery:
    """As `numbers`, on PostgreSQL: its index knows words and not where they stand, so that each text with the
    words of a phrase has to be looked into; the newest first, and no more than are needed."""
    row = PublishedWordsRow.__table__.c
    likely = select(row.number, _VECTOR.label("vector")).where(_says(_VECTOR, _tsquery(wanted, loose=True)))
    if below is not None:
        likely = likely.where(row.number < below)
    # The offset keeps the planner from looking into each before it sorts.
    texts = likely.order_by((row.number + 0).desc()).offset(0).subquery("likely")
    query = select(texts.c.number).where(_says(texts.c.vector, _tsquery(wanted)))
    return query.limit(limit).subquery("hit")


def _says(vector: Any, tsquery: str) -> Any:
    return vector.bool_op("@@")(func.to_tsquery(text("'simple'"), tsquery))


def _is_nearer(session: Session, wanted: Wanted, limit: int) -> bool:
    """Whether walking down PostgreSQL's numbers, looking into each text, comes to enough of them sooner than
    the index of words, which finds all; by the planner's own reckoning of how many there are.

    What lies within a period may begin far down, so that one is never walked to.
    """
    if WHEN in wanted.filters:
        return False
    plan = session.execute(_RECKONED, {"tsquery": _tsquery(wanted)}).scalar_one()
    hits, rows = (part["Plan Rows"] for part in plan[0]["Plan"]["Plans"])
    return bool(min(rows, limit * rows / max(hits, 1)) * _LOOKING_INTO <= hits)


def says(session: Session, query: Query) -> ColumnElement[bool]:
    """A condition on ReportRow: the query finds it, its last word perhaps unfinished."""
    wanted = Wanted(query=query.opened())
    its = PublishedWordsRow.report_code == ReportRow.code
    if session.get_bind().dialect.name == "sqlite":
        # By its number: to know the codes of all that is found would take six times as long.
        number = select(PublishedWordsRow.number).where(its).correlate(ReportRow).scalar_subquery()
        return number.in_(select(numbers(session, wanted).c.number))
    _go_by_indexes(session)
    return select(1).where(its, _says(_VECTOR, _tsquery(wanted))).correlate(ReportRow).exists()


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


def _tsquery(wanted: Wanted, *, loose: bool = False) -> str:
    """In PostgreSQL's own words; every word is letters and digits, so that none is an operator.

    `loose`: without where words stand, which lets through all that it should and more.
    """
    query, by_marks = wanted.query, wanted.marks is Marks.ALIKE
    parts = [_in_tsquery(term, by_marks=by_marks, loose=loose) for term in query.wanted]
    parts += [
        "(" + " | ".join(filter_word(name, code) for code in codes) + ")"
        for name, codes in wanted.filters.items()
    ]
    parts = parts or [_EVERY]
    if not loose:
        parts += ["!" + _in_tsquery(term, by_marks=True) for term in query.excluded]
        if wanted.marks is Marks.OTHERWISE:
            alike = (_in_tsquery(term, by_marks=True) for term in query.wanted)
            parts.append("!(" + " & ".join(alike) + ")")
    return " & ".join(parts)


def _in_tsquery(term: Term, *, by_marks: bool, loose: bool = False) -> str:
    words = [f"qz{word}" for word in term.marked] if by_marks and term.has_marks else term.folded
    return "(" + (" & " if loose else " <-> ").join(words) + (":*" if term.is_open else "") + ")"
