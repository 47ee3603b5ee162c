"""Where the clocks of shares go when the lead's does; a share is never due later than the lead's reply.

What has been given is owed no more: its clock is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from casework.domain.calendar import end_of_day, local_day
from casework.domain.checks import Case
from casework.domain.shares import Share, ShareClock

Clocks = tuple[ShareClock, ...]


def started(case: Case, lead: datetime | None) -> datetime | None:
    """By when a share is due that is sent, or asked for again, now; `lead` is the lead's deadline."""
    return case.terms.contribute_due(case.report.kind, case.now, lead)


def renewed(case: Case, lead: datetime | None) -> Clocks:
    """The report is opened again: a new date for what is not given."""
    due = started(case, lead)
    return tuple(ShareClock(agency=share.agency, due=due) for share in _owed(case))


def stopped(case: Case) -> Clocks:
    """The report is taken down: the days that are left are kept."""
    return tuple(
        ShareClock(agency=share.agency, days_left=case.terms.days_left(share.due, case.now))
        for share in _owed(case)
        if share.due is not None
    )


def resumed(case: Case, lead: datetime | None) -> Clocks:
    """It is put back: each goes on where it stopped, with a day at least."""

    def goes_on(share: Share) -> datetime | None:
        left = share.days_left
        return None if left is None else case.terms.calendar.deadline(case.now, max(left, 1))

    return _moved(case, lead, goes_on)


def extended(case: Case, lead: datetime | None) -> Clocks:
    """The lead has got more time: so many working days more for each."""
    was, calendar = case.report.due, case.terms.calendar
    if was is None or lead is None:
        return ()
    days = calendar.working_days_between(local_day(was), local_day(lead))

    def later(share: Share) -> datetime | None:
        day = None if share.due is None else local_day(share.due)
        return None if day is None else end_of_day(calendar.add_working_days(day, days))

    return _moved(case, lead, later)


def without_the_wait(case: Case, lead: datetime | None) -> Clocks:
    """A reply that came in time is sent back: as many working days away as when it came."""
    held = case.report.held_at
    if lead is None or held is None:
        return ()

    def as_then(share: Share) -> datetime | None:
        if share.due is None or share.is_past_due(held):
            return None
        left = case.terms.days_left(share.due, held)
        return case.terms.calendar.deadline(case.now, max(left, 1))

    return _moved(case, lead, as_then)


def _moved(case: Case, lead: datetime | None, move: Callable[[Share], datetime | None]) -> Clocks:
    moved = ((share.agency, move(share)) for share in _owed(case))
    return tuple(
        ShareClock(agency=agency, due=due if lead is None else min(due, lead))
        for agency, due in moved
        if due is not None
    )


def _owed(case: Case) -> Iterator[Share]:
    return (share for share in case.report.shares if not share.is_given)
