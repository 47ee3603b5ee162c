"""The words by which the gate knows a khiếu nại and a tố cáo, and what only sounds like one.

What a khiếu nại and a tố cáo are: Luật Khiếu nại 2011, Điều 2; Luật Tố cáo 2018, Điều 2. The acts that a tố
cáo is about follow Luật Phòng, chống tham nhũng 2018, Điều 2, in the words that people use for them.
"""

from __future__ import annotations

from typing import Final

Phrase = tuple[str, ...]


def _phrases(text: str) -> tuple[Phrase, ...]:
    """One phrase a line, or several with a stroke between."""
    return tuple(tuple(one.split()) for one in text.replace("\n", "|").split("|") if one.strip())


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What somebody writes who does it here and now.
COMPLAINS: Final = _phrases(
    """
    đơn khiếu nại | tôi khiếu nại | chúng tôi khiếu nại | gia đình tôi khiếu nại | xin khiếu nại
    khiếu nại quyết định | khiếu nại về quyết định | khiếu nại hành vi | khiếu nại việc
    gửi khiếu nại | nộp khiếu nại | khiếu nại lần đầu | khiếu nại lần hai | khởi kiện quyết định
    """
)
DENOUNCES: Final = _phrases(
    """
    đơn tố cáo | đơn tố giác | tôi tố cáo | chúng tôi tố cáo | xin tố cáo | muốn tố cáo | tôi tố giác
    xin tố giác | tố cáo ông | tố cáo bà | tố cáo anh | tố cáo chị | tố cáo cán bộ | tố cáo lãnh đạo
    tố cáo chủ tịch
    tố cáo giám đốc | tố cáo việc | tố cáo hành vi | tố ông | tố bà | đứng ra tố cáo
    """
)
# What may as well be told about, or asked.
MENTIONS_COMPLAINT: Final = _phrases("khiếu nại | khiếu kiện")
MENTIONS_DENUNCIATION: Final = _phrases("tố cáo | tố giác")

# To have a decision undone: one of the first, then within a few words one of the second.
UNDOES: Final = _phrases(
    """
    hủy | huỷ | hủy bỏ | huỷ bỏ | thu hồi | bãi bỏ | rút lại | xem xét lại | xem lại | sửa lại | sửa
    không đồng ý với | không đồng ý | không chấp nhận | phản đối
    """
)
DECISIONS: Final = _phrases(
    """
    quyết định | biên bản xử phạt | biên bản vi phạm | phương án bồi thường | thông báo thu hồi đất
    kết luận thanh tra | giấy chứng nhận đã cấp
    """
)
# A breach of the law that somebody may be accused of by name.
BREACHES: Final = _phrases(
    """
    nhận tiền | nhận phong bì | nhận hối lộ | nhận của tôi | ăn hối lộ | ăn tiền | đưa hối lộ | đòi hối lộ
    vòi tiền | vòi vĩnh | đòi tiền | đòi chung chi | đòi lót tay | tống tiền | cầm tiền
    tham ô | tham nhũng | biển thủ | ăn chặn | ăn bớt | rút ruột | bòn rút | lập quỹ đen
    làm giả | giả mạo | giả chữ ký | ký khống | khai khống | lập khống | chứng từ khống | hồ sơ khống
    chiếm đoạt | lừa đảo | chiếm dụng | lạm quyền | lạm dụng chức vụ | lợi dụng chức vụ | bao che
    bán đất trái phép | cấp đất trái phép | bán đất công | mua bán hồ sơ | bán điểm | mua điểm | chạy án
    chạy việc | đánh người | hành hung
    """
)
# Who is named by their post; a name is found by itself.
POSTS: Final = _phrases(
    """
    chủ tịch | phó chủ tịch | bí thư | trưởng công an | công an viên | giám đốc | phó giám đốc | hiệu trưởng
    hiệu phó | trưởng thôn | trưởng xóm | kế toán | thủ quỹ | trưởng phòng | phó phòng | cán bộ địa chính
    công chức địa chính | chi cục trưởng | trưởng trạm | trưởng ban
    """
)

# Before the word it is the name of a law, an office, a step or a person in a procedure, not somebody's deed.
NAMES_A_PROCEDURE: Final = _words(
    """
    luật quyền thời hiệu trình tục quyết hạn người bị bên nhận phận phòng thư tổng đài mẫu dẫn bảo vụ nghị
    chống
    """
)
# Between such a word, or a negation, and the word that counts.
PASSED_OVER: Final = _words(
    """
    đơn thư các những lá một việc về và hoặc hay cũng khiếu nại tố cáo phản ánh kiến
    """
)
NEGATIONS: Final = _words("không chẳng chả chưa khỏi đừng đâu")
# Between a negation and what it denies; not "dám": who does not dare should hear of the sealed channel.
DENIED_WITH: Final = _words("phải là có ý định muốn cần để làm viết gửi hề từng bao giờ nhằm nên")
# A sentence that asks.
ASKS: Final = _phrases(
    "hỏi | thế nào | ở đâu | đâu | làm sao | ra sao | bao lâu | bao nhiêu | bao giờ | gồm những gì"
)
# Right or missing marks tell nothing else of these; any other word is taken as its marks say it.
LOOSE: Final = _words("khiếu nại kiện giác quyết định đơn")

PHRASES: Final = tuple(
    dict.fromkeys(
        COMPLAINS
        + DENOUNCES
        + MENTIONS_COMPLAINT
        + MENTIONS_DENUNCIATION
        + UNDOES
        + DECISIONS
        + BREACHES
        + POSTS
        + ASKS
    )
)
SYLLABLES: Final = (
    frozenset(syllable for phrase in PHRASES for syllable in phrase)
    | NAMES_A_PROCEDURE
    | PASSED_OVER
    | NEGATIONS
    | DENIED_WITH
)
