"""How a query is read, mended and shown: by hand, and for whatever anybody types."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.search import Term, can_be_mended, indexed, neighbours, parse
from casework.domain.snippets import LONGEST, Piece, marked, snippet
from casework.domain.text import fold


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("đất đai", [("đất",), ("đai",)]),
        ('"Một cửa" huyện', [("một", "cửa"), ("huyện",)]),
        ("12/3", [("12", "3")]),
        ("hộ-tịch", [("hộ", "tịch")]),
        ('"chưa đóng ngoặc', [("chưa", "đóng", "ngoặc")]),
        ("lương lương", [("lương",)]),
        ("thủy THUỶ", [("thuỷ",)]),
        ("http://a.vn", [("http", "a", "vn")]),
        ('- -- "" !', []),
    ],
)
def test_words_and_phrases_are_told_apart(typed: str, terms: list[tuple[str, ...]]) -> None:
    assert [term.marked for term in parse(typed).terms] == terms


def test_a_minus_leaves_out_a_word_or_a_phrase() -> None:
    query = parse('sổ -phí -"một cửa"')
    assert [term.marked for term in query.excluded] == [("phí",), ("một", "cửa")]
    assert query.words == {"so"}
    assert query.written() == 'sổ -phí -"một cửa"'


def test_filters_are_known_in_both_languages_and_other_names_are_words() -> None:
    query = parse('phí agency:STNMT linhvuc:"đất đai" tu:2026-01-01 den:2026-02-01 ghi:chú')
    assert query.asked == {
        "agency": "STNMT",
        "field": "đất đai",
        "since": "2026-01-01",
        "until": "2026-02-01",
    }
    assert [term.marked for term in query.terms] == [("phí",), ("ghi", "chú")]


def test_marks_are_seen_and_a_tone_in_its_old_place_is_none_too_many() -> None:
    assert parse("dat").has_marks is False
    assert parse("đất").has_marks and parse("d ă").has_marks
    assert not parse("dat -đai").has_marks


def test_only_the_last_word_goes_on() -> None:
    assert [term.is_open for term in parse("ho so").opened().terms] == [False, True]
    assert parse("ho -so").opened() == parse("ho -so")
    assert parse("").opened() == parse("")


def test_a_mended_query_has_the_better_word_in_the_place_of_the_other() -> None:
    assert parse("hồ sở -phí").mended({"so": "sơ"}).written() == "hồ sơ -phí"
    assert parse("hồ sơ").without(Term(marked=("hồ",))).written() == "hồ sơ"
    query = parse("hồ sơ")
    assert query.without(query.terms[0]).written() == "sơ"


def test_neighbours_are_one_slip_away() -> None:
    found = set(neighbours("thue"))
    assert {"hue", "thu", "thuee", "thuy", "htue", "tuhe", "xthue"} <= found
    assert not {"thue", "th", "uhte", "th5ue"} & (found - {"thue"})
    assert "q15" in set(neighbours("q1"))
    assert can_be_mended("thu") and not can_be_mended("th") and not can_be_mended("2026")


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_and_what_is_written_of_it_reads_the_same(typed: str) -> None:
    query = parse(typed)
    assert [(term.folded, term.excluded) for term in parse(query.written()).terms] == [
        (term.folded, term.excluded) for term in query.terms if term.folded
    ]


@given(st.text(max_size=200))
def test_the_index_holds_words_alone_that_no_index_takes_for_anything_else(text: str) -> None:
    for row in indexed([text]):
        assert all(word.isalnum() for word in row.split())


def test_the_passage_is_where_most_of_the_words_stand() -> None:
    text = "Phí chợ thì đã nộp. " + "Chuyện khác không liên quan. " * 30 + "Hồ sơ nộp phí từ tháng ba."
    found = snippet(text, said("ho", "so", "phi"))
    assert "".join(piece.text for piece in found if piece.is_hit) == "Hồ sơphí"
    assert found[0].text == "… " and len("".join(piece.text for piece in found)) <= LONGEST + 4
    assert snippet(text, said("xyz")) == () == snippet("", said("phi"))


def test_hits_side_by_side_are_one() -> None:
    assert marked("Sổ đỏ, đất", said("so", "do")) == (Piece(text="Sổ đỏ", is_hit=True), Piece(text=", đất"))


@given(st.text(alphabet="aăâbđ ễ.\n", max_size=400), st.sets(st.sampled_from(["a", "b", "d", "ab", "e"])))
def test_a_passage_is_a_stretch_of_the_text_with_its_hits(text: str, wanted: set[str]) -> None:
    assert "".join(piece.text for piece in marked(text, said(*wanted))) == text
    pieces = snippet(text, said(*wanted))
    shown = "".join(piece.text for piece in pieces)
    assert shown.removeprefix("… ").removesuffix(" …") in " ".join(text.split())
    assert bool(pieces) == any(fold(word) in wanted for word in _words(text))
    if pieces:
        assert any(piece.is_hit for piece in pieces)


def test_a_word_is_meant_by_its_marks_where_it_was_typed_with_them() -> None:
    query = parse("sổ do")
    assert query.means("Sổ", by_marks=True) and query.means("đỏ", by_marks=True)
    assert query.means("số", by_marks=False) and not query.means("số", by_marks=True)
    assert not query.means("đất", by_marks=False)


def said(*words: str) -> Callable[[str], bool]:
    return lambda word: fold(word) in words


def _words(text: str) -> list[str]:
    return "".join(sign if sign.isalnum() else " " for sign in text).split()
