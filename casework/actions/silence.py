"""Telling nobody of what is long past: after a restored backup, or in a demo that was made a moment ago."""

from __future__ import annotations

from datetime import datetime

from casework.store import outbox
from casework.store.casework import Casework


def tell_nobody(casework: Casework, *, before: datetime) -> int:
    """Send no notice of what happened before a moment (UTC); returns how many events that were."""
    with casework.db.write() as session:
        return outbox.let_go(session, before=before)
