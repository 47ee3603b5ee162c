"""Signing in and out."""

from __future__ import annotations

from flask import make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.forms import SignInForm
from accounts.rooms import own_room, wanted_page
from casework.actions import accounts
from casework.actions.accounts import PasswordTooShort
from casework.actions.passwords import SHORTEST_OF_STAFF
from casework.domain.policy import Permission
from web import session
from web.guard import requires
from web.kitchen import casework
from web.limits import know_device, limit_guesses
from web.page import page, redirect_to
from web.session import current_actor


@door.get("/login")
@requires(Permission.SIGN_IN)
def sign_in() -> ResponseReturnValue:
    actor, wanted = current_actor(), wanted_page(request.args.get("next"))
    if actor.is_signed_in:
        return redirect(wanted or own_room(actor), 303)
    form = SignInForm(formdata=None, next=wanted)
    return page("accounts/sign_in.html", form=form, is_refused=False)


@door.post("/login")
@requires(Permission.SIGN_IN)
@limit_guesses
def begin_session() -> ResponseReturnValue:
    form = SignInForm()
    if not form.validate():
        return page("accounts/sign_in.html", form=form, is_refused=False), 422
    try:
        user = accounts.authenticate(casework(), form.email.data or "", form.password.data or "")
    except PasswordTooShort:
        form.password.errors = [
            _(
                "Người làm việc ở đây cần mật khẩu từ %(least)s ký tự trở lên. Xin đặt mật khẩu mới.",
                least=SHORTEST_OF_STAFF,
            )
        ]
        return page("accounts/sign_in.html", form=form, is_refused=False), 422
    actor = None if user is None else session.sign_in(user, remember=bool(form.remember.data))
    if actor is None:
        form.password.errors = [_("Địa chỉ hoặc mật khẩu không đúng, hoặc địa chỉ chưa được xác nhận.")]
        return page("accounts/sign_in.html", form=form, is_refused=True), 422
    know_device()
    wanted = wanted_page(form.next.data)
    if current_actor().awaits_factor:
        return redirect(url_for("accounts.second_factor", next=wanted or None), 303)
    return redirect(wanted or own_room(actor), 303)


@door.post("/logout")
@requires(Permission.SIGN_IN)
def sign_out() -> ResponseReturnValue:
    session.sign_out()
    answer = make_response(redirect_to("forum.home", said=_("Bạn đã đăng xuất.")))
    # What the browser kept of pages and drafts goes too: the next person may sit at the same machine.
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer
