"""The passage of a text that shows why it was found, with what was looked for marked in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from casework.domain.text import fold

IsWanted = Callable[[str], bool]  # whether a word, as it stands in the text, is what was looked for
AROUND: Final = 90  # characters shown before the first hit
LONGEST: Final = 240
LONGEST_READ: Final = 40_000
_WORD: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A stretch of text; `is_hit` where it is what was looked for."""

    text: str
    is_hit: bool = False


def marked(text: str, wanted: IsWanted) -> tuple[Piece, ...]:
    """The whole text in pieces."""
    return _pieces(text, [(found.start(), found.end()) for found in _hits(text, wanted)])


def snippet(text: str, wanted: IsWanted) -> tuple[Piece, ...]:
    """The stretch of it with most of the words; empty when none of them stands there."""
    text = " ".join(text[:LONGEST_READ].split())
    hits = _hits(text, wanted)
    if not hits:
        return ()
    begin = _begin(text, _best(hits))
    end = min(len(text), begin + LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), hits[0].end() if begin <= hits[0].start() < end else begin + 1)
    inside = [
        (hit.start() - begin, hit.end() - begin) for hit in hits if begin <= hit.start() and hit.end() <= end
    ]
    pieces = list(_pieces(text[begin:end], inside))
    if begin > 0:
        pieces.insert(0, Piece(text="… "))
    if end < len(text):
        pieces.append(Piece(text=" …"))
    return tuple(pieces)


def _hits(text: str, wanted: IsWanted) -> list[re.Match[str]]:
    return [found for found in _WORD.finditer(text) if wanted(found[0])]


def _best(hits: Sequence[re.Match[str]]) -> int:
    """Where to begin so that most different words are seen at once; the first such place."""
    best, most = hits[0].start(), 0
    for index, first in enumerate(hits):
        seen = {
            fold(hit[0]) for hit in hits[index : index + 30] if hit.end() <= first.start() + LONGEST - AROUND
        }
        if len(seen) > most:
            best, most = first.start(), len(seen)
    return best


def _begin(text: str, at: int) -> int:
    if at <= AROUND:
        return 0
    blank = text.find(" ", at - AROUND, at)
    return at if blank < 0 else blank + 1


def _pieces(text: str, hits: Sequence[tuple[int, int]]) -> tuple[Piece, ...]:
    """Hits that only a space parts are one."""
    pieces: list[Piece] = []
    at = 0
    for start, end in hits:
        between = text[at:start]
        if between == " " and pieces and pieces[-1].is_hit:
            pieces[-1] = Piece(text=pieces[-1].text + between + text[start:end], is_hit=True)
        else:
            if between:
                pieces.append(Piece(text=between))
            pieces.append(Piece(text=text[start:end], is_hit=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text=text[at:]))
    return tuple(pieces)
