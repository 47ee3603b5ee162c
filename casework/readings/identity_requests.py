"""Who asks to learn who reported something: how it stands with one report, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.domain import commands as do
from casework.domain.checks import GRANT_LASTS
from casework.domain.events import IdentityAsked
from casework.domain.policy import Actor
from casework.domain.values import Part, PostKind
from casework.readings.thread import Post, Thread
from casework.store import identity
from casework.store.casework import Casework
from casework.store.identity import House, Request

__all__ = ["Request", "Standing", "count", "house_of", "requests", "standing"]


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What somebody may do now about learning who reported it, and what was asked so far."""

    may_ask: bool
    may_decide: bool
    may_open: bool
    open_until: datetime | None  # of a grant that has not been used
    pending: Post | None  # the reason that waits for a decision, or whose grant runs
    is_mine: bool  # whether this actor gave it
    earlier: tuple[Post, ...]  # reasons of before, oldest first


def standing(thread: Thread, actor: Actor, *, now: datetime) -> Standing:
    """How it stands at `now` (UTC), from what this actor reads of the report."""
    report = thread.report
    reasons = thread.of_kind(PostKind.IDENTITY_REASON)
    until = report.identity_granted_at + GRANT_LASTS if report.identity_granted_at else None
    runs = until is not None and now <= until
    waits = report.identity_asked_by is not None and (report.identity_granted_at is None or runs)
    asked = (entry.event.post for entry in reversed(thread.history) if isinstance(entry.event, IdentityAsked))
    pending = thread.post(next(asked, None)) if waits else None
    return Standing(
        may_ask=do.AskIdentity in thread.allowed and not runs,
        may_decide=do.DecideIdentity in thread.allowed,
        may_open=do.OpenIdentity in thread.allowed and runs,
        open_until=until if runs else None,
        pending=pending,
        is_mine=waits and report.identity_asked_by == actor.user,
        earlier=tuple(post for post in reasons if post != pending),
    )


def house_of(casework: Casework, actor: Actor, part: Part) -> House:
    """The house for which the actor decides, as moderator or as overseer."""
    return House(
        part=part,
        outlets=sorted(actor.outlets),
        user=actor.user,
        granted_since=casework.now() - GRANT_LASTS,
    )


def requests(casework: Casework, actor: Actor, part: Part) -> Sequence[Request]:
    """What waits for the actor's decision as `part`, and what they may open; one query."""
    with casework.db.read() as session:
        return identity.requests(session, house_of(casework, actor, part))


def count(casework: Casework, actor: Actor, part: Part) -> int:
    """How many those are; one query."""
    with casework.db.read() as session:
        return identity.count(session, house_of(casework, actor, part))
