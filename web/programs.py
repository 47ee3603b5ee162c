"""Programs at the doors: what they ask for lies under addresses of their own, where cookies count for
nothing.

Each door of theirs says once how it tells an error: nobody gives a page to a program.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

from flask import Blueprint, Flask, Response, current_app, g, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext

from casework.actions import access_tokens
from casework.actions.access_tokens import Bearer
from casework.domain.access import Scope
from web.kitchen import casework

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
LONGEST_TOKEN: Final = 200
V = TypeVar("V", bound=Callable[..., Any])
# How a door tells that something cannot be done: by the status and what is known of the reason.
Teller = Callable[[int, str], Response]
_DOORS = "programs"


def let_in(door: Blueprint, prefix: str, teller: Teller) -> None:
    """Let programs in at this door: whatever lies under `prefix` is told in its way, what is not there
    too."""

    @door.record_once
    def known(state: BlueprintSetupState) -> None:
        state.app.extensions.setdefault(_DOORS, {})[prefix] = teller


def for_people(view: V) -> V:
    """Declare that a view of such a door is a page that people read in a browser."""
    view.for_people = True  # type: ignore[attr-defined]  # because it is data on a function
    return view


def asks() -> bool:
    """Whether it is a program that makes this request, and not somebody's browser."""
    return _teller() is not None and not hasattr(_view(), "for_people")


def tell(status: int, why: str) -> Response:
    """The error as the program that asks can read it."""
    teller = _teller()
    assert teller is not None, "whoever asked for a page gets one"
    return teller(status, why)


def bearer() -> Bearer | None:
    """Whose token this request brings; None for none, or one that is good for nothing."""
    if "bearer" not in g:
        scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
        show(token.strip() if scheme.lower() == "bearer" else "")
    found: Bearer | None = g.bearer
    return found


def show(token: str) -> Bearer | None:
    """Let this request act by a token that stands somewhere else in it; returns whose it is."""
    g.pop("actor", None)
    g.bearer = access_tokens.bearer(casework(), token) if 0 < len(token) <= LONGEST_TOKEN else None
    found: Bearer | None = g.bearer
    return found


def has_scope(scope: Scope) -> bool:
    """Whether this request brings a token that may do that."""
    found = bearer() if asks() else None
    return found is not None and scope in found.scopes


def install(app: Flask) -> None:
    """Turn away whoever shows a token that is none; after the limits, before the guard."""

    @app.before_request
    def check() -> Response | None:
        if not asks() or "Authorization" not in request.headers or bearer() is not None:
            return None
        return tell(401, _("Mã truy cập không đúng, đã hết hạn hoặc đã bị thu hồi."))


def _teller() -> Teller | None:
    tellers: dict[str, Teller] = current_app.extensions.get(_DOORS, {})
    return next((tell for prefix, tell in tellers.items() if request.path.startswith(prefix)), None)


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")
