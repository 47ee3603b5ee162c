"""Tokens of programs: whose they are and what they may do. The token is with its owner; here is its hash."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from casework.domain.access import Scope
from casework.domain.policy import Actor, Membership
from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.sessions import digest
from casework.store.tables import AccessTokenRow, MembershipRow, UserRow


@dataclass(frozen=True, kw_only=True)
class Bearer:
    """Who a token stands for, and what it may do. `used_at`: the beginning of the day on which it was last
    used."""

    id: str
    actor: Actor
    scopes: frozenset[Scope]
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class AccessToken:
    """A token as its owner sees it. `id` opens nothing."""

    id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


def add(
    session: Session,
    identity: str,
    token: str,
    user: UserId,
    *,
    name: str,
    scopes: Collection[Scope],
    now: datetime,
    until: datetime,
) -> None:
    """Raises Conflict when this very token-to-be was made a moment ago."""
    session.add(
        AccessTokenRow(
            id=identity,
            token_hash=digest(token),
            user_id=user,
            name=name,
            scopes=tuple(scope.value for scope in Scope if scope in scopes),
            created_at=now,
            expires_at=until,
            used_at=None,
        )
    )
    session.flush()


def is_there(session: Session, identity: str) -> bool:
    return session.get(AccessTokenRow, identity) is not None


def count(session: Session, user: UserId, now: datetime) -> int:
    """How many of somebody's are good."""
    good = AccessTokenRow.user_id == user, AccessTokenRow.expires_at > now
    return session.scalar(select(func.count()).select_from(AccessTokenRow).where(*good)) or 0


def bearer(session: Session, token: str, now: datetime) -> Bearer | None:
    """Whose token it is, in one query; None for one that is over, or whose account is closed."""
    rows = session.execute(
        select(
            AccessTokenRow.id,
            AccessTokenRow.user_id,
            AccessTokenRow.scopes,
            AccessTokenRow.used_at,
            UserRow.name,
            MembershipRow.role,
            MembershipRow.outlet,
            MembershipRow.agency,
        )
        .join(UserRow, UserRow.id == AccessTokenRow.user_id)
        .outerjoin(MembershipRow, MembershipRow.user_id == UserRow.id)
        .where(
            AccessTokenRow.token_hash == digest(token),
            AccessTokenRow.expires_at > now,
            UserRow.disabled_at.is_(None),
            UserRow.confirmed_at.is_not(None),
        )
        .order_by(MembershipRow.id)
    ).all()
    if not rows:
        return None
    first = rows[0]
    held = (Membership(role=row.role, outlet=row.outlet, agency=row.agency) for row in rows if row.role)
    return Bearer(
        id=first.id,
        actor=Actor(user=first.user_id, name=first.name, memberships=tuple(held)),
        scopes=frozenset(map(Scope, first.scopes)),
        used_at=first.used_at,
    )


def touch(session: Session, identity: str, day: datetime) -> None:
    """Note on which day it was used."""
    session.execute(update(AccessTokenRow).where(AccessTokenRow.id == identity).values(used_at=day))


def of_user(session: Session, user: UserId) -> list[AccessToken]:
    """Somebody's own, those that are over too; the newest first."""
    rows = session.scalars(
        select(AccessTokenRow)
        .where(AccessTokenRow.user_id == user)
        .order_by(AccessTokenRow.created_at.desc(), AccessTokenRow.id)
    )
    return [
        AccessToken(
            id=row.id,
            name=row.name,
            scopes=tuple(map(Scope, row.scopes)),
            created_at=row.created_at,
            expires_at=row.expires_at,
            used_at=row.used_at,
        )
        for row in rows
    ]


def revoke(session: Session, user: UserId, identity: str) -> bool:
    """End one of somebody's own; False when it is not theirs, or gone."""
    gone = delete(AccessTokenRow).where(AccessTokenRow.id == identity, AccessTokenRow.user_id == user)
    return session.scalar(gone.returning(AccessTokenRow.id)) is not None


def revoke_all(session: Session, user: UserId) -> None:
    session.execute(delete(AccessTokenRow).where(AccessTokenRow.user_id == user))


def revoke_everybodys(session: Session) -> int:
    """End all there are; returns how many that were."""
    return len(session.execute(delete(AccessTokenRow).returning(AccessTokenRow.id)).all())
