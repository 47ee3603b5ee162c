"""What a reply promises: its day, asking once, the one move, and the reporter's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from casework.domain import commands as do
from casework.domain.lifecycle import decide
from casework.domain.payloads import plain_fields, typed_fields
from casework.domain.policy import CLOCK, Actor
from casework.domain.promises import Promise, PromiseState
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import PostId, Status
from tests.domain.cast import (
    CITIZEN,
    NOW,
    OFFICER,
    OTHER_OFFICER,
    PROMISED,
    SIGNER,
    STNMT,
    SYT,
    TERMS,
    a_command,
    a_report,
    after,
    at,
    end_of,
)

PROMISE = Promise(post=PROMISED, agency=STNMT, by=end_of(30))
ASK = do.AskPromise()


def why(report: Report, command: do.Command, *, by: Actor, day: int = 10, month: int = 11) -> Why:
    with pytest.raises(Refused) as refused:
        decide(report, command, actor=by, now=at(day, month=month), terms=TERMS)
    return refused.value.why


def promised(**changes: object) -> Report:
    return a_report(Status.ANSWERED, promises=(replace(PROMISE, **changes),))


def test_a_promise_is_made_by_the_lead_for_the_end_of_a_day_to_come() -> None:
    made = after(a_report(Status.ANSWERED), a_command(do.MakePromise), by=SIGNER)
    (one,) = made.promises
    assert (one.agency, one.by, one.state) == (STNMT, end_of(15, month=12), PromiseState.WAITING)
    today = a_command(do.MakePromise, by=date(2026, 11, 10))
    assert why(a_report(Status.ANSWERED), today, by=SIGNER) is Why.BAD_PROMISE_DAY
    far = a_command(do.MakePromise, by=date(2037, 11, 10))
    assert why(a_report(Status.ANSWERED), far, by=SIGNER) is Why.BAD_PROMISE_DAY
    beside = a_report(Status.ANSWERED, co_agencies=(SYT,))
    assert why(beside, a_command(do.MakePromise), by=OTHER_OFFICER) is Why.NOT_LEAD


def test_the_reporter_is_asked_when_its_day_is_over_and_once() -> None:
    report = promised()
    assert why(report, ASK, by=CLOCK, day=30) is Why.NOT_DUE
    asked = after(report, ASK, by=CLOCK, now=at(1, month=12))
    assert asked.promises[0].state is PromiseState.ASKED
    assert why(asked, ASK, by=CLOCK, day=8, month=12) is Why.NOT_DUE


def test_several_that_are_due_are_asked_about_at_once_and_each_has_its_answer() -> None:
    other = replace(PROMISE, post=PostId("8" * 32))
    later = replace(PROMISE, post=PostId("7" * 32), by=end_of(31, month=12))
    report = a_report(Status.CLOSED, promises=(PROMISE, other, later))
    asked = after(report, ASK, by=CLOCK, now=at(7, month=12))
    assert [one.state.value for one in asked.promises] == ["asked", "asked", "waiting"]
    answered = after(asked, a_command(do.AnswerPromise, promise=other.post, kept=False), by=CITIZEN)
    assert [one.state.value for one in answered.promises] == ["asked", "missed", "waiting"]


def test_the_agency_may_say_before_that_it_is_done_and_the_reporter_is_asked_then() -> None:
    done = after(promised(), a_command(do.ReportPromise), by=OFFICER)
    assert done.promises[0].is_reported and done.promises[0].is_asked
    kept = after(done, a_command(do.AnswerPromise), by=CITIZEN)
    assert kept.promises[0].state is PromiseState.KEPT
    assert why(kept, a_command(do.AnswerPromise), by=CITIZEN) is Why.NOT_ASKED
    assert why(done, ASK, by=CLOCK, day=30, month=12) is Why.NOT_DUE


def test_its_day_is_moved_once_with_both_days_kept_and_not_once_it_is_over() -> None:
    moved = after(promised(), a_command(do.MovePromise), by=SIGNER)
    (one,) = moved.promises
    assert (one.by, one.first_by) == (end_of(31, month=12), end_of(30))
    again = a_command(do.MovePromise, by=date(2027, 1, 15))
    assert why(moved, again, by=SIGNER) is Why.ALREADY_MOVED
    earlier = a_command(do.MovePromise, by=date(2026, 11, 29))
    assert why(promised(), earlier, by=SIGNER) is Why.BAD_PROMISE_DAY
    assert why(promised(), a_command(do.MovePromise), by=SIGNER, day=1, month=12) is Why.BAD_PROMISE_DAY
    assert why(promised(), a_command(do.MovePromise, words=" "), by=SIGNER) is Why.NO_WORDS
    assert why(moved, ASK, by=CLOCK, day=7, month=12) is Why.NOT_DUE


def test_nobody_speaks_of_what_is_not_theirs_or_not_there() -> None:
    stranger = a_command(do.ReportPromise, promise=PostId("4" * 32))
    assert why(promised(), stranger, by=OFFICER) is Why.NO_PROMISE
    assert why(promised(agency=SYT), a_command(do.ReportPromise), by=OFFICER) is Why.NO_PROMISE
    assert why(promised(), a_command(do.AnswerPromise), by=CITIZEN) is Why.NOT_ASKED


def test_a_reopened_report_keeps_what_was_promised() -> None:
    again = after(promised(), a_command(do.Reopen), by=CITIZEN)
    assert again.promises == (PROMISE,)
    assert after(again, ASK, by=CLOCK, now=at(1, month=12)).promises[0].is_asked


def test_a_promise_is_kept_as_plain_values_and_comes_back() -> None:
    for one in (PROMISE, replace(PROMISE, first_by=NOW, reason=PROMISED, asked_at=NOW, kept=False)):
        assert typed_fields(Promise, plain_fields(one)) == one
