"""E-mail addresses as people type them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

from email_validator import EmailNotValidError, validate_email

_DISPOSABLE: Final = Path(__file__).resolve().parents[2] / "data" / "disposable-mail.txt"


class BadAddress(ValueError):
    """This cannot be an e-mail address that we can write to."""


class DisposableAddress(BadAddress):
    """A mailbox for minutes: what we write there, anybody may read."""


def lasting_address(text: str) -> str:
    """`normal_address` of somebody who is to be reached there later. Raises DisposableAddress as well."""
    address = normal_address(text)
    domain = address.rpartition("@")[2]
    if any(domain == known or domain.endswith(f".{known}") for known in _disposable()):
        raise DisposableAddress(domain)
    return address


@cache
def _disposable() -> frozenset[str]:
    lines = _DISPOSABLE.read_text(encoding="ascii").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def normal_address(text: str) -> str:
    """The one spelling under which an address is kept: lower case, the domain in ASCII.

    Asks nobody whether it exists. Raises BadAddress. Addresses under .test are taken, since the demo and the
    directory that ships use them; they reach nobody.
    """
    try:
        # Without SMTPUTF8: most of the province's mail servers would not take an address with marks.
        found = validate_email(
            text.strip(), check_deliverability=False, allow_smtputf8=False, strict=True, test_environment=True
        )
    except EmailNotValidError as error:
        raise BadAddress(str(error)) from error
    return (found.ascii_email or found.normalized).lower()
