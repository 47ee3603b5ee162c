"""A search on its way: the hits of which counts are made, the page cut from them, and what else was meant.

What is written as it was typed is one tier, what differs in its marks a second one after it. The index is
asked once for the hits that are counted, and a page that lies among them costs no second look.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from casework.domain.search import Query, can_be_mended, neighbours
from casework.domain.text import whole_number
from casework.store import finding, published_words
from casework.store.db import Session
from casework.store.published import Line
from casework.store.published_words import Marks, Wanted

_TIERS: Final = {True: (Marks.ALIKE, Marks.OTHERWISE), False: (Marks.EITHER,)}


class Place(NamedTuple):
    """Where a hit stands: the newest, whose number is highest, comes first in its tier."""

    tier: int
    number: int

    def is_after(self, other: Place) -> bool:
        return (self.tier, -self.number) > (other.tier, -other.number)


@dataclass(frozen=True, kw_only=True)
class Sample:
    """The first hits of a query, and whether there are more than these."""

    query: Query
    places: Sequence[Place] = ()
    facets: Sequence[str | None] = ()
    has_more: bool = False


@dataclass(frozen=True)
class Looking:
    """Where to look, and the codes of each filter that has to be passed; `most` hits are counted."""

    session: Session
    codes: Mapping[str, Sequence[str]]
    most: int

    def best(self, typed: Query) -> Sample:
        """The hits of what was typed; where it has none, of what was meant, perhaps."""
        sample = self._sample(typed)
        if sample.places or not typed.wanted:
            return sample
        return next((other for other in map(self._sample, self._others(typed)) if other.places), sample)

    def page(
        self, sample: Sample, after: Place | None, *, limit: int
    ) -> tuple[list[tuple[Marks, Line]], Place | None]:
        """The lines after a place, each with how its marks are; and the last place, if others come after."""
        rest = [place for place in sample.places if after is None or place.is_after(after)]
        if sample.has_more and len(rest) <= limit:
            rest = self._beyond(sample.query, after, limit=limit + 1)
        shown = rest[:limit]
        lines = finding.lines(self.session, [place.number for place in shown])
        tiers = _TIERS[sample.query.has_marks]
        rows = [(tiers[place.tier], lines[place.number]) for place in shown if place.number in lines]
        return rows, shown[-1] if len(rest) > limit else None

    def shorter(self, query: Query) -> Iterator[str]:
        """The same without one of its words, where that finds something."""
        if len(query.wanted) > 1:
            for term in query.wanted:
                fewer = query.without(term)
                if self._finds(fewer):
                    yield fewer.written()

    def _finds(self, query: Query) -> bool:
        return finding.exists(self.session, self._wanted(query))

    def _sample(self, query: Query) -> Sample:
        found = list[tuple[Place, str | None]]()
        for tier, marks in enumerate(_TIERS[query.has_marks]):
            if missing := self.most + 1 - len(found):
                # Where none is written alike, the index need not be asked again which are.
                wanted = self._wanted(query, marks if found or tier == 0 else Marks.EITHER)
                rows = finding.sample(self.session, wanted, limit=missing)
                found += [(Place(tier, number), counted_by) for number, counted_by in rows]
        counted = found[: self.most]
        return Sample(
            query=query,
            places=[place for place, _ in counted],
            facets=[counted_by for _, counted_by in counted],
            has_more=len(found) > self.most,
        )

    def _beyond(self, query: Query, after: Place | None, *, limit: int) -> list[Place]:
        """The places after one, from the index."""
        found = list[Place]()
        for tier, marks in enumerate(_TIERS[query.has_marks]):
            if (after is None or tier >= after.tier) and (missing := limit - len(found)):
                below = after.number if after and tier == after.tier else None
                rows = finding.newest(self.session, self._wanted(query, marks), below=below, limit=missing)
                found += [Place(tier, number) for number in rows]
        return found

    def _others(self, query: Query) -> Iterator[Query]:
        """The last word was only begun, or a word has a slip in it."""
        opened = query.opened()
        # A phrase that nobody wrote takes long to look for, and hardly anybody began it.
        if opened is not query and query.terms[-1].is_word and self._finds(opened):
            yield opened
        asked = set(filter(can_be_mended, query.words))
        strange = sorted(asked - published_words.counts_of(self.session, asked).keys())
        better = {word: best for word in strange if (best := self._nearest(word))}
        if better:
            yield query.mended(better)

    def _nearest(self, word: str) -> str:
        """The commonest of the words that are a slip away; "" when there is none."""
        counts = published_words.counts_of(self.session, set(neighbours(word)) - {""})
        return max(counts, key=lambda one: (counts[one], one), default="")

    def _wanted(self, query: Query, marks: Marks = Marks.EITHER) -> Wanted:
        return Wanted(query=query, filters=self.codes, marks=marks)


def place_of(after: tuple[str, ...] | None, query: Query) -> Place | None:
    """The place that an address has; None where it is none of ours, and the first page is meant."""
    if after is None or len(after) != 2:
        return None
    tier, number = whole_number(after[0]), whole_number(after[1])
    if tier is None or number is None or tier >= len(_TIERS[query.has_marks]):
        return None
    return Place(tier, number)
