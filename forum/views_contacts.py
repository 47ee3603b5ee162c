"""What a journalist asks of a reporter, for the reporter: to give a way to be reached, or not."""

from __future__ import annotations

from collections.abc import Callable

from flask import make_response
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError

from casework.actions import contact_requests as actions
from casework.domain.contact_requests import LONGEST_WORDS
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.domain.values import Display, PostId, ReportCode
from casework.readings import contact_requests as readings
from casework.readings.mine import NoSuchReport
from casework.readings.thread import open_thread
from forum.carrying_out import known_code
from forum.door import door
from web.choices import SelectChoice
from web.fields import AtMost, Form, TextField
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext


class AnswerForm(Form):
    """Yes with words, or no."""

    answer = RadioField(
        _l("Bạn có muốn phóng viên này liên hệ với bạn không?"),
        choices=[
            SelectChoice("yes", _l("Có, chuyển những gì tôi viết dưới đây")),
            SelectChoice("no", _l("Không")),
        ],
        validate_choice=False,  # in words of its own
    )
    words = TextField(_l("Chuyển cho phóng viên"), [AtMost(LONGEST_WORDS)])

    def validate_answer(self, field: RadioField) -> None:
        if field.data not in ("yes", "no"):
            raise ValidationError(_("Xin chọn “Có” hoặc “Không”."))

    def validate_words(self, field: TextField) -> None:
        if self.answer.data == "yes" and not (field.data or "").strip():
            raise ValidationError(_("Xin viết cách liên hệ bạn muốn đưa, như một số điện thoại."))


@door.get("/reports/<code>/contact/<asked>")
@requires(Permission.TRACK_REPORT)
def contact_asked(code: str, asked: str) -> ResponseReturnValue:
    return _page(known_code(code), asked, AnswerForm(formdata=None))


@door.post("/reports/<code>/contact/<asked>")
@requires(Permission.TRACK_REPORT)
def answer_contact(code: str, asked: str) -> ResponseReturnValue:
    known, form = known_code(code), AnswerForm()
    _found(known, asked)
    if not form.validate():
        return _page(known, asked, form, status=422)
    try:
        if form.answer.data == "yes":
            words = form.words.data or ""
            actions.agree(casework(), known, PostId(asked), words, by=current_actor())
            said = _("Đã chuyển đúng những gì bạn viết, không gì khác.")
        else:
            actions.refuse(casework(), known, PostId(asked), by=current_actor())
            said = _("Đã ghi là không. Phóng viên không được báo gì.")
    except Refused as refused:
        form.form_errors.append(word(refused.why))
        return _page(known, asked, form, status=409)
    return redirect_to("forum.contact_asked", code=known, asked=asked, said=said)


@door.post("/reports/<code>/contact/<asked>/take-back")
@requires(Permission.TRACK_REPORT)
def take_back_contact(code: str, asked: str) -> ResponseReturnValue:
    """Destroy what was given."""
    known = known_code(code)
    _found(known, asked)
    actions.take_back(casework(), known, PostId(asked), by=current_actor())
    return redirect_to("forum.contact_asked", code=known, asked=asked, said=_("Đã hủy những gì bạn đưa."))


def _found(code: ReportCode, asked: str) -> readings.Asked:
    found = readings.for_reporter(casework(), current_actor(), code, PostId(asked))
    if found is None:  # the same answer as where there is no such report
        raise NoSuchReport(code)
    return found


def _page(code: ReportCode, asked: str, form: AnswerForm, *, status: int = 200) -> ResponseReturnValue:
    one = _found(code, asked)
    report = open_thread(casework(), code, current_actor()).report
    answer = make_response(
        page(
            "forum/contact.html",
            one=one,
            code=code,
            form=form,
            is_sealed=report.display is Display.CONFIDENTIAL,
        ),
        status,
    )
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
