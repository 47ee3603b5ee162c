"""To whom it was written today that their mail was not taken: nobody is told so twice a day.

An address is known by a keyed hash that nothing else in the house has.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete

from casework.store.db import Session
from casework.store.inserts import insert
from casework.store.tables import MailedBackRow
from casework.store.vault import Vault

ONCE_IN: Final = timedelta(days=1)


def claim(session: Session, vault: Vault, address: str, now: datetime) -> bool:
    """Whether who asks may write to the address: nobody has in a day, and nobody else does from now on."""
    session.execute(delete(MailedBackRow).where(MailedBackRow.at <= now - ONCE_IN))
    written = session.execute(
        insert(session, MailedBackRow)
        .values(address_hash=_hash(vault, address), at=now)
        .on_conflict_do_nothing(index_elements=["address_hash"])
        .returning(MailedBackRow.address_hash)
    )
    return written.first() is not None


def give_back(session: Session, vault: Vault, address: str) -> None:
    """It was not sent: the next mail may try again."""
    session.execute(delete(MailedBackRow).where(MailedBackRow.address_hash == _hash(vault, address)))


def _hash(vault: Vault, address: str) -> str:
    return vault.lookup(f"mailed back\n{address}")
