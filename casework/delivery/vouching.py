"""What the mail server that the operator trusts says of a sender (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_COMMENT: Final = re.compile(r"\([^()]{0,500}\)")
_RESULT: Final = re.compile(r"\s*(dmarc|dkim|spf)\s*=\s*pass\b(.*)", re.IGNORECASE | re.DOTALL)
_DOMAIN: Final = re.compile(
    r"(?:header\.(?:d|from|i)|smtp\.(?:mailfrom|helo))\s*=\s*[\"']?(?:[^\s;@\"']{0,100}@)?([\w.-]{1,255})",
    re.IGNORECASE,
)


def is_proven(vouched: Sequence[str], sender: str, server: str) -> bool:
    """Whether this server found that a mail is from the domain of its sender's address.

    `vouched` are the headers, the last written first. Only the first of this server counts: it takes out what
    a sender wrote in its name, and what it adds stands above everything that came with the mail.
    """
    mine = next((one for one in vouched if _server(one) == server.lower()), "")
    domain = sender.rpartition("@")[2]
    return any(_passes(result, domain) for result in _COMMENT.sub(" ", mine).split(";")[1:])


def _server(header: str) -> str:
    words = _COMMENT.sub(" ", header).partition(";")[0].split()
    return words[0].lower() if words else ""


def _passes(result: str, domain: str) -> bool:
    found = _RESULT.match(result)
    if not found:
        return False
    named = [name.lower().rstrip(".") for name in _DOMAIN.findall(found[2])]
    return any(domain == name or ("." in name and domain.endswith(f".{name}")) for name in named)
