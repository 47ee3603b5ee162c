"""A report sent by GeoReport: its form read into what the JSON API takes, and so by the same rules."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from flask import request
from flask_babel import gettext
from pydantic import ValidationError

from api import open311_reading, submitting
from api.georeport import Wrong
from api.open311_telling import DISPLAYS
from api.problems import Fault, Problem
from api.reading_in import why
from api.submitting import ReportSent
from casework.domain.access import Scope
from casework.domain.values import ReportCode
from casework.readings.directory import directory
from web import cursors, programs
from web.kitchen import casework
from web.session import current_actor

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
_ATTRIBUTE: Final = re.compile(r"attribute\[([a-z_]+)\]")
_ATTRIBUTES: Final = frozenset(
    {"title", "kind", "area", "agency", "display", "publish", "is_complaint", "is_denunciation"}
)
_YES_NO: Final[Mapping[str, bool]] = {"yes": True, "no": False}
_TWO_WAYS: Final = ("publish", "is_complaint", "is_denunciation")
# What the specification has and we have another place for, or none: who sends it is known by the key.
_KNOWN: Final = frozenset(
    {
        *("service_code", "description", "address_id", "address_string", "lat", "long", "media_url"),
        *("email", "first_name", "last_name", "phone", "account_id", "device_id"),
    }
)
_TOKEN: Final = "request sent by GeoReport"
_LONGEST_LINE: Final = 500


def send() -> str:
    """Take this form in; returns the token by which it is asked for. The same form again is the same report.

    Raises Wrong and Refused.
    """
    _must_have_key()
    sent = _sent()
    actor = current_actor()
    form = json.dumps(sorted(request.form.items(multi=True))).encode()
    key = submitting.key_for(actor, f"GeoReport {hashlib.sha256(form).hexdigest()}")
    try:
        receipt = submitting.send(sent, key=key, by=actor)
    except Problem as problem:
        raise Wrong(problem.status, _told(problem)) from None
    return token_of(receipt.code)


def token_of(code: ReportCode) -> str:
    """What stands for a report that is not public, and tells nobody its code."""
    return cursors.sealed((code,), _TOKEN)


def code_of(token: str) -> ReportCode:
    """The report of a token. Raises Wrong."""
    try:
        return ReportCode(cursors.opened(token, _TOKEN)[0])
    except cursors.NotOurs:
        raise Wrong(404, _("Không có token này.")) from None


def _must_have_key() -> None:
    if programs.bearer() is None:
        raise Wrong(403, _("Thiếu api_key, hoặc api_key không đúng."))
    if not programs.has_scope(Scope.SUBMIT):
        scope = Scope.SUBMIT.value
        raise Wrong(403, _("Mã truy cập này không có quyền %(scope)s.", scope=scope))


def _sent() -> ReportSent:
    attributes = {found[1]: name for name in request.form if (found := _ATTRIBUTE.fullmatch(name))}
    known = {*_KNOWN, *(name for code, name in attributes.items() if code in _ATTRIBUTES)}
    open311_reading.only(known, list(request.form))
    said: dict[str, Any] = {
        code: request.form[name] for code, name in attributes.items() if request.form[name]
    }
    for name in _TWO_WAYS:
        if name in said:
            said[name] = _yes_or_no(name, said[name])
    if said.get("display", DISPLAYS[0]) not in DISPLAYS:
        raise Wrong(400, _("attribute[display]: hidden hoặc named."))
    said["field"] = _service()
    said["text"] = _text()
    if "area" not in said:
        said["area"] = request.form.get("address_id") or _missing("attribute[area]")
    try:
        return ReportSent.model_validate_json(json.dumps(said), strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        place = {"text": "description"}.get(name, f"attribute[{name}]")
        raise Wrong(400, f"{place}: {why(first)}") from None


def _service() -> str:
    code = request.form.get("service_code") or _missing("service_code")
    if directory(casework()).field(code) is None:
        raise Wrong(404, _("Không có service_code này."))
    return code


def _text() -> str:
    """What is told, and beneath it what a report has no place of its own for: nothing is lost."""
    said = request.form
    place = ", ".join(filter(None, (said.get("lat"), said.get("long"))))
    beneath = (
        (_("Địa chỉ: %(words)s", words=said.get("address_string", "")), said.get("address_string")),
        (_("Tọa độ: %(words)s", words=place), place),
        (_("Ảnh: %(words)s", words=said.get("media_url", "")), said.get("media_url")),
    )
    lines = [words[:_LONGEST_LINE] for words, there in beneath if there]
    return "\n\n".join([said.get("description", ""), *lines])


def _yes_or_no(name: str, given: str) -> bool:
    if given not in _YES_NO:
        raise Wrong(400, _("attribute[%(name)s]: yes hoặc no.", name=name))
    return _YES_NO[given]


def _missing(name: str) -> str:
    raise Wrong(400, _("Thiếu %(name)s.", name=name))


def _told(problem: Problem) -> str:
    """A problem in the one line that there is for it."""
    parts = [problem.detail, *(_place(fault) for fault in problem.faults)]
    parts += [one["question"] for one in problem.more.get("questions", ())]
    return " ".join(filter(None, parts))


def _place(fault: Fault) -> str:
    return f"attribute[{(fault.pointer or '').rpartition('/')[2]}]: {fault.detail}"
