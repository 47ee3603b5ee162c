"""What somebody follows, as far as they may still read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from casework.domain.policy import Actor, may_read
from casework.domain.values import ReportCode, Status
from casework.store import following
from casework.store.casework import Casework

MOST: Final = 20


@dataclass(frozen=True, kw_only=True)
class Followed:
    code: ReportCode
    title: str
    status: Status


def followed(casework: Casework, actor: Actor) -> tuple[Followed, ...]:
    """The reports that the actor followed last, at most `MOST`; none for a guest."""
    if actor.user is None:
        return ()
    with casework.db.read() as session:
        found = following.of_user(session, actor.user, limit=MOST)
    return tuple(
        Followed(code=report.code, title=title, status=report.status)
        for report, title in found
        if may_read(actor, report)
    )
