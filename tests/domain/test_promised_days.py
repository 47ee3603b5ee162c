"""The days that a reply names for what is still to be done, as officials write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import WorkingCalendar
from casework.domain.promised_days import LONGEST_SENTENCE, MOST_FOUND, PromisedDay, promised_days

# A Friday. No holidays, so that days can be counted on one's fingers, but New Year's Day.
SIGNED = date(2026, 11, 27)
CALENDAR = WorkingCalendar(off=frozenset({date(2027, 1, 1)}), working=frozenset())


def found(text: str, signed: date = SIGNED) -> list[PromisedDay]:
    return list(promised_days(text, signed=signed, calendar=CALENDAR))


def days(text: str, signed: date = SIGNED) -> list[str]:
    return [one.by.isoformat() for one in found(text, signed)]


@pytest.mark.parametrize(
    ("text", "by"),
    [
        # a day with its year
        ("Sở sẽ trả giấy chứng nhận trước ngày 15/8/2027.", "2027-08-15"),
        ("Chậm nhất ngày 15/8/2027 sẽ xong.", "2027-08-15"),
        ("Chậm nhất là ngày 05-01-2027 phòng trả kết quả.", "2027-01-05"),
        ("Việc này xong vào 01.12.2026.", "2026-12-01"),
        ("Hoàn thành trước ngày 15 tháng 8 năm 2027.", "2027-08-15"),
        ("Đến hết 31/12/2026, xã lát xong đường.", "2026-12-31"),
        ("Không muộn hơn ngày 10/12/2026.", "2026-12-10"),
        # without: the next one there is
        ("Sở sẽ trả giấy trước 30/6.", "2027-06-30"),
        ("Hạn cuối là ngày 20/12.", "2026-12-20"),
        ("Cán bộ đến đo lại ngày 5/12.", "2026-12-05"),
        ("Trước ngày 15 tháng 1, huyện trả lời lại.", "2027-01-15"),
        ("CHẬM NHẤT NGÀY 20/12 SẼ XONG.", "2026-12-20"),
        # months, quarters, years: their last day
        ("Việc này xong trong tháng 7.", "2027-07-31"),
        ("Sẽ lắp đèn trong tháng 12.", "2026-12-31"),
        ("Xong trong tháng 2/2028.", "2028-02-29"),
        ("Tháng 3 năm 2027 thông xe.", "2027-03-31"),
        ("Cuối tháng này có kết quả.", "2026-11-30"),
        ("Đầu tháng sau phòng mời ông bà đến nhận.", "2026-12-10"),
        ("Giữa tháng 1 năm sau thì xong.", "2027-01-20"),
        ("Sẽ hoàn thành trong quý III/2027.", "2027-09-30"),
        ("Quý I năm 2027 hoàn thành.", "2027-03-31"),
        ("Xong trong quý 4/2026.", "2026-12-31"),
        ("Quý sau sẽ bố trí vốn.", "2027-03-31"),
        ("Xong trước quý II.", "2027-06-30"),
        ("Cuối năm nay sẽ thông xe.", "2026-12-31"),
        ("Hoàn thành trong năm 2027.", "2027-12-31"),
        ("Hết năm sau thì xong.", "2027-12-31"),
        # counted from the signing
        ("Trong vòng 10 ngày làm việc, phòng trả kết quả.", "2026-12-11"),
        ("Trong thời hạn mười ngày làm việc, phòng trả kết quả.", "2026-12-11"),
        ("Sau 25 ngày làm việc sẽ xong.", "2027-01-04"),
        ("Trong vòng 5 - 7 ngày làm việc.", "2026-12-08"),
        ("Trong 10 ngày, xã sẽ dọn sạch.", "2026-12-07"),
        ("Không quá 2 tuần nữa.", "2026-12-11"),
        ("Trong 3 tháng tới, huyện sẽ rà soát.", "2027-02-27"),
        ("Tuần sau sẽ có kết quả.", "2026-12-04"),
        ("Ngày mai cán bộ đến nhà ông bà.", "2026-11-28"),
        # a range ends with its end
        ("Từ ngày 5/12 đến ngày 10/12, đoàn kiểm tra làm việc.", "2026-12-10"),
        ("Từ nay đến 15/12.", "2026-12-15"),
        # what is over stands beside what is to come
        ("Hồ sơ nộp ngày 12/3/2026, sẽ trả trước 20/12/2026.", "2026-12-20"),
    ],
)
def test_a_day_to_come_is_found(text: str, by: str) -> None:
    assert days(text) == [by]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Giấy chứng nhận đã ký, mời ông bà tới nhận.",
        # over
        "Giấy chứng nhận đã ký, bạn nhận từ ngày 18/11/2026.",
        "Ngày 12/3, bà đã nộp hồ sơ.",
        "Hồ sơ ngày 27/11/2026.",
        "Việc này đã hoàn thành trước 30/6.",
        "Tháng 3 vừa qua, xã đã sửa đường.",
        "Trong 3 tháng qua, phòng trả 120 hồ sơ.",
        "Ngày 5/12 UBND huyện đã tổ chức đối thoại.",
        "Năm 2025 đã bố trí vốn.",
        # documents
        "Theo Quyết định số 30/2024/QĐ-UBND.",
        "Theo Quyết định 12/10/QĐ-UBND của huyện.",
        "Công văn số 05/BND-BĐ, Nghị định 61/2018/NĐ-CP.",
        "Theo khoản 3 Điều 5 Thông tư 01/2027/TT-BNV.",
        # telephones, amounts, shares, places
        "Xin gọi 0912.12.2027 hoặc 0228 3649 123.",
        "Điện thoại 0228-12-2027.",
        "Đã chi 12.12.500 đồng, còn 1.500.000 đồng.",
        "8/10 hộ nhận tiền, đạt 3/4 kế hoạch.",
        "Số nhà 12/5 đường Trần Phú.",
        "Bộ phận một cửa làm việc 24/7.",
        # how long something lasts, or before what
        "Thi công kéo dài 3 tháng.",
        "Xin báo trước 3 ngày.",
        # no such day
        "Trước ngày 31/2/2027 sẽ xong.",
        "Trước ngày 15/13/2027 sẽ xong.",
        "Trước ngày 1/1/9999.",
    ],
)
def test_what_is_over_or_only_looks_like_a_day_is_no_promise(text: str) -> None:
    assert days(text) == []


def test_the_day_of_signing_decides_what_is_still_to_come() -> None:
    text = "Sở sẽ trả giấy trước 30/6."
    assert days(text, date(2026, 3, 2)) == ["2026-06-30"]
    assert days(text, date(2026, 6, 29)) == ["2026-06-30"]
    assert days(text, date(2026, 6, 30)) == ["2027-06-30"]
    assert days("Ngày mai xong.", date(2026, 12, 31)) == ["2027-01-01"]
    assert days("Trong 1 tháng tới sẽ xong.", date(2027, 1, 31)) == ["2027-02-28"]


def test_each_is_shown_in_its_sentence_and_by_the_words_that_name_it() -> None:
    first, second = found(
        "Phòng đã nhận đơn. Sở sẽ trả giấy trước 30/6/2027!\nĐường làm xong quý I/2028; cảm ơn."
    )
    assert (first.named, first.sentence) == ("trước 30/6/2027", "Sở sẽ trả giấy trước 30/6/2027")
    assert second.sentence == "Đường làm xong quý I/2028"


def test_what_is_due_is_likely_a_promise_and_a_day_beside_is_not() -> None:
    assert [one.is_likely for one in found("Chậm nhất 20/12 xong. Ngày 5/12 huyện họp.")] == [True, False]
    assert found("Ngày 5/12 sẽ bàn giao.")[0].is_likely


def test_one_day_of_a_sentence_is_found_once_and_no_reply_names_too_many() -> None:
    assert days("Trước 20/12, chậm nhất là ngày 20/12/2026, sẽ xong.") == ["2026-12-20"]
    assert len(days("\n".join(f"Xong trước {day}/12." for day in range(1, 32)))) == MOST_FOUND


@given(st.text(alphabet="0123456789/.- ngàythángquýtrướctrong IVX\n", max_size=300))
def test_whatever_is_written_only_days_to_come_are_found_in_their_places(text: str) -> None:
    for one in found(text):
        assert one.by > SIGNED
        assert len(one.sentence) <= LONGEST_SENTENCE
        assert one.start < one.end
