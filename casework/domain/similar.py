"""Which reports are about the same matter, as far as their words tell: not where it happened.

The words are those that lessons count. A word that few reports have says more than one that many have.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final, NewType

from casework.domain.lessons import EVERY, About, Learned, counted_as
from casework.domain.report import Report
from casework.domain.text import fold
from casework.domain.values import Visibility

# Where reports lie to be found: what everybody may read on one shelf, the queue of each newsroom on its own.
Shelf = NewType("Shelf", str)
PUBLIC: Final = Shelf("")
NEWEST: Final = 100  # reports looked at for one word, the newest: what a common word costs is bounded
SMALL: Final = 2_000  # reports; where there are no more, every word of a text is asked for
_ASKED: Final = 24  # words, where there are more
MOST_SHOWN: Final = 5
_ENOUGH: Final = ((3, 0.05), (2, 0.2))  # so many words in common, and such a share of what the text says
_STRONG: Final = 0.08  # of which a person is told who has not asked
_TOKEN: Final = re.compile(r"[^\W\d_]+|[^ ]")
_MOST_PHRASES: Final = 4


@dataclass(frozen=True, kw_only=True)
class Near:
    """A report by the number under which it is found. `share`: of the weight of all words of the text, how
    much it has too, from 0 to 1."""

    number: int
    words: frozenset[str]
    share: float

    @property
    def is_strong(self) -> bool:
        return self.share >= _STRONG


def shelf_of(report: Report) -> Shelf | None:
    """Where a report may be found; nowhere when it is neither public nor waits in a newsroom."""
    if report.is_published:
        return PUBLIC
    if report.is_in_newsroom and not report.passed_on and report.visibility is not Visibility.REMOVED:
        return Shelf(report.outlet)
    return None


def key_of(shelf: Shelf, word: str) -> int:
    """What stands for a word on a shelf: 32 bits, with sign. Two shelves have no key in common, but by a
    chance of one in millions; whoever finds something asks besides whether it may be shown."""
    made = hashlib.blake2b(f"{shelf}\0{word}".encode(), digest_size=4).digest()
    return int.from_bytes(made, signed=True)


def telling(words: Sequence[str], learned: Learned) -> Sequence[str]:
    """The words of a text that tell the most: those that the fewest decided reports have, as the text has
    them."""
    often = {word: sum(counted_as(learned, word, About.FIELD).values()) for word in words}
    rarest = set(sorted(words, key=lambda word: often[word])[:_ASKED])
    return [word for word in words if word in rarest]


def nearest(found: Mapping[str, Sequence[int]], learned: Learned, total: int) -> list[Near]:
    """The reports that are similar enough, the nearest first, of two alike the newer.

    `found` are the words of a text, each with the newest reports that have it, at most `NEWEST`; `total` is
    how many reports there are. `learned` says how common a word is that more have.
    """
    weights = {word: _weight(word, len(numbers), learned, total) for word, numbers in found.items()}
    whole = sum(weights.values())
    score: dict[int, float] = {}
    for word, numbers in found.items():
        weight = weights[word]
        for number in numbers:
            score[number] = score.get(number, 0.0) + weight
    least = min(share for _, share in _ENOUGH) * whole
    hopeful = {number for number, sum_ in score.items() if sum_ >= least}
    words: dict[int, set[str]] = {number: set() for number in hopeful}
    for word, numbers in found.items():
        for number in hopeful.intersection(numbers):
            words[number].add(word)
    near = [
        Near(number=number, words=frozenset(shared), share=score[number] / whole)
        for number, shared in words.items()
        if _is_enough(len(shared), score[number] / whole)
    ]
    return sorted(near, key=lambda one: (-one.share, -one.number))


def phrases(text: str, each: Sequence[Collection[str]]) -> list[tuple[str, ...]]:
    """What a text has in common with others, as it stands in this one: for each other, of which the words in
    common are given, the longest few in their order."""
    tokens = _TOKEN.findall(text)
    folded = [fold(token) for token in tokens]
    pairs = [" ".join(pair) for pair in pairwise(folded)]
    return [_longest(tokens, folded, pairs, words) for words in each]


def _weight(word: str, seen: int, learned: Learned, total: int) -> float:
    """The rarer the heavier; nothing for a word that every report has."""
    decided = sum(counted_as(learned, EVERY, About.FIELD).values())
    taught = sum(counted_as(learned, word, About.FIELD).values())
    common = total * taught / decided if decided and seen >= NEWEST else 0.0
    return max(0.0, math.log((total + 1) / max(seen, common, 1.0)))


def _is_enough(words: int, share: float) -> bool:
    return any(words >= fewest and share >= least for fewest, least in _ENOUGH)


def _longest(
    tokens: Sequence[str], folded: Sequence[str], pairs: Sequence[str], words: Collection[str]
) -> tuple[str, ...]:
    """Runs of syllables that stand beside each other and belong to words in common, each said once."""
    shared = [pair in words for pair in pairs]
    runs = (list(run) for common, run in groupby(range(len(pairs)), key=shared.__getitem__) if common)
    chosen: dict[str, int] = {}
    for run in sorted(runs, key=len, reverse=True):
        said = " ".join(folded[run[0] : run[-1] + 2])
        if not any(said in known for known in chosen):
            chosen[said] = run[0]
    longest = sorted((start, len(said.split(" "))) for said, start in list(chosen.items())[:_MOST_PHRASES])
    return tuple(" ".join(tokens[start : start + length]) for start, length in longest)
