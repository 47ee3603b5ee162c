"""One person: what they may do here, and whether they may at all."""

from __future__ import annotations

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.door import door
from admin.forms import GrantForm, RevokeForm
from casework.actions import accounts, factors, roles
from casework.actions.roles import BadRole
from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.domain.values import Role, UserId
from casework.readings import factors as factor_readings
from casework.readings import people as readings
from casework.readings.directory import directory
from casework.readings.people import Person
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.people import KINDS, LOCALES, place
from web.session import current_actor
from web.words import word

ONE = "/people/<int(max=2147483647):person_id>"


@door.get(ONE)
@requires(Permission.ADMINISTER)
def person(person_id: int) -> ResponseReturnValue:
    return _person(_find(person_id), _form())


@door.post(ONE + "/roles")
@requires(Permission.ADMINISTER)
def grant(person_id: int) -> ResponseReturnValue:
    found, form = _find(person_id), _form()
    if not form.validate() or not form.fits():
        return _person(found, form), 422
    role = Role(form.role.data)
    try:
        is_new = roles.grant(casework(), found.id, role, form.place, by=current_actor())
    except BadRole as bad:
        form.blame(bad)
        return _person(found, form), 422
    said = _("Đã giao vai trò “%(role)s” cho %(name)s.")
    if not is_new:
        said = _("%(name)s đã có vai trò “%(role)s”.")
    return _back(found, said % {"role": word(role), "name": found.name})


@door.post(ONE + "/roles/revoke")
@requires(Permission.ADMINISTER)
def revoke(person_id: int) -> ResponseReturnValue:
    found = _find(person_id)
    form = RevokeForm()
    role = form.chosen if form.validate() else None
    if role is None:
        abort(400)
    try:
        had_it = roles.revoke(casework(), found.id, role, form.place.data or "", by=current_actor())
    except BadRole:
        abort(400)
    said = _("Đã thu lại vai trò “%(role)s” của %(name)s.") if had_it else _("%(name)s không có vai trò đó.")
    return _back(found, said % {"role": word(role), "name": found.name})


@door.post(ONE + "/disable")
@requires(Permission.ADMINISTER)
def disable(person_id: int) -> ResponseReturnValue:
    found = _find(person_id)
    roles.disable(casework(), found.id, by=current_actor())
    return _back(found, _("Đã khóa tài khoản của %(name)s.", name=found.name))


@door.post(ONE + "/enable")
@requires(Permission.ADMINISTER)
def enable(person_id: int) -> ResponseReturnValue:
    found = _find(person_id)
    roles.enable(casework(), found.id, by=current_actor())
    return _back(found, _("Đã mở lại tài khoản của %(name)s.", name=found.name))


@door.post(ONE + "/factors")
@requires(Permission.ADMINISTER)
def reset_factors(person_id: int) -> ResponseReturnValue:
    """For who has lost the device and the codes on paper, once the administrator is sure who asks."""
    found = _find(person_id)
    factors.reset_factors(casework(), found.id, by=current_actor())
    return _back(found, _("Đã bỏ mọi cách xác nhận của %(name)s; người này lập lại từ đầu.", name=found.name))


@door.post(ONE + "/letter")
@requires(Permission.ADMINISTER)
def send_letter(person_id: int) -> ResponseReturnValue:
    """Once more the letter by which they set a password: its link is short-lived."""
    found = _find(person_id)
    accounts.request_reset(casework(), found.email)
    return _back(found, _("Đã gửi thư đặt mật khẩu tới %(email)s.", email=found.email))


def _find(person_id: int) -> Person:
    found = readings.person(casework(), UserId(person_id), by=current_actor())
    if found is None:
        abort(404)
    return found


def _form() -> GrantForm:
    form, house = GrantForm(), casework()
    form.offer(directory(house), local_day(house.now()))
    return form


def _person(found: Person, form: GrantForm) -> str:
    names = directory(casework())
    return page(
        "admin/person.html",
        person=found,
        kind=KINDS[found.kind],
        letters_in=LOCALES.get(found.locale, found.locale),
        memberships=[
            {"role": one.role, "place": one.agency or one.outlet or "", "place_name": place(one, names)}
            for one in found.memberships
        ],
        form=form,
        is_self=found.id == current_actor().user,
        factor_count=factor_readings.count(casework(), found.id, by=current_actor()),
    )


def _back(found: Person, said: str) -> ResponseReturnValue:
    return redirect_to("admin.person", person_id=found.id, said=said)
