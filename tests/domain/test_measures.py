"""How well reports are answered: what each counts as, and what is made of the counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain import events as ev
from casework.domain.evolve import Recorded, evolve
from casework.domain.measures import (
    Mark,
    Measure,
    Rate,
    marks_of,
    measures_of,
    median,
    wilson,
)
from casework.domain.report import Report
from casework.domain.values import Kind, PostId, ReturnReason, Status, Visibility
from tests.domain.cast import STNMT, SYT, a_report, at, end_of

POST = PostId("a" * 32)


def after(report: Report, *happened: tuple[ev.Event, int]) -> Report:
    """The report once this has happened, each on a day of November."""
    for event, day in happened:
        report = evolve(
            report,
            Recorded(report=report.code, version=report.version + 1, at=at(day), actor=None, event=event),
        )
    return report


def signed(*, in_time: bool = True) -> ev.ReplySigned:
    return ev.ReplySigned(post=POST, in_time=in_time, close_due=end_of(27))


def measures(report: Report) -> set[str]:
    return {mark.measure.value for mark in marks_of(report)}


# Newcombe, Two-sided confidence intervals for the single proportion (1998), method 3, and by hand.
@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
        (8, 10, 0.4902, 0.9433),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_wilsons(hits: int, cases: int, low: float, high: float) -> None:
    assert wilson(hits, cases) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    ("counts", "middle"),
    [({}, None), ({3: 1}, 3), ({1: 1, 4: 1}, 2.5), ({1: 2, 5: 1, 9: 2}, 5), ({2: 50, 366: 49}, 2)],
)
def test_the_median_of_numbers_with_how_often_each_came(counts: dict[int, int], middle: float | None) -> None:
    assert median(counts) == middle


def test_nine_cases_are_no_rate_and_ten_are() -> None:
    assert not Rate(hits=9, cases=9).is_enough and Rate(hits=9, cases=10).is_enough
    nine = {Mark(Measure.DAYS, 4): 9}
    assert measures_of(nine).median_days is None and measures_of(nine).answers == 9
    assert measures_of({Mark(Measure.DAYS, 4): 10}).median_days == 4


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("visibility", list(Visibility))
def test_only_what_everybody_may_read_counts(status: Status, visibility: Visibility) -> None:
    report = replace(a_report(status), visibility=visibility)
    assert bool(marks_of(report)) is report.is_published


def test_thanks_ask_for_nothing_and_count_as_nothing_else() -> None:
    assert marks_of(replace(a_report(Status.ROUTED), kind=Kind.PRAISE)) == {Mark(Measure.THANKS)}


def test_what_waits_is_due_once_it_is_overdue_and_counts_against() -> None:
    waiting = a_report(Status.ACCEPTED)
    assert measures(waiting) == {"reports", "waiting"}
    assert measures(after(waiting, (ev.MarkedOverdue(), 25))) == {"reports", "waiting", "overdue", "due"}


def test_an_answer_in_time_counts_with_its_days_from_when_it_was_sent() -> None:
    answered = after(a_report(Status.ACCEPTED), (signed(), 9))
    assert measures(answered) == {"reports", "answered", "due", "in_time", "replied", "days"}
    assert Mark(Measure.DAYS, 6) in marks_of(answered), "sent on the 3rd"


def test_a_late_answer_is_due_and_not_in_time_however_it_is_answered_again() -> None:
    late = after(a_report(Status.ACCEPTED), (ev.MarkedOverdue(), 25), (signed(in_time=False), 26))
    assert measures(late) == {"reports", "answered", "due", "replied", "days"}
    again = after(late, (ev.Reopened(post=POST, due=end_of(30)), 27), (signed(), 28))
    assert "in_time" not in measures(again) and Mark(Measure.DAYS, 23) in marks_of(again)


def test_what_is_opened_again_is_discontent_even_while_it_waits_and_when_it_is_praised_later() -> None:
    answered = after(a_report(Status.ACCEPTED), (signed(), 9))
    opened = after(answered, (ev.Reopened(post=POST, due=end_of(30)), 10))
    assert measures(opened) == {"reports", "waiting", "replied", "days", "discontent"}
    content = after(opened, (signed(), 12), (ev.Rated(post=POST, solved=True, stars=5), 13))
    assert {"discontent", "rated", "in_time"} <= measures(content)


@pytest.mark.parametrize(
    ("solved", "stars", "discontent"), [(True, 5, False), (True, 3, False), (True, 2, True), (False, 4, True)]
)
def test_a_rating_counts_and_a_bad_one_as_discontent(solved: bool, stars: int, discontent: bool) -> None:
    answered = after(a_report(Status.ACCEPTED), (signed(), 9))
    rated = after(answered, (ev.Rated(post=POST, solved=solved, stars=stars), 10))
    assert "rated" in measures(rated) and ("discontent" in measures(rated)) is discontent


def test_who_gets_it_from_another_agency_has_not_answered_and_is_not_blamed() -> None:
    opened = after(
        a_report(Status.ACCEPTED),
        (signed(in_time=False), 9),
        (ev.Reopened(post=POST, due=end_of(30)), 10),
        (ev.Returned(post=POST, reason=ReturnReason.NOT_OUR_FIELD, proposed=None, days_left=5), 11),
    )
    assert measures(opened) == {"reports", "waiting"}
    elsewhere = after(
        opened,
        (ev.Rerouted(post=POST, agency=SYT, co_agencies=(), due=end_of(30), accept_due=end_of(16)), 12),
        (signed(), 13),
    )
    assert elsewhere.agency != STNMT
    assert measures(elsewhere) == {"reports", "answered", "due", "in_time", "replied", "days"}
    assert Mark(Measure.DAYS, 1) in marks_of(elsewhere)


def test_rates_come_from_counts_and_say_how_many_rated() -> None:
    found = measures_of(
        {
            Mark(Measure.DUE): 12,
            Mark(Measure.IN_TIME): 9,
            Mark(Measure.REPLIED): 10,
            Mark(Measure.RATED): 4,
            Mark(Measure.DISCONTENT): 3,
            Mark(Measure.DAYS, 2): 5,
            Mark(Measure.DAYS, 9): 5,
        }
    )
    assert (found.on_time.hits, found.on_time.cases) == (9, 12)
    assert (found.content.hits, found.content.cases, found.content.share) == (7, 10, 0.7)
    assert (found.rated.hits, found.rated.cases) == (4, 10)
    assert found.median_days == 5.5
