"""Names of people: one that is known, in every spelling; or whatever reads like a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Final

from casework.domain import leak_words as words
from casework.domain.leak_reading import Reading, Word, read

Span = tuple[int, int]  # in Reading.plain

_LEGAL_FORM: Final = re.compile(
    rf"^(?:{'|'.join(words.LEGAL_FORMS)})\b(?: (?:{'|'.join(words.IN_LEGAL_FORMS)})\b)*"
)
_LONGEST_NAME: Final = 5  # syllables; what is longer is no person's
_SHORTEST_JOINED: Final = 8
_MOST_SYLLABLES: Final = 4


@dataclass(frozen=True)
class _Syllable:
    plain: str
    marked: str


@dataclass(frozen=True)
class _Spelling:
    """One way of writing a name. `loose`: wrong or missing marks are forgiven."""

    syllables: tuple[_Syllable, ...]
    loose: bool


class KnownNames:
    """Names to look for: of people in every order that is used, of firms as a whole."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_first: dict[str, list[_Spelling]] = {}
        self._given: dict[str, list[_Syllable]] = {}
        self._joined: set[str] = set()
        for name in names:
            self._learn(name)

    def __bool__(self) -> bool:
        return bool(self._by_first or self._given)

    def find(self, reading: Reading) -> Iterator[Span]:
        """Where one of the names stands; of several at one place the longest."""
        said = reading.words
        for place, word in enumerate(said):
            if word.plain in self._joined:
                yield word.start, word.end
            fitting = [
                len(spelling.syllables)
                for spelling in self._by_first.get(word.plain, ())
                if _fits(reading, said, place, spelling)
            ]
            if fitting:
                yield word.start, said[place + max(fitting) - 1].end
            elif self._is_addressed(reading, said, place):
                yield word.start, word.end

    def has(self, reading: Reading, said: Sequence[Word]) -> bool:
        """Whether these said are one of the names, in two syllables or more."""
        return any(
            len(spelling.syllables) == len(said)
            and all(
                _same(reading, word, syllable, spelling.loose)
                for word, syllable in zip(said, spelling.syllables, strict=True)
            )
            for spelling in self._by_first.get(said[0].plain, ())
        )

    def _is_addressed(self, reading: Reading, said: Sequence[Word], place: int) -> bool:
        """A given name alone, after "ông", "bà" and their like."""
        word = said[place]
        return any(
            _same(reading, word, given, loose=False) for given in self._given.get(word.plain, ())
        ) and _is_after_honorific(reading, said, place)

    def _learn(self, name: str) -> None:
        reading = read(name)
        syllables = tuple(_Syllable(word.plain, word.marked) for word in reading.words)
        legal = _LEGAL_FORM.match(" ".join(syllable.plain for syllable in syllables))
        if legal or len(syllables) > _LONGEST_NAME:
            self._add(syllables)
            self._add(syllables[len(legal[0].split()) :] if legal else ())
            return
        for order in _orders(syllables):
            self._add(order)
        if syllables:
            given = syllables[-1]
            self._given.setdefault(given.plain, []).append(given)
        joined = "".join(syllable.plain for syllable in syllables)
        if len(syllables) > 2 and len(joined) >= _SHORTEST_JOINED:
            self._joined.add(joined)

    def _add(self, syllables: tuple[_Syllable, ...]) -> None:
        if len(syllables) > 1:
            spelling = _Spelling(syllables, loose=len(syllables) > 2)
            self._by_first.setdefault(syllables[0].plain, []).append(spelling)


class LikelyNames:
    """Whatever reads like the name of a person, whoever it is, but for these."""

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = tuple(allowed)

    def find(self, reading: Reading) -> Iterator[Span]:
        said, place = reading.words, 0
        while place < len(said):
            stop = self._name_at(reading, said, place)
            if stop > place:
                if not self._is_allowed(reading, said[place:stop]):
                    yield said[place].start, said[stop - 1].end
                place = stop
            else:
                place += 1

    def _name_at(self, reading: Reading, said: Sequence[Word], place: int) -> int:
        """The place after the name that begins here; `place` when none does."""
        if _is_family_and_middle(reading, said, place):
            return max(place + 3, _capitals(reading, said, place))
        stop = _capitals(reading, said, place)
        if stop == place:
            return place
        if _is_after_honorific(reading, said, place):
            return stop
        if stop - place < _fewest(said[place:stop]) or _is_place(reading, said, place):
            return place
        return stop

    def _is_allowed(self, reading: Reading, said: Sequence[Word]) -> bool:
        is_public = len(said) > 1 and self._people.has(reading, said)
        return is_public or self._is_named_place(said)

    def _is_named_place(self, said: Sequence[Word]) -> bool:
        plain = [word.plain for word in said]
        return any(" ".join(plain[:length]) in self._places for length in range(2, len(plain) + 1))

    @cached_property
    def _people(self) -> KnownNames:
        return KnownNames(self._allowed)

    @cached_property
    def _places(self) -> frozenset[str]:
        return frozenset(
            " ".join(word.plain for word in read(name).words)
            for name in (*self._allowed, *words.NAMED_PLACES)
        )


