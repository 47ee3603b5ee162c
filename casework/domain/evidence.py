"""What speaks for a label: keywords of the lists that stand in a text, and decisions on texts with its words.

Evidence is counted in natural logarithms: how much likelier it makes a label than chance, or than usual. The
weights are round numbers, chosen on the texts of the demo (docs/bench.md).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from casework.domain.lessons import EVERY, About, Learned, counted_as
from casework.domain.vocabulary import Hit, Read

StandsFor = Mapping[str, str]  # labels that mean another one here and today

FEWEST_TOLD: Final = 3  # a smaller number of decisions is not told: it could be somebody's secret
_LISTED_AT_MOST: Final = 3

_TITLE: Final = 2.0  # what stands in the title weighs as much as two such words below it

_KEYWORDS: Final = 0.8
_KEYWORDS_AT_MOST: Final = 2.0  # keywords that weigh more together are scaled down to this
_LIST: Final = 6.0  # a list weighs as much as so many decisions
_CHANCE: Final = 2.0
_SHORT: Final = 0.4  # one short syllable may mean anything
_AGAIN: Final = 0.3

_WORDS: Final = 0.5
_WORDS_AT_MOST: Final = 40.0
_NOISE: Final = 2000.0  # so that ten decisions move hardly anything, and a thousand do
_UNSEEN: Final = 0.5
_TELLING: Final = 2.0


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """For every label what speaks for it, and why."""

    weights: Mapping[str, float]
    keywords: Mapping[str, tuple[str, ...]]  # the first few that speak for it
    decisions: Callable[[str], int]  # how many decisions stand behind it; 0 for too few to tell

    def together(self, parents: Mapping[str, str | None]) -> Evidence:
        """Why something speaks for labels that have others below them: whatever speaks for one of these."""
        below: dict[str, list[str]] = {label: [label] for label in parents}
        for label, parent in parents.items():
            if parent is not None:
                below[parent].append(label)
        keywords = {
            label: tuple(dict.fromkeys(word for one in own for word in self.keywords.get(one, ())))
            for label, own in below.items()
        }
        return Evidence(
            weights=self.weights,
            keywords={label: words[:_LISTED_AT_MOST] for label, words in keywords.items()},
            decisions=lambda label: max(map(self.decisions, below[label])),
        )


class _Counted(NamedTuple):
    """A word of the text: how reports with it were decided, how many they are, and what the word weighs.

    `never` is what it says of a label with which it never stood.
    """

    counts: Mapping[str, int]
    total: int
    weight: float
    never: float


class Text:
    """A text with what is known of its words."""

    def __init__(self, words: Sequence[str], of_title: Collection[str], read: Read, learned: Learned) -> None:
        self._read, self._learned = read, learned
        self._words = [
            (learned[word], _TITLE if word in of_title else 1.0) for word in words if word in learned
        ]

    def evidence(self, about: About, labels: Collection[str], stands_for: StandsFor) -> Evidence:
        """What speaks for these labels."""
        weights = dict.fromkeys(labels, 0.0)
        keywords = self._add_keywords(about, weights, stands_for)
        usual = usually(self._learned, about, labels, stands_for)
        counted = [
            _counted(relabelled(counts.get(about, {}), stands_for), weight) for counts, weight in self._words
        ]
        _add_decisions(weights, counted, usual)
        return Evidence(
            weights=weights,
            keywords=keywords,
            decisions=lambda label: _most_telling(counted, label, usual[label]),
        )

    def _add_keywords(
        self, about: About, weights: dict[str, float], stands_for: StandsFor
    ) -> dict[str, tuple[str, ...]]:
        """A list counts as decisions do, so that enough of them correct it."""
        told, found = [], dict[str, list[str]]()
        for hit in self._read.hits.get(about, ()):
            meant = {stands_for.get(label, label) for label in hit.keyword.labels} & weights.keys()
            if meant:
                told.append((hit, _weight(hit), meant))
            for label in meant:
                found.setdefault(str(label), []).append(hit.keyword.text)
        scale = _KEYWORDS * min(1.0, _KEYWORDS_AT_MOST / max(sum(weight for _, weight, _ in told), 1.0))
        chance = 1 / max(len(weights), 1)
        for hit, weight, meant in told:
            counts = relabelled(self._decided_with(hit, about), stands_for)
            total = sum(counts.values()) + _LIST + _CHANCE
            for label in weights:
                listed = _LIST / len(meant) if label in meant else 0.0
                likely = (counts.get(label, 0) + listed + _CHANCE * chance) / total
                weights[label] += scale * weight * math.log(likely / chance)
        return {label: tuple(words[:_LISTED_AT_MOST]) for label, words in found.items()}

    def _decided_with(self, hit: Hit, about: About) -> Mapping[str, int]:
        """How reports with this keyword were decided: those with its rarest pair of syllables."""
        counts = [counted_as(self._learned, word, about) for word in hit.keyword.words]
        return min(counts, key=lambda each: sum(each.values()))


def usually(
    learned: Learned, about: About, labels: Collection[str], stands_for: StandsFor
) -> dict[str, float]:
    """How often each label is decided at all, of one."""
    counts = relabelled(counted_as(learned, EVERY, about), stands_for)
    total = sum(counts.values()) + _UNSEEN * len(labels)
    return {label: (counts.get(label, 0) + _UNSEEN) / total for label in labels}


def relabelled(counts: Mapping[str, int], stands_for: StandsFor) -> Mapping[str, int]:
    """The counts by what the labels stand for; of several that stand for one, the sum."""
    moved = stands_for.keys() & counts.keys()
    if not moved:
        return counts
    made = dict(counts)
    for label in moved:
        meant = stands_for[label]
        made[meant] = made.get(meant, 0) + made.pop(label)
    return made


def _counted(counts: Mapping[str, int], weight: float) -> _Counted:
    total = sum(counts.values())
    return _Counted(counts, total, weight, weight * math.log(_NOISE / (total + _NOISE)))


def _add_decisions(
    weights: dict[str, float], counted: Sequence[_Counted], usual: Mapping[str, float]
) -> None:
    """Of each word: how much oftener than usual it was decided so, where enough decisions say it."""
    scale = _WORDS * min(1.0, _WORDS_AT_MOST / max(sum(word.weight for word in counted), 1.0))
    share_of_noise = {label: 1 / (_NOISE * share) for label, share in usual.items()}
    log1p = math.log1p
    for word in counted:
        weight = scale * word.weight
        for label, count in word.counts.items():
            if label in weights:
                weights[label] += weight * log1p(count * share_of_noise[label])
    never = scale * sum(word.never for word in counted)
    for label in weights:
        weights[label] += never


def _most_telling(counted: Sequence[_Counted], label: str, usual: float) -> int:
    """How many reports with one of the words were decided so: the word that says it the loudest, among those
    with which it was decided at least twice as often as usual."""
    best = (0.0, 0)
    for word in counted:
        count = word.counts.get(label, 0)
        if count >= FEWEST_TOLD and count >= _TELLING * usual * word.total:
            loud = word.never + word.weight * math.log1p(count / (_NOISE * usual))
            best = max(best, (loud, count))
    return best[1]


def _weight(hit: Hit) -> float:
    again = 1 + _AGAIN * math.log(hit.times)
    return (_SHORT if hit.keyword.is_short else 1.0) * again * (_TITLE if hit.in_title else 1.0)
