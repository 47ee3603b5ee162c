"""The page of one report once more, when something sent from it could not be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from flask import Response, flash, make_response
from flask_babel import gettext

from casework.actions.deeds import Stale
from casework.domain.values import ReportCode
from casework.readings.directory import directory
from casework.readings.thread import open_thread
from forum import thread_page
from forum.forms_deeds import ThreadForm
from web import present
from web.kitchen import casework
from web.page import page
from web.session import current_actor

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
_NONE: Mapping[str, ThreadForm] = MappingProxyType({})


def render(
    code: ReportCode,
    *,
    forms: Mapping[str, ThreadForm] = _NONE,
    status: int = 422,
    notice: str = "",
) -> Response:
    """The page freshly read, with these forms as they were sent. Raises NoSuchReport and Gone."""
    thread = open_thread(casework(), code, current_actor())
    if notice:
        flash(notice, "warning")
    return make_response(page("forum/report.html", **thread_page.shown(thread, forms)), status)


def what_happened(stale: Stale) -> str:
    """What others did while somebody was writing."""
    named = directory(casework())
    labels: Sequence[str] = [present.event_label(recorded.event, named) for recorded in stale.since]
    return _(
        "Trong lúc bạn viết, phản ánh này đã có thay đổi: %(changes)s. "
        "Chữ bạn viết vẫn còn bên dưới; xem lại rồi gửi lần nữa.",
        changes="; ".join(labels),
    )
