"""What the press has written: at one report, at an outlet's, and of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from casework.domain.policy import Actor
from casework.domain.stories import Story, may_see
from casework.domain.values import OutletCode, ReportCode
from casework.store import accreditations, stories
from casework.store.casework import Casework

MOST: Final = 100
MOST_DECLINED: Final = 20
ON_A_PAGE: Final = 10

__all__ = ["Story", "Workroom", "at_outlet", "at_report", "find", "own_sites", "workroom"]


@dataclass(frozen=True, kw_only=True)
class Workroom:
    """What waits for the actor's newsrooms, what is shown at their reports, what they declined, and what the
    actor linked."""

    waiting: Sequence[Story]
    shown: Sequence[Story]
    declined: Sequence[Story]
    own: Sequence[Story]


def at_report(casework: Casework, code: ReportCode, actor: Actor) -> Sequence[Story]:
    """What the actor may see now, each address once; one query."""
    with casework.db.read() as session:
        found = stories.of_report(
            session, code, casework.now(), user=actor.user, outlets=sorted(actor.outlets)
        )
    return tuple({story.url: story for story in reversed(found)}.values())[::-1]


def at_outlet(casework: Casework, outlet: OutletCode) -> Sequence[tuple[Story, str]]:
    """What everybody may see now at an outlet's reports, with their titles; one query."""
    with casework.db.read() as session:
        return stories.of_outlet(session, outlet, casework.now(), limit=ON_A_PAGE)


def workroom(casework: Casework, actor: Actor) -> Workroom:
    """Four queries at most."""
    with casework.db.read() as session:
        outlets = sorted(actor.outlets)
        return Workroom(
            waiting=stories.to_decide(session, outlets, limit=MOST) if outlets else (),
            shown=stories.of_newsrooms(session, outlets, limit=MOST) if outlets else (),
            declined=stories.declined(session, outlets, limit=MOST_DECLINED) if outlets else (),
            own=stories.of_author(session, actor.user, limit=MOST) if actor.user else (),
        )


def find(casework: Casework, actor: Actor, number: int) -> Story | None:
    """One that the actor may know of; None for any other."""
    with casework.db.read() as session:
        found = stories.find(session, number)
    return found if found is not None and may_see(actor, found, casework.now()) else None


def own_sites(casework: Casework, actor: Actor) -> tuple[str, ...]:
    """The sites whose stories the actor may link as a journalist."""
    if actor.user is None:
        return ()
    with casework.db.read() as session:
        held = [one for one in accreditations.of_user(session, actor.user) if one.is_granted]
    return tuple(dict.fromkeys(site for one in held for site in one.sites))
