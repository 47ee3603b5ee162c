"""The link in a letter that ends such letters: by a mail program's one click, or a button; and back."""

from __future__ import annotations

from flask import make_response, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from casework.actions import wishes
from casework.actions.wishes import BadLink, Subscription
from casework.domain.policy import Permission
from web.guard import from_anywhere, requires
from web.kitchen import casework
from web.page import page, redirect_to

LINK = "/unsubscribe/<token>"


@door.get(LINK)
@requires(Permission.READ_PUBLIC)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Say what the button does; opening the page does nothing, since mail scanners open links."""
    try:
        return _page(token, wishes.look(casework(), token))
    except BadLink:
        return _bad_link()


@door.post(LINK)
@from_anywhere
@requires(Permission.READ_PUBLIC)
def end_letters(token: str) -> ResponseReturnValue:
    """End them. A mail program that does so for its owner (RFC 8058) follows no redirect."""
    try:
        return _page(token, wishes.turn_off(casework(), token))
    except BadLink:
        return _bad_link()


@door.post(LINK + "/back")
@requires(Permission.READ_PUBLIC)
def resume_letters(token: str) -> ResponseReturnValue:
    """As it was before."""
    try:
        wishes.turn_on(casework(), token)
    except BadLink:
        return _bad_link()
    return redirect_to("accounts.unsubscribe", token=token, said=_("Bạn lại nhận thư như trước."))


def _page(token: str, found: Subscription) -> ResponseReturnValue:
    shown = page("accounts/unsubscribe.html", token=token, found=found, is_done=request.method == "POST")
    return make_response(shown, {"Cache-Control": "private, no-store"})


def _bad_link() -> ResponseReturnValue:
    return page("accounts/unsubscribe.html", token="", found=None, is_done=False), 404
