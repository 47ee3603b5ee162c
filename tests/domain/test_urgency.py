"""Which words put a report before others, and which do not."""

from __future__ import annotations

import pytest

from casework.domain.urgency import MOST, urgent_phrases


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Cán bộ xã đe dọa gia đình tôi", ("đe dọa",)),
        ("ĐE DOẠ, rồi HÀNH HUNG", ("đe dọa", "hành hung")),  # the other placement of the tone
        ("can bo xa de doa gia dinh toi", ("đe dọa",)),  # typed without any mark
        ("Mẹ tôi đang nguy kịch ở bệnh viện", ("nguy kịch",)),
        ("Tôi đánh giá cao thái độ phục vụ", ()),
        ("Xin cấp cứu trợ cho hộ nghèo", ("cấp cứu",)),  # one look too many is cheap
        ("Thời hạn khẩn cấp", ("khẩn cấp",)),
        ("Đề nghị trả thùng thư cũ", ()),  # "trả thù" inside another word
        ("", ()),
    ],
)
def test_phrases_are_found_whole_and_however_they_are_typed(text: str, found: tuple[str, ...]) -> None:
    assert urgent_phrases(text) == found


def test_no_more_are_named_than_a_line_can_show() -> None:
    text = "đe dọa, hành hung, bị đánh, trả thù, trù dập, tự tử, cấp cứu"
    assert len(urgent_phrases(text)) == MOST
    assert len(", ".join(urgent_phrases(text))) <= 200
