"""Figures of a newsroom's people: how they are measured and put together."""

from __future__ import annotations

from datetime import timedelta

from casework.domain import events as ev
from casework.domain.workload import DECISIONS, JUDGED_BY, OTHERS, Figures
from tests.domain.cast import TERMS, at

ROUTED, EDITED = ev.Routed.__name__, ev.Edited.__name__


def looked(hours: float, day: int = 2) -> Figures:
    return Figures.of_first_look(at(day), at(day) + timedelta(hours=hours), TERMS)


def test_a_first_look_is_in_time_until_the_end_of_the_next_working_day() -> None:
    assert looked(1).in_time == looked(30).in_time == 1
    assert looked(48).in_time == 0


def test_the_usual_wait_is_the_median_of_everybodys() -> None:
    assert Figures().usual_wait is None
    assert Figures.sum([looked(1), looked(90), looked(3)]).usual_wait == timedelta(hours=3)
    assert Figures.sum([looked(1), looked(3)]).usual_wait == timedelta(hours=2)


def test_figures_are_summed_each_by_itself() -> None:
    mine = Figures(deeds={ROUTED: 2, EDITED: 1}, returned=1, appeals=2, upheld=1)
    all_ = Figures.sum([mine, looked(1), looked(48), Figures(deeds={ROUTED: 3}, appeals=1)])

    assert (all_.did(ev.Routed), all_.others, all_.done) == (5, 1, 6)
    assert (all_.looked, all_.in_time) == (2, 1)
    assert (all_.returned, all_.appeals, all_.upheld) == (1, 3, 1)


def test_nothing_is_counted_twice() -> None:
    assert not set(DECISIONS) & set(OTHERS)
    assert {kind for kinds in JUDGED_BY.values() for kind in kinds} <= {*DECISIONS, *OTHERS}
