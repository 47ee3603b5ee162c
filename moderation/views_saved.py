"""Give a narrowed part of the queue a name, and take it away again."""

from __future__ import annotations

from typing import Any

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from casework.actions import saved_views
from casework.actions.saved_views import LONGEST_NAME, TooMany
from casework.domain.policy import Permission
from casework.domain.values import UserId
from moderation import way
from moderation.door import door
from moderation.views_queue import queue_page
from web.fields import AtMost, Form, LineField, Required
from web.guard import requires
from web.kitchen import casework
from web.page import redirect_to
from web.session import current_actor


class SaveForm(Form):
    """The name of what the address narrows the queue to."""

    name = LineField(_l("Tên của bộ lọc này"), [Required(), AtMost(LONGEST_NAME)])

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.name.id = self.name.label.field_id = "view-name"


@door.post("/views")
@requires(Permission.MODERATE)
def save_view() -> ResponseReturnValue:
    """Keep it; the same name again takes the place of what had it."""
    form, wanted = SaveForm(), way.wanted()
    if not form.validate():
        return queue_page(wanted, save=form), 422
    name = form.name.data or ""
    try:
        saved_views.save(casework(), _user(), name, wanted)
    except TooMany:
        form.name.errors = [_("Bạn đã lưu %(most)s bộ lọc; xin bỏ bớt một cái.", most=saved_views.MOST)]
        return queue_page(wanted, save=form), 422
    return redirect_to(
        "moderation.queue", said=_("Đã lưu bộ lọc “%(name)s”.", name=name), **way.in_address(wanted)
    )


@door.post("/views/<int(max=2147483647):view>/remove")
@requires(Permission.MODERATE)
def remove_view(view: int) -> ResponseReturnValue:
    """Forget one of one's own; the queue stays where it was."""
    saved_views.remove(casework(), _user(), view)
    return redirect_to("moderation.queue", said=_("Đã bỏ bộ lọc."), **way.arguments())


def _user() -> UserId:
    return current_actor().user or abort(403)
