"""What others have reported already, shown to who is writing it once more."""

from __future__ import annotations

from flask import jsonify
from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from forum import similar
from forum.door import door
from forum.forms_report import BegunForm
from web.guard import requires
from web.limits import limit
from web.page import page


@door.post("/reports/new/similar")
@requires(Permission.SUBMIT_REPORT)
@limit("40 per minute; 400 per hour")
def similar_reports() -> ResponseReturnValue:
    """For the form's script: how many reports are like what stands in it so far, and a part of a page that
    shows them. Nothing is kept."""
    form = BegunForm()
    found = similar.like(form.title.data or "", form.body.data or "") if form.validate() else []
    shown = page("forum/_similar.html", similar=similar.views(found))
    answer = jsonify({"found": len(found), "html": shown})
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
