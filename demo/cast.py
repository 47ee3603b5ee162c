"""The people that a visitor of the demo can act as."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from casework.domain.policy import Membership
from casework.domain.values import AgencyCode, OutletCode, Role

PASSWORD = "dien-dan-nam-dinh-2026"


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the cast. `line` says in a few words what they do here; `start` is where they begin."""

    key: str
    name: str
    line: object
    start: str
    kind: str = "staff"
    organisation: str = ""
    membership: Membership | None = None

    @property
    def email(self) -> str:
        return f"{self.key}@demo.test"


def _of(role: Role, *, outlet: str | None = None, agency: str | None = None) -> Membership:
    return Membership(
        role=role,
        outlet=OutletCode(outlet) if outlet else None,
        agency=AgencyCode(agency) if agency else None,
    )


CAST: tuple[Member, ...] = (
    Member(
        key="citizen",
        name="Trần Thị Mận",
        kind="citizen",
        line=_l("Người dân huyện Nam Trực: gửi phản ánh, đánh giá câu trả lời"),
        start="forum.track",
    ),
    Member(
        key="business",
        name="Vũ Đình Khoa",
        kind="business",
        organisation="Công ty TNHH Cơ khí Hồng Khoa",
        line=_l("Doanh nghiệp nhỏ: gửi kiến nghị, hỏi thủ tục"),
        start="forum.track",
    ),
    Member(
        key="moderator.bnd",
        name="Nguyễn Thu Hằng",
        line=_l("Biên tập viên Báo Nam Định: duyệt và chuyển phản ánh"),
        start="moderation.queue",
        membership=_of(Role.MODERATOR, outlet="BND"),
    ),
    Member(
        key="moderator2.bnd",
        name="Đinh Thị Phượng",
        line=_l("Biên tập viên thứ hai của Báo Nam Định: xem lại việc đồng nghiệp đã từ chối"),
        start="moderation.queue",
        membership=_of(Role.MODERATOR, outlet="BND"),
    ),
    Member(
        key="moderator.ptth",
        name="Phạm Quốc Toản",
        line=_l("Biên tập viên Đài Phát thanh và Truyền hình"),
        start="moderation.queue",
        membership=_of(Role.MODERATOR, outlet="PTTH"),
    ),
    Member(
        key="officer.stnmt",
        name="Đỗ Minh Tuấn",
        line=_l("Cán bộ Sở Tài nguyên và Môi trường: tiếp nhận, soạn trả lời"),
        start="agency.inbox",
        membership=_of(Role.OFFICER, agency="STNMT"),
    ),
    Member(
        key="signer.stnmt",
        name="Lê Văn Thành",
        line=_l("Lãnh đạo Sở Tài nguyên và Môi trường: ký câu trả lời"),
        start="agency.inbox",
        membership=_of(Role.SIGNER, agency="STNMT"),
    ),
    Member(
        key="officer.syt",
        name="Hoàng Thị Ngân",
        line=_l("Cán bộ Sở Y tế: tiếp nhận, soạn trả lời"),
        start="agency.inbox",
        membership=_of(Role.OFFICER, agency="SYT"),
    ),
    Member(
        key="journalist",
        name="Bùi Anh Dũng",
        line=_l("Phóng viên: tìm vấn đề, theo dõi phản ánh"),
        start="press.desk",
        membership=_of(Role.JOURNALIST, outlet="BND"),
    ),
    Member(
        key="overseer",
        name="Ngô Thị Lan",
        line=_l("Sở Nội vụ: theo dõi, đôn đốc các cơ quan"),
        start="oversight.home",
        membership=_of(Role.OVERSEER),
    ),
    Member(
        key="keeper",
        name="Lương Thị Bích",
        line=_l("Thanh tra tỉnh: đọc tố cáo gửi kín, không ai khác đọc được"),
        start="sealed.cases",
        membership=_of(Role.KEEPER, agency="TTT"),
    ),
    Member(
        key="admin",
        name="Trịnh Hải",
        line=_l("Quản trị: người dùng và quyền"),
        start="admin.home",
        membership=_of(Role.ADMIN),
    ),
)
BY_KEY = {member.key: member for member in CAST}
