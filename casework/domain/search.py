"""What somebody looks for, as they type it: words, "phrases", -words, and filters such as `agency:STNMT`.

Pure. The index knows every text as a row of words twice, without marks and with them; a query is compared
with both, so that `dat dai` finds `đất đai`, and `đất đai` finds what is written so before what is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

from casework.domain.text import fold, fold_marked

LONGEST_QUERY: Final = 200
LONGEST_INDEXED: Final = 200_000  # characters of one report with all that is published on it
MOST_TERMS: Final = 12
SHORTEST_MENDED: Final = 3
_WORD: Final = re.compile(r"[^\W_]+")
# Names of two words, as one writes them; whether their marks are typed is as free as everywhere.
_TWO_WORDS: Final = ("cơ quan", "lĩnh vực", "địa bàn", "nhiệm vụ", "tình trạng", "đánh giá")
_NAMES: Final = "|".join((*_TWO_WORDS, *map(fold, _TWO_WORDS), r"[^\W\d_]+"))
_PIECE: Final = re.compile(
    rf'(?P<minus>-?)(?:(?P<name>{_NAMES}):)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))', re.IGNORECASE
)
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_DIGITS: Final = "0123456789"
# What a filter is called before its colon, in both languages without marks.
FILTERS: Final[Mapping[str, str]] = {
    **{name: name for name in ("agency", "field", "area", "task", "outlet", "kind", "status", "rating")},
    "coquan": "agency",
    "linhvuc": "field",
    "diaban": "area",
    "nhiemvu": "task",
    "noi": "outlet",
    "loai": "kind",
    "tinhtrang": "status",
    "danhgia": "rating",
    "from": "since",
    "tu": "since",
    "to": "until",
    "den": "until",
}


def words_of(text: str) -> list[str]:
    """The words of a text that is folded already, in their order."""
    return _WORD.findall(text)


def indexed(texts: Iterable[str]) -> tuple[str, str]:
    """What the index keeps of some texts: their words without marks, and with them."""
    whole = "\n".join(texts)[:LONGEST_INDEXED]
    return " ".join(words_of(fold(whole))), " ".join(words_of(fold_marked(whole)))


@dataclass(frozen=True, kw_only=True)
class Term:
    """One word, or several that stand side by side; with the marks that were typed, lower case."""

    marked: tuple[str, ...]
    excluded: bool = False
    is_open: bool = False  # the last word may go on

    @cached_property
    def folded(self) -> tuple[str, ...]:
        return tuple(word for one in self.marked for word in words_of(fold(one)))

    @property
    def is_word(self) -> bool:
        return len(self.folded) == 1

    @property
    def has_marks(self) -> bool:
        return self.folded != self.marked


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is looked for. `asked` are the filters that were typed, by the names that addresses use."""

    terms: tuple[Term, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.excluded)

    @property
    def excluded(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.excluded)

    @property
    def has_marks(self) -> bool:
        """Whether some of it was typed with marks, so that what is written with them comes first."""
        return any(term.has_marks for term in self.wanted)

    @property
    def words(self) -> frozenset[str]:
        """Every word that is wanted, without marks."""
        return frozenset(word for term in self.wanted for word in term.folded)

    def means(self, word: str, *, by_marks: bool) -> bool:
        """Whether a word of a text is wanted; `by_marks`: with the marks that were typed, if any were."""
        alike, bare = fold_marked(word), fold(word)
        return any(
            alike in term.marked if by_marks and term.has_marks else bare in term.folded
            for term in self.wanted
        )

    def opened(self) -> Query:
        """The same, whose last word may go on: somebody is still typing, or begun words are enough."""
        last = self.terms[-1:] and self.terms[-1]
        if not last or last.excluded:
            return self
        return replace(self, terms=(*self.terms[:-1], replace(last, is_open=True)))

    def mended(self, better: Mapping[str, str]) -> Query:
        """The same with other words in the place of some, all without marks."""
        return replace(
            self,
            terms=tuple(
                replace(term, marked=tuple(better.get(word, word) for word in term.folded))
                if set(term.folded) & better.keys()
                else term
                for term in self.terms
            ),
        )

    def without(self, term: Term) -> Query:
        return replace(self, terms=tuple(one for one in self.terms if one is not term))

    def written(self) -> str:
        """As one would type its words."""
        return " ".join(_written(term) for term in self.terms)


def parse(typed: str) -> Query:
    """Read what was typed; nothing in it is an error. A name that is no filter is a word like others."""
    terms: list[Term] = []
    asked: dict[str, str] = {}
    for piece in _PIECE.finditer(typed[:LONGEST_QUERY]):
        name = FILTERS.get(fold(piece["name"] or "").replace(" ", ""))
        said = piece["plain"] if piece["phrase"] is None else piece["phrase"]
        if name is not None and not piece["minus"]:
            if said.strip():
                asked[name] = said.strip()
            continue
        if piece["name"]:
            said = f"{piece['name']} {said}"
        # A phrase is one term; what a sign ties together (12/3, nam-dinh) stands side by side too.
        if words := words_of(fold_marked(said)):
            terms.append(Term(marked=tuple(words), excluded=bool(piece["minus"])))
    return Query(terms=tuple(dict.fromkeys(terms))[:MOST_TERMS], asked=asked)


def neighbours(word: str) -> Iterator[str]:
    """Every word that is one slip of the keyboard away: a letter less, more, another, or two changed over; a
    digit only in a word that has one."""
    signs = _LETTERS if word.isalpha() else _LETTERS + _DIGITS
    for at in range(len(word) + 1):
        before, rest = word[:at], word[at:]
        if rest:
            yield before + rest[1:]
            yield from (before + sign + rest[1:] for sign in signs if sign != rest[0])
        if len(rest) > 1 and rest[0] != rest[1]:
            yield before + rest[1] + rest[0] + rest[2:]
        yield from (before + sign + rest for sign in signs)


def can_be_mended(word: str) -> bool:
    """Whether a slip in it can be told from another word."""
    return len(word) >= SHORTEST_MENDED and not word.isdigit()


def _written(term: Term) -> str:
    said = " ".join(term.marked)
    return ("-" if term.excluded else "") + (f'"{said}"' if len(term.marked) > 1 else said)
