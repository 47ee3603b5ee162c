"""What is in the sealed channel: codes, days and where they stand."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask.typing import ResponseReturnValue

from casework.domain.denunciations import Denunciation
from casework.domain.policy import Permission
from casework.domain.values import DenunciationCode
from casework.readings import denunciations
from sealed.door import door
from web import paging
from web.guard import requires
from web.kitchen import casework
from web.page import page
from web.session import current_actor


@door.get("/")
@requires(Permission.KEEP_SEALED)
def cases() -> ResponseReturnValue:
    """The newest first. Nothing is opened by looking at the list."""
    found = denunciations.listed(casework(), current_actor(), _after())
    return page(
        "sealed/list.html",
        rows=[_row(one) for one in found.rows],
        keepers=denunciations.keepers(casework(), current_actor()),
        pager=paging.links(found),
        today=casework().now(),
    )


def _row(found: Denunciation) -> dict[str, Any]:
    terms = casework().terms()
    return {"found": found, "due": found.decide_by(terms) or found.accept_by(terms)}


def _after() -> tuple[date, DenunciationCode] | None:
    key = paging.after()
    if key is None or len(key) != 2:
        return None
    try:
        return date.fromisoformat(key[0]), DenunciationCode(key[1])
    except ValueError:
        return None
