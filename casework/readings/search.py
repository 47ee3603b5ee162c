"""What a reader finds, why, and what helps them on when they find nothing.

What is written as it was typed comes first, then what differs in its marks; the newest report first in
each. Everything comes from what is published: not even a suggestion or a count tells of anything else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final

from casework.domain.calendar import local_day
from casework.domain.ratings import Rating, ratings_of
from casework.domain.search import Query, can_be_mended, neighbours, parse
from casework.domain.snippets import IsWanted, Piece, marked, snippet
from casework.domain.text import fold, whole_number
from casework.domain.values import PostKind, ReportCode
from casework.readings.directory import Directory, directory
from casework.readings.lists import CARDS_A_PAGE, Summary, plain_text, summary_of
from casework.readings.pages import Page
from casework.store import finding, published_words
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.published import Filters, Line, Sort
from casework.store.published_filters import BY_RATING
from casework.store.published_words import LATE, RATED, RATING, Marks, Wanted

__all__ = ["COUNTED", "Found", "Hit", "Piece", "Suggestion", "facets_of", "find", "suggest"]

COUNTED: Final = 1_000  # hits that counts are made of, the newest
MOST_OF_A_FACET: Final = 8
SUGGESTED_TITLES, SUGGESTED_PLACES = 5, 4
_TIERS: Final = {True: (Marks.ALIKE, Marks.OTHERWISE), False: (Marks.EITHER,)}


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A report that was found; `where` is what the words stand in if not in its own text."""

    summary: Summary
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    where: PostKind | None = None


