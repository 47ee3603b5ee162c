"""By which address the world knows a page: one, the same in both languages, without what a reader's way there
has hung on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from web.i18n import ENGLISH, PREFIX, VIETNAMESE
from web.kitchen import settings


def absolute(address: str) -> str:
    """An address of the house, as `url_for` gives it, for those outside."""
    return settings().public_url + address


def short_base() -> str:
    """What a report's code is put behind to make its short address, for paper."""
    return absolute(url_for("forum.short", code="-"))[:-1]


def addresses(query: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What the frame of a page says of its address: `canonical_url`, and `alternates` by language.

    Only `query` tells it from other pages: what else stands in the address of this request does not. Where a
    list goes on does, if the request says so.
    """
    asked = {**(query or {})}
    if query is not None and (after := request.args.get("after")):
        asked["after"] = after
    root = request.script_root.removesuffix(PREFIX)
    rest = request.path + (f"?{urlencode(asked)}" if asked else "")
    alternates = {VIETNAMESE: absolute(root + rest), ENGLISH: absolute(root + PREFIX + rest)}
    is_english = request.script_root.endswith(PREFIX)
    return {
        "canonical_url": alternates[ENGLISH if is_english else VIETNAMESE],
        "alternates": alternates,
    }
