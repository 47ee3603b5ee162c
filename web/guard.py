"""Permissions at the doors: every view declares one, and what declares none is closed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.routing import IntegerConverter, RequestRedirect

from casework.domain.policy import Permission, can
from web import programs
from web.kept_form import kept_form
from web.kitchen import settings
from web.session import current_actor

V = TypeVar("V", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
log = logging.getLogger(__name__)


class Number(IntegerConverter):
    """A number in an address: in ASCII, since Python reads the digits of every script."""

    regex = "[0-9]+"


def requires(permission: Permission) -> Callable[[V], V]:
    """Declare what a visitor must be allowed to do before the view is called."""

    def declare(view: V) -> V:
        view.permission = permission  # type: ignore[attr-defined]  # because it is data on a function
        return view

    return declare


def from_anywhere(view: V) -> V:
    """Declare that a form may come from any site or none, without a token: its address is the secret, and who
    has that could send the form from here as well."""
    view.from_anywhere = True  # type: ignore[attr-defined]  # because it is data on a function
    return view


def takes_from_anywhere(app: Flask) -> list[str]:
    """The endpoints that declare so."""
    return [name for name, view in app.view_functions.items() if hasattr(view, "from_anywhere")]


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """The permission that an endpoint declares; the files of the house are for everybody."""
    if endpoint.endswith("static"):
        return Permission.READ_PUBLIC
    return getattr(app.view_functions[endpoint], "permission", None)


def install(app: Flask) -> None:
    app.url_map.converters["int"] = Number

    # Before anything has read the form, the check of its token too.
    @app.url_value_preprocessor
    def says_its_length(_endpoint: str | None, _values: Any) -> None:
        # [m] Werkzeug cuts a body without a length off at the limit, and says nothing of it.
        if "Transfer-Encoding" in request.headers and request.content_length is None:
            abort(411)

    @app.before_request
    def lead_on() -> ResponseReturnValue | None:
        wanted = request.routing_exception
        if not isinstance(wanted, RequestRedirect):
            return None
        # From /agency to /agency/: the router names the host that was asked for, whosever it is.
        path, query = urlsplit(wanted.new_url)[2:4]
        return redirect(f"{path}?{query}" if query else path, wanted.code)

    @app.before_request
    def check() -> ResponseReturnValue | None:
        if "\0" in request.path:
            abort(404)
        if request.method not in SAFE and not is_from_here() and not _may_be_from_anywhere():
            log.warning("refused: a form of another site to %s", request.endpoint)
            abort(403)
        if request.endpoint is None or request.endpoint.endswith("static"):
            return None
        permission = permission_of(app, request.endpoint)
        if permission is None:
            abort(403)
        return None if can(current_actor(), permission) else _turn_away()


def _turn_away() -> ResponseReturnValue:
    """Who is not signed in, or not wholly, is asked to be; what they wrote meanwhile is given back."""
    actor = current_actor()
    if actor.is_signed_in:
        abort(403)
    if programs.asks():
        abort(401)
    if request.method not in SAFE:
        return kept_form(403)
    wanted = request.script_root + request.full_path.rstrip("?")
    way = "accounts.second_factor" if actor.awaits_factor else "accounts.sign_in"
    return redirect(url_for(way, next=wanted))


def is_from_here() -> bool:
    """Whether a form is one of our pages', as far as the browser says where it comes from.

    Origin, else Referer, else the browser is too old to say: then the form's token alone decides.
    """
    said = request.headers.get("Origin") or request.headers.get("Referer")
    if said is None:
        return True
    ours = {_origin(settings().public_url), _origin(request.host_url)}
    return _origin(said) in ours


def _may_be_from_anywhere() -> bool:
    return hasattr(current_app.view_functions.get(request.endpoint or ""), "from_anywhere")


def _origin(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    return parts.scheme, parts.netloc
