"""The words of the pages of webhooks: what happened, how an endpoint stands, how a call went, who did it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from casework.actions.webhooks import UrlFault
from casework.readings.webhooks import PING, Change, Deed, Happening, Seen, State, Try

_: Callable[..., str] = gettext
HAPPENINGS: Mapping[str, Any] = MappingProxyType(
    {
        Happening.PUBLISHED: _l("Phản ánh được đăng"),
        Happening.ROUTED: _l("Phản ánh được chuyển sang cơ quan khác"),
        Happening.INTERIM: _l("Cơ quan trả lời bước đầu"),
        Happening.ANSWERED: _l("Cơ quan trả lời chính thức"),
        Happening.OVERDUE: _l("Phản ánh quá hạn trả lời"),
        Happening.REOPENED: _l("Người gửi chưa đồng ý, phản ánh mở lại"),
        Happening.CLOSED: _l("Phản ánh kết thúc"),
        Happening.CORRECTED: _l("Nội dung được sửa hoặc đính chính"),
        Happening.TAKEN_DOWN: _l("Phản ánh không còn công khai"),
        Happening.RESTORED: _l("Phản ánh được đăng lại"),
        PING: _l("Tin thử"),
    }
)
STATES: Mapping[State, Any] = MappingProxyType(
    {
        State.ACTIVE: _l("Đang gửi"),
        State.PAUSED: _l("Tạm dừng"),
        State.FAILING: _l("Đã dừng vì nhiều ngày không gửi được"),
        State.GONE: _l("Đã dừng vì bên nhận báo địa chỉ không còn (410)"),
    }
)
OUTCOMES: Mapping[str, Any] = MappingProxyType(
    {
        "waiting": _l("Đang chờ gửi"),
        "sent": _l("Đã gửi"),
        "dead": _l("Không gửi được"),
        "dropped": _l("Không gửi nữa vì không còn đúng"),
    }
)
_ERRORS: Mapping[str, Any] = MappingProxyType(
    {
        "timeout": _l("Bên nhận không trả lời kịp (10 giây)."),
        "no_such_name": _l("Không tìm thấy tên máy chủ."),
        "not_public": _l("Tên máy chủ dẫn tới địa chỉ nội bộ, nên không được gọi."),
        "certificate": _l("Chứng thư TLS của bên nhận không hợp lệ."),
        "tls": _l("Không lập được kết nối TLS."),
        "refused": _l("Bên nhận từ chối kết nối."),
        "connection": _l("Kết nối bị đứt hoặc không tới được bên nhận."),
        "not_http": _l("Bên nhận trả lời không đúng HTTP."),
        "never_finished": _l("Nhiều lần gửi bị ngắt giữa chừng ở phía diễn đàn."),
        "ours": _l("Lỗi ở phía diễn đàn; sẽ thử lại."),
    }
)
URL_FAULTS: Mapping[UrlFault, Any] = MappingProxyType(
    {
        UrlFault.UNREADABLE: _l("Địa chỉ không đọc được. Xin viết như https://tin.example.vn/webhook."),
        UrlFault.NOT_HTTPS: _l("Địa chỉ phải bắt đầu bằng https://."),
        UrlFault.HAS_CREDENTIALS: _l("Xin bỏ tên và mật khẩu khỏi địa chỉ; chữ ký đã cho biết ai gửi."),
        UrlFault.HAS_FRAGMENT: _l("Xin bỏ dấu # và phần sau nó."),
        UrlFault.NOT_PUBLIC: _l(
            "Xin dùng một tên máy chủ trên mạng công khai, không dùng số hay tên nội bộ."
        ),
        UrlFault.WRONG_PORT: _l("Cổng này không được phép; xin dùng cổng 443."),
        UrlFault.TOO_LONG: _l("Địa chỉ dài quá."),
    }
)
DONE: Mapping[Deed, Any] = MappingProxyType(
    {
        Deed.REGISTERED: _l("Đã đăng ký địa chỉ"),
        Deed.CHANGED: _l("Đã sửa tên hoặc những việc được báo"),
        Deed.MOVED: _l("Đã đổi địa chỉ nhận"),
        Deed.RENEWED: _l("Đã tạo khóa ký mới"),
        Deed.PAUSED: _l("Đã tạm dừng"),
        Deed.RESUMED: _l("Đã cho gửi trở lại"),
        Deed.REMOVED: _l("Đã bỏ địa chỉ"),
        Deed.FAILING: _l("Đã dừng vì nhiều ngày không gửi được"),
        Deed.GONE: _l("Đã dừng vì bên nhận báo địa chỉ không còn (410)"),
    }
)


def state_of(seen: Seen) -> str:
    """In words whether it is told anything, and why not."""
    if not seen.is_answered_for:
        return _("Đã dừng: người đăng ký không còn quyền, hoặc cơ quan đã kết thúc")
    return str(STATES[seen.endpoint.state])


def how_it_went(one: Try) -> str:
    """One call in plain words."""
    if one.status is None:
        known = one.error.removeprefix("url_") != one.error
        return _("Địa chỉ không còn được phép.") if known else str(_ERRORS.get(one.error, one.error))
    if one.is_taken:
        return _("Bên nhận đã nhận (%(status)s).", status=one.status)
    if 300 <= one.status < 400:
        return _("Bên nhận chuyển hướng (%(status)s); diễn đàn không đi theo.", status=one.status)
    return _("Bên nhận báo lỗi (%(status)s).", status=one.status)


def owner_of(seen: Seen) -> str:
    """Who answers for it."""
    return seen.owner_name or _erased()


def who_did(change: Change) -> str:
    """Whose deed it was."""
    return _("Diễn đàn") if change.by is None else change.by_name or _erased()


def _erased() -> str:
    return _("Người đã xóa tài khoản")
