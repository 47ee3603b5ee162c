"""What the rules say should have happened in a month, from what people did in it and when the worker ran.

It is told the deeds of people and counts days by itself: none of the house's clocks, audiences or counts is
asked.
Source of the periods: domain.md, "Clocks"; of who is told what: the same, "Telling people".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from casework.domain.evolve import Recorded
from casework.domain.values import AgencyCode, Kind, OutletCode, ReportCode, UserId

HERE: Final = ZoneInfo("Asia/Ho_Chi_Minh")
ANSWER: Final = {Kind.COMPLAINT: 15, Kind.SUGGESTION: 15, Kind.QUESTION: 5}
SHARE: Final = {Kind.COMPLAINT: 10, Kind.SUGGESTION: 10, Kind.QUESTION: 3}
REMIND_BEFORE, TO_PARENT, TO_OVERSIGHT, VERDICT, PRESS = 3, 3, 10, 15, 30
OF_SHARES: Final = ("ShareReminded", "ShareMarkedOverdue")
BY_THE_CLOCK: Final = ("Reminded", "MarkedOverdue", "Escalated", "MarkedPressOverdue", *OF_SHARES)
IsOff = Callable[[date], bool]
Struck = tuple[str, datetime]  # what, and the round of the worker in which


@dataclass(kw_only=True)
class Part:
    """What an agency beside the lead owes."""

    due: datetime | None
    given: bool = False
    reminded: bool = False
    overdue: bool = False


@dataclass(kw_only=True)
class Course:
    """One report as the rules see it."""

    kind: Kind
    is_off: IsOff
    due: datetime | None = None
    left: int | None = None  # working days left when it was given back
    with_agency: bool = False
    reminded: bool = False
    overdue: bool = False
    level: int = 0
    press_from: datetime | None = None
    press_marked: bool = False
    answered: bool = False
    close_due: datetime | None = None
    routed_at: datetime | None = None
    parts: dict[AgencyCode, Part] = field(default_factory=dict)
    struck: list[Struck] = field(default_factory=list)

    def people(self, recorded: Recorded) -> None:
        """What somebody did. The deadlines that it sets are counted and compared with what was written."""
        name, event, at = type(recorded.event).__name__, recorded.event, recorded.at
        match name:
            case "Routed":
                days = ANSWER.get(self.kind)
                self._handed(None if days is None else self._deadline(at, days), event, at)
                self._shared(event, at)
            case "Rerouted":
                days = self.left
                self._handed(None if days is None else self._deadline(at, max(days, 1)), event, at)
                self._shared(event, at)
            case "Reopened":
                self._handed(self._deadline(at, ANSWER[self.kind]), event, at, press=False)
                self.answered = False
                due = self._share_due(at)
                self._owed_from_now_on(event, at, dict.fromkeys(self._owed(), due))
            case "Contributed":
                self.parts[event.agency].given = True
            case "Returned":
                self.left = None if self.due is None else self._days_until(self.due, at)
                assert event.days_left == self.left, f"{self.left} days are left, not {event.days_left}"
                self._leave()
                self.parts = {}
            case "ExtensionDecided" if event.granted:
                assert self.due is not None
                more = self._days_until(event.due, self.due)
                later = {code: self._later(part, more) for code, part in self._owed().items()}
                self._fresh(event.due)
                self._owed_from_now_on(event, at, later)
            case "ReplySigned":
                assert event.in_time == (self.due is None or at <= self.due)
                self._leave()
                self.answered, self.close_due = True, self._after_calendar_days(at, VERDICT)
                assert event.close_due == self.close_due
                assert set(event.contributors) == {code for code, part in self.parts.items() if part.given}
            case "Withdrawn" | "Closed":
                self._leave()
                self.answered = False

    def round(self, tick: datetime) -> None:
        """The worker runs."""
        if self.with_agency and self.due is not None:
            self._deadlines(self.due, tick)
            self._parts(tick)
        is_press = self.with_agency and self.kind is not Kind.PRAISE and not self.press_marked
        if is_press and self.press_from and tick > self._after_calendar_days(self.press_from, PRESS):
            self.press_marked = True
            self.struck.append(("MarkedPressOverdue", tick))
        if self.answered and self.close_due is not None and tick > self.close_due:
            self.answered = False
            self.struck.append(("Closed", tick))

    def _deadlines(self, due: datetime, tick: datetime) -> None:
        if not self.reminded and tick <= due and self._days_until(due, tick) <= REMIND_BEFORE:
            self.reminded = True
            self.struck.append(("Reminded", tick))
        if not self.overdue and tick > due:
            self.overdue = True
            self.struck.append(("MarkedOverdue", tick))
        for level, days in enumerate((TO_PARENT, TO_OVERSIGHT), 1):
            if self.overdue and self.level == level - 1 and day_of(tick) > self._after(day_of(due), days):
                self.level = level
                self.struck.append(("Escalated", tick))

    def _parts(self, tick: datetime) -> None:
        """Each is reminded of and marked by itself; nobody is reminded on the day of the routing."""
        assert self.routed_at is not None
        for part in self._owed().values():
            if part.due is None or part.reminded or tick > part.due or day_of(tick) == day_of(self.routed_at):
                continue
            if self._days_until(part.due, tick) <= REMIND_BEFORE:
                part.reminded = True
                self.struck.append(("ShareReminded", tick))
        for part in self._owed().values():
            if part.due is not None and not part.overdue and tick > part.due:
                part.overdue = True
                self.struck.append(("ShareMarkedOverdue", tick))

    def _owed(self) -> dict[AgencyCode, Part]:
        return {code: part for code, part in self.parts.items() if not part.given}

    def _shared(self, event: Any, at: datetime) -> None:
        self.routed_at = at
        self.parts = {code: Part(due=self._share_due(at)) for code in event.co_agencies}
        found = event.share_due if event.co_agencies else None
        assert found == (self._share_due(at) if event.co_agencies else None)

    def _share_due(self, at: datetime) -> datetime | None:
        """Never after the lead's."""
        if self.due is None:
            return None
        return min(self._deadline(at, SHARE[self.kind]), self.due)

    def _later(self, part: Part, days: int) -> datetime | None:
        return None if part.due is None else end_of(self._after(day_of(part.due), days))

    def _owed_from_now_on(self, event: Any, at: datetime, dues: Mapping[AgencyCode, datetime | None]) -> None:
        assert {one.agency: one.due for one in event.shares} == dues
        for code, due in dues.items():
            part = self.parts[code]
            part.due = due
            if due is not None and due >= at:
                part.reminded = part.overdue = False

    def _handed(self, due: datetime | None, event: Any, at: datetime, *, press: bool = True) -> None:
        assert event.due == due, f"due {due}, not {event.due}"
        self._fresh(due)
        self.with_agency = True
        if press:
            self.press_from, self.press_marked = at, False

    def _fresh(self, due: datetime | None) -> None:
        self.due, self.reminded, self.overdue, self.level = due, False, False, 0

    def _leave(self) -> None:
        self.with_agency, self.press_from, self.press_marked = False, None, False

    # ---- days

    def _after(self, day: date, working: int) -> date:
        while working:
            day += timedelta(days=1)
            working -= not self.is_off(day)
        return day

    def _deadline(self, at: datetime, working: int) -> datetime:
        return end_of(self._after(day_of(at), working))

    def _after_calendar_days(self, at: datetime, days: int) -> datetime:
        day = day_of(at) + timedelta(days=days)
        while self.is_off(day):
            day += timedelta(days=1)
        return end_of(day)

    def _days_until(self, due: datetime, now: datetime) -> int:
        first, last, step = day_of(now), day_of(due), 1
        if last < first:
            first, last, step = last, first, -1
        between = (first + timedelta(days=n + 1) for n in range((last - first).days))
        return step * sum(not self.is_off(day) for day in between)


