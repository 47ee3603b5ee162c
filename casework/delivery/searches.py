"""What followed searches find: looked for once a minute while something is new, or when a digest is written;
never for every report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from casework.delivery.log import log, where
from casework.delivery.notices import Notice
from casework.delivery.readers import Reader
from casework.domain.values import ReportCode, UserId
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
    with casework.db.read() as session:
        kept = [one for one in watching.searches(session, user, holding=False) if one.often is Often.AT_ONCE]
        looks = [_look(session, names, one, now) for one in kept if one.looked_at < now]
    if not looks:
        return
    # The letter, what is in it and how far was looked are one deed: whoever dies has done all or nothing.
    with casework.db.write() as session:
        found = _take(session, user, looks, at=now)
        if found:
            mailbox.put_into(session, mailbox.put_found(session, f"user:{user}", now), found)


def gather(casework: Casework, digest: Delivery, reader: Reader) -> None:
    """Put what the reader's searches have found since they were looked at last into the digest."""
    user, asked = reader.actor.user, digest.waits_since
    if user is None:
        return
    names = directory.kept(casework.db)
    with casework.db.read() as session:
        kept = [
            (one, digest_until(asked, one.often))
            for one in watching.searches(session, user, holding=False)
            if one.often in GATHERED
        ]
        looks = [_look(session, names, one, until) for one, until in kept if one.looked_at < until]
    if not looks:
        return
    with casework.db.write() as session:
        mailbox.put_into(session, digest.id, _take(session, user, looks, at=asked))


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What a search as it was has found up to a moment."""

    search: Kept
    until: datetime
    codes: Sequence[ReportCode]


def _look(session: Session, names: Directory, kept: Kept, until: datetime) -> _Look:
    """Look for a search, which may take long: nothing is written, so that nobody waits for it."""
    since, codes = kept.looked_at - _UNSEEN, list[ReportCode]()
    try:
        filters = published.filters_of(kept.watch.filters)
    except ValueError:  # of a word that there is no longer
        pass
    else:
        codes = published.published_between(session, names, filters, since, until - _UNSEEN, limit=MOST_FOUND)
    return _Look(search=kept, until=until, codes=codes)


def _take(session: Session, user: UserId, looks: Sequence[_Look], *, at: datetime) -> list[Letter]:
    """The letters of what was found, each once; whoever looks next begins there. Of a search that is not what
    it was, since another worker has told it, or its owner has chosen anew, nothing is told now."""
    held = watching.searches(session, user)
    taken = [look for look in looks if look.search in held]
    for look in taken:
        watching.looked(session, look.search.id, look.until)
    return [
        Letter(
            notice=Notice.FOUND,
            about=watching.about(look.search.id, code),
            recipient=f"user:{user}",
            report_code=code,
            at=at,
        )
        for look in taken
        for code in look.codes
    ]
