"""A deed from its form on the page of one report: done, or the page once more with what was typed."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue

from casework.actions import deeds
from casework.actions.submit import FileRefused
from casework.domain.codes import parse_code
from casework.domain.refusals import Refused
from casework.domain.values import Part, ReportCode
from casework.readings import mine
from casework.readings.thread import Gone
from forum import thread_again
from forum.forms_deeds import ThreadForm
from web.errors import error_page, refusal_status
from web.kitchen import casework
from web.page import redirect_to
from web.session import current_actor
from web.words import word

Deed = Callable[[ReportCode, ThreadForm], object]


def known_code(written: str) -> ReportCode:
    """A code as it is kept, however it is written in the address."""
    return ReportCode(parse_code(written) or written)


def perform(code: ReportCode, form: ThreadForm) -> object:
    """What almost every form asks for: its command."""
    return deeds.perform(
        casework(), code, form.command(), by=current_actor(), seen=form.seen, uploads=form.uploads
    )


def carry_out(written: str, form: ThreadForm, do_it: Deed = perform) -> ResponseReturnValue:
    """Whatever stands in the way, the page comes back with what was typed."""
    code, status, notice = known_code(written), 422, ""
    try:
        if form.validate():
            try:
                if form.only_for is Part.OWNER:
                    mine.refuse_others(casework(), code, current_actor())
                do_it(code, form)
            except deeds.Stale as stale:
                status, notice = 409, thread_again.what_happened(stale)
            except Refused as refused:
                status, notice = refusal_status(refused), word(refused.why)
            except FileRefused as refused:
                form.refuse_file(refused)
            else:
                return redirect_to("forum.report", code=code, said=str(form.said), _anchor=form.anchor)
        form.ask_for_files_again()
        return thread_again.render(code, forms={form.panel: form}, status=status, notice=notice)
    except Gone as gone:
        return taken_down(gone)


def taken_down(gone: Gone) -> ResponseReturnValue:
    """It was taken down while somebody looked at it, or wrote."""
    return error_page(410, why=word(gone.reason) if gone.reason else "")
