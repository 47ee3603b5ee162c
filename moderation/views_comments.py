"""Readers' comments: show them or not."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.policy import Permission
from casework.domain.values import PostId
from casework.readings import queue
from casework.readings.directory import directory
from moderation import way
from moderation.desk import desk_for, newsroom_names
from moderation.door import door
from moderation.leaks import comment_leaks
from web import leaks, paging, present
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor


@door.get("/comments")
@requires(Permission.MODERATE)
def comments() -> ResponseReturnValue:
    """What nobody has looked at yet, over all reports of the moderator's outlets, oldest first."""
    found = queue.waiting_comments(casework(), current_actor(), after=paging.after())
    return page(
        "moderation/comments.html",
        rows=found.rows,
        leaks=comment_leaks(found.rows),
        anchor=present.anchor,
        pages=paging.links(found),
        shortcuts=[*way.list_keys(), ("a", gettext("Đến nút “Đăng”")), ("h", gettext("Đến nút “Ẩn”"))],
        outlets=newsroom_names(current_actor(), directory(casework())),
    )


@door.post("/reports/<code>/comments/<post>")
@requires(Permission.MODERATE)
def review_comment(code: str, post: str) -> ResponseReturnValue:
    """Show a comment, what was ticked in it blacked out, keep it as it is, or hide it.

    `then=list` goes back to the list.
    """
    report = desk_for(code, current_actor()).thread.report
    keep = request.form.get("keep") == "yes"
    show = keep or request.form.get("show") == "yes"
    passages = () if keep else leaks.passages("passages")
    command = do.ReviewComment(comment=PostId(post), show=show, passages=passages)
    deeds.perform(casework(), report.code, command, by=current_actor())
    said = (
        gettext("Đã đăng bình luận ở %(code)s.", code=report.code)
        if show
        else gettext("Đã ẩn bình luận ở %(code)s.", code=report.code)
    )
    if request.form.get("then") == "list":
        return redirect_to("moderation.comments", said=said)
    return redirect_to("moderation.review", said=said, code=report.code, _anchor="comments")
