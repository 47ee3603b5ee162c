"""Letters that could not be sent, and sending them again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from flask import abort, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from admin.door import door
from admin.notices import called
from casework.actions import letters
from casework.domain.policy import Permission
from casework.readings import letters as readings
from casework.readings.directory import Directory, directory
from casework.readings.letters import Letter
from web import paging
from web.fields import line_of
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

_ID = re.compile(r"[0-9a-f]{32}")
LONGEST_ERROR = 300


@dataclass(frozen=True, kw_only=True)
class Row:
    """One letter without its text: what kind, and to whom by number or kind; `url` leads to the account."""

    letter: Letter
    kind: str
    to: str
    url: str


@door.get("/letters")
@requires(Permission.ADMINISTER)
def letters_in_trouble() -> ResponseReturnValue:
    house, names = casework(), directory(casework())
    error = line_of(request.args, "error", LONGEST_ERROR) or None
    found = readings.trouble(house, by=current_actor(), error=error, after=paging.after())
    return page(
        "admin/letters.html",
        error=error,
        dead=[_row(letter, names) for letter in found.dead.rows],
        slow=[_row(letter, names) for letter in found.slow],
        stuck=found.stuck,
        by_error=found.by_error,
        known={letters.REFUSED_AS_DEAD: _("thư gửi tới địa chỉ này bị trả lại")},
        most=readings.MOST,
        pager=paging.links(found.dead),
    )


@door.post("/letters/<letter>/again")
@requires(Permission.ADMINISTER)
def send_again(letter: str) -> ResponseReturnValue:
    if not _ID.fullmatch(letter):
        abort(404)
    if letters.send_again(casework(), letter, by=current_actor()):
        return _back(_("Thư sẽ được gửi lại trong ít phút."))
    return _back(_("Thư này không còn nằm trong số không gửi được."), "info")


@door.post("/letters/again")
@requires(Permission.ADMINISTER)
def send_all_again() -> ResponseReturnValue:
    """All letters that died of one thing."""
    error = line_of(request.form, "error", LONGEST_ERROR)
    count = letters.send_all_again(casework(), error, by=current_actor())
    return _back(ngettext("%(num)s thư sẽ được gửi lại.", "%(num)s thư sẽ được gửi lại.", count))


@door.post("/letters/events/again")
@requires(Permission.ADMINISTER)
def tell_again() -> ResponseReturnValue:
    count = letters.tell_again(casework(), by=current_actor())
    return _back(ngettext("%(num)s sự kiện sẽ được báo lại.", "%(num)s sự kiện sẽ được báo lại.", count))


def _row(letter: Letter, names: Directory) -> Row:
    kind, _colon, key = letter.recipient.partition(":")
    url = ""
    if kind == "user":
        to, url = _("Tài khoản số %(id)s", id=key), url_for("admin.person", person_id=int(key))
    elif kind == "agency":
        to = _("Hộp thư chung: %(agency)s", agency=names.agency_name(key, language()))
    elif kind == "farewell":
        to = _("Người đã xóa tài khoản")
    elif kind == "replier":
        to = _("Người xin phản hồi, không có tài khoản")
    else:
        to = _("Người gửi không có tài khoản")
    return Row(letter=letter, kind=called(letter.notice), to=to, url=url)


def _back(said: str, tone: str = "success") -> ResponseReturnValue:
    return redirect_to("admin.letters_in_trouble", said=said, tone=tone)
