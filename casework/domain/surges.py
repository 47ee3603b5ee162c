"""Where more is reported this week than usual, and how likely chance alone would do that.

The question asked of each field, area, agency, and field in an area: of all its reports of the last week and
of the weeks before, each would fall in the last week with probability 1 in so many weeks, if that week were
like any other. How likely is it then that so many of them, or more, do? That is a binomial tail, exact also
where there was nothing before, and no list of weeks has to be kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final

from casework.domain.calendar import LOCAL, local_day
from casework.domain.values import AgencyCode, AreaCode, FieldCode

RECENT_DAYS: Final = 7  # today is one of them
USUAL_WEEKS: Final = 12
LEAST_WEEKS: Final = 4  # before there were so many, nothing is usual
LEAST: Final = 5  # reports in the last week: fewer are no alarm, whatever was before
RARE: Final = 0.001  # what chance does less often is one


class Compared(StrEnum):
    """What is counted by itself."""

    FIELD = "field"
    AREA = "area"
    AGENCY = "agency"
    FIELD_AND_AREA = "field_and_area"


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How many reports of a field in an area with an agency there were in the last week, and before."""

    field: FieldCode | None
    area: AreaCode | None
    agency: AgencyCode | None
    recent: int
    usual: int


@dataclass(frozen=True, kw_only=True)
class Surge:
    """More than usual: `usual` is the sum of `weeks` weeks; `chance` how likely chance alone does that."""

    what: Compared
    recent: int
    usual: int
    weeks: int
    chance: float
    field: FieldCode | None = None
    area: AreaCode | None = None
    agency: AgencyCode | None = None

    @property
    def expected(self) -> float:
        """Reports in a usual week."""
        return self.usual / self.weeks

    @property
    def one_in(self) -> int:
        """So many weeks like the others, and one has as much: at most a million, since more says nothing."""
        return min(round(1 / self.chance), 1_000_000) if self.chance > 0 else 1_000_000


@dataclass(frozen=True, kw_only=True)
class Window:
    """The days that are compared: from `since` to `until` with what was from `usual_since` up to before."""

    usual_since: date
    since: date
    until: date
    weeks: int

    @property
    def begins(self) -> datetime:
        return datetime.combine(self.since, time(), LOCAL)

    @property
    def usual_begins(self) -> datetime:
        return datetime.combine(self.usual_since, time(), LOCAL)


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Surges, the least likely first, and how many groups were compared to find them."""

    surges: tuple[Surge, ...]
    compared: int

    @property
    def by_chance(self) -> float:
        """How many surges there would be if every week were like any other: at most so many."""
        return self.compared * RARE


def window(now: datetime, first: datetime | None) -> Window | None:
    """What is compared now, where `first` is when the first report was published; None while the forum is too
    young for anything to be usual."""
    until = local_day(now)
    since = until - timedelta(days=RECENT_DAYS - 1)
    whole = (since - local_day(first)).days // RECENT_DAYS if first is not None else 0
    weeks = min(whole, USUAL_WEEKS)
    if weeks < LEAST_WEEKS:
        return None
    return Window(usual_since=since - timedelta(weeks=weeks), since=since, until=until, weeks=weeks)


def chance(recent: int, usual: int, weeks: int) -> float:
    """How likely `recent` or more of the `recent + usual` reports of `weeks` weeks and one fall in that one,
    each falling in any week alike. Between 0 and 1; 1 for none."""
    if recent <= 0:
        return 1.0
    total, share = recent + usual, 1 / (weeks + 1)
    there, elsewhere = math.log(share), math.log1p(-share)
    terms = (
        math.exp(_log_ways(total, count) + count * there + (total - count) * elsewhere)
        for count in range(recent, total + 1)
    )
    return min(1.0, math.fsum(terms))


def _log_ways(total: int, count: int) -> float:
    """The logarithm of in how many ways `count` of `total` can be chosen: the number itself is too long."""
    return math.lgamma(total + 1) - math.lgamma(count + 1) - math.lgamma(total - count + 1)


def find(
    cells: Iterable[Cell], weeks: int, *, around: Callable[[AreaCode], Collection[AreaCode]]
) -> Findings:
    """What is more than usual. `around` gives an area with all that it is counted in, since a report of a
    commune is one of its district."""
    sums: dict[tuple[Compared, str, str], list[int]] = {}
    for cell in cells:
        for group in _groups(cell, around):
            held = sums.setdefault(group, [0, 0])
            held[0] += cell.recent
            held[1] += cell.usual
    compared = {group: held for group, held in sums.items() if held[0]}
    found = [
        surge
        for (what, one, other), (recent, usual) in compared.items()
        if recent >= LEAST and (surge := _surge(what, one, other, recent, usual, weeks)).chance < RARE
    ]
    found.sort(
        key=lambda one: (one.chance, -one.recent, one.what.value, str((one.field, one.area, one.agency)))
    )
    return Findings(surges=tuple(found), compared=len(compared))


def _groups(
    cell: Cell, around: Callable[[AreaCode], Collection[AreaCode]]
) -> Iterable[tuple[Compared, str, str]]:
    areas = sorted(around(cell.area)) if cell.area is not None else []
    if cell.field is not None:
        yield Compared.FIELD, cell.field, ""
        yield from ((Compared.FIELD_AND_AREA, cell.field, area) for area in areas)
    if cell.agency is not None:
        yield Compared.AGENCY, cell.agency, ""
    yield from ((Compared.AREA, area, "") for area in areas)


def _surge(what: Compared, one: str, other: str, recent: int, usual: int, weeks: int) -> Surge:
    has_field = what in (Compared.FIELD, Compared.FIELD_AND_AREA)
    area = one if what is Compared.AREA else other
    return Surge(
        what=what,
        recent=recent,
        usual=usual,
        weeks=weeks,
        chance=chance(recent, usual, weeks),
        field=FieldCode(one) if has_field else None,
        area=AreaCode(area) if area else None,
        agency=AgencyCode(one) if what is Compared.AGENCY else None,
    )
