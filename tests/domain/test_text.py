"""Text at the boundary and in search."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casework.domain.text import (
    Unclean,
    excerpt,
    fold,
    fold_marked,
    normalise,
    normalise_line,
    whole_number,
)

TEXTS = st.text(
    st.one_of(
        st.characters(codec="utf-8"),
        st.sampled_from("ưđỷ \n\t\r\u0301\u0323\u0344\u200b\u200d\ufe0f\u202e😀👩1#\u20e3\U0001d165"),
    )
)


# What turns the reading direction or has no width, written out: the joiner of emoji is judged elsewhere.
MISLEADING = set(
    "\u061c\u200b\u200c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\xad"
)
VIETNAMESE = st.text(
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ "
)


def _cleaned(text: str) -> str:
    try:
        return normalise(text)
    except Unclean:
        return ""


@given(TEXTS)
@settings(deadline=None)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    assert normalise(_cleaned(text)) == _cleaned(text)
    assert normalise_line(normalise_line(_cleaned(text))) == normalise_line(_cleaned(text))


@given(TEXTS)
@settings(deadline=None)
def test_what_was_cleaned_is_nfc_without_controls_and_can_be_stored(text: str) -> None:
    cleaned = _cleaned(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not any(unicodedata.category(c) == "Cc" and c not in "\n\t" for c in cleaned)
    assert "\n\n\n\n" not in cleaned
    assert not set(cleaned) & MISLEADING
    cleaned.encode()


@given(TEXTS)
@settings(deadline=None)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_marked(fold_marked(_cleaned(text))) == fold_marked(_cleaned(text))


@given(VIETNAMESE)
def test_search_finds_what_is_written_with_marks_without_them_and_in_capitals(text: str) -> None:
    bare = "".join(sign for sign in unicodedata.normalize("NFD", text) if not unicodedata.combining(sign))
    bare = bare.replace("đ", "d")
    assert bare.isascii()
    for typed in (text, text.upper(), text.title(), unicodedata.normalize("NFD", text), bare, bare.upper()):
        assert fold(typed) == bare


@given(TEXTS, TEXTS)
def test_a_text_is_found_by_any_of_its_words(one: str, other: str) -> None:
    """Folding a part gives a part of what folding the whole gives: an index of words is enough."""
    one, other = _cleaned(one), _cleaned(other)
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\x00b", "nul"),
        ("a\x07b", "control"),
        ("a\x0bb", "control"),
        ("a\x7fb", "control"),
        ("a\x85b", "control"),
        ("a\ud800b", "surrogate"),
        ("a\uffffb", "control"),
    ],
)
def test_what_no_keyboard_makes_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Unclean) as caught:
        normalise(text)
    assert caught.value.reason == reason


def test_line_ends_are_lf_and_no_more_than_two_lines_stay_blank() -> None:
    assert normalise("  a\r\nb\rc \n \n\t\n\n\n\nd\u2028e\n") == "a\nb\nc\n\n\nd\ne"


def test_a_tab_stays_in_a_text_and_is_a_space_in_a_line() -> None:
    assert normalise("a\tb") == "a\tb"
    assert normalise_line(" a\t b\r\n\nc\u00a0d ") == "a b c d"


def test_decomposed_vietnamese_becomes_composed() -> None:
    assert normalise(unicodedata.normalize("NFD", "Đường Trường Chinh")) == "Đường Trường Chinh"


def test_what_turns_the_reading_direction_or_hides_is_taken_out() -> None:
    assert normalise("xin\u202e gpj.exe\u2066 ch\u200bà\ufeffo\u00ad\U000e0041") == "xin gpj.exe chào"


@pytest.mark.parametrize(
    "emoji", ["👩\u200d👩\u200d👧", "❤\ufe0f\u200d🔥", "👍🏽", "1\ufe0f\u20e3", "🏳\ufe0f\u200d🌈"]
)
def test_emoji_stay_whole(emoji: str) -> None:
    assert normalise(f"cảm ơn {emoji} nhé") == f"cảm ơn {emoji} nhé"


def test_joiners_and_selectors_without_emoji_are_taken_out() -> None:
    assert normalise("a\u200db\ufe0fc 😀\u200d x") == "abc 😀 x"


def test_a_pile_of_marks_is_cut() -> None:
    assert len(normalise("a" + "\u0335" * 5000 + "b")) == 10
    assert len(normalise("a" + "\U0001d165\u0335" * 5000 + "b")) == 10


@pytest.mark.parametrize(
    ("one", "other"),
    [("thuỷ", "thủy"), ("Hoà Bình", "hòa bình"), ("KHOẺ", "khỏe"), ("quý", "QUÝ"), ("loã xoã", "lõa xõa")],
)
def test_old_and_new_tone_placement_are_alike_for_search_and_for_ranking(one: str, other: str) -> None:
    assert fold(one) == fold(other)
    assert fold_marked(one) == fold_marked(other)


def test_search_knows_no_marks_and_d_is_d() -> None:
    assert (
        fold("Sổ ĐỎ, Đường Trần Hưng Đạo – UBND xã Trực Thái")
        == "so do, duong tran hung dao – ubnd xa truc thai"
    )
    assert fold(unicodedata.normalize("NFD", "Nghĩa Hưng")) == "nghia hung"


def test_ranking_tells_marks_apart() -> None:
    assert fold_marked("Thủy") == "thuỷ" != fold_marked("thuy")
    assert fold_marked("Đất") == "đất" != fold_marked("dat")


@pytest.mark.parametrize(("typed", "read"), [("0", 0), ("007", 7), ("999999999", 999_999_999)])
def test_a_whole_number_is_read_in_plain_digits(typed: str, read: int) -> None:
    assert whole_number(typed) == read


@pytest.mark.parametrize("typed", ["", "-1", "+1", " 1", "1.5", "1_0", "1e3", "٣", "²", "1000000000", "x"])
def test_what_is_no_plain_whole_number_is_none(typed: str) -> None:
    assert whole_number(typed) is None


def test_an_excerpt_ends_at_a_word() -> None:
    assert excerpt("Tôi chờ\n\nsổ đỏ, đã ba tháng", 15) == "Tôi chờ sổ đỏ…"
    assert excerpt("ngắn", 15) == "ngắn"
    assert excerpt("a" * 30, 10) == "a" * 9 + "…"
    assert excerpt("một hai" + " " * 500, 7).startswith("một")


@given(st.text(), st.integers(1, 60))
def test_an_excerpt_is_never_longer_than_asked(text: str, length: int) -> None:
    assert len(excerpt(text, length)) <= length
    assert "\n" not in excerpt(text, length)


@pytest.mark.parametrize(
    "text",
    ["Thủy hoà ở xã Trực Thái, Đường đất khỏe; " * 12, " \n" * 250, "😀\u200d" * 250, "e" + "\u0301" * 400],
    ids=["words", "blank lines", "emoji", "marks"],
)
def test_a_text_forty_times_as_long_takes_about_forty_times_as_long(text: str) -> None:
    def cost(times: int) -> float:
        def once() -> float:
            begun = time.process_time_ns()
            for _ in range(800 // times):
                fold(normalise(text * times))
            return time.process_time_ns() - begun

        return min(once() for _ in range(3))

    # The same number of characters in all: what grows with the square of a text would be forty times as dear.
    assert cost(40) < 8 * cost(1)
