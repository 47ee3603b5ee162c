"""Sessions: who a browser's token stands for. The token is nowhere but in the browser; here is its hash."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from casework.domain.calendar import local_day
from casework.domain.policy import Membership
from casework.domain.values import HeldCode, UserId
from casework.store.db import Session
from casework.store.tables import (
    MembershipRow,
    OneTimePasswordRow,
    PasskeyRow,
    RememberedRow,
    SessionRow,
    UserRow,
)


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """Who a session belongs to. `has_factor`: they have more to show than a password."""

    session: str
    user: UserId
    name: str
    memberships: tuple[Membership, ...]
    has_factor: bool
    factor_at: datetime | None
    created_at: datetime
    seen_at: datetime


@dataclass(frozen=True, kw_only=True)
class Listed:
    """One browser as its owner sees it. `id` opens nothing; `created_at`: of its session, if it has one."""

    id: str
    device: str
    created_at: datetime | None
    seen_at: datetime
    is_remembered: bool


def add(
    session: Session,
    *,
    user: UserId | None,
    device: str,
    factor_at: datetime | None,
    now: datetime,
    until: datetime,
    identity: str | None = None,
) -> str:
    """Begin a session and return its token, 256 random bits.

    `identity`: the selector of the browser, if it is remembered. What has ended by itself is swept out on the
    way, so that the table does not grow.
    """
    session.execute(delete(SessionRow).where(SessionRow.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        SessionRow(
            id=identity or uuid4().hex,
            token_hash=digest(token),
            user_id=user,
            held=(),
            factor_at=factor_at,
            device=device,
            challenge=None,
            challenge_at=None,
            created_at=now,
            seen_at=now,
            expires_at=until,
        )
    )
    return token


def visitor(session: Session, token: str, now: datetime) -> Visitor | None:
    """Who the token belongs to, in one query; None for one that ended, or whose account is closed."""
    rows = session.execute(
        select(
            SessionRow.id,
            SessionRow.user_id,
            SessionRow.factor_at,
            SessionRow.created_at,
            SessionRow.seen_at,
            UserRow.name,
            MembershipRow.role,
            MembershipRow.outlet,
            MembershipRow.agency,
            _has_factor().label("has_factor"),
        )
        .join(UserRow, UserRow.id == SessionRow.user_id)
        .outerjoin(
            MembershipRow,
            and_(
                MembershipRow.user_id == UserRow.id,
                or_(MembershipRow.until.is_(None), MembershipRow.until >= local_day(now)),
            ),
        )
        .where(
            SessionRow.token_hash == digest(token),
            SessionRow.expires_at > now,
            UserRow.disabled_at.is_(None),
            UserRow.confirmed_at.is_not(None),
        )
        .order_by(MembershipRow.id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    return Visitor(
        session=first.id,
        user=first.user_id,
        name=first.name,
        memberships=tuple(
            Membership(role=row.role, outlet=row.outlet, agency=row.agency) for row in rows if row.role
        ),
        has_factor=first.has_factor,
        factor_at=first.factor_at,
        created_at=first.created_at,
        seen_at=first.seen_at,
    )


def may_sign_in(session: Session, user: UserId) -> tuple[bool, bool] | None:
    """Whether this person works here, and whether they have a second factor; None for who may not sign in."""
    row = session.execute(
        select(
            exists().where(MembershipRow.user_id == UserRow.id).label("works"),
            _has_factor().label("has_factor"),
        ).where(UserRow.id == user, UserRow.disabled_at.is_(None), UserRow.confirmed_at.is_not(None))
    ).first()
    return None if row is None else (row.works, row.has_factor)


def touch(session: Session, token: str, now: datetime) -> None:
    """Note that it was used."""
    session.execute(update(SessionRow).where(SessionRow.token_hash == digest(token)).values(seen_at=now))


def prove(session: Session, token: str, now: datetime) -> str | None:
    """Note that more than a password was shown, under a new token, which it returns; None for one that ended.

    The session goes on until when it would have ended: who is asked again stays no longer for it.
    """
    fresh = secrets.token_urlsafe(32)
    changed = (
        update(SessionRow)
        .where(SessionRow.token_hash == digest(token), SessionRow.expires_at > now)
        .values(token_hash=digest(fresh), factor_at=now, seen_at=now)
        .returning(SessionRow.id)
    )
    return fresh if session.scalar(changed) is not None else None


def of_user(session: Session, user: UserId, *, now: datetime, since: datetime) -> list[Listed]:
    """Somebody's sessions that were used `since`, and remembered browsers; the last used first."""
    rows = session.scalars(
        select(SessionRow).where(SessionRow.user_id == user, SessionRow.expires_at > now)
    ).all()
    asked = RememberedRow.user_id == user, RememberedRow.expires_at > now
    remembered = {row.selector: row for row in session.scalars(select(RememberedRow).where(*asked))}
    found = [
        Listed(
            id=row.id,
            device=row.device,
            created_at=row.created_at,
            seen_at=row.seen_at,
            is_remembered=row.id in remembered,
        )
        for row in rows
        if row.seen_at >= since or row.id in remembered
    ]
    asleep = remembered.keys() - {one.id for one in found}
    found += [
        Listed(id=one, device="", created_at=None, seen_at=remembered[one].turned_at, is_remembered=True)
        for one in asleep
    ]
    return sorted(found, key=lambda one: (one.seen_at, one.id), reverse=True)


