"""Requests for the right to reply: published beside the report, or declined with a reason."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from casework.actions import right_of_reply
from casework.domain import commands as do
from casework.domain.policy import Permission
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import PostId
from casework.readings import reply_requests
from casework.readings.reply_requests import ReplyRequest
from moderation import way
from moderation.desk import Desk, desk_for
from moderation.door import door
from moderation.forms_replies import BY_DEED, FORMS, DeclineReplyForm, ReplyForm
from moderation.review import Trouble, trouble_of
from web import present
from web.dossier import dossier
from web.fields import is_key
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

DEEDS = "'publish', 'decline'"


@door.get("/reports/<code>/right-of-reply")
@requires(Permission.MODERATE)
def reply_request(code: str) -> ResponseReturnValue:
    """One request beside the report; without `request` in the address, the one that is due first."""
    desk = desk_for(code, current_actor())
    if desk.is_own:
        raise Refused(Why.OWN_REPORT)
    if "request" in request.args:
        return _page(desk, _named(desk))
    waiting = reply_requests.waiting(casework(), desk.thread.report.code)
    if not waiting:
        return redirect_to("moderation.review", code=desk.thread.report.code)
    return _page(desk, waiting[0])


@door.post(f"/reports/<code>/right-of-reply/<any({DEEDS}):deed>")
@requires(Permission.MODERATE)
def decide_reply(code: str, deed: str) -> ResponseReturnValue:
    """Publish it, or tell who asked why not."""
    desk = desk_for(code, current_actor())
    asked = _named(desk)
    form = BY_DEED[deed](desk, asked, formdata=request.form)
    if "insert" in request.form and form.use:
        form.insert(request.form.get("ready", ""))
        return _page(desk, asked, Trouble(form=form))
    if not form.validate() or form.find_leaks(desk):
        return _page(desk, asked, Trouble(form=form)), 422
    following = way.following(desk.thread.report.code)
    try:
        report = _carry_out(desk, form)
    except Refused as refused:
        if refused.why is Why.NOT_ALLOWED:
            raise
        return _not_done(code, asked, form, refused)
    return way.onward(following, said=str(form.done) % {"code": report.code})


def _carry_out(desk: Desk, form: ReplyForm) -> Report:
    house, code, by, command = casework(), desk.thread.report.code, current_actor(), form.command(desk)
    if isinstance(command, do.PublishReply):
        name, text = form["headline"].data or "", form["body"].data or ""
        return right_of_reply.publish(house, code, command, name=name, text=text, by=by, seen=form.seen)
    assert isinstance(command, do.DeclineReply), "there are two ways to decide"
    return right_of_reply.decline(house, code, command, said=form["words"].data or "", by=by, seen=form.seen)


def _not_done(code: str, asked: ReplyRequest, form: ReplyForm, refused: Refused) -> ResponseReturnValue:
    """The page as it is now, with what was typed; what was done by this very form a moment ago is done."""
    fresh = desk_for(code, current_actor())
    now = reply_requests.find(casework(), asked.report, asked.id) or asked
    if now.post is not None and now.post == form.post_id:
        return redirect_to("moderation.review", code=fresh.thread.report.code)
    trouble = trouble_of(refused, form, fresh)
    if not now.is_waiting:
        trouble = Trouble(form=form, why=word(Why.ALREADY_DECIDED), kept=form.typed)
    return _page(fresh, now, trouble), 409


def _named(desk: Desk) -> ReplyRequest:
    key = request.args.get("request", "")
    found = reply_requests.find(casework(), desk.thread.report.code, PostId(key)) if is_key(key) else None
    return found or abort(404)


def _page(desk: Desk, asked: ReplyRequest, trouble: Trouble | None = None) -> str:
    offered = [kind for kind in FORMS if kind.does in desk.thread.allowed] if asked.is_waiting else []
    is_own = asked.user is not None and asked.user == current_actor().user
    waiting = reply_requests.waiting(casework(), asked.report)
    return page(
        "moderation/reply_request.html",
        dossier=dossier(desk.thread, desk.directory, now=desk.now, terms=desk.terms),
        asked=asked,
        due=present.countdown(asked.due, now=desk.now, terms=desk.terms)
        if asked.due and asked.is_waiting
        else None,
        forms=[] if is_own else [_form(kind, desk, asked, trouble) for kind in offered],
        declined=DeclineReplyForm.deed,
        is_own=is_own,
        others=[one for one in waiting if one.id != asked.id],
        trouble=trouble,
        way=way.arguments(),
    )


def _form(kind: type[ReplyForm], desk: Desk, asked: ReplyRequest, trouble: Trouble | None) -> ReplyForm:
    return trouble.form if trouble and isinstance(trouble.form, kind) else kind(desk, asked)
