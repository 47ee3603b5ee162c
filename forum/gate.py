"""The pages between a filled-in form and its being sent, for what reads like a khiếu nại or a tố cáo.

Nothing is stored: the form travels in the pages, and its files wait under a key that only the pages know.
"""

from __future__ import annotations

from flask import Response, make_response, request

from casework.actions.laid_aside import lay_aside
from casework.domain.values import LegalDoor
from casework.readings import denunciations, slips
from casework.readings.slips import Slip
from forum.forms_report import GOES_ON, ReportForm
from forum.forms_sealed import DenounceForm
from web.i18n import language
from web.kept_form import Kept, kept
from web.kitchen import casework
from web.page import page

# What the buttons of these pages say, and what the pages carry by themselves.
_OURS = ("gate", "door", "laid_aside")
__all__ = ["GOES_ON", "ask", "carried", "door_of_form", "private", "right_door", "slip_of_form"]


def ask(form: ReportForm) -> Response:
    """The two questions. Raises FileRefused for a file that is not taken."""
    finding = form.finding
    assert finding is not None, "who is not to be asked does not come here"
    is_kept = form.laid_aside.data and not form.attachments.uploads
    word = form.laid_aside.data if is_kept else lay_aside(casework(), form.uploads)
    shown = page(
        "forum/gate.html",
        finding=finding,
        likelier_first=sorted(LegalDoor, key=lambda door: door is not finding.door),
        kept=carried(word),
        goes_on=GOES_ON,
        has_files=bool(word),
    )
    return private(shown, 422)


def right_door(door: LegalDoor, form: DenounceForm | None = None, status: int = 200) -> Response:
    """What the answer means; `form` is the denunciation as it was sent, where it did not go through."""
    can_be_sealed = door is LegalDoor.DENUNCIATION and denunciations.can_be_sent(casework())
    shown = page(
        "forum/right_door.html",
        door=door,
        slip=slip_of_form(door),
        kept=carried(),
        goes_on=GOES_ON,
        sealed=form or (DenounceForm() if can_be_sealed else None),
    )
    return private(shown, status)


def carried(laid_aside: str | None = None) -> list[Kept]:
    """What the form says, for the next page; `laid_aside` are its files, None: as the form says."""
    word = request.form.get("laid_aside", "") if laid_aside is None else laid_aside
    return [*kept(but=_OURS), Kept(name="laid_aside", value=word, is_text=False)]


def door_of_form() -> LegalDoor | None:
    """The door that the form asks about; None for any other word."""
    given = request.form.get("door", "")
    return LegalDoor(given) if given in list(LegalDoor) else None


def slip_of_form(door: LegalDoor) -> Slip:
    """The slip for what the form tells."""
    said = request.form
    return slips.slip(
        casework(),
        door,
        lang=language(),
        agency=said.get("agency"),
        field=said.get("field"),
        area=said.get("area"),
    )


def private(shown: str, status: int = 200) -> Response:
    """An answer that nobody keeps: somebody's words stand in it."""
    response = make_response(shown, status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
