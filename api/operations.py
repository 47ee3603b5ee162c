"""One operation of the API: what it takes and gives, as data, from which it is served and described."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final

from flask import Response, request
from flask_babel import gettext
from pydantic import BaseModel

from api import reading_in
from api.problems import Problem
from api.shapes import Asked, Told
from casework.domain.access import Scope
from web import programs
from web.cache import SHARED

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped

View = Callable[..., Any]
_ALWAYS: Final = frozenset({429, 500, 503})


@dataclass(frozen=True, kw_only=True)
class Operation:
    """`summary` and `about` are words for people. `problems` are the statuses it may be refused with, beside
    those of every operation; `example` is a query or a body that works."""

    summary: Any
    about: Any = ""
    tag: str
    query: type[Asked] | None = None
    body: type[Asked] | None = None
    answer: type[Told]
    status: int = 200
    problems: frozenset[int] = frozenset()
    scope: Scope | None = None  # what its token must be good for; None: it needs none
    leads_on: bool = False  # to another address, for what has one
    example: Mapping[str, Any] = field(default_factory=dict)
    headers: tuple[str, ...] = ()  # that have to be there
    places: Mapping[str, str] = field(default_factory=dict)  # an example for each place of the address

    @property
    def refusals(self) -> frozenset[int]:
        """Every status it may be refused with."""
        of_body = {400, 413, 415} if self.body else set()
        of_token = {401, 403} if self.scope else {401}  # a token that is none is refused everywhere
        return self.problems | _ALWAYS | {422} | of_body | of_token


def operation(described: Operation) -> Callable[[View], View]:
    """Serve a view as this operation: it gets its query or body read, and returns what it tells."""

    def serve(view: View) -> View:
        @wraps(view)
        def served(**places: Any) -> Response:
            if described.scope is not None:
                must_have(described.scope)
            if described.query is None:
                reading_in.no_query()
            else:
                places["query"] = reading_in.query(described.query)
            if described.body is not None:
                places["body"] = reading_in.body(described.body)
            made = view(**places)
            return made if isinstance(made, Response) else answer(made, described.status)

        served.operation = described  # type: ignore[attr-defined]  # because it is data on a function
        return served

    return serve


def must_have(scope: Scope) -> None:
    """Raises Problem for who brings no token, or one that is not good for this."""
    if programs.bearer() is None:
        why = _("Thao tác này cần mã truy cập; hãy tạo một mã trên trang tài khoản của bạn.")
        raise Problem(401, why)
    if not programs.has_scope(scope):
        challenge = f'Bearer error="insufficient_scope", scope="{scope.value}"'
        why = _("Mã truy cập này không có quyền %(scope)s.", scope=scope.value)
        raise Problem(403, why, kind="scope-missing", headers={"WWW-Authenticate": challenge})


def operation_of(view: View) -> Operation | None:
    """What an operation says of itself; None for any other view."""
    found: Operation | None = getattr(view, "operation", None)
    return found


def answer(told: BaseModel, status: int = 200) -> Response:
    """What is told, as JSON; what is read by everybody with a validator, so that it need not come twice."""
    response = Response(told.model_dump_json(), status, content_type="application/json")
    if request.method not in ("GET", "HEAD"):
        response.headers["Cache-Control"] = "private, no-store"
        return response
    is_for_everybody = "Authorization" not in request.headers
    response.headers["Cache-Control"] = SHARED if is_for_everybody else "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
