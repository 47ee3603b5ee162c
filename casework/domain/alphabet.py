"""The Vietnamese alphabet: in which order names stand, and under which letter."""

from __future__ import annotations

import unicodedata
from typing import Final

LETTERS: Final = "AĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXY"
_FOREIGN: Final = {"F": "E", "J": "I", "W": "V", "Z": "Y"}  # each stands after this one
_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng, as dictionaries go
_PLACES: Final = {letter: float(place) for place, letter in enumerate(LETTERS)}
_ORDER: Final = _PLACES | {letter: _PLACES[before] + 0.5 for letter, before in _FOREIGN.items()}


def letter_of(name: str) -> str:
    """The letter that the name stands under, without its tone; "#" for what begins with none."""
    first = unicodedata.normalize("NFC", name)[:1]
    letter = _parts(first)[0][0] if first else ""
    return letter if letter in _ORDER else "#"


def sort_key(name: str) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """What sorts names as a Vietnamese dictionary does: by letters, đ after d, then by tones."""
    letters, tones = [], []
    for letter, tone in _parts(name):
        letters.append(_ORDER.get(letter, -1.0 if letter == " " else -0.5))
        tones.append(tone)
    return tuple(letters), tuple(tones)


def _parts(text: str) -> list[tuple[str, int]]:
    """Each letter in capitals with its tone: 0 for none."""
    found: list[tuple[str, int]] = []
    for character in unicodedata.normalize("NFC", text).upper():
        marks = unicodedata.normalize("NFD", character)
        tone = next((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), 0)
        letter = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in _TONES))
        found.append((letter, tone))
    return found
