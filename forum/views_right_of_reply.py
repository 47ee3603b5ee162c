"""The right of reply: who is named in a report asks the newsroom to publish what they say to it."""

from __future__ import annotations

from flask import Response, make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.actions import confirmation, right_of_reply
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.domain.values import AskedState, ReportCode
from casework.readings.directory import directory
from casework.readings.mine import NoSuchReport
from casework.readings.thread import Gone, Thread, open_thread
from forum.carrying_out import known_code, taken_down
from forum.door import door
from forum.forms_right_of_reply import RightOfReplyForm
from web.errors import refusal_status
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.limits import limit_letters
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word


@door.get("/reports/<code>/right-of-reply")
@requires(Permission.READ_PUBLIC)
def right_of_reply_page(code: str) -> ResponseReturnValue:
    """What the right is, and the form."""
    try:
        thread = _thread(code)
    except Gone as gone:
        return taken_down(gone)
    return _page(thread, RightOfReplyForm(formdata=None))


@door.post("/reports/<code>/right-of-reply")
@requires(Permission.READ_PUBLIC)
@limit_letters
def ask_to_reply(code: str) -> ResponseReturnValue:
    """Take the request in; a guest proves their address first."""
    try:
        thread = _thread(code)
    except Gone as gone:
        return taken_down(gone)
    form = RightOfReplyForm()
    if not form.validate():
        return _page(thread, form, status=422)
    try:
        state = right_of_reply.ask(casework(), thread.report.code, form.asking(), by=current_actor())
    except Refused as refused:
        form.form_errors.append(word(refused.why))
        return _page(thread, form, status=refusal_status(refused))
    said = _("Tòa soạn đã nhận yêu cầu phản hồi của bạn, và sẽ trả lời qua thư.")
    if state is AskedState.UNCONFIRMED:
        said = _("Còn một bước: mở thư chúng tôi vừa gửi cho bạn và bấm xác nhận. Tòa soạn chỉ thấy sau đó.")
    return redirect_to("forum.report", code=thread.report.code, said=said)


@door.get("/reports/<code>/right-of-reply/confirm/<token>")
@requires(Permission.READ_PUBLIC)
def confirm_reply_page(code: str, token: str) -> ResponseReturnValue:
    """Show what the link does; opening it does nothing yet, since mail scanners open links."""
    try:
        asked = right_of_reply.look(casework(), known_code(code), token)
    except confirmation.BadLink:
        return _bad_link(code)
    return page("forum/confirm_reply.html", code=asked.report, token=token, asked=asked)


@door.post("/reports/<code>/right-of-reply/confirm/<token>")
@requires(Permission.READ_PUBLIC)
def confirm_reply(code: str, token: str) -> ResponseReturnValue:
    """The address is proven: the newsroom has the request."""
    try:
        right_of_reply.confirm(casework(), known_code(code), token)
    except confirmation.BadLink:
        return _bad_link(code)
    said = _("Đã xác nhận. Tòa soạn đã nhận yêu cầu phản hồi của bạn, và sẽ trả lời qua thư.")
    return redirect_to("forum.report", code=known_code(code), said=said)


def _thread(code: str) -> Thread:
    """The thread as everybody reads it. Raises NoSuchReport for what is not public, and Gone."""
    thread = open_thread(casework(), known_code(code), current_actor())
    if not thread.report.is_published:
        raise NoSuchReport(ReportCode(code))
    return thread


def _page(thread: Thread, form: RightOfReplyForm, *, status: int = 200) -> Response:
    why = ""
    try:
        right_of_reply.refuse_who_has_a_voice(thread.report, current_actor())
    except Refused as refused:
        why = word(refused.why)
    shown = page(
        "forum/right_of_reply.html",
        code=thread.report.code,
        title=thread.title,
        form=form,
        why_not=why,
        days=casework().terms().clocks.reply_request,
        outlet=directory(casework()).outlet_name(thread.report.outlet, language()),
    )
    return make_response(shown, status)


def _bad_link(code: str) -> Response:
    days = casework().terms().clocks.unconfirmed_calendar_days
    return make_response(page("forum/confirm_reply.html", code=code, token="", asked=None, days=days), 404)
