"""What a reader finds, why, and what helps them on when they find nothing.

What is written as it was typed comes first, then what differs in its marks; the newest report first in
each. Everything comes from what is published: not even a suggestion or a count tells of anything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Final

from casework.domain.calendar import local_day
from casework.domain.ratings import Rating
from casework.domain.search import Query, parse
from casework.domain.snippets import IsWanted, Piece, marked, snippet
from casework.domain.text import fold
from casework.domain.values import PostKind, ReportCode
from casework.readings.directory import Directory, directory
from casework.readings.kept import KeptByKey
from casework.readings.lists import CARDS_A_PAGE, Summary, plain_text, summary_of
from casework.readings.looking import Looking, Sample, place_of
from casework.readings.pages import Page
from casework.store import facets, finding, journal
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.facets import FACETS, RATING
from casework.store.published import Filters, Line, Sort
from casework.store.published_filters import BY_RATING
from casework.store.published_words import LATE, RATED, Marks, Wanted

__all__ = ["COUNTED", "Facets", "Found", "Hit", "Piece", "Suggestion", "facets_of", "find", "suggest"]

COUNTED: Final = 1_000  # hits that counts are made of, the first
MOST_OF_A_FACET: Final = 8
Facets = Mapping[str, Sequence[tuple[str, int]]]  # by filter, its commonest values and how often each
SUGGESTED_TITLES, SUGGESTED_PLACES = 5, 4

_FACETS: Final[KeptByKey[tuple[Facets, bool]]] = KeptByKey()


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A report that was found; `where` is what the words stand in if not in its own text, `otherwise` whether
    they are written with other marks than were typed, or with none."""

    summary: Summary
    title: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    where: PostKind | None = None
    otherwise: bool = False


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
    facets: Facets = field(default_factory=dict)
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
        codes = finding.codes_of(session, named, filters, local_day(casework.now()))
        looking = Looking(session, codes, most=COUNTED)
        asks_nothing = filters.q and not typed.terms and not looking.codes  # signs without a word
        sample = Sample(query=typed) if asks_nothing else looking.best(typed)
        query = sample.query
        if not sample.places:
            return Found(page=Page(rows=()), count=0, has_more=False, shorter=tuple(looking.shorter(typed)))
        rows, key = looking.page(sample, place_of(after, query), limit=CARDS_A_PAGE)
        return Found(
            page=Page(rows=_hits(session, rows, query), next_key=key and tuple(map(str, key))),
            count=len(sample.places),
            has_more=sample.has_more,
            facets=_commonest(sample.facets),
            mended=query.written() if query.words != typed.words else "",
        )


def facets_of(casework: Casework, filters: Filters) -> tuple[Facets, bool]:
    """The commonest values of what a list is narrowed to, among the newest; whether there is more than was
    counted. Nothing for the order of what waits, which the index does not know.

    Counts of many are kept for a minute. Of few, or of what has some words, somebody could see what was taken
    down meanwhile: these are kept until something happens.
    """
    if filters.sort is Sort.WAITING:
        return {}, False
    named, today = directory(casework), local_day(casework.now())
    with casework.db.read() as session:
        codes = finding.codes_of(session, named, filters, today)
        if filters.sort is Sort.LATE:
            codes[LATE] = [LATE]
        if filters.sort in BY_RATING:
            codes.setdefault(RATING, [RATED])
        for_a_minute = tuple((name, *each) for name, each in sorted(codes.items()))
        counted = None if filters.q else _FACETS.get(casework.db, for_a_minute)
        if counted is not None:
            return counted
        until_a_deed = (journal.tail(session), filters.q, for_a_minute)
        counted = _FACETS.get(casework.db, until_a_deed)
        if counted is None:
            wanted = Wanted(query=parse(filters.q).opened(), filters=codes)
            rows = [row for _, row in finding.sample(session, wanted, limit=COUNTED + 1)]
            has_more = len(rows) > COUNTED
            counted = _commonest(rows[:COUNTED]), has_more
            key = for_a_minute if has_more and not filters.q else until_a_deed
            _FACETS.put(casework.db, key, counted)
    return counted


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


def _hits(session: Session, rows: Sequence[tuple[Marks, Line]], query: Query) -> list[Hit]:
    lines = [line for _, line in rows]
    codes = [line.code for line in lines]
    bodies, said = finding.bodies(session, codes), finding.said(session, codes)
    # Texts have most of their words in common: each is looked at once.
    means = {by_marks: cache(partial(query.means, by_marks=by_marks)) for by_marks in (True, False)}
    hits = []
    for marks, line in rows:
        wanted = means[marks is Marks.ALIKE]
        hit = _hit(line, bodies.get(line.code, ""), said.get(line.code, ()), query, wanted)
        hits.append(replace(hit, otherwise=marks is Marks.OTHERWISE))
    return hits


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


def _commonest(rows: Sequence[str | None]) -> Facets:
    counts = facets.counted(rows)
    said = counts[RATING]
    return {
        **{name: counts[name].most_common(MOST_OF_A_FACET) for name in FACETS},
        # In the order in which it is asked: solved or not, then the stars.
        RATING: [(one.value, said[one.value]) for one in Rating if said[one.value]],
    }


def _places(named: Directory, lang: str) -> Iterator[Suggestion]:
    for name, rows in (("agency", named.agencies), ("field", named.fields), ("area", named.areas)):
        for row in rows:
            yield Suggestion(label=row.called(lang), name=name, value=row.code)


def _fits(label: str, words: Sequence[str]) -> bool:
    """Whether every word begins one of the label's."""
    own = fold(label).split()
    return all(any(mine.startswith(word) for mine in own) for word in words)
