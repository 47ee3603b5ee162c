"""Keywords and names in a text."""

from __future__ import annotations

from casework.domain.lessons import About
from casework.domain.vocabulary import Hit, Vocabulary

WORDS = Vocabulary(
    {
        About.FIELD: {
            "dat-dai": ["sổ đỏ", "đất", "giấy chứng nhận"],
            "dien": ["điện", "hóa đơn tiền điện"],
            "thue": ["hóa đơn", "lệ phí trước bạ"],
        },
        About.AGENCY: {"CUCTHUE": ["trước bạ"], "STC": ["lệ phí"], "STNMT": ["sổ đỏ"], "STP": ["tư pháp"]},
    },
    agencies={"STP": ["sở tư pháp"]},
    places={"366": ["Huyện Hải Hậu", "hải hậu"]},
)


def hits(title: str, body: str = "", about: About = About.FIELD) -> dict[str, Hit]:
    return {hit.keyword.text: hit for hit in WORDS.read(title, body).hits[about]}


def test_a_keyword_is_found_in_either_placing_of_the_tone_and_in_capitals() -> None:
    assert hits("HOÁ ĐƠN").keys() == hits("hóa đơn").keys() == {"hóa đơn"}


def test_of_two_keywords_of_one_list_that_overlap_the_longer_is_found() -> None:
    assert hits("Hóa đơn tiền điện tăng").keys() == {"hóa đơn tiền điện"}


def test_a_keyword_of_one_list_hides_none_of_another() -> None:
    title = "Nộp lệ phí trước bạ"
    assert hits(title).keys() == {"lệ phí trước bạ"}
    assert hits(title, about=About.AGENCY).keys() == {"lệ phí", "trước bạ"}


def test_a_keyword_does_not_go_over_the_end_of_a_sentence() -> None:
    assert not hits("Mất sổ", "Đỏ mặt. Giấy; chứng nhận")


def test_it_is_told_how_often_it_stands_and_whether_in_the_title() -> None:
    found = hits("Sổ đỏ chậm", "Xin cấp sổ đỏ, đất nhà tôi chưa có sổ đỏ.")
    assert (found["sổ đỏ"].times, found["sổ đỏ"].in_title) == (3, True)
    assert (found["đất"].times, found["đất"].in_title) == (1, False)


def test_a_text_without_marks_is_read_without_them_but_for_short_words() -> None:
    assert hits("so do cham tra", "dien tich dat nha toi").keys() == {"sổ đỏ"}


def test_a_marked_text_is_read_by_its_marks() -> None:
    assert not hits("Diện tích số đo của nhà tôi")


def test_a_name_is_found_and_hides_the_keywords_in_it() -> None:
    read = WORDS.read("Gửi Sở Tư pháp", "Nhà tôi ở Hải Hậu.")
    assert read.agencies == ("STP",) and read.places == ("366",)
    assert not read.hits[About.AGENCY]
    assert hits("cán bộ tư pháp xã", about=About.AGENCY).keys() == {"tư pháp"}


def test_an_empty_text_says_nothing() -> None:
    read = WORDS.read("", "")
    assert not any(read.hits.values()) and not read.agencies and not read.places
