"""Permissions at the doors: every view declares one, and what declares none is closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission, can
from web.kitchen import settings
from web.session import current_actor

V = TypeVar("V", bound=Callable[..., Any])
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def requires(permission: Permission) -> Callable[[V], V]:
    """Declare what a visitor must be allowed to do before the view is called."""

    def declare(view: V) -> V:
        view.permission = permission  # type: ignore[attr-defined]  # because it is data on a function
        return view

    return declare


def permission_of(app: Flask, endpoint: str) -> Permission | None:
    """The permission that an endpoint declares; the files of the house are for everybody."""
    if endpoint.endswith("static"):
        return Permission.READ_PUBLIC
    return getattr(app.view_functions[endpoint], "permission", None)


def install(app: Flask) -> None:
    @app.before_request
    def check() -> ResponseReturnValue | None:
        if "\0" in request.path:
            abort(404)
        if request.method not in SAFE and not _same_origin():
            abort(403)
        if request.endpoint is None or request.endpoint.endswith("static"):
            return None
        permission = permission_of(app, request.endpoint)
        if permission is None:
            abort(403)
        actor = current_actor()
        if can(actor, permission):
            return None
        if actor.is_signed_in or request.method not in SAFE:
            abort(403)
        return redirect(url_for("accounts.sign_in", next=request.script_root + request.full_path.rstrip("?")))


def _same_origin() -> bool:
    """A browser that says where a form came from must name us."""
    origin = request.headers.get("Origin")
    if origin is None:
        return True
    ours = {urlsplit(settings().public_url).netloc, request.host}
    return urlsplit(origin).netloc in ours
