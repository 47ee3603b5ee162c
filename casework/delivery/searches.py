"""What followed searches find: looked for once a minute while something is new, or when a digest is written;
never for every report."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from casework.delivery.log import log, where
from casework.delivery.notices import Notice
from casework.delivery.readers import Reader
from casework.domain.values import UserId
from casework.domain.wishes import GATHERED, Often, digest_until
from casework.store import directory, mailbox, published, watching
from casework.store.casework import Casework
from casework.store.db import Session, Unavailable
from casework.store.directory import Directory
from casework.store.mailbox import Letter
from casework.store.outbox import Delivery
from casework.store.watching import Kept

MOST_FOUND: Final = 200  # by one search for one digest
PEOPLE_AT_A_TIME: Final = 500
# A deed carries the moment at which it began: what is published now may only be seen in a moment.
_UNSEEN: Final = timedelta(minutes=1)


def call(casework: Casework) -> None:
    """Let a letter wait for everybody with a search whose time has come: at once for what is found, a digest
    though nothing else is in it. Any number of workers may do so at one time."""
    now = casework.now()
    _tell_at_once(casework, now)
    for often in (Often.DAILY, Often.WEEKLY):
        due = digest_until(now, often)
        with casework.db.read() as session:
            people = watching.searchers(session, often, due, PEOPLE_AT_A_TIME)
        for user in people:
            with casework.db.write() as session:
                mailbox.put_digest(session, f"user:{user}", due)


def _tell_at_once(casework: Casework, now: datetime) -> None:
    """One letter to each person, of all that their searches found. Nothing is asked while nothing is new."""
    with casework.db.read() as session:
        newest = published.newest(session, now - _UNSEEN)
        if newest is None:
            return
        people = watching.searchers(session, Often.AT_ONCE, newest + _UNSEEN, PEOPLE_AT_A_TIME)
    names = directory.kept(casework.db)
    for user in people:
        try:
            _tell(casework, names, user, now)
        except Unavailable:
            raise
        except Exception as error:  # one search that cannot be looked for keeps nobody else waiting
            log.error("searches that are told at once broke off: %s", where(error))


def _tell(casework: Casework, names: Directory, user: UserId, now: datetime) -> None:
    # The letter, what is in it and how far was looked are one deed: whoever dies has done all or nothing.
    with casework.db.write() as session:
        kept = [one for one in watching.searches(session, user) if one.often is Often.AT_ONCE]
        found = [one for search in kept for one in _found(session, names, search, user, now)]
        if found:
            mailbox.put_into(session, mailbox.put_found(session, f"user:{user}", now), found)


def gather(casework: Casework, digest: Delivery, reader: Reader) -> None:
    """Put what the reader's searches have found since they were looked at last into the digest."""
    if reader.actor.user is None:
        return
    names = directory.kept(casework.db)
    with casework.db.write() as session:
        for kept in watching.searches(session, reader.actor.user):
            if kept.often in GATHERED:
                until = digest_until(digest.waits_since, kept.often)
                found = _found(session, names, kept, reader.actor.user, until, at=digest.waits_since)
                mailbox.put_into(session, digest.id, found)


def _found(
    session: Session, names: Directory, kept: Kept, user: UserId, until: datetime, at: datetime | None = None
) -> list[Letter]:
    """What a search has found up to a moment, each once; whoever asks next begins there."""
    if kept.looked_at >= until:
        return []
    watching.looked(session, kept.id, until)
    try:
        filters = published.filters_of(kept.watch.filters)
    except ValueError:  # of a word that there is no longer
        return []
    since = kept.looked_at - _UNSEEN
    codes = published.published_between(session, names, filters, since, until - _UNSEEN, limit=MOST_FOUND)
    return [
        Letter(
            notice=Notice.FOUND,
            about=watching.about(kept.id, code),
            recipient=f"user:{user}",
            report_code=code,
            at=at or until,
        )
        for code in codes
    ]