def day_of(at: datetime) -> date:
    return at.astimezone(HERE).date()


def end_of(day: date) -> datetime:
    return datetime.combine(day, time(23, 59, 59), HERE).astimezone(UTC)


def struck(journal: Sequence[Recorded], kind: Kind, ticks: Sequence[datetime], is_off: IsOff) -> list[Struck]:
    """What the clock should have done to a report, in order, from what people did to it."""
    course = Course(kind=kind, is_off=is_off)
    waiting = list(ticks)
    for recorded in (one for one in journal if not is_clocks(one)):
        while waiting and waiting[0] < recorded.at:
            course.round(waiting.pop(0))
        course.people(recorded)
    for tick in waiting:
        course.round(tick)
    return course.struck


def is_clocks(recorded: Recorded) -> bool:
    """Whether the worker did it: a report closes by itself, too."""
    name = type(recorded.event).__name__
    by_itself = name == "Closed" and recorded.event.because.value in ("silent", "unsatisfied")  # type: ignore[attr-defined] # because the name says which event it is
    return name in BY_THE_CLOCK or (by_itself and recorded.actor is None)


@dataclass(frozen=True, kw_only=True)
class People:
    """Who works where, and who reported what."""

    moderators: Mapping[OutletCode, Sequence[UserId]]
    offices: Mapping[AgencyCode, Sequence[UserId]]
    parents: Mapping[AgencyCode, AgencyCode | None]
    overseers: Sequence[UserId]


