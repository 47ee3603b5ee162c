"""What readers find reports by, written anew: after an import, or a change of how texts are split."""

from __future__ import annotations

from typing import Final

from casework.store import journal, search
from casework.store.casework import Casework

_BATCH: Final = 200


def index_published(casework: Casework) -> int:
    """Write it anew for every report; returns how many were looked at.

    Calling it again gives the same, and deeds may go on meanwhile.
    """
    last, count = 0, 0
    while True:
        with casework.db.write() as session:
            journal.hold(session)
            found, more = search.index_more(session, after=last, limit=_BATCH)
        if found is None:
            return count
        last, count = found, count + more
