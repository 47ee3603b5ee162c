"""One report on a moderator's desk: the thread with the clock and the directory that its forms need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from casework.domain.calendar import local_day
from casework.domain.clocks import Terms
from casework.domain.custody import Keeping, custody
from casework.domain.policy import Actor
from casework.domain.values import Part, PostId, PostKind, ReportCode
from casework.readings import flags, ready_texts, watched
from casework.readings.directory import Agency, Directory, directory
from casework.readings.flags import Flag
from casework.readings.proposals import Proposals, propose
from casework.readings.ready_texts import Offered
from casework.readings.thread import Thread, open_thread
from web import choices
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
    ready: Offered

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
    def last_return(self) -> Keeping | None:
        """Who gave it back last, why, and whom they proposed."""
        return next(reversed(custody(self.thread.history).given_back), None)

    @property
    def last_agency(self) -> Agency | None:
        """Who has given it back, or carries on for them."""
        back, report = self.last_return, self.thread.report
        if back is None or back.agency is None:
            return None
        return self.directory.taker(back.agency, report.field, report.area, self.today)

    @property
    def proposed(self) -> Agency | None:
        """Whom they proposed, or who carries on for that one."""
        back, report = self.last_return, self.thread.report
        if back is None or back.proposed is None:
            return None
        return self.directory.taker(back.proposed, report.field, report.area, self.today)

    @property
    def by_rule(self) -> Agency | None:
        """Who leads for its field in its area."""
        report = self.thread.report
        if report.field is None:
            return None
        return self.directory.agency_for(report.field, report.area, self.today)

    @cached_property
    def flags(self) -> Mapping[PostId | None, Sequence[Flag]]:
        """What readers said is wrong, and nobody has looked at: with the report (None), or a comment."""
        if not self.thread.flags:
            return {}
        said = flags.waiting(casework(), [self.thread.report.code])
        return {comment: found for (_code, comment), found in said.items()}

    @property
    def watched(self) -> Sequence[str]:
        """The words and sites in it that its newsroom watches for, until it has decided."""
        if not self.thread.report.is_in_newsroom:
            return ()
        wanted = watched.of_outlet(casework(), self.thread.report.outlet)
        return wanted.found_in(f"{self.thread.title}\n{self.thread.body}")

    @cached_property
    def proposals(self) -> Proposals:
        """What lists, rules and past decisions propose; not who has just given it back."""
        gave_back, suggested = self.last_agency, self.proposed
        return propose(
            casework(),
            self.directory,
            self.thread.report,
            title=self.thread.title,
            body=self.thread.body,
            on=self.today,
            suggested=suggested.code if suggested else None,
            refused={gave_back.code} if gave_back else (),
        )


def desk_for(code: str, actor: Actor, *, comments_after: tuple[str, ...] | None = None) -> Desk:
    """Raises NoSuchReport for a report that this moderator's outlets do not have."""
    house = casework()
    thread = open_thread(
        house, ReportCode(code), actor, as_one_of=AS_MODERATOR, comments_after=comments_after
    )
    return Desk(
        thread=thread,
        ready=ready_texts.offered(house, thread.report),
        directory=directory(house),
        terms=house.terms(),
        now=house.now(),
    )


def newsroom_names(actor: Actor, directory: Directory) -> list[str]:
    """The newsrooms that the moderator works for today."""
    offered = choices.newsrooms(directory, actor.outlets, local_day(casework().now()))
    return [str(choice.label) for choice in offered]
