"""The secret of what was just sent, kept in the session for half an hour: the page survives a reload."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session

from casework.actions.submit import Receipt
from casework.domain.values import ReportCode
from web.kitchen import casework

_RECEIVED = "received"
KEPT = timedelta(minutes=30)
MOST_KEPT = 3


def keep(receipt: Receipt) -> None:
    """Remember the secret that is shown once; a reload within half an hour still shows it."""
    if receipt.secret is None:
        return
    until = (casework().now() + KEPT).isoformat()
    kept = {code: pair for code, pair in session.get(_RECEIVED, {}).items() if code != receipt.code}
    kept[receipt.code] = [receipt.secret, until]
    session[_RECEIVED] = dict(list(kept.items())[-MOST_KEPT:])


def secret_of(code: ReportCode) -> str:
    """The secret to show beside a code; empty when its time is over or there is none."""
    secret, until = session.get(_RECEIVED, {}).get(code, ("", ""))
    return secret if until and casework().now() <= datetime.fromisoformat(until) else ""
