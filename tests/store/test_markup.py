"""HTML from what people write."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.store import markup
from casework.store.markup import REL, TAGS, citizen_html, link_is_safe, staff_html

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="javascript:alert(1)">',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.test/)",
    "[x](/\\evil.test)",
    "[x](https:///evil.test)",
    "[x](https://bank.vn@evil.test/)",
    "[x](https://a.vn/ \"onmouseover='alert(1)'\")",
    "<javascript:alert(1)>",
    "![x](https://evil.test/pixel.png)",
    "https://a.vn/\"onmouseover='alert(1)'",
    "https://a.vn/<script>alert(1)</script>",
    "<a href='https://a.vn' style='position:fixed' onclick=alert(1)>x</a>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style>",
    "&lt;script&gt;",
    "<!-- --!><script>",
    "<p>\n\n</div></body>",
]


class _Reader(HTMLParser):
    """Fails on whatever the allow-list doesn't have."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert tag == "a"
            assert (name == "rel" and value == REL) or (name == "href" and link_is_safe(value or ""))

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)


def _is_clean(markup: str) -> None:
    reader = _Reader()
    reader.feed(markup)
    reader.close()


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_becomes_text(attack: str) -> None:
    _is_clean(citizen_html(attack))
    _is_clean(staff_html(attack))


@given(st.lists(st.sampled_from([*ATTACKS, *"<>&\"'[]()*_\\\n>-1. ", "http://", "//", "a.vn"])).map("".join))
@settings(deadline=None, max_examples=60)
def test_pieces_of_attacks_put_together_become_text(text: str) -> None:
    _is_clean(citizen_html(text))
    _is_clean(staff_html(text))


def test_a_blank_line_is_a_paragraph_and_a_newline_a_line() -> None:
    assert citizen_html("Kính gửi\nquý báo\n \n\nTôi chờ 3 < 4 & hơn") == (
        "<p>Kính gửi<br>\nquý báo</p>\n<p>Tôi chờ 3 &lt; 4 &amp; hơn</p>"
    )
    assert citizen_html(" \n") == staff_html("") == ""


def test_a_web_address_is_a_link_without_the_sentences_punctuation() -> None:
    made = citizen_html("Xem (https://dvc.vn/ho-so?a=1&b=2), https://vi.wikipedia.org/wiki/A_(b). Hết")
    assert re.findall('href="([^"]*)"', made) == [
        "https://dvc.vn/ho-so?a=1&amp;b=2",
        "https://vi.wikipedia.org/wiki/A_(b)",
    ]
    assert made.count(f'rel="{REL}"') == 2
    assert "</a>), " in made


def test_a_citizens_text_knows_no_markdown() -> None:
    assert citizen_html("**không** đậm\n- một") == "<p>**không** đậm<br>\n- một</p>"


def test_staff_write_emphasis_lists_quotes_and_links() -> None:
    made = staff_html(
        "**Đậm** và *nghiêng*\ndòng hai\n\n- một\n- hai\n\n1. ba\n\n> lời\n\n[Cổng](https://dvc.vn/)"
    )
    for piece in (
        "<p><strong>Đậm</strong> và <em>nghiêng</em><br>\ndòng hai</p>",
        "<ul>\n<li>một</li>\n<li>hai</li>\n</ul>",
        "<ol>\n<li>ba</li>\n</ol>",
        "<blockquote>\n<p>lời</p>\n</blockquote>",
        f'<a href="https://dvc.vn/" rel="{REL}">Cổng</a>',
    ):
        assert piece in made


def test_a_link_of_staff_holds_no_second_link() -> None:
    assert staff_html("[https://a.vn](https://b.vn) https://c.vn").count("<a ") == 2


def test_headings_pictures_and_html_stay_as_typed() -> None:
    assert staff_html("# Một\n<b>hai</b>") == "<p># Một<br>\n&lt;b&gt;hai&lt;/b&gt;</p>"


@pytest.mark.parametrize(
    "href",
    [
        "https://dvc.vn",
        "http://dvc.vn:8080/a?b=c#d",
        "HTTPS://báo-nam-định.vn/",
        "https://[2001:db8::1]/",
        "mailto:a.b+c@dvc.gov.vn",
    ],
)
def test_an_absolute_link_is_safe(href: str) -> None:
    assert link_is_safe(href)


@pytest.mark.parametrize(
    "href",
    [
        "",
        "/a",
        "a",
        "//a.vn",
        "http:a.vn",
        "http:///a.vn",
        "http://",
        "javascript:alert(1)",
        "java\nscript:x",
        " https://a.vn",
        "https://a.vn\\@b.vn",
        "https://a@b.vn",
        "https://a.vn:x/",
        "https://%61.vn/",
        "mailto:a@b.vn?cc=c@d.vn",
        "mailto:",
        "data:text/html,x",
        "ftp://a.vn",
        "https://a.vn/" + "a" * 2000,
    ],
)
def test_any_other_link_is_not(href: str) -> None:
    assert not link_is_safe(href)


@pytest.mark.parametrize(
    "text",
    [
        ">" * 220_000,
        "> " * 110_000,
        "\n".join(">" * min(n, 60) for n in range(500)),
        "- " * 12_000,
        "*a **b " * 3_000,
        "http://a.vn/" + ")" * 20_000,
        "&" * 220_000,
    ],
    ids=["quotes", "spaced quotes", "steps", "lists", "emphasis", "brackets", "entities"],
)
def test_what_is_made_to_be_slow_reaches_bleach_short_and_shallow_or_not_at_all(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """[m] 220 kB of nested quotes take bleach 11 s: it is quadratic in depth. Counted, not timed."""
    given: list[str] = []
    clean = markup._cleaned
    monkeypatch.setattr(markup, "_cleaned", lambda made: given.append(made) or clean(made))
    for make in (staff_html, citizen_html):
        made = make(text)
        assert made.count("<blockquote>") <= 12
        _is_clean(made[:5_000])
    for one in given:
        assert len(one) <= 12 * markup._LONGEST
        assert _depth(one) <= markup._MOST_DEPTH


def _depth(made: str) -> int:
    """How deep the elements of a text nest."""
    depth = deepest = 0
    for close, tag in re.findall(r"<(/?)([a-z]+)", made):
        depth += 0 if tag == "br" else -1 if close else 1
        deepest = max(deepest, depth)
    return deepest


@pytest.mark.parametrize("piece", ["> ", "*a **b ", "http://a.vn/)", "[a](", "- ", "&", "`", "_a_ ", "\\*"])
def test_twice_the_text_takes_at_most_about_twice_the_steps(piece: str) -> None:
    """Of ours and of the Markdown library's; a second look at everything would take four times as many."""
    for make in (staff_html, citizen_html):
        short, long = (_steps(make, (piece * 4_000)[:length]) for length in (4_000, 8_000))
        assert long <= 2.5 * short + 2_000


def _steps(make: Callable[[str], str], text: str) -> int:
    """How many calls it takes, of Python's and of C's."""
    count = 0

    def called(_frame: FrameType, event: str, _: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        make(text)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("levels", "nest"), [(1, True), (5, True), (12, False), (30, False), (20_000, False)]
)
def test_what_nests_too_deep_is_shown_as_typed_and_nothing_is_lost(levels: int, nest: bool) -> None:
    """security.md: limit the depth first. A quote is two levels with its paragraph."""
    made = staff_html(">" * levels + " lời nói")
    assert made.count("<blockquote>") == (levels if nest else 0)
    assert "lời nói" in made and (nest or "&gt;" * levels in made)
