"""Where more is reported this week than usual, and how that is found."""

from __future__ import annotations

from flask.typing import ResponseReturnValue
from flask_babel import format_decimal

from casework.domain.policy import Permission
from casework.domain.surges import LEAST, LEAST_WEEKS, RARE
from casework.readings.directory import directory
from casework.readings.surges import surges
from press.door import door
from press.surges import surge_views
from web.guard import requires
from web.i18n import written_date
from web.kitchen import casework
from web.page import page


@door.get("/surges")
@requires(Permission.PRESS)
def surges_page() -> ResponseReturnValue:
    found = surges(casework())
    window = found.window
    return page(
        "press/surges.html",
        surges=surge_views(found, directory(casework())),
        window=window,
        days=(written_date(window.since), written_date(window.until)) if window else None,
        compared=found.findings.compared,
        by_chance=format_decimal(round(found.findings.by_chance, 2)),
        least=LEAST,
        least_weeks=LEAST_WEEKS,
        one_in=format_decimal(round(1 / RARE)),
    )
