"""Review a report, and do to it what the newsroom may do."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from casework.actions import deeds
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from moderation import way
from moderation.desk import desk_for
from moderation.door import door
from moderation.review import DEEDS, Trouble, review_page, trouble_of, unprocessable
from web import paging
from web.guard import requires
from web.kitchen import casework
from web.page import redirect_to
from web.session import current_actor


@door.get("/reports/<code>")
@requires(Permission.MODERATE)
def review(code: str) -> ResponseReturnValue:
    """The report on one side, the next step on the other."""
    return review_page(desk_for(code, current_actor(), comments_after=paging.after()))


@door.get("/reports/<code>/next")
@requires(Permission.MODERATE)
def skip(code: str) -> ResponseReturnValue:
    """The one after it in the part of the queue that the moderator works through."""
    return way.onward(way.following(desk_for(code, current_actor()).thread.report.code))


@door.get("/reports/<code>/previous")
@requires(Permission.MODERATE)
def previous(code: str) -> ResponseReturnValue:
    """The one before it."""
    return way.onward(way.following(desk_for(code, current_actor()).thread.report.code, backwards=True))


@door.post("/reports/<code>/<deed>")
@requires(Permission.MODERATE)
def act(code: str, deed: str) -> ResponseReturnValue:
    """Do one of the deeds of the desk."""
    kind = DEEDS.get(deed) or abort(404)
    desk = desk_for(code, current_actor())
    form = kind(desk, formdata=request.form)
    if "insert" in request.form and form.use:
        form.insert(request.form.get("ready", ""))
        return review_page(desk, trouble=Trouble(form=form))
    if not form.validate():
        return unprocessable(desk, form)
    if form.find_leaks(desk):
        return unprocessable(desk, form)
    following = None if form.stays else way.following(desk.thread.report.code)
    try:
        report = deeds.perform(
            casework(), desk.thread.report.code, form.command(desk), by=current_actor(), seen=form.seen
        )
    except Refused as refused:
        fresh = desk_for(code, current_actor())
        return review_page(fresh, trouble=trouble_of(refused, form, fresh)), 409
    said = str(form.done) % {"code": report.code}
    if form.stays:
        return redirect_to("moderation.review", said=said, code=report.code, **way.arguments())
    return way.onward(following, said=said)
