"""After a backup was put back: what it brings back that has ended since is ended again.

The steps are in such an order that it may break off anywhere: the worker goes on only after the last of them,
and doing it all again changes nothing more.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Final

from casework.actions.erasure import erase_again
from casework.store import (
    access_tokens,
    heartbeats,
    hook_deliveries,
    journal,
    journal_head,
    outbox,
    remembered,
    sessions,
    tokens,
)
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.journal_head import Head, Standing
from casework.store.tokens import Purpose

WHY: Final = "a backup was put back"
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Done:
    """What was ended, as numbers."""

    sessions: int
    remembered: int
    tokens: int
    links: int
    letters: int
    events: int
    erased: int


def look(casework: Casework) -> Standing:
    """How the database stands to what the worker of this machine has seen of it."""
    with casework.db.read() as session:
        return journal_head.compare(session, casework.head, casework.erasures)


def go_on(casework: Casework, *, send: bool) -> Done:
    """Take the database for what it is from now on; the worker may go on.

    Ends every session, revokes every token of a program, forgets every browser, makes links to set a password
    useless, and, unless `send`, drops what waits to be sent since before the database was put back: nobody
    can tell what of it has been sent. That moment is the last at which a worker saw the database as it was;
    where none has, it is now. Whoever was erased since is erased again, by the list beside the files.

    Raises OSError when the file of the head cannot be written.
    """
    standing, now = look(casework), casework.now()
    before = standing.known.at if standing.known else now
    with casework.db.write() as session:
        if not send:
            hook_deliveries.drop_waiting(session, before=before)
        done = Done(
            sessions=sessions.end_everybodys(session),
            remembered=remembered.forget_everybodys(session),
            tokens=access_tokens.revoke_everybodys(session),
            links=_revoke_links(session),
            letters=0 if send else outbox.drop_waiting(session, before=before, why=WHY),
            events=0 if send else outbox.let_go(session, before=before),
            erased=0,
        )
    done = replace(done, erased=erase_again(casework).erased)
    with casework.db.write() as session:
        heartbeats.forget(session, heartbeats.PAUSED)
        seq, last_hash = journal.tail(session)
    if seq:
        casework.head.write(Head(seq=seq, hash=last_hash, at=now))
    else:
        casework.head.forget()
    log.warning("restored: the worker goes on at event %s; %s sessions ended", seq, done.sessions)
    return done


def _revoke_links(session: Session) -> int:
    """Who had one in their hands then may have it still, and has used it since. The links by which guests
    confirm their reports stay: such a report is unconfirmed again."""
    return sum(
        tokens.revoke_everybodys(session, purpose)
        for purpose in (Purpose.RESET_PASSWORD, Purpose.CONFIRM_ACCOUNT)
    )
