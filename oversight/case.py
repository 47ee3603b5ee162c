"""One report as oversight reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.clocks import Terms
from casework.domain.events import Rerouted, Returned, Routed
from casework.domain.evolve import Recorded
from casework.domain.policy import Actor
from casework.domain.report import Report
from casework.domain.timeline import seen_by
from casework.domain.values import AgencyCode, ReportCode, ReturnReason
from casework.readings import oversight
from casework.readings.directory import Directory, directory
from casework.readings.thread import Thread
from web import present
from web.i18n import language
from web.kitchen import casework
from web.messages import Correspondence, correspondence


@dataclass(frozen=True, kw_only=True)
class Given:
    """One agency that had it and gave it back."""

    agency_name: str
    reason: ReturnReason
    proposed_name: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Case:
    """`now` is UTC."""

    thread: Thread
    directory: Directory
    now: datetime
    terms: Terms

    @property
    def report(self) -> Report:
        return self.thread.report

    @property
    def code(self) -> ReportCode:
        return self.report.code

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def decides(self) -> bool:
        """Whether it waits for the department to say who answers."""
        return do.Reroute in self.thread.allowed

    @property
    def due(self) -> present.Due | None:
        return present.due_view(self.report, now=self.now, terms=self.terms)

    @property
    def resumed_due(self) -> datetime | None:
        """The deadline that the next agency would get if it were sent now; None for praise."""
        left = self.report.days_left
        return None if left is None else self.terms.calendar.deadline(self.now, max(left, 1))

    @property
    def had_it(self) -> frozenset[AgencyCode]:
        """The agencies that it was sent to so far."""
        return frozenset(
            entry.event.agency for entry in self.thread.history if isinstance(entry.event, Routed | Rerouted)
        )

    @property
    def given_back(self) -> list[Given]:
        """Who gave it back and why, in order."""
        found, lead, lang = [], "", language()
        for entry in self.thread.history:
            if isinstance(entry.event, Routed | Rerouted):
                lead = entry.event.agency
            elif isinstance(entry.event, Returned):
                found.append(
                    Given(
                        agency_name=self.directory.agency_name(lead, lang),
                        reason=entry.event.reason,
                        proposed_name=self.directory.agency_name(entry.event.proposed, lang),
                        at=entry.at,
                    )
                )
        return found

    @property
    def correspondence(self) -> Correspondence:
        """What the reporter and the handlers write each other, to read."""
        return correspondence(self.thread, self.directory, own=None)

    def events(self, since: Sequence[Recorded]) -> list[str]:
        """What happened meanwhile."""
        return [
            present.event_label(entry.event, self.directory) for entry in seen_by(self.thread.parts, since)
        ]


def open_case(code: ReportCode, actor: Actor) -> Case:
    """Raises NoSuchReport."""
    kitchen = casework()
    return Case(
        thread=oversight.open_case(kitchen, code, actor),
        directory=directory(kitchen),
        now=kitchen.now(),
        terms=kitchen.terms(),
    )
