"""The text of a mail's HTML, for a mail that brings nothing else.

No markup of it is kept: what comes out is plain text, and becomes HTML as everything that people type does
(`store/markup.py`). The standard library's parser is quadratic in half a dozen ways, and a tree of what nests
deep is slow: here each sign is looked at once, and only counts are kept of what is open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

from casework.domain.mail_words import MARK

LONGEST_HTML: Final = 300_000  # signs; a letter that somebody wrote has a tenth of that
_TAG: Final = re.compile(
    r"<(/?)([a-z][a-z0-9]{0,20})\b([^<>]{0,4000})>|(<!--)|<[!?][^<>]{0,4000}>", re.IGNORECASE
)
_ATTRIBUTE: Final = re.compile(r"""\b(class|id)\s{0,9}=\s{0,9}["']?([^"'>]{1,300})""", re.IGNORECASE)
_UNREAD: Final = frozenset({"script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes"})
_BREAKS: Final = frozenset(
    {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6"}
    | {"hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}
)
_NEVER_CLOSED: Final = frozenset({"br", "hr", "img", "input", "link", "meta", "col", "area", "base", "wbr"})
# As what the great mail programs mark the letter that is answered, and signatures.
_QUOTES: Final = frozenset(
    {"gmail_quote", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "gmail_signature"}
)
_REST: Final = frozenset({"divrplyfwdmsg", "appendonsend"})  # ids of empty elements after which all is quoted


def text_of(markup: str) -> str:
    """The words of the HTML, a line for each that a reader sees; what it quotes is marked with `>`."""
    page = _Page()
    markup = markup[:LONGEST_HTML]
    for said, tag, closes, attributes in _pieces(markup):
        if said:
            page.say(unescape(said))
        if closes:
            page.close(tag)
        elif tag:
            page.open(tag, attributes)
    return page.text


def _pieces(markup: str) -> Iterator[tuple[str, str, bool, str]]:
    """What stands between two tags, and the second of them: name, whether it closes, attributes."""
    at = 0
    while found := _TAG.search(markup, at):
        said, tag = markup[at : found.start()], (found[2] or "").lower()
        at = found.end()
        if found[4]:
            at = _after(markup, "-->", at)
        elif tag in _UNREAD and not found[1]:
            at = _after(markup, f"</{tag}", at)
        yield said, tag, bool(found[1]), found[3] or ""
    yield markup[at:], "", False, ""


def _after(markup: str, end: str, at: int) -> int:
    """The place behind what ends something; what never ends hides all the rest."""
    found = re.compile(re.escape(end), re.IGNORECASE).search(markup, at)
    return found.start() if found and end.startswith("</") else found.end() if found else len(markup)


class _Page:
    """Lines as they come, and how many elements are open inside the first that quotes."""

    def __init__(self) -> None:
        self._lines: list[list[str]] = [[]]
        self._quotes, self._open = "", 0

    @property
    def text(self) -> str:
        return "\n".join(" ".join("".join(line).split()) for line in self._lines)

    def say(self, words: str) -> None:
        if not words.strip() and not self._lines[-1]:
            return
        if self._open and not self._lines[-1]:
            self._lines[-1].append("> ")
        self._lines[-1].append(words)

    def open(self, tag: str, attributes: str) -> None:
        if tag in _BREAKS:
            self._end_line()
        if tag in _NEVER_CLOSED:
            return
        if self._open:
            self._open += tag == self._quotes
            return
        given = {name.lower(): value.lower() for name, value in _ATTRIBUTE.findall(attributes)}
        if given.get("id", "").strip() in _REST:
            self._end_line()
            self._lines += [[MARK], []]
        elif tag == "blockquote" or not _QUOTES.isdisjoint(given.get("class", "").split()):
            self._end_line()
            self._quotes, self._open = tag, 1

    def close(self, tag: str) -> None:
        if self._open and tag == self._quotes:
            self._open -= 1
            self._end_line()
        elif tag in _BREAKS:
            self._end_line()
            if tag == "p" and len(self._lines) > 1:
                self._lines.append([])

    def _end_line(self) -> None:
        if self._lines[-1]:
            self._lines.append([])
