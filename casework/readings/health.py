"""How the worker fares: what waits to be told and sent, and what never will be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.store import outbox
from casework.store.casework import Casework

PATIENCE: Final = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Health:
    """Counts of events and letters; `oldest_letter` is since when the oldest waiting one has been there."""

    events_waiting: int
    events_stuck: int
    letters_waiting: int
    letters_dead: int
    oldest_letter: datetime | None
    is_slow: bool  # a letter has waited so long that the worker may not be running

    @property
    def needs_somebody(self) -> bool:
        return self.is_slow or bool(self.events_stuck or self.letters_dead)


def worker(casework: Casework, *, by: Actor) -> Health:
    """What the worker has before it. Raises Refused for who is no administrator."""
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        counts = outbox.counts(session, casework.now())
    oldest = counts.oldest_letter
    return Health(
        events_waiting=counts.events_waiting,
        events_stuck=counts.events_stuck,
        letters_waiting=counts.letters_waiting,
        letters_dead=counts.letters_dead,
        oldest_letter=oldest,
        is_slow=oldest is not None and casework.now() - oldest > PATIENCE,
    )
