"""For whoever watches the machines: is it up, can it serve."""

from __future__ import annotations

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from casework.domain.policy import Permission
from web.guard import requires
from web.kitchen import casework

door = Blueprint("health", __name__)


@door.get("/healthz")
@requires(Permission.READ_PUBLIC)
def alive() -> ResponseReturnValue:
    """The process answers."""
    return {"status": "ok"}


@door.get("/readyz")
@requires(Permission.READ_PUBLIC)
def ready() -> ResponseReturnValue:
    """The database answers too, and every migration has been run."""
    db = casework().db
    if db.is_alive() and db.is_current():
        return {"status": "ok"}
    return {"status": "unavailable"}, 503, {"Retry-After": "10"}


def install(app: Flask) -> None:
    app.register_blueprint(door)
