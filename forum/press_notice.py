"""What readers of a report are told once the press has waited longer than the law lets it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from casework.domain.clocks import Terms
from casework.domain.report import Report
from casework.readings.directory import Directory
from web.i18n import language, written_date

_: Callable[..., str] = gettext


@dataclass(frozen=True, kw_only=True)
class PressNotice:
    """That the press has waited longer than the law lets it, and what the newsroom has done about it."""

    title: str
    text: str


def press_notice(report: Report, named: Directory, terms: Terms) -> PressNotice | None:
    """None while the press need not wait, or has not waited long enough."""
    if not report.press_overdue or report.press_from is None:
        return None
    outlet = named.outlet_name(report.outlet, language())
    days = terms.clocks.press_calendar_days
    late = ngettext(
        "Đã quá %(num)s ngày mà báo chí chưa được trả lời",
        "Đã quá %(num)s ngày mà báo chí chưa được trả lời",
        days,
    )
    if report.press_letter and report.press_letter_on:
        done = _(
            "%(outlet)s đã gửi công văn số %(number)s ngày %(day)s, kiến nghị cấp trên chỉ đạo trả lời.",
            outlet=outlet,
            number=report.press_letter,
            day=written_date(report.press_letter_on),
        )
        return PressNotice(title=late, text=done)
    may = _(
        "%(agency)s phải trả lời trước hết ngày %(day)s. Nay %(outlet)s có quyền kiến nghị cơ quan cấp trên.",
        agency=named.agency_name(report.agency, language()),
        day=written_date(terms.press_due(report.press_from)),
        outlet=outlet,
    )
    return PressNotice(title=late, text=may)
