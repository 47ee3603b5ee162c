"""The shares of a report after an event, whatever it is about."""

from __future__ import annotations

from datetime import datetime

from casework.domain import events as ev
from casework.domain import shares as s


def shares_after(shares: s.Shares, event: ev.Event, at: datetime) -> s.Shares:
    """The shares once this has happened; the same where it has nothing to do with them."""
    match event:
        case ev.Routed() | ev.Rerouted():
            return s.sent(event.co_agencies, event.asked, event.share_due)
        case ev.Returned():
            return ()
        case ev.Contributed():
            return s.contributed(shares, event.agency, event.post, at)
        case ev.ShareReminded():
            return s.reminded(shares, event.agency)
        case ev.ShareMarkedOverdue():
            return s.marked_overdue(shares, event.agency)
        case ev.Succeeded():
            return s.succeeded(shares, event.co_agencies, event.passed)
        case ev.Removed() | ev.Restored() | ev.ExtensionDecided() | ev.ReplySentBack() | ev.Reopened():
            return s.clocked(shares, event.shares, at)
        case _:
            return shares
