"""What newsrooms watch for."""

from __future__ import annotations

from casework.domain.policy import Actor
from casework.domain.values import OutletCode
from casework.domain.watched import WatchList
from casework.store import watched
from casework.store.casework import Casework
from casework.store.watched import Kept

__all__ = ["Kept", "mine", "of_outlet"]


def mine(casework: Casework, actor: Actor) -> list[Kept]:
    """What the actor's newsrooms watch for. One query."""
    with casework.db.read() as session:
        return watched.of_outlets(session, actor.outlets)


def of_outlet(casework: Casework, outlet: OutletCode) -> WatchList:
    """What one newsroom watches for. One query."""
    with casework.db.read() as session:
        return watched.lists(session, [outlet])[outlet]
