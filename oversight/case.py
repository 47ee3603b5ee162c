"""One report as oversight reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.clocks import Terms
from casework.domain.custody import Custody, custody
from casework.domain.evolve import Recorded
from casework.domain.policy import Actor
from casework.domain.report import Report
from casework.domain.timeline import seen_by
from casework.domain.values import AgencyCode, ReportCode
from casework.readings import oversight
from casework.readings.directory import Directory, directory
from casework.readings.thread import Thread
from web import present
from web.custody import Way, way_of
from web.kitchen import casework
from web.messages import Correspondence, correspondence


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
    def custody(self) -> Custody:
        """Through whose hands it went."""
        return custody(self.thread.history)

    @property
    def had_it(self) -> frozenset[AgencyCode]:
        """The agencies that had it so far, and who carries on for those that have ended."""
        had = {one.agency for one in self.custody.keepings if one.agency}
        heirs = (self.directory.heir_of(code, self.today) for code in had)
        return frozenset(had | {heir.code for heir in heirs if heir is not None})

    @property
    def way(self) -> Way | None:
        """The same in words: who gave it back and why."""
        return way_of(self.thread, self.directory)

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
