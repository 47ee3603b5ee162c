"""Files under seal: the ciphertext on disk, its wrapped key wherever the caller keeps it."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace

from casework.store.files import CleanFile, Files
from casework.store.vault import Sealed, Vault

ContextOf = Callable[[str], str]


def seal(files: Files, vault: Vault, file: CleanFile, context_of: ContextOf) -> tuple[str, Sealed]:
    """Keep a copy of a clean file under seal; returns its place among the files, and its key.

    `context_of` says what it is sealed for, by that place. The plain file stays where it is.
    """
    with files.open(file.key) as plain:
        return seal_bytes(files, vault, plain.read(), context_of)


def seal_bytes(files: Files, vault: Vault, plain: bytes, context_of: ContextOf) -> tuple[str, Sealed]:
    """The same for what is in memory."""
    place = secrets.token_hex(16)
    sealed = vault.seal_bytes(plain, context_of(place))
    files.keep_sealed(place, sealed.ciphertext)
    return place, replace(sealed, ciphertext=b"")


def unseal(files: Files, vault: Vault, place: str, key: Sealed, context_of: ContextOf) -> bytes:
    """The plain file. Raises FileNotFoundError and vault.CannotOpen."""
    return vault.open_bytes(replace(key, ciphertext=files.open_sealed(place)), context_of(place))
