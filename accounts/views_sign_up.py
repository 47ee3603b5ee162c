"""Opening an account, and proving the address it is for."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.forms import SignUpForm
from casework.actions import accounts
from casework.actions.accounts import BadAccount, BadLink
from casework.domain.policy import Permission
from web import people
from web.guard import requires
from web.kitchen import casework
from web.limits import limit, limit_letters
from web.page import page, redirect_to
from web.session import current_actor

LINK = "confirm_account"


@door.get("/signup")
@requires(Permission.SIGN_IN)
def sign_up() -> ResponseReturnValue:
    if current_actor().is_signed_in:
        return redirect_to("accounts.account")
    return page("accounts/sign_up.html", form=SignUpForm())


@door.post("/signup")
@requires(Permission.SIGN_IN)
@limit_letters
def open_account() -> ResponseReturnValue:
    """Open it, or tell its owner that there is one: the answer is the same."""
    form = SignUpForm()
    if not form.validate():
        return page("accounts/sign_up.html", form=form), 422
    try:
        accounts.sign_up(casework(), form.filled_in())
    except BadAccount as bad:
        people.blame(form, bad)
        return page("accounts/sign_up.html", form=form), 422
    return redirect_to("accounts.signed_up")


@door.get("/signup/sent")
@requires(Permission.SIGN_IN)
def signed_up() -> ResponseReturnValue:
    return page("accounts/letter_sent.html", is_sign_up=True)


@door.get("/account/confirm/<token>")
@requires(Permission.SIGN_IN)
def confirm(token: str) -> ResponseReturnValue:
    """Ask for the button to be pressed: programs that look at letters open links too."""
    if not accounts.link_holds(casework(), LINK, token):
        return page("accounts/dead_link.html", is_reset=False), 410
    return page("accounts/confirm.html", token=token)


@door.post("/account/confirm/<token>")
@requires(Permission.SIGN_IN)
@limit("30 per minute")
def confirm_account(token: str) -> ResponseReturnValue:
    try:
        accounts.confirm(casework(), token)
    except BadLink:
        return page("accounts/dead_link.html", is_reset=False), 410
    # Not signed in at once: whoever sent somebody their own link would have them act in a foreign account.
    return redirect_to("accounts.sign_in", said=_("Đã xác nhận địa chỉ của bạn. Mời bạn đăng nhập."))
