"""What was changed in a text, line by line and then word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final

_WORDS: Final = re.compile(r"\s+|\w+|[^\w\s]")
# Comparing is quadratic in the worst case: longer pieces are shown as taken out and put in whole.
_MOST_WORDS: Final = 1_500


class Fate(StrEnum):
    SAME = "same"
    GONE = "gone"
    COME = "come"


@dataclass(frozen=True)
class Piece:
    """A piece of the two texts, in the order of the later one; what was taken out stands before what came."""

    fate: Fate
    text: str


def differences(before: str, after: str) -> Sequence[Piece]:
    """The text after, with what was taken out of it and put into it."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if found:
            found.append(Piece(Fate.SAME, "\n"))
        gone, come = "\n".join(old[i1:i2]), "\n".join(new[j1:j2])
        found += [Piece(Fate.SAME, come)] if tag == "equal" else _words(gone, come)
    return [piece for piece in found if piece.text]


def _words(before: str, after: str) -> Iterator[Piece]:
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > _MOST_WORDS:
        yield from (Piece(Fate.GONE, before), Piece(Fate.COME, after))
        return
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece(Fate.SAME, "".join(new[j1:j2]))
        else:
            yield Piece(Fate.GONE, "".join(old[i1:i2]))
            yield Piece(Fate.COME, "".join(new[j1:j2]))
