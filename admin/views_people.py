"""Everybody who has an account, and inviting who works here."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from admin.door import door
from admin.forms import InvitationForm
from casework.actions import roles
from casework.actions.accounts import BadAccount
from casework.domain.policy import Permission
from casework.domain.values import Role
from casework.readings import people as readings
from casework.readings.directory import directory
from casework.readings.pages import Page
from web import paging
from web.fields import line_of
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.people import KINDS, blame, place
from web.session import current_actor
from web.words import word

LONGEST_SEARCH = 100


@door.get("/people")
@requires(Permission.ADMINISTER)
def people() -> ResponseReturnValue:
    house, names = casework(), directory(casework())
    search = line_of(request.args, "q", LONGEST_SEARCH)
    role = next((one for one in Role if one.value == request.args.get("role")), None)
    key = paging.after()
    found = readings.page(house, by=current_actor(), search=search, role=role, after=key[0] if key else "")
    next_key = (found.after,) if found.after else None
    return page(
        "admin/people.html",
        rows=[
            {
                "person": person,
                "kind": KINDS[person.kind],
                "memberships": [(one.role, place(one, names)) for one in person.memberships],
            }
            for person in found.people
        ],
        pages=paging.links(Page(rows=found.people, next_key=next_key)),
        search=search,
        role=role.value if role else "",
        roles=[{"value": one.value, "label": word(one)} for one in Role],
    )


@door.get("/people/new")
@requires(Permission.ADMINISTER)
def invite() -> ResponseReturnValue:
    return page("admin/invite.html", form=InvitationForm())


@door.post("/people/new")
@requires(Permission.ADMINISTER)
def send_invitation() -> ResponseReturnValue:
    """Open an account without a password; the letter to its owner lets them set one."""
    form = InvitationForm()
    if not form.validate():
        return page("admin/invite.html", form=form), 422
    try:
        user = roles.add_person(
            casework(),
            email=form.email.data or "",
            name=form.name.data or "",
            locale=form.locale.data,
            by=current_actor(),
        )
    except BadAccount as bad:
        blame(form, bad)
        return page("admin/invite.html", form=form), 422
    said = _("Đã mở tài khoản và gửi thư mời tới %(email)s. Bây giờ hãy giao vai trò.", email=form.email.data)
    return redirect_to("admin.person", person_id=user, said=said)
