"""The leak guard finds what leads to a person in every spelling, and leaves everything else alone."""

from __future__ import annotations

import re
import sys
import unicodedata
from itertools import pairwise
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain import leak_names, leak_numbers, leak_reading
from casework.domain.leaks import Leak, find, redacted, redacted_all, without_person
from casework.domain.text import REDACTED, normalise

HOA = "Trần Thị Hoa"
SELLER = "Công ty TNHH Dệt Sông Đào"
ALLOWED = (
    "Sở Tài nguyên và Môi trường",
    "motcua@namdinh.test",
    "(0228) 3849 123",
    "Nguyễn Văn Sơn",
    "Nam Định",
)
LEAKS = {
    Leak.REPORTER: """
        Kính gửi bà «Trần Thị Hoa», trú tại xã Nam Mỹ.
        TRẢ LỜI ĐƠN CỦA BÀ «TRẦN THỊ HOA»
        «Tran Thi Hoa» da nop ho so.
        «trần thị hoa» đã nộp hồ sơ.
        Bà «Hoa Trần» đã nộp hồ sơ.
        Hồ sơ của «Thị Hoa» còn thiếu.
        Hồ sơ của «Trần Hoa» còn thiếu.
        Đã mời bà «Hoa» tới nhận giấy.
        Da moi ong «Hoa» toi nhan giay.
        Hồ sơ của «T. T. Hoa» còn thiếu.
        Hồ sơ của «Trần T. Hoa» còn thiếu.
        Xem tài khoản «tranthihoa» trên mạng.
        Hồ sơ «Trần-Thị-Hoa.» đã trả.
        Bà «Trần **Thị** Hoa» đã nhận.
        Hồ sơ của «Trân Thi Hoà» ghi sai dấu.
    """,
    Leak.PHONE: """
        Đã gọi số «0912345678» hai lần.
        Đã gọi số «0912 345 678» hai lần.
        Đã gọi số «0912.345.678» hai lần.
        Đã gọi số «0912-345-678», không ai nghe.
        Đã gọi số «0912–345–678», không ai nghe.
        Đã gọi số «0912—345−678», không ai nghe.
        Liên hệ «+84 912 345 678» để được hướng dẫn.
        Liên hệ «+84 (0)912 345 678» để được hướng dẫn.
        Liên hệ «0084 912 345 678» để được hướng dẫn.
        Liên hệ «84912345678» để được hướng dẫn.
        Nhà riêng «(0228) 3567 890» gọi giờ hành chính.
        Số cũ «01689 123 456» nay không dùng.
        SĐT«0912345678» ghi trên đơn.
        Ngày 12/3 «0912 345 678» gọi tới.
        Tổ 2 «0912 345 678» gọi tới.
        Ở nước ngoài gọi «+49 30 1234567» nhé.
        Số «０９１２３４５６７８» viết rộng.
        Số «09**12** 345 678» viết đậm một phần.
        Số «0912\n345 678» xuống dòng.
        Số «09\u200b12 345\u2060 678» chèn ký tự ẩn.
    """,
    Leak.EMAIL: """
        Thư gửi «hoa.tran@vidu.vn» đã bị trả lại.
        Thư gửi «HOA@Vidu.VN» đã bị trả lại.
        Thư gửi «hoa [at] vidu.vn» đã bị trả lại.
        Thư gửi «hoa(at)vidu(dot)vn» đã bị trả lại.
        Thư gửi «hoa @ vidu.vn» đã bị trả lại.
        Thư gửi «ｈｏａ＠ｖｉｄｕ．ｖｎ» đã bị trả lại.
        Viết [cho chị](mailto:«hoa@vidu.vn») nhé.
    """,
    Leak.IDENTITY: """
        CCCD số «036085001234» cấp năm 2021.
        CCCD số «036 085 001 234» cấp năm 2021.
        CCCD số «036.085.001.234» cấp năm 2021.
        CCCD số «0360 8500 1234» cấp năm 2021.
        CMND «162345678» do Công an tỉnh cấp.
        CMND «162 345 678» do Công an tỉnh cấp.
        CMND số «162.345.678» do Công an tỉnh cấp.
        Người nộp: «162345678», đã ký.
    """,
    Leak.PLATE: """
        Xe «18B1-123.45» đỗ trước cổng.
        Xe «18-B1 12345» đỗ trước cổng.
        Xe «18B1 12345» đỗ trước cổng.
        Xe «18B-12345» đỗ trước cổng.
        Xe «29A12345» đỗ trước cổng.
        Xe máy «18b1 123.45» đỗ trước cổng.
        Biển số «18B-1234» đăng ký năm 2005.
    """,
    Leak.ACCOUNT: """
        Chuyển vào số tài khoản «19036512345678» mở tại ngân hàng.
        STK «1234 5678 9012 3» chi nhánh Nam Định.
        Nộp vào «102003004005» Vietinbank giúp.
        Tài khoản Agribank: «3200205123456» của bà.
    """,
    Leak.PERSON: """
        Đã làm việc với ông «Lê Văn Tám» tại trụ sở.
        Đã làm việc với «Phạm Thị Lan» tại trụ sở.
        Hồ sơ do anh «Tuấn» nộp.
        Đồng chí «Minh» phụ trách.
        Nguyên đơn là «nguyễn văn an» ở xóm 3.
        Nguyen don la «nguyen van an» o xom 3.
        Người nộp: «Đào Thị Lụa», đã nhận.
        Gặp chị «Lê Thị Thu Hà», Trưởng phòng.
    """,
}
INNOCENT = """
    Mức thu là 123.456.789 đồng, nộp trước ngày 12/03/2026.
    Căn cứ Quyết định số 1234/QĐ-UBND ngày 05/02/2025 của UBND tỉnh Nam Định.
    Theo Nghị định số 61/2018/NĐ-CP và Thông tư 01/2018/TT-VPCP.
    Thủ tục có mã 1.004227.000.00.00.H40 và 2.000815.
    Hồ sơ 000.00.15.H40-241102-0001 đã được trả kết quả.
    Thửa đất số 123, tờ bản đồ số 45, diện tích 1.250 m2, xã Nam Mỹ.
    Thửa đất số 162345678, số phát hành BĐ 123456.
    Phản ánh PA-7K3M-9QXT đã được chuyển Sở Tài nguyên và Môi trường.
    Kính mời tới bộ phận một cửa, số 12 Trần Phú, phường Trần Tế Xương, thành phố Nam Định.
    Trường THPT Lê Hồng Phong và Bệnh viện Nguyễn Du ở đường Trần Hưng Đạo.
    Gọi tổng đài 1022 hoặc 1900 1234 hoặc 18001122; máy của Sở (0228) 3849 123, 0228.3849.123.
    Viết cho motcua@namdinh.test hoặc MOTCUA@NAMDINH.TEST.
    Ông Chủ tịch UBND huyện đã giao Phòng Tài nguyên xử lý.
    Bà con xã Hải Hậu, trẻ em Nam Định và anh chị em công nhân.
    Tổng số tiền 150000000 đồng, đã chi 45.000.000 đồng, còn 105 triệu.
    Do Sở chưa nhận được hồ sơ nên chậm; Cao điểm tháng 12, Đoàn kiểm tra đã làm việc.
    Mã số thuế 0600123456, hóa đơn số 0001234, mã số thuế 0312345678.
    Giờ làm việc 7h30-11h30, 13h30-17h00, từ 01/01 đến 31/12/2026.
    Khoản 2 Điều 15 Luật Đất đai năm 2013; giai đoạn 2021-2025, tầm nhìn 2030; đạt 99,5%.
    Kính gửi: ông/bà. Cảm ơn Ông Bà đã phản ánh.
    Công ty cổ phần Môi trường thu gom rác tại thị trấn Cổ Lễ, huyện Trực Ninh, Hà Nam, Hà Nội.
    Hồ Chí Minh; Thái Bình; Ninh Bình; Vụ Bản; Ý Yên; Mỹ Lộc; Nghĩa Hưng; Giao Thủy; Xuân Trường.
    Đoàn Thanh tra tỉnh, Hội Nông dân, Mặt trận Tổ quốc; Mai sau; Kim ngạch xuất khẩu.
    Cầu Đò Quan dài 1234 m, quốc lộ 21B, tỉnh lộ 490C, lớp 12A1, khu 5, tổ 12B, căn hộ 12A-1204.
    Chú Ý: mang theo bản chính. CHÚ Ý: KHÔNG NỘP BẢN SAO.
    Văn bản số 123456789 đã gửi; biên nhận số 202411020001.
    Tài khoản dịch vụ công mức 2 được cấp ngày 12/03/2026, lệ phí 500.000 đồng.
    Ông Nguyễn Văn Sơn, Giám đốc Sở Tài nguyên và Môi trường, đã ký.
    Hội thi hoa đăng; hoa quả vẫn từ chợ; bà ba hoa; cơ hóa chất.
    Diện tích 18 m2, 12345 cây; lúc 20h 12345 người.
    Bị cáo ███████, số █████, thư █████@█████.
"""


