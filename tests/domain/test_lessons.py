"""What a decided report teaches: which words count, and that a lesson taken back leaves nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.lessons import (
    EVERY,
    MOST_WORDS,
    About,
    Lesson,
    Tally,
    agency_label,
    count,
    local_label,
    of_field,
    of_kind,
    words_of,
)
from casework.domain.values import AgencyCode, FieldCode, Kind, TaskCode

LESSON = Lesson(agency="STNMT", field=FieldCode("dat-dai"), task=TaskCode("2.3"))
TEXT = ("Tách thửa quá hẹn", "Nộp hồ sơ ở huyện.")


def test_a_word_is_two_syllables_beside_each_other_however_they_are_typed() -> None:
    assert words_of("Tách thửa", "") == ("tach thua",)
    assert words_of("TÁCH  thửa", "") == ()  # two spaces are a break, as a comma is
    assert words_of("thuỷ lợi", "") == words_of("thủy lợi", "") == words_of("thuy loi", "")


def test_no_word_goes_over_the_end_of_a_sentence_or_of_the_title() -> None:
    assert words_of("Tách thửa", "quá hẹn. Nộp hồ sơ") == ("tach thua", "qua hen", "nop ho", "ho so")


def test_what_leads_to_somebody_is_no_word() -> None:
    told = (
        "số 0912 345 678, thẻ 036084001234, viết tới hoa.tran@nha.test, "
        "trang https://nha.test/toi và facebook.com/hoa"
    )
    found = words_of("", told)
    assert not any(any(sign.isdigit() for sign in word) for word in found)
    syllables = {syllable for word in found for syllable in word.split()}
    assert not {"hoa", "tran", "nha", "test", "facebook", "com"} & syllables


def test_foreign_words_and_words_that_say_nothing_are_none() -> None:
    assert words_of("Schwarzenegger phản ánh", "") == ("phan anh",)
    assert words_of("tôi không được", "") == ()


def test_a_long_text_counts_by_its_beginning() -> None:
    long = " ".join(f"{first}a {second}o" for first in "bcdghklmnt" for second in "bcdghklmntx")
    found = words_of("Tách thửa", long)
    assert len(found) == MOST_WORDS and found[0] == "tach thua"


def test_a_report_counts_once_for_each_of_its_words_and_for_what_it_is() -> None:
    tally: Tally = {}
    count(tally, LESSON, ("Tách thửa, tách thửa", "Tách thửa"), kind=Kind.COMPLAINT)

    for word in (EVERY, of_kind(Kind.COMPLAINT), of_field("dat-dai"), "tach thua", "tach", "thua"):
        assert tally[word] == {
            About.AGENCY: {"STNMT": 1},
            About.FIELD: {"dat-dai": 1},
            About.TASK: {"2.3": 1},
        }


def test_what_nobody_has_decided_teaches_nothing() -> None:
    tally: Tally = {}
    count(tally, Lesson(), TEXT, kind=Kind.COMPLAINT)
    assert tally == {}
    count(tally, Lesson(field=FieldCode("thue")), TEXT, kind=Kind.COMPLAINT)
    assert tally["tach thua"] == {About.FIELD: {"thue": 1}}


@given(st.text("aăâđeêioôơuưyáàảãạ bcdghklmnpqrstvx.,\n", max_size=200), st.sampled_from(list(Kind)))
def test_a_lesson_that_is_taken_back_leaves_no_count(body: str, kind: Kind) -> None:
    tally: Tally = {}
    count(tally, LESSON, ("Tiêu đề", body), kind=kind)
    count(tally, LESSON, ("Tiêu đề", body), kind=kind, by=-1)
    assert {number for counts in tally.values() for by in counts.values() for number in by.values()} == {0}


@pytest.mark.parametrize(("is_local", "label"), [(False, "UBND-362"), (True, local_label("district"))])
def test_agencies_of_one_area_share_a_label(is_local: bool, label: str) -> None:
    assert agency_label(AgencyCode("UBND-362"), "district", is_local=is_local) == label
