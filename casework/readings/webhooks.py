"""Endpoints and what they were told, for who may have them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode
from casework.domain.webhooks import PING, Deed, Endpoint, Happening, State, may_manage, signs_for
from casework.readings.pages import PAGE_SIZE, Page
from casework.store import hook_deliveries, people, webhook_changes, webhooks
from casework.store.casework import Casework
from casework.store.hook_deliveries import Told, Try
from casework.store.webhook_changes import Change

__all__ = ["PING", "Change", "Deed", "Endpoint", "Happening", "Seen", "State", "Told", "Try", "signs_for"]


MOST_CHANGES: Final = 10  # on a page


@dataclass(frozen=True, kw_only=True)
class Seen:
    """An endpoint and who answers for it; `is_answered_for`: they still may, and its agency has not ended."""

    endpoint: Endpoint
    owner_name: str
    is_answered_for: bool

    @property
    def is_told(self) -> bool:
        return self.is_answered_for and self.endpoint.state is State.ACTIVE


def endpoints(casework: Casework, agencies: Sequence[AgencyCode | None], *, by: Actor) -> list[Seen]:
    """Those of these agencies (None: of portals). Raises Refused."""
    if not agencies or not all(may_manage(by, code) for code in agencies):
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        found = webhooks.of_agencies(session, agencies)
        good = webhooks.answered_for(session, found, casework.now())
        return [
            Seen(
                endpoint=one,
                owner_name=people.name(session, one.owner),
                is_answered_for=one.id in good,
            )
            for one in found
        ]


def endpoint(casework: Casework, key: str, *, by: Actor) -> Seen | None:
    """None for one that is not there, or none of theirs."""
    with casework.db.read() as session:
        found = webhooks.find(session, key)
        if found is None or not may_manage(by, found.agency):
            return None
        return Seen(
            endpoint=found,
            owner_name=people.name(session, found.owner),
            is_answered_for=bool(webhooks.answered_for(session, [found], casework.now())),
        )


def changes(casework: Casework, key: str, *, by: Actor) -> list[Change]:
    """What was last done to an endpoint and by whom, newest first. Raises Refused."""
    if endpoint(casework, key, by=by) is None:
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        return webhook_changes.of_endpoint(session, key, limit=MOST_CHANGES)


def changes_of(casework: Casework, agencies: Sequence[AgencyCode | None], *, by: Actor) -> list[Change]:
    """The same of all endpoints of these agencies (None: of portals), removed ones too. Raises Refused."""
    if not agencies or not all(may_manage(by, code) for code in agencies):
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        return webhook_changes.of_agencies(session, agencies, limit=MOST_CHANGES)


def log(casework: Casework, key: str, after: tuple[str, ...] | None, *, by: Actor) -> Page[Told]:
    """What it was told, newest first. Raises Refused."""
    if endpoint(casework, key, by=by) is None:
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        rows = hook_deliveries.log(session, key, after=_key(after), limit=PAGE_SIZE + 1)
    shown = rows[:PAGE_SIZE]
    last = shown[-1] if len(rows) > PAGE_SIZE else None
    return Page(rows=shown, next_key=(last.created_at.isoformat(), last.id) if last else None)


def _key(after: tuple[str, ...] | None) -> tuple[datetime, str] | None:
    if after is None or len(after) != 2:
        return None
    try:
        at = datetime.fromisoformat(after[0])
    except ValueError:
        return None
    return (at, after[1]) if at.tzinfo is not None else None