def _orders(syllables: tuple[_Syllable, ...]) -> Iterator[tuple[_Syllable, ...]]:
    """Family-middle-given, middle-given, family-given, given first, and initials before the given name."""
    yield syllables
    if len(syllables) < 2:
        return
    family, middle, given = syllables[0], syllables[1:-1], syllables[-1]
    yield (given, *syllables[:-1])
    if middle:
        yield (*middle, given)
        yield (family, given)
        yield (given, family)
        yield (given, *middle, family)
        yield (given, *middle)
        initials = tuple(_Syllable(part.plain[:1], part.plain[:1]) for part in (family, *middle))
        yield (*initials, given)
        yield (family, *initials[1:], given)


def _fits(reading: Reading, said: Sequence[Word], place: int, spelling: _Spelling) -> bool:
    last = place + len(spelling.syllables)
    if last > len(said):
        return False
    return all(
        _same(reading, said[at], syllable, spelling.loose)
        and (at == place or reading.follows(said[at - 1], said[at]))
        for at, syllable in zip(range(place, last), spelling.syllables, strict=True)
    )


def _same(reading: Reading, word: Word, syllable: _Syllable, loose: bool) -> bool:
    if word.plain != syllable.plain:
        return False
    if loose or word.marked == syllable.marked or syllable.plain == syllable.marked:
        return True
    # "thi hoa" among words with marks is a flower show; among words without, or as "Thi Hoa", a name.
    return word.is_bare and (word.is_capital or not reading.has_marks)


def _is_after_honorific(reading: Reading, said: Sequence[Word], place: int) -> bool:
    if place == 0 or said[place].marked in words.TITLES or not reading.follows(said[place - 1], said[place]):
        return False
    before = said[place - 1]
    if before.marked == "chí":  # đồng chí
        return place > 1 and said[place - 2].marked == "đồng"
    if before.marked in words.HONORIFICS:
        is_children = before.marked == "em" and place > 1 and said[place - 2].marked in ("trẻ", "anh", "chị")
        return not is_children
    return before.is_bare and before.plain in words.BARE_HONORIFICS


def _is_family_and_middle(reading: Reading, said: Sequence[Word], place: int) -> bool:
    """ "nguyễn văn an", also in small letters: no other said begin so."""
    three = said[place : place + 3]
    if len(three) < 3 or not all(reading.follows(a, b, same_line=True) for a, b in pairwise(three)):
        return False
    if three[0].marked in words.FAMILIES | words.WEAK_FAMILIES and three[1].marked in words.MIDDLES:
        return three[2].marked not in words.TITLES
    is_bare = all(word.is_bare for word in three)
    return is_bare and three[0].plain in words.UNMISTAKABLE and three[1].plain in words.BARE_MIDDLES


def _capitals(reading: Reading, said: Sequence[Word], place: int) -> int:
    """The place after the capitalised said that begin here, at most a name's length, before any title."""
    stop = place
    while stop < len(said) and stop - place < _MOST_SYLLABLES:
        word = said[stop]
        if not word.is_capital or word.marked in words.TITLES:
            break
        if stop > place and not reading.follows(said[stop - 1], word, same_line=True):
            break
        stop += 1
    return stop


def _fewest(said: Sequence[Word]) -> int:
    """How many syllables make it a name without an honorific; more than it has when it begins like none."""
    first = said[0]
    is_bare = all(word.is_bare for word in said)
    if first.marked in words.FAMILIES or (is_bare and first.plain in words.UNMISTAKABLE):
        return 2
    return 3 if first.marked in words.WEAK_FAMILIES else len(said) + 1


def _is_place(reading: Reading, said: Sequence[Word], place: int) -> bool:
    if place and said[place - 1].marked in words.PLACES and reading.follows(said[place - 1], said[place]):
        return True
    before = reading.plain[max(0, said[place].start - 14) : said[place].start]
    return re.search(r"\bso(?: nha)? \d{1,4}[a-z]?,? $", before) is not None  # an address: số 12 Trần Phú
