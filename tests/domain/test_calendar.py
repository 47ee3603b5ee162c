"""Working days and deadlines."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain.calendar import LOCAL, WorkingCalendar, local_day

TET = WorkingCalendar(
    off=frozenset(date(2026, 2, day) for day in range(16, 21)), working=frozenset({date(2026, 2, 28)})
)
CALENDARS = st.builds(
    WorkingCalendar,
    off=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=40),
    working=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=10),
)
NEAR = st.dates(date(2025, 12, 1), date(2026, 4, 1))


def test_weekends_and_holidays_are_off_and_a_swapped_saturday_is_worked() -> None:
    assert not TET.is_working(date(2026, 2, 17))
    assert not TET.is_working(date(2026, 2, 14))
    assert TET.is_working(date(2026, 2, 13))
    assert TET.is_working(date(2026, 2, 28))


def test_the_day_of_receipt_is_not_counted() -> None:
    assert TET.add_working_days(date(2026, 3, 2), 1) == date(2026, 3, 3)


def test_what_comes_before_tet_waits_until_after_it() -> None:
    assert TET.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 23)
    assert TET.add_working_days(date(2026, 2, 13), 6) == date(2026, 2, 28)


def test_no_days_at_all_mean_the_next_working_day() -> None:
    assert TET.add_working_days(date(2026, 2, 14), 0) == date(2026, 2, 23)
    assert TET.add_working_days(date(2026, 2, 13), 0) == date(2026, 2, 13)


def test_reminders_count_back() -> None:
    assert TET.add_working_days(date(2026, 2, 24), -3) == date(2026, 2, 12)


def test_a_deadline_is_the_end_of_the_day_in_viet_nam() -> None:
    received = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
    assert TET.deadline(received, 5) == datetime(2026, 3, 9, 16, 59, 59, tzinfo=UTC)


def test_the_day_is_the_one_in_viet_nam_and_not_in_greenwich() -> None:
    late_on_monday = datetime(2026, 3, 2, 16, 59, tzinfo=UTC)
    early_on_tuesday = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
    assert local_day(late_on_monday) == date(2026, 3, 2)
    assert TET.deadline(early_on_tuesday, 1) - TET.deadline(late_on_monday, 1) == timedelta(days=1)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        TET.deadline(datetime(2026, 3, 2), 1)


def test_calendar_days_that_end_in_tet_end_after_it() -> None:
    received = datetime(2026, 2, 2, 1, 0, tzinfo=UTC)
    assert TET.calendar_days_deadline(received, 15) == datetime(2026, 2, 23, 16, 59, 59, tzinfo=UTC)
    assert TET.calendar_days_deadline(received, 10) == datetime(2026, 2, 12, 16, 59, 59, tzinfo=UTC)


@given(CALENDARS, NEAR, st.integers(0, 30))
def test_a_deadline_is_always_on_a_working_day(calendar: WorkingCalendar, day: date, n: int) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for due in (calendar.deadline(at, n), calendar.calendar_days_deadline(at, n)):
        assert calendar.is_working(due.astimezone(LOCAL).date())
        assert due.astimezone(LOCAL).strftime("%H:%M:%S") == "23:59:59"
        assert due >= at


@given(CALENDARS, NEAR, st.integers(1, 40))
def test_counting_undoes_adding(calendar: WorkingCalendar, day: date, n: int) -> None:
    assert calendar.working_days_between(day, calendar.add_working_days(day, n)) == n


@given(CALENDARS, NEAR, NEAR)
def test_counting_agrees_with_looking_at_every_day(calendar: WorkingCalendar, one: date, other: date) -> None:
    start, end = sorted((one, other))
    looked = sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
    assert calendar.working_days_between(start, end) == looked
    assert calendar.working_days_between(end, start) == -looked
