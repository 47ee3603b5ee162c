"""The watch at the outbox: from a database that is older than what was seen of it nothing goes out."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from casework.delivery.log import log
from casework.store import journal_head
from casework.store.casework import Casework
from casework.store.journal_head import Head, Standing

NOTED_EVERY: Final = timedelta(seconds=30)  # so exactly it is known until when anything was sent
ERASURES_EVERY_SECONDS: Final = 30.0
SAID_EVERY_SECONDS: Final = 60.0


@dataclass(kw_only=True)
class Watch:
    """Of one worker."""

    casework: Casework
    asked_at: float | None = None
    said_at: float | None = None

    def allows(self) -> bool:
        """Whether the database has all that was seen of it; then it is noted how far that goes.

        Raises Unavailable.
        """
        house, now = self.casework, time.monotonic()
        asks = self.asked_at is None or now - self.asked_at >= ERASURES_EVERY_SECONDS
        with house.db.read() as session:
            standing = journal_head.compare(session, house.head, house.erasures if asks else None)
        if asks and not standing.is_older:
            self.asked_at = now
        if standing.is_older:
            self._say(standing)
            return False
        self._note(standing)
        return True

    def _note(self, standing: Standing) -> None:
        now, known = self.casework.now(), standing.known
        if not standing.seq or (known and known.seq == standing.seq and now - known.at < NOTED_EVERY):
            return
        try:
            self.casework.head.write(Head(seq=standing.seq, hash=standing.hash, at=now))
        except OSError as error:
            # A full disk of this machine must not keep anybody's letters back.
            if self._may_say():
                log.warning("journal.head cannot be written: errno %s", error.errno)

    def _say(self, standing: Standing) -> None:
        if not self._may_say():
            return
        if standing.known and standing.is_another:
            what = f"event {standing.known.seq} is not there, or another"
        elif standing.is_unreadable:
            what = "journal.head cannot be read"
        else:
            what = f"{standing.forgotten} who were erased are there again"
        log.error(
            "the database is older than what was seen of it: %s; it ends at event %s; "
            "nothing is sent until `flask --app app restored`",
            what,
            standing.seq,
        )

    def _may_say(self) -> bool:
        if self.said_at is not None and time.monotonic() - self.said_at < SAID_EVERY_SECONDS:
            return False
        self.said_at = time.monotonic()
        return True
