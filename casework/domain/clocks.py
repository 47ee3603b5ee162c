"""How long each step may take, and the dates that follow from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType

from casework.domain.calendar import WorkingCalendar, local_day
from casework.domain.legal_terms import LegalTerms
from casework.domain.values import Kind


@dataclass(frozen=True, kw_only=True)
class Clocks:
    """The periods of the rules, as settings: the defaults are those of the forum's regulation.

    Days are working days unless a name says otherwise.
    """

    first_look: int = 1
    accept: int = 3
    answer: Mapping[Kind, int] = field(
        default_factory=lambda: MappingProxyType(
            {Kind.COMPLAINT: 15, Kind.SUGGESTION: 15, Kind.QUESTION: 5}  # Decree 20/2008, art. 15 and 18
        )
    )
    contribute: Mapping[Kind, int] = field(
        default_factory=lambda: MappingProxyType({Kind.COMPLAINT: 10, Kind.SUGGESTION: 10, Kind.QUESTION: 3})
    )
    longest_extension: int = 10
    remind_before: int = 3
    escalate_after: tuple[int, int] = (3, 10)  # to the parent agency, to oversight
    verdict_calendar_days: int = 15
    press_calendar_days: int = 30  # an agency answers a newspaper that has sent it something, or published it
    unconfirmed_calendar_days: int = 30
    reply_request: int = 5  # the newsroom publishes what somebody it named replies, or says why not
    contact_calendar_days: int = 14  # a reporter lets a journalist have a way to reach them, or not
    claim_idle_minutes: int = 30


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a decision about dates needs: the calendar and the periods."""

    calendar: WorkingCalendar
    clocks: Clocks = field(default_factory=Clocks)
    legal: LegalTerms = field(default_factory=LegalTerms)

    def first_look_due(self, now: datetime) -> datetime:
        """When the newsroom has to have looked at what arrived at `now` (UTC)."""
        return self.calendar.deadline(now, self.clocks.first_look)

    def accept_due(self, now: datetime) -> datetime:
        """When an agency has to have accepted or returned what was routed at `now` (UTC)."""
        return self.calendar.deadline(now, self.clocks.accept)

    def answer_due(self, kind: Kind, now: datetime) -> datetime | None:
        """When an agency has to have answered; None for praise, which asks for no answer."""
        days = self.clocks.answer.get(kind)
        return None if days is None else self.calendar.deadline(now, days)

    def contribute_due(self, kind: Kind, now: datetime, lead: datetime | None) -> datetime | None:
        """When an agency beside the lead has to have given its share: never after `lead`, the lead's own
        deadline; None where no answer is asked for."""
        days = self.clocks.contribute.get(kind)
        if days is None or lead is None:
            return None
        return min(self.calendar.deadline(now, days), lead)

    def reply_request_due(self, now: datetime) -> datetime:
        """Until when the newsroom decides on a reply that was asked for at `now`."""
        return self.calendar.deadline(now, self.clocks.reply_request)

    def close_due(self, now: datetime) -> datetime:
        """Until when the reporter may say whether the reply helped."""
        return self.calendar.calendar_days_deadline(now, self.clocks.verdict_calendar_days)

    def press_due(self, since: datetime) -> datetime:
        """Until when an agency has to have answered the press, which wrote to it or published at `since`."""
        return self.calendar.calendar_days_deadline(since, self.clocks.press_calendar_days)

    def days_left(self, due: datetime, now: datetime) -> int:
        """Working days from today to the deadline; negative when it has passed."""
        return self.calendar.working_days_between(local_day(now), local_day(due))

    def latest_extension(self, due: datetime) -> date:
        """The last day that an agency may ask for."""
        return self.calendar.add_working_days(local_day(due), self.clocks.longest_extension)

    def reminder_is_due(self, due: datetime, now: datetime) -> bool:
        return now <= due and self.days_left(due, now) <= self.clocks.remind_before

    def escalation_is_due(self, due: datetime, level: int, now: datetime) -> bool:
        """Whether it is time to tell the parent agency (level 1) or oversight (level 2)."""
        last_day = self.calendar.add_working_days(local_day(due), self.clocks.escalate_after[level - 1])
        return local_day(now) > last_day

    def claim_is_idle(self, claimed_at: datetime, now: datetime) -> bool:
        """Whether a moderator has let lie what they claimed; `claimed_at` is when they last did anything."""
        return now >= claimed_at + timedelta(minutes=self.clocks.claim_idle_minutes)

    def purge_is_due(self, submitted_at: datetime, now: datetime) -> bool:
        return now >= submitted_at + timedelta(days=self.clocks.unconfirmed_calendar_days)
