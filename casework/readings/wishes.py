"""How often somebody wants to be told of what."""

from __future__ import annotations

from casework.domain.policy import Actor
from casework.domain.wishes import DEFAULTS, Wishes
from casework.store import wishes
from casework.store.casework import Casework


def of(casework: Casework, actor: Actor) -> Wishes:
    """What the actor has chosen, or the usual."""
    if actor.user is None:
        return DEFAULTS
    with casework.db.read() as session:
        return wishes.of_user(session, actor.user)
