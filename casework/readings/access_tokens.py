"""Somebody's own tokens for programs, for the page on which they make and revoke them."""

from __future__ import annotations

from casework.domain.values import UserId
from casework.store import access_tokens
from casework.store.access_tokens import AccessToken
from casework.store.casework import Casework

__all__ = ["AccessToken", "of_user"]


def of_user(casework: Casework, user: UserId) -> list[AccessToken]:
    """Those that are over too, the newest first."""
    with casework.db.read() as session:
        return access_tokens.of_user(session, user)
