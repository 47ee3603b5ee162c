"""What is done from the page of one report: by its owner, and by any signed-in reader."""

from __future__ import annotations

from collections.abc import Callable

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.actions import commenting, leak_guard, taking_part
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.values import ReportCode
from casework.readings.thread import Gone
from forum import forms_deeds as forms
from forum import thread_again
from forum.carrying_out import carry_out, known_code, taken_down
from forum.door import door
from forum.forms_deeds import ThreadForm
from web import leaks, uploads
from web.guard import requires
from web.kitchen import casework
from web.page import go_on, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
DEEDS = (
    "'supply-info', appeal, promise, rate, reopen, withdraw, 'message-newsroom', 'message-agency', "
    "comment, support, follow, data, 'erase-contact', sealed"
)


@door.post("/reports/<code>/supply-info")
@uploads.takes_files
@requires(Permission.TRACK_REPORT)
def supply_info(code: str) -> ResponseReturnValue:
    """Answer the newsroom's question."""
    return carry_out(code, forms.SupplyInfoForm())


@door.post("/reports/<code>/appeal")
@requires(Permission.TRACK_REPORT)
def appeal(code: str) -> ResponseReturnValue:
    """Ask another moderator to look at a refusal."""
    return carry_out(code, forms.AppealForm())


@door.post("/reports/<code>/rate")
@requires(Permission.TRACK_REPORT)
def rate(code: str) -> ResponseReturnValue:
    """Say whether the reply solved the matter."""
    return carry_out(code, forms.RateForm())


@door.post("/reports/<code>/promise")
@requires(Permission.TRACK_REPORT)
def answer_promise(code: str) -> ResponseReturnValue:
    """Say whether what the agency had promised was done."""
    return carry_out(code, forms.AnswerPromiseForm())


@door.post("/reports/<code>/reopen")
@requires(Permission.TRACK_REPORT)
def reopen(code: str) -> ResponseReturnValue:
    """Send it back to the agency, once."""
    return carry_out(code, forms.ReopenForm())


@door.post("/reports/<code>/withdraw")
@requires(Permission.TRACK_REPORT)
def withdraw(code: str) -> ResponseReturnValue:
    """Take the report back."""
    return carry_out(code, forms.WithdrawForm())


@door.post("/reports/<code>/message-newsroom")
@uploads.takes_files
@requires(Permission.TRACK_REPORT)
def message_newsroom(code: str) -> ResponseReturnValue:
    """Write to the newsroom."""
    return carry_out(code, forms.MessageNewsroomForm())


@door.post("/reports/<code>/message-agency")
@uploads.takes_files
@requires(Permission.TRACK_REPORT)
def message_agency(code: str) -> ResponseReturnValue:
    """Write to the agency that has it."""
    return carry_out(code, forms.MessageAgencyForm())


@door.post("/reports/<code>/comment")
@requires(Permission.TAKE_PART)
def comment(code: str) -> ResponseReturnValue:
    """Say something under a report; the newsroom reads it first."""
    form = forms.CommentForm()
    try:
        if form.validate() and _shows_leaks(known_code(code), form):
            status = 200 if leaks.asked_to_black_out() else 422
            return thread_again.render(known_code(code), forms={form.panel: form}, status=status)
    except Gone as gone:
        return taken_down(gone)
    return carry_out(code, form, _post_comment)


def _post_comment(code: ReportCode, form: ThreadForm) -> None:
    assert isinstance(form, forms.CommentForm)
    is_shown = commenting.comment(casework(), code, form.command(), by=current_actor(), seen=form.seen)
    if is_shown:
        form.said = _("Đã đăng ý kiến của bạn.")  # type: ignore[misc] # because of this one form alone


@door.get(f"/reports/<code>/<any({DEEDS}):deed>")
@requires(Permission.READ_PUBLIC)
def deed_page(code: str, deed: str) -> ResponseReturnValue:
    """Whoever reloads the address of a deed is led to the page that it belongs to."""
    return redirect_to("forum.report", code=code, _anchor=deed)


@door.post("/reports/<code>/support")
@requires(Permission.TAKE_PART)
def support(code: str) -> ResponseReturnValue:
    """Say "tôi cũng gặp", or take it back."""
    on = request.form.get("on") == "yes"
    taking_part.set_support(casework(), known_code(code), by=current_actor(), on=on)
    said = _("Đã ghi nhận: bạn cũng gặp việc này.") if on else _("Đã bỏ “tôi cũng gặp”.")
    return redirect_to("forum.report", code=code, said=said, _anchor="comments")


@door.post("/reports/<code>/follow")
@requires(Permission.FOLLOW)
def follow(code: str) -> ResponseReturnValue:
    """Ask for news of a report, or stop asking."""
    on, back = request.form.get("on") == "yes", url_for("forum.report", code=code, _anchor="comments")
    try:
        taking_part.set_follow(casework(), known_code(code), by=current_actor(), on=on)
    except Refused as refused:
        if refused.why is not Why.TOO_MANY_FOLLOWED:
            raise
        return go_on(back, said=word(refused.why), tone="warning")
    said = _("Chúng tôi sẽ gửi thư cho bạn mỗi khi có bước mới.") if on else _("Đã thôi theo dõi.")
    return go_on(back, said=said)


def _shows_leaks(code: ReportCode, form: forms.CommentForm) -> bool:
    """Whether the writer has to see first what in it may lead to a person; once seen it may go."""
    guard = leak_guard.guard_for(casework(), code, by=current_actor())
    if leaks.asked_to_black_out():
        form.words.data = leaks.blacked_out(form.words.data or "", guard)
    checked = guard.check(form.words.data or "")
    form.leaks = leaks.leak_view(checked)
    return leaks.asked_to_black_out() or not set(checked.passages) <= set(leaks.passages("known"))
