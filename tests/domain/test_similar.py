"""Which reports are about the same matter, as far as their words tell."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

from casework.domain.lessons import EVERY, About, words_of
from casework.domain.similar import (
    NEWEST,
    PUBLIC,
    Near,
    Shelf,
    key_of,
    nearest,
    phrases,
    shelf_of,
    telling,
)
from casework.domain.values import Status, Visibility
from tests.domain.cast import a_report

TEXT = (
    "Nước máy đục, mùi tanh ở phố Hàn Thuyên",
    "Hai tuần nay nước máy khu tập thể vàng như nước chè, để một lúc lắng cặn.",
)
NOTHING: dict[str, Any] = {}


def found(*texts: tuple[str, str], query: tuple[str, str] = TEXT, known: Any = NOTHING) -> list[Near]:
    """The texts, numbered from 1, that are like the query."""
    words = words_of(*query)
    has = {
        word: [number for number, text in reversed([*enumerate(texts, 1)]) if word in words_of(*text)]
        for word in words
    }
    return nearest(has, known, len(texts))


def test_the_nearest_is_what_shares_the_most_of_the_rarest_words() -> None:
    same = ("Khu tập thể: nước máy có cặn", "Nước máy vàng như nước chè từ hai tuần nay.")
    part = ("Nước máy yếu", "Khu tập thể nhà tôi nước máy yếu cả tuần.")
    other = ("Chờ sổ đỏ ba tháng", "Tôi nộp hồ sơ ở bộ phận một cửa.")

    near = found(other, part, same)

    assert [one.number for one in near] == [3, 2]
    assert near[0].is_strong and near[0].share > near[1].share
    assert {"nuoc may", "khu tap", "tap the"} <= near[1].words


def test_a_word_or_two_that_many_have_make_nothing_similar() -> None:
    others = [(f"Chuyện {number}", "Tôi ở khu tập thể, muốn hỏi đường.") for number in range(30)]
    assert found(*others) == []


def test_what_places_share_alone_makes_a_report_no_nearer_than_its_matter() -> None:
    same_matter = ("Nước máy đục mùi tanh", "Nước máy vàng như nước chè, lắng cặn cả tuần.")
    same_place = ("Đèn đường hỏng ở phố Hàn Thuyên", "Phố Hàn Thuyên tối om từ đầu tháng.")
    assert found(same_place, same_matter)[0].number == 2


def test_of_two_alike_the_newer_comes_first() -> None:
    assert [one.number for one in found(TEXT, TEXT, TEXT)] == [3, 2, 1]


def test_a_word_that_more_have_than_are_looked_at_weighs_what_decisions_say_of_it() -> None:
    has = {"nuoc may": list(range(1000, 1000 - NEWEST, -1)), "lang can": [5], "mui tanh": [5]}
    common = {EVERY: {About.FIELD: {"x": 100}}, "nuoc may": {About.FIELD: {"x": 90}}}

    plain = {one.number: one.share for one in nearest(has, {}, 1000)}
    told = {one.number: one.share for one in nearest(has, common, 1000)}

    assert told[5] > plain[5]  # that it has not the common word says less


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("visibility", Visibility)
def test_a_report_lies_on_the_public_shelf_or_in_the_queue_of_its_newsroom_or_nowhere(
    status: Status, visibility: Visibility
) -> None:
    report = a_report(status, visibility=visibility)

    expected = None
    if report.is_published:
        expected = PUBLIC
    elif visibility is not Visibility.REMOVED and status in (
        Status.SUBMITTED,
        Status.NEEDS_INFO,
        Status.RETURNED,
    ):
        expected = Shelf(report.outlet)
    assert shelf_of(report) == expected


def test_what_was_passed_on_lies_nowhere() -> None:
    assert shelf_of(a_report(Status.SUBMITTED, passed_on=True)) is None


def test_one_word_has_a_key_for_each_shelf_and_every_key_fits_a_column() -> None:
    shelves = (PUBLIC, Shelf("BND"), Shelf("PTTH"))
    keys = [key_of(shelf, word) for shelf in shelves for word in words_of(*TEXT)]
    assert all(a != b for a, b in combinations(keys, 2))
    assert all(-(2**31) <= key < 2**31 for key in keys)


def test_what_is_in_common_is_quoted_as_the_text_writes_it_the_longest_first_each_once() -> None:
    text = "Nước máy khu tập thể vàng. Khu tập thể ba tuần nay không có nước sạch."
    words = {"nuoc may", "khu tap", "tap the", "ba tuan"}
    assert phrases(text, [words, set()]) == [("Nước máy", "khu tập thể", "ba tuần"), ()]


def test_of_many_words_those_that_fewest_reports_have_are_asked_for_in_their_order() -> None:
    words = [f"chữ {number}" for number in range(40)]
    taught = {word: {About.FIELD: {"x": 40 - number}} for number, word in enumerate(words)}
    assert telling(words, taught) == words[16:]
    assert telling(words, {}) == words[:24]
    assert telling(words[:3], taught) == words[:3]
