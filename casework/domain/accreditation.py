"""Who writes for a newspaper: what an outlet's newsroom decides of somebody who asks (docs/adr/0029)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from casework.domain.calendar import end_of_day
from casework.domain.values import OutletCode, UserId
from casework.domain.watched import site

LONGEST_NAME: Final = 120
LONGEST_CARD: Final = 60
LONGEST_SITES: Final = 300
LONGEST_REASON: Final = 500
MOST_SITES: Final = 5
MOST_DAYS: Final = 731  # two years; then somebody looks again
USUAL_DAYS: Final = 365


class AccreditationState(StrEnum):
    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"
    ENDED = "ended"  # withdrawn, or its last day is over


@dataclass(frozen=True, kw_only=True)
class Accreditation:
    """What somebody asked of an outlet, and what its newsroom decided. `medium` is empty for who works for
    the outlet itself; `until` is the last day on which it holds; `sites` are those whose stories they may
    link."""

    id: int
    user: UserId
    outlet: OutletCode
    name: str
    medium: str
    card: str
    email: str
    state: AccreditationState
    asked_at: datetime
    until: date | None = None
    sites: tuple[str, ...] = ()
    decided_at: datetime | None = None
    decided_by: UserId | None = None
    ended_at: datetime | None = None
    ended_by: UserId | None = None
    reason: str = ""

    @property
    def ends_at(self) -> datetime | None:
        """The last moment at which it holds."""
        return end_of_day(self.until) if self.until else None

    @property
    def is_waiting(self) -> bool:
        return self.state is AccreditationState.ASKED

    @property
    def is_granted(self) -> bool:
        return self.state is AccreditationState.GRANTED

    @property
    def is_withdrawn(self) -> bool:
        """Whether somebody ended it, rather than its last day."""
        return self.state is AccreditationState.ENDED and self.ended_by is not None


def sites_of(typed: str) -> tuple[str, ...]:
    """The sites that a line names, each once, without www. Raises ValueError for no site, or too many."""
    found = [site(word) for word in re.split(r"[\s,;]+", typed) if word]
    if None in found or len(set(found)) > MOST_SITES:
        raise ValueError(typed)
    return tuple(dict.fromkeys(one for one in found if one))
