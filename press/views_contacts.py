"""Asking a reporter through the newsroom: for the journalist, and for the newsroom between."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from casework.actions import contact_requests as actions
from casework.actions.contact_requests import Asking
from casework.domain.codes import parse_code
from casework.domain.contact_requests import LONGEST_PURPOSE, LONGEST_QUESTIONS, MOST
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.values import PostId, ReportCode
from casework.readings import contact_requests as readings
from casework.readings.lists import is_public
from press.door import door
from press.forms_accreditation import ReasonForm
from web.fields import AtMost, Form, LineField, Required, TextField, kept_key
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext


class ContactForm(Form):
    """What for, and what is asked."""

    form_key = HiddenField()
    purpose = LineField(
        _l("Để làm gì"),
        [Required(), AtMost(LONGEST_PURPOSE)],
        description=_l("Như: viết bài về trả sổ đỏ trễ hẹn cho báo ra thứ Sáu."),
    )
    questions = TextField(_l("Bạn muốn hỏi gì"), [Required(), AtMost(LONGEST_QUESTIONS)])


@door.get("/contacts")
@requires(Permission.PRESS)
def contacts() -> ResponseReturnValue:
    """What one asks, and what reporters gave."""
    return page("press/contacts.html", own=readings.own(casework(), current_actor()))


@door.get("/contacts/new")
@requires(Permission.PRESS)
def new_contact() -> ResponseReturnValue:
    return _page(ContactForm(formdata=None), _report())


@door.post("/contacts/new")
@requires(Permission.PRESS)
def ask_for_contact() -> ResponseReturnValue:
    form, code = ContactForm(), _report()
    if not form.validate():
        return _page(form, code), 422
    asking = Asking(
        form_key=kept_key(form.form_key.data),
        purpose=form.purpose.data or "",
        questions=form.questions.data or "",
    )
    try:
        asked = actions.ask(casework(), code, asking, by=current_actor())
        if not actions.is_of(asked, asking, by=current_actor()):
            raise Refused(Why.CONTACT_ASKED)
    except Refused as refused:
        form.form_errors.append(word(refused.why))
        return _page(form, code), 422
    return redirect_to("press.contacts", said=_("Đã gửi tòa soạn. Có trả lời thì chúng tôi báo bạn qua thư."))


def _page(form: ContactForm, code: ReportCode) -> str:
    form.form_key.data = kept_key(form.form_key.data)
    days = casework().terms().clocks.contact_calendar_days
    return page("press/new_contact.html", form=form, code=code, days=days, most=MOST)


def _report() -> ReportCode:
    """The public report that the address names."""
    code = ReportCode(parse_code(request.args.get("report", "")) or abort(404))
    return code if is_public(casework(), code) else abort(404)


@door.get("/requests")
@requires(Permission.MODERATE)
def contact_requests() -> ResponseReturnValue:
    """What journalists ask of reporters of the moderator's newsrooms."""
    return page("press/requests.html", asked=readings.of_newsroom(casework(), current_actor()))


@door.get("/requests/<asked>")
@requires(Permission.MODERATE)
def contact_request(asked: str) -> ResponseReturnValue:
    return _request_page(asked, ReasonForm(formdata=None))


@door.post("/requests/<asked>/forward")
@requires(Permission.MODERATE)
def forward_request(asked: str) -> ResponseReturnValue:
    """Pass it on to the reporter."""
    _found(asked)
    try:
        actions.forward(casework(), PostId(asked), by=current_actor())
    except Refused as refused:
        return redirect_to("press.contact_request", asked=asked, said=word(refused.why), tone="warning")
    return redirect_to("press.contact_requests", said=_("Đã chuyển tới người gửi."))


@door.post("/requests/<asked>/decline")
@requires(Permission.MODERATE)
def decline_request(asked: str) -> ResponseReturnValue:
    """Pass it on to nobody; the reason stays in the newsroom. Where a colleague has decided meanwhile, the
    page says so, and gives the reason back."""
    _found(asked)
    form = ReasonForm()
    if not form.validate():
        return _request_page(asked, form), 422
    try:
        actions.decline(casework(), PostId(asked), reason=form.words.data or "", by=current_actor())
    except Refused as refused:
        form.form_errors.append(word(refused.why))
        return _request_page(asked, form), 409
    said = _("Đã ghi là không chuyển. Phóng viên không được báo lý do.")
    return redirect_to("press.contact_requests", said=said)


def _found(asked: str) -> readings.Asked:
    return readings.find(casework(), current_actor(), PostId(asked)) or abort(404)


def _request_page(asked: str, form: ReasonForm) -> str:
    one = _found(asked)
    is_own = one.request.user == current_actor().user
    return page("press/request.html", one=one, form=form, is_own=is_own)
