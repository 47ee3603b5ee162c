"""Sessions: begun, used, ended. The door keeps the token in a cookie; nothing here knows of cookies."""

from __future__ import annotations

import base64
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from casework.domain.policy import Actor
from casework.domain.values import HeldCode, UserId
from casework.store import access_tokens, remembered, sessions
from casework.store.casework import Casework
from casework.store.db import Session, Unavailable
from casework.store.room import is_disk_full
from casework.store.sessions import Visitor

# OWASP ASVS 5.0, 7.3: who may do more is asked more often.
STAFF_IDLE: Final = timedelta(minutes=30)
STAFF_WHOLE: Final = timedelta(hours=12)
CITIZEN_IDLE: Final = timedelta(hours=12)
CITIZEN_WHOLE: Final = timedelta(days=7)
HELD_WHOLE: Final = timedelta(hours=12)
REMEMBERED: Final = timedelta(days=30)
CHALLENGE: Final = timedelta(minutes=5)
MOST_HELD: Final = 20
_LONGEST_DEVICE: Final = 60
_SEEN_EVERY: Final = timedelta(minutes=1)  # so often at most a page writes that it was looked at
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class SignedIn:
    """A session that holds. `actor` is who it belongs to, whether they have shown enough or not."""

    id: str
    actor: Actor
    awaits_factor: bool
    factor_at: datetime | None
    created_at: datetime
    idle: timedelta  # how long it may lie unused


@dataclass(frozen=True, kw_only=True)
class Returned:
    """A session that a remembered browser begins; `cookie` is what it carries now, if that changes."""

    token: str
    cookie: str | None


def begin(casework: Casework, user: UserId, *, device: str, factor: bool = False) -> str | None:
    """A new session of a person; returns its token, None when nobody with this id may sign in.

    `factor`: more than a password was shown.
    """
    now = casework.now()
    with casework.db.write() as session:
        found = sessions.may_sign_in(session, user)
        if found is None:
            return None
        works, _ = found
        return sessions.add(
            session,
            user=user,
            device=device[:_LONGEST_DEVICE],
            factor_at=now if factor else None,
            now=now,
            until=now + (STAFF_WHOLE if works else CITIZEN_WHOLE),
        )


def load(casework: Casework, token: str) -> SignedIn | None:
    """Whose session it is; None for one that ended, was idle too long, or whose account is closed."""
    now = casework.now()
    with casework.db.read() as session:
        found = sessions.visitor(session, token, now)
    if found is None or now - found.seen_at > _idle(found):
        return None
    if now - found.seen_at >= _SEEN_EVERY:
        _touch(casework, token, now)
    return _signed_in(found)


def _touch(casework: Casework, token: str, now: datetime) -> None:
    try:
        with casework.db.write() as session:
            sessions.touch(session, token, now)
    except Unavailable as error:
        if not is_disk_full(error):
            raise
        # Who may read goes on reading; only, the session ends as if they had not.


def _signed_in(found: Visitor) -> SignedIn:
    must = bool(found.memberships) or found.has_factor
    return SignedIn(
        id=found.session,
        actor=Actor(user=found.user, name=found.name, memberships=found.memberships),
        awaits_factor=must and found.factor_at is None,
        factor_at=found.factor_at,
        created_at=found.created_at,
        idle=_idle(found),
    )


def _idle(found: Visitor) -> timedelta:
    return STAFF_IDLE if found.memberships else CITIZEN_IDLE


def prove(casework: Casework, token: str) -> str | None:
    """Note that more than a password was shown; returns the session's new token, None for one that ended."""
    with casework.db.write() as session:
        return sessions.prove(session, token, casework.now())


def end(casework: Casework, token: str) -> None:
    """The token opens nothing from now on, and its browser is not remembered."""
    with casework.db.write() as session:
        identity = sessions.end(session, token)
        if identity is not None:
            remembered.forget_one(session, identity)


def end_one(casework: Casework, user: UserId, identity: str) -> bool:
    """End one of somebody's own sessions by its id, and forget its browser; False when there is neither."""
    with casework.db.write() as session:
        was_open = sessions.end_one(session, user, identity)
        return remembered.forget_own(session, user, identity) or was_open


