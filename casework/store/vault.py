"""Sealing: who sent a report, the secrets of one-time passwords, and pictures as they were before redaction.

Whatever is sealed has a key of its own, wrapped by a named master key (security.md, "Identity and privacy"):
destroying the wrapped key erases it, and a new master key means wrapping again, not encrypting again. A
backup still holds the wrapped keys of its day; nobody opens it once the master keys of then are destroyed.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import os
import unicodedata
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_BLOCK: Final = 512


class CannotOpen(Exception):
    """Sealed data cannot be opened: a key is missing or wrong, or it was changed or moved elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Sealed:
    """What the table keeps: `wrapped_key` is the nonce and the data key under the master key `key_name`."""

    key_name: str
    wrapped_key: bytes
    nonce: bytes
    ciphertext: bytes


class Vault:
    """Seals with AES-256-GCM, and finds contacts by a keyed hash. Holds the keys and nothing else."""

    def __init__(self, master_keys: Mapping[str, bytes], current: str, lookup_key: bytes) -> None:
        """Raises ValueError when `current` is not among the master keys or a key is not of 32 bytes."""
        if current not in master_keys:
            raise ValueError(f"no master key is named {current!r}")
        short = [name for name, key in master_keys.items() if len(key) != _KEY_BYTES]
        if short or len(lookup_key) < _KEY_BYTES:
            raise ValueError(f"keys are of {_KEY_BYTES} bytes; wrong: {short or ['lookup key']}")
        self._master_keys: Final = {name: AESGCM(key) for name, key in master_keys.items()}
        self._current: Final = current
        self._lookup_key: Final = lookup_key

    def __repr__(self) -> str:
        return f"Vault(current={self._current!r})"

    @property
    def current(self) -> str:
        """The name of the master key that seals."""
        return self._current

    @property
    def names(self) -> Set[str]:
        """The names of the master keys that open."""
        return self._master_keys.keys()

    def seal(self, plain: Mapping[str, str], context: str) -> Sealed:
        """Seals these values for one purpose; nothing but the same `context` (see `sealed`) opens them.

        Blanks fill them up, so that equal lengths don't hint at one person.
        """
        text = json.dumps(dict(plain), ensure_ascii=False, sort_keys=True).encode()
        return self.seal_bytes(text + b" " * (-len(text) % _BLOCK), context)

    def open(self, sealed: Sealed, context: str) -> dict[str, str]:
        """The values again. Raises `CannotOpen`, which never says more than that."""
        text = self.open_bytes(sealed, context)
        try:
            return {str(name): str(value) for name, value in json.loads(text).items()}
        except ValueError as error:
            raise CannotOpen(f"what is sealed for {context} cannot be opened") from error

    def seal_bytes(self, plain: bytes, context: str) -> Sealed:
        """Seals a whole file, held in memory, as `seal` does values."""
        key = AESGCM.generate_key(bit_length=_KEY_BYTES * 8)
        nonce = os.urandom(_NONCE_BYTES)
        return Sealed(
            key_name=self._current,
            wrapped_key=self._wrap(key, context),
            nonce=nonce,
            ciphertext=AESGCM(key).encrypt(nonce, plain, context.encode()),
        )

    def open_bytes(self, sealed: Sealed, context: str) -> bytes:
        """The file again. Raises `CannotOpen`."""
        try:
            cipher = AESGCM(self._unwrap(sealed, context))
            return cipher.decrypt(sealed.nonce, sealed.ciphertext, context.encode())
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"what is sealed for {context} cannot be opened") from error

    def rewrap(self, sealed: Sealed, context: str) -> Sealed:
        """The same ciphertext with its key under the current master key. Raises `CannotOpen`.

        The ciphertext is not looked at: it may be left out.
        """
        if sealed.key_name == self._current:
            return sealed
        return Sealed(
            key_name=self._current,
            wrapped_key=self._wrap(self._unwrap(sealed, context), context),
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
        )

    def check(self, sealed: Sealed, context: str) -> None:
        """Raises `CannotOpen` when the key cannot be unwrapped. The ciphertext is not looked at."""
        self._unwrap(sealed, context)

    def lookup(self, value: str) -> str:
        """A keyed hash in hex, by which an e-mail address or telephone number is found without opening it.

        Case, width and spaces around it don't count. Marks do: `tú@` and `tu@` are two people.
        """
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", value.strip()).casefold())
        return hmac.digest(self._lookup_key, folded.encode(), "sha256").hex()

    def _wrap(self, key: bytes, context: str) -> bytes:
        nonce = os.urandom(_NONCE_BYTES)
        bound_to = _wrapping_of(self._current, context)
        return nonce + self._master_keys[self._current].encrypt(nonce, key, bound_to)

    def _unwrap(self, sealed: Sealed, context: str) -> bytes:
        master = self._master_keys.get(sealed.key_name)
        if master is None:
            raise CannotOpen(f"the master key {sealed.key_name!r} is missing")
        nonce, wrapped = sealed.wrapped_key[:_NONCE_BYTES], sealed.wrapped_key[_NONCE_BYTES:]
        try:
            return master.decrypt(nonce, wrapped, _wrapping_of(sealed.key_name, context))
        except (InvalidTag, ValueError) as error:
            raise CannotOpen(f"the key of what is sealed for {context} cannot be opened") from error


def packed(sealed: Sealed) -> str:
    """What is sealed as one word, for a form or an address to carry: who has it not opens nothing."""
    parts = (sealed.key_name.encode(), sealed.wrapped_key, sealed.nonce, sealed.ciphertext)
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)


def unpacked(word: str) -> Sealed:
    """What `packed` made a word of. Raises ValueError."""
    try:
        key_name, wrapped_key, nonce, ciphertext = (
            base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in word.split(".")
        )
    except binascii.Error as error:
        raise ValueError("nothing that was packed") from error
    return Sealed(key_name=key_name.decode(), wrapped_key=wrapped_key, nonce=nonce, ciphertext=ciphertext)


def _wrapping_of(key_name: str, context: str) -> bytes:
    return f"key\0{key_name}\0{context}".encode()
