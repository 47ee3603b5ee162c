"""Name a part of the queue, to come back to it with one click."""

from __future__ import annotations

from typing import Final

from casework.domain.values import UserId
from casework.store import saved_views
from casework.store.casework import Casework
from casework.store.db import Conflict
from casework.store.queues import Filter

MOST: Final = 20
LONGEST_NAME: Final = 60


class TooMany(Exception):
    """Somebody has as many as they may have."""


def save(casework: Casework, user: UserId, name: str, wanted: Filter) -> None:
    """Keep what is wanted under this name, in the place of what had the name. Raises TooMany."""
    try:
        _save(casework, user, name, wanted)
    except Conflict:  # the same form twice at once: the other one was first
        _save(casework, user, name, wanted)


def _save(casework: Casework, user: UserId, name: str, wanted: Filter) -> None:
    with casework.db.write() as session:
        if not saved_views.put(session, user, name, wanted, most=MOST, at=casework.now()):
            raise TooMany


def remove(casework: Casework, user: UserId, view: int) -> None:
    """Forget one of one's own."""
    with casework.db.write() as session:
        saved_views.remove(session, user, view)
