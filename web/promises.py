"""The promises of a report as its pages show them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from casework.domain.clocks import Terms
from casework.domain.promises import Promise, PromiseState
from casework.readings.directory import Directory
from casework.readings.thread import Thread
from web.i18n import language, written_date
from web.present import Due, countdown

_: Callable[..., str] = gettext


@dataclass(frozen=True, kw_only=True)
class PromiseView:
    """One promise for components/promises.html. `due` is None once nothing is waited for; `moved` tells
    both days where it was moved, `reason_html` why."""

    anchor: str
    what_html: str
    agency: str
    by: datetime
    due: Due | None
    state: PromiseState
    word: str
    moved: str
    reason_html: str


_WORDS: Mapping[PromiseState, Callable[[], str]] = {
    PromiseState.WAITING: lambda: _("Chưa đến ngày"),
    PromiseState.ASKED: lambda: _("Đang hỏi người gửi: đã làm chưa?"),
    PromiseState.KEPT: lambda: _("Người gửi nói: đã làm"),
    PromiseState.MISSED: lambda: _("Người gửi nói: chưa làm"),
}


def promise_views(thread: Thread, names: Directory, *, now: datetime, terms: Terms) -> list[PromiseView]:
    """In the order of their days."""
    in_order = sorted(thread.report.promises, key=lambda one: one.by)
    return [_view(one, thread, names, now=now, terms=terms) for one in in_order]


def _view(one: Promise, thread: Thread, names: Directory, *, now: datetime, terms: Terms) -> PromiseView:
    what, reason = thread.post(one.post), thread.post(one.reason)
    return PromiseView(
        anchor=f"promise-{one.post[:12]}",
        what_html=what.html if what else "",
        agency=names.agency_name(one.agency, language()),
        by=one.by,
        due=countdown(one.by, now=now, terms=terms) if one.is_waiting else None,
        state=one.state,
        word=_WORDS[one.state](),
        moved=_(
            "Lùi từ ngày %(first)s sang ngày %(by)s",
            first=written_date(one.first_by),
            by=written_date(one.by),
        )
        if one.first_by
        else "",
        reason_html=reason.html if reason else "",
    )
