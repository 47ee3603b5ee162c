"""What the newsroom's letter to the higher level tells of a report; nothing in it leads to who sent it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from casework.domain.calendar import local_day
from casework.domain.events import ExtensionDecided
from casework.domain.evolve import Recorded
from casework.domain.leaks import find
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.rules import PRESS, PRESS_SOURCE
from casework.domain.values import ReportCode, UserId
from casework.readings.directory import Agency, Directory, directory
from casework.readings.thread import Thread
from casework.store import settings
from casework.store.casework import Casework

__all__ = ["PressLetter", "addressee", "press_letter"]

_LETTERS = "vi"  # an official letter is in Vietnamese, whatever its drafter reads
_PREFIXES = ("Tỉnh ", "Thành phố ")


@dataclass(frozen=True, kw_only=True)
class PressLetter:
    """All that the draft says. Days are those of Việt Nam; what is not known is empty or None.

    `title` is empty where readers do not see the report, or where it might name somebody.
    """

    code: ReportCode
    title: str
    is_public: bool
    field: str
    area: str
    outlet: str
    outlet_code: str
    is_newspaper: bool
    agency: str
    to: str
    place: str
    today: date
    sent: date
    due: date | None
    is_extended: bool
    press_due: date
    press_days: int
    days_past: int
    source: str  # of the press's thirty days


def addressee(names: Directory, report: Report, today: date) -> Agency | None:
    """Who is over the agency that has it, or carries on for them; None where the directory names nobody."""
    lead = names.agency(report.agency)
    return names.heir_of(lead.parent, today) if lead and lead.parent else None


def press_letter(casework: Casework, thread: Thread, *, by: UserId | None) -> PressLetter:
    """The draft for a report that the press has waited for long enough. One query beside the thread's.

    Raises Refused for any other report, and for who reported it.
    """
    report, terms, names = thread.report, casework.terms(), directory(casework)
    if by is not None and by == report.reporter:
        raise Refused(Why.OWN_REPORT)
    if not report.awaits_press_letter or report.press_from is None:
        raise Refused(Why.PRESS_CLOCK_RUNS)
    today, press_due = local_day(casework.now()), local_day(terms.press_due(report.press_from))
    to, outlet = addressee(names, report, today), names.outlet(report.outlet)
    return PressLetter(
        code=report.code,
        title=thread.title if report.is_published and not find(thread.title, persons=True) else "",
        is_public=report.is_published,
        field=names.field_name(report.field, _LETTERS),
        area=names.area_name(report.area, _LETTERS),
        outlet=names.outlet_name(report.outlet, _LETTERS),
        outlet_code=report.outlet,
        is_newspaper=outlet is None or outlet.kind != "broadcaster",
        agency=names.agency_name(report.agency, _LETTERS),
        to=to.called(_LETTERS) if to else "",
        place=_place(names, today),
        today=today,
        sent=local_day(report.press_from),
        due=local_day(report.due) if report.due else None,
        is_extended=any(
            isinstance(one.event, ExtensionDecided) and one.event.granted for one in _since_sent(thread)
        ),
        press_due=press_due,
        press_days=terms.clocks.press_calendar_days,
        days_past=(today - press_due).days,
        source=_source(casework, today),
    )


def _since_sent(thread: Thread) -> list[Recorded]:
    since = thread.report.press_from
    return [one for one in thread.history if since is not None and one.at >= since]


def _source(casework: Casework, today: date) -> str:
    """What an administrator gave as the source of the period that holds today, or that of the default."""
    with casework.db.read() as session:
        found = settings.courses(session).get(PRESS, ())
    return next((one.source for one in found if one.valid_from <= today), PRESS_SOURCE)


def _place(names: Directory, today: date) -> str:
    """The province in which the letter is written, as a letter names it."""
    provinces = [area for area in names.areas if area.parent is None and area.is_in_force(today)]
    name = provinces[0].name if len(provinces) == 1 else ""
    return next((name.removeprefix(prefix) for prefix in _PREFIXES if name.startswith(prefix)), name)
