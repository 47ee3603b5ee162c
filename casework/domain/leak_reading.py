"""A text as the leak guard reads it: folded and without what hides, every sign still knowing its place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final

from casework.domain.text import fold_marked

# What the small Markdown takes away: 09**12** is read as 0912 by everybody but a naive search.
_EMPHASIS: Final = frozenset("*\\`")
_WORD: Final = re.compile(r"[^\W\d_]+")
# Between two syllables of one name. A full stop and a blank end a sentence, but after an initial.
_BETWEEN: Final = re.compile(r"[^\S\n]{1,3}|[^\S\n]?\n[^\S\n]?|[-._]")
_AFTER_INITIAL: Final = re.compile(r"\.?\s{0,2}")
_LONGEST_GAP: Final = 3


@dataclass(frozen=True, kw_only=True)
class Word:
    """A run of letters; `start` and `end` are places in `Reading.plain`."""

    start: int
    end: int
    plain: str  # lower case, no marks
    marked: str  # lower case, with its marks
    is_capital: bool

    @property
    def is_bare(self) -> bool:
        """Whether it was typed without marks."""
        return self.plain == self.marked


@dataclass(frozen=True)
class Reading:
    """`plain` is lower case, without tone and vowel marks, NFKC, without anything invisible; `at` says for
    each of its signs where it stands in `text`."""

    text: str
    plain: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text the signs `start` to `end` of `plain` stand, with the marks that follow."""
        last = self.at[end - 1] + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1
        return self.at[start], last

    @cached_property
    def words(self) -> tuple[Word, ...]:
        return tuple(self._word(found) for found in _WORD.finditer(self.plain))

    @cached_property
    def has_marks(self) -> bool:
        """Whether whoever typed it typed marks."""
        return any(not word.is_bare for word in self.words)

    def follows(self, before: Word, after: Word, *, same_line: bool = False) -> bool:
        """Whether two words may be neighbours in one name."""
        if after.start - before.end > _LONGEST_GAP:
            return False
        gap = self.plain[before.end : after.start]
        if same_line and "\n" in gap:
            return False
        if _BETWEEN.fullmatch(gap):
            return True
        return before.end - before.start == 1 and bool(gap) and _AFTER_INITIAL.fullmatch(gap) is not None

    def _word(self, found: re.Match[str]) -> Word:
        start, end = self.span(found.start(), found.end())
        typed = "".join(sign for sign in self.text[start:end] if not _is_nothing(sign))
        return Word(
            start=found.start(),
            end=found.end(),
            plain=found[0],
            marked=fold_marked(typed),
            is_capital=self.text[start].isupper(),
        )


def read(text: str) -> Reading:
    """Fold a text of any length, in time that grows with it."""
    signs: list[str] = []
    at: list[int] = []
    for place, sign in enumerate(text):
        for folded in _folded(sign):
            signs.append(folded)
            at.append(place)
    return Reading(text, "".join(signs), at)


@lru_cache(maxsize=4096)
def _folded(sign: str) -> str:
    if sign in _EMPHASIS:
        return ""
    if unicodedata.category(sign) == "Pd" or sign == "\u2212":
        return "-"  # word processors make the dash of 0912-345-678 a longer one
    digit = unicodedata.decimal(sign, None)
    if digit is not None:
        return str(digit)
    bare = unicodedata.normalize("NFKD", sign).casefold().replace("đ", "d").replace("ð", "d")
    return "".join(part for part in unicodedata.normalize("NFKD", bare) if _is_seen(part))


def _is_seen(sign: str) -> bool:
    return (
        unicodedata.category(sign) not in ("Mn", "Me", "Cf", "Cs") and sign not in "\u115f\u1160\u3164\uffa0"
    )


def _is_nothing(sign: str) -> bool:
    """Whether a reader sees nothing of it; a combining mark is seen on its letter."""
    return not unicodedata.combining(sign) and not _folded(sign)
