"""What oversight has to decide, and which agencies are late with what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from casework.domain.clocks import Terms
from casework.domain.policy import Permission
from casework.domain.values import AgencyCode, Part
from casework.readings import identity_requests, oversight
from casework.readings.directory import Directory, directory
from casework.readings.oversight import Late, Line, Missed, Tab, Watch
from oversight.door import door
from web import paging, present
from web.guard import requires
from web.i18n import language
from web.kitchen import casework
from web.page import page
from web.session import current_actor

_: Callable[..., str] = gettext


@door.get("/")
@requires(Permission.OVERSEE)
def home() -> ResponseReturnValue:
    kitchen, asked = casework(), request.args.get("tab", "")
    tab = next((tab for tab in Tab if tab.value == asked), Tab.WAITING)
    names, now, terms = directory(kitchen), kitchen.now(), kitchen.terms()
    agency = names.agency(request.args.get("agency"))
    found = oversight.watch(kitchen, tab, agency.code if agency else None, paging.after())
    return page(
        "oversight/home.html",
        watch=found,
        tabs=_tabs(found),
        rows=[_row(row, names, now=now, terms=terms) for row in found.page.rows if isinstance(row, Line)],
        missed=[_missed(row, names) for row in found.page.rows if isinstance(row, Missed)],
        board=[_late(late, names, now=now, terms=terms) for late in found.late],
        narrowed=agency.called(language()) if agency and tab is not Tab.WAITING else "",
        all_url=url_for("oversight.home", tab=tab.value),
        pager=paging.links(found.page),
        requests=identity_requests.count(kitchen, current_actor(), Part.OVERSEER),
    )


def _tabs(found: Watch) -> list[dict[str, Any]]:
    labels = (
        (Tab.WAITING, _("Chờ quyết định"), found.to_decide),
        (Tab.OVERDUE, _("Quá hạn"), found.overdue),
        (Tab.ESCALATED, _("Đã báo cấp trên"), found.escalated),
        (Tab.MISSED, _("Cam kết chưa làm"), found.missed),
    )
    return [
        {
            "url": url_for("oversight.home", tab=tab.value),
            "label": label,
            "count": count,
            "current": tab is found.tab,
        }
        for tab, label, count in labels
    ]


def _row(line: Line, names: Directory, *, now: datetime, terms: Terms) -> dict[str, Any]:
    lang = language()
    return {
        "line": line,
        "url": url_for("oversight.case", code=line.code),
        "field_name": names.field_name(line.field, lang),
        "area_name": names.area_name(line.area, lang),
        "agency_name": names.agency_name(line.agency, lang),
        "outlet_name": names.outlet_name(line.outlet, lang),
        "due": present.countdown(line.due, now=now, terms=terms) if line.due else None,
    }


def _missed(missed: Missed, names: Directory) -> dict[str, Any]:
    return {
        "missed": missed,
        "url": url_for("oversight.case", code=missed.code),
        "agency_name": names.agency_name(missed.agency, language()),
    }


def _late(late: Late, names: Directory, *, now: datetime, terms: Terms) -> dict[str, Any]:
    def called(code: AgencyCode) -> str:
        return names.agency_name(code, language())

    return {
        "late": late,
        "name": called(late.agency),
        "url": url_for("oversight.home", tab=Tab.OVERDUE.value, agency=late.agency),
        "oldest": present.countdown(late.oldest, now=now, terms=terms),
    }
