"""Sending a report, and following one's own: by account with a token, or by code and secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from pydantic import Field, StringConstraints

from api import answers as told
from api import reading_in, submitting, telling
from api.door import door
from api.operations import Operation, operation
from api.problems import Problem
from api.reading_in import IDEMPOTENCY
from api.shapes import Asked
from api.submitting import ReportSent
from api.views_reading import AN_EXAMPLE, Cursor, continued
from casework.domain.access import Scope
from casework.domain.codes import parse_code
from casework.domain.policy import Actor, Permission
from casework.domain.values import Part, ReportCode
from casework.readings import mine
from casework.readings.directory import directory
from casework.readings.thread import Gone, open_thread
from web.guard import from_anywhere, requires
from web.kitchen import casework
from web.limits import limit, limit_programs, limit_sending
from web.session import current_actor

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
OWN = "own"
_OWNER = frozenset({Part.OWNER})


class OwnAsked(Asked):
    after: Cursor | None = None


class Tracked(Asked):
    code: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    secret: Annotated[str, StringConstraints(min_length=1, max_length=100), Field(repr=False)]


@door.post("/reports")
@from_anywhere
@requires(Permission.SUBMIT_REPORT)
@limit_sending
@operation(
    Operation(
        summary=_l("Gửi phản ánh"),
        about=_l(
            "Người gửi là chủ của mã truy cập. Tòa soạn đọc trước khi đăng. Bài giống khiếu nại hay tố cáo "
            "thì trả lời 422 legal-door, với hai câu cần hỏi người gửi."
        ),
        tag=OWN,
        scope=Scope.SUBMIT,
        body=ReportSent,
        answer=told.Receipt,
        status=201,
        headers=(IDEMPOTENCY,),
        problems=frozenset({409}),
        example={
            "kind": "complaint",
            "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
            "text": "Tôi nộp hồ sơ ngày 12/3, đến nay đã ba lần được hẹn lại mà không ai nói vì sao.",
            "field": "dat-dai",
            "area": "362",
        },
    )
)
def send_report(body: ReportSent) -> told.Receipt:
    actor = current_actor()
    key = submitting.key_for(actor, reading_in.key_of_form())
    return telling.receipt(submitting.send(body, key=key, by=actor))


@door.post("/track")
@from_anywhere
@requires(Permission.TRACK_REPORT)
@limit("10 per minute; 40 per hour")
@operation(
    Operation(
        summary=_l("Xem phản ánh của mình bằng mã và mật mã"),
        about=_l(
            "Cho người gửi không dùng tài khoản. Mật mã nằm trong nội dung, không bao giờ trong địa chỉ."
        ),
        tag=OWN,
        body=Tracked,
        answer=told.OwnThread,
        problems=frozenset({404}),
        example={"code": AN_EXAMPLE, "secret": "7K3M-9QXT-2BCD-7K3M-9QXT-2BCD-7K3M"},
    )
)
def track(body: Tracked) -> told.OwnThread:
    """An unknown code and a wrong secret get the same answer."""
    code = ReportCode(parse_code(body.code) or "")
    if not mine.secret_opens(casework(), code, body.secret):
        raise Problem(404, _("Mã hoặc mật mã không đúng."))
    return _own(code, Actor(holds=frozenset({code})))


@door.get("/me/reports")
@requires(Permission.OWN_ACCOUNT)
@limit_programs
@operation(
    Operation(
        summary=_l("Những phản ánh đã gửi bằng tài khoản này"),
        about=_l("Phản ánh bảo mật danh tính không gắn với tài khoản nên không có ở đây."),
        tag=OWN,
        scope=Scope.TRACK,
        query=OwnAsked,
        answer=told.Owns,
    )
)
def own_reports(query: OwnAsked) -> told.Owns:
    actor = current_actor()
    of = f"own of {actor.user}"
    found = mine.sent_by(casework(), actor, continued(query.after, of))
    return told.Owns(
        items=[telling.own(one) for one in found.rows], next=telling.next_url(found.next_key, of)
    )


@door.get("/me/reports/<code>")
@requires(Permission.OWN_ACCOUNT)
@limit_programs
@operation(
    Operation(
        summary=_l("Một phản ánh của tài khoản này, như người gửi thấy"),
        tag=OWN,
        scope=Scope.TRACK,
        answer=told.OwnThread,
        problems=frozenset({404, 410}),
        places={"code": AN_EXAMPLE},
    )
)
def own_report(code: str) -> told.OwnThread:
    return _own(ReportCode(parse_code(code) or ""), Actor(user=current_actor().user))


def _own(code: ReportCode, owner: Actor) -> told.OwnThread:
    """As the reporter alone, whatever else they are here. Raises NoSuchReport and Problem."""
    try:
        thread = open_thread(casework(), code, owner, as_one_of=_OWNER)
    except Gone:
        raise Problem(410) from None
    return telling.own_thread(thread, directory(casework()))
