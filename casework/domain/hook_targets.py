"""Where a webhook may go: which addresses of the web may be registered, and which hosts may be called.

Whoever may register an address chooses where our server connects to. So a name must be a public one, and each
address that it stands for, at the moment of the call, must be one of the open internet.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from casework.domain.webhooks import LONGEST_URL

_HTTPS_PORT: Final = 443
# Names that mean a machine or a house, whatever a resolver makes of them.
_INSIDE_NAMES: Final = ("localhost", "local", "internal", "lan", "home", "corp", "arpa", "onion", "invalid")
# Python's `is_global` differs by version, and knows none of the addresses that carry another inside.
_CLOSED: Final = tuple(
    ipaddress.ip_network(net)
    for net in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15"),
        *("198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
        "168.63.129.16/32",  # a public address by which one cloud answers machines within
        *("::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"),
        *("5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8"),
    )
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_OPEN_V6: Final = ipaddress.IPv6Network("2000::/3")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class UrlFault(StrEnum):
    """Why an address cannot be registered."""

    UNREADABLE = "unreadable"
    NOT_HTTPS = "not_https"
    HAS_CREDENTIALS = "has_credentials"
    HAS_FRAGMENT = "has_fragment"
    NOT_PUBLIC = "not_public"  # a number, or a name of a machine within
    WRONG_PORT = "wrong_port"
    TOO_LONG = "too_long"


class BadUrl(ValueError):
    """The address is none for a webhook."""

    def __init__(self, fault: UrlFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


@dataclass(frozen=True, kw_only=True)
class Allowed:
    """Which ports may be called. `local`: this machine too and without TLS; for tests and development."""

    ports: Collection[int] = (_HTTPS_PORT,)
    local: bool = False


@dataclass(frozen=True, kw_only=True)
class Target:
    """Where to call: `host` in ASCII; `path` with its query."""

    host: str
    port: int
    path: str
    is_tls: bool = True

    @property
    def is_local(self) -> bool:
        return not self.is_tls

    @property
    def netloc(self) -> str:
        usual = _HTTPS_PORT if self.is_tls else 80
        return self.host if self.port == usual else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{'https' if self.is_tls else 'http'}://{self.netloc}{self.path}"


def target_of(url: str, allowed: Allowed) -> Target:
    """Where an address leads, with its name in ASCII. Raises BadUrl."""
    if len(url) > LONGEST_URL:
        raise BadUrl(UrlFault.TOO_LONG)
    parts, port = _parts(url)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        path += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    given = parts.hostname or ""
    if allowed.local and parts.scheme == "http" and given in ("localhost", "127.0.0.1"):
        return Target(host=given, port=port or 80, path=path, is_tls=False)
    if parts.scheme != "https":
        raise BadUrl(UrlFault.NOT_HTTPS if parts.scheme == "http" else UrlFault.UNREADABLE)
    host, port = _name(given), _HTTPS_PORT if port is None else port
    if port not in allowed.ports:
        raise BadUrl(UrlFault.WRONG_PORT)
    target = Target(host=host, port=port, path=path)
    if len(target.url) > LONGEST_URL:
        raise BadUrl(UrlFault.TOO_LONG)
    return target


def _parts(url: str) -> tuple[SplitResult, int | None]:
    """Its parts and its port, if it names one. Raises BadUrl."""
    if not url or any(sign.isspace() or not sign.isprintable() or sign == "\\" for sign in url):
        raise BadUrl(UrlFault.UNREADABLE)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise BadUrl(UrlFault.UNREADABLE) from None
    if "@" in parts.netloc:
        raise BadUrl(UrlFault.HAS_CREDENTIALS)
    if "#" in url:
        raise BadUrl(UrlFault.HAS_FRAGMENT)
    return parts, port


def _name(given: str) -> str:
    """A public name in ASCII, as it is looked up and as its certificate has it. Raises BadUrl."""
    try:
        name = given.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise BadUrl(UrlFault.UNREADABLE) from None
    labels = name.split(".")
    if not name or len(name) > 253 or not all(_is_label(label) for label in labels):
        raise BadUrl(UrlFault.NOT_PUBLIC if ":" in name else UrlFault.UNREADABLE)
    # 127.1, 0x7f.1 and 2130706433 are numbers of machines to a resolver: no public name ends in a number.
    if len(labels) < 2 or labels[-1] in _INSIDE_NAMES or not labels[-1][0].isalpha():
        raise BadUrl(UrlFault.NOT_PUBLIC)
    return name


def _is_label(label: str) -> bool:
    kept = label.replace("-", "").replace("_", "")
    return 0 < len(label) <= 63 and kept.isascii() and kept.isalnum() and label.strip("-") == label


def is_open(address: str) -> bool:
    """Whether an address, as a resolver gives it, is one of the open internet."""
    try:
        found: Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None:
            return False
        if found.ipv4_mapped is not None:
            found = found.ipv4_mapped
        elif found in _NAT64:
            found = ipaddress.IPv4Address(found.packed[-4:])
        elif found not in _OPEN_V6:
            return False
    if any(found in net for net in _CLOSED if net.version == found.version):
        return False
    return found.is_global and not found.is_multicast
