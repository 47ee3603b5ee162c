"""More than usual: against values worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from math import comb

import pytest

from casework.domain.surges import LEAST, RARE, Cell, Compared, chance, find, window
from casework.domain.values import AgencyCode, AreaCode, FieldCode

LAND, HEALTH = FieldCode("dat-dai"), FieldCode("y-te")
DISTRICT, COMMUNE = AreaCode("362"), AreaCode("362-1")


def cell(recent: int, usual: int, **where: str | None) -> Cell:
    place = {"field": LAND, "area": None, "agency": None} | where
    return Cell(recent=recent, usual=usual, **place)  # type: ignore[arg-type]  # because codes are text


def alone(area: AreaCode) -> tuple[AreaCode, ...]:
    return (area,)


@pytest.mark.parametrize(
    ("recent", "usual", "weeks", "by_hand"),
    [
        (0, 9, 12, 1.0),
        (1, 0, 12, 1 / 13),  # the only report falls in this one of 13 weeks
        (1, 1, 12, 25 / 169),  # 1 - (12/13)²
        (2, 1, 4, 13 / 125),  # 3·(1/5)²·(4/5) + (1/5)³
        (5, 0, 12, (1 / 13) ** 5),
        (3, 3, 1, 42 / 64),  # half and half: 20+15+6+1 of 64 ways
    ],
)
def test_the_chance_is_that_of_hand_and_head(recent: int, usual: int, weeks: int, by_hand: float) -> None:
    assert chance(recent, usual, weeks) == pytest.approx(by_hand, rel=1e-9)


def test_the_chance_is_exact_also_of_many() -> None:
    total, recent, share = 1300, 140, Fraction(1, 13)
    exact = sum(comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(recent, total + 1))
    assert chance(recent, total - recent, 12) == pytest.approx(float(exact), rel=1e-6)
    assert 0 < chance(200_000, 1_000_000, 12) + 1e-300 <= 1


def test_fewer_than_five_are_no_alarm_whatever_was_before() -> None:
    assert chance(4, 0, 12) < RARE
    assert find([cell(LEAST - 1, 0)], 12, around=alone).surges == ()
    (surge,) = find([cell(LEAST, 0)], 12, around=alone).surges
    assert (surge.what, surge.field, surge.recent, surge.expected) == (Compared.FIELD, LAND, 5, 0)
    assert surge.one_in == 13**5


def test_a_busy_field_that_is_as_busy_as_ever_is_no_surge() -> None:
    assert find([cell(10, 120)], 12, around=alone).surges == ()
    assert find([cell(30, 120)], 12, around=alone).surges[0].expected == 10


def test_cells_add_up_by_field_area_agency_and_field_in_an_area() -> None:
    cells = [
        cell(3, 1, area=COMMUNE, agency="STNMT"),
        cell(4, 0, area=DISTRICT, agency="STNMT"),
        cell(1, 40, field=HEALTH, area=DISTRICT, agency="SYT"),
    ]
    around = {COMMUNE: (COMMUNE, DISTRICT), DISTRICT: (DISTRICT,)}
    found = find(cells, 12, around=lambda area: around[area])
    named = {(one.what, one.field, one.area, one.agency): (one.recent, one.usual) for one in found.surges}
    assert named == {
        (Compared.FIELD, LAND, None, None): (7, 1),
        (Compared.FIELD_AND_AREA, LAND, DISTRICT, None): (7, 1),
        (Compared.AGENCY, None, None, AgencyCode("STNMT")): (7, 1),
    }
    # fields 2, agencies 2, areas 2, fields in areas: land in both, health in the district
    assert found.compared == 9 and found.by_chance == pytest.approx(0.009)


def test_the_last_seven_days_are_local_and_today_is_one_of_them() -> None:
    late = datetime(2026, 11, 26, 18, tzinfo=UTC)  # one o'clock on the 27th in Nam Định
    found = window(late, datetime(2020, 1, 1, tzinfo=UTC))
    assert found is not None
    assert (found.since, found.until) == (date(2026, 11, 21), date(2026, 11, 27))
    assert (found.usual_since, found.weeks) == (date(2026, 8, 29), 12)
    assert found.begins == datetime(2026, 11, 20, 17, tzinfo=UTC)


def test_a_young_forum_is_compared_with_the_whole_weeks_that_it_has_and_a_very_young_one_not() -> None:
    now = datetime(2026, 11, 27, 5, tzinfo=UTC)
    assert window(now, None) is None
    assert window(now, datetime(2026, 10, 25, 5, tzinfo=UTC)) is None  # three weeks and six days before
    found = window(now, datetime(2026, 10, 24, 5, tzinfo=UTC))
    assert found is not None and found.weeks == 4
