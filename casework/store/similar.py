"""Finding reports that are like a text: the newest of each of its words, then what may be shown of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

from sqlalchemy import TextClause, func, select, text

from casework.domain.report import Report
from casework.domain.similar import NEWEST, Shelf, key_of
from casework.domain.values import ReportCode
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import ReportRow, SearchRow


@dataclass(frozen=True, kw_only=True)
class Case:
    """A report that was found, with what a page tells of it."""

    report: Report
    title: str
    supports: int


def by_words(session: Session, words: Collection[str], shelves: Sequence[Shelf]) -> Mapping[str, list[int]]:
    """For each word the numbers of the newest reports on these shelves that have it; in one query."""
    found: dict[str, list[int]] = {word: [] for word in words}
    asked = list(product(shelves, found))
    if not asked:
        return found
    keys = [key_of(shelf, word) for shelf, word in asked]
    # Past the ORM, which costs as much again for rows that are only read.
    if session.get_bind().dialect.name == "sqlite":
        one_by_one = {f"k{place}": key for place, key in enumerate(keys)}
        rows = session.connection().execute(_newest(len(keys)), {**one_by_one, "most": NEWEST})
    else:
        rows = session.connection().execute(_NEWEST, {"keys": keys, "most": NEWEST})
    for place, number in rows:
        found[asked[place][1]].append(number)
    return found


def how_many(session: Session) -> int:
    """About how many reports there are: the last number that was given."""
    return session.scalar(select(func.max(SearchRow.id))) or 0


def codes_of(session: Session, numbers: Collection[int]) -> dict[int, ReportCode]:
    """The codes of the reports under these numbers."""
    rows = session.execute(select(SearchRow.id, SearchRow.report_code).where(SearchRow.id.in_(numbers)))
    return {row.id: row.report_code for row in rows}


def cases_of(session: Session, codes: Collection[ReportCode]) -> dict[ReportCode, Case]:
    """All of these; who may know of which is asked by who calls."""
    rows = session.scalars(select(ReportRow).where(ReportRow.code.in_(codes)))
    return {row.code: Case(report=from_row(row), title=row.title, supports=row.supports) for row in rows}


# Each look-up is ended by itself: a common word is not read to its end.
_NEWEST: Final = text(
    "SELECT k.place - 1, n.number FROM unnest(CAST(:keys AS integer[])) WITH ORDINALITY AS k(word, place)"
    " CROSS JOIN LATERAL (SELECT number FROM similar_word WHERE word = k.word"
    " ORDER BY number DESC LIMIT :most) AS n"
)
_ONE: Final = (
    "SELECT * FROM (SELECT {place} AS place, number FROM similar_word WHERE word = :k{place}"
    " ORDER BY number DESC LIMIT :most) AS s{place}"
)


@lru_cache(maxsize=512)
def _newest(keys: int) -> TextClause:
    """The same for SQLite, which has no such join: so many look-ups in one statement."""
    return text(" UNION ALL ".join(_ONE.format(place=place) for place in range(keys)))
