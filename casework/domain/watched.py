"""What a newsroom wants to see before readers do: words and sites it watches for, and links at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from casework.domain.phrases import Phrases

LONGEST: Final = 80
# Of a site written without http: "UBND.TP" is none.
_ENDINGS: Final = (
    r"(?:com|net|org|vn|info|biz|xyz|top|site|online|shop|club|store|live|link|io|me|co|cc|app|ru|cn)"
)
_LINK: Final = re.compile(
    r"(?:https?://|www\.)(?P<host>[^\s/?#:]+)|(?<![\w@.])(?P<bare>(?:[a-z0-9-]+\.)+" + _ENDINGS + r")\b", re.I
)
_OFFICIAL: Final = (".gov.vn", ".chinhphu.vn")
_SITE: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")


class Kind(StrEnum):
    WORD = "word"  # or several, one after the other
    SITE = "site"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is watched for, as the newsroom wrote it."""

    kind: Kind
    text: str


def site(typed: str) -> str | None:
    """The host that somebody means who pastes an address; None for what is none."""
    found = _LINK.search(typed.strip())
    host = (
        ((found["host"] or found["bare"]) if found else typed)
        .strip()
        .lower()
        .removeprefix("www.")
        .rstrip(".")
    )
    return host if _SITE.fullmatch(host) else None


def links(text: str) -> tuple[str, ...]:
    """The hosts that a text leads to, each once, in lower case."""
    hosts = ((found["host"] or found["bare"]).lower().removeprefix("www.") for found in _LINK.finditer(text))
    return tuple(dict.fromkeys(host.rstrip(".,;)") for host in hosts))


class WatchList:
    """What one newsroom watches for."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        found = tuple(entries)
        self._words = Phrases(entry.text for entry in found if entry.kind is Kind.WORD)
        self._sites = tuple(entry.text for entry in found if entry.kind is Kind.SITE)

    def found_in(self, text: str) -> tuple[str, ...]:
        """The words and sites of the list that stand in a text."""
        hosts = links(text)
        sites = (site for site in self._sites if any(_is_of(host, site) for host in hosts))
        return (*self._words.found_in(text), *sites)

    def stops(self, text: str) -> bool:
        """Whether the newsroom reads it first, whoever wrote it: for something of the list, or a link to
        anywhere but an authority's site."""
        return bool(self.found_in(text)) or any(not _is_official(host) for host in links(text))


def _is_of(host: str, site: str) -> bool:
    return host == site or host.endswith(f".{site}")


def _is_official(host: str) -> bool:
    return f".{host}".endswith(_OFFICIAL)
