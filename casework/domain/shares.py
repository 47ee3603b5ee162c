"""What agencies beside the lead owe to a report: each its own part, by its own date.

A share is given with the first contribution, and nobody asks for it any more once the official reply is out.
What its agency writes is for those who handle the report (`policy.POST_READERS`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.domain.values import AgencyCode, PostId

MOST: Final = 4  # that a form offers for one routing


class ShareState(StrEnum):
    WAITING = "waiting"
    LATE = "late"
    STOPPED = "stopped"  # with the lead's clock
    GIVEN = "given"
    UNGIVEN = "ungiven"  # the reply is out, or the report at its end, without it


@dataclass(frozen=True, kw_only=True)
class Share:
    """`asked` are the posts that say what is wanted; none: nothing special. `due` is UTC, and None where no
    clock runs. `contributors` are the names under which it was given, those of the time."""

    agency: AgencyCode
    asked: tuple[PostId, ...] = ()
    due: datetime | None = None
    days_left: int | None = None  # working days left while the lead's clock is stopped
    contributed: PostId | None = None  # the first contribution
    contributed_at: datetime | None = None
    contributors: tuple[AgencyCode, ...] = ()
    reminded: bool = False
    overdue: bool = False

    @property
    def is_given(self) -> bool:
        return self.contributed is not None

    @property
    def was_in_time(self) -> bool:
        """Whether it was given by its date."""
        return self.contributed_at is not None and (self.due is None or self.contributed_at <= self.due)

    def is_past_due(self, now: datetime) -> bool:
        """Whether its date has passed without it."""
        return not self.is_given and self.due is not None and now > self.due


@dataclass(frozen=True, kw_only=True)
class Asking:
    """What one agency beside the lead is asked for, in words, under the post it will be stored as."""

    agency: AgencyCode
    post: PostId
    words: str


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The same in the journal, which holds no words."""

    agency: AgencyCode
    post: PostId


@dataclass(frozen=True, kw_only=True)
class ShareClock:
    """Where the clock of a share that is not given stands after something moved or stopped it."""

    agency: AgencyCode
    due: datetime | None = None
    days_left: int | None = None


@dataclass(frozen=True, kw_only=True)
class Passed:
    """Who goes on with the share of an agency that does so no more; None: nobody."""

    was: AgencyCode
    agency: AgencyCode | None


Shares = tuple[Share, ...]


def find(shares: Iterable[Share], agency: AgencyCode | None) -> Share | None:
    """The share of an agency."""
    return next((one for one in shares if one.agency == agency), None)


def sent(agencies: Iterable[AgencyCode], asked: Sequence[Asked], due: datetime | None) -> Shares:
    """The shares of a routing to these agencies beside the lead."""
    return tuple(
        Share(agency=code, asked=tuple(one.post for one in asked if one.agency == code), due=due)
        for code in agencies
    )


def clocked(shares: Shares, clocks: Sequence[ShareClock], at: datetime) -> Shares:
    """The shares with the clocks that an event has moved; a date that is still to come is watched anew."""
    by_agency = {clock.agency: clock for clock in clocks}
    return tuple(_clocked(one, by_agency.get(one.agency), at) for one in shares)


def _clocked(share: Share, clock: ShareClock | None, at: datetime) -> Share:
    if clock is None or share.is_given:
        return share
    moved = replace(share, due=clock.due, days_left=clock.days_left)
    is_over = clock.due is not None and clock.due < at
    return moved if is_over else replace(moved, reminded=False, overdue=False)


def contributed(shares: Shares, agency: AgencyCode, post: PostId, at: datetime) -> Shares:
    """The shares after an agency's contribution: its first one gives its share."""
    return tuple(_given(one, post, at) if one.agency == agency else one for one in shares)


def _given(share: Share, post: PostId, at: datetime) -> Share:
    names = tuple(dict.fromkeys((*share.contributors, share.agency)))
    if share.is_given:
        return replace(share, contributors=names)
    return replace(share, contributors=names, contributed=post, contributed_at=at)


def reminded(shares: Shares, agency: AgencyCode) -> Shares:
    return tuple(replace(one, reminded=True) if one.agency == agency else one for one in shares)


def marked_overdue(shares: Shares, agency: AgencyCode) -> Shares:
    return tuple(replace(one, overdue=True) if one.agency == agency else one for one in shares)


def succeeded(shares: Shares, agencies: Iterable[AgencyCode], passed: Sequence[Passed]) -> Shares:
    """The shares once these agencies have the report beside the lead: each goes on with its own and with what
    has passed to it; what has passed to nobody, or to the lead, ends."""
    goes_to = {one.was: one.agency for one in passed}
    return tuple(
        _one_of([one for one in shares if goes_to.get(one.agency, one.agency) == code], code)
        for code in agencies
    )


def _one_of(shares: Sequence[Share], agency: AgencyCode) -> Share:
    """One share of several: what is still owed of them by the earliest date, and all that was asked."""
    if not shares:
        return Share(agency=agency)
    owed = [one for one in shares if not one.is_given]
    leads = min(owed or shares, key=_place)
    return replace(
        leads,
        agency=agency,
        asked=tuple(dict.fromkeys(post for one in shares for post in one.asked)),
        contributors=tuple(dict.fromkeys(code for one in shares for code in one.contributors)),
    )


def _place(share: Share) -> tuple[bool, float, bool, float]:
    """By date; of what has none those first whose clock is stopped with the fewest days."""
    due, left = share.due, share.days_left
    return due is None, due.timestamp() if due else 0.0, left is None, float(left or 0)


def contributors(shares: Iterable[Share]) -> tuple[AgencyCode, ...]:
    """Who has contributed, under the names of the time."""
    return tuple(dict.fromkeys(code for one in shares for code in one.contributors))
