"""Act as one of the cast, and read the mail that the demo would have sent."""

from __future__ import annotations

from pathlib import Path

from flask import abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from casework.delivery.post_office import letter_in, letters_in
from casework.domain.policy import Permission
from casework.readings import people
from demo.cast import BY_KEY, CAST, PASSWORD
from demo.door import door
from web import session
from web.fields import Form
from web.guard import requires
from web.kitchen import casework, settings
from web.page import page, redirect_to

MOST_LETTERS = 100


@door.get("/")
@requires(Permission.ACT_AS_DEMO)
def home() -> ResponseReturnValue:
    return page("demo/home.html", cast=CAST, password=PASSWORD, form=Form())


@door.post("/act-as/<key>")
@requires(Permission.ACT_AS_DEMO)
def act_as(key: str) -> ResponseReturnValue:
    member = BY_KEY.get(key)
    if member is None:
        abort(404)
    found = people.find_by_email(casework(), member.email)
    if found is None:  # somebody has tried out how an account is erased
        said = _("Vai %(name)s đã bị xóa tài khoản trong bản trình diễn này.", name=member.name)
        return redirect_to("demo.home", said=said, tone="warning")
    session.sign_out()
    if session.sign_in(found.id, factor=True) is None:
        abort(404)
    return redirect_to(member.start, said=_("Bạn đang dùng thử với vai %(name)s.", name=member.name))


@door.get("/mail")
@requires(Permission.ACT_AS_DEMO)
def mail() -> ResponseReturnValue:
    return page("demo/mail.html", letters=letters_in(_mail(), MOST_LETTERS))


@door.get("/mail/<letter_id>")
@requires(Permission.ACT_AS_DEMO)
def letter(letter_id: str) -> ResponseReturnValue:
    found = letter_in(_mail(), letter_id)
    if found is None:
        abort(404)
    return page("demo/letter.html", letter=found, back=url_for("demo.mail"))


def _mail() -> Path:
    """Where development writes its mail to."""
    return settings().data_dir / "mail"
