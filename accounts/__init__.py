"""The door of one's own account: signing up and in, passwords, what one is here."""

from __future__ import annotations

from accounts import (
    views_account,
    views_data,
    views_factors,
    views_follows,
    views_notices,
    views_reset,
    views_second_factor,
    views_sessions,
    views_sign_in,
    views_sign_up,
    views_tokens,
    views_unsubscribe,
)
from accounts.door import door

__all__ = [
    "door",
    "views_account",
    "views_data",
    "views_factors",
    "views_follows",
    "views_notices",
    "views_reset",
    "views_second_factor",
    "views_sessions",
    "views_sign_in",
    "views_sign_up",
    "views_tokens",
    "views_unsubscribe",
]
