"""Letters that were given up: sending them again, after somebody has mended the cause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.values import UserId
from casework.store import bounces, dead_letters, outbox
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.dead_letters import Letter

AT_A_TIME: Final = 500
MOST_AFTER_MENDING: Final = 50  # the newest of what somebody did not get while their address was dead
REFUSED_AS_DEAD: Final = f"Refused {bounces.COME_BACK}"


def send_again(casework: Casework, letter: str, *, by: Actor) -> bool:
    """One dead letter; False when it is dead no longer. Raises Refused for who is no administrator."""
    _check(by)
    with casework.db.write() as session:
        found = dead_letters.find(session, letter)
        if found is not None:
            _revive(casework, session, [found])
    return found is not None


def send_all_again(casework: Casework, error: str, *, by: Actor) -> int:
    """All that died of one thing; returns how many of those that may be known. Raises Refused for who is no
    administrator."""
    _check(by)
    with casework.db.write() as session:
        found = dead_letters.of_error(session, error)
        for start in range(0, len(found), AT_A_TIME):
            _revive(casework, session, found[start : start + AT_A_TIME])
    return sum(letter.notice not in outbox.UNDER_SEAL for letter in found)


def tell_again(casework: Casework, *, by: Actor) -> int:
    """All events that nobody could be told of; returns how many. Raises Refused."""
    _check(by)
    with casework.db.write() as session:
        return dead_letters.tell_again(session, casework.now())


def address_mended(casework: Casework, user: UserId) -> None:
    """Somebody's mailbox takes letters again: what they did not get meanwhile is sent, as far as it still
    holds."""
    me = f"user:{user}"
    with casework.db.write() as session:
        bounces.mend(session, [me], casework.now())
        lost = dead_letters.of_recipient(session, me, REFUSED_AS_DEAD, MOST_AFTER_MENDING)
        outbox.revive(session, [letter.id for letter in lost], casework.now())


def _revive(casework: Casework, session: Session, letters: Sequence[Letter]) -> None:
    """Who sends again to an address that gave letters back believes that it takes them now."""
    outbox.revive(session, [letter.id for letter in letters], casework.now())
    dead = [one for one in letters if one.error == REFUSED_AS_DEAD]
    receivers = {bounces.receiver(one.recipient, one.report_code) for one in dead}
    if receivers:
        bounces.mend(session, receivers, casework.now())


def _check(by: Actor) -> None:
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
