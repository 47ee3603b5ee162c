"""Where one is signed in, and ending it: one session, or all but this one."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from casework.actions import sessions
from casework.domain.policy import Permission
from casework.domain.values import UserId
from casework.readings import sessions as readings
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import SignedIn, current_session


@door.get("/account/sessions")
@requires(Permission.OWN_ACCOUNT)
def own_sessions() -> ResponseReturnValue:
    user, here = _mine()
    found = readings.of_user(casework(), user, idle=here.idle)
    return page("accounts/sessions.html", sessions=found, here=here.id)


@door.post("/account/sessions")
@requires(Permission.OWN_ACCOUNT)
def end_other_sessions() -> ResponseReturnValue:
    user, here = _mine()
    sessions.end_others(casework(), user, but=here.id)
    return redirect_to("accounts.own_sessions", said=_("Đã đăng xuất khỏi mọi thiết bị khác."))


@door.post("/account/sessions/<identity>/end")
@requires(Permission.OWN_ACCOUNT)
def end_session(identity: str) -> ResponseReturnValue:
    user, here = _mine()
    if identity == here.id or not sessions.end_one(casework(), user, identity):
        abort(404)
    return redirect_to("accounts.own_sessions", said=_("Đã đăng xuất khỏi thiết bị đó."))


def _mine() -> tuple[UserId, SignedIn]:
    """Who looks, and by which session."""
    here = current_session()
    if here is None or here.actor.user is None:
        abort(403)
    return here.actor.user, here
