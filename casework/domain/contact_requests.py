"""A journalist asks, through the newsroom, whether a reporter would talk to them (docs/adr/0027).

The journalist learns one thing: what the reporter gave them, if they did. A newsroom that did not pass it on,
a reporter who said no, one who did not answer and one who cannot be reached look alike: nothing until the day
that was told when they asked, and then that nobody could be reached.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from casework.domain.values import OutletCode, PostId, ReportCode, UserId

LONGEST_PURPOSE: Final = 300
LONGEST_QUESTIONS: Final = 3000
LONGEST_WORDS: Final = 2000
MOST: Final = 5  # of one journalist in a week
WEEK: Final = timedelta(days=7)


class ContactState(StrEnum):
    """Where it stands; no journalist ever sees this, but a `Seen`."""

    WAITING = "waiting"  # for the newsroom
    FORWARDED = "forwarded"  # to the reporter
    DECLINED = "declined"  # by the newsroom
    AGREED = "agreed"
    REFUSED = "refused"  # by the reporter
    TAKEN_BACK = "taken_back"  # by the reporter, who had agreed


class Seen(StrEnum):
    """What a journalist sees."""

    OPEN = "open"
    GIVEN = "given"
    TAKEN_BACK = "taken_back"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, kw_only=True)
class ContactRequest:
    """What a journalist asks of a reporter whom they don't know. `outlet` has the report."""

    id: PostId
    report: ReportCode
    outlet: OutletCode
    user: UserId
    medium: str
    purpose: str
    questions: str
    state: ContactState
    asked_at: datetime
    closes_at: datetime
    forwarded_at: datetime | None = None
    reason: str = ""

    def is_open(self, now: datetime) -> bool:
        """Whether anybody can still do something about it."""
        return now < self.closes_at

    def seen(self, now: datetime) -> Seen:
        """What the journalist sees of it: the same until the last day whatever happened, but a yes."""
        if self.state is ContactState.AGREED:
            return Seen.GIVEN
        if self.state is ContactState.TAKEN_BACK:
            return Seen.TAKEN_BACK
        return Seen.OPEN if self.is_open(now) else Seen.UNREACHABLE

    @property
    def is_with_reporter(self) -> bool:
        """Whether its reporter knows of it."""
        return self.state in (
            ContactState.FORWARDED,
            ContactState.AGREED,
            ContactState.REFUSED,
            ContactState.TAKEN_BACK,
        )
