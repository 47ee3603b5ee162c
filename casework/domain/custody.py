"""The way of a report through the hands that had it: who, from when to when, and why it left them.

Read from the events that everybody may see, so that the public page and the desks tell the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from casework.domain import events as ev
from casework.domain.checks import RETURNS_THE_NEWSROOM_DECIDES
from casework.domain.evolve import Recorded
from casework.domain.values import AgencyCode, ReturnReason, Status


class Hands(StrEnum):
    NEWSROOM = "newsroom"
    OVERSIGHT = "oversight"
    AGENCY = "agency"


class Left(StrEnum):
    """How a report left somebody's hands."""

    SENT = "sent"  # on to an agency
    RETURNED = "returned"
    SUCCEEDED = "succeeded"  # the agency has ended, another goes on
    ANSWERED = "answered"
    ENDED = "ended"  # declined, merged, withdrawn, acknowledged


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """One stretch of the way. Times are UTC; `until` and `left` are None while it lasts."""

    hands: Hands
    since: datetime
    agency: AgencyCode | None = None
    co_agencies: tuple[AgencyCode, ...] = ()
    until: datetime | None = None
    left: Left | None = None
    reason: ReturnReason | None = None  # of a return
    proposed: AgencyCode | None = None  # by who returned it


@dataclass(frozen=True, kw_only=True)
class Custody:
    """The whole way, oldest first. A reorganisation takes a report along: it is no transfer."""

    keepings: tuple[Keeping, ...]
    transfers: int = 0
    returns: int = 0

    @property
    def given_back(self) -> tuple[Keeping, ...]:
        """The stretches that ended with a return."""
        return tuple(one for one in self.keepings if one.left is Left.RETURNED)


_OVER = ev.Declined | ev.Merged | ev.Withdrawn | ev.Closed | ev.Purged


def custody(history: Iterable[Recorded]) -> Custody:
    """The way that these events tell of."""
    way = _Way()
    for recorded in history:
        way.go(recorded.event, recorded.at)
    return Custody(keepings=tuple(way.keepings), transfers=way.transfers, returns=way.returns)


class _Way:
    """The way while it is being walked."""

    def __init__(self) -> None:
        self.keepings: list[Keeping] = []
        self.transfers = self.returns = 0

    def go(self, event: ev.Event, at: datetime) -> None:
        match event:
            case ev.Submitted():
                self._take(Keeping(hands=Hands.NEWSROOM, since=at))
            case ev.Routed() | ev.Rerouted():
                self.transfers += 1
                self._leave(at, Left.SENT)
                self._take(_agency(event.agency, event.co_agencies, at))
            case ev.Returned():
                self.returns += 1
                self._leave(at, Left.RETURNED, event)
                self._take(Keeping(hands=self._who_decides(), since=at))
            case ev.Succeeded():
                self._succeed(event, at)
            case ev.ReplySigned():
                self._leave(at, Left.ANSWERED)
            case ev.Reopened() if self.keepings:
                self._take(replace(self.keepings[-1], since=at, until=None, left=None))
            case ev.Unmerged(status=Status.RETURNED):
                self._take(Keeping(hands=self._who_decides(), since=at))
            case ev.AppealDecided(upheld=True) | ev.Unmerged():
                self._take(Keeping(hands=Hands.NEWSROOM, since=at))
            case _ if isinstance(event, _OVER):
                self._leave(at, Left.ENDED)

    def _who_decides(self) -> Hands:
        """Who sends on what was given back."""
        return Hands.OVERSIGHT if self.returns > RETURNS_THE_NEWSROOM_DECIDES else Hands.NEWSROOM

    def _take(self, keeping: Keeping) -> None:
        self.keepings.append(keeping)

    def _leave(self, at: datetime, left: Left, returned: ev.Returned | None = None) -> None:
        """The last stretch ends, if it has not ended already."""
        if not self.keepings or self.keepings[-1].until is not None:
            return
        self.keepings[-1] = replace(
            self.keepings[-1],
            until=at,
            left=left,
            reason=returned.reason if returned else None,
            proposed=returned.proposed if returned else None,
        )

    def _succeed(self, event: ev.Succeeded, at: datetime) -> None:
        if event.was == event.agency and self.keepings:
            self.keepings[-1] = replace(self.keepings[-1], co_agencies=event.co_agencies)
            return
        self._leave(at, Left.SUCCEEDED)
        self._take(_agency(event.agency, event.co_agencies, at))


def _agency(code: AgencyCode, beside: tuple[AgencyCode, ...], at: datetime) -> Keeping:
    return Keeping(hands=Hands.AGENCY, agency=code, co_agencies=beside, since=at)
