"""What reporters write to the newsroom, and the newsroom to them."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.actions.messages import set_aside
from casework.domain.policy import Permission
from casework.domain.values import PostKind
from casework.readings import messages as readings
from casework.readings.directory import directory
from moderation import way
from moderation.desk import desk_for, newsroom_names
from moderation.door import door
from web import messages, paging
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@door.get("/messages")
@requires(Permission.MODERATE)
def waiting_messages() -> ResponseReturnValue:
    """The reports whose reporters wait for an answer of the newsroom, the longest first."""
    actor, names = current_actor(), directory(casework())
    found = readings.waiting_for_newsroom(casework(), actor, paging.after())
    return page(
        "moderation/messages.html",
        rows=found.rows,
        pages=paging.links(found),
        shortcuts=way.list_keys(),
        outlets=newsroom_names(actor, names),
    )


@door.post("/reports/<code>/messages")
@requires(Permission.MODERATE)
def send_message(code: str) -> ResponseReturnValue:
    """Write to the reporter. Who reported it themselves writes on the report's own page."""
    thread = desk_for(code, current_actor()).thread
    return messages.send(
        thread, PostKind.NEWSROOM_MESSAGE, door="moderation.waiting_messages", case="moderation.review"
    )


@door.post("/reports/<code>/messages/aside")
@requires(Permission.MODERATE)
def set_message_aside(code: str) -> ResponseReturnValue:
    """What the reporter wrote last needs no answer."""
    report = desk_for(code, current_actor()).thread.report
    set_aside(casework(), report.code, PostKind.NEWSROOM_MESSAGE, by=current_actor())
    return redirect_to("moderation.review", said=_("Đã ghi: không cần trả lời."), code=report.code)
