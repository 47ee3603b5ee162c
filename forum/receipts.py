"""The secret of what was just sent, kept in the session for half an hour: the page survives a reload."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session

from casework.domain.values import HeldCode
from web.kitchen import casework

_RECEIVED = "received"
KEPT = timedelta(minutes=30)
MOST_KEPT = 3


def keep(code: HeldCode, secret: str) -> None:
    """Remember the secret that is shown once; a reload within half an hour still shows it."""
    until = (casework().now() + KEPT).isoformat()
    kept = {other: pair for other, pair in session.get(_RECEIVED, {}).items() if other != code}
    kept[code] = [secret, until]
    session[_RECEIVED] = dict(list(kept.items())[-MOST_KEPT:])


def secret_of(code: HeldCode) -> str:
    """The secret to show beside a code; empty when its time is over or there is none."""
    secret, until = session.get(_RECEIVED, {}).get(code, ("", ""))
    return secret if until and casework().now() <= datetime.fromisoformat(until) else ""
