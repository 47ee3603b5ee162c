"""A denunciation in the sealed channel: where it stands, and what its keeper may do with it next.

It is no report. It has no event in the journal, no public page, and no way there; docs/adr/0012 says why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from casework.domain.calendar import end_of_day
from casework.domain.clocks import Terms
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode, DenunciationCode, SealedStatus

S = SealedStatus


class Deed(StrEnum):
    """What happens to a denunciation, as its log says it."""

    RECEIVED = "received"  # by its author
    PASSED_ON = "passed_on"  # by a newsroom, with the report that it was
    WROTE = "wrote"  # its author, once more
    OPENED = "opened"  # by a keeper, from here on
    TOOK_FILE = "took_file"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    FORWARDED = "forwarded"
    CLOSED = "closed"
    REMINDED = "reminded"  # by the clock, from here on
    OVERDUE = "overdue"


# Where a deed leads from where it stands; what is not here is refused.
LEADS: Mapping[tuple[SealedStatus, Deed], SealedStatus] = MappingProxyType(
    {
        (S.RECEIVED, Deed.OPENED): S.READ,
        **{(status, Deed.OPENED): status for status in S if status is not S.RECEIVED},
        **{(status, Deed.TOOK_FILE): status for status in S if status is not S.RECEIVED},
        **{(status, Deed.WROTE): status for status in S if status is not S.CLOSED},
        (S.READ, Deed.ANSWERED): S.ANSWERED,
        **{(status, Deed.ANSWERED): status for status in (S.ANSWERED, S.ACCEPTED, S.FORWARDED)},
        **{(status, Deed.ACCEPTED): S.ACCEPTED for status in (S.READ, S.ANSWERED, S.FORWARDED)},
        **{(status, Deed.FORWARDED): S.FORWARDED for status in (S.READ, S.ANSWERED, S.ACCEPTED)},
        **{(status, Deed.CLOSED): S.CLOSED for status in (S.READ, S.ANSWERED, S.ACCEPTED, S.FORWARDED)},
    }
)
# These say something to its author, so that nobody waits any more.
_ANSWERS = frozenset({Deed.ANSWERED, Deed.ACCEPTED, Deed.FORWARDED, Deed.CLOSED})
_ONLY_LOOKS = frozenset({Deed.TOOK_FILE})


@dataclass(frozen=True, kw_only=True)
class Denunciation:
    """Its state, without a word of it. Days are those of Nam Định."""

    code: DenunciationCode
    version: int
    status: SealedStatus
    received_on: date
    status_on: date
    accepted_on: date | None = None
    forwarded_to: AgencyCode | None = None
    waits: bool = True  # its author's last words are not answered
    reminded: bool = False  # that its date is near
    overdue: bool = False

    @property
    def is_open(self) -> bool:
        return self.status is not S.CLOSED

    def may(self, deed: Deed) -> bool:
        return (self.status, deed) in LEADS

    def accept_by(self, terms: Terms) -> date | None:
        """Until when the inspectorate says whether it takes it up; None once it has said something final."""
        if self.status in (S.ACCEPTED, S.FORWARDED, S.CLOSED):
            return None
        return terms.calendar.add_working_days(self.received_on, terms.legal.denunciation_accept_working_days)

    def decide_by(self, terms: Terms) -> date | None:
        """Until when it settles what it has taken up; None for anything else."""
        if self.status is not S.ACCEPTED or self.accepted_on is None:
            return None
        return self.accepted_on + timedelta(days=terms.legal.denunciation_decide_days)

    def due(self, terms: Terms) -> datetime | None:
        """The end (UTC) of the day by which its keeper has to do the next thing; None: nothing is owed."""
        last_day = self.decide_by(terms) or self.accept_by(terms)
        return None if last_day is None else end_of_day(last_day)


def after(denunciation: Denunciation, deed: Deed, *, on: date, to: AgencyCode | None = None) -> Denunciation:
    """The denunciation after a deed; `to` is whom it is forwarded to. Raises Refused."""
    status = LEADS.get((denunciation.status, deed))
    if status is None:
        raise Refused(Why.CASE_MOVED_ON)
    if deed in _ONLY_LOOKS or (deed is Deed.OPENED and status is denunciation.status):
        return denunciation  # who looks changes nothing that another keeper may have seen
    changed = replace(denunciation, version=denunciation.version + 1, status=status)
    if status is not denunciation.status:
        changed = replace(changed, status_on=on)
    if deed is Deed.ACCEPTED:
        changed = replace(changed, accepted_on=on, reminded=False, overdue=False)  # a new date begins
    if deed is Deed.FORWARDED:
        changed = replace(changed, forwarded_to=to)
    if deed in _ANSWERS or deed is Deed.WROTE:
        changed = replace(changed, waits=deed is Deed.WROTE)
    return changed


def struck(denunciation: Denunciation, terms: Terms, now: datetime) -> tuple[Denunciation, Deed | None]:
    """The denunciation as its date leaves it at `now` (UTC), and what the clock did: each once a date.

    The version stays: what a keeper is writing meanwhile is not out of date for it.
    """
    due = denunciation.due(terms)
    if due is None or denunciation.overdue:
        return denunciation, None
    if now > due:
        return replace(denunciation, overdue=True), Deed.OVERDUE
    if not denunciation.reminded and terms.reminder_is_due(due, now):
        return replace(denunciation, reminded=True), Deed.REMINDED
    return denunciation, None
