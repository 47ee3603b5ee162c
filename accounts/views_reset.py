"""A new password for who has forgotten the old one."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.forms import ForgotForm, NewPasswordForm
from casework.actions import accounts
from casework.actions.accounts import BadAccount, BadLink
from casework.domain.policy import Permission
from web import people, session
from web.guard import requires
from web.kitchen import casework
from web.limits import limit, limit_letters
from web.page import page, redirect_to

LINK = "reset_password"


@door.get("/reset")
@requires(Permission.SIGN_IN)
def forgot() -> ResponseReturnValue:
    return page("accounts/forgot.html", form=ForgotForm())


@door.post("/reset")
@requires(Permission.SIGN_IN)
@limit_letters
def send_link() -> ResponseReturnValue:
    """Let a link be sent, if there is such an account: the answer is the same."""
    form = ForgotForm()
    if not form.validate():
        return page("accounts/forgot.html", form=form), 422
    try:
        accounts.request_reset(casework(), form.email.data or "")
    except BadAccount as bad:
        people.blame(form, bad)
        return page("accounts/forgot.html", form=form), 422
    return redirect_to("accounts.link_sent")


@door.get("/reset/sent")
@requires(Permission.SIGN_IN)
def link_sent() -> ResponseReturnValue:
    return page("accounts/letter_sent.html", is_sign_up=False)


@door.get("/reset/<token>")
@requires(Permission.SIGN_IN)
def reset(token: str) -> ResponseReturnValue:
    if not accounts.link_holds(casework(), LINK, token):
        return page("accounts/dead_link.html", is_reset=True), 410
    return page("accounts/reset.html", form=NewPasswordForm(), token=token)


@door.post("/reset/<token>")
@requires(Permission.SIGN_IN)
@limit("30 per minute")
def set_password(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return page("accounts/reset.html", form=form, token=token), 422
    try:
        accounts.reset_password(casework(), token, form.password.data or "")
    except BadLink:
        return page("accounts/dead_link.html", is_reset=True), 410
    except BadAccount as bad:
        people.blame(form, bad)
        return page("accounts/reset.html", form=form, token=token), 422
    session.sign_out()
    return redirect_to("accounts.sign_in", said=_("Đã đặt mật khẩu mới. Mời bạn đăng nhập."))
