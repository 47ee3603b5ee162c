"""Where the last letter to an erased person goes: sealed, since nothing else of them is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete

from casework.store.db import Session
from casework.store.sealed import context_of_farewell
from casework.store.tables import FarewellRow
from casework.store.vault import Sealed, Vault

LASTS: Final = timedelta(days=3)  # a post office that is shut for longer delivers no farewell
NOTICE: Final = "account_erased"


@dataclass(frozen=True, kw_only=True)
class Farewell:
    """To whom the letter goes, and in which language."""

    email: str
    name: str
    locale: str


def keep(session: Session, vault: Vault, letter: str, to: Farewell, at: datetime) -> None:
    """Keep the address that a letter needs, by its id, and that nobody else has any more."""
    plain = {"email": to.email, "name": to.name, "locale": to.locale}
    sealed = vault.seal(plain, context_of_farewell(letter))
    session.add(
        FarewellRow(
            id=letter,
            key_name=sealed.key_name,
            wrapped_key=sealed.wrapped_key,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
            at=at,
        )
    )


def load(session: Session, vault: Vault, letter: str, now: datetime) -> Farewell | None:
    """None when it has gone, or waited too long. Raises CannotOpen when the master key is gone."""
    row = session.get(FarewellRow, letter)
    if row is None or now - row.at > LASTS:
        return None
    sealed = Sealed(
        key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=row.ciphertext
    )
    return Farewell(**vault.open(sealed, context_of_farewell(letter)))


def forget(session: Session, letter: str) -> None:
    """It has gone, or never will. For a letter of any other kind nothing happens."""
    session.execute(delete(FarewellRow).where(FarewellRow.id == letter))
