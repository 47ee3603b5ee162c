"""E-mail addresses as people type them."""

from __future__ import annotations

from email_validator import EmailNotValidError, validate_email


class BadAddress(ValueError):
    """This cannot be an e-mail address that we can write to."""


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