def cases() -> list[Any]:
    return [
        pytest.param(kind, line.strip().replace("\\n", "\n"), id=f"{kind}-{number}")
        for kind, lines in LEAKS.items()
        for number, line in enumerate(lines.replace("\n345", "\\n345").strip().split("\n"))
    ]


@pytest.mark.parametrize(("kind", "line"), cases())
def test_what_leads_to_a_person_is_found_where_it_stands(kind: Leak, line: str) -> None:
    """security.md: a reply that names the reporter, a phone, an e-mail address or an identity card."""
    start, end = line.index("«"), line.index("»") - 1
    text = line.replace("«", "").replace("»", "")
    wanted = text[start:end].rstrip(".") if "-Hoa." in line else text[start:end]
    (found,) = find(text, names=[HOA], allowed=ALLOWED, persons=kind is Leak.PERSON)
    assert (found.kind, found.text, found.start) == (kind, wanted, start)


@pytest.mark.parametrize("line", [line.strip() for line in INNOCENT.strip().split("\n")])
def test_what_leads_to_nobody_is_left_alone(line: str) -> None:
    assert find(line, names=[HOA], allowed=ALLOWED, persons=True) == ()


def test_a_firm_is_known_by_its_whole_name_alone() -> None:
    found = find("Công ty TNHH Dệt Sông Đào và dệt sông đào; bờ sông Đào.", names=[SELLER])
    assert [finding.text for finding in found] == ["Công ty TNHH Dệt Sông Đào", "dệt sông đào"]


