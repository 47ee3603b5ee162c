"""A report that a program sends: the same wish as the form of the page makes, by the same rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import gettext

from api import reading_in, telling
from api.problems import Problem
from api.shapes import Asked, Code, Story, Title
from casework.actions.submit import Receipt, Submission, submit
from casework.domain import legal_gate
from casework.domain.calendar import local_day
from casework.domain.legal_gate import Finding
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Channel,
    Display,
    FieldCode,
    Kind,
    LegalDoor,
    OutletCode,
    TaskCode,
)
from casework.readings import slips
from casework.readings.directory import Directory, directory
from web.i18n import language
from web.kitchen import casework

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped
RETRY_SECONDS = 3600  # a quota is of the last 24 hours: some of it comes back by and by


class ReportSent(Asked):
    """What a citizen or a business tells by a program. The two answers are asked for where its text reads
    like a khiếu nại or a tố cáo."""

    kind: Kind
    title: Title
    text: Story
    field: Code
    area: Code
    agency: Code | None = None
    task: Code | None = None
    outlet: Code | None = None
    display: Display = Display.HIDDEN
    publish: bool = True
    consent: bool = False
    is_complaint: bool | None = None
    is_denunciation: bool | None = None


def send(asked: ReportSent, *, key: str, by: Actor) -> Receipt:
    """Take the report in; with the same key it is the same. Raises Problem, and Refused."""
    wish = _submission(asked, key=key, by=by)
    try:
        return submit(casework(), wish, by=by)
    except Refused as refused:
        if refused.why is not Why.QUOTA_SPENT:
            raise
        why = _("Tài khoản này đã gửi nhiều phản ánh trong 24 giờ qua. Xin đợi rồi gửi lại.")
        raise Problem(429, why, kind="quota-spent", headers={"Retry-After": str(RETRY_SECONDS)}) from None


def _submission(asked: ReportSent, *, key: str, by: Actor) -> Submission:
    names, day = directory(casework()), local_day(casework().now())
    outlet = _today("outlet", asked.outlet, names, day) or names.outlets_in_force(day)[0].code
    finding = _finding(asked)
    return Submission(
        form_key=key,
        kind=asked.kind,
        title=asked.title,
        body=asked.text,
        outlet=OutletCode(outlet),
        field=FieldCode(_known("field", asked.field, names.field)),
        area=AreaCode(_today("area", asked.area, names, day) or ""),
        agency=AgencyCode(code) if (code := _today("agency", asked.agency, names, day)) else None,
        task=TaskCode(_known("task", asked.task, names.task)) if asked.task else None,
        display=asked.display,
        publish=asked.publish,
        consent=asked.consent,
        channel=Channel.API,
        locale=language(),
        denied=finding.door if finding else None,
    )


def key_for(by: Actor, given: str) -> str:
    """The key of a form of this account's alone: nobody else's, a guest's neither, is ever the same."""
    return casework().vault.lookup(f"a form of a program of {by.user}: {given}")[:32]


def _today(name: str, given: str | None, names: Directory, day: date) -> str | None:
    """What a code means today: who names what has ended means who carries on."""
    heirs: dict[str, Callable[[str, date], Any]] = {
        "outlet": names.outlet_heir,
        "area": names.area_heir,
        "agency": names.heir_of,
    }
    if given is None:
        return None
    heir = heirs[name](given, day)
    return str(heir.code) if heir is not None else _unknown(name)


def _known(name: str, given: str, look_up: Callable[[str], Any]) -> str:
    return given if look_up(given) is not None else _unknown(name)


def _unknown(name: str) -> str:
    raise reading_in.refuse(_("Danh bạ không có mã này."), pointer=f"#/{name}")


def _finding(asked: ReportSent) -> Finding | None:
    """What else the text reads like, once its writer has said that it is neither. Raises Problem before."""
    finding = legal_gate.recognise(asked.title, asked.text, asked.kind)
    said = {LegalDoor.COMPLAINT: asked.is_complaint, LegalDoor.DENUNCIATION: asked.is_denunciation}
    meant = [door for door, is_it in said.items() if is_it]
    if meant:
        raise _belongs(meant[-1], finding, asked)
    if finding is not None and None in said.values():
        raise _belongs(finding.door, finding, asked)
    return finding


def _belongs(door: LegalDoor, finding: Finding | None, asked: ReportSent) -> Problem:
    """Where it belongs, or may belong: what the words are, the two questions, and the right door."""
    slip = slips.slip(
        casework(), door, lang=language(), agency=asked.agency, field=asked.field, area=asked.area
    )
    to = {"name": slip.agency, "address": slip.address, "phone": slip.phone}
    more: dict[str, Any] = {
        "door": door.value,
        "words": list(finding.words) if finding else [],
        "questions": _questions(),
        "send_to": {name: value for name, value in to.items() if value},
        "guide": telling.link("forum.slip", door_word=door.value, agency=asked.agency),
    }
    if door is LegalDoor.DENUNCIATION:
        more["sealed_channel"] = telling.link("forum.new_denunciation")
    why = _(
        "Khiếu nại và tố cáo có nơi nhận và thời hạn riêng theo luật; gửi nhầm chỗ, người gửi có thể lỡ hạn. "
        "Hãy hỏi người gửi hai câu dưới đây. Nếu cả hai đều không phải, gửi lại với is_complaint và "
        "is_denunciation là false."
    )
    return Problem(422, why, kind="legal-door", more=more)


def _questions() -> list[dict[str, str]]:
    return [
        {
            "pointer": "#/is_complaint",
            "question": _(
                "Bạn có yêu cầu hủy hay sửa một quyết định, một việc làm cụ thể đối với quyền lợi của chính "
                "bạn hoặc gia đình bạn không?"
            ),
        },
        {
            "pointer": "#/is_denunciation",
            "question": _("Bạn có đang tố một người cụ thể vi phạm pháp luật không?"),
        },
    ]
