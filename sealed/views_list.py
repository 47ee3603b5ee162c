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
from web.present import denunciation_due
from web.session import current_actor


@door.get("/")
@requires(Permission.KEEP_SEALED)
def cases() -> ResponseReturnValue:
    """What waits for its keeper, and below what is settled. Nothing is opened by looking at the list."""
    after = _after()
    found = denunciations.settled(casework(), current_actor(), after)
    waiting = denunciations.waiting(casework(), current_actor()) if after is None else ()
    return page(
        "sealed/list.html",
        waiting=[_row(one) for one in waiting],
        settled=[_row(one) for one in found.rows],
        is_first=after is None,
        keepers=denunciations.keepers(casework(), current_actor()),
        pager=paging.links(found),
    )


def _row(found: Denunciation) -> dict[str, Any]:
    return {"found": found, "due": denunciation_due(found, now=casework().now(), terms=casework().terms())}


def _after() -> tuple[date, DenunciationCode] | None:
    key = paging.after()
    if key is None or len(key) != 2:
        return None
    try:
        return date.fromisoformat(key[0]), DenunciationCode(key[1])
    except ValueError:
        return None
