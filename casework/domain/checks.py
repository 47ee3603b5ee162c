"""What may stand in the way of a command, each check with the reason that its failing gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.clocks import Terms
from casework.domain.codes import is_letter_number
from casework.domain.policy import Actor, may_know_reporter, owns, parts_of
from casework.domain.refusals import Why
from casework.domain.report import Report
from casework.domain.values import Part, Visibility

RETURNS_THE_NEWSROOM_DECIDES = 1  # the second return goes to oversight
GRANT_LASTS = timedelta(hours=24)  # to look once at who reported it


@dataclass(frozen=True, kw_only=True)
class Case:
    """All that a decision looks at."""

    report: Report
    command: do.Command
    actor: Actor
    now: datetime
    terms: Terms


@dataclass(frozen=True)
class Check:
    """A question about a case. `holds_for` answers it without command and date, where that is possible."""

    why: Why
    holds: Callable[[Case], bool]
    holds_for: Callable[[Report, Actor], bool] | None = None


def _of_report(why: Why, holds_for: Callable[[Report, Actor], bool]) -> Check:
    return Check(why, lambda case: holds_for(case.report, case.actor), holds_for)


own_report = _of_report(Why.OWN_REPORT, lambda report, actor: owns(actor, report))
already_appealed = _of_report(Why.ALREADY_APPEALED, lambda report, _: report.appealed)
appeal_pending = _of_report(Why.NO_APPEAL, lambda report, _: report.appeal_pending)
who_declined = _of_report(
    Why.SAME_PERSON, lambda report, actor: actor.user is not None and actor.user == report.declined_by
)
already_rated = _of_report(Why.ALREADY_RATED, lambda report, _: report.solved is not None)
has_reply = _of_report(Why.NO_REPLY, lambda report, _: report.reply is not None)
already_reopened = _of_report(Why.ALREADY_REOPENED, lambda report, _: report.reopened)
claimed = _of_report(Why.NOT_CLAIMED, lambda report, _: report.claimed_by is not None)
claimed_by_other = _of_report(Why.CLAIMED, lambda report, _: report.claimed_by is not None)
published = _of_report(Why.NOT_PUBLISHED, lambda report, _: report.is_published)
removed = _of_report(Why.NOT_REMOVED, lambda report, _: report.visibility is Visibility.REMOVED)
extension_asked = _of_report(Why.NO_EXTENSION, lambda report, _: report.extension_asked is not None)
already_extended = _of_report(Why.ALREADY_EXTENDED, lambda report, _: report.extended)
has_deadline = _of_report(Why.NO_DEADLINE, lambda report, _: report.due is not None)
by_lead = _of_report(Why.NOT_LEAD, lambda report, actor: report.agency in actor.agencies)
asks_for_an_answer = _of_report(Why.NO_ANSWER_ASKED, lambda report, _: report.asks_for_an_answer)


def _is_for_oversight(report: Report) -> bool:
    return report.returns > RETURNS_THE_NEWSROOM_DECIDES


newsrooms_turn = _of_report(
    Why.NOT_ALLOWED,
    lambda report, actor: _is_for_oversight(report) or Part.MODERATOR in parts_of(actor, report),
)
oversights_turn = _of_report(
    Why.OVERSIGHT_DECIDES,
    lambda report, actor: not _is_for_oversight(report) or Part.OVERSEER in parts_of(actor, report),
)
says_something = Check(
    Why.NO_WORDS, lambda case: isinstance(case.command, do.Worded) and bool(case.command.words.strip())
)


def _says_why_not(case: Case) -> bool:
    command = case.command
    return isinstance(command, do.GrantExtension) and (command.granted or bool(command.words.strip()))


refusal_says_why = Check(Why.NO_WORDS, _says_why_not)
one_to_five_stars = Check(
    Why.BAD_STARS, lambda case: isinstance(case.command, do.Rate) and 1 <= case.command.stars <= 5
)


def _lead_twice(case: Case) -> bool:
    command = case.command
    return (
        isinstance(command, do.ApproveAndRoute | do.Reroute | do.Succeed)
        and command.agency in command.co_agencies
    )


lead_twice = Check(Why.LEAD_TWICE, _lead_twice)
into_itself = Check(
    Why.INTO_ITSELF, lambda case: isinstance(case.command, do.Merge) and case.command.into == case.report.code
)
same_outlet = Check(
    Why.SAME_OUTLET,
    lambda case: (
        isinstance(case.command, do.HandOver | do.SucceedOutlet) and case.command.outlet == case.report.outlet
    ),
)
same_agencies = Check(
    Why.SAME_AGENCIES,
    lambda case: (
        isinstance(case.command, do.Succeed)
        and (case.command.agency, case.command.co_agencies) == (case.report.agency, case.report.co_agencies)
    ),
)


def _asks_later(case: Case) -> bool:
    command, due = case.command, case.report.due
    return isinstance(command, do.RequestExtension) and due is not None and command.until > local_day(due)


def _within_limit(case: Case) -> bool:
    command, due = case.command, case.report.due
    return (
        isinstance(command, do.RequestExtension)
        and due is not None
        and command.until <= case.terms.latest_extension(due)
    )


in_time = Check(Why.TOO_LATE, lambda case: not case.report.is_past_due(case.now))
later_date = Check(Why.NOT_LATER, _asks_later)
within_limit = Check(Why.TOO_FAR, _within_limit)


def _escalation_due(case: Case) -> bool:
    report = case.report
    if report.due is None or not report.overdue or report.escalation >= len(case.terms.clocks.escalate_after):
        return False
    return case.terms.escalation_is_due(report.due, report.escalation + 1, case.now)


reminder_due = Check(
    Why.NOT_DUE,
    lambda case: (
        not case.report.reminded
        and case.report.due is not None
        and case.terms.reminder_is_due(case.report.due, case.now)
    ),
)
past_due = Check(Why.NOT_DUE, lambda case: not case.report.overdue and case.report.is_past_due(case.now))
escalation_due = Check(Why.NOT_DUE, _escalation_due)
verdict_time_over = Check(
    Why.NOT_DUE, lambda case: case.report.close_due is not None and case.now > case.report.close_due
)
claim_idle = Check(
    Why.NOT_DUE,
    lambda case: (
        case.report.claimed_at is not None and case.terms.claim_is_idle(case.report.claimed_at, case.now)
    ),
)
purge_due = Check(Why.NOT_DUE, lambda case: case.terms.purge_is_due(case.report.submitted_at, case.now))


# The press clock runs beside the agency's own, and no extension moves it.


def _press_term_over(case: Case) -> bool:
    report = case.report
    if report.press_from is None or report.press_overdue:
        return False
    return case.now > case.terms.press_due(report.press_from)


def _good_letter_day(case: Case) -> bool:
    command, since = case.command, case.report.press_from
    return (
        isinstance(command, do.RecordPressLetter)
        and since is not None
        and local_day(since) < command.sent_on <= local_day(case.now)
    )


press_term_over = Check(Why.NOT_DUE, _press_term_over)
press_overdue = _of_report(Why.PRESS_CLOCK_RUNS, lambda report, _: report.press_overdue)
press_letter_sent = _of_report(Why.ALREADY_WRITTEN, lambda report, _: report.press_letter is not None)
letter_number = Check(
    Why.BAD_LETTER_NUMBER,
    lambda case: isinstance(case.command, do.RecordPressLetter) and is_letter_number(case.command.number),
)
letter_day = Check(Why.BAD_LETTER_DAY, _good_letter_day)

taken_down = _of_report(Why.NOT_PUBLISHED, lambda report, _: report.visibility is Visibility.REMOVED)
reply_held = _of_report(Why.NOTHING_HELD, lambda report, _: report.held is not None)
official_reply_waits = Check(
    Why.NOT_DUE, lambda case: case.report.held is not None and case.report.held_official
)
reply_waits_in_time = Check(Why.NOT_DUE, lambda case: case.report.handed_in_time)


def _may_hand_over(case: Case) -> bool:
    """The official reply is for the signer of the lead; an interim one for any officer of who has it."""
    command, parts = case.command, parts_of(case.actor, case.report)
    if not isinstance(command, do.HoldReply):
        return False
    if command.official:
        return Part.SIGNER in parts and case.report.agency in case.actor.agencies
    return Part.OFFICER in parts


may_hand_over = Check(Why.NOT_ALLOWED, _may_hand_over)

# Learning who reported it: newsroom and oversight decide for each other, nobody for themselves.

knows_already = _of_report(Why.KNOWS_ALREADY, lambda report, actor: may_know_reporter(actor, report))
passed_on = _of_report(Why.PASSED_ON, lambda report, _: report.passed_on)
contact_erased = _of_report(Why.CONTACT_ERASED, lambda report, _: report.contact_erased)
identity_asked = _of_report(
    Why.IDENTITY_ASKED,
    lambda report, _: report.identity_asked_by is not None and not report.identity_granted_at,
)
identity_undecided = Check(Why.NO_IDENTITY_ASKED, identity_asked.holds, identity_asked.holds_for)


def _is_other_house(report: Report, actor: Actor) -> bool:
    other = Part.MODERATOR if report.identity_asked_as is Part.OVERSEER else Part.OVERSEER
    return actor.user != report.identity_asked_by and other in parts_of(actor, report)


other_house = _of_report(Why.OTHER_HOUSE_DECIDES, _is_other_house)
granted_to_them = _of_report(
    Why.NOT_GRANTED,
    lambda report, actor: report.identity_granted_at is not None and report.identity_asked_by == actor.user,
)


def _grant_runs(case: Case) -> bool:
    granted = case.report.identity_granted_at
    return granted is not None and case.now <= granted + GRANT_LASTS


grant_runs = Check(Why.GRANT_RUNS, _grant_runs)
grant_lasts = Check(Why.GRANT_LAPSED, _grant_runs)