def test_one_syllable_is_a_name_only_after_a_word_for_a_person() -> None:
    assert [finding.text for finding in find("Hoa nở, ông Hoa về.", names=["Hoa"])] == ["Hoa"]


def test_the_reporters_own_name_is_found_though_it_is_an_officials_too() -> None:
    (found,) = find("Ông Nguyễn Văn Sơn đã nộp.", names=["Nguyễn Văn Sơn"], allowed=ALLOWED, persons=True)
    assert found.kind is Leak.REPORTER


def test_what_overlaps_is_one_finding() -> None:
    (found,) = find("Thư tran.thi.hoa@vidu.vn", names=[HOA], persons=True)
    assert (found.kind, found.text) == (Leak.EMAIL, "tran.thi.hoa@vidu.vn")


def test_a_passage_inside_another_is_blacked_out_after_it() -> None:
    assert redacted("bà Hoa, Trần Thị Hoa", ["Hoa", "Trần Thị Hoa"]) == f"bà {REDACTED}, {REDACTED}"


# Pieces from which texts are put together: what leaks, what looks like it, and what stands between.
_PIECES = st.sampled_from(
    [
        *"0123456789 .-()+@█\n*",
        *(
            "0912 345 678",
            "036085001234",
            "162 345 678",
            "18B1-123.45",
            "a@b.vn",
            "[at]",
            "STK",
            "CMND",
            "ngân hàng",
        ),
        *(
            "Trần",
            "Thị",
            "Hoa",
            "bà",
            "Nguyễn Văn",
            "đồng",
            "123.456.789",
            "12/03/2026",
            "1.004227",
            "/QĐ-UBND",
        ),
        *("\u200b", "\u0301", "１", "ông", "đường", "T.", "mst", "+84"),
    ]
)
_TEXTS = (
    st.lists(_PIECES, max_size=40).map("".join) | st.lists(_PIECES, max_size=40).map(" ".join) | st.text()
)


@given(_TEXTS)
def test_findings_stand_in_the_text_in_order_and_apart(text: str) -> None:
    found = find(text, names=[HOA], allowed=ALLOWED, persons=True)
    for finding in found:
        assert 0 <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end] == finding.text
    for before, after in pairwise(found):
        assert before.end <= after.start


@given(_TEXTS)
def test_after_everything_is_blacked_out_nothing_is_found(text: str) -> None:
    clean = redacted_all(text, names=[HOA], allowed=ALLOWED, persons=True)
    assert find(clean, names=[HOA], allowed=ALLOWED, persons=True) == ()


