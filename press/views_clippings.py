"""What a journalist keeps of reports, with notes that nobody else reads."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from casework.actions import clippings
from casework.domain.clippings import LONGEST_NOTE
from casework.domain.codes import parse_code
from casework.domain.policy import Permission
from casework.domain.refusals import Refused
from casework.domain.values import ReportCode
from casework.readings import clippings as readings
from casework.readings.clippings import Kept
from press.clippings import clipping_rows
from press.door import door
from web import paging
from web.fields import AtMost, Form, TextField
from web.guard import requires
from web.kitchen import casework
from web.page import page, redirect_to
from web.session import current_actor
from web.words import word

_: Callable[..., str] = gettext


class NoteForm(Form):
    """A note on one clipping."""

    note = TextField(_l("Ghi chú của bạn"), [AtMost(LONGEST_NOTE)])
    seen = HiddenField()


@door.get("/clippings")
@requires(Permission.PRESS)
def kept() -> ResponseReturnValue:
    return _page()


@door.post("/clippings/<code>")
@requires(Permission.PRESS)
def clip(code: str) -> ResponseReturnValue:
    """Keep a report that everybody reads, in the version of now."""
    known = _code(code)
    try:
        clippings.clip(casework(), known, by=current_actor())
    except Refused as refused:
        return redirect_to("forum.report", code=known, said=word(refused.why), tone="warning")
    return redirect_to("press.clipping", code=known, said=_("Đã cất. Ghi chú ở đây chỉ mình bạn đọc."))


@door.get("/clippings/<code>")
@requires(Permission.PRESS)
def clipping(code: str) -> ResponseReturnValue:
    """One of them, to write the note."""
    form = NoteForm(formdata=None)
    kept = _found(code).clipping
    form.note.data, form.seen.data = kept.note, kept.seen
    return _one_page(code, form)


@door.post("/clippings/<code>/note")
@requires(Permission.PRESS)
def write_note(code: str) -> ResponseReturnValue:
    form, found = NoteForm(), _found(code)
    if not form.validate():
        return _one_page(code, form), 422
    note, seen = form.note.data or "", form.seen.data
    try:
        clippings.write(casework(), found.clipping.report, note, seen=seen, by=current_actor())
    except Refused as refused:
        form.note.errors, form.seen.data = [word(refused.why)], found.clipping.seen
        return _one_page(code, form, now=found.clipping.note), 409
    return redirect_to("press.kept", said=_("Đã lưu ghi chú."))


@door.post("/clippings/<code>/remove")
@requires(Permission.PRESS)
def drop_clipping(code: str) -> ResponseReturnValue:
    """Keep it no more; its note goes too."""
    clippings.remove(casework(), _code(code), by=current_actor())
    return redirect_to("press.kept", said=_("Đã bỏ mục đã cất, cùng ghi chú."))


def _page() -> str:
    found = readings.page(casework(), current_actor(), paging.after())
    return page(
        "press/clippings.html",
        rows=clipping_rows(found.rows),
        pager=paging.links(found),
    )


def _one_page(code: str, form: NoteForm, *, now: str | None = None) -> str:
    """`now` is the note as another window left it."""
    return page("press/clipping.html", row=clipping_rows([_found(code)])[0], form=form, now=now)


def _found(code: str) -> Kept:
    return readings.find(casework(), current_actor(), _code(code)) or abort(404)


def _code(code: str) -> ReportCode:
    return ReportCode(parse_code(code) or abort(404))
