"""How much each moderator does, how soon, and how it turns out."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from casework.domain.workload import DECISIONS
from casework.readings import workload as readings
from casework.readings.directory import directory
from moderation.door import door
from web import months
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page
from web.session import current_actor


@door.get("/workload")
@requires(Permission.MODERATE)
def workload() -> ResponseReturnValue:
    """A month of the moderator's own newsrooms; this one unless another is asked for."""
    names, month = directory(casework()), months.asked() or months.this_month()
    found = readings.of_newsrooms(casework(), current_actor(), month)
    return page(
        "moderation/workload.html",
        newsrooms=[(names.outlet_name(newsroom.outlet, language()), newsroom) for newsroom in found],
        month=month,
        months=months.choices(),
        chosen=f"{month.first:%Y-%m}",
        kinds=DECISIONS,
    )
