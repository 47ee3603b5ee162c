"""What somebody follows beside reports: agencies, fields, areas, outlets, searches."""

from __future__ import annotations

from casework.domain.policy import Actor
from casework.domain.watching import Watch
from casework.store import watching
from casework.store.casework import Casework
from casework.store.watching import Kept

__all__ = ["Kept", "is_watched", "of"]


def of(casework: Casework, actor: Actor) -> tuple[Kept, ...]:
    """All of it, what was begun last first; none for a guest."""
    if actor.user is None:
        return ()
    with casework.db.read() as session:
        return tuple(watching.of_user(session, actor.user))


def is_watched(casework: Casework, actor: Actor, watch: Watch) -> bool:
    """Whether the actor follows this."""
    if actor.user is None:
        return False
    with casework.db.read() as session:
        return watching.is_watched(session, actor.user, watch.what, watch.key)