@given(_TEXTS)
def test_a_text_and_its_decomposed_spelling_are_read_alike(text: str) -> None:
    text = unicodedata.normalize("NFC", text)

    def told(written: str) -> list[tuple[Leak, str]]:
        found = find(written, names=[HOA], persons=True)
        return [(finding.kind, unicodedata.normalize("NFC", finding.text)) for finding in found]

    assert told(text) == told(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize(("kind", "line"), cases())
def test_a_hidden_sign_between_any_two_letters_hides_nothing(kind: Leak, line: str) -> None:
    text = line.replace("«", "").replace("»", "")
    hidden = re.sub(r"(?<=\w)(?=\w)", "\u200b", text)
    for written in (hidden, normalise(hidden)):
        assert [f.kind for f in find(written, names=[HOA], allowed=ALLOWED, persons=kind is Leak.PERSON)] == [
            kind
        ]


HOSTILE = (
    *(
        "0 9 ",
        "(",
        "a@",
        "a",
        "1.1",
        "0",
        "[ at",
        "@",
        "Nguyễn ",
        "ông ",
        "a.a.",
        "12/12/",
        "1 000",
        "+1",
        "9",
        "+84 ",
    ),
    *(
        "tai khoan 1",
        "1234567 ",
        "0912345678 ",
        "Trần Thị ",
        "\u0301",
        "*",
        "18B1-",
        "pa-1234-",
        "1.123456.",
        "so 1 ",
    ),
)


@pytest.mark.parametrize("piece", HOSTILE)
def test_twice_the_text_takes_at_most_twice_the_steps(piece: str) -> None:
    """A text made to be slow: every line of ours that runs is counted, and every look at a number."""
    short, long = _steps(piece, 5_000), _steps(piece, 10_000)
    assert long <= 2.2 * short + 500


def _steps(piece: str, length: int) -> int:
    text = (piece * length)[:length]
    count = 0

    def traced(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if "leak" not in frame.f_code.co_filename:
            return None
        count += event == "line"
        return traced

    asked = 0

    def is_phone(_: str) -> bool:
        nonlocal asked
        asked += 1
        return False  # the slowest answer: every place is tried

    before = sys.gettrace()
    sys.settrace(traced)
    try:
        find(text, names=[HOA], persons=True, is_phone=is_phone)
    finally:
        sys.settrace(before)
    assert asked <= length
    return count


def test_no_pattern_repeats_what_repeats_without_bound() -> None:
    """(a+)+ is what makes a pattern slow on a text that was made for it."""
    patterns = [
        value
        for module in (leak_names, leak_numbers, leak_reading)
        for value in vars(module).values()
        if isinstance(value, re.Pattern)
    ]
    assert len(patterns) > 10
    slow = [pattern.pattern for pattern in patterns if _nests(re._parser.parse(pattern.pattern))]
    assert slow == []


def _nests(part: Any, inside: bool = False) -> bool:
    """Whether an unbounded repetition stands inside another one."""
    if isinstance(part, tuple) and len(part) == 2 and "REPEAT" in str(part[0]):
        _, most, body = part[1]
        is_unbounded = most is re._constants.MAXREPEAT
        return (is_unbounded and inside) or _nests(body, inside or is_unbounded)
    is_tree = isinstance(part, (tuple, list)) or hasattr(part, "data")
    return is_tree and any(_nests(one, inside) for one in part)


@pytest.mark.parametrize(
    "written",
    [
        "Kính gửi bà {Trần Thị Hoa}, trú tại xã Nam Mỹ.",
        "Da moi ba {Tran Thi Hoa} toi nhan giay; bà {Hoa} chưa tới.",
        "Đã gọi {0912.345.678}, {+84 912 345 678}, và thư {hoa [at] vidu.vn} không ai trả lời.",
        "Đã gọi 0988 111 222 của ông Nguyễn Văn Nam, thư nam@vidu.vn; chợ hoa vẫn mở.",
    ],
)
def test_one_person_is_blacked_out_in_every_spelling_and_nobody_else(written: str) -> None:
    plain = re.sub(r"[{}]", "", written)
    black = re.sub(r"{[^}]*}", REDACTED, written)
    assert without_person(plain, names=[HOA, ""], told=["0912 345 678", "Hoa@vidu.vn", ""]) == black


def test_who_told_nothing_takes_nothing_away() -> None:
    text = "Bà Hoa, 0912 345 678, hoa@vidu.vn"
    assert without_person(text, names=[""], told=["", ""]) == text
