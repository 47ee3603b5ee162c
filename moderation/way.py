"""The moderator's way through the queue: the part and the filter travel with every address, and after a deed
the next report opens by itself."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.domain.text import Unclean, normalise_line
from casework.domain.values import AreaCode, FieldCode, Kind, ReportCode
from casework.readings import queue
from casework.readings.directory import directory
from casework.readings.queue import Filter, Waits
from web.kitchen import casework
from web.page import go, redirect_to
from web.session import current_actor

LONGEST_QUERY = 200
# Where what waits has a page of its own.
_PAGES = {Waits.HELD: "moderation.held", Waits.REPLIES: "moderation.reply_request"}
E = TypeVar("E", bound=StrEnum)


def list_keys() -> list[tuple[str, str]]:
    """The keys of every list of the newsroom."""
    return [
        ("j", gettext("Xuống một dòng")),
        ("k", gettext("Lên một dòng")),
        ("Enter", gettext("Mở dòng đang chọn")),
    ]


def wanted() -> Filter:
    """The filter in the address; what is none of ours is left out."""
    given = request.args
    names = directory(casework())
    field, area = names.field(given.get("field")), names.area(given.get("area"))
    try:
        q = normalise_line(given.get("q", "")[:LONGEST_QUERY])
    except Unclean:
        q = ""
    return Filter(
        waits=waits() or Waits.FIRST_LOOK,
        kind=_one_of(Kind, given.get("kind")),
        field=FieldCode(field.code) if field else None,
        area=AreaCode(area.code) if area else None,
        q=q,
    )


def waits() -> Waits | None:
    """The part of the queue that the moderator came from; None for who came from elsewhere."""
    return _one_of(Waits, request.args.get("waits"))


def arguments() -> dict[str, Any]:
    """The filter for the address of the next page; nothing for who came from elsewhere."""
    return in_address(wanted()) if waits() else {}


def in_address(chosen: Filter) -> dict[str, Any]:
    """A filter as an address carries it."""
    said = {
        "waits": chosen.waits.value,
        "kind": chosen.kind.value if chosen.kind else "",
        "field": chosen.field or "",
        "area": chosen.area or "",
        "q": chosen.q,
    }
    return {name: value for name, value in said.items() if value}


def following(code: ReportCode, *, backwards: bool = False) -> ReportCode | None:
    """The report after this one in the part that the moderator works through, or before it; None when nothing
    is left, and for who came from elsewhere. Asked before a deed, by which the report leaves its place."""
    if waits() is None:
        return None
    return queue.next_one(casework(), current_actor(), wanted(), past=code, backwards=backwards)


def onward(following: ReportCode | None, *, said: str = "") -> ResponseReturnValue:
    """Go on to the next report, or back to the queue."""
    if following is None:
        return redirect_to("moderation.queue", said=said, **arguments())
    return go(address_of(following, wanted()), said=said)


def address_of(code: ReportCode, chosen: Filter) -> str:
    """Where a report of this part is worked on: held replies, requests to reply have pages of their own."""
    page = _PAGES.get(chosen.waits, "moderation.review")
    anchor = "comments" if chosen.waits is Waits.COMMENTS else None
    return url_for(page, code=code, **in_address(chosen), _anchor=anchor)


def _one_of(closed: type[E], given: str | None) -> E | None:
    return next((value for value in closed if value.value == given), None)
