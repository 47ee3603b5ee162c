"""The draft of the letter by which a newsroom turns to who is over an agency that did not answer it."""

from __future__ import annotations

from io import BytesIO

from flask import url_for
from flask.typing import ResponseReturnValue

from casework.documents.docx import MEDIA_TYPE
from casework.documents.press_letter import press_letter_docx
from casework.domain.policy import Permission
from casework.readings.press_letter import press_letter
from moderation.desk import desk_for
from moderation.door import door
from web.attached import attached
from web.guard import requires
from web.kitchen import casework, settings
from web.page import redirect_to
from web.session import current_actor


@door.get("/reports/<code>/press-letter.docx")
@requires(Permission.MODERATE)
def press_letter_draft(code: str) -> ResponseReturnValue:
    """A file for Word, made anew from what the report says now."""
    desk = desk_for(code, current_actor())
    if not desk.thread.report.awaits_press_letter:
        return redirect_to("moderation.review", code=desk.thread.report.code)
    letter = press_letter(casework(), desk.thread, by=current_actor().user)
    readers_page = f"{settings().public_url}{url_for('forum.report', code=letter.code)}"
    draft = press_letter_docx(letter, address=readers_page if letter.is_public else "")
    response = attached(
        BytesIO(draft), name=f"cong-van-{letter.code}.docx", media_type=MEDIA_TYPE, length=len(draft)
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
