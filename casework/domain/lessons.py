"""What decided reports teach: how often a word stood in reports that were decided so.

A word here is two syllables beside each other, folded: most Vietnamese words are that. It is counted once a
report. Numbers, addresses and foreign words are none. `docs/adr/0010` says what is kept, and why that gives
nobody away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from casework.domain.text import fold
from casework.domain.values import AgencyCode, FieldCode, Kind, TaskCode

# A text longer than this says what it is about in its beginning; it bounds what one proposal reads.
MOST_WORDS: Final = 80
# No Vietnamese syllable is longer (nghieng); whatever is, is a name from abroad or half an address.
_LONGEST_SYLLABLE: Final = 7
_RUNS: Final = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_ADDRESS: Final = re.compile(r"@|://|www\.|\.(?:com|net|org|vn)\b")
_SYLLABLE: Final = re.compile(rf"[a-z]{{1,{_LONGEST_SYLLABLE}}}")
# Two of these beside each other say nothing of what a text is about, and stand in most texts.
_FUNCTION_SYLLABLES: Final = """
ai anh bi cac cai chi cho chua chung co con cung da dang de den di do duoc em gi hay ho hoi khi khong la lai
lam len ma moi minh nao nay nen neu nhung nhu nua o oi phai ra rat roi sao se thi toi tu va van vao ve vi voi
"""
_FUNCTION: Final = frozenset(_FUNCTION_SYLLABLES.split())
EVERY: Final = ""  # the word that every report has: counting it counts the reports


class About(StrEnum):
    """What is decided of a report."""

    AGENCY = "agency"
    FIELD = "field"
    TASK = "task"


# How many reports with a word were decided how; a label that nobody chose is not there.
Counts = Mapping[About, Mapping[str, int]]
Learned = Mapping[str, Counts]  # by word
Tally = MutableMapping[str, dict[About, dict[str, int]]]  # the same while it is being counted


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """What moderators have decided of a report; None is what they have not.

    `agency` is a label: the code of an agency or, for one that has this work in its own area only, its kind
    (`local_label`). What is learned of one district's committee is true of every other's.
    """

    agency: str | None = None
    field: FieldCode | None = None
    task: TaskCode | None = None

    @property
    def labels(self) -> dict[About, str]:
        """The decisions there are."""
        every = {About.AGENCY: self.agency, About.FIELD: self.field, About.TASK: self.task}
        return {about: label for about, label in every.items() if label is not None}


def local_label(level: str) -> str:
    """What stands for every agency of a level that works in one area."""
    return f"@{level}"


def agency_label(code: AgencyCode, level: str, *, is_local: bool) -> str:
    """What a routing to this agency teaches."""
    return local_label(level) if is_local else code


def words_of(title: str, body: str) -> tuple[str, ...]:
    """The words of a text, each once, those of the title first."""
    found: dict[str, None] = {}
    for run in _runs(f"{title}\n{body}"):
        pairs = (pair for pair in pairwise(run) if not _FUNCTION.issuperset(pair))
        found.update(dict.fromkeys(map(" ".join, pairs)))
        if len(found) >= MOST_WORDS:
            break
    return tuple(found)[:MOST_WORDS]


def syllables_of(words: Iterable[str]) -> set[str]:
    """The syllables of words: counted for keywords that have only one, and asked for by these alone."""
    return {syllable for word in words for syllable in word.split(" ")}


def with_circumstances(words: Iterable[str], *, kind: Kind, field: FieldCode | None) -> tuple[str, ...]:
    """The words with those that stand for what is known of a report beside its text."""
    return (EVERY, of_kind(kind), *([of_field(field)] if field else []), *words)


def count(tally: Tally, lesson: Lesson, text: tuple[str, str], *, kind: Kind, by: int = 1) -> None:
    """Count what a report of this title and body teaches; `by` -1 takes it back."""
    labels = lesson.labels
    if not labels:
        return
    words = words_of(*text)
    for word in with_circumstances((*words, *syllables_of(words)), kind=kind, field=lesson.field):
        counts = tally.setdefault(word, {})
        for about, label in labels.items():
            by_label = counts.setdefault(about, {})
            by_label[label] = by_label.get(label, 0) + by


def counted_as(learned: Learned, word: str, about: About) -> Mapping[str, int]:
    """How reports with a word were decided; nothing for a word that nobody knows."""
    return learned.get(word, {}).get(about, {})


def of_kind(kind: Kind) -> str:
    """The word that every report of a kind has. (No word of a text has this sign.)"""
    return f"kind={kind.value}"


def of_field(field: str) -> str:
    """The word that every report of a field has."""
    return f"field={field}"


def _runs(text: str) -> Iterable[list[str]]:
    """Folded syllables that stand beside each other, with nothing between them."""
    for run in _RUNS.finditer(_without_addresses(fold(text))):
        syllables: list[str] = []
        for one in run[0].split(" "):
            if _SYLLABLE.fullmatch(one):
                syllables.append(one)
            elif syllables:
                yield syllables
                syllables = []
        if syllables:
            yield syllables


def _without_addresses(text: str) -> str:
    """The text with a break where an address of mail or of a page stood."""
    return " ".join("\n" if _ADDRESS.search(part) else part for part in text.split(" "))
