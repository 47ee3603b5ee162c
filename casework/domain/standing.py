"""How far the newsroom relies on a reader: by what it accepted of theirs, and by how often their flags were
right.

An account of yesterday counts for nothing yet, so that nobody makes a dozen to silence somebody. Nor does one
account count twice, however often it was right.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

AGED: Final = timedelta(days=3)
TRUSTED_AFTER: Final = 3  # posts accepted, one after the other
UNKNOWN: Final = 100  # what the flag of somebody counts of whom no flag was looked at yet
SETS_ASIDE: Final = 3 * UNKNOWN
LEAST_PEOPLE: Final = 3
A_DAY: Final = timedelta(days=1)


class Act(StrEnum):
    """What an account may do so often a day."""

    REPORT = "report"
    COMMENT = "comment"
    FLAG = "flag"


# (a new account, one that is trusted) in 24 hours: more than anybody needs, less than a machine wants.
_QUOTAS: Final[Mapping[Act, tuple[int, int]]] = MappingProxyType(
    {Act.REPORT: (20, 100), Act.COMMENT: (10, 60), Act.FLAG: (20, 60)}
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What is known of an account. `accepted` counts what was accepted since the last refusal."""

    since: datetime
    accepted: int = 0
    flags_right: int = 0
    flags_wrong: int = 0

    @property
    def is_trusted(self) -> bool:
        """Whether readers see at once what they write."""
        return self.accepted >= TRUSTED_AFTER

    def weight(self, now: datetime) -> int:
        """What a flag of theirs counts, in hundredths: 100 to begin with, towards 200 for who is always right
        and towards 0 for who never is; 0 while the account is new."""
        if now - self.since < AGED:
            return 0
        judged = self.flags_right + self.flags_wrong
        return round(2 * UNKNOWN * (self.flags_right + 1) / (judged + 2))

    def quota(self, act: Act) -> int:
        """How often they may do it in 24 hours."""
        new, trusted = _QUOTAS[act]
        return trusted if self.is_trusted else new


def sets_aside(weights: Collection[int]) -> bool:
    """Whether so many flags, each of another account, hide a comment until the newsroom has looked."""
    counted = [weight for weight in weights if weight]
    return len(counted) >= LEAST_PEOPLE and sum(counted) >= SETS_ASIDE
