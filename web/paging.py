"""Pages by key: a link to the next page goes on after the last row, however many rows came since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import request, url_for

from casework.readings.pages import Page
from web import cursors

# Every link of a list repeats what it was asked for: no page reads more, or anything longer.
_MOST: Final = 40
_LONGEST: Final = cursors.LONGEST


def after() -> tuple[str, ...] | None:
    """The key that this request goes on after; None for a first page or a key that is not ours."""
    given = request.args.get("after", "")
    if not given or len(given) > cursors.LONGEST:
        return None
    try:
        return cursors.opened(given, request.endpoint or "")
    except cursors.NotOurs:
        return None


def links(page: Page[Any]) -> dict[str, str | None]:
    """What the pager shows: the address of the next page, and of the first when this is not it."""
    here = url_for(request.endpoint or "", **request.view_args or {})
    next_url = None
    if page.next_key is not None:
        next_url = with_query(here, after=cursors.sealed(page.next_key, request.endpoint or ""))
    first = with_query(here, after=None) if "after" in request.args else None
    return {"next_url": next_url, "first_url": first}


def asking(address: str, values: Mapping[str, str]) -> str:
    """An address with a query of these values alone."""
    return f"{address}?{urlencode(values)}" if values else address


def with_query(address: str, **changes: str | None) -> str:
    """An address with what this request asked for, `changes` in place of it; None takes something away.

    Never by way of `url_for`: whoever writes the query would choose its arguments, the scheme among them.
    """
    asked = [
        (name, value[:_LONGEST])
        for name, value in list(request.args.items(multi=True))[:_MOST]
        if name not in changes and len(name) <= _LONGEST
    ]
    asked += [(name, value) for name, value in changes.items() if value is not None]
    return f"{address}?{urlencode(asked)}" if asked else address
