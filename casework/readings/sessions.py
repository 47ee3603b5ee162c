"""Somebody's own sessions, for the page on which they end them."""

from __future__ import annotations

from datetime import timedelta

from casework.domain.values import UserId
from casework.store import sessions
from casework.store.casework import Casework
from casework.store.sessions import Listed

__all__ = ["Listed", "of_user"]


def of_user(casework: Casework, user: UserId, *, idle: timedelta) -> list[Listed]:
    """Where this person is signed in or remembered, the one used last first.

    `idle`: how long a session of theirs may lie unused.
    """
    now = casework.now()
    with casework.db.read() as session:
        return sessions.of_user(session, user, now=now, since=now - idle)
