"""Letters that were given up or wait for long, and whether somebody's own come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.readings import keys
from casework.readings.health import PATIENCE
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import bounces, dead_letters
from casework.store.casework import Casework
from casework.store.dead_letters import Letter, Stuck

__all__ = ["Letter", "Stuck", "Trouble", "own_come_back", "trouble"]

MOST: Final = 20


@dataclass(frozen=True, kw_only=True)
class Trouble:
    """`dead` is a page of them, `by_error` counts all; `slow` and `stuck` are the oldest, at most `MOST`."""

    dead: Page[Letter]
    by_error: Sequence[tuple[str, int]]
    slow: Sequence[Letter]
    stuck: Sequence[Stuck]


def trouble(casework: Casework, *, by: Actor, error: str | None, after: tuple[str, ...] | None) -> Trouble:
    """What an administrator has to look at; dead letters of one error or all. Raises Refused."""
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        key = keys.moment_and_id(after)
        found = dead_letters.page(session, error=error, after=key, limit=PAGE_SIZE + 1)
        return Trouble(
            dead=keys.page_of(found, PAGE_SIZE, lambda letter: (letter.since, letter.id)),
            by_error=dead_letters.by_error(session, MOST),
            slow=dead_letters.waiting_since(session, casework.now() - PATIENCE, MOST),
            stuck=dead_letters.stuck(session, MOST),
        )


def own_come_back(casework: Casework, actor: Actor) -> bool:
    """Whether letters to the actor's address came back, so that no more are sent."""
    if actor.user is None:
        return False
    with casework.db.read() as session:
        return bounces.come_back(session, f"user:{actor.user}")
