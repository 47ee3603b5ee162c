"""The periods in words, in the groups in which an administrator looks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from casework.readings.rules import Unit

LABELS: Mapping[str, Any] = MappingProxyType(
    {
        "first_look": _l("Tòa soạn xem lần đầu trong"),
        "reply_request": _l("Tòa soạn quyết định yêu cầu phản hồi trong"),
        "claim_idle_minutes": _l("Phản ánh nhận xử lý mà để yên thì tự trả lại hàng chờ sau"),
        "accept": _l("Cơ quan tiếp nhận hoặc trả lại trong"),
        "answer.complaint": _l("Cơ quan trả lời phản ánh trong"),
        "answer.suggestion": _l("Cơ quan trả lời kiến nghị trong"),
        "answer.question": _l("Cơ quan trả lời câu hỏi trong"),
        "contribute.complaint": _l("Cơ quan phối hợp góp ý cho phản ánh trong"),
        "contribute.suggestion": _l("Cơ quan phối hợp góp ý cho kiến nghị trong"),
        "contribute.question": _l("Cơ quan phối hợp góp ý cho câu hỏi trong"),
        "longest_extension": _l("Xin thêm thời gian nhiều nhất"),
        "remind_before": _l("Nhắc cơ quan trước hạn"),
        "escalate_after.parent": _l("Báo cơ quan cấp trên khi quá hạn"),
        "escalate_after.oversight": _l("Báo Sở Nội vụ khi quá hạn"),
        "press_calendar_days": _l("Cơ quan trả lời báo chí trong"),
        "verdict_calendar_days": _l("Người gửi đánh giá hoặc mở lại trong"),
        "contact_calendar_days": _l("Người gửi trả lời phóng viên trong"),
        "unconfirmed_calendar_days": _l("Phản ánh chưa xác nhận được giữ"),
        "legal.complaint_within_days": _l("Khiếu nại lần đầu trong"),
        "legal.complaint_accept_days": _l("Thụ lý đơn khiếu nại trong"),
        "legal.complaint_decide_days": _l("Giải quyết khiếu nại trong"),
        "legal.complaint_decide_days_remote": _l("Giải quyết khiếu nại ở vùng sâu, vùng xa trong"),
        "legal.denunciation_accept_working_days": _l("Thụ lý đơn tố cáo trong"),
        "legal.denunciation_decide_days": _l("Giải quyết tố cáo trong"),
        "keep_sessions": _l("Phiên đăng nhập đã hết được giữ thêm"),
        "keep_links": _l("Đường dẫn đã dùng hoặc hết hạn được giữ thêm"),
        "keep_letters": _l("Thông tin về thư đã gửi được giữ"),
        "keep_exports": _l("Tệp dữ liệu mở đã làm giữ"),
        "keep_webhook_log": _l("Nhật ký gửi webhook được giữ"),
        "keep_webhook_changes": _l("Nhật ký thay đổi webhook được giữ"),
        "keep_mailed_back": _l("Dấu đã báo thư không nhận được giữ"),
        "keep_form_keys": _l("Dấu chống gửi trùng được giữ"),
        "keep_contacts": _l("Liên hệ của người gửi được giữ sau khi xong"),
        "keep_unproven_accounts": _l("Tài khoản chưa xác nhận được giữ"),
        "keep_originals": _l("Ảnh gốc đã che được giữ"),
        "keep_revisions": _l("Bản trước khi biên tập được giữ"),
        "keep_contact_requests": _l("Yêu cầu liên hệ của phóng viên được giữ sau khi khép lại"),
        "keep_denunciations": _l("Đơn tố cáo được giữ sau khi thanh tra đã xong"),
    }
)
UNITS: Mapping[Unit, Any] = MappingProxyType(
    {
        Unit.WORKING_DAYS: _l("Số ngày làm việc."),
        Unit.DAYS: _l("Số ngày, kể cả ngày nghỉ."),
        Unit.MINUTES: _l("Số phút."),
    }
)
_GROUPS: Sequence[tuple[Any, tuple[str, ...]]] = (
    (_l("Tòa soạn"), ("first_look", "reply_request", "claim_idle_minutes")),
    (
        _l("Cơ quan"),
        (
            "accept",
            "answer.",
            "contribute.",
            "longest_extension",
            "remind_before",
            "escalate_after.",
            "press_",
        ),
    ),
    (_l("Người gửi"), ("verdict_calendar_days", "contact_calendar_days", "unconfirmed_calendar_days")),
    (_l("Luật Khiếu nại, Luật Tố cáo"), ("legal.",)),
    (_l("Thời gian lưu giữ"), ("keep_",)),
)


def grouped() -> list[tuple[str, list[str]]]:
    """The names of the periods under the words of their group."""
    return [(str(title), [name for name in LABELS if name.startswith(starts)]) for title, starts in _GROUPS]


def lasting(value: int, unit: Unit) -> str:
    """How long, in words."""
    if unit is Unit.WORKING_DAYS:
        return str(ngettext("%(num)s ngày làm việc", "%(num)s ngày làm việc", value))
    if unit is Unit.DAYS:
        return str(ngettext("%(num)s ngày", "%(num)s ngày", value))
    return str(ngettext("%(num)s phút", "%(num)s phút", value))
