"""Let go of what nobody needs any more: once a day by the worker, or by `flask data retain`."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.policy import CLOCK
from casework.domain.refusals import Refused
from casework.domain.retention import Periods
from casework.domain.values import ReportCode
from casework.store import denunciations, due, heartbeats, reply_requests, retention, settings
from casework.store.casework import Casework
from casework.store.retention import Kind

EVERY: Final = timedelta(days=1)
AGAIN_AFTER: Final = timedelta(hours=1)  # when it broke off
CONTACTS, REPORTS = "contacts of reporters", "unconfirmed reports"
DENUNCIATIONS = "closed denunciations"
REPLY_REQUESTS, REPLY_CONTACTS = "unconfirmed requests to reply", "contacts of who asked to reply"
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Held:
    """Something that is held for so many days, and how many there are for which they are over."""

    name: str
    days: int
    count: int
    by_clock: bool = False  # the worker's clocks see to it at any minute


def look(casework: Casework) -> tuple[Held, ...]:
    """What would be let go of now; changes nothing. Raises ValueError for a setting that is no period."""
    now, terms = casework.now(), casework.terms()
    with casework.db.read() as session:
        periods = settings.periods(session, now.date())
        found = [
            Held(name=kind.name, days=kind.days(periods), count=retention.count(session, kind, periods, now))
            for kind in retention.KINDS
        ]
        contacts = retention.count_contacts(session, periods, now)
        unproven = now - timedelta(days=terms.clocks.unconfirmed_calendar_days)
        requests = reply_requests.count_unconfirmed(session, unproven)
        replied = reply_requests.count_contacts(session, now - timedelta(days=periods.keep_contacts))
        denounced = denunciations.count_long_closed(session, _closed_before(periods, now))
    return (
        Held(
            name=REPORTS,
            days=terms.clocks.unconfirmed_calendar_days,
            count=sum(1 for _ in due.to_purge(casework.db, terms, now)),
            by_clock=True,
        ),
        Held(name=CONTACTS, days=periods.keep_contacts, count=contacts),
        Held(name=DENUNCIATIONS, days=periods.keep_denunciations, count=denounced),
        Held(name=REPLY_REQUESTS, days=terms.clocks.unconfirmed_calendar_days, count=requests),
        Held(name=REPLY_CONTACTS, days=periods.keep_contacts, count=replied),
        *found,
    )


def retain(casework: Casework, *, go_on: Callable[[], bool] = lambda: True) -> tuple[Held, ...]:
    """Let go of what is over; returns what that was.

    In batches, each a transaction of its own; `go_on` is asked before each. Several may do it at once.
    Raises ValueError for a setting that is no period, before anything is removed.
    """
    now = casework.now()
    with casework.db.read() as session:
        periods = settings.periods(session, now.date())
    done = [
        Held(name=CONTACTS, days=periods.keep_contacts, count=_erase_contacts(casework, periods, now, go_on)),
        Held(
            name=DENUNCIATIONS,
            days=periods.keep_denunciations,
            count=_forget_denunciations(casework, _closed_before(periods, now), go_on),
        ),
    ]
    for kind in retention.KINDS:
        count = _remove(casework, kind, periods, now, go_on)
        done.append(Held(name=kind.name, days=kind.days(periods), count=count))
    done += _let_go_of_requests(casework, periods, now, go_on)
    for held in done:
        if held.count:
            log.info("%s %s older than %s days removed", held.count, held.name, held.days)
    return tuple(done)


def retain_daily(casework: Casework, *, go_on: Callable[[], bool]) -> bool:
    """Do it if nobody has for a day; False if somebody has, or is at it."""
    now = casework.now()
    with casework.db.write() as session:
        done = heartbeats.last(session, heartbeats.RETENTION)
        if done is not None and now - done < EVERY:
            return False
        if not heartbeats.claim(session, heartbeats.RETENTION_BEGUN, now, not_since=now - AGAIN_AFTER):
            return False
    retain(casework, go_on=go_on)
    if go_on():
        with casework.db.write() as session:
            heartbeats.beat(session, heartbeats.RETENTION, now)
    return True


def _remove(
    casework: Casework, kind: Kind, periods: Periods, now: datetime, go_on: Callable[[], bool]
) -> int:
    count = 0
    while go_on():
        with casework.db.write() as session:
            gone = retention.remove(session, kind, periods, now)
        if not gone:
            break
        if kind.has_files:
            # The rows first: a file that no row knows is swept, whenever this process dies.
            for key in gone:
                casework.files.delete(key)
        count += len(gone)
    return count


def _let_go_of_requests(
    casework: Casework, periods: Periods, now: datetime, go_on: Callable[[], bool]
) -> list[Held]:
    """Requests to reply that nobody proved, and addresses of those that were decided long ago."""
    found = []
    for name, days, let_go in (
        (
            REPLY_REQUESTS,
            casework.terms().clocks.unconfirmed_calendar_days,
            reply_requests.forget_unconfirmed,
        ),
        (REPLY_CONTACTS, periods.keep_contacts, reply_requests.erase_contacts),
    ):
        count, before = 0, now - timedelta(days=days)
        while go_on():
            with casework.db.write() as session:
                done = let_go(session, before, retention.BATCH)
            if not done:
                break
            count += done
        found.append(Held(name=name, days=days, count=count))
    return found


def _closed_before(periods: Periods, now: datetime) -> date:
    return local_day(now) - timedelta(days=periods.keep_denunciations)


def _forget_denunciations(casework: Casework, before: date, go_on: Callable[[], bool]) -> int:
    count = 0
    while go_on():
        with casework.db.write() as session:
            done, files = denunciations.forget_long_closed(session, before, retention.BATCH)
        if not done:
            break
        for key in files:
            casework.files.delete(key)
        count += done
    return count


def _erase_contacts(casework: Casework, periods: Periods, now: datetime, go_on: Callable[[], bool]) -> int:
    count, last = 0, ReportCode("")
    while True:
        with casework.db.read() as session:
            batch = retention.contacts(session, periods, now, after=last)
        if not batch:
            return count
        for code, version in batch:
            if not go_on():
                return count
            count += _erase_contact(casework, code, version)
        last = batch[-1][0]


def _erase_contact(casework: Casework, code: ReportCode, seen: int) -> bool:
    try:
        deeds.perform(casework, code, do.EraseContact(), by=CLOCK, seen=seen)
    except Refused:  # somebody erased it, or took the report up again, since it was looked at
        return False
    return True
