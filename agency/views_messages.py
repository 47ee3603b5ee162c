"""What the agency and the reporter write each other."""

from __future__ import annotations

from collections.abc import Callable

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from agency.case import open_case
from agency.door import door
from casework.actions.messages import set_aside
from casework.domain.policy import Permission
from casework.domain.values import PostKind, ReportCode
from casework.readings.inbox import NoSuchReport
from web import messages
from web.errors import note_refusal
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@door.post("/reports/<code>/messages")
@requires(Permission.WORK_FOR_AGENCY)
def send_message(code: str) -> ResponseReturnValue:
    """Write to the reporter, without learning who that is."""
    try:
        thread = open_case(ReportCode(code), current_actor()).thread
    except NoSuchReport:  # taken away while somebody wrote, or never theirs
        note_refusal()
        return page("agency/gone.html", typed=request.form.get("words", "")), 404
    return messages.send(thread, PostKind.AGENCY_MESSAGE, door="agency.inbox", case="agency.case")


@door.post("/reports/<code>/messages/aside")
@requires(Permission.WORK_FOR_AGENCY)
def set_message_aside(code: str) -> ResponseReturnValue:
    """What the reporter wrote last needs no answer."""
    found = open_case(ReportCode(code), current_actor())
    set_aside(casework(), found.code, PostKind.AGENCY_MESSAGE, by=current_actor())
    return redirect_to("agency.case", said=_("Đã ghi: không cần trả lời."), code=found.code)
