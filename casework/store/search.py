"""Finding reports by their words: one folded row a report, matched by each engine's own index."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, delete, func, select, text

from casework.domain.text import fold, fold_marked
from casework.domain.values import PostKind, ReportCode
from casework.store import published_words, similar_words
from casework.store.db import Session
from casework.store.projection import state_of
from casework.store.tables import ReportRow, SearchRow

_WORD = re.compile(r"\w+")
LONGEST_QUERY = 200


def index(session: Session, code: ReportCode) -> None:
    """Make anew what a report is found by: its code, title, text and official replies, and its words for
    those who look for its like."""
    row = session.get_one(ReportRow, code)
    replies = published_words.shown(session, code, [PostKind.OFFICIAL_REPLY])
    words = "\n".join((code, row.title, row.body, *replies))
    found = session.scalar(select(SearchRow).where(SearchRow.report_code == code))
    if found is None:
        found = SearchRow(report_code=code)
        session.add(found)
    found.folded, found.marked = fold(words), fold_marked(words)
    session.flush()
    report = state_of(row)
    similar_words.index(session, report, row.title, row.body)
    published_words.index(session, report, row)


def rows_after(session: Session, number: int, *, limit: int) -> Sequence[tuple[int, ReportRow]]:
    """The next reports that have a search row, each with its number, in the order in which they arrived."""
    rows = session.execute(
        select(SearchRow.id, ReportRow)
        .join(ReportRow, ReportRow.code == SearchRow.report_code)
        .where(SearchRow.id > number)
        .order_by(SearchRow.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def drop(session: Session, code: ReportCode) -> None:
    session.execute(delete(SearchRow).where(SearchRow.report_code == code))


def scrub(session: Session) -> None:
    """Leave nothing in the index of words that stand in no row any more; PostgreSQL sees to it by itself."""
    if session.get_bind().dialect.name == "sqlite":
        # Else what was taken out lies in old segments until they happen to be merged.
        session.execute(text("INSERT INTO search_fts(search_fts) VALUES ('optimize')"))
        session.execute(text("INSERT INTO published_words_fts(published_words_fts) VALUES ('optimize')"))


def matches(session: Session, query: str) -> ColumnElement[bool] | None:
    """A condition on ReportRow: every word of the query stands in it, the last one perhaps unfinished.

    None when the query has no word in it.
    """
    words = _WORD.findall(fold(query[:LONGEST_QUERY]))
    if not words:
        return None
    if session.get_bind().dialect.name == "sqlite":
        wanted = " ".join(f'"{word}"' for word in words) + "*"
        rows = text("SELECT rowid FROM search_fts WHERE search_fts MATCH :wanted").bindparams(wanted=wanted)
        codes = select(SearchRow.report_code).where(SearchRow.id.in_(rows))
        return ReportRow.code.in_(codes)
    wanted = " & ".join(words) + ":*"
    vector = func.to_tsvector(text("'simple'"), SearchRow.folded)
    hit = vector.bool_op("@@")(func.to_tsquery(text("'simple'"), wanted))
    return ReportRow.code.in_(select(SearchRow.report_code).where(hit))
