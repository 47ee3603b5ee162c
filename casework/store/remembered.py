"""Browsers that a citizen asked to be remembered in: a selector finds the row, a validator proves it.

A browser that is remembered has one session at most, whose id is the selector: whoever ends it by its id
ends the remembering too. The validator is replaced whenever it is used. One that comes again later was
copied from the browser, or the copy was used before the browser: either way nobody can tell who is who,
and all of it ends.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.sessions import digest
from casework.store.tables import RememberedRow

FORMER_HOLDS = timedelta(seconds=60)  # two tabs that wake up at once send the same validator


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """Whose browser it is. `cookie`: what it carries now, if that changes; `replayed`: it is a copy."""

    selector: str
    user: UserId
    cookie: str | None = None
    replayed: bool = False


def add(session: Session, selector: str, user: UserId, *, now: datetime, until: datetime) -> str:
    """Remember the browser of the session with the id `selector`; returns what it carries."""
    session.execute(delete(RememberedRow).where(RememberedRow.expires_at <= now))
    validator = secrets.token_urlsafe(32)
    session.add(
        RememberedRow(
            selector=selector,
            user_id=user,
            validator_hash=digest(validator),
            former_hash=None,
            turned_at=now,
            expires_at=until,
        )
    )
    return f"{selector}.{validator}"


def recall(session: Session, cookie: str, now: datetime) -> Recalled | None:
    """Whose browser carries this, turning the validator; None for one that is unknown or over."""
    selector, _, validator = cookie.partition(".")
    row = session.scalar(select(RememberedRow).where(RememberedRow.selector == selector).with_for_update())
    if row is None or row.expires_at <= now:
        return None
    shown = digest(validator)
    if secrets.compare_digest(shown, row.validator_hash):
        fresh = secrets.token_urlsafe(32)
        turned = session.scalar(
            update(RememberedRow)
            .where(RememberedRow.selector == selector, RememberedRow.validator_hash == shown)
            .values(validator_hash=digest(fresh), former_hash=shown, turned_at=now)
            .returning(RememberedRow.user_id)
        )
        cookie_now = f"{selector}.{fresh}" if turned else None
        return Recalled(selector=selector, user=row.user_id, cookie=cookie_now)
    if row.former_hash and secrets.compare_digest(shown, row.former_hash):
        late = now > row.turned_at + FORMER_HOLDS
        return Recalled(selector=selector, user=row.user_id, replayed=late)
    return Recalled(selector=selector, user=row.user_id, replayed=True)


def forget(session: Session, cookie: str) -> None:
    """Forget one browser."""
    forget_one(session, cookie.partition(".")[0])


def forget_one(session: Session, selector: str) -> bool:
    """Forget one browser by its selector; False when it was not remembered."""
    gone = delete(RememberedRow).where(RememberedRow.selector == selector)
    return session.scalar(gone.returning(RememberedRow.selector)) is not None


def forget_own(session: Session, user: UserId, selector: str) -> bool:
    """Forget one of somebody's own; False when it is not theirs."""
    gone = delete(RememberedRow).where(RememberedRow.selector == selector, RememberedRow.user_id == user)
    return session.scalar(gone.returning(RememberedRow.selector)) is not None


def forget_all(session: Session, user: UserId, *, but: str | None = None) -> None:
    """Forget all of somebody's, or all but one."""
    gone = delete(RememberedRow).where(RememberedRow.user_id == user)
    session.execute(gone if but is None else gone.where(RememberedRow.selector != but))


def forget_everybodys(session: Session) -> int:
    """Forget all there are; returns how many that were."""
    return len(session.execute(delete(RememberedRow).returning(RememberedRow.selector)).all())
