"""One's own account: who one is here, the password, what one follows."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.forms import DescriptionForm, PasswordForm
from accounts.rooms import own_room
from accounts.views_follows import places
from casework.actions import accounts
from casework.actions.accounts import BadAccount
from casework.domain.policy import Permission
from casework.domain.values import UserId
from casework.readings import following, letters, watching
from casework.readings import people as readings
from casework.readings.directory import directory
from web import people, session
from web.guard import requires
from web.kitchen import casework
from web.limits import limit
from web.page import page, redirect_to
from web.people import HINT_PASSWORD, HINT_PASSWORD_OF_STAFF, KINDS
from web.session import current_actor


@door.get("/account")
@requires(Permission.OWN_ACCOUNT)
def account() -> ResponseReturnValue:
    return _account()


@door.post("/account")
@requires(Permission.OWN_ACCOUNT)
def describe() -> ResponseReturnValue:
    form = DescriptionForm()
    if not form.validate():
        return _account(about=form), 422
    try:
        accounts.describe(
            casework(),
            _user(),
            name=form.name.data or "",
            organisation=form.organisation.data or "",
            phone=form.phone.data or "",
            locale=form.locale.data,
        )
    except BadAccount as bad:
        people.blame(form, bad)
        return _account(about=form), 422
    return redirect_to("accounts.account", said=_("Đã lưu thông tin của bạn."))


@door.post("/account/password")
@requires(Permission.OWN_ACCOUNT)
@limit("10 per minute; 60 per hour")
def change_password() -> ResponseReturnValue:
    form = PasswordForm()
    if not form.validate():
        return _account(password=form), 422
    user = _user()
    try:
        accounts.change_password(
            casework(), user, current=form.current.data or "", new=form.password.data or ""
        )
    except BadAccount as bad:
        people.blame(form, bad)
        return _account(password=form), 422
    here = session.current_session()  # as it was: every session has ended, this one too
    session.sign_in(user, factor=here is not None and here.factor_at is not None)
    said = _("Đã đổi mật khẩu. Những thiết bị khác đang đăng nhập đã bị đăng xuất.")
    return redirect_to("accounts.account", said=said)


def _account(*, about: DescriptionForm | None = None, password: PasswordForm | None = None) -> str:
    house, actor = casework(), current_actor()
    person = readings.account(house, actor)
    if person is None:
        abort(404)
    names = directory(house)
    typed: dict[str, Any] = {
        "name": person.name,
        "organisation": person.organisation,
        "phone": person.phone,
        "locale": person.locale,
    }
    return page(
        "accounts/account.html",
        person=person,
        kind=KINDS[person.kind],
        memberships=[(one.role, people.place(one, names)) for one in person.memberships],
        about=about or DescriptionForm(formdata=None, data=typed),
        password=password or PasswordForm(formdata=None),
        password_hint=HINT_PASSWORD_OF_STAFF if person.is_staff else HINT_PASSWORD,
        followed=following.followed(house, actor),
        places=places(watching.of(house, actor)[: following.MOST], names),
        come_back=letters.own_come_back(house, actor),
        room_url=own_room(actor),
        is_working=bool(person.memberships),
        shows_organisation=person.kind == "business" or bool(person.organisation),
    )


def _user() -> UserId:
    user = current_actor().user
    if user is None:
        abort(403)
    return user
