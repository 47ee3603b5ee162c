"""What cannot be done, as RFC 9457 writes it: application/problem+json."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Response, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from web.kitchen import settings

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
MEDIA_TYPE: Final = "application/problem+json"
_STATUSES: Final[Mapping[int, Any]] = {
    400: _l("Không đọc được yêu cầu"),
    401: _l("Cần có mã truy cập"),
    403: _l("Không được phép"),
    404: _l("Không tìm thấy"),
    405: _l("Địa chỉ này không nhận phương thức ấy"),
    409: _l("Không làm được lúc này"),
    410: _l("Đã được gỡ"),
    411: _l("Yêu cầu không ghi độ dài"),
    413: _l("Yêu cầu lớn quá"),
    415: _l("Chỉ nhận JSON"),
    422: _l("Yêu cầu có chỗ chưa đúng"),
    429: _l("Hỏi nhiều quá"),
    500: _l("Diễn đàn đang gặp lỗi"),
    503: _l("Diễn đàn tạm thời chưa trả lời được"),
}
# Those that a program has to tell apart by more than the status, with what they are called.
KINDS: Final[Mapping[str, Any]] = {
    "invalid-request": _l("Yêu cầu có chỗ chưa đúng"),
    "legal-door": _l("Việc này có thể thuộc thủ tục khiếu nại hoặc tố cáo"),
    "quota-spent": _l("Hôm nay đã gửi nhiều rồi"),
    "scope-missing": _l("Mã truy cập không có quyền này"),
}


EXPLAINED: Final[Mapping[str, Any]] = {
    "invalid-request": _l(
        "Có tham số, mục trong JSON hoặc header lạ, thiếu hoặc sai. errors chỉ từng chỗ: parameter, pointer "
        "(RFC 6901) hoặc header."
    ),
    "legal-door": _l(
        "Bài đọc giống khiếu nại hoặc tố cáo, hai việc có nơi nhận và thời hạn riêng theo luật. door và "
        "words cho biết vì sao; hãy hỏi người gửi các câu trong questions. Nếu đúng, chỉ họ tới send_to, "
        "guide hoặc sealed_channel. Nếu không phải cả hai, gửi lại cùng khóa với is_complaint và "
        "is_denunciation là false."
    ),
    "quota-spent": _l(
        "Một tài khoản mới gửi được 20 phản ánh trong 24 giờ, tài khoản được tin thì nhiều hơn."
    ),
    "scope-missing": _l("Chủ của mã không chọn quyền này khi tạo mã; phải tạo mã khác."),
}


@dataclass(frozen=True, kw_only=True)
class Fault:
    """What is wrong with one thing that came in: where (a JSON pointer into the body, or the name of a
    parameter or a header), and why, in the reader's language."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None

    def told(self) -> dict[str, str]:
        said = {"pointer": self.pointer, "parameter": self.parameter, "header": self.header}
        return {name: value for name, value in said.items() if value is not None} | {"detail": self.detail}


class Problem(Exception):
    """An answer that says why not. `kind` is one of KINDS, `more` are members of its own."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        kind: str = "",
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(status, kind)
        self.status, self.detail, self.kind = status, detail, kind
        self.faults, self.headers, self.more = faults, headers or {}, more or {}


def answer_of(found: Problem) -> Response:
    """The problem as it is sent."""
    title = str(KINDS[found.kind]) if found.kind else title_of(found.status)
    said: dict[str, Any] = {"type": type_of(found.kind), "title": title, "status": found.status}
    if found.detail:
        said["detail"] = found.detail
    if found.faults:
        said["errors"] = [fault.told() for fault in found.faults]
    text = json.dumps({**said, **found.more}, ensure_ascii=False)
    response = Response(text, found.status, content_type=MEDIA_TYPE)
    response.headers.update(found.headers)
    response.headers["Cache-Control"] = "no-store"
    if found.status == 401:
        response.headers.setdefault("WWW-Authenticate", "Bearer")
    return response


def title_of(status: int) -> str:
    """What a status means, in the reader's language."""
    return str(_STATUSES.get(status, _STATUSES[400]))


def type_of(kind: str) -> str:
    """The address that names a kind of problem; it leads to where the kind is explained."""
    if not kind:
        return "about:blank"
    return f"{settings().public_url}{request.script_root}/api/v1/docs#problem-{kind}"


def tell(status: int, why: str) -> Response:
    """What the house says when something cannot be done, as a problem."""
    return answer_of(Problem(status, why))
