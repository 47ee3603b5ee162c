"""What is kept about one report, for its owner: to take along, and the way to reach them to be erased."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from casework.actions import erasure
from casework.domain.policy import Permission
from casework.domain.values import ReportCode
from casework.readings import own_data as readings
from casework.readings.thread import Gone
from forum.carrying_out import carry_out, known_code, taken_down
from forum.door import door
from forum.forms_deeds import EraseContactForm, ThreadForm
from web import own_data
from web.guard import requires
from web.kitchen import casework
from web.limits import limit
from web.session import current_actor


@door.post("/reports/<code>/data")
@requires(Permission.TRACK_REPORT)
@limit("10 per hour")
def data(code: str) -> ResponseReturnValue:
    """Everything about the report that its owner may have, to keep."""
    known = known_code(code)
    try:
        own = readings.report(casework(), known, current_actor())
    except Gone as gone:
        return taken_down(gone)
    return own_data.answer(own_data.report_zip(casework(), own), f"{known}.zip")


@door.post("/reports/<code>/erase-contact")
@requires(Permission.TRACK_REPORT)
def erase_contact(code: str) -> ResponseReturnValue:
    """Forget for good how to reach who holds this report by code and secret."""
    return carry_out(code, EraseContactForm(), _erase_contact)


def _erase_contact(code: ReportCode, _form: ThreadForm) -> object:
    return erasure.erase_contact(casework(), code, by=current_actor())
