"""Where a list goes on, sealed: its keys are moments, some of which readers are told by the day, and numbers
of ours."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from web.kitchen import casework

LONGEST: Final = 400
Key = tuple[str, ...]


class NotOurs(ValueError):
    """No list of this kind goes on there."""


def sealed(key: Key, of: str) -> str:
    """The cursor for the rest of a list; the same for the same key, so that answers keep their ETag."""
    plain = json.dumps(key).encode()
    cipher = _cipher(casework().secret_key).encrypt(plain, [of.encode()])
    return base64.urlsafe_b64encode(cipher).decode().rstrip("=")


def opened(cursor: str, of: str) -> Key:
    """The key in a cursor. Raises NotOurs for what `sealed` did not make for this list."""
    try:
        cipher = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotOurs(of) from error
    for secret in (casework().secret_key, *casework().old_secret_keys):
        try:
            return tuple(json.loads(_cipher(secret).decrypt(cipher, [of.encode()])))
        except (InvalidTag, ValueError):
            continue
    raise NotOurs(of)


def _cipher(secret: bytes) -> AESSIV:
    return AESSIV(hmac.digest(secret, b"where lists go on", "sha512"))
