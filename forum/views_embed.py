"""What another site shows of an agency inside its own page, by one `<iframe>`: its figures and its newest
reports."""

from __future__ import annotations

from typing import Final

from flask import abort
from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from casework.readings.directory import directory
from casework.readings.lists import Filters, published_reports
from casework.readings.maps import Map, agency_on
from forum.cards import cards
from forum.door import door
from web import cache
from web.guard import requires
from web.headers import may_be_framed
from web.i18n import language
from web.kitchen import casework
from web.page import page

NEWEST: Final = 5


@door.get("/embed/agencies/<slug>")
@requires(Permission.READ_PUBLIC)
def embedded_agency(slug: str) -> ResponseReturnValue:
    """One agency for a frame: no script, no cookie, and every link opens beside the site that shows it."""
    house = casework()
    named = directory(house)
    found = named.agency_at(slug)
    if found is None:
        abort(404)

    def make() -> str:
        newest = published_reports(house, Filters(agency=found.code), limit=NEWEST)
        return page(
            "forum/embed.html",
            agency=found,
            name=found.called(language()),
            figures=agency_on(house, found.code, Map.THEN).figures,
            cards=cards(newest.rows, named, of_agency=True),
        )

    return may_be_framed(cache.shared(make))
