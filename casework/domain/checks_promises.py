"""What may stand in the way of a command about a promise."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.checks import Case, Check
from casework.domain.policy import Actor
from casework.domain.promises import MOST, Promise, find
from casework.domain.refusals import Why
from casework.domain.report import Report

FURTHEST: Final = timedelta(days=10 * 366)


def is_good_day(by: date, after: date) -> bool:
    """Whether something may be promised by that day, if it has to be after the other."""
    return after < by <= after + FURTHEST


def _meant(case: Case) -> Promise | None:
    command = case.command
    if not isinstance(command, do.MovePromise | do.ReportPromise | do.AnswerPromise):
        return None
    return find(case.report.promises, command.promise)


def _is_theirs_and_waits(promise: Promise, actor: Actor) -> bool:
    return promise.is_waiting and promise.agency in actor.agencies


def _check(why: Why, has_some: Callable[[Report, Actor], bool], holds: Callable[[Case], bool]) -> Check:
    """About one promise; a page offers the deed where the report has any for which it would do."""
    return Check(why, holds, has_some)


def _that_one_waits(case: Case) -> bool:
    meant = _meant(case)
    return meant is not None and _is_theirs_and_waits(meant, case.actor)


def _that_one_was_asked(case: Case) -> bool:
    meant = _meant(case)
    return meant is not None and meant.is_asked


def _is_new_day(case: Case) -> bool:
    command, meant = case.command, _meant(case)
    if isinstance(command, do.MakePromise):
        return is_good_day(command.by, local_day(case.now))
    return (
        isinstance(command, do.MovePromise)
        and meant is not None
        and not meant.is_due(case.now)  # its day has passed, though nobody has asked yet
        and is_good_day(command.by, local_day(meant.by))
    )


def _was_moved(case: Case) -> bool:
    meant = _meant(case)
    return meant is not None and meant.first_by is not None


waits = _check(
    Why.NO_PROMISE,
    lambda report, actor: any(_is_theirs_and_waits(one, actor) for one in report.promises),
    _that_one_waits,
)
asked = _check(
    Why.NOT_ASKED, lambda report, _: any(one.is_asked for one in report.promises), _that_one_was_asked
)
day_to_come = Check(Why.BAD_PROMISE_DAY, _is_new_day)
already_moved = Check(
    Why.ALREADY_MOVED,
    _was_moved,
    lambda report, _: bool(report.promises) and all(one.first_by for one in report.promises),
)
enough_promised = Check(
    Why.TOO_MANY_PROMISES,
    lambda case: len(case.report.promises) >= MOST,
    lambda report, _: len(report.promises) >= MOST,
)
promise_due = Check(
    Why.NOT_DUE, lambda case: any(promise.is_due(case.now) for promise in case.report.promises)
)
