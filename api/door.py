"""The blueprint of the JSON API, version 1, and what goes out with its answers."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from api.problems import Problem, answer_of, tell
from web import limits, programs

PREFIX: Final = "/api/v1"
# What a page of another site may read beside the answer itself.
_EXPOSED: Final = "ETag, Link, Retry-After, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset"
door = Blueprint("api", __name__, url_prefix=PREFIX)
programs.let_in(door, "/api/", tell)


@door.errorhandler(Problem)
def problem(found: Problem) -> Response:
    return answer_of(found)


@door.after_request
def say_limits(response: Response) -> Response:
    """How often one may still ask; and that pages of other sites may read what is for everybody."""
    response.headers.update(limits.told())
    if request.method in ("GET", "HEAD") and "Authorization" not in request.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
    return response
