"""What a program may do in the name of somebody who has given it a token."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Final

from casework.domain.policy import Actor, Permission, can

MOST: Final = 10  # tokens of one account that are good at a time
LONGEST_NAME: Final = 60
LASTS: Final = (30, 90, 365)  # days, of which its owner chooses


class Scope(StrEnum):
    """`read` reads nothing that others don't: it may only ask more often."""

    READ = "read"
    SUBMIT = "reports:submit"
    TRACK = "reports:track"  # one's own
    DEADLINES = "agency:deadlines"  # codes and dates of the agencies that one works for; nothing else


_NEEDED: Final = {Scope.SUBMIT: Permission.SUBMIT_REPORT, Scope.DEADLINES: Permission.WORK_FOR_AGENCY}


def may_give(actor: Actor, scope: Scope) -> bool:
    """Whether somebody may let a program do this: what they may not do themselves they give nobody."""
    return actor.is_signed_in and can(actor, _NEEDED.get(scope, Permission.OWN_ACCOUNT))


def lasting(days: int) -> timedelta:
    """How long a token is good. Raises ValueError for what nobody is offered."""
    if days not in LASTS:
        raise ValueError(days)
    return timedelta(days=days)
