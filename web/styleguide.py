"""What the style guide shows: a sample of every value that a component takes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    Form,
    MultipleFileField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length

from casework.actions.leak_guard import Guard
from casework.domain.policy import Permission
from casework.domain.values import Kind, Status
from web.choices import SelectChoice, nothing
from web.custody import Stretch, Way
from web.guard import requires
from web.leaks import leak_view
from web.page import page

door = Blueprint("styleguide", __name__)

_SENT = datetime(2026, 11, 3, 2, 15, tzinfo=UTC)

_TITLE = "Nộp hồ sơ cấp đổi sổ đỏ đã bảy tuần, hẹn trả ba lần vẫn chưa có kết quả"
_BODY = (
    "<p>Ngày 14/9 tôi nộp hồ sơ cấp đổi giấy chứng nhận quyền sử dụng đất tại bộ phận một cửa, "
    "giấy hẹn ghi ngày 5/10. Đến hẹn, cán bộ nói thiếu bản trích đo và hẹn lại 19/10; lần sau lại nói "
    "phải chờ xác minh.</p>"
    "<p>Tôi mong cơ quan cho biết hồ sơ đang ở đâu, còn thiếu giấy tờ gì và ngày nào nhận kết quả.</p>"
)
_ANSWER = (
    "<p>Hồ sơ của ông được chuyển về Chi nhánh Văn phòng Đăng ký đất đai ngày 20/9. Việc chậm là do "
    "chúng tôi chưa hoàn thành trích đo đúng hạn; đây là trách nhiệm của cơ quan và chúng tôi xin lỗi "
    "gia đình.</p>"
    "<p>Giấy chứng nhận đã được ký. Ông có thể nhận tại bộ phận một cửa từ ngày 18/11/2026, không phải "
    "nộp thêm giấy tờ.</p>"
)
_LEAKING = "Kính gửi bà Trần Thị Hoa, số 0912 345 678, xe 18B1-123.45: mời bà tới nhận giấy ngày 18/11/2026."


class SampleForm(Form):
    """One field of every sort; validated with nothing in it, so that errors show."""

    kind = RadioField(
        "Loại phản ánh",
        choices=[
            SelectChoice("complaint", "Phản ánh hạn chế"),
            SelectChoice("suggestion", "Kiến nghị"),
            SelectChoice("praise", "Khen ngợi"),
        ],
        validators=[InputRequired("Hãy chọn loại phản ánh.")],
    )
    title = StringField("Tiêu đề", [InputRequired("Hãy viết tiêu đề."), Length(max=200)])
    body = TextAreaField("Việc đã xảy ra", [InputRequired("Hãy kể việc đã xảy ra."), Length(max=20_000)])
    area = SelectField(
        "Địa bàn",
        choices=[
            nothing("Chọn huyện, thành phố"),
            SelectChoice("362", "Nam Trực"),
            SelectChoice("366", "Hải Hậu"),
        ],
    )
    attachments = MultipleFileField("Ảnh hoặc tệp PDF")
    password = PasswordField("Mật khẩu", [InputRequired("Hãy nhập mật khẩu.")])
    publish = BooleanField("Tôi đồng ý cho đăng nội dung này")


def samples() -> dict[str, Any]:
    """Return one sample for each name that `templates/styleguide.html` uses; times are UTC."""
    wrong = SampleForm(prefix="wrong-")
    wrong.validate()
    return {
        "statuses": list(Status),
        "kinds": list(Kind),
        "moment": _SENT,
        "steps": _steps(),
        "cards": _cards(),
        "page": SimpleNamespace(next_url="#next", first_url="#first"),
        "form": SampleForm(title="Trễ hẹn trả kết quả", kind="complaint", area="362"),
        "wrong_form": wrong,
        "leaks": leak_view(Guard().check(_LEAKING)),
        "reply": _reply(is_interim=False),
        "interim": _reply(is_interim=True),
        "body_html": _BODY,
        "posts": _posts(),
        "channel": _channel(),
        "way": _way(),
        "entries": _entries(),
        "deadlines": _deadlines(),
        "files": _files(),
        "tabs": _tabs(),
        "figures": [("1.284", "phản ánh đã đăng"), ("1.107", "đã có trả lời"), ("86%", "trả lời đúng hạn")],
    }


def _steps() -> list[SimpleNamespace]:
    def step(label: str, state: str, days: int | None = None, note: str = "") -> SimpleNamespace:
        at = None if days is None else _SENT + timedelta(days=days)
        return SimpleNamespace(label=label, state=state, at=at, note=note)

    return [
        step("Đã gửi", "done", 0),
        step("Biên tập viên duyệt", "done", 1),
        step("Bổ sung thông tin", "off"),
        step("Chuyển cơ quan xử lý", "done", 1, "Sở Tài nguyên và Môi trường"),
        step("Đang xử lý", "now", 3, "Hạn trả lời 24/11/2026"),
        step("Trả lời chính thức", "next"),
        step("Người gửi đánh giá", "next"),
    ]


def _cards() -> list[SimpleNamespace]:
    first = SimpleNamespace(
        code="PA-7K3M-9QXT",
        url="#thread",
        title=_TITLE,
        excerpt="Ngày 14/9 tôi nộp hồ sơ, giấy hẹn ghi ngày 5/10. Đến hẹn, cán bộ nói thiếu bản trích đo.",
        kind=Kind.COMPLAINT,
        status=Status.ACCEPTED,
        is_overdue=True,
        agency_name="Sở Tài nguyên và Môi trường",
        agency_url="#agency",
        area_name="Huyện Nam Trực",
        field_name="Đất đai",
        published_at=_SENT,
        supports=27,
        comments=6,
        has_reply=False,
        solved=True,
        stars=4,
    )
    second = {
        "title": "Cảm ơn chị cán bộ hộ tịch xã đã làm giấy khai sinh ngay trong buổi sáng",
        "excerpt": "Con tôi phải nhập viện gấp cần thẻ bảo hiểm. Chị đã ở lại quá giờ trưa để làm xong.",
        "kind": Kind.PRAISE,
        "status": Status.CLOSED,
        "is_overdue": False,
        "agency_name": "UBND huyện Hải Hậu",
        "area_name": "Huyện Hải Hậu",
        "field_name": "Hộ tịch, chứng thực",
        "supports": 0,
        "comments": 2,
        "has_reply": True,
    }
    return [first, SimpleNamespace(**{**vars(first), **second})]


def _reply(*, is_interim: bool) -> SimpleNamespace:
    return SimpleNamespace(
        anchor="interim" if is_interim else "reply",
        agency_name="Sở Tài nguyên và Môi trường",
        agency_url="#agency",
        signer_name="Trần Văn Minh",
        signer_post="Phó Giám đốc",
        contributors="" if is_interim else "Sở Y tế",
        at=_SENT + timedelta(days=4 if is_interim else 12),
        exact=True,
        html="<p>Sở đã nhận phản ánh và yêu cầu Chi nhánh huyện báo cáo trước ngày 10/11.</p>"
        if is_interim
        else _ANSWER,
        attachments=[] if is_interim else _files()[1:],
        corrections=(),
        is_interim=is_interim,
        state_label="Chờ duyệt" if is_interim else "",
    )


def _posts() -> list[SimpleNamespace]:
    def post(n: int, author: str, role: str, words: str, state: str = "") -> SimpleNamespace:
        return SimpleNamespace(
            anchor=f"post-{n}",
            author_label=author,
            role_label=role,
            at=_SENT + timedelta(days=n, hours=n),
            exact=True,
            html=f"<p>{words}</p>",
            attachments=[],
            corrections=(),
            state_label=state,
        )

    return [
        post(1, "Nguyễn Thị Hòa", "", "Nhà tôi ở Nam Giang cũng bị hẹn lại hai lần với cùng lý do này."),
        post(
            2,
            "Lê Quang Dũng",
            "Người gửi phản ánh",
            "Hôm qua tôi lên hỏi, được trả lời là hồ sơ đang chờ ký.",
        ),
        post(3, "Phạm Văn Tú", "", "Cho tôi hỏi trích đo có phải nộp phí không?", "Chờ biên tập viên duyệt"),
    ]


def _channel() -> SimpleNamespace:
    def message(n: int, who: str, words: str, by: str = "") -> SimpleNamespace:
        return SimpleNamespace(
            anchor=f"message-{n}",
            who=who,
            by=by,
            is_reporter=not by,
            at=_SENT + timedelta(days=n),
            exact=False,
            html=f"<p>{words}</p>",
            attachments=[],
            corrections=(),
        )

    return SimpleNamespace(
        name="agency",
        title="Người gửi và Sở Tài nguyên và Môi trường",
        readers="Người gửi, cơ quan đang xử lý, tòa soạn và cơ quan theo dõi đọc được. Bạn đọc thì không.",
        messages=(
            message(1, "Người gửi", "Tôi đã tới quầy số 4 nhưng không có ai tiếp."),
            message(2, "Sở Tài nguyên và Môi trường", "Mời ông bà tới quầy số 2 sáng thứ Năm.", "Lê Thị Mai"),
        ),
        may_write=True,
        waits=False,
    )


def _way() -> Way:
    def stretch(days: int, last: int | None, name: str, how: str = "", **more: str) -> Stretch:
        until = None if last is None else _SENT + timedelta(days=last)
        start = _SENT + timedelta(days=days)
        given = {"url": "", "beside": "", "proposed": "", **more}
        return Stretch(name=name, since=start, until=until, how=how, **given)

    return Way(
        stretches=(
            stretch(0, 1, "Tòa soạn", "Chuyển cơ quan"),
            stretch(
                *(1, 3, "Sở Y tế", "Trả lại: Không thuộc lĩnh vực của cơ quan"),
                proposed="Sở Giao thông vận tải",
            ),
            stretch(3, 4, "Tòa soạn", "Chuyển cơ quan"),
            stretch(4, 9, "Sở Giao thông vận tải", "Cơ quan được sắp xếp lại, hồ sơ đi theo", url="#agency"),
            stretch(9, None, "Sở Xây dựng", url="#agency", beside="Công an tỉnh"),
        ),
        transfers=2,
        returns=1,
        was_reorganised=True,
    )


def _entries() -> list[SimpleNamespace]:
    def entry(days: int, label: str, actor: str = "", detail: str = "") -> SimpleNamespace:
        return SimpleNamespace(
            at=_SENT + timedelta(days=days), label=label, actor_label=actor, detail_html=detail
        )

    return [
        entry(0, "Đã nhận phản ánh", "Báo Nam Định"),
        entry(1, "Chuyển Sở Tài nguyên và Môi trường", "Báo Nam Định", "<p>Hạn trả lời: 24/11/2026.</p>"),
        entry(3, "Cơ quan nhận xử lý", "Sở Tài nguyên và Môi trường"),
    ]


def _deadlines() -> list[SimpleNamespace]:
    at = _SENT + timedelta(days=21)
    return [
        SimpleNamespace(text="Còn 9 ngày làm việc", state="ok", at=at),
        SimpleNamespace(text="Còn 2 ngày làm việc", state="soon", at=at),
        SimpleNamespace(text="Quá hạn 4 ngày làm việc", state="late", at=at),
        SimpleNamespace(text="Tạm dừng tính hạn", state="stopped", at=None),
    ]


def _files() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(
            url="#photo",
            thumb_url="/static/favicon.svg",
            name="giay-hen.jpg",
            media_type="image/jpeg",
            size_label="412 KB",
        ),
        SimpleNamespace(
            url="#pdf", thumb_url="", name="trich-do.pdf", media_type="application/pdf", size_label="1,2 MB"
        ),
    ]


def _tabs() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(url="#new", label="Mới đến", count=12, current=True),
        SimpleNamespace(url="#returned", label="Bị trả lại", count=2, current=False),
        SimpleNamespace(url="#comments", label="Ý kiến chờ duyệt", count=None, current=False),
    ]


@door.get("/styleguide")
@requires(Permission.READ_PUBLIC)
def show() -> ResponseReturnValue:
    """Every component with sample values; served in development only."""
    return page("styleguide.html", **samples())
