"""The working calendar of Việt Nam: the checks of domain.md."""

from __future__ import annotations

from datetime import date

import pytest

from casework.store.holidays import vietnamese_calendar

CALENDAR = vietnamese_calendar(range(2013, 2031), [])


@pytest.mark.parametrize(
    "day",
    [
        date(2014, 1, 31),
        date(2014, 4, 9),
        date(2014, 4, 30),
        date(2014, 5, 1),
        date(2014, 9, 2),
        date(2021, 9, 2),
        date(2021, 9, 3),
        date(2026, 1, 1),
        date(2026, 2, 17),
        date(2026, 4, 26),
        date(2026, 4, 27),
        date(2026, 9, 1),
        date(2026, 9, 2),
        date(2026, 11, 24),
        date(2027, 11, 24),
    ],
    ids=str,
)
def test_a_holiday_is_off(day: date) -> None:
    assert not CALENDAR.is_working(day)


@pytest.mark.parametrize(
    "day",
    [date(2014, 9, 3), date(2025, 11, 24), date(2026, 4, 28), date(2026, 2, 13), date(2026, 2, 23)],
    ids=str,
)
def test_an_ordinary_day_is_worked(day: date) -> None:
    assert CALENDAR.is_working(day)


def test_tet_is_at_least_five_days_every_year() -> None:
    for year, tet in {2014: date(2014, 1, 31), 2026: date(2026, 2, 17), 2027: date(2027, 2, 6)}.items():
        near = [date.fromordinal(tet.toordinal() + n) for n in range(-2, 6)]
        assert sum(not CALENDAR.is_working(day) for day in near) >= 5, year


def test_a_saturday_that_the_library_knows_as_swapped_is_worked() -> None:
    assert CALENDAR.is_working(date(2026, 8, 22))
    assert not CALENDAR.is_working(date(2026, 8, 31))


def test_a_row_adds_a_day_off_and_a_working_saturday() -> None:
    calendar = vietnamese_calendar([2026], [(date(2026, 3, 6), "off"), (date(2026, 3, 14), "working")])
    assert not calendar.is_working(date(2026, 3, 6))
    assert calendar.is_working(date(2026, 3, 14))


def test_a_row_wins_over_the_library_both_ways() -> None:
    calendar = vietnamese_calendar([2026], [(date(2026, 11, 24), "working"), (date(2026, 8, 22), "off")])
    assert calendar.is_working(date(2026, 11, 24))
    assert not calendar.is_working(date(2026, 8, 22))


def test_an_unknown_kind_of_day_is_an_error() -> None:
    with pytest.raises(ValueError, match="off or working"):
        vietnamese_calendar([2026], [(date(2026, 3, 6), "half")])  # type: ignore[list-item]  # because a row may hold anything
