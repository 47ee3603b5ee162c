"""What proves a person beside the password: passkeys, an app that shows codes, and codes on paper."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select, update

from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.tables import OneTimePasswordRow, PasskeyRow, RecoveryCodeRow, UserRow
from casework.store.vault import Sealed


@dataclass(frozen=True, kw_only=True)
class Passkey:
    """A public key whose private half stays in somebody's device. `credential` is how the device calls it."""

    id: str
    user: UserId
    credential: bytes
    public_key: bytes
    transports: tuple[str, ...]
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class NewPasskey:
    """A passkey as a device has just made it."""

    credential: bytes
    public_key: bytes
    sign_count: int
    transports: tuple[str, ...]
    name: str


def hold(session: Session, user: UserId) -> None:
    """Let nobody else change this person's factors until the transaction ends.

    Raises NoResultFound for who was erased meanwhile.
    """
    there = select(UserRow.id).where(UserRow.id == user, UserRow.erased_at.is_(None))
    session.execute(there.with_for_update()).one()


def count(session: Session, user: UserId) -> int:
    """How many ways they have to prove themselves; codes on paper are none, they only stand in for one."""
    keys = select(func.count()).where(PasskeyRow.user_id == user).scalar_subquery()
    apps = select(func.count()).where(OneTimePasswordRow.user_id == user, _is_confirmed()).scalar_subquery()
    return session.scalar(select(keys + apps)) or 0


def remove_all(session: Session, user: UserId) -> None:
    """Nothing proves them but the password any more."""
    for table in (PasskeyRow, OneTimePasswordRow, RecoveryCodeRow):
        session.execute(delete(table).where(table.user_id == user))


# ---- passkeys


def passkeys(session: Session, user: UserId) -> tuple[Passkey, ...]:
    """Theirs, the oldest first."""
    rows = session.scalars(
        select(PasskeyRow).where(PasskeyRow.user_id == user).order_by(PasskeyRow.created_at, PasskeyRow.id)
    )
    return tuple(_passkey(row) for row in rows)


def passkey(session: Session, credential: bytes) -> Passkey | None:
    """The one that a device calls so, whoever's it is."""
    row = session.scalar(select(PasskeyRow).where(PasskeyRow.credential == credential))
    return None if row is None else _passkey(row)


def add_passkey(session: Session, user: UserId, new: NewPasskey, at: datetime) -> None:
    """Raises Conflict when a passkey is called so already."""
    session.add(
        PasskeyRow(
            id=secrets.token_hex(16),
            user_id=user,
            credential=new.credential,
            public_key=new.public_key,
            sign_count=new.sign_count,
            transports=new.transports,
            name=new.name,
            created_at=at,
            used_at=None,
        )
    )
    session.flush()


def use_passkey(session: Session, passkey_id: str, sign_count: int, at: datetime) -> bool:
    """Note that it was used; False when its counter went back, as a copy's would.

    A device that does not count says 0 for ever (WebAuthn level 3, section 6.1.1).
    """
    # The one statement decides: of two answers with the same count, one gets it.
    went_on = PasskeyRow.sign_count < sign_count
    if sign_count == 0:
        went_on = PasskeyRow.sign_count == 0
    used = session.execute(
        update(PasskeyRow)
        .where(PasskeyRow.id == passkey_id, went_on)
        .values(sign_count=sign_count, used_at=at)
        .returning(PasskeyRow.id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def rename_passkey(session: Session, user: UserId, passkey_id: str, name: str) -> bool:
    """False when they have none of this id."""
    renamed = session.execute(
        update(PasskeyRow)
        .where(PasskeyRow.id == passkey_id, PasskeyRow.user_id == user)
        .values(name=name)
        .returning(PasskeyRow.id)
        .execution_options(synchronize_session=False)
    )
    return renamed.first() is not None


def remove_passkey(session: Session, user: UserId, passkey_id: str) -> bool:
    """False when they have none of this id."""
    gone = session.execute(
        delete(PasskeyRow)
        .where(PasskeyRow.id == passkey_id, PasskeyRow.user_id == user)
        .returning(PasskeyRow.id)
    )
    return gone.first() is not None


# ---- an app that shows codes


def app_since(session: Session, user: UserId) -> datetime | None:
    """Since when they have an app that shows codes; None without one."""
    return session.scalar(
        select(OneTimePasswordRow.confirmed_at).where(OneTimePasswordRow.user_id == user, _is_confirmed())
    )


def app_secret(session: Session, user: UserId) -> tuple[Sealed, int] | None:
    """What their app computes its codes from, sealed, and the step of the last code that was used."""
    row = session.scalar(
        select(OneTimePasswordRow).where(OneTimePasswordRow.user_id == user, _is_confirmed())
    )
    if row is None:
        return None
    sealed = Sealed(
        key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=row.ciphertext
    )
    return sealed, row.last_step


def put_app(session: Session, user: UserId, sealed: Sealed, *, step: int, at: datetime) -> None:
    """This app and no other; `step` is the one whose code proved that it is set up."""
    remove_app(session, user)
    session.add(
        OneTimePasswordRow(
            user_id=user,
            key_name=sealed.key_name,
            wrapped_key=sealed.wrapped_key,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
            confirmed_at=at,
            last_step=step,
        )
    )
    session.flush()


def use_step(session: Session, user: UserId, step: int) -> bool:
    """Use up the code of a step, and those before it; False when it was used. Of two at once, one gets it."""
    used = session.execute(
        update(OneTimePasswordRow)
        .where(OneTimePasswordRow.user_id == user, OneTimePasswordRow.last_step < step)
        .values(last_step=step)
        .returning(OneTimePasswordRow.user_id)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def remove_app(session: Session, user: UserId) -> bool:
    """False when they had none."""
    gone = session.execute(
        delete(OneTimePasswordRow)
        .where(OneTimePasswordRow.user_id == user)
        .returning(OneTimePasswordRow.user_id)
    )
    return gone.first() is not None


# ---- codes on paper


def put_codes(session: Session, user: UserId, hashes: Iterable[str]) -> None:
    """These and no others."""
    session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.user_id == user))
    session.add_all(RecoveryCodeRow(hash=each, user_id=user) for each in hashes)
    session.flush()


def use_code(session: Session, user: UserId, code_hash: str, at: datetime) -> bool:
    """Use one up; False when it is unknown or used. Of two at once, one gets it."""
    used = session.execute(
        update(RecoveryCodeRow)
        .where(
            RecoveryCodeRow.hash == code_hash,
            RecoveryCodeRow.user_id == user,
            RecoveryCodeRow.used_at.is_(None),
        )
        .values(used_at=at)
        .returning(RecoveryCodeRow.hash)
        .execution_options(synchronize_session=False)
    )
    return used.first() is not None


def codes_left(session: Session, user: UserId) -> int:
    return (
        session.scalar(
            select(func.count()).where(RecoveryCodeRow.user_id == user, RecoveryCodeRow.used_at.is_(None))
        )
        or 0
    )


def _is_confirmed() -> ColumnElement[bool]:
    return OneTimePasswordRow.confirmed_at.is_not(None)


def _passkey(row: PasskeyRow) -> Passkey:
    return Passkey(
        id=row.id,
        user=row.user_id,
        credential=row.credential,
        public_key=row.public_key,
        transports=row.transports,
        name=row.name,
        created_at=row.created_at,
        used_at=row.used_at,
    )
