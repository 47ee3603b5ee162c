"""What a date asks for in the sealed channel: its keepers are told that one is near, and that one has passed.

As with reports, each is done once a date, also after days without a worker. Nobody else is told: whoever
learnt that something is overdue there would learn that somebody denounced somebody.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from casework.actions.denunciations import MORNING
from casework.domain.calendar import LOCAL, local_day
from casework.domain.clocks import Terms
from casework.domain.denunciations import struck
from casework.domain.values import DenunciationCode, UserId
from casework.store import denunciation_lists, mailbox
from casework.store import denunciations as rows
from casework.store.casework import Casework
from casework.store.db import Session


def strike(casework: Casework, *, go_on: Callable[[], bool] = lambda: True) -> int:
    """Do what is due now; returns how many marks that were. `go_on` is asked before each denunciation.

    While nobody keeps the channel nothing is marked: it would be told to nobody.
    """
    with casework.db.read() as session:
        keepers = rows.keepers(session, rows.inspectorates(casework))
        dated = denunciation_lists.waiting(session) if keepers else []
    terms, now, done = casework.terms(), casework.now(), 0
    for found in dated:
        if not go_on():
            break
        if struck(found, terms, now)[1] is not None:
            done += _strike(casework, found.code, keepers, terms)
    return done


def _strike(casework: Casework, code: DenunciationCode, keepers: list[UserId], terms: Terms) -> bool:
    """Another worker may have done it a moment ago."""
    with casework.db.write() as session:
        now = casework.now()
        changed, deed = struck(rows.lock(session, code), terms, now)
        if deed is None:
            return False
        rows.save(session, changed)
        rows.note(session, code, deed, now=now)
        _tell(session, keepers, now)
        return True


def _tell(session: Session, keepers: list[UserId], now: datetime) -> None:
    """One letter a keeper and day, which names nothing."""
    today = local_day(now)
    for keeper in keepers:
        mailbox.put(
            session,
            notice="sealed_due",
            about=f"sealed-due:{today.isoformat()}",
            recipient=f"user:{keeper}",
            at=max(now, datetime.combine(today, MORNING, LOCAL)),
        )
