"""Pages by key: a link to the next page goes on after the last row, however many rows came since."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from flask import request, url_for

from casework.readings.pages import Page


def after() -> tuple[str, ...] | None:
    """The key that this request goes on after; None for a first page or a key that is not ours."""
    given = request.args.get("after", "")
    if not given or len(given) > 200:
        return None
    try:
        padded = given + "=" * (-len(given) % 4)
        key = json.loads(base64.urlsafe_b64decode(padded))
    except (ValueError, binascii.Error):
        return None
    if not isinstance(key, list) or not all(isinstance(part, str) and "\0" not in part for part in key):
        return None
    return tuple(key)


def links(page: Page[Any]) -> dict[str, str | None]:
    """What the pager shows: the address of the next page, and of the first when this is not it."""
    kept: dict[str, Any] = {name: values for name, values in request.args.lists() if name != "after"}
    endpoint, args = request.endpoint or "", dict[str, Any](request.view_args or {})
    next_url = None
    if page.next_key is not None:
        packed = base64.urlsafe_b64encode(json.dumps(page.next_key).encode()).decode().rstrip("=")
        next_url = url_for(endpoint, **args, **kept, after=packed)
    first = url_for(endpoint, **args, **kept) if "after" in request.args else None
    return {"next_url": next_url, "first_url": first}
