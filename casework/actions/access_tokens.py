"""Tokens that somebody gives to programs: made, used, revoked. Nothing here knows of HTTP."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, time
from typing import Final

from casework.domain.access import LONGEST_NAME, MOST, Scope, lasting, may_give
from casework.domain.calendar import LOCAL, local_day
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.text import normalise_line
from casework.domain.values import UserId
from casework.store import access_tokens, people
from casework.store.access_tokens import Bearer
from casework.store.casework import Casework
from casework.store.db import Unavailable
from casework.store.room import is_disk_full

__all__ = ["LONGEST_NAME", "Bearer", "MadeAlready", "TooMany", "bearer", "make", "revoke"]

PREFIX: Final = "ddcc_"  # by which programs that look for lost secrets know one of ours


class MadeAlready(Exception):
    """The same form arrived before: its token was shown then, and is shown to nobody again."""


class TooMany(Exception):
    """One has to be revoked first."""


def make(
    casework: Casework, identity: str, *, name: str, scopes: Collection[Scope], days: int, by: Actor
) -> str:
    """A new token, 256 random bits; it is nowhere but in what this returns. `identity`: the form's key.

    Raises Refused for who may not give one of the scopes, MadeAlready and TooMany.
    """
    if by.user is None or not scopes or not all(may_give(by, scope) for scope in scopes):
        raise Refused(Why.NOT_ALLOWED)
    token, now = PREFIX + secrets.token_urlsafe(32), casework.now()
    with casework.db.write() as session:
        # Held, so that two at once are counted one after the other, and nobody is erased meanwhile.
        if not people.hold(session, by.user):
            raise Refused(Why.NOT_ALLOWED)
        if access_tokens.is_there(session, identity):
            raise MadeAlready
        if access_tokens.count(session, by.user, now) >= MOST:
            raise TooMany
        access_tokens.add(
            session,
            identity,
            token,
            by.user,
            name=normalise_line(name),
            scopes=scopes,
            now=now,
            until=now + lasting(days),
        )
    return token


def bearer(casework: Casework, token: str) -> Bearer | None:
    """Who a program acts for; None for a token that is none, is over, or whose account is closed."""
    now = casework.now()
    with casework.db.read() as session:
        found = access_tokens.bearer(session, token, now)
    today = datetime.combine(local_day(now), time(), LOCAL)
    if found is not None and (found.used_at is None or found.used_at < today):
        _touch(casework, found, today)
    return found


def _touch(casework: Casework, found: Bearer, today: datetime) -> None:
    try:
        with casework.db.write() as session:
            access_tokens.touch(session, found.id, today)
    except Unavailable as error:
        if not is_disk_full(error):
            raise
        # Who may read goes on reading; only, the list of tokens does not say so.


def revoke(casework: Casework, identity: str, *, user: UserId) -> bool:
    """End one of somebody's own; False when it is not theirs, or gone."""
    with casework.db.write() as session:
        return access_tokens.revoke(session, user, identity)
