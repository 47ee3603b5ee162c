"""Who has the forum tell others over the web: endpoints made, changed, stopped, tried out."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace

from casework.domain.calendar import local_day
from casework.domain.hook_signing import SECRET_BYTES, secret_of
from casework.domain.hook_targets import Allowed, BadUrl, UrlFault, target_of
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode
from casework.domain.webhooks import MOST, OLD_SECRET, PING, Deed, Endpoint, Happening, State, may_manage
from casework.store import directory, hook_deliveries, webhook_changes, webhooks
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.hook_deliveries import Told

__all__ = ["BadUrl", "NoSuchEndpoint", "TooMany", "UrlFault", "Wanted"]
log = logging.getLogger(__name__)


class TooMany(Exception):
    """The agency, or the portals, have as many as they may have."""


class NoSuchEndpoint(LookupError):
    """There is none of this id, or it is none of theirs."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What somebody wants an endpoint to be."""

    name: str
    url: str
    happenings: frozenset[Happening]


def register(
    casework: Casework, key: str, agency: AgencyCode | None, wanted: Wanted, allowed: Allowed, *, by: Actor
) -> tuple[Endpoint, str]:
    """Make an endpoint; `key` is the form's, so that the same form sent twice makes one. Returns it with its
    secret, which is shown now and never again: empty where it was made before.

    Raises Refused, BadUrl, TooMany.
    """
    if by.user is None or not may_manage(by, agency):
        raise Refused(Why.NOT_ALLOWED)
    target = target_of(wanted.url, allowed)
    now, secret = casework.now(), _new_secret()
    with casework.db.write() as session:
        before = webhooks.lock(session, key)
        if before is not None:
            if not may_manage(by, before.agency):
                raise Refused(Why.NOT_ALLOWED)
            return before, ""
        if agency is not None and agency not in directory.codes_in_force(session, local_day(now)):
            raise Refused(Why.NOT_ALLOWED)
        if webhooks.count(session, agency) >= MOST:
            raise TooMany
        endpoint = Endpoint(
            id=key,
            agency=agency,
            name=wanted.name,
            url=target.url,
            happenings=wanted.happenings,
            owner=by.user,
            created_at=now,
        )
        webhooks.add(session, casework.vault, endpoint, secret)
        webhook_changes.note(session, endpoint, Deed.REGISTERED, by=by.user, at=now)
    log.info("webhook %s registered by user:%s", key, by.user)
    return endpoint, secret


def change(
    casework: Casework, key: str, seen: int, wanted: Wanted, allowed: Allowed, *, by: Actor
) -> Endpoint:
    """Change it; who does answers for it from now on. Raises Refused (stale, too), NoSuchEndpoint, BadUrl."""
    target = target_of(wanted.url, allowed)
    return _change(
        casework,
        key,
        lambda was: replace(was, name=wanted.name, url=target.url, happenings=wanted.happenings),
        by=by,
        seen=seen,
        deed=Deed.CHANGED,
    )


def pause(casework: Casework, key: str, *, by: Actor) -> Endpoint:
    """Tell it nothing for a while: what happens meanwhile is not told later. Raises as `change` does."""
    return _change(casework, key, lambda was: replace(was, state=State.PAUSED), by=by, deed=Deed.PAUSED)


def resume(casework: Casework, key: str, *, by: Actor) -> Endpoint:
    """Tell it again what happens; who does so answers for it. Raises as `change` does."""
    return _change(
        casework,
        key,
        lambda was: replace(was, state=State.ACTIVE, failing_since=None),
        by=by,
        deed=Deed.RESUMED,
    )


def renew_secret(casework: Casework, key: str, seen: int, *, by: Actor) -> tuple[Endpoint, str]:
    """Another secret, shown this once; the one before signs beside it for a day. Raises as `change` does."""
    secret = _new_secret()
    with casework.db.write() as session:
        endpoint = _held(session, key, by, seen)
        until = (now := casework.now()) + OLD_SECRET
        webhooks.renew(session, casework.vault, endpoint, secret, until=until)
        webhook_changes.note(session, endpoint, Deed.RENEWED, by=by.user, at=now)
    log.info("webhook %s has another secret by user:%s", key, by.user)
    return replace(endpoint, version=endpoint.version + 1, old_secret_until=until), secret


def remove(casework: Casework, key: str, *, by: Actor) -> None:
    """Forget it with what it was told; that it was there its changes still say. Raises NoSuchEndpoint."""
    with casework.db.write() as session:
        endpoint = _held(session, key, by)
        webhooks.remove(session, key)
        webhook_changes.note(session, endpoint, Deed.REMOVED, by=by.user, at=casework.now())
    log.info("webhook %s removed by user:%s", key, by.user)


def ping(casework: Casework, key: str, *, by: Actor) -> None:
    """Let a trial wait to be sent. Raises Refused, NoSuchEndpoint."""
    now = casework.now()
    with casework.db.write() as session:
        _held(session, key, by)
        trial = Told(
            id=secrets.token_hex(16),
            webhook=key,
            event=secrets.token_hex(16),
            happening=PING,
            report=None,
            event_seq=None,
            state=hook_deliveries.WAITING,
            attempts=0,
            created_at=now,
            next_at=now,
        )
        hook_deliveries.put(session, [trial])
        webhooks.wake(session, key)


def send_again(casework: Casework, key: str, delivery: str, *, by: Actor) -> bool:
    """Send once more what the log has, under its id; False while it waits anyhow. Raises as `ping` does."""
    with casework.db.write() as session:
        _held(session, key, by)
        told = hook_deliveries.find(session, delivery)
        if told is None or told.webhook != key:
            raise NoSuchEndpoint(delivery)
        webhooks.wake(session, key)
        return hook_deliveries.again(session, delivery, casework.now())


def _change(
    casework: Casework,
    key: str,
    to: Callable[[Endpoint], Endpoint],
    *,
    by: Actor,
    seen: int | None = None,
    deed: Deed,
) -> Endpoint:
    """What changes nothing (a button pressed twice) is not written down."""
    with casework.db.write() as session:
        was = _held(session, key, by, seen)
        wanted = replace(to(was), owner=by.user or was.owner)
        if wanted == was:
            return was
        changed = replace(wanted, version=was.version + 1)
        webhooks.put(session, changed)
        done = Deed.MOVED if changed.url != was.url else deed
        webhook_changes.note(session, changed, done, by=by.user, at=casework.now())
    log.info("webhook %s %s by user:%s", key, done.value, by.user)
    return changed


def _held(session: Session, key: str, by: Actor, seen: int | None = None) -> Endpoint:
    endpoint = webhooks.lock(session, key)
    if endpoint is None or not may_manage(by, endpoint.agency):
        raise NoSuchEndpoint(key)
    if seen is not None and seen != endpoint.version:
        raise Refused(Why.STALE)
    return endpoint


def _new_secret() -> str:
    return secret_of(secrets.token_bytes(SECRET_BYTES))
