"""What a newsroom's people did in a span of time, and how it turned out: figures, and nobody's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Final, Self

from casework.domain import events as ev
from casework.domain.clocks import Terms
from casework.domain.events import Event

# What ends the wait of a report that has arrived: somebody decided what is to become of it.
DECISIONS: Final[tuple[type[Event], ...]] = (ev.Routed, ev.InfoAsked, ev.Declined, ev.Merged)
OTHERS: Final[tuple[type[Event], ...]] = (
    ev.Rerouted,
    ev.AppealDecided,
    ev.ExtensionDecided,
    ev.ReplySigned,
    ev.ReplySentBack,
    ev.PressLetterSent,
    ev.Edited,
    ev.Corrected,
    ev.RightOfReplyPublished,
    ev.ReplyRequestDeclined,
    ev.Redacted,
    ev.PictureRedacted,
    ev.Removed,
    ev.Restored,
    ev.Unmerged,
    ev.CommentReviewed,
    ev.FlagsSettled,
)
# Which later word of somebody else says how a decision was, and the decisions that it is about.
JUDGED_BY: Final[Mapping[type[Event], tuple[type[Event], ...]]] = {
    ev.AppealDecided: (ev.Declined,),
    ev.Returned: (ev.Routed, ev.Rerouted),
}


@dataclass(frozen=True, kw_only=True)
class Figures:
    """What somebody did.

    `waits`: how long each report had waited that they were the first to decide on; `in_time`: how many of
    those not longer than a newsroom may take. `returned`: what agencies gave back of what they had sent on.
    `appeals`: those against them that were decided; `upheld`: those of them that the reporter won.
    """

    deeds: Mapping[str, int] = field(default_factory=dict)  # by the event's name
    waits: tuple[timedelta, ...] = ()
    in_time: int = 0
    returned: int = 0
    appeals: int = 0
    upheld: int = 0

    @classmethod
    def of_first_look(cls, arrived: datetime, decided: datetime, terms: Terms) -> Self:
        """Of one first decision, measured by the newsroom's clock; both moments in UTC."""
        return cls(waits=(decided - arrived,), in_time=int(decided <= terms.first_look_due(arrived)))

    @classmethod
    def sum(cls, some: Iterable[Figures]) -> Self:
        """All of them together."""
        some, deeds = tuple(some), Counter[str]()
        for one in some:
            deeds.update(one.deeds)
        return cls(
            deeds=deeds,
            waits=tuple(wait for one in some for wait in one.waits),
            in_time=sum(one.in_time for one in some),
            returned=sum(one.returned for one in some),
            appeals=sum(one.appeals for one in some),
            upheld=sum(one.upheld for one in some),
        )

    @property
    def looked(self) -> int:
        return len(self.waits)

    @property
    def usual_wait(self) -> timedelta | None:
        """The median: half of them waited less."""
        waits = [wait.total_seconds() for wait in self.waits]
        return timedelta(seconds=median(waits)) if waits else None

    @property
    def done(self) -> int:
        """How much they did, of whatever kind."""
        return sum(self.deeds.values())

    @property
    def others(self) -> int:
        """What they did besides first decisions."""
        return sum(self.deeds.get(kind.__name__, 0) for kind in OTHERS)

    def did(self, kind: type[Event]) -> int:
        return self.deeds.get(kind.__name__, 0)
