"""What a journalist's day begins with."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from flask import url_for
from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from casework.domain.watching import USUAL
from casework.readings import press_desk
from casework.readings.clippings import newest
from casework.readings.directory import Directory, directory
from casework.readings.lists import Summary
from casework.readings.press_desk import MOST_FOUND, SavedSearch
from casework.readings.surges import surges
from press.clippings import clipping_rows
from press.door import door
from press.glance import glances
from press.surges import surge_views
from web.alerts import rhythms
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page
from web.session import current_actor

MOST_SURGES: Final = 3
MOST_CLIPPINGS: Final = 3


@door.get("/")
@requires(Permission.PRESS)
def desk() -> ResponseReturnValue:
    house, actor = casework(), current_actor()
    found, names = press_desk.desk(house, actor), directory(house)
    rising = surge_views(surges(house), names)
    return page(
        "press/desk.html",
        glances=glances(found, len(rising)),
        follows=found.follows,
        answered=[_line(one, names, one.answered_at) for one in found.answered],
        late=[_line(one, names, None) for one in found.late],
        surges=rising[:MOST_SURGES],
        clippings=clipping_rows(newest(house, actor, MOST_CLIPPINGS)),
        searches=[_search(one) for one in found.searches],
        rhythms=rhythms(),
        usual=USUAL.value,
    )


def _line(one: Summary, names: Directory, at: datetime | None) -> dict[str, Any]:
    return {
        "code": one.code,
        "url": url_for("forum.report", code=one.code),
        "title": one.title,
        "status": one.status,
        "agency": names.agency_name(one.agency, language()),
        "at": at,
    }


def _search(one: SavedSearch) -> dict[str, Any]:
    filters: dict[str, Any] = dict(one.watch.filters)
    return {
        "id": one.id,
        "name": one.watch.name,
        "often": one.often.value,
        "is_by_state": one.watch.is_by_state,
        "url": url_for("forum.search" if filters.get("q") else "forum.reports", **filters),
        "found": one.found,
        "today": one.today,
        "is_more": one.found == MOST_FOUND,
    }