def end_others(casework: Casework, user: UserId, *, but: str | None = None) -> None:
    """End all of somebody's sessions, or all but one, and forget every other browser that is remembered."""
    with casework.db.write() as session:
        end_everywhere(session, user, but=but)


def end_everywhere(session: Session, user: UserId, *, but: str | None = None) -> None:
    """The same, within what else is changed; with none left, programs act for them no more either."""
    sessions.end_all(session, user, but=but)
    if but is None:
        access_tokens.revoke_all(session, user)
    remembered.forget_all(session, user, but=but)


# ---- browsers that are remembered: citizens only


def remember(casework: Casework, token: str) -> str | None:
    """What the browser of this session carries to be known for 30 days.

    None for who works here, or has a second factor.
    """
    now = casework.now()
    with casework.db.write() as session:
        found = sessions.owner(session, token)
        if found is None or sessions.may_sign_in(session, found[1]) != (False, False):
            return None
        return remembered.add(session, *found, now=now, until=now + REMEMBERED)


def recall(casework: Casework, cookie: str, *, device: str) -> Returned | None:
    """Begin a session for a remembered browser; None for one that is unknown or over.

    A copy that is used again ends whatever that person has open.
    """
    now = casework.now()
    with casework.db.write() as session:
        found = remembered.recall(session, cookie, now)
        if found is None:
            return None
        if found.replayed:
            end_everywhere(session, found.user)
            log.warning(
                "a remembered browser of user %s was used twice; all their sessions ended", found.user
            )
            return None
        if sessions.may_sign_in(session, found.user) != (False, False):
            remembered.forget_all(session, found.user)
            return None
        sessions.end_one(session, found.user, found.selector)  # it has one at most
        token = sessions.add(
            session,
            user=found.user,
            device=device[:_LONGEST_DEVICE],
            factor_at=None,
            now=now,
            until=now + CITIZEN_WHOLE,
            identity=found.selector,
        )
    return Returned(token=token, cookie=found.cookie)


def forget(casework: Casework, cookie: str) -> None:
    """This browser is not remembered any more."""
    with casework.db.write() as session:
        remembered.forget(session, cookie)


# ---- browsers that have shown the secret of a report: never tied to a person


def held(casework: Casework, token: str) -> frozenset[HeldCode]:
    """The reports whose secret this browser has shown."""
    with casework.db.read() as session:
        return frozenset(sessions.held(session, token, casework.now()))


def hold(casework: Casework, token: str | None, code: HeldCode) -> str:
    """Remember that this browser has shown the secret of a report; returns its token, a new one each time."""
    now = casework.now()
    with casework.db.write() as session:
        before = sessions.held(session, token, now) if token else ()
        if token:
            sessions.end(session, token)
        fresh = _nobodys(session, now)
        codes = (*(other for other in before if other != code), code)[-MOST_HELD:]
        sessions.set_held(session, fresh, codes, now)
    return fresh


def _nobodys(session: Session, now: datetime) -> str:
    fresh = sessions.add(session, user=None, device="", factor_at=None, now=now, until=now + HELD_WHOLE)
    session.flush()
    return fresh


# ---- what a passkey has to sign


def set_challenge(casework: Casework, token: str | None, challenge: bytes) -> str | None:
    """Keep a challenge with a session; returns the token of a new, nobody's one where there was none."""
    now, kept = casework.now(), base64.urlsafe_b64encode(challenge).decode()
    with casework.db.write() as session:
        if token and sessions.set_challenge(session, token, kept, now):
            return None
        fresh = _nobodys(session, now)
        sessions.set_challenge(session, fresh, kept, now)
    return fresh


def take_challenge(casework: Casework, token: str) -> bytes | None:
    """The challenge of the last five minutes, once."""
    with casework.db.write() as session:
        kept = sessions.take_challenge(session, token, casework.now() - CHALLENGE)
    return base64.urlsafe_b64decode(kept) if kept else None
