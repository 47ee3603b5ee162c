"""Reorganisations on record, and how far what they move has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from casework.domain.calendar import local_day
from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.readings.directory import directory
from casework.store import reorganisations as rows
from casework.store import succession
from casework.store.casework import Casework
from casework.store.reorganisations import Record

__all__ = ["Left", "Record", "is_recorded", "left_behind", "recorded"]


@dataclass(frozen=True, kw_only=True)
class Left:
    """What lies with houses that have ended, until the worker has handed it on."""

    reports: int  # open ones, with agencies
    newsroom: int  # of an outlet


def left_behind(casework: Casework, *, by: Actor) -> Left:
    """How much waits. Raises Refused for who is no administrator."""
    _check(by)
    named, today = directory(casework), local_day(casework.now())
    agencies = [one.code for one in named.agencies if one.has_ended(today)]
    outlets = [one.code for one in named.outlets if one.has_ended(today)]
    with casework.db.read() as session:
        return Left(
            reports=succession.open_reports(session, agencies),
            newsroom=sum(count for count, _ in succession.counts_by_outlet(session, outlets).values()),
        )


def is_recorded(casework: Casework, code: str, *, by: Actor) -> bool:
    """Whether this one has been written into the directory. Raises Refused for who is no administrator."""
    _check(by)
    with casework.db.read() as session:
        return rows.there(session, code)


def recorded(casework: Casework, *, by: Actor) -> Sequence[Record]:
    """All of them, the newest first. Raises Refused for who is no administrator."""
    _check(by)
    with casework.db.read() as session:
        return rows.all_of_them(session)


def _check(by: Actor) -> None:
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
