"""The words by which people call what a report is about, found in a text.

They come with the directory: keywords of fields, tasks and agencies, names of agencies and places.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from casework.domain.lessons import About
from casework.domain.text import fold, fold_marked

# A sentence ends a phrase; a dash does not (Sở Lao động - Thương binh và Xã hội).
_TOKENS: Final = re.compile(r"[^\W_]+|[.,;:!?()\[\]“”\"\n]")
_MARKED_SHARE: Final = 0.05  # of the signs; with marks a fifth of them are no plain ones
_SHORT: Final = 5  # letters
_ENOUGH: Final = 1_000  # signs to see that from

Phrase = tuple[str, ...]  # its syllables
_Spelling = Callable[[str], str]


@dataclass(frozen=True, kw_only=True)
class Keyword:
    """A word of the lists, as written there, and the labels that it speaks for."""

    text: str
    labels: frozenset[str]
    words: tuple[str, ...]  # as lessons count them: its pairs of syllables, or the only one

    @property
    def is_short(self) -> bool:
        """Whether it is one short syllable."""
        return " " not in self.words[0] and len(self.words[0]) <= _SHORT


@dataclass(frozen=True, kw_only=True)
class Hit:
    """A keyword that stands in a text."""

    keyword: Keyword
    times: int
    in_title: bool


@dataclass(frozen=True, kw_only=True)
class Read:
    """What was found in a text, in the order in which it stands there."""

    hits: Mapping[About, tuple[Hit, ...]]
    agencies: tuple[str, ...]  # codes of those that are called by their names
    places: tuple[str, ...]  # codes of areas


class Vocabulary:
    """Keywords and names. Of two of one list that overlap in a text the longer one is found; a name hides the
    keywords in it.

    Texts without marks are read without them; words of one syllable, which could then mean anything, are not.
    """

    def __init__(
        self,
        keywords: Mapping[About, Mapping[str, Iterable[str]]],
        *,
        agencies: Mapping[str, Iterable[str]],
        places: Mapping[str, Iterable[str]],
    ) -> None:
        """`keywords` by what they speak for; names of `agencies` and `places` by their codes."""
        self._agencies = {spelled(name): code for code, name in _pairs(agencies)}
        self._places = {spelled(name): code for code, name in _pairs(places)}
        names = [*self._agencies, *self._places]
        lists = {about: _keywords(words) for about, words in keywords.items()}
        self._marked = {about: _Phrases(words, names, _as_it_is) for about, words in lists.items()}
        self._bare = {about: _Phrases(words, names, fold) for about, words in lists.items()}
        self._marked_names = _Phrases({}, names, _as_it_is)
        self._bare_names = _Phrases({}, names, fold)

    def read(self, title: str, body: str) -> Read:
        """What of it stands in a text."""
        marked = _is_marked(f"{title}\n{body}")
        spell, lists = (fold_marked, self._marked) if marked else (fold, self._bare)
        in_title, everywhere = _TOKENS.findall(spell(title)), _TOKENS.findall(spell(f"{title}\n{body}"))
        named = (self._marked_names if marked else self._bare_names).find(everywhere)
        return Read(
            hits={about: _hits(phrases, in_title, everywhere) for about, phrases in lists.items()},
            agencies=tuple(self._agencies[name] for name in named if name in self._agencies),
            places=tuple(self._places[name] for name in named if name in self._places),
        )


class _Phrases:
    """Keywords of one list, and names, by the first syllable, the longest first."""

    def __init__(self, keywords: Mapping[str, Keyword], names: Iterable[str], spell: _Spelling) -> None:
        self._found: dict[Phrase, str] = {}  # the phrase as `spelled`
        bare = spell is fold
        for phrase in (*names, *keywords):
            key = tuple(spell(phrase).split(" "))
            if len(key) > 1 or not bare:
                self._found.setdefault(key, phrase)
        self.keywords = keywords
        lengths: dict[str, set[int]] = {}
        for key in self._found:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def find(self, tokens: Sequence[str]) -> dict[str, int]:
        """How often each phrase stands among the tokens of a text that is spelled as they are."""
        found: dict[str, int] = {}
        at = 0
        while at < len(tokens):
            length, phrase = self._at(tokens, at)
            if phrase:
                found[phrase] = found.get(phrase, 0) + 1
            at += length
        return found

    def _at(self, tokens: Sequence[str], at: int) -> tuple[int, str]:
        for length in self._lengths.get(tokens[at], ()):
            phrase = self._found.get(tuple(tokens[at : at + length]))
            if phrase is not None:
                return length, phrase
        return 1, ""


def spelled(phrase: str) -> str:
    """A phrase as it is looked for: lower case, tones in their new place, one space between syllables."""
    return " ".join(token for token in _TOKENS.findall(fold_marked(phrase)) if token.isalnum())


def _keywords(lists: Mapping[str, Iterable[str]]) -> dict[str, Keyword]:
    """Each word of the lists once, with every label that has it."""
    labels: dict[str, set[str]] = {}
    texts: dict[str, str] = {}
    for label, word in _pairs(lists):
        phrase = spelled(word)
        if phrase:
            labels.setdefault(phrase, set()).add(label)
            texts.setdefault(phrase, word)
    return {
        phrase: Keyword(text=texts[phrase], labels=frozenset(found), words=_words(fold(phrase).split(" ")))
        for phrase, found in labels.items()
    }


def _words(syllables: Sequence[str]) -> tuple[str, ...]:
    return tuple(f"{one} {other}" for one, other in pairwise(syllables)) or tuple(syllables)


def _hits(phrases: _Phrases, in_title: Sequence[str], everywhere: Sequence[str]) -> tuple[Hit, ...]:
    of_title = phrases.find(in_title)
    return tuple(
        Hit(keyword=keyword, times=times, in_title=phrase in of_title)
        for phrase, times in phrases.find(everywhere).items()
        if (keyword := phrases.keywords.get(phrase)) is not None
    )


def _as_it_is(phrase: str) -> str:
    return phrase


def _is_marked(text: str) -> bool:
    beginning = text[:_ENOUGH]
    return len(beginning) - len(beginning.encode("ascii", "ignore")) > len(beginning) * _MARKED_SHARE


def _pairs(names: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    return ((code, name) for code, many in names.items() for name in many)
