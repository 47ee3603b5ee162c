"""What somebody typed, given back when it is not taken: the page lay open too long, they are signed out, they
have sent too often, or nobody can tell whether it was taken.

Nothing is sent by itself. Secrets are not repeated, files have to be chosen once more.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import quote

from flask import Response, current_app, make_response, render_template, request

from casework.domain.policy import can
from web import programs
from web.page import safe_next
from web.session import current_actor

_OURS = frozenset({"csrf_token"})
_SECRET = re.compile(r"password|current|secret|credential|recovery|^code$")
_SHORTEST_TEXT = 20  # what is shorter, and has no blank in it, is a choice or a key
_AS_IT_IS = "/%-._~!$&'()*+,;=:@?"  # of an address, beside letters and digits


@dataclass(frozen=True, kw_only=True)
class Kept:
    """One value of a form. `is_text`: somebody wrote it, so that they want to see that it is still there."""

    name: str
    value: str
    is_text: bool


def kept_form(
    status: int, *, why: str = "", in_doubt: bool = False, must_prove: bool = False, may_send: bool = True
) -> Response:
    """The page with what this request brought, to be sent again to where it was sent.

    `why`, in the reader's language, stands in the place of the usual reason. `in_doubt`: it may have been
    taken already; then the database is asked nothing, not even who is there. `must_prove`: only who has shown
    just now who they are may send it. Without `may_send` the words are only there to be copied.
    """
    actor = current_actor()
    shown = render_template(
        "errors/kept_form.html",
        kept=kept(),
        secrets=sorted(_secrets()),
        files=sorted(request.files.keys()),
        target=_target(),
        why=why,
        in_doubt=in_doubt,
        must_prove=must_prove,
        may_send=may_send,
        must_sign_in=may_send and not in_doubt and not _may(),
        awaits_factor=actor.awaits_factor is not None,
    )
    return make_response(shown, status, {"Cache-Control": "private, no-store"})


def kept(*, but: Collection[str] = ()) -> list[Kept]:
    """What this request's form says, secrets left out and these fields, in the order of its fields."""
    return [
        Kept(name=name, value=value, is_text=_is_text(value))
        for name, values in request.form.lists()
        for value in values
        if name not in _OURS and name not in but and not _SECRET.search(name)
    ]


def has_only_text() -> bool:
    """Whether somebody wrote something, and nothing that is secret: then the words are all that matters. A
    program has kept what it sent."""
    return not programs.asks() and not _secrets() and any(one.is_text for one in kept())


def _secrets() -> set[str]:
    return {name for name in request.form if _SECRET.search(name)}


def _target() -> str:
    """The address that the form was sent to, checked like every address that we send somebody to."""
    query = f"?{request.query_string.decode('latin-1')}" if request.query_string else ""
    return safe_next(quote(request.script_root + request.path + query, safe=_AS_IT_IS), "/")


def _may() -> bool:
    """Whether who is there now may send it: else they have to sign in before."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "permission", None)
    return permission is None or can(current_actor(), permission)


def _is_text(value: str) -> bool:
    is_key = re.fullmatch(r"[0-9a-f]*", value)
    return " " in value.strip() or (len(value) >= _SHORTEST_TEXT and not is_key)