@dataclass(frozen=True, kw_only=True)
class Found:
    """One page. `count` is of all hits up to COUNTED, `has_more` says that there are more than that.

    `facets` has for each filter its commonest values among those counted; `mended` is the query that was
    looked for in the place of the one that was typed, which found nothing; `shorter` are queries with a word
    less that find something.
    """

    page: Page[Hit]
    count: int
    has_more: bool
    facets: Mapping[str, Sequence[tuple[str, int]]] = field(default_factory=dict)
    mended: str = ""
    shorter: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A place of the directory (`name` is the filter, `value` its code), or a published report (`code`)."""

    label: str
    name: str = ""
    value: str = ""
    code: ReportCode | None = None


def find(casework: Casework, filters: Filters, after: tuple[str, ...] | None = None) -> Found:
    """One page of what the filters' `q` finds among what else they let through; a key that is none of ours
    begins at the first page."""
    named, typed = directory(casework), parse(filters.q)
    with casework.db.read() as session:
        looking = _Looking(session, finding.codes_of(named, filters, local_day(casework.now())))
        query, mended = typed, ""
        counted = looking.sample(query)
        if not counted and query.wanted:
            query = next(looking.others(typed), typed)
            counted = looking.sample(query) if query is not typed else ()
            mended = query.written() if query.words != typed.words else ""
        if not counted:
            return Found(page=Page(rows=()), count=0, has_more=False, shorter=tuple(looking.shorter(typed)))
        rows, key = looking.page(query, _key(after, query))
        return Found(
            page=Page(rows=_hits(session, rows, query), next_key=key),
            count=min(len(counted), COUNTED),
            has_more=len(counted) > COUNTED,
            facets=_facets(counted[:COUNTED]),
            mended=mended,
        )


def facets_of(casework: Casework, filters: Filters) -> tuple[Mapping[str, Sequence[tuple[str, int]]], bool]:
    """The commonest values of what a list is narrowed to, among the newest; whether there is more than was
    counted. One query; nothing for the order of what waits, which the index does not know."""
    if filters.sort is Sort.WAITING:
        return {}, False
    codes = finding.codes_of(directory(casework), filters, local_day(casework.now()))
    if filters.sort is Sort.LATE:
        codes[LATE] = [LATE]
    if filters.sort in BY_RATING:
        codes.setdefault(RATING, [RATED])
    with casework.db.read() as session:
        wanted = Wanted(query=parse(filters.q).opened(), filters=codes)
        counted = finding.sample(session, wanted, limit=COUNTED + 1)
    return _facets(counted[:COUNTED]), len(counted) > COUNTED


def suggest(casework: Casework, typed: str, lang: str) -> list[Suggestion]:
    """What somebody may mean who is still typing: places first, then titles of published reports."""
    query = parse(typed).opened()
    if not query.wanted:
        return []
    named, words = directory(casework), tuple(query.words)
    places = [one for one in _places(named, lang) if _fits(one.label, words)][:SUGGESTED_PLACES]
    with casework.db.read() as session:
        found = finding.titles(session, Wanted(query=query), limit=SUGGESTED_TITLES * 4)
    # Those first whose title says it, not only their text.
    found.sort(key=lambda row: not _fits(row[1], words))
    return [*places, *(Suggestion(label=title, code=code) for code, title in found[:SUGGESTED_TITLES])]


@dataclass(frozen=True)
class _Looking:
    """A search on its way: where, and the codes of each filter that has to be passed."""

    session: Session
    codes: Mapping[str, Sequence[str]]

    def wanted(self, query: Query, marks: Marks = Marks.EITHER) -> Wanted:
        return Wanted(query=query, filters=self.codes, marks=marks)

    def sample(self, query: Query) -> Sequence[Any]:
        return finding.sample(self.session, self.wanted(query), limit=COUNTED + 1)

    def finds(self, query: Query) -> bool:
        return finding.exists(self.session, self.wanted(query))

    def page(
        self, query: Query, after: tuple[int, int | None]
    ) -> tuple[list[tuple[Marks, Line]], tuple[str, str] | None]:
        """The lines, each with how its marks are; and where the next page goes on: tier and number."""
        tiers = _TIERS[query.has_marks]
        first, number = after
        rows: list[tuple[int, int, Line]] = []
        for tier in range(first, len(tiers)):
            found = finding.lines(
                self.session,
                self.wanted(query, tiers[tier]),
                after=number if tier == first else None,
                limit=CARDS_A_PAGE + 1 - len(rows),
            )
            rows += [(tier, *row) for row in found]
            if len(rows) > CARDS_A_PAGE:
                last = rows[CARDS_A_PAGE - 1]
                shown = [(tiers[tier], line) for tier, _, line in rows[:CARDS_A_PAGE]]
                return shown, (str(last[0]), str(last[1]))
        return [(tiers[tier], line) for tier, _, line in rows], None

    def others(self, query: Query) -> Iterator[Query]:
        """What was meant, perhaps: the last word was only begun, or a word has a slip in it."""
        opened = query.opened()
        if self.finds(opened):
            yield opened
        known = published_words.counts_of(self.session, query.words)
        strange = sorted(word for word in query.words - known.keys() if can_be_mended(word))
        better = {word: best for word in strange if (best := self._nearest(word))}
        if better and self.finds(query.mended(better)):
            yield query.mended(better)

    def _nearest(self, word: str) -> str:
        """The commonest of the words that are a slip away; "" when there is none."""
        counts = published_words.counts_of(self.session, set(neighbours(word)) - {""})
        return max(counts, key=lambda one: (counts[one], one), default="")

    def shorter(self, query: Query) -> Iterator[str]:
        """The same without one of its words, where that finds something."""
        if len(query.wanted) > 1:
            for term in query.wanted:
                fewer = query.without(term)
                if self.finds(fewer):
                    yield fewer.written()


def _key(after: tuple[str, ...] | None, query: Query) -> tuple[int, int | None]:
    if after is None or len(after) != 2:
        return 0, None
    tier, number = whole_number(after[0]), whole_number(after[1])
    if tier is None or number is None or tier >= len(_TIERS[query.has_marks]):
        return 0, None
    return tier, number


def _hits(session: Session, rows: Sequence[tuple[Marks, Line]], query: Query) -> list[Hit]:
    lines = [line for _, line in rows]
    codes = [line.code for line in lines]
    bodies, said = finding.bodies(session, codes), finding.said(session, codes)
    # Texts have most of their words in common: each is looked at once.
    means = {by_marks: cache(partial(query.means, by_marks=by_marks)) for by_marks in (True, False)}
    return [
        _hit(line, bodies.get(line.code, ""), said.get(line.code, ()), query, means[marks is Marks.ALIKE])
        for marks, line in rows
    ]


def _hit(line: Line, body: str, said: Sequence[finding.Said], query: Query, wanted: IsWanted) -> Hit:
    """With the passage that shows most of it: of the report's own text, if it has any of the words."""
    title, summary = marked(line.title, wanted), summary_of(line)
    texts: list[tuple[PostKind | None, str]] = [(None, body)]
    texts += [(one.kind, plain_text(one.source)) for one in said]
    best: tuple[PostKind | None, tuple[Piece, ...]] = (None, ())
    most = _seen(title, query)
    for kind, text in texts:
        passage = snippet(text, wanted)
        if passage and (not best[1] or _seen(passage, query) > most):
            best, most = (kind, passage), max(most, _seen(passage, query))
    return Hit(summary=summary, title=title, passage=best[1], where=best[0])


def _seen(pieces: Sequence[Piece], query: Query) -> int:
    words = {word for piece in pieces if piece.is_hit for word in fold(piece.text).split()}
    return len(words & query.words)


def _facets(rows: Sequence[Any]) -> dict[str, list[tuple[str, int]]]:
    facets: dict[str, list[tuple[str, int]]] = {}
    for name in finding.FACETS:
        counts = Counter(str(value) for row in rows if (value := getattr(row, name)) is not None)
        facets[name] = counts.most_common(MOST_OF_A_FACET)
    said = Counter(one for row in rows for one in ratings_of(row.solved, row.stars))
    # In the order in which it is asked: solved or not, then the stars.
    facets[RATING] = [(one.value, said[one]) for one in Rating if said[one]]
    return facets


def _places(named: Directory, lang: str) -> Iterator[Suggestion]:
    for name, rows in (("agency", named.agencies), ("field", named.fields), ("area", named.areas)):
        for row in rows:
            yield Suggestion(label=row.called(lang), name=name, value=row.code)


def _fits(label: str, words: Sequence[str]) -> bool:
    """Whether every word begins one of the label's."""
    own = fold(label).split()
    return all(any(mine.startswith(word) for mine in own) for word in words)
