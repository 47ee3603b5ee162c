"""What somebody is told by letter: choosing it, and all that one digest told."""

from __future__ import annotations

import re

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from accounts.door import door
from accounts.forms_notices import NoticesForm, filled_in
from casework.actions import letters, wishes
from casework.delivery import digests
from casework.domain.policy import Permission
from casework.domain.values import UserId
from casework.domain.wishes import concerns_of
from casework.readings import wishes as readings
from web import paging
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor

_ID = re.compile(r"[0-9a-f]{32}")


@door.get("/account/notices")
@requires(Permission.OWN_ACCOUNT)
def notices() -> ResponseReturnValue:
    return page("accounts/notices.html", form=_form())


@door.post("/account/notices")
@requires(Permission.OWN_ACCOUNT)
def choose_notices() -> ResponseReturnValue:
    form = _form()
    if not form.validate():
        return page("accounts/notices.html", form=form), 422
    wishes.choose(casework(), _user(), form.chosen)
    return redirect_to("accounts.notices", said=_("Đã lưu. Từ nay chúng tôi báo tin theo ý bạn."))


@door.post("/account/mended")
@requires(Permission.OWN_ACCOUNT)
def address_mended() -> ResponseReturnValue:
    """Letters to one's address came back, and will not any more."""
    letters.address_mended(casework(), _user())
    said = _("Cảm ơn bạn. Từ nay chúng tôi lại gửi thư cho bạn.")
    return redirect_to("accounts.account", said=said)


@door.get("/account/digests/<digest>")
@requires(Permission.OWN_ACCOUNT)
def digest(digest: str) -> ResponseReturnValue:
    """Everything that a digest told, as far as it may be seen today."""
    if not _ID.fullmatch(digest):
        abort(404)
    found = digests.page(casework(), digest, current_actor(), language(), after=paging.after())
    if found is None:
        abort(404)
    return page("accounts/digest.html", due=found.due, news=found.news.rows, pager=paging.links(found.news))


def _user() -> UserId:
    user = current_actor().user
    if user is None:
        abort(403)
    return user


def _form() -> NoticesForm:
    actor = current_actor()
    chosen = readings.of(casework(), actor)
    form = NoticesForm(data=filled_in(chosen))
    form.offer(concerns_of(actor.roles, chosen))
    return form
