"""The right door for a khiếu nại and a tố cáo: what the law says of it, and a slip to take along."""

from __future__ import annotations

from flask import abort, request
from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from casework.domain.text import Unclean, normalise_line
from casework.domain.values import LegalDoor
from casework.readings import slips
from forum import gate
from forum.door import door
from web.fields import LONGEST_TITLE
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page, redirect_to


@door.post("/reports/new/gate")
@requires(Permission.SUBMIT_REPORT)
def right_door() -> ResponseReturnValue:
    """What the answer means: where it goes, by when, with which papers."""
    return gate.right_door(gate.door_of_form() or abort(400))


@door.post("/reports/new/slip")
@requires(Permission.SUBMIT_REPORT)
def slip_of_form() -> ResponseReturnValue:
    """The slip for what the form tells, to print. Nothing of it is stored."""
    chosen = gate.door_of_form() or abort(400)
    return gate.private(
        page(
            "forum/slip.html",
            slip=gate.slip_of_form(chosen),
            matter=_title_of_form(),
            today=casework().now(),
            kept=gate.carried(),
            goes_on=gate.GOES_ON,
        )
    )


@door.get("/reports/new/<any(gate, slip, sealed, similar):step>")
@requires(Permission.READ_PUBLIC)
def reloaded_step(step: str) -> ResponseReturnValue:
    """Whoever reloads the address of a step begins at the form."""
    return redirect_to("forum.new_report")


@door.get("/slips/<door_word>")
@requires(Permission.READ_PUBLIC)
def slip(door_word: str) -> ResponseReturnValue:
    """The slip for one door, whoever asks; `agency` is the code of the agency that decided."""
    if door_word not in list(LegalDoor):
        abort(404)
    made = slips.slip(casework(), LegalDoor(door_word), lang=language(), agency=request.args.get("agency"))
    return page("forum/slip.html", slip=made, matter="", today=None, kept=[], goes_on="")


def _title_of_form() -> str:
    """What the form calls the matter, fit to be shown."""
    try:
        return normalise_line(request.form.get("title", "")[:LONGEST_TITLE])
    except Unclean:
        return ""
