"""Codes that are read over the telephone, and secrets that are shown once."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable
from typing import Final

# No 0/O, 1/I/L, and no U (heard as V, and it makes words): thirty signs.
ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PREFIX: Final = "PA"  # of a report
SEALED_PREFIX: Final = "TC"  # of what is in the sealed channel

_CODE_SIGNS: Final = 8
_SECRET_SIGNS: Final = 28  # 28 · log2(30) = 137 bits
_GROUP: Final = 4
_FAIR: Final = 256 // len(ALPHABET) * len(ALPHABET)
_LONGEST_INPUT: Final = 100
_SEPARATORS: Final = re.compile(r"[\s\-\u2010-\u2015\u2212_.:#]+")
# What Decree 30/2020 makes of number and signs, as 05/BND-BĐ.
_LETTER: Final = re.compile(r"[0-9]{1,6}(/[0-9A-ZĐ&.]{1,12}){1,2}(-[0-9A-ZĐ&.]{1,12}){0,3}")
_BODY: Final = re.compile(f"[{ALPHABET}]{{{_CODE_SIGNS}}}")


def new_code(random_bytes: Callable[[int], bytes], prefix: str = PREFIX) -> str:
    """A report's public code, as `PA-7K3M-9QXT`; `random_bytes` is `secrets.token_bytes` outside tests.

    39 bits: whoever stores it draws again when it is taken.
    """
    signs = ""
    while len(signs) < _CODE_SIGNS:
        # Bytes above the last whole multiple of thirty would favour the first signs.
        signs += "".join(ALPHABET[byte % len(ALPHABET)] for byte in random_bytes(16) if byte < _FAIR)
    return f"{prefix}-{_grouped(signs[:_CODE_SIGNS])}"


def parse_code(text: str) -> str | None:
    """The code of a report that somebody typed, in its one spelling, or None.

    Forgives lower case, other dashes, spaces, dots, and a missing prefix.
    """
    signs = _bare(text)
    if len(signs) == len(PREFIX) + _CODE_SIGNS and signs.startswith(PREFIX):
        signs = signs.removeprefix(PREFIX)
    return f"{PREFIX}-{_grouped(signs)}" if _BODY.fullmatch(signs) else None


def parse_sealed_code(text: str) -> str | None:
    """The same for `TC-7K3M-9QXT`, whose prefix tells it from a report's: it may not be missing."""
    signs = _bare(text)
    body = signs.removeprefix(SEALED_PREFIX)
    return f"{SEALED_PREFIX}-{_grouped(body)}" if body != signs and _BODY.fullmatch(body) else None


def letter_number(text: str) -> str:
    """The number of an official letter as somebody typed it, in capitals and without spaces."""
    return "".join(unicodedata.normalize("NFC", text).split()).upper()


def is_letter_number(text: str) -> bool:
    """Whether it is nothing but a number with the signs of who sent it: 05/BND, 112/2026/CV-BĐ."""
    return _LETTER.fullmatch(text) is not None


def new_secret(key: bytes, form_key: str) -> str:
    """The secret for a report sent without an account: seven groups of four signs, 137 bits.

    Derived from the form's key with HMAC-SHA256, so that a form sent twice shows the same secret.
    """
    if len(key) < 16:
        raise ValueError("the key for secrets has at least 16 bytes")
    number = int.from_bytes(hmac.digest(key, b"report secret\0" + form_key.encode(), "sha256"), "big")
    signs = []
    for _ in range(_SECRET_SIGNS):
        number, place = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[place])
    return _grouped("".join(signs))


def secret_hash(secret: str) -> str:
    """What is stored of a secret: SHA-256 in hex of its signs, whatever their case, dashes and spaces.

    A fast hash suffices, since a secret of 137 random bits cannot be guessed.
    """
    return hashlib.sha256(_bare(secret).encode("utf-8", "replace")).hexdigest()


def _bare(text: str) -> str:
    if len(text) > _LONGEST_INPUT:
        return ""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))
