"""How to reach a reporter who has no account, or keeps it apart: sealed, and never joined to a list."""

from __future__ import annotations

import secrets as random
from dataclasses import asdict, dataclass

from sqlalchemy import select

from casework.domain.codes import secret_hash
from casework.domain.values import ReportCode
from casework.store.db import Session
from casework.store.tables import ReporterContactRow
from casework.store.vault import Sealed, Vault


@dataclass(frozen=True, kw_only=True)
class Contact:
    """What a reporter told us about themselves; any of it may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""
    organisation: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(asdict(self).values())


NO_CONTACT = Contact()


def add(
    session: Session, vault: Vault, report: ReportCode, contact: Contact, *, secret: str | None, locale: str
) -> None:
    sealed = vault.seal(asdict(contact), report)
    session.add(
        ReporterContactRow(
            report_code=report,
            key_name=sealed.key_name,
            wrapped_key=sealed.wrapped_key,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
            secret_hash=secret_hash(secret) if secret else None,
            has_email=bool(contact.email),
            locale=locale,
        )
    )


def load(session: Session, vault: Vault, report: ReportCode) -> Contact | None:
    """None when nothing was told, or it was erased. Raises CannotOpen when the master key is gone."""
    row = session.get(ReporterContactRow, report)
    if row is None or not row.ciphertext:
        return None
    sealed = Sealed(
        key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=row.ciphertext
    )
    return Contact(**vault.open(sealed, report))


def erase(session: Session, report: ReportCode) -> None:
    """Destroy what was told, and the key to it. The code and the secret still open the report."""
    row = session.get(ReporterContactRow, report)
    if row is not None:
        row.wrapped_key = row.nonce = row.ciphertext = b""
        row.has_email = False


def locale(session: Session, report: ReportCode) -> str | None:
    """The language the reporter wrote in, or None when there is no contact."""
    return session.scalar(select(ReporterContactRow.locale).where(ReporterContactRow.report_code == report))


def secret_fits(session: Session, report: ReportCode, secret: str) -> bool:
    """Whether this is the secret of that report; takes the same time for a code that does not exist."""
    kept = session.scalar(
        select(ReporterContactRow.secret_hash).where(ReporterContactRow.report_code == report)
    )
    return random.compare_digest(secret_hash(secret), kept or "0" * 64) and kept is not None
