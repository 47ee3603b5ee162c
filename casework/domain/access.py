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


def may_give(actor: Actor, scope: Scope) -> bool:
    """Whether somebody may let a program do this: what they may not do themselves they give nobody."""
    needed = Permission.SUBMIT_REPORT if scope is Scope.SUBMIT else Permission.OWN_ACCOUNT
    return actor.is_signed_in and can(actor, needed)


def lasting(days: int) -> timedelta:
    """How long a token is good. Raises ValueError for what nobody is offered."""
    if days not in LASTS:
        raise ValueError(days)
    return timedelta(days=days)
