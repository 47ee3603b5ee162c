"""What the commands about promises bring about."""

from __future__ import annotations

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.calendar import end_of_day
from casework.domain.checks import Case
from casework.domain.effect import effect_of


@effect_of(do.MakePromise)
def _make_promise(case: Case, command: do.MakePromise) -> ev.Event:
    assert case.report.agency is not None, "checked: the lead promises"
    return ev.PromiseMade(post=command.post, agency=case.report.agency, by=end_of_day(command.by))


@effect_of(do.MovePromise)
def _move_promise(_: Case, command: do.MovePromise) -> ev.Event:
    return ev.PromiseMoved(post=command.post, promise=command.promise, by=end_of_day(command.by))


@effect_of(do.ReportPromise)
def _report_promise(_: Case, command: do.ReportPromise) -> ev.Event:
    return ev.PromiseAsked(promise=command.promise, reported=True)


@effect_of(do.AskPromise)
def _ask_promise(case: Case, _: do.AskPromise) -> tuple[ev.Event, ...]:
    due = (promise.post for promise in case.report.promises if promise.is_due(case.now))
    return tuple(ev.PromiseAsked(promise=post, reported=False) for post in due)


@effect_of(do.AnswerPromise)
def _answer_promise(_: Case, command: do.AnswerPromise) -> ev.Event:
    return ev.PromiseAnswered(post=command.post, promise=command.promise, kept=command.kept)
