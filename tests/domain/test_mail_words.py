"""What somebody newly wrote in a mail, as the programs that people use here put it together."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.mail_words import answer_in

SAID = "Tôi nộp ở xã Nam Mỹ.\n\nHẹn ngày 12/3."
OURS = "##- Trả lời thư này thì xin viết phía trên dòng này -##\n\nChào bạn,\n\nPhản ánh PA-7K3M-9QXT"
MARKED = "\n".join(f"> {line}" for line in OURS.split("\n"))


@pytest.mark.parametrize(
    "below",
    [
        "",
        f"Vào Th 2, 2 thg 11, 2026 vào lúc 09:00 Diễn đàn <dien-dan@forum.test> đã viết:\n\n{MARKED}",
        f"Vào Th 2, 2 thg 11, 2026 vào lúc 09:00 Diễn đàn Cải cách\n<dd@forum.test> đã viết:\n{MARKED}",
        f"On Mon, Nov 2, 2026 at 9:00 AM Diễn đàn <dien-dan@forum.test> wrote:\n\n{OURS}",
        f"-----Original Message-----\nFrom: Diễn đàn\nSent: Monday\n{OURS}",
        f"-------- Thư gốc --------\n{OURS}",
        f"________________________________\nTừ: Diễn đàn\nĐã gửi: Thứ Hai\nĐến: Hoa\nChủ đề: x\n\n{OURS}",
        f"From: Diễn đàn <x@y.test>\nSent: 2 November\nTo: Hoa\nSubject: x\n\n{OURS}",
        OURS,
        "-- \nĐinh Văn Tư\nPhó trưởng phòng\n0912 345 678",
        "--\nTư",
        "Trân trọng,\nĐinh Văn Tư\nĐT: 0912.345.678 | Fax: 0228",
        "Trân trọng cảm ơn.\n\nĐinh Văn Tư",
        "Best regards,\nTu Dinh",
        "Gửi từ iPhone của tôi",
        "Sent from my Galaxy",
        "Get Outlook for iOS<https://aka.ms/o0ukef>\n________________________________\n" + OURS,
        "Đinh Văn Tư\n0912 345 678\ntu@nha.test",
        "ĐINH VĂN TƯ\n(+84) 912 345 678\nhttps://nha.test/tu",
    ],
)
def test_what_is_quoted_and_signatures_are_cut_off(below: str) -> None:
    assert answer_in(f"{SAID}\n\n{below}", name="Đinh Văn Tư") == SAID


def test_words_below_and_between_what_is_marked_as_quoted_count() -> None:
    text = f"On Monday, Diễn đàn wrote:\n{MARKED}\n\nXã Nam Mỹ.\n> Khi nào?\nNgày 12/3.\n"
    assert answer_in(text) == "Xã Nam Mỹ.\nNgày 12/3."


@pytest.mark.parametrize(
    "text",
    [
        "Giá là:\n- 15.000.000\n- 20.000.000",
        "Xin gọi cán bộ theo số:\n0912 345 678",
        "Người gửi: bà Hoa\nNội dung như trên.",
        "Trân trọng,\n" + "\n".join(f"Dòng {number} là nội dung." for number in range(12)),
        "Cảm ơn,\nTôi gửi thêm ảnh.",
        "Từ: ngày 1/3 tới nay tôi đi ba lần.",
        "Cán bộ viết: phải nộp thêm.\nTôi đã nộp.",
    ],
)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert answer_in(text, name="Tư") == text


@pytest.mark.parametrize("text", ["", MARKED, OURS, "-- \nTư", "\n\n", "> a\n> b"])
def test_nothing_new_is_nothing(text: str) -> None:
    assert answer_in(text) == ""


@pytest.mark.parametrize(
    "piece",
    ["> a\nb\n", "\n", "Trân trọng\n", "From: a\n", "_", ".", "email", "> \n\n", "Từ: a\nĐến: b\n"],
)
def test_no_text_takes_long(piece: str) -> None:
    begun = time.monotonic()
    answer_in(piece * (200_000 // len(piece)))
    assert time.monotonic() - begun < 5


@given(st.text(max_size=400))
def test_it_never_fails_and_adds_nothing(text: str) -> None:
    assert len(answer_in(text, name=text[:20])) <= len(text)
