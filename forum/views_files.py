"""Attachments: sent by the rule of what they hang on, and so that a browser runs nothing of them."""

from __future__ import annotations

import os
from typing import Literal

from flask import Response
from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from casework.readings.lists import NoSuchReport
from casework.readings.pictures import shown_picture
from casework.readings.thread import file_for
from forum.door import door
from web import cache
from web.attached import attached
from web.guard import requires
from web.kitchen import casework
from web.page import page
from web.session import current_actor


@door.get("/files/<key>")
@requires(Permission.READ_PUBLIC)
def file(key: str) -> ResponseReturnValue:
    """Any file, to keep; pages show pictures from here too."""
    return _sent(key, "full")


@door.get("/files/<key>/thumb")
@requires(Permission.READ_PUBLIC)
def thumbnail(key: str) -> ResponseReturnValue:
    """A picture, small."""
    return _sent(key, "thumb")


@door.get("/files/<key>/view")
@requires(Permission.READ_PUBLIC)
def picture(key: str) -> ResponseReturnValue:
    """A picture to look at, as large as the window, with the way back to its report."""
    return page("forum/picture.html", picture=shown_picture(casework(), key, current_actor()))


def _sent(key: str, size: Literal["full", "thumb"]) -> Response:
    house = casework()
    # First of all, before "not modified" too: who may not have it must not learn that it is the same.
    found = file_for(house, key, current_actor())
    try:
        opened = house.files.open(found.key, size)
    except FileNotFoundError:
        raise NoSuchReport(key) from None
    response = attached(
        opened,
        name=found.name,
        media_type=found.media_type,
        length=os.fstat(opened.fileno()).st_size,
        etag=f"{found.key}-{size}",
    )
    # What an anonymous reader may have is public; but it may be taken down, so a copy is asked about anew.
    if cache.for_everybody():
        response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    else:
        response.headers["Cache-Control"] = "private, no-store"
    response.vary.add("Cookie")
    return response
