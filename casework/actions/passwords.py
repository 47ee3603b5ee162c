"""Passwords: what is taken, how it is kept, and how one is checked."""

from __future__ import annotations

import re
import secrets
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from casework.domain.text import fold

SHORTEST: Final = 8
SHORTEST_OF_STAFF: Final = 15
LONGEST: Final = 128

_SHELF: Final = Path(__file__).resolve().parents[2] / "data"
# Words of this place, and what is tried first everywhere: OWASP ASVS 5.0, 6.2.4 asks for 3,000 at least.
COMMON: Final = (_SHELF / "common-passwords.txt", _SHELF / "common-passwords-worldwide.txt")
# As the library advises (RFC 9106, the second choice): argon2id, 64 MiB, three rounds.
_HASHER: Final = PasswordHasher()
_SHORTEST_LOCAL_PART: Final = 4
_FEWEST_SIGNS: Final = 4
_MOST_PARTS: Final = 4  # that one letter is made of before NFC, and more than enough
_AROUND: Final = re.compile(r"^[\W\d_]{0,6}|[\W\d_]{0,6}$")


class PasswordFault(StrEnum):
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    CONTAINS_EMAIL = "contains_email"


def fault_of(password: str, *, email: str, staff: bool) -> PasswordFault | None:
    """What is wrong with a new password, or None. Its length is counted in NFC."""
    password = _composed(password)
    if len(password) > LONGEST:
        return PasswordFault.TOO_LONG
    if len(password) < (SHORTEST_OF_STAFF if staff else SHORTEST):
        return PasswordFault.TOO_SHORT
    local_part = email.partition("@")[0]
    if len(local_part) >= _SHORTEST_LOCAL_PART and local_part in password.lower():
        return PasswordFault.CONTAINS_EMAIL
    return PasswordFault.COMMON if _is_common(password) else None


def is_short_for_staff(password: str) -> bool:
    """Whether somebody who works here could not have it; they may have chosen it as a citizen."""
    return len(_composed(password)) < SHORTEST_OF_STAFF


def hashed(password: str) -> str:
    """What is kept: argon2id with its parameters and salt. Takes some 50 ms and 64 MiB, on purpose."""
    return _HASHER.hash(_bytes(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether this is the password; without one to compare it takes as long and says no."""
    password = _composed(password)
    if len(password) > LONGEST:
        return False
    try:
        right = _HASHER.verify(kept or _nobodys(), _bytes(password))
    except (VerificationError, InvalidHashError):
        return False
    return right and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether it was hashed with other parameters than today's."""
    return _HASHER.check_needs_rehash(kept)


def _is_common(password: str) -> bool:
    """In the list: without its marks, without a year or signs around it, or as one piece again and again."""
    bare = fold(password)
    if len(set(bare)) < _FEWEST_SIGNS:
        return True
    pieces = {
        piece
        for text in (bare, bare.replace(" ", ""))
        for piece in (text, _AROUND.sub("", text), _repeated(text))
    }
    return not _common().isdisjoint(pieces)


def _repeated(text: str) -> str:
    """The piece that the whole text repeats; the text itself when there is none."""
    return text[: (text + text).index(text, 1)]


@cache
def _common() -> frozenset[str]:
    lines = [line for path in COMMON for line in path.read_text(encoding="utf-8").splitlines()]
    return frozenset(fold(line.strip()) for line in lines if line.strip() and not line.startswith("#"))


@cache
def _nobodys() -> str:
    return _HASHER.hash(secrets.token_bytes(32))


def _composed(password: str) -> str:
    """In NFC, as every keyboard's marks become one; what is far too long stays so, at no cost."""
    return unicodedata.normalize("NFC", password[: LONGEST * _MOST_PARTS])


def _bytes(password: str) -> bytes:
    return _composed(password).encode("utf-8", "surrogatepass")
