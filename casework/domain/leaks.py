"""The leak guard: what in a text names somebody or leads to them.

Pure and linear: the same text gives the same findings, however it is spelled, in time that grows with its
length. `docs/adr/0006` says what it looks for and whose names it is told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Final

from casework.domain import leak_numbers as numbers
from casework.domain.leak_names import KnownNames, LikelyNames
from casework.domain.leak_numbers import IsPhone, looks_like_phone, same_phone
from casework.domain.leak_reading import Reading, read
from casework.domain.text import REDACTED

_MOST_ROUNDS: Final = 50


class Leak(StrEnum):
    """What may lead to a person. Of two that overlap the one named first here gives its name to both."""

    EMAIL = "email"
    REPORTER = "reporter"  # the reporter's name, for who may know it
    IDENTITY = "identity"
    ACCOUNT = "account"
    PLATE = "plate"
    PHONE = "phone"
    PERSON = "person"  # somebody's name, whoever it is


_RANK: Final = {leak: rank for rank, leak in enumerate(Leak)}


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A passage of the text: `text` stands at `start` and ends before `end`."""

    kind: Leak
    start: int
    end: int
    text: str


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """What may stand in public although it looks like a leak."""

    phones: frozenset[str]
    emails: frozenset[str]
    names: tuple[str, ...]


def find(
    text: str,
    *,
    names: Collection[str] = (),
    allowed: Collection[str] = (),
    persons: bool = False,
    is_phone: IsPhone = looks_like_phone,
) -> tuple[Finding, ...]:
    """Every passage that may lead to a person, in order, none overlapping another.

    `names` are looked for in every spelling; with `persons` whatever reads like a person's name is found.
    `allowed` are phone numbers, addresses of mail and names that are public. `is_phone` has the last word
    on a number that looks like one.
    """
    reading = read(text)
    public = _public(tuple(allowed))
    found = [
        (kind, *reading.span(start, end))
        for kind, start, end in _all(reading, names, public, persons, is_phone)
    ]
    return tuple(
        Finding(kind=kind, start=start, end=end, text=text[start:end]) for kind, start, end in _merged(found)
    )


def redacted(text: str, passages: Iterable[str]) -> str:
    """The text with these passages blacked out wherever they stand, the longest first."""
    for passage in sorted(set(passages), key=len, reverse=True):
        if passage:
            text = text.replace(passage, REDACTED)
    return text


def redacted_all(
    text: str,
    *,
    names: Collection[str] = (),
    allowed: Collection[str] = (),
    persons: bool = False,
    is_phone: IsPhone = looks_like_phone,
) -> str:
    """The text with everything blacked out that `find` finds, until it finds nothing."""
    for _ in range(_MOST_ROUNDS):
        found = find(text, names=names, allowed=allowed, persons=persons, is_phone=is_phone)
        if not found:
            return text
        text = _blacked_out(text, [(finding.start, finding.end) for finding in found])
    return text


def without_person(text: str, *, names: Collection[str], told: Collection[str]) -> str:
    """The text with one person blacked out, and nobody else: their names in every spelling, and the numbers
    and addresses that they `told`, however they are written."""
    own = _public(tuple(told))
    for _ in range(_MOST_ROUNDS):
        reading = read(text)
        found = [(Leak.REPORTER, *reading.span(*place)) for place in _of_person(reading, names, own)]
        if not found:
            return text
        text = _blacked_out(text, [(start, end) for _, start, end in _merged(found)])
    return text


def _of_person(reading: Reading, names: Collection[str], own: Allowed) -> Iterator[tuple[int, int]]:
    yield from KnownNames(names).find(reading)
    for start, end in numbers.emails(reading):
        if numbers.same_email(reading.plain[start:end]) in own.emails:
            yield start, end
    for kind, place, digits in numbers.Numbers(reading.plain, looks_like_phone).walk():
        if kind == Leak.PHONE and same_phone(digits) in own.phones:
            yield place


def _blacked_out(text: str, places: Sequence[tuple[int, int]]) -> str:
    """By place, from the end: a passage may also stand inside a word that nobody means."""
    for start, end in reversed(places):
        text = text[:start] + REDACTED + text[end:]
    return text


def _all(
    reading: Reading, names: Collection[str], public: Allowed, persons: bool, is_phone: IsPhone
) -> Iterator[tuple[Leak, int, int]]:
    masked = numbers.without_innocent(reading.plain)
    for start, end in numbers.emails(reading):
        if "".join(reading.plain[start:end].split()) not in public.emails:
            yield Leak.EMAIL, start, end
    for start, end in numbers.plates(masked):
        yield Leak.PLATE, start, end
    for kind, (start, end), digits in numbers.Numbers(masked, is_phone).walk():
        if kind != Leak.PHONE or same_phone(digits) not in public.phones:
            yield Leak(kind), start, end
    for start, end in KnownNames(names).find(reading):
        yield Leak.REPORTER, start, end
    if persons:
        for start, end in _likely(public.names).find(reading):
            yield Leak.PERSON, start, end


@lru_cache(maxsize=32)
def _likely(allowed: tuple[str, ...]) -> LikelyNames:
    return LikelyNames(allowed)


@lru_cache(maxsize=32)
def _public(allowed: tuple[str, ...]) -> Allowed:
    phones: set[str] = set()
    emails: set[str] = set()
    names: list[str] = []
    for written in filter(None, allowed):
        reading = read(written)
        addresses = {"".join(reading.plain[start:end].split()) for start, end in numbers.emails(reading)}
        found = {
            same_phone(digits)
            for kind, _, digits in numbers.Numbers(reading.plain, looks_like_phone).walk()
            if kind == Leak.PHONE
        }
        emails |= addresses
        phones |= found
        if not addresses and not found:
            names.append(written)
    return Allowed(phones=frozenset(phones), emails=frozenset(emails), names=tuple(names))


def _merged(found: Sequence[tuple[Leak, int, int]]) -> list[tuple[Leak, int, int]]:
    """In order; what overlaps is one passage, called by the first of its kinds."""
    made: list[tuple[Leak, int, int]] = []
    for kind, start, end in sorted(found, key=lambda one: one[1:]):
        if made and start < made[-1][2]:
            before, first, last = made[-1]
            made[-1] = (min(before, kind, key=_RANK.__getitem__), first, max(last, end))
        else:
            made.append((kind, start, end))
    return made
