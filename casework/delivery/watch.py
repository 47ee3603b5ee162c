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
SAID_EVERY_SECONDS: Final = 60.0


@dataclass(kw_only=True)
class Watch:
    """Of one worker."""

    casework: Casework
    said_at: float | None = None

    def allows(self) -> bool:
        """Whether the database has all that was seen of it; then it is noted how far that goes.

        Raises Unavailable.
        """
        with self.casework.db.read() as session:
            standing = journal_head.compare(session, self.casework.head)
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
        if standing.known is None:
            log.error("journal.head cannot be read; nothing is sent until `flask --app app restored`")
            return
        log.error(
            "the database is older than what was seen of it: event %s is not there, or another, and it ends "
            "at %s; nothing is sent until `flask --app app restored`",
            standing.known.seq,
            standing.seq,
        )

    def _may_say(self) -> bool:
        if self.said_at is not None and time.monotonic() - self.said_at < SAID_EVERY_SECONDS:
            return False
        self.said_at = time.monotonic()
        return True
