"""What somebody typed, given back when it is not taken: the page lay open too long, or they are signed out.

Nothing is sent by itself. Secrets are not repeated, files have to be chosen once more.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from flask import Response, make_response, render_template, request

from web.session import current_actor

_OURS = frozenset({"csrf_token"})
_SECRET = re.compile(r"password|current|secret|credential|recovery|^code$")
_SHORTEST_TEXT = 20  # what is shorter, and has no blank in it, is a choice or a key


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One value of a form. `is_text`: somebody wrote it, so that they want to see that it is still there."""

    name: str
    value: str
    is_text: bool


def kept_form(status: int) -> Response:
    """The page with what this request brought, to be sent again to where it was sent."""
    fields = [(name, value) for name, values in request.form.lists() for value in values if name not in _OURS]
    values: dict[str, Any] = {
        "kept": [
            Kept(name=name, value=value, is_text=_is_text(value))
            for name, value in fields
            if not _SECRET.search(name)
        ],
        "secrets": sorted({name for name, _ in fields if _SECRET.search(name)}),
        "files": sorted(request.files.keys()),
        "target": request.script_root + request.full_path.rstrip("?"),
        "is_signed_out": not current_actor().is_signed_in,
        "awaits_factor": current_actor().awaits_factor is not None,
    }
    return make_response(render_template("errors/kept_form.html", **values), status)


def _is_text(value: str) -> bool:
    is_key = re.fullmatch(r"[0-9a-f]*", value)
    return " " in value.strip() or (len(value) >= _SHORTEST_TEXT and not is_key)
