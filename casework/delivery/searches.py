"""What followed searches find: looked for when their digest is written, never for every report."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from casework.delivery.notices import Capacity, Notice, how_often
from casework.delivery.readers import Reader
from casework.domain.wishes import GATHERED, Often, digest_until
from casework.store import directory, mailbox, published, watching
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.mailbox import Letter
from casework.store.outbox import Delivery
from casework.store.watching import Kept

MOST_FOUND: Final = 200  # by one search for one digest
PEOPLE_AT_A_TIME: Final = 500
# A deed carries the moment at which it began: what is published now may only be seen in a moment.
_UNSEEN: Final = timedelta(minutes=1)


def call(casework: Casework) -> None:
    """Let a digest wait for everybody who follows a search and whose time has come, though nothing else is
    in it. Any number of workers may do so at one time."""
    now = casework.now()
    for often in (Often.DAILY, Often.WEEKLY):
        due = digest_until(now, often)
        with casework.db.read() as session:
            people = watching.searchers(session, often, due, PEOPLE_AT_A_TIME)
        for user in people:
            with casework.db.write() as session:
                mailbox.put_digest(session, f"user:{user}", due)


def gather(casework: Casework, digest: Delivery, reader: Reader) -> None:
    """Put what the reader's searches have found since they were looked at last into the digest."""
    often = how_often(Notice.FOUND, Capacity.SEARCHER, reader.wishes)
    if reader.actor.user is None or often not in GATHERED:
        return
    until = digest_until(digest.waits_since, often)
    names = directory.kept(casework.db)
    with casework.db.write() as session:
        for kept in watching.searches(session, reader.actor.user):
            if kept.looked_at < until:
                mailbox.put_into(session, digest.id, _found(session, names, kept, digest, until - _UNSEEN))
                watching.looked(session, kept.id, until)


def _found(session: Session, names: Directory, kept: Kept, digest: Delivery, until: datetime) -> list[Letter]:
    try:
        filters = published.filters_of(kept.watch.filters)
    except ValueError:  # of a word that there is no longer
        return []
    since = kept.looked_at - _UNSEEN
    codes = published.published_between(session, names, filters, since, until, limit=MOST_FOUND)
    return [
        Letter(
            notice=Notice.FOUND,
            about=watching.about(kept.id, code),
            recipient=digest.recipient,
            report_code=code,
            at=digest.waits_since,
        )
        for code in codes
    ]