def owner(session: Session, token: str) -> tuple[str, UserId] | None:
    """Id and person of a session."""
    row = session.execute(
        select(SessionRow.id, SessionRow.user_id).where(SessionRow.token_hash == digest(token))
    ).first()
    return None if row is None or row.user_id is None else (row.id, row.user_id)


def end(session: Session, token: str) -> str | None:
    """End one; returns its id."""
    gone = delete(SessionRow).where(SessionRow.token_hash == digest(token))
    return session.scalar(gone.returning(SessionRow.id))


def end_one(session: Session, user: UserId, identity: str) -> bool:
    """End one of somebody's own; False when it is not theirs, or over."""
    gone = delete(SessionRow).where(SessionRow.id == identity, SessionRow.user_id == user)
    return session.scalar(gone.returning(SessionRow.id)) is not None


def end_all(session: Session, user: UserId, *, but: str | None = None) -> None:
    """End all of somebody's, or all but one."""
    gone = delete(SessionRow).where(SessionRow.user_id == user)
    session.execute(gone if but is None else gone.where(SessionRow.id != but))


def end_everybodys(session: Session) -> int:
    """End all there are, of browsers that are not signed in too; returns how many that were."""
    return len(session.execute(delete(SessionRow).returning(SessionRow.id)).all())


# ---- of browsers that are not signed in


def held(session: Session, token: str, now: datetime) -> tuple[HeldCode, ...]:
    """The reports whose secret this browser has shown."""
    return session.scalar(select(SessionRow.held).where(_nobodys(token, now))) or ()


def set_held(session: Session, token: str, codes: tuple[HeldCode, ...], now: datetime) -> bool:
    """False when there is no such session any more."""
    changed = update(SessionRow).where(_nobodys(token, now)).values(held=codes).returning(SessionRow.id)
    return session.scalar(changed) is not None


# ---- what a passkey has to sign


def set_challenge(session: Session, token: str, challenge: str, now: datetime) -> bool:
    """Keep it with a session of whichever kind; False when there is none any more."""
    changed = (
        update(SessionRow)
        .where(SessionRow.token_hash == digest(token), SessionRow.expires_at > now)
        .values(challenge=challenge, challenge_at=now)
        .returning(SessionRow.id)
    )
    return session.scalar(changed) is not None


def take_challenge(session: Session, token: str, since: datetime) -> str | None:
    """What was kept after `since`, once: two at a time do not both get it."""
    row = session.execute(
        select(SessionRow.id, SessionRow.challenge)
        .where(SessionRow.token_hash == digest(token), SessionRow.challenge_at >= since)
        .with_for_update()
    ).first()
    if row is None or row.challenge is None:
        return None
    gone = update(SessionRow).where(SessionRow.id == row.id, SessionRow.challenge == row.challenge)
    taken = session.scalar(gone.values(challenge=None, challenge_at=None).returning(SessionRow.id))
    return row.challenge if taken else None


def digest(token: str) -> str:
    """What is kept of a token; a plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _nobodys(token: str, now: datetime) -> ColumnElement[bool]:
    return (
        (SessionRow.token_hash == digest(token))
        & (SessionRow.user_id.is_(None))
        & (SessionRow.expires_at > now)
    )


def _has_factor() -> ColumnElement[bool]:
    return or_(
        exists().where(PasskeyRow.user_id == UserRow.id),
        exists().where(
            OneTimePasswordRow.user_id == UserRow.id, OneTimePasswordRow.confirmed_at.is_not(None)
        ),
    )
