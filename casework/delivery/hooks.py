"""Webhooks: from an event to what endpoints are told, and telling it, from what is public at that moment."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from casework.delivery import hook_body
from casework.delivery.caller import Answer, Caller, NotCalled
from casework.delivery.log import log, where
from casework.domain import hook_signing
from casework.domain.calendar import LOCAL, local_day
from casework.domain.evolve import fold
from casework.domain.policy import Actor
from casework.domain.webhooks import (
    PAUSED_AFTER,
    POSSIBLE,
    Deed,
    State,
    concerned,
    happened,
    may_answer_for,
    waits_for_morning,
)
from casework.domain.wishes import MORNING
from casework.store import hook_deliveries, journal, mailbox, outbox, webhook_changes, webhooks
from casework.store.casework import Casework
from casework.store.db import Session, Unavailable
from casework.store.hook_deliveries import Told, Try

MOST_A_ROUND: Final = 20
SECONDS_A_ROUND: Final = 15.0  # no call begins later than that
_GONE: Final = 410
FAILED, STOPPED = "webhook_failed", "webhook_stopped"


def put(casework: Casework, session: Session, seq: int) -> None:
    """Let what happened wait for each endpoint that it concerns; those that have it already keep it."""
    recorded, part = outbox.event(session, seq)
    if type(recorded.event) not in POSSIBLE:
        return
    now = casework.now()
    endpoints = webhooks.in_force(session, now)
    if not endpoints:
        return
    past = [one for one in journal.of_report(session, recorded.report) if one.version <= recorded.version]
    before, after = fold(tuple(past[:-1])) if past[:-1] else None, fold(tuple(past))
    happening = happened(recorded.event, before, after)
    if happening is None:
        return
    at = _next_morning(now) if waits_for_morning(after, part) else now
    event = secrets.token_hex(16)
    hook_deliveries.put(
        session,
        [
            Told(
                id=secrets.token_hex(16),
                webhook=endpoint.id,
                event=event,
                happening=happening.value,
                report=recorded.report,
                event_seq=seq,
                state=hook_deliveries.WAITING,
                attempts=0,
                created_at=at,
                next_at=at,
            )
            for endpoint in endpoints
            if concerned(endpoint, happening, before, after)
        ],
    )


def _next_morning(now: datetime) -> datetime:
    return datetime.combine(local_day(now) + timedelta(days=1), MORNING, LOCAL)


def call_due(
    casework: Casework,
    caller: Caller,
    public_url: str,
    *,
    worker: str,
    go_on: Callable[[], bool] = lambda: True,
) -> int:
    """Tell endpoints what is due, at most so many and so long; returns how many calls that were.

    Raises Unavailable: then the leases run out, and it is told again under the same ids.
    """
    until, called = time.monotonic() + SECONDS_A_ROUND, 0
    while called < MOST_A_ROUND and time.monotonic() < until and go_on():
        with casework.db.write() as session:
            told = hook_deliveries.take(session, casework.now(), worker=worker)
        if told is None:
            break
        _tell(casework, caller, public_url, told)
        called += 1
    return called


def _tell(casework: Casework, caller: Caller, public_url: str, told: Told) -> None:
    began = time.monotonic()
    try:
        answer = _call(casework, caller, public_url, told)
    except Unavailable:
        raise
    except NotCalled as error:
        how = Try(at=casework.now(), error=error.code, ms=_ms(began))
    except Exception as error:  # ours: it is tried again, and the others get on
        log.error("webhook delivery %s broke off: %s", told.id, where(error))
        how = Try(at=casework.now(), error="ours", ms=_ms(began))
    else:
        if answer is None:
            with casework.db.write() as session:
                hook_deliveries.dropped(session, told.id)
            log.info("webhook delivery %s dropped", told.id)
            return
        how = Try(at=casework.now(), status=answer.status, ms=_ms(began), answer=answer.text)
    with casework.db.write() as session:
        _note(session, told, how)
    log.info("webhook delivery %s: %s", told.id, how.status or how.error)


def _call(casework: Casework, caller: Caller, public_url: str, told: Told) -> Answer | None:
    """What the endpoint answered; None when it may not be told any more. Raises NotCalled, CannotOpen."""
    now = casework.now()
    with casework.db.read() as session:
        endpoint = webhooks.find(session, told.webhook)
        if endpoint is None or not webhooks.is_in_force(session, told.webhook, now):
            return None
        body = hook_body.made(session, casework, told, public_url)
        signing = webhooks.secrets_of(session, casework.vault, told.webhook, now)
    if body is None:
        return None
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "DienDanCCHC-Webhook/1",
        **hook_signing.headers(signing, f"msg_{told.id}", int(now.timestamp()), body),
    }
    return caller.post(endpoint.url, headers, body)


def _note(session: Session, told: Told, how: Try) -> None:
    """Write down how it went, and what follows for the endpoint."""
    if how.is_taken:
        hook_deliveries.sent(session, told.id, how)
        webhooks.answered(session, told.webhook)
        return
    if how.status == _GONE:
        hook_deliveries.dead(session, told.id, how)
        _stop(session, told.webhook, State.GONE, how.at)
        return
    if not hook_deliveries.failed(session, told.id, how):
        _write(session, FAILED, told.webhook, how.at)
    if how.at - webhooks.failed(session, told.webhook, how.at) >= PAUSED_AFTER:
        _stop(session, told.webhook, State.FAILING, how.at)


def _stop(session: Session, endpoint: str, state: State, now: datetime) -> None:
    if webhooks.stop(session, endpoint, state):
        stopped = webhooks.find(session, endpoint)
        if stopped is not None:
            webhook_changes.note(session, stopped, Deed(state.value), by=None, at=now)
        hook_deliveries.give_up_waiting(session, endpoint)
        _write(session, STOPPED, endpoint, now)
        log.warning("webhook %s is told nothing more: %s", endpoint, state.value)


def _write(session: Session, notice: str, endpoint: str, now: datetime) -> None:
    """A letter to who answers for it: of one kind one a day."""
    found = webhooks.find(session, endpoint)
    if found is not None:
        about = f"{endpoint}:{local_day(now).isoformat()}"
        mailbox.put(session, notice=notice, about=about, recipient=f"user:{found.owner}", at=now)


def letter_facts(session: Session, notice: str, about: str, reader: Actor) -> dict[str, Any] | None:
    """What such a letter says; None when the endpoint is there no more, its reader may not have it, or it was
    resumed before the letter went out that it had stopped."""
    endpoint = webhooks.find(session, about.partition(":")[0])
    if endpoint is None or endpoint.owner != reader.user:
        return None
    if not may_answer_for(reader.memberships, endpoint.agency):
        return None
    if notice == STOPPED and endpoint.state not in (State.FAILING, State.GONE):
        return None
    door = "admin" if endpoint.agency is None else "agency"
    return {
        "webhook": endpoint.name,
        "is_gone": endpoint.state is State.GONE,
        "path": f"/{door}/webhooks/{endpoint.id}",
        "capacity": "account",
    }


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1000)
