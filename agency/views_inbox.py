"""The inbox of an agency: what is owed by deadline, and what was dealt with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

from agency.door import door
from casework.domain.clocks import Terms
from casework.domain.policy import Permission
from casework.domain.values import Kind, Role, Status
from casework.readings import inbox as readings
from casework.readings.directory import Directory, directory
from casework.readings.inbox import MOST_COUNTED, Inbox, Line, Tab
from web import paging, present
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page
from web.session import current_actor

_: Callable[..., str] = gettext
_LABELS: Mapping[Tab, Any] = {
    Tab.OPEN: _l("Việc đang mở"),
    Tab.ROUTED: _l("Chờ tiếp nhận"),
    Tab.WORKING: _l("Đang giải quyết"),
    Tab.TO_SIGN: _l("Chờ ký"),
    Tab.URGENT: _l("Sắp hạn, quá hạn"),
    Tab.TOGETHER: _l("Chờ góp ý"),
    Tab.CONTRIBUTED: _l("Đã góp ý"),
    Tab.ANSWERED: _l("Đã trả lời"),
    Tab.MESSAGES: _l("Có tin nhắn"),
    Tab.RETURNED: _l("Đã trả lại"),
}
_EMPTY: Mapping[Tab, Any] = {
    Tab.OPEN: _l("Không có phản ánh nào đang chờ cơ quan. Khi tòa soạn chuyển đến, phản ánh hiện ở đây."),
    Tab.ROUTED: _l("Mọi phản ánh được chuyển đến đều đã có người tiếp nhận."),
    Tab.WORKING: _l("Chưa có phản ánh nào được tiếp nhận và đang giải quyết."),
    Tab.TO_SIGN: _l("Không có dự thảo nào chờ ký."),
    Tab.URGENT: _l("Không có phản ánh nào sắp hết hạn hay quá hạn."),
    Tab.TOGETHER: _l("Không có phản ánh nào đang chờ cơ quan bạn góp ý."),
    Tab.CONTRIBUTED: _l("Chưa có phản ánh nào đang mở mà cơ quan bạn đã góp ý."),
    Tab.ANSWERED: _l("Cơ quan chưa trả lời phản ánh nào trên diễn đàn."),
    Tab.MESSAGES: _l("Không có tin nhắn nào của người gửi đang chờ cơ quan trả lời."),
    Tab.RETURNED: _l("Cơ quan chưa trả lại phản ánh nào."),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One report in the inbox as its row shows it; `agency_name` is for who works for several agencies."""

    line: Line
    url: str
    field_name: str
    area_name: str
    agency_name: str
    due: present.Due | None
    is_late: bool
    is_thanks: bool
    is_second_round: bool  # the reporter disagreed, and the agency has taken it up again
    ended_at: datetime | None


@door.get("/")
@requires(Permission.WORK_FOR_AGENCY)
def inbox() -> ResponseReturnValue:
    actor, kitchen = current_actor(), casework()
    found = readings.inbox(kitchen, actor, _tab(request.args.get("tab", "")), paging.after())
    names, now, terms = directory(kitchen), kitchen.now(), kitchen.terms()
    several = len(actor.agencies) > 1
    return page(
        "agency/inbox.html",
        agency_names=[names.agency_name(code, language()) for code in sorted(actor.agencies)],
        tabs=_tabs(found, signs=Role.SIGNER in actor.roles),
        rows=[_row(line, names, now=now, terms=terms, several=several) for line in found.lines.rows],
        returned=[
            {"line": line, "agency_name": names.agency_name(line.agency, language()) if several else ""}
            for line in found.returned.rows
        ],
        pager=paging.links(found.returned if found.tab is Tab.RETURNED else found.lines),
        heading=_LABELS[found.tab],
        empty_text=_EMPTY[found.tab],
        signs=Role.SIGNER in actor.roles,
        late=sum(1 for line in found.lines.rows if _is_late(line, now)),
    )


def _is_late(line: Line, now: datetime) -> bool:
    """Whether the agency owes its reply, or its share, longer than it should."""
    is_owed = line.ended_at is None and line.contributed_at is None
    return is_owed and line.due is not None and line.due < now


def _tab(asked: str) -> Tab | None:
    return next((tab for tab in Tab if tab.value == asked), None)


def _tabs(found: Inbox, *, signs: bool) -> list[dict[str, Any]]:
    order = sorted(Tab, key=lambda tab: tab is not Tab.TO_SIGN) if signs else list(Tab)
    return [
        {
            "url": url_for("agency.inbox", tab=tab.value),
            "label": _LABELS[tab],
            "count": _written(found.counts[tab]),
            "current": tab is found.tab,
        }
        for tab in order
    ]


def _written(count: int) -> str:
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def _row(line: Line, names: Directory, *, now: datetime, terms: Terms, several: bool) -> Row:
    lang = language()
    is_open = line.ended_at is None
    is_owed = is_open and line.contributed_at is None
    due = present.countdown(line.due, now=now, terms=terms) if is_owed and line.due else None
    return Row(
        line=line,
        url=url_for("agency.case", code=line.code),
        field_name=names.field_name(line.field, lang),
        area_name=names.area_name(line.area, lang),
        agency_name=names.agency_name(line.agency, lang) if several else "",
        due=due,
        is_late=due is not None and due.state == "late",
        is_thanks=is_open and line.kind is Kind.PRAISE and line.status is Status.ROUTED,
        is_second_round=line.reopened and line.status is Status.ACCEPTED,
        ended_at=line.ended_at,
    )
