"""What somebody follows: reports, and places where reports come up; with the way to stop."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask.typing import ResponseReturnValue

from accounts.door import door
from casework.domain.policy import Permission
from casework.domain.watching import MOST_PLACES, MOST_REPORTS, MOST_SEARCHES, Watched
from casework.readings import following, watching
from casework.readings.directory import Directory, directory
from casework.readings.watching import Kept
from web import paging
from web.alerts import rhythms
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page
from web.session import current_actor


@dataclass(frozen=True, kw_only=True)
class Place:
    """Something that is followed: where it is to be seen, and its number for stopping. `often` a search is
    told, and whether it is one by state."""

    id: int
    what: Watched
    name: str
    url: str
    often: str
    is_by_state: bool


@door.get("/account/follows")
@requires(Permission.OWN_ACCOUNT)
def follows() -> ResponseReturnValue:
    house, actor = casework(), current_actor()
    reports = following.page(house, actor, paging.after())
    return page(
        "accounts/follows.html",
        places=places(watching.of(house, actor), directory(house)),
        followed=reports.rows,
        pager=paging.links(reports),
        rhythms=rhythms(),
        most_reports=MOST_REPORTS,
        most_places=MOST_PLACES,
        most_searches=MOST_SEARCHES,
    )


def places(found: Iterable[Kept], names: Directory) -> list[Place]:
    """What is followed, as the page shows it."""
    return [
        Place(
            id=kept.id,
            what=kept.watch.what,
            name=_name(kept, names),
            url=_url(kept, names),
            often=kept.often.value if kept.often else "",
            is_by_state=kept.watch.is_by_state,
        )
        for kept in found
    ]


def _name(kept: Kept, names: Directory) -> str:
    lang, key = language(), kept.watch.key
    match kept.watch.what:
        case Watched.AGENCY:
            return names.agency_name(key, lang)
        case Watched.FIELD:
            return names.field_name(key, lang)
        case Watched.AREA:
            return names.area_name(key, lang)
        case Watched.OUTLET:
            return names.outlet_name(key, lang)
        case Watched.SEARCH:
            return kept.watch.name


def _url(kept: Kept, names: Directory) -> str:
    what, key = kept.watch.what, kept.watch.key
    if what is Watched.AGENCY and (agency := names.agency(key)):
        return url_for("forum.agency", slug=agency.slug)
    if what is Watched.OUTLET and (outlet := names.outlet(key)):
        return url_for("forum.outlet", slug=outlet.slug)
    narrowed: dict[str, Any] = dict(kept.watch.filters) if what is Watched.SEARCH else {what.value: key}
    return url_for("forum.reports", **narrowed)
