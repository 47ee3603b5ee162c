"""Open311 GeoReport v2: services, requests, tokens, and where all that is."""

from __future__ import annotations

from collections.abc import Callable

from flask.typing import ResponseReturnValue
from flask_babel import gettext

from api import open311_reading, open311_sending, open311_telling
from api.georeport import FORMATS, Wrong, door, write
from casework.domain.calendar import local_day
from casework.domain.policy import Permission
from casework.readings.directory import directory
from casework.readings.lists import public_address
from casework.readings.open_requests import find
from web.guard import from_anywhere, requires
from web.kitchen import casework
from web.limits import limit_programs, limit_sending

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@door.get(f"/discovery.{FORMATS}")
@requires(Permission.READ_PUBLIC)
@limit_programs
def discovery(written: str) -> ResponseReturnValue:
    open311_reading.only(())
    return write("discovery", open311_telling.discovery(), written)


@door.get(f"/v2/services.{FORMATS}")
@requires(Permission.READ_PUBLIC)
@limit_programs
def services(written: str) -> ResponseReturnValue:
    """A field is a service."""
    open311_reading.only(())
    names, day = directory(casework()), local_day(casework().now())
    told = [open311_telling.service(one, names, day) for one in names.fields]
    return write("services", told, written)


@door.get(f"/v2/services/<code>.{FORMATS}")
@requires(Permission.READ_PUBLIC)
@limit_programs
def service(code: str, written: str) -> ResponseReturnValue:
    """What a report in this field is asked for."""
    open311_reading.only(())
    names, day = directory(casework()), local_day(casework().now())
    found = names.field(code)
    if found is None:
        raise Wrong(404, _("Không có service_code này."))
    return write("service_definition", open311_telling.definition(found, names, day), written)


@door.get(f"/v2/requests.{FORMATS}")
@requires(Permission.READ_PUBLIC)
@limit_programs
def requests(written: str) -> ResponseReturnValue:
    names, more = directory(casework()), open311_reading.wants_more()
    found = find(casework(), open311_reading.requests())
    told = [open311_telling.request(one, names, more=more) for one in found]
    return write("service_requests", told, written)


@door.post(f"/v2/requests.{FORMATS}")
@from_anywhere
@requires(Permission.SUBMIT_REPORT)
@limit_sending
def send_request(written: str) -> ResponseReturnValue:
    """Taken in, and read by the newsroom before it is a request that everybody sees: so a token is told."""
    token = open311_sending.send()
    notice = _("Tòa soạn đọc trước khi đăng. Hỏi bằng token này; đăng rồi sẽ có service_request_id.")
    return write(
        "service_requests", [{"token": token, "service_notice": notice, "account_id": None}], written
    )


@door.get(f"/v2/requests/<code>.{FORMATS}")
@requires(Permission.READ_PUBLIC)
@limit_programs
def request_(code: str, written: str) -> ResponseReturnValue:
    open311_reading.one_request()
    names, more = directory(casework()), open311_reading.wants_more()
    found = find(casework(), open311_reading.one(code))
    if not found:
        raise Wrong(404, _("Không có service_request_id này."))
    told = [open311_telling.request(one, names, more=more) for one in found]
    return write("service_requests", told, written)


@door.get(f"/v2/tokens/<token>.{FORMATS}")
@requires(Permission.READ_PUBLIC)
@limit_programs
def token(token: str, written: str) -> ResponseReturnValue:
    """The request that has come of it, once it is public; empty before, and if it never is."""
    open311_reading.only(())
    code = public_address(casework(), open311_sending.code_of(token))
    return write("service_requests", [{"service_request_id": code, "token": token}], written)
