"""Who asked to be let in as a journalist: for themselves, and for the newsroom that decides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from casework.domain.accreditation import Accreditation, AccreditationState
from casework.domain.policy import Actor
from casework.store import accreditations
from casework.store.casework import Casework

MOST: Final = 200
_S = AccreditationState


def own(casework: Casework, actor: Actor) -> Sequence[Accreditation]:
    """What the actor asked, the newest first; none for a guest."""
    if actor.user is None:
        return ()
    with casework.db.read() as session:
        return accreditations.of_user(session, actor.user)


def of_newsroom(casework: Casework, actor: Actor) -> dict[AccreditationState, list[Accreditation]]:
    """What the actor's newsrooms were asked, by where it stands, the newest first. One query a group."""
    groups = {_S.ASKED: (_S.ASKED,), _S.GRANTED: (_S.GRANTED,), _S.ENDED: (_S.REFUSED, _S.ENDED)}
    with casework.db.read() as session:
        return {
            group: accreditations.of_outlets(session, actor.outlets, states, limit=MOST)
            for group, states in groups.items()
        }


def find(casework: Casework, actor: Actor, number: int) -> Accreditation | None:
    """One that the actor's newsroom decides; None for any other."""
    with casework.db.read() as session:
        found = accreditations.find(session, number)
    return found if found is not None and found.outlet in actor.outlets else None
