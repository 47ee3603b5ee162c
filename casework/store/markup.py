"""Text turned into the HTML that is stored beside it, once, when it is written.

Citizens write plain text, staff a small Markdown. Whatever we make ends in bleach with one short allow-list,
so that a fault of ours, or of the Markdown library, still cannot bring a script into a page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

import bleach
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

REL: Final = "nofollow ugc noopener"
TAGS: Final = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"})

# Bleach is quadratic in depth: 220 kB of nested quotes would take it 11 seconds.
_MOST_DEPTH: Final = 12
_LONGEST: Final = 25_000
_LONGEST_LINK: Final = 2_000

# Bounded, since finding where the sentence's punctuation begins is quadratic.
_BARE_LINK: Final = re.compile(r"\bhttps?://[^\s<>\"'`\\^{|}]{1,1000}", re.IGNORECASE)
_PARAGRAPHS: Final = re.compile(r"\n(?:[^\S\n]*\n)+")
_AFTER_A_LINK: Final = ".,;:!?…*_~"
_BRACKETS: Final = {")": "(", "]": "["}
_MAILTO: Final = re.compile(r"mailto:[\w.+-]+@[\w-]+(\.[\w-]+)+", re.IGNORECASE | re.ASCII)
_HOST: Final = re.compile(r"[^\W_][\w.-]*|[0-9a-f:]+:[0-9a-f:.]*", re.IGNORECASE)
_NOT_IN_A_LINK: Final = re.compile(r"[\s\\<>\"'`\x00-\x20\x7f-\x9f]")


def citizen_html(text: str) -> str:
    """Plain text as HTML: a blank line is a paragraph, a newline a line, web addresses are links.

    What is longer than any form of ours takes (25,000 characters) gets no links.
    """
    if len(text) > _LONGEST:
        # Nothing but escaped text in paragraphs: there is nothing for bleach to find, and it takes seconds.
        return _paragraphs(text, _escaped)
    return _cleaned(_paragraphs(text, _linked))


def staff_html(text: str) -> str:
    """A small Markdown as HTML: emphasis, lists, quotes, links.

    What is too long (25,000 characters) or nested too deep (12) is shown as plain text, losing nothing.
    """
    if len(text) > _LONGEST:
        return citizen_html(text)
    tokens = _MARKDOWN.parse(text)
    if _depth(tokens) > _MOST_DEPTH:
        return citizen_html(text)
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return _cleaned(str(rendered).strip())


def link_is_safe(href: str) -> bool:
    """Whether it is an absolute http or https address without a user's name in it, or a plain mailto."""
    if len(href) > _LONGEST_LINK or _NOT_IN_A_LINK.search(href):
        return False
    if href[:7].lower() == "mailto:":
        return _MAILTO.fullmatch(href) is not None
    if re.match(r"https?://[^/]", href, re.IGNORECASE) is None:
        return False
    try:
        parts = urlsplit(href)
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return False
    # In http://bank.vn@evil.test/ the reader sees the bank and goes to the other.
    return "@" not in parts.netloc and _HOST.fullmatch(parts.hostname or "") is not None


def _paragraphs(text: str, as_html: Callable[[str], str]) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        return ""
    paragraphs = ("<br>\n".join(map(as_html, paragraph.split("\n"))) for paragraph in _PARAGRAPHS.split(text))
    return "\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def _linked(line: str) -> str:
    """One line, escaped, with its web addresses as links."""
    pieces, done = [], 0
    for found in _BARE_LINK.finditer(line):
        address = _without_punctuation(found[0])
        if link_is_safe(address):
            pieces += [_escaped(line[done : found.start()]), _link(address)]
            done = found.start() + len(address)
    return "".join([*pieces, _escaped(line[done:])])


def _escaped(text: str) -> str:
    """Text between tags: `>` may stay, and bleach, slow with entities, writes it as one anyway."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _link(address: str) -> str:
    shown = html.escape(address)
    return f'<a href="{shown}" rel="{REL}">{shown}</a>'


def _without_punctuation(address: str) -> str:
    """Ends the address before the full stop of the sentence, and before a bracket that it did not open."""
    end = len(address)
    while end:
        last = address[end - 1]
        opened = _BRACKETS.get(last)
        if last not in _AFTER_A_LINK and not (
            opened and address.count(last, 0, end) > address.count(opened, 0, end)
        ):
            break
        end -= 1
    return address[:end]


def _depth(tokens: Sequence[Token]) -> int:
    """How deep the elements nest, counted over block and inline tokens alike."""
    depth = deepest = 0
    for token in _flat(tokens):
        depth += token.nesting
        deepest = max(deepest, depth)
    return deepest


def _flat(tokens: Sequence[Token]) -> Iterable[Token]:
    for token in tokens:
        yield token
        yield from token.children or ()


class _Renderer(RendererHTML):
    """Links carry our `rel`, and a bare web address outside them becomes one."""

    def text(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        content = tokens[idx].content
        return _escaped(content) if env.get("in a link") else _linked(content)

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        env["in a link"] = True
        return f'<a href="{html.escape(str(tokens[idx].attrs["href"]))}" rel="{REL}">'

    def link_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        env["in a link"] = False
        return "</a>"


def _small_markdown() -> MarkdownIt:
    markdown = MarkdownIt(
        "zero", {"breaks": True, "html": False, "xhtmlOut": False, "maxNesting": 40}, renderer_cls=_Renderer
    )
    markdown.enable(["blockquote", "list", "newline", "escape", "emphasis", "link", "autolink"])
    # A method that the library means to be replaced.
    setattr(markdown, "validateLink", link_is_safe)  # noqa: B010 because mypy refuses the assignment
    return markdown


def _allowed(tag: str, name: str, value: str) -> bool:
    if tag != "a":
        return False
    return value == REL if name == "rel" else name == "href" and link_is_safe(value)


def _cleaned(markup: str) -> str:
    # A cleaner of its own each time, since bleach's is not safe between threads.
    protocols = {"http", "https", "mailto"}
    cleaner = bleach.Cleaner(tags=TAGS, attributes=_allowed, protocols=protocols, strip=True)
    return str(cleaner.clean(markup))


_MARKDOWN: Final = _small_markdown()
