"""How well reports are answered, counted as Decision 766/2022 counts (domain.md, "Measures").

On time is what was answered in time ÷ what was due; what is open and overdue counts against, so that not
answering never helps. Satisfaction is (all answered − rated unsatisfied or opened again) ÷ all answered:
silence counts as content there, so the number of ratings stands beside it. Under ten cases nothing is a rate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from casework.domain.calendar import local_day
from casework.domain.report import STILL_OWED, Report

LEAST_CASES: Final = 10  # under which a share says nothing
LONGEST_DAYS: Final = 366  # whatever took longer counts as this
DISCONTENT_STARS: Final = 2  # and fewer: "solved", said with one star, is not content
_Z: Final = 1.959963984540054  # 95 %


class Measure(StrEnum):
    """What one public report counts as, each at most once."""

    REPORTS = "reports"  # asks for an answer
    THANKS = "thanks"  # asks for none
    WAITING = "waiting"
    ANSWERED = "answered"
    OVERDUE = "overdue"  # waits, and its date is over
    DUE = "due"  # was answered, or should have been
    IN_TIME = "in_time"
    REPLIED = "replied"  # was answered at least once by who has it, whether or not it was opened again
    RATED = "rated"
    DISCONTENT = "discontent"  # rated unsatisfied, or opened again
    DAYS = "days"  # after how many days it was answered first; the mark has the number


class Mark(NamedTuple):
    """One thing that a report counts as; `days` is 0 but for DAYS."""

    measure: Measure
    days: int = 0


Counts = Mapping[Mark, int]


def marks_of(report: Report) -> frozenset[Mark]:
    """What the report counts as for everybody; nothing while it is not public."""
    if not report.is_published:
        return frozenset()
    if not report.asks_for_an_answer:
        return frozenset({Mark(Measure.THANKS)})
    is_owed = report.status in STILL_OWED
    is_overdue = is_owed and report.overdue
    is_late = is_overdue or report.answered_late
    found = {
        Measure.REPORTS: True,
        Measure.WAITING: is_owed,
        Measure.ANSWERED: not is_owed,
        Measure.OVERDUE: is_overdue,
        Measure.DUE: is_late or not is_owed,
        Measure.IN_TIME: not is_owed and not is_late,
    }
    marks = {Mark(measure) for measure, counts in found.items() if counts}
    return frozenset(marks | _marks_of_answer(report))


def _marks_of_answer(report: Report) -> set[Mark]:
    if report.first_answered_at is None or report.routed_at is None:
        return set()
    took = (local_day(report.first_answered_at) - local_day(report.routed_at)).days
    marks = {Mark(Measure.REPLIED), Mark(Measure.DAYS, min(max(took, 0), LONGEST_DAYS))}
    if report.solved is not None:
        marks.add(Mark(Measure.RATED))
    if report.was_contested or is_discontent(report.solved, report.stars):
        marks.add(Mark(Measure.DISCONTENT))
    return marks


def is_discontent(solved: bool | None, stars: int | None) -> bool:
    """Whether a rating says that its author is not satisfied; no rating says nothing."""
    return solved is False or (stars is not None and stars <= DISCONTENT_STARS)


@dataclass(frozen=True, kw_only=True)
class Rate:
    """`hits` of `cases`."""

    hits: int
    cases: int

    @property
    def is_enough(self) -> bool:
        """Whether there are cases enough for a share to say something."""
        return self.cases >= LEAST_CASES

    @property
    def share(self) -> float:
        return self.hits / self.cases if self.cases else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the true one lies, in 95 of 100 such counts."""
        return wilson(self.hits, self.cases)


@dataclass(frozen=True, kw_only=True)
class Measures:
    """The rates of one agency, field or place, each with its counts."""

    on_time: Rate
    content: Rate
    rated: Rate
    answers: int  # that `median_days` is made of
    median_days: float | None  # to the first official reply, days off included; None: too few to tell


def measures_of(counts: Counts) -> Measures:
    """The rates that these counts give."""

    def total(measure: Measure) -> int:
        return counts.get(Mark(measure), 0)

    days = {mark.days: count for mark, count in counts.items() if mark.measure is Measure.DAYS and count > 0}
    answers, replied = sum(days.values()), total(Measure.REPLIED)
    return Measures(
        on_time=Rate(hits=total(Measure.IN_TIME), cases=total(Measure.DUE)),
        content=Rate(hits=replied - total(Measure.DISCONTENT), cases=replied),
        rated=Rate(hits=total(Measure.RATED), cases=replied),
        answers=answers,
        median_days=median(days) if answers >= LEAST_CASES else None,
    )


def wilson(hits: int, cases: int) -> tuple[float, float]:
    """The score interval of Wilson for a share, at 95 %; from 0 to 1 when nothing was counted."""
    if cases <= 0:
        return 0.0, 1.0
    share, spread = hits / cases, _Z * _Z / cases
    middle = (share + spread / 2) / (1 + spread)
    half = _Z * math.sqrt(share * (1 - share) / cases + spread / (4 * cases)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def median(counts: Mapping[int, int]) -> float | None:
    """The middle one of numbers that are given with how often each came; None of nothing."""
    total = sum(counts.values())
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2
    middle = [_at(sorted(counts.items()), place) for place in (low, high)]
    return sum(middle) / 2


def _at(numbers: Iterable[tuple[int, int]], place: int) -> int:
    seen = 0
    for number, count in numbers:
        seen += count
        if seen > place:
            return number
    raise IndexError(place)
