"""What Open311 tells of published reports, and what has become of one that was sent by it."""

from __future__ import annotations

from typing import Final

from casework.domain.report import PUBLIC_STATUSES
from casework.domain.values import Status
from casework.store import open_requests
from casework.store.casework import Casework
from casework.store.open_requests import Asked, OpenRequest

__all__ = ["CLOSED", "MOST", "OPEN", "Asked", "OpenRequest", "find"]

MOST: Final = 1_000  # in one answer, as GeoReport says
# An answered report waits for its reporter's word: it is closed when that has come, or did not come.
CLOSED: Final = frozenset({Status.CLOSED})
OPEN: Final = PUBLIC_STATUSES - CLOSED


def find(casework: Casework, asked: Asked) -> list[OpenRequest]:
    """At most MOST, the newest first; two queries."""
    with casework.db.read() as session:
        return open_requests.find(session, asked, MOST)
