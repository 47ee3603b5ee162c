"""The door of Open311 GeoReport v2, and its two ways to write: XML and JSON.

https://wiki.open311.org/GeoReport_v2/
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from xml.etree import ElementTree

from flask import Blueprint, Response, request

from api.problems import title_of
from web import limits, programs
from web.cache import SHARED

JSON, XML = "json", "xml"
FORMATS: Final = "<any(json, xml):written>"
# What the members of a list are called in XML, by the list's name.
_MEMBERS: Final[Mapping[str, str]] = {
    "services": "service",
    "attributes": "attribute",
    "values": "value",
    "service_requests": "request",
    "errors": "error",
    "endpoints": "endpoint",
    "formats": "format",
}
_MEDIA_TYPES: Final = {JSON: "application/json", XML: "text/xml; charset=utf-8"}
door = Blueprint("open311", __name__, url_prefix="/open311")


class Wrong(Exception):
    """An error as GeoReport tells it: a code, which is the status too, and why."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(code)
        self.code, self.description = code, description


def tell(status: int, why: str) -> Response:
    """What the house says when something cannot be done, in the format that the address asks for."""
    told = [{"code": status, "description": why or title_of(status)}]
    written = JSON if request.path.endswith(f".{JSON}") else XML
    response = write("errors", told, written, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


programs.let_in(door, "/open311/", tell)


@door.errorhandler(Wrong)
def wrong(found: Wrong) -> Response:
    return tell(found.code, found.description)


@door.before_request
def act_by_key() -> None:
    """A key stands in the form."""
    if request.method == "POST":
        programs.show(request.form.get("api_key", ""))


@door.after_request
def say_limits(response: Response) -> Response:
    response.headers.update(limits.told())
    if request.method in ("GET", "HEAD") and "Authorization" not in request.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def write(name: str, told: Any, written: str, *, status: int = 200) -> Response:
    """What is told, under the name of its root in XML; what everybody reads with a validator."""
    text = json.dumps(told, ensure_ascii=False).encode() if written == JSON else _xml(name, told)
    response = Response(text, status, content_type=_MEDIA_TYPES[written])
    if request.method not in ("GET", "HEAD") or status != 200:
        response.headers["Cache-Control"] = "private, no-store"
        return response
    is_for_everybody = "Authorization" not in request.headers
    response.headers["Cache-Control"] = SHARED if is_for_everybody else "private, no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _xml(name: str, told: Any) -> bytes:
    made: bytes = ElementTree.tostring(_element(name, told), encoding="utf-8", xml_declaration=True)
    return made


def _element(name: str, told: Any) -> ElementTree.Element:
    """One value as an element: what has no value is an empty one."""
    made = ElementTree.Element(name)
    if isinstance(told, Mapping):
        made.extend(_element(key, value) for key, value in told.items())
    elif isinstance(told, Sequence) and not isinstance(told, str):
        made.extend(_element(_MEMBERS[name], value) for value in told)
    elif isinstance(told, bool):
        made.text = "true" if told else "false"
    elif told is not None:
        made.text = str(told)
    return made
