"""The words by which the leak guard knows a Vietnamese name, and what is none: in small letters."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


HONORIFICS: Final = _words("ông bà anh chị cô chú bác cụ em thầy cậu dì mợ thím dượng cháu")
# Typed without marks these say too much else: "co" is có as often as cô.
BARE_HONORIFICS: Final = _words("ong anh thay cau")

FAMILIES: Final = _words(
    """
    nguyễn trần lê phạm huỳnh hoàng phan vũ võ đặng bùi đỗ hồ ngô lý đinh trịnh lâm trương vương tạ lưu chu
    châu tống phùng quách kiều triệu khương nghiêm tăng đàm đậu hứa bạch doãn khổng lã thẩm chử nhữ khuất
    cấn phí tôn
    """
)
# They begin a sentence or a title as often as a name: with two syllables more they count.
WEAK_FAMILIES: Final = _words(
    """
    dương đoàn lương mai tô đào hà cao thái lại thân kim lục mạc ninh nông giang la âu bế hàn cù cung từ viên
    """
)
UNMISTAKABLE: Final = _words("nguyen tran pham huynh hoang phan trinh truong phung vuong trieu bui dang ngo")
MIDDLES: Final = _words("văn thị")
BARE_MIDDLES: Final = _words("van thi")

# After an honorific or a name: a title, or people in general.
TITLES: Final = _words(
    """
    chủ giám phó trưởng chánh bí bộ thủ đại cán công chuyên thẩm kế ủy uỷ tổng thư viện hiệu sở phòng ban
    tổ kính con em ông bà anh chị cháu ấy ta đồng chí cơ ý lãnh nhân thanh người đội cục chi tòa toà nộp gửi
    """
)
# Before a name: then it is a place or an institution.
PLACES: Final = _words(
    """
    đường phố phường xã trấn ngõ ngách hẻm trường thpt thcs tiểu học non viện cầu chợ đảo huyện tỉnh thành
    quận thôn xóm làng ấp bản khu giải quỹ đền chùa sông núi tượng chiến
    """
)
# Places that begin like a family's name.
NAMED_PLACES: Final = (
    "Hà Nội",
    "Hà Nam",
    "Hà Giang",
    "Hà Tĩnh",
    "Hồ Chí Minh",
    "Ninh Bình",
    "Ninh Thuận",
    "Thái Bình",
    "Thái Nguyên",
    "Cao Bằng",
    "Lâm Đồng",
    "Kim Sơn",
    "Lý Nhân",
    "Vũ Thư",
)
LEGAL_FORMS: Final = (
    "cong ty",
    "doanh nghiep",
    "hop tac xa",
    "htx",
    "ho kinh doanh",
    "tap doan",
    "hiep hoi",
    "trung tam",
    "co so",
    "cua hang",
)
IN_LEGAL_FORMS: Final = (
    "tnhh",
    "trach nhiem huu han",
    "co phan",
    "cp",
    "mtv",
    "mot thanh vien",
    "tu nhan",
    "hop danh",
    "thuong mai",
    "dich vu",
    "tm",
    "dv",
    "va",
)
