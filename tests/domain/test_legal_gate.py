"""What reads like a khiếu nại or a tố cáo, and what only sounds like one: every line as people write it."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path

import pytest

from casework.domain.legal_gate import recognise
from casework.domain.values import DeclineReason, Kind, LegalDoor, legal_door_of

TITLE = "Việc ở bộ phận một cửa"
DEMO = Path(__file__).resolve().parents[2] / "data" / "demo" / "reports"

COMPLAINTS = (
    "Tôi làm đơn khiếu nại quyết định thu hồi đất của gia đình tôi.",
    "Tôi khiếu nại việc tính sai tiền sử dụng đất của nhà tôi.",
    "Nhà tôi không đồng ý với quyết định xử phạt số 15 và đề nghị xem lại.",
    "Đề nghị hủy quyết định số 123/QĐ-UBND vì thu hồi đất của tôi trái luật.",
    "Đề nghị huỷ bỏ biên bản xử phạt hôm 12/3.",
    "Yêu cầu huyện bãi bỏ quyết định cưỡng chế nhà tôi.",
    "Tôi đã khiếu nại lên huyện ba lần mà không ai trả lời.",
    "toi lam don khieu nai quyet dinh thu hoi dat",
    "Gia đình tôi khieu nai quyết định của xã.",
    "Tôi khiếu nại lần hai vì lần đầu không được giải quyết.",
    "KHIẾU NẠI QUYẾT ĐỊNH XỬ PHẠT CỦA UBND XÃ",
    "Tôi không chấp nhận phương án bồi thường này, đề nghị sửa lại.",
    "Phản đối kết luận thanh tra về đất nhà tôi.",
)
DENUNCIATIONS = (
    "Tôi làm đơn tố cáo ông chủ tịch xã bán đất công.",
    "Tôi tố cáo cán bộ địa chính nhận tiền để làm nhanh sổ đỏ.",
    "Ông Nguyễn Văn Bình nhận tiền của tôi 5 triệu rồi mới đưa giấy.",
    "Bà Trần Thị Lan ở bộ phận một cửa đã làm giả chữ ký của mẹ tôi.",
    "Chủ tịch xã khai khống danh sách hộ nghèo để ăn chặn tiền hỗ trợ.",
    "Kế toán trường lập khống chứng từ mua sách.",
    "Tôi muốn tố giác hành vi tham ô ở trạm y tế.",
    "toi to cao ong chu tich xa nhan tien cua dan",
    "Tôi tố ông trưởng thôn cầm tiền ủng hộ rồi không trả.",
    "Tôi không dám tố cáo vì sợ bị trả thù, nhưng việc là có thật.",
    "Tôi không khiếu nại mà tố cáo anh Tuấn đòi tiền lót tay.",
    "Tố cáo hành vi đòi lót tay của giáo viên.",
)
OURS = (
    "Tôi nộp hồ sơ ngày 12/3, đến nay đã ba lần được hẹn lại.",
    "Tôi không khiếu nại, chỉ hỏi bao giờ có kết quả.",
    "Đây không phải là đơn khiếu nại, tôi chỉ phản ánh cho tòa soạn biết.",
    "Tôi không tố cáo ai, chỉ mong có cách để hồ sơ nào chậm thì tự hiện ra.",
    "Tôi không có ý định làm đơn tố cáo, chỉ góp ý cách tiếp dân.",
    "Bảng niêm yết ghi Luật Khiếu nại năm 1998 đã hết hiệu lực.",
    "Phòng tiếp dân giải quyết khiếu nại, tố cáo đóng cửa cả buổi sáng thứ Hai.",
    "Bộ phận tiếp nhận khiếu nại của điện lực không nghe máy.",
    "Xã chưa dán thủ tục khiếu nại và tố cáo ở bảng tin.",
    "Quyền khiếu nại của dân phải được ghi ở mọi bộ phận một cửa.",
    "Người tố cáo phải được bảo vệ, xin tỉnh có quy định rõ.",
    "Ở một cửa không có mẫu đơn khiếu nại cho dân xin.",
    "Anh bảo vệ to cao quát tháo người già.",
    "Chị ấy to cáo lên nghe chói tai.",
    "Cán bộ giải thích chưa rõ, thái độ khó chịu.",
    "Có người vòi tiền ở cổng bến xe, tôi không biết là ai.",
    "Tôi cảm ơn anh Nguyễn Văn Hùng đã hướng dẫn tận tình.",
    "Ông Nguyễn Văn Bình không nhận tiền của ai bao giờ, ai cũng quý.",
    "Tôi chờ quyết định cấp sổ đỏ đã bốn tháng.",
    "Mọi người quyết định góp tiền sửa đường.",
    "Tôi đi lại năm lần, quyết định vẫn chưa ký.",
)


@pytest.mark.parametrize("text", COMPLAINTS)
def test_a_khieu_nai_is_recognised(text: str) -> None:
    found = recognise(TITLE, text, Kind.COMPLAINT)
    assert found is not None and found.door is LegalDoor.COMPLAINT, found


@pytest.mark.parametrize("text", DENUNCIATIONS)
def test_a_to_cao_is_recognised(text: str) -> None:
    found = recognise(TITLE, text, Kind.COMPLAINT)
    assert found is not None and found.door is LegalDoor.DENUNCIATION, found


@pytest.mark.parametrize("text", OURS)
def test_what_is_the_forums_is_not_asked_about(text: str) -> None:
    assert recognise(TITLE, text, Kind.COMPLAINT) is None


@pytest.mark.parametrize(
    "text",
    [
        "Tôi muốn khiếu nại thì gửi đơn ở đâu?",
        "Cho tôi hỏi người tố cáo có được giữ bí mật tên không?",
        "Thời hiệu khiếu nại là bao lâu?",
        "Giải quyết tố cáo mất bao nhiêu ngày ạ",
        "Muốn xem lại quyết định thì làm thế nào?",
    ],
)
def test_a_question_about_the_procedure_is_a_question(text: str) -> None:
    assert recognise("Xin hỏi thủ tục", text, Kind.QUESTION) is None


@pytest.mark.parametrize("text", ["0" * 40, "?!.", "12/3 – 50%", "", "😀"])
def test_a_text_without_a_word_is_read_too(text: str) -> None:
    assert recognise(text, text, Kind.COMPLAINT) is None


def test_who_asks_and_does_it_all_the_same_is_asked_about() -> None:
    found = recognise(TITLE, "Tôi khiếu nại quyết định thu hồi đất của nhà tôi.", Kind.QUESTION)
    assert found is not None and found.door is LegalDoor.COMPLAINT


def test_to_have_a_rule_changed_is_a_suggestion_and_no_khieu_nai() -> None:
    text = "Đề nghị sửa quyết định 15/2013 của tỉnh về lệ phí cho hợp lý."
    assert recognise(TITLE, text, Kind.SUGGESTION) is None
    assert recognise(TITLE, text, Kind.COMPLAINT) is not None


def test_the_words_come_as_they_were_typed_and_each_once() -> None:
    body = "Tôi  làm Đơn Khiếu\nNại. Tôi làm Đơn khiếu nại."
    found = recognise("Đơn khiếu nại", body, Kind.COMPLAINT)
    assert found is not None
    assert found.words[0] == "Đơn khiếu nại"
    assert len(found.words) == len(set(found.words)) <= 5


def test_the_title_counts_like_the_text() -> None:
    assert recognise("Đơn tố cáo cán bộ xã", "Việc xảy ra hôm qua.", Kind.COMPLAINT) is not None


def test_with_both_the_graver_is_named() -> None:
    found = recognise(TITLE, "Tôi khiếu nại quyết định này. Tôi tố cáo ông Lê Văn Tám.", Kind.COMPLAINT)
    assert found is not None and found.door is LegalDoor.DENUNCIATION


def test_a_firm_word_counts_before_a_mention() -> None:
    found = recognise(TITLE, "Ai cũng bảo tôi nên tố giác. Tôi làm đơn khiếu nại quyết định.", Kind.COMPLAINT)
    assert found is not None and found.door is LegalDoor.COMPLAINT


def test_of_the_demos_reports_four_are_asked_about() -> None:
    """A hundred reports as people write them: whoever is none of these has not one tap more."""
    texts = [one for path in sorted(DEMO.glob("*.toml")) for one in tomllib.loads(path.read_text())["report"]]
    found = {
        one["title"]: finding.door
        for one in texts
        if (finding := recognise(one["title"], one["body"], Kind(one["kind"])))
    }
    assert len(texts) > 100
    assert found == {
        "Không đồng ý với giá bồi thường khi thu hồi ruộng làm đường": LegalDoor.COMPLAINT,
        "Bị phạt vì cái hàng rào có từ thời ông nội, đề nghị xem lại": LegalDoor.COMPLAINT,
        "Tố cáo việc ép học sinh học thêm": LegalDoor.DENUNCIATION,
        "Cán bộ địa chính cầm tiền rồi mới làm sổ": LegalDoor.DENUNCIATION,
    }


@pytest.mark.parametrize(
    "piece", ["Ông Nguyễn Văn A nhận tiền của tôi ", "khiếu nại ", "hủy ", "không ", "chủ tịch ", "a? "]
)
def test_the_longest_text_takes_no_longer_than_its_length(piece: str) -> None:
    begun = time.perf_counter()
    recognise("x" * 200, (piece * 20_000)[:20_000], Kind.COMPLAINT)
    assert time.perf_counter() - begun < 3


def test_every_door_has_its_reason_for_declining() -> None:
    assert {door.decline_reason for door in LegalDoor} == {
        DeclineReason.COMPLAINT_PROCEDURE,
        DeclineReason.DENUNCIATION,
    }
    assert all(legal_door_of(door.decline_reason) is door for door in LegalDoor)
    assert legal_door_of(DeclineReason.OTHER) is None
    assert legal_door_of(None) is None
