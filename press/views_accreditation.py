"""Asking to be let in as a journalist, and the newsroom that decides."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.actions import accreditation
from casework.domain.accreditation import Accreditation, sites_of
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.readings import accreditations
from casework.readings.directory import directory
from press.door import door
from press.forms_accreditation import AcceptForm, AskForm, ReasonForm
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext


@door.get("/apply")
@requires(Permission.ASK_FOR_PRESS)
def apply() -> ResponseReturnValue:
    """What one has asked, and a form to ask."""
    form = AskForm(formdata=None)
    form.name.data = current_actor().name
    return _apply_page(form)


@door.post("/apply")
@requires(Permission.ASK_FOR_PRESS)
def ask_to_be_let_in() -> ResponseReturnValue:
    form = AskForm()
    form.offer()
    if not form.validate():
        return _apply_page(form), 422
    try:
        accreditation.ask(casework(), form.asking(), by=current_actor())
    except Refused as refused:
        return redirect_to("press.apply", said=word(refused.why), tone="warning")
    return redirect_to("press.apply", said=_("Đã gửi. Tòa soạn quyết định rồi báo cho bạn qua thư."))


def _apply_page(form: AskForm) -> str:
    form.offer()
    return page(
        "press/apply.html", form=form, asked=accreditations.own(casework(), current_actor()), **_names()
    )


@door.get("/accreditations")
@requires(Permission.MODERATE)
def accredited() -> ResponseReturnValue:
    """Who asks the moderator's newsrooms, who is let in, and who was."""
    groups = accreditations.of_newsroom(casework(), current_actor())
    return page("press/accreditations.html", groups=groups, **_names())


@door.get("/accreditations/<int(max=2147483647):number>")
@requires(Permission.MODERATE)
def accreditation_page(number: int) -> ResponseReturnValue:
    accept = AcceptForm(formdata=None)
    accept.begin()
    return _page(number, accept=accept)


@door.post("/accreditations/<int(max=2147483647):number>/accept")
@requires(Permission.MODERATE)
def accept(number: int) -> ResponseReturnValue:
    _found(number)
    form = AcceptForm()
    if not form.validate():
        return _page(number, accept=form), 422
    day, sites = form.until.data or abort(422), sites_of(form.sites.data or "")
    return _do(
        number,
        lambda: accreditation.accept(casework(), number, until=day, sites=sites, by=current_actor()),
        _("Đã công nhận, và báo cho người đó qua thư."),
    )


@door.post("/accreditations/<int(max=2147483647):number>/refuse")
@requires(Permission.MODERATE)
def refuse(number: int) -> ResponseReturnValue:
    _found(number)
    form = ReasonForm(prefix="")
    if not form.validate():
        return _page(number, reason=form), 422
    return _do(
        number,
        lambda: accreditation.refuse(casework(), number, reason=form.words.data or "", by=current_actor()),
        _("Đã báo cho người đó qua thư."),
    )


@door.post("/accreditations/<int(max=2147483647):number>/withdraw")
@requires(Permission.MODERATE)
def withdraw(number: int) -> ResponseReturnValue:
    """Shut the door at once."""
    _found(number)
    form = ReasonForm(prefix="")
    if not form.validate():
        return _page(number, reason=form), 422
    return _do(
        number,
        lambda: accreditation.withdraw(casework(), number, reason=form.words.data or "", by=current_actor()),
        _("Đã thôi công nhận. Bàn báo chí đóng với người đó ngay từ lúc này."),
    )


def _do(number: int, deed: Callable[[], None], said: str) -> ResponseReturnValue:
    try:
        deed()
    except Refused as refused:
        return redirect_to("press.accreditation_page", number=number, said=word(refused.why), tone="warning")
    return redirect_to("press.accredited", said=said)


def _found(number: int) -> Accreditation:
    return accreditations.find(casework(), current_actor(), number) or abort(404)


def _page(number: int, *, accept: AcceptForm | None = None, reason: ReasonForm | None = None) -> str:
    if accept is None:
        accept = AcceptForm(formdata=None)
        accept.begin()
    return page(
        "press/accreditation.html",
        one=_found(number),
        accept=accept,
        reason=reason or ReasonForm(formdata=None),
        is_own=_found(number).user == current_actor().user,
        **_names(),
    )


def _names() -> dict[str, dict[str, str]]:
    lang = language()
    return {"outlet_names": {one.code: one.called(lang) for one in directory(casework()).outlets}}
