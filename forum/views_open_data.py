"""Open data: the whole as it was last night, and what every column of it means."""

from __future__ import annotations

import json

from flask import Response, abort, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, gettext

from casework.documents import dictionary
from casework.domain.calendar import local_day
from casework.domain.open_data import COLUMNS, LICENCE_ADDRESS
from casework.domain.policy import Permission
from casework.readings.open_data import whole
from forum.door import door
from forum.kept_files import kept
from web import cache, present
from web.guard import requires
from web.i18n import language
from web.kitchen import casework, settings
from web.page import page

SOON = 300  # seconds until it is worth asking again


@door.get("/open-data")
@requires(Permission.READ_PUBLIC)
def open_data() -> ResponseReturnValue:
    """What there is, of when, under which licence, and the dictionary."""

    def make() -> str:
        found = whole(casework())
        which = 0 if language() == "vi" else 1
        return page(
            "forum/open_data.html",
            whole=found.export if found and found.can_be_had else None,
            rows=format_decimal(found.export.done) if found else "",
            size=present.size_label(found.export.size or 0) if found else "",
            columns=[
                (column, dictionary.MEANINGS[column.name][which], dictionary.values_of(column.name))
                for column in COLUMNS
            ],
            licence=LICENCE_ADDRESS,
        )

    return cache.shared(make)


@door.get("/open-data/reports.zip")
@requires(Permission.READ_PUBLIC)
def open_data_file() -> ResponseReturnValue:
    """The whole. While it is made anew, since something in it is not public any more, nobody gets the old."""
    found = whole(casework())
    if found is None:
        abort(404)
    if not found.can_be_had:
        response = Response(gettext("Tệp đang được làm lại. Xin thử lại sau ít phút."), status=503)
        response.mimetype = "text/plain"
        response.headers["Retry-After"] = str(SOON)
        return response
    return kept(found)


@door.get("/open-data/datapackage.json")
@requires(Permission.READ_PUBLIC)
def open_data_dictionary() -> ResponseReturnValue:
    """The dictionary for machines, as it lies in the file too."""

    def make() -> str:
        described = dictionary.package(
            home=settings().public_url + url_for("forum.home"),
            made_on=local_day(casework().now()),
            title=dictionary.TITLE,
        )
        return json.dumps(described, ensure_ascii=False, indent=2) + "\n"

    response = cache.shared(make)
    response.mimetype = "application/json"
    return response
