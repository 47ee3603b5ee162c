"""The door of the sealed channel's keepers, at the inspectorate."""

from __future__ import annotations

from flask import Blueprint, Response

door = Blueprint("sealed", __name__, url_prefix="/sealed")


@door.after_request
def keep_nothing(response: Response) -> Response:
    """No store keeps a page of this door, and no search machine lists its address."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
