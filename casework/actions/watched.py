"""A newsroom says what it wants to see before readers do."""

from __future__ import annotations

from typing import Final

from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.values import OutletCode
from casework.domain.watched import Entry
from casework.store import watched
from casework.store.casework import Casework

MOST: Final = 500


class TooMany(Exception):
    """The newsroom watches for as much as it may."""


def add(casework: Casework, outlet: OutletCode, entry: Entry, *, by: Actor) -> None:
    """Watch for it; twice is once. Raises TooMany, and Refused for another newsroom."""
    if outlet not in by.outlets:
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.write() as session:
        if watched.count(session, outlet) >= MOST:
            raise TooMany
        watched.add(session, outlet, entry, by=by.user, at=casework.now())


def remove(casework: Casework, number: int, *, by: Actor) -> None:
    """Watch for it no more; what is gone already, or another newsroom's, stays as it is."""
    with casework.db.write() as session:
        watched.remove(session, number, by.outlets)
