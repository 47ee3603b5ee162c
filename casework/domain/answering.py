"""The addresses to which a letter may be answered, and why an answer is not taken.

Such an address stands in one letter to one person about one report. It names the letter, and is signed over
that and the address to which the letter went: whoever was sent it can answer from where they got it, and
nobody else can make one.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

_NAMED, _SIGNED = 16, 13  # bytes: of the letter's id, and of the signature (104 bits)
_NAMED_SIGNS, _SIGNED_SIGNS = 26, 21  # the same as letters and digits that no mail server changes
TOKEN_SIGNS: Final = _NAMED_SIGNS + _SIGNED_SIGNS
LONGEST_LOCAL_PART: Final = 64  # of an address, before the @ (RFC 5321)
_TOKEN: Final = re.compile(rf"\+([a-z2-7]{{{TOKEN_SIGNS}}})@", re.IGNORECASE)


class Way(StrEnum):
    """What an answer by mail becomes. None of it is published, and none is signed."""

    DRAFT = "draft"  # of the official reply, for colleagues and the signer
    INFO = "info"  # what the newsroom asked for
    NEWSROOM = "newsroom"  # a message to the newsroom
    AGENCY = "agency"  # a message to the agency that has it


class NotTaken(StrEnum):
    """Why an answer was not taken."""

    OTHER_ADDRESS = "other_address"  # not from where the letter went
    EXPIRED = "expired"  # nothing is known of the letter any more
    GONE = "gone"  # account closed or erased, or another address since
    NOT_THEIRS = "not_theirs"  # not their report (any more)
    NO_FACTOR = "no_factor"  # they could not work on the site either
    NOT_ACCEPTED = "not_accepted"  # the agency has to take it up first
    NOT_NOW = "not_now"  # the report is past that
    EMPTY = "empty"  # nothing stands in it but what was quoted
    TOO_LONG = "too_long"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"


def token_of(letter: str, address: str, key: bytes) -> str:
    """For the letter with this id (32 hex digits), sent to this address in its normal spelling."""
    signed = hmac.digest(key, f"answer\0{letter}\0{address}".encode(), "sha256")[:_SIGNED]
    return _written(bytes.fromhex(letter)) + _written(signed)


def letter_of(token: str) -> str | None:
    """The letter that a token names, whoever made it."""
    if not _TOKEN.fullmatch(f"+{token}@"):
        return None
    named = token[:_NAMED_SIGNS].upper()
    return base64.b32decode(named + "=" * (-len(named) % 8)).hex()


def is_signed(token: str, address: str, keys: Iterable[bytes]) -> bool:
    """Whether one of the keys made it, for a letter to this address."""
    letter = letter_of(token)
    return letter is not None and any(
        hmac.compare_digest(token_of(letter, address, key), token.lower()) for key in keys
    )


def address_of(token: str, mailbox: str) -> str:
    """Where to answer: name+token@host for the mailbox name@host."""
    name, _, host = mailbox.partition("@")
    return f"{name}+{token}@{host}"


def tokens_in(text: str) -> Iterator[str]:
    """The tokens of addresses in a header, in order."""
    return (found.lower() for found in _TOKEN.findall(text))


def _written(some: bytes) -> str:
    return base64.b32encode(some).decode().rstrip("=").lower()
