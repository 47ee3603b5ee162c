"""The links in letters that end them: whoever has one can turn off one kind of letter, and nothing else."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from casework.domain.values import ReportCode, UserId
from casework.domain.wishes import Concern

DIGEST: Final = "digest"  # whatever comes with the digest
_USER, _REPORT = "u", "r"
_SEARCHES: Final = "s-"
_SIGNED: Final = 16  # bytes, 128 bits
_LONGEST: Final = 300  # with twenty searches


@dataclass(frozen=True, kw_only=True)
class Link:
    """Whose letters, and which: a group of notices, some searches by their marks, or neither for all that is
    gathered into digests.

    A reporter without an account is named by the report.
    """

    user: UserId | None = None
    report: ReportCode | None = None
    concern: Concern | None = None
    searches: tuple[str, ...] = ()


def token_of(link: Link, key: bytes) -> str:
    """What stands in the link's address; the same each time, so that every letter's link goes on working."""
    who = f"{_USER}{link.user}" if link.user is not None else f"{_REPORT}{link.report}"
    what = _SEARCHES + "-".join(link.searches) if link.searches else link.concern or DIGEST
    said = f"{who}.{what}"
    return f"{said}.{_signature(said, key)}"


def link_of(token: str, keys: Iterable[bytes]) -> Link | None:
    """What a token made with one of the keys stands for; None for any other text."""
    said, _, signature = token.rpartition(".")
    if len(token) > _LONGEST or not token.isascii():
        return None
    if not any(hmac.compare_digest(_signature(said, key), signature) for key in keys):
        return None
    who, _, what = said.partition(".")
    if what.startswith(_SEARCHES):
        marks = tuple(what.removeprefix(_SEARCHES).split("-"))
        return Link(user=UserId(int(who.removeprefix(_USER))), searches=marks)
    concern = None if what == DIGEST else Concern(what)
    if who.startswith(_USER):
        return Link(user=UserId(int(who[1:])), concern=concern)
    return Link(report=ReportCode(who[1:]), concern=concern)


def _signature(said: str, key: bytes) -> str:
    digest = hmac.digest(key, b"unsubscribe\0" + said.encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_SIGNED]).decode().rstrip("=")
