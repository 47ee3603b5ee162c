"""Text as people type it: made clean at the boundary, folded for search.

Everything that a person types passes `normalise` or `normalise_line` once, where it enters the house. What
is stored afterwards is NFC, has LF line ends, and holds nothing invisible that could mislead a reader.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST_WORDS: Final = 20_000  # of what somebody writes at once
_MOST_DIGITS: Final = 9  # what every column of numbers holds


class Unclean(ValueError):
    """The text holds something that no keyboard makes: `reason` is `nul`, `control` or `surrogate`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason: Final = reason


# C0 but tab, LF and CR; DEL and C1; half a surrogate pair; the noncharacters that XML (our feeds) forbids.
_REFUSED: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

# Bidi controls, zero-width and other invisible characters, which serve to disguise a name or a link.
# The variation selectors FE0E, FE0F and the joiner 200D are judged by their neighbours, below.
_INVISIBLE: Final = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]+"
)
_EMOJI: Final = (
    "\xa9\xae\u203c\u2049\u2122\u2139\u2194-\u21aa\u231a-\u23ff\u24c2\u25aa-\u25fe\u2600-\u27bf\u2934\u2935"
    "\u2b05-\u2b55\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
_GLUE: Final = re.compile("[\u200d\ufe0e\ufe0f]")
_STRAY_GLUE: Final = re.compile(
    f"(?:(?<=[{_EMOJI}])|(?<=[{_EMOJI}]\ufe0f))(?P<kept>\u200d(?=[{_EMOJI}]))"
    f"|(?<=[{_EMOJI}])(?P<style>[\ufe0e\ufe0f])"
    "|(?<=[0-9#*])(?P<keycap>\ufe0f(?=\u20e3))"
    f"|{_GLUE.pattern}"
)

_NEWLINES: Final = re.compile("\r\n?|[\u2028\u2029]")
_BLANK_LINES: Final = re.compile(r"\n{4,}")

# No writing needs more than a few marks on one letter, and sorting thousands of them is quadratic.
_MOST_MARKS: Final = 8
_LATIN_MARKS: Final = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_RARE_WRITING: Final = re.compile("[\U00010000-\U0001efff]")
REDACTED = "█████"  # as long for every passage: the length tells nothing


def _pile_of_marks(writing: range) -> re.Pattern[str]:
    marks = re.escape("".join(chr(n) for n in writing if unicodedata.combining(chr(n))))
    return re.compile(f"([{marks}]{{{_MOST_MARKS}}})[{marks}]+")


# Two, since a class with characters above FFFF is thirty times as slow, and hardly any text has them.
_MARK_PILE: Final = _pile_of_marks(range(0x300, 0x10000))
_RARE_MARK_PILE: Final = _pile_of_marks(range(0x300, 0x1F000))
_MARKS: Final = re.compile(f"[{_LATIN_MARKS}]+")

# đ has no decomposition; eth and the African D look like Đ and are typed for it.
_D: Final = str.maketrans({"đ": "d", "ð": "d", "ɖ": "d"})

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


def _tone_moves() -> dict[str, str]:
    """Old to new placement: hòa → hoà, khỏe → khoẻ, thủy → thuỷ."""
    moves = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in _TONES:
            moves[unicodedata.normalize("NFC", first + tone) + second] = first + unicodedata.normalize(
                "NFC", second + tone
            )
    return moves


_NEW_PLACE: Final = _tone_moves()
_OLD_PLACE: Final = re.compile("|".join(_NEW_PLACE))


def normalise(text: str) -> str:
    """The text as we keep it: NFC, LF, trimmed, at most two blank lines in a row, nothing invisible.

    Raises `Unclean` for NUL, control characters and lone surrogates. Calling it twice changes nothing.
    """
    text = _NEWLINES.sub("\n", text)
    if refused := _REFUSED.search(text):
        raise Unclean(_reason(refused[0]))
    text = _INVISIBLE.sub("", text)
    if _GLUE.search(text):
        text = _STRAY_GLUE.sub(_kept_glue, text)
    text = "\n".join(line.rstrip() for line in text.split("\n")).strip()
    pile = _RARE_MARK_PILE if _RARE_WRITING.search(text) else _MARK_PILE
    # Piles are cut twice, since composing may take marks apart first (U+0344 is two).
    text = pile.sub(r"\1", unicodedata.normalize("NFC", pile.sub(r"\1", text)))
    return _BLANK_LINES.sub("\n\n\n", text)


def typeable(text: str) -> str:
    """The text without what `normalise` refuses, for what programs and not people have put together."""
    return _REFUSED.sub("", _NEWLINES.sub("\n", text))


def normalise_line(text: str) -> str:
    """As `normalise`, for fields of one line: every run of spaces, tabs and newlines is one space."""
    return " ".join(normalise(text).split())


def whole_number(text: str) -> int | None:
    """A number from 0 to 999,999,999 as it was typed; None for anything else, other writings' digits too."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None


def fold(text: str) -> str:
    """The text as search compares it: lower case, no tone or vowel marks, đ as d.

    `fold("Thuỷ") == fold("thủy") == "thuy"`; folding twice changes nothing.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text).casefold().translate(_D))
    # Casefolding and dropping marks can each uncover something to decompose; a second round settles it.
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", bare).casefold().translate(_D))
    return unicodedata.normalize("NFC", bare)


def fold_marked(text: str) -> str:
    """Lower case with its marks, tones in their new place: thuỷ and thủy are one, thuy is another.

    For ranking what was typed with marks before what only folds alike.
    """
    lowered = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).lower())
    return _OLD_PLACE.sub(lambda found: _NEW_PLACE[found[0]], lowered)


def excerpt(text: str, length: int) -> str:
    """The beginning of the text on one line, at most `length` characters, cut at a word and ended by “…”."""
    if length < 1:
        return ""
    # Only the beginning is looked at: an excerpt of a long text costs no more than that of a short one.
    line = " ".join(text[: length * 4 + 100].split())
    if len(line) <= length and len(text) <= length * 4 + 100:
        return line
    start = line[:length]
    cut = start.rfind(" ")
    words = start[:cut] if cut > 0 else _whole_letters(line, length - 1)
    return words.rstrip(" ,;:.–-…") + "…"


def _whole_letters(line: str, end: int) -> str:
    while end > 0 and (unicodedata.combining(line[end]) or line[end] in "\u200d\ufe0e\ufe0f"):
        end -= 1
    return line[:end]


def _reason(character: str) -> str:
    if character == "\x00":
        return "nul"
    return "surrogate" if "\ud800" <= character <= "\udfff" else "control"


def _kept_glue(found: re.Match[str]) -> str:
    return found[0] if found.lastgroup else ""