def told(
    journal: Sequence[Recorded], owner: UserId, outlet: OutletCode, people: People
) -> Counter[tuple[int, str, str]]:
    """Which notice of which step of a report should have gone to whom: (version, notice, recipient)."""
    found: Counter[tuple[int, str, str]] = Counter()
    agencies: tuple[AgencyCode, ...] = ()
    for recorded in journal:
        event, name = recorded.event, type(recorded.event).__name__
        if name in ("Routed", "Rerouted"):
            agencies = (event.agency, *event.co_agencies)  # type: ignore[attr-defined] # because of the same
        newsroom = [f"user:{one}" for one in people.moderators[outlet]]
        office = _offices(agencies, people)
        lead, helpers = _offices(agencies[:1], people), _offices(agencies[1:], people)
        helper = _offices((event.agency,), people) if name in OF_SHARES else []  # type: ignore[attr-defined] # because of the same
        parent = people.parents.get(agencies[0]) if agencies else None
        above = _offices((parent,), people) if parent else []
        overseers = [f"user:{one}" for one in people.overseers]
        reporter = [f"user:{owner}"]
        level = getattr(event, "level", 0)
        granted = getattr(event, "granted", False)
        tells: dict[str, list[tuple[str, Iterable[str]]]] = {
            "Submitted": [("received", reporter), ("queued", newsroom)],
            "Declined": [("declined", reporter)],
            "InfoAsked": [("needs_info", reporter)],
            "Routed": [("routed", reporter), ("assigned", lead), ("share_assigned", helpers)],
            "Rerouted": [("routed", reporter), ("assigned", lead), ("share_assigned", helpers)],
            "Contributed": [("contributed", lead)],
            "ShareReminded": [("share_reminded", helper)],
            "ShareMarkedOverdue": [("share_overdue", [*helper, *lead, *newsroom])],
            "Accepted": [("accepted", reporter)],
            "Returned": [("returned", newsroom)],
            "ExtensionRequested": [("extension_asked", newsroom)],
            "ExtensionDecided": [("extension", [*reporter, *office])]
            if granted
            else [("extension_refused", office)],
            "ReplySigned": [("answered", reporter)],
            "Rated": [("rated", office)],
            "Reopened": [("reopened", [*office, *above])],
            "Reminded": [("reminded", office)],
            "MarkedOverdue": [("overdue", [*office, *newsroom])],
            "Escalated": [("escalated", above if level == 1 else overseers)],
            "MarkedPressOverdue": [("press_overdue", newsroom)],
            "Withdrawn": [("withdrawn", office)],
            "Closed": [("closed", reporter)],
        }
        for notice, recipients in tells.get(name, []):
            # Nobody is told what they have just done; a receipt is for who has sent something.
            others = set(recipients) - ({f"user:{recorded.actor}"} if notice != "received" else set())
            found.update((recorded.version, notice, one) for one in others)
    return found


def _offices(agencies: Iterable[AgencyCode], people: People) -> list[str]:
    """Everybody there; the agency's own address where nobody has an account."""
    return [
        one
        for agency in agencies
        for one in ([f"user:{who}" for who in people.offices.get(agency, ())] or [f"agency:{agency}"])
    ]


def balance(journals: Mapping[ReportCode, Sequence[Recorded]]) -> Mapping[AgencyCode, tuple[int, int]]:
    """By lead agency: what it received, and what of it is settled or has gone elsewhere."""
    received: Counter[AgencyCode] = Counter()
    settled: Counter[AgencyCode] = Counter()
    for journal in journals.values():
        lead: AgencyCode | None = None
        is_open = False
        for recorded in journal:
            name, event = type(recorded.event).__name__, recorded.event
            if name in ("Routed", "Rerouted", "Reopened"):
                lead = getattr(event, "agency", lead)
                assert lead is not None and not is_open
                received[lead] += 1
                is_open = True
            elif is_open and name in ("Returned", "ReplySigned", "Withdrawn", "Closed"):
                assert lead is not None
                settled[lead] += 1
                is_open = False
    return {agency: (received[agency], settled[agency]) for agency in received}
