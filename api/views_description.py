"""The description of the API, for programs and for people."""

from __future__ import annotations

import json

from flask import Response, request
from flask.typing import ResponseReturnValue

from api import documentation
from api.description import description, operations, path_of
from api.door import door
from casework.domain.policy import Permission
from web import cache
from web.cache import SHARED
from web.guard import requires
from web.limits import limit_programs
from web.page import page
from web.programs import for_people


@door.get("/openapi.json")
@requires(Permission.READ_PUBLIC)
@limit_programs
def openapi() -> ResponseReturnValue:
    """The description as OpenAPI 3.1."""
    response = Response(json.dumps(description(), ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = SHARED
    response.add_etag()
    return response.make_conditional(request)


@door.get("/docs")
@for_people
@requires(Permission.READ_PUBLIC)
def docs() -> ResponseReturnValue:
    """The same as a page, and the rest that who writes a program has to know."""

    def make() -> str:
        described = description()
        served = [(path_of(rule), method, one) for rule, method, one in operations()]
        return page(
            "api/docs.html",
            base=described["servers"][0]["url"],
            groups=documentation.groups(described, served),
            schemas=documentation.schemas(described),
            statuses=documentation.statuses(described),
            kinds=documentation.kinds(),
        )

    return cache.shared(make)
