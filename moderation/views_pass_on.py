"""Hand a tố cáo over to the inspectorate: a page of its own, since nothing of it comes back."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from casework.actions.pass_on import has_passed_on, pass_on
from casework.domain import commands as do
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.values import ReportCode
from casework.readings.mine import NoSuchReport
from moderation import way
from moderation.desk import Desk, desk_for
from moderation.door import door
from moderation.forms_verdict import PassOnForm
from moderation.gate import gate_view
from moderation.review import Trouble, review_page, trouble_of
from web.guard import requires
from web.kitchen import casework
from web.page import page
from web.session import current_actor


@door.get("/reports/<code>/pass-on")
@requires(Permission.MODERATE)
def confirm_passing_on(code: str) -> ResponseReturnValue:
    """What it means, before it is done."""
    desk = desk_for(code, current_actor())
    if desk.is_own or do.PassToInspectorate not in desk.thread.allowed:
        raise Refused(Why.OWN_REPORT if desk.is_own else Why.WRONG_STATUS)
    return _page(desk, PassOnForm(desk))


@door.post("/reports/<code>/pass-on")
@requires(Permission.MODERATE)
def pass_to_inspectorate(code: str) -> ResponseReturnValue:
    """Move it there; the same form sent again changes nothing, and says the same."""
    try:
        return _pass_on(code)
    except NoSuchReport:
        if has_passed_on(casework(), ReportCode(code), by=current_actor()):
            return _done(code)
        raise


def _pass_on(code: str) -> ResponseReturnValue:
    desk = desk_for(code, current_actor())
    form = PassOnForm(desk, formdata=request.form)
    if not form.validate():
        return _page(desk, form), 422
    following = way.following(desk.thread.report.code)
    try:
        pass_on(casework(), desk.thread.report.code, by=current_actor(), seen=form.seen)
    except Refused as refused:
        fresh = desk_for(code, current_actor())
        trouble = trouble_of(refused, form, fresh)
        if do.PassToInspectorate not in fresh.thread.allowed:
            return review_page(fresh, trouble=trouble), 409
        return _page(fresh, form, trouble), 409
    return _done(code, following)


def _done(code: str, following: ReportCode | None = None) -> ResponseReturnValue:
    return way.onward(following, said=str(PassOnForm.done) % {"code": code})


def _page(desk: Desk, form: PassOnForm, trouble: Trouble | None = None) -> str:
    return page(
        "moderation/pass_on.html",
        form=form,
        trouble=trouble,
        code=desk.thread.report.code,
        title=desk.thread.title,
        gate=gate_view(desk.thread),
        way=way.arguments(),
    )
