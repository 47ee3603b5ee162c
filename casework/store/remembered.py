"""Browsers that a citizen asked to be remembered in: a selector finds the row, a validator proves it.

The validator is replaced whenever it is used. One that comes again later was copied from the browser, or the
copy was used before the browser: either way nobody can tell who is who, and all of it ends.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, select, update

from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.sessions import digest
from casework.store.tables import RememberedRow

FORMER_HOLDS = timedelta(seconds=60)  # two tabs that wake up at once send the same validator


@dataclass(frozen=True, kw_only=True)
class Recalled:
    """Whose browser it is. `cookie`: what it carries now, if that changes; `replayed`: it is a copy."""

    user: UserId
    cookie: str | None = None
    replayed: bool = False


def add(session: Session, user: UserId, *, now: datetime, until: datetime) -> str:
    """Remember a browser; returns what it carries."""
    selector, validator = uuid4().hex, secrets.token_urlsafe(32)
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
        return Recalled(user=row.user_id, cookie=f"{selector}.{fresh}" if turned else None)
    if row.former_hash and secrets.compare_digest(shown, row.former_hash):
        return Recalled(user=row.user_id, replayed=now > row.turned_at + FORMER_HOLDS)
    return Recalled(user=row.user_id, replayed=True)


def forget(session: Session, cookie: str) -> None:
    """Forget one browser."""
    selector = cookie.partition(".")[0]
    session.execute(delete(RememberedRow).where(RememberedRow.selector == selector))


def forget_all(session: Session, user: UserId) -> None:
    session.execute(delete(RememberedRow).where(RememberedRow.user_id == user))
