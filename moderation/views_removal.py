"""Take a published report down: a page of its own, so that nobody does it in passing."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from moderation import way
from moderation.desk import Desk, desk_for
from moderation.door import door
from moderation.forms_verdict import RemoveForm
from moderation.review import Trouble, review_page, trouble_of
from web import present
from web.guard import requires
from web.kitchen import casework
from web.page import page
from web.session import current_actor


@door.get("/reports/<code>/remove")
@requires(Permission.MODERATE)
def confirm_removal(code: str) -> ResponseReturnValue:
    """What taking it down means, and the reason for it."""
    desk = desk_for(code, current_actor())
    if desk.is_own or do.Remove not in desk.thread.allowed:
        raise Refused(Why.OWN_REPORT if desk.is_own else Why.NOT_PUBLISHED)
    return _page(desk, RemoveForm(desk))


@door.post("/reports/<code>/remove")
@requires(Permission.MODERATE)
def remove(code: str) -> ResponseReturnValue:
    """Take it down."""
    desk = desk_for(code, current_actor())
    form = RemoveForm(desk, formdata=request.form)
    if "insert" in request.form:
        form.insert(request.form.get("ready", ""))
        return _page(desk, form)
    if not form.validate():
        return _page(desk, form), 422
    following = way.following(desk.thread.report.code)
    try:
        report = deeds.perform(
            casework(), desk.thread.report.code, form.command(desk), by=current_actor(), seen=form.seen
        )
    except Refused as refused:
        fresh = desk_for(code, current_actor())
        trouble = trouble_of(refused, form, fresh)
        if trouble.kept:
            return review_page(fresh, trouble=trouble), 409
        return _page(fresh, form, trouble), 409
    return way.onward(following, said=str(form.done) % {"code": report.code})


def _page(desk: Desk, form: RemoveForm, trouble: Trouble | None = None) -> str:
    report = desk.thread.report
    return page(
        "moderation/remove.html",
        form=form,
        trouble=trouble,
        code=report.code,
        title=desk.thread.title,
        agency_name=desk.directory.agency_name(report.agency, "vi") if report.is_with_agency else "",
        due=present.due_view(report, now=desk.now, terms=desk.terms),
        way=way.arguments(),
    )
