"""What GeoReport tells of services and requests; days as the first moment of the day in Nam Định."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext

from api import telling
from casework.domain.access import Scope
from casework.domain.calendar import LOCAL, local_day
from casework.domain.report import STILL_OWED
from casework.domain.values import Display, Kind
from casework.readings.directory import Directory, Field
from casework.readings.open_requests import CLOSED, OpenRequest
from web import choices
from web.i18n import language
from web.words import word

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
Values = list[tuple[str, str]]
# A confidential report has a secret, which GeoReport has no place for.
DISPLAYS = (Display.HIDDEN, Display.NAMED)


def service(found: Field, names: Directory, day: date) -> dict[str, Any]:
    leads, name = names.agency_for(found.code, None, day), found.called(language())
    return {
        "service_code": found.code,
        "service_name": name,
        "description": _("Phản ánh, kiến nghị, hỏi đáp, khen ngợi về %(field)s", field=name),
        "metadata": True,
        "type": "batch",  # the newsroom reads it first
        "keywords": ", ".join(found.words),
        "group": leads.called(language()) if leads else _("Nhiều cơ quan"),
    }


def definition(found: Field, names: Directory, day: date) -> dict[str, Any]:
    """What the form asks for beside the text."""
    yes_no = [("no", _("Không")), ("yes", _("Có"))]
    asked = [
        _attribute("title", _("Tiêu đề"), required=True),
        _attribute("kind", _("Bạn muốn gửi gì?"), [(one.value, word(one)) for one in Kind], required=True),
        _attribute("area", _("Địa bàn"), _chosen(choices.areas(names, day)), required=True),
        _attribute("agency", _("Cơ quan"), _chosen(choices.agencies(names, day))),
        _attribute("display", _("Tên của bạn"), [(one.value, word(one)) for one in DISPLAYS]),
        _attribute("publish", _("Đăng phản ánh cho mọi người cùng đọc?"), yes_no[::-1]),
        _attribute(
            "is_complaint",
            _(
                "Bạn có yêu cầu hủy hay sửa một quyết định, một việc làm cụ thể đối với quyền lợi của chính "
                "bạn hoặc gia đình bạn không?"
            ),
            yes_no,
        ),
        _attribute("is_denunciation", _("Bạn có đang tố một người cụ thể vi phạm pháp luật không?"), yes_no),
    ]
    return {
        "service_code": found.code,
        "attributes": [{**one, "order": order} for order, one in enumerate(asked, start=1)],
    }


def request(found: OpenRequest, names: Directory, *, more: bool) -> dict[str, Any]:
    """One published report; `more` adds attributes of ours."""
    line = found.line
    told: dict[str, Any] = {
        "service_request_id": line.code,
        "status": "closed" if line.status in CLOSED else "open",
        "status_notes": word(line.status),
        "service_name": names.field_name(line.field, language()),
        "service_code": line.field,
        "description": f"{line.title}\n\n{line.body}",
        "agency_responsible": names.agency_name(line.agency, language()),
        "service_notice": None,
        "requested_datetime": _moment(line.published_at),
        "updated_datetime": _moment(found.status_since),
        "expected_datetime": _moment(found.due) if found.due else None,
        "address": names.area_name(line.area, language()),
        "address_id": line.area,
        "zipcode": None,
        "media_url": telling.link("forum.file", key=found.picture) if found.picture else None,
    }
    if more:
        told["extended_attributes"] = _more(found)
    return told


def _more(found: OpenRequest) -> dict[str, Any]:
    line = found.line
    return {
        "title": line.title,
        "url": telling.link("forum.report", code=line.code),
        "kind": line.kind.value,
        "status": line.status.value,
        "outlet": line.outlet,
        "agency_code": line.agency,
        "is_overdue": line.overdue and line.status in STILL_OWED,
        "was_on_time": not line.overdue if line.answered_at else None,
        "answered_on": local_day(line.answered_at).isoformat() if line.answered_at else None,
        "has_reply": line.reply is not None,
        "supports": line.supports,
        "comments": line.comments,
    }


def discovery() -> dict[str, Any]:
    """Where the endpoints are, and how one gets a key."""
    url = telling.link("open311.discovery", written="json").removesuffix("/discovery.json")
    return {
        "changeset": "2026-11-27T00:00:00+07:00",
        "contact": telling.link("forum.home"),
        "key_service": _(
            "Mã truy cập với quyền %(scope)s, tạo tại %(url)s",
            scope=Scope.SUBMIT.value,
            url=telling.link("accounts.tokens"),
        ),
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": f"{url}/v2",
                "changeset": "2026-11-27T00:00:00+07:00",
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }


def _attribute(
    code: str, words: str, values: Values | None = None, *, required: bool = False
) -> dict[str, Any]:
    return {
        "variable": True,
        "code": code,
        "datatype": "singlevaluelist" if values else "string",
        "required": required,
        "datatype_description": "",
        "description": words,
        "values": [{"key": key, "name": name} for key, name in values or ()],
    }


def _chosen(found: choices.Choices) -> Values:
    return [(str(one.value), str(one.label)) for one in found]


def _moment(at: datetime) -> str:
    return datetime.combine(local_day(at), time(), LOCAL).isoformat()
