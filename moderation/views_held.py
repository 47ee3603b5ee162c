"""Replies that agencies handed to the newsroom before readers see them: published, or sent back."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from casework.actions import deeds
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from moderation import way
from moderation.desk import Desk, desk_for
from moderation.door import door
from moderation.forms_desk import DeskForm
from moderation.forms_held import BY_DEED, ReleaseReplyForm, SendBackForm
from moderation.leaks import post_leaks
from moderation.review import Trouble, review_page, trouble_of
from web import present
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

DEEDS = "'release-reply', 'send-back'"


@door.get("/reports/<code>/held")
@requires(Permission.MODERATE)
def held(code: str) -> ResponseReturnValue:
    """The reply that waits, with what may lead to a person marked in it."""
    desk = desk_for(code, current_actor())
    if desk.thread.report.held is None:
        return redirect_to("moderation.review", code=desk.thread.report.code)
    if desk.is_own:
        raise Refused(Why.OWN_REPORT)
    return _page(desk)


@door.post(f"/reports/<code>/held/<any({DEEDS}):deed>")
@requires(Permission.MODERATE)
def decide_held(code: str, deed: str) -> ResponseReturnValue:
    """Publish it with passages blacked out, or send it back with words for the agency."""
    desk = desk_for(code, current_actor())
    form = BY_DEED[deed](desk, formdata=request.form)
    if not form.validate():
        return _page(desk, Trouble(form=form)), 422
    following = way.following(desk.thread.report.code)
    try:
        report = deeds.perform(
            casework(), desk.thread.report.code, form.command(desk), by=current_actor(), seen=form.seen
        )
    except Refused as refused:
        if refused.why is Why.NOT_ALLOWED:
            raise
        fresh = desk_for(code, current_actor())
        trouble = trouble_of(refused, form, fresh)
        if trouble.kept or fresh.thread.report.held is None:
            return review_page(fresh, trouble=trouble), 409
        return _page(fresh, trouble), 409
    return way.onward(following, said=str(form.done) % {"code": report.code})


def _page(desk: Desk, trouble: Trouble | None = None) -> str:
    report = desk.thread.report
    reply = desk.thread.post(report.held)
    if reply is None:
        raise Refused(Why.NOTHING_HELD)
    return page(
        "moderation/held.html",
        code=report.code,
        title=desk.thread.title,
        since=report.held_at,
        reply=present.post_view(reply, desk.directory),
        view=post_leaks(desk, [reply])[reply.id],
        release=_form(ReleaseReplyForm, desk, trouble),
        send_back=_form(SendBackForm, desk, trouble),
        trouble=trouble,
        way=way.arguments(),
    )


def _form(kind: type[DeskForm], desk: Desk, trouble: Trouble | None) -> DeskForm:
    return trouble.form if trouble and isinstance(trouble.form, kind) else kind(desk)
