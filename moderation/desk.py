"""One report on a moderator's desk: the thread with the clock and the directory that its forms need."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from casework.domain.calendar import local_day
from casework.domain.clocks import Terms
from casework.domain.events import Rerouted, Returned, Routed
from casework.domain.policy import Actor
from casework.domain.values import AgencyCode, Part, PostKind, ReportCode
from casework.readings.directory import Agency, Directory, directory
from casework.readings.thread import Thread, open_thread
from web.kitchen import casework
from web.messages import Correspondence, correspondence

AS_MODERATOR = frozenset({Part.MODERATOR})


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What a form about this report may look at. `now` is UTC, `today` Việt Nam's day."""

    thread: Thread
    directory: Directory
    terms: Terms
    now: datetime

    @property
    def today(self) -> date:
        return local_day(self.now)

    @property
    def is_own(self) -> bool:
        """Whether the moderator reported this: then nothing is theirs to decide."""
        return Part.OWNER in self.thread.parts

    @property
    def correspondence(self) -> Correspondence:
        """What the reporter writes with newsroom and agency; who reported it writes on its own page."""
        own = None if self.is_own else PostKind.NEWSROOM_MESSAGE
        return correspondence(self.thread, self.directory, own=own)

    @property
    def last_return(self) -> Returned | None:
        """What the agency that gave it back last said."""
        newest_first = reversed(self.thread.history)
        return next((seen.event for seen in newest_first if isinstance(seen.event, Returned)), None)

    @property
    def last_agency(self) -> AgencyCode | None:
        """Where it was sent last."""
        newest_first = reversed(self.thread.history)
        sent = (seen.event for seen in newest_first if isinstance(seen.event, Routed | Rerouted))
        last = next(sent, None)
        return last.agency if last else None

    @property
    def by_rule(self) -> Agency | None:
        """Who leads for its field in its area."""
        report = self.thread.report
        if report.field is None:
            return None
        return self.directory.agency_for(report.field, report.area, self.today)

    @property
    def wanted(self) -> Agency | None:
        """The agency that the reporter named, or who has taken over from it."""
        wanted = self.thread.report.wanted_agency
        return self.directory.heir_of(wanted, self.today) if wanted else None


def desk_for(code: str, actor: Actor, *, comments_after: tuple[str, ...] | None = None) -> Desk:
    """Raises NoSuchReport for a report that this moderator's outlets do not have."""
    house = casework()
    return Desk(
        thread=open_thread(
            house, ReportCode(code), actor, as_one_of=AS_MODERATOR, comments_after=comments_after
        ),
        directory=directory(house),
        terms=house.terms(),
        now=house.now(),
    )
