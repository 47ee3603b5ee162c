"""Files of a form that comes back with a question: kept for an hour, encrypted, until it is sent again.

A browser gives files once. They are cleaned like every upload, and the encrypted copy has no row: its key is
in the page alone, and the sweeper takes what nobody comes back for.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from typing import Final

from casework.store.casework import Casework
from casework.store.files import CleanFile, Upload
from casework.store.vault import CannotOpen, Sealed, packed, unpacked

_CONTEXT: Final = "laid aside"


class Lost(Exception):
    """The hour is over, or the word is none of ours: the files have to be chosen once more."""


def lay_aside(casework: Casework, uploads: Sequence[Upload]) -> str:
    """Keep these files for the page that asks; returns the word that brings them back, "" for none.

    Raises files.Refused for the first that is not taken, having kept nothing.
    """
    if not uploads:
        return ""
    cleaned = casework.files.take_all(list(uploads))
    try:
        kept = [_seal(casework, file) for file in cleaned]
    finally:
        for file in cleaned:
            casework.files.delete(file.key)
    return packed(casework.vault.seal({"files": json.dumps(kept)}, _CONTEXT))


def bring_back(casework: Casework, word: str) -> list[Upload]:
    """The files that the word stands for, as they may be uploaded; none for "". Raises Lost."""
    if not word:
        return []
    try:
        kept = json.loads(casework.vault.open(unpacked(word), _CONTEXT)["files"])
        return [(_open(casework, key, sealed), name) for key, name, sealed in kept]
    except (CannotOpen, ValueError, FileNotFoundError) as error:
        raise Lost from error


def _seal(casework: Casework, file: CleanFile) -> tuple[str, str, str]:
    """The file under seal, as (its place, its name, its wrapped key as a word)."""
    place = secrets.token_hex(16)
    with casework.files.open(file.key) as plain:
        sealed = casework.vault.seal_bytes(plain.read(), _context(place))
    casework.files.keep_sealed(place, sealed.ciphertext)
    key = Sealed(key_name=sealed.key_name, wrapped_key=sealed.wrapped_key, nonce=sealed.nonce, ciphertext=b"")
    return place, file.name, packed(key)


def _open(casework: Casework, place: str, word: str) -> bytes:
    key = unpacked(word)
    sealed = Sealed(
        key_name=key.key_name,
        wrapped_key=key.wrapped_key,
        nonce=key.nonce,
        ciphertext=casework.files.open_sealed(place),
    )
    return casework.vault.open_bytes(sealed, _context(place))


def _context(place: str) -> str:
    return f"{_CONTEXT}:{place}"
