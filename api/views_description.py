"""The description of the API, for programs and for people."""

from __future__ import annotations

import json

from flask import Response, request
from flask.typing import ResponseReturnValue

from api.description import description
from api.door import door
from casework.domain.policy import Permission
from web.cache import SHARED
from web.guard import requires


@door.get("/openapi.json")
@requires(Permission.READ_PUBLIC)
def openapi() -> ResponseReturnValue:
    """The description as OpenAPI 3.1."""
    response = Response(json.dumps(description(), ensure_ascii=False), content_type="application/json")
    response.headers["Cache-Control"] = SHARED
    response.add_etag()
    return response.make_conditional(request)
