"""The names that houses had when something happened, and who carries on for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_babel import gettext

from casework.domain import events as ev
from casework.domain.calendar import local_day
from casework.domain.evolve import Recorded
from casework.domain.values import OutletCode
from casework.readings.thread import Thread
from casework.store.directory import Directory
from web.i18n import language

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


def then_and_now(code: str | None, directory: Directory, day: date) -> str:
    """The name that an agency had, and who carries on for it where it has ended."""
    name, agency = directory.agency_name(code, language()), directory.agency(code)
    if agency is None or not agency.has_ended(day):
        return name
    heir = directory.heir_of(agency.code, day)
    if heir is None:
        return _("%(name)s (đã kết thúc hoạt động)", name=name)
    return _("%(name)s (nay là %(heir)s)", name=name, heir=heir.called(language()))


def newsroom_of(recorded: Recorded, thread: Thread, directory: Directory) -> str:
    """Whose newsroom did it: before the one that has it now had begun, the one that received it."""
    now = directory.outlet(thread.report.outlet)
    if now is None or now.valid_from is None or local_day(recorded.at) >= now.valid_from:
        return thread.report.outlet
    return received_by(thread)


def received_by(thread: Thread) -> OutletCode:
    """The outlet that a report was sent to."""
    sent = (seen.event.outlet for seen in thread.history if isinstance(seen.event, ev.Submitted))
    return next(sent, thread.report.outlet)


def newsroom_then_and_now(thread: Thread, directory: Directory, day: date) -> str:
    """The outlet that received a report, and who carries on for it where it has ended."""
    received, now = received_by(thread), thread.report.outlet
    heir = directory.outlet_heir(received, day)
    if received == now or heir is None or heir.code != now:
        return directory.outlet_name(now, language())
    name = directory.outlet_name(received, language())
    return _("%(name)s (nay là %(heir)s)", name=name, heir=heir.called(language()))
