"""The rules that the matrix is too coarse for, a sentence each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.lifecycle import allowed, decide
from casework.domain.policy import CLOCK, Actor, Membership, may_know_reporter
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import (
    AgencyCode,
    ClosedBecause,
    DeclineReason,
    Display,
    Kind,
    Part,
    Role,
    Status,
    Visibility,
)
from tests.domain.cast import (
    BND,
    BROADCASTER,
    CITIZEN,
    CODE,
    COLLEAGUE,
    GUEST,
    GUEST_CODE,
    MODERATOR,
    NOW,
    OFFICER,
    OTHER_OFFICER,
    OVERSEER,
    PTTH,
    SIGNER,
    STNMT,
    SYT,
    TERMS,
    a_command,
    a_report,
    after,
    at,
    end_of,
    every_command,
)

S = Status
TELLS_NOTHING = {"words": " \n\t "}


def refusal(report: Report, command: do.Command, by: Actor, now: datetime = NOW) -> Why | None:
    """Why it is refused; None if it is not."""
    try:
        decide(report, command, actor=by, now=now, terms=TERMS)
    except Refused as refused:
        return refused.why
    return None


# ---- routing, returning


def test_a_routed_complaint_has_fifteen_working_days_a_question_five_and_praise_none() -> None:
    def routed(kind: Kind) -> Report:
        return after(
            a_report(kind=kind, status=S.SUBMITTED), a_command(do.ApproveAndRoute), by=MODERATOR, now=at(3)
        )

    assert routed(Kind.COMPLAINT).due == routed(Kind.SUGGESTION).due == end_of(24)
    assert routed(Kind.QUESTION).due == end_of(10)
    assert routed(Kind.PRAISE).due is None
    assert routed(Kind.PRAISE).accept_due == end_of(6)


@pytest.mark.parametrize(
    ("publish", "restrict", "public"), [(True, False, True), (True, True, False), (False, False, False)]
)
def test_a_report_is_published_only_when_the_reporter_and_the_newsroom_wish_it(
    publish: bool, restrict: bool, public: bool
) -> None:
    routed = after(a_report(publish=publish), a_command(do.ApproveAndRoute, restrict=restrict), by=MODERATOR)
    assert routed.is_published is public
    assert routed.visibility is (Visibility.PUBLIC if public else Visibility.RESTRICTED)
    assert (routed.published_at is not None) is public


def test_a_returned_report_goes_back_to_the_queue_with_its_clock_stopped() -> None:
    returned = after(a_report(S.ACCEPTED, reminded=True), a_command(do.Return), by=OFFICER)
    assert returned.status is S.RETURNED
    assert (returned.due, returned.accept_due, returned.days_left) == (None, None, 10)
    assert (returned.agencies, returned.returns) == (frozenset(), 1)
    assert returned.is_published
    for command in (do.Remind, do.MarkOverdue, do.Escalate):
        assert refusal(returned, command(), CLOCK, at(31, month=12)) is Why.WRONG_STATUS


def test_a_rerouted_report_keeps_the_days_that_were_left_and_gets_no_new_ones() -> None:
    returned = after(a_report(S.ROUTED), a_command(do.Return), by=OFFICER)
    rerouted = after(returned, a_command(do.Reroute), by=COLLEAGUE, now=at(16))
    assert (rerouted.status, rerouted.agency, rerouted.transfers) == (S.ROUTED, SYT, 2)
    assert rerouted.due == end_of(30)  # ten working days after the 16th, where fifteen would be 7 December
    assert rerouted.accept_due == end_of(19)
    assert rerouted.days_left is None


@pytest.mark.parametrize("now", [at(24), at(27)])
def test_nobody_receives_a_case_that_is_already_late(now: datetime) -> None:
    returned = after(
        a_report(S.ROUTED, overdue=True, escalation=1), a_command(do.Return), by=OFFICER, now=now
    )
    rerouted = after(returned, a_command(do.Reroute), by=MODERATOR, now=at(27))
    assert rerouted.due == end_of(30)  # a Friday's next working day is Monday
    assert (rerouted.overdue, rerouted.escalation) == (False, 0)


def test_returned_praise_has_no_clock_to_keep() -> None:
    returned = after(a_report(S.ROUTED, kind=Kind.PRAISE, due=None), a_command(do.Return), by=OFFICER)
    assert returned.days_left is None
    assert after(returned, a_command(do.Reroute), by=MODERATOR).due is None


def test_the_second_return_is_for_oversight_to_decide() -> None:
    once = after(a_report(S.ROUTED), a_command(do.Return), by=OFFICER)
    assert refusal(once, a_command(do.Reroute), OVERSEER) is Why.NOT_ALLOWED
    rerouted = after(once, a_command(do.Reroute), by=MODERATOR)
    twice = after(rerouted, a_command(do.Return), by=OTHER_OFFICER)
    assert refusal(twice, a_command(do.Reroute), MODERATOR) is Why.OVERSIGHT_DECIDES
    assert do.Reroute not in allowed(twice, actor=MODERATOR)
    decided = after(twice, a_command(do.Reroute, agency=STNMT), by=OVERSEER)
    assert (decided.agency, decided.transfers) == (STNMT, 3)


def test_an_agency_is_not_lead_and_co_handler_at_once() -> None:
    twice = {"agency": STNMT, "co_agencies": (SYT, STNMT)}
    assert refusal(a_report(), a_command(do.ApproveAndRoute, **twice), MODERATOR) is Why.LEAD_TWICE
    assert refusal(a_report(S.RETURNED), a_command(do.Reroute, **twice), MODERATOR) is Why.LEAD_TWICE


def test_a_co_handling_agency_says_what_it_does_and_leaves_the_answer_to_the_lead() -> None:
    routed = after(a_report(), a_command(do.ApproveAndRoute, co_agencies=(SYT,)), by=MODERATOR)
    for command in (do.Accept, do.Return, do.RequestExtension):
        assert refusal(routed, a_command(command), OTHER_OFFICER) is Why.NOT_LEAD
    accepted = after(routed, a_command(do.Accept), by=OFFICER)
    assert after(accepted, a_command(do.InterimReply), by=OTHER_OFFICER).status is S.ACCEPTED


def test_an_agency_that_gave_it_back_has_no_more_part_in_it() -> None:
    returned = after(a_report(S.ROUTED), a_command(do.Return), by=OFFICER)
    rerouted = after(returned, a_command(do.Reroute), by=MODERATOR)
    assert refusal(rerouted, a_command(do.Accept), OFFICER) is Why.NOT_ALLOWED


# ---- praise


def test_praise_closes_when_the_agency_acknowledges_it() -> None:
    closed = after(a_report(S.ROUTED, kind=Kind.PRAISE, due=None), a_command(do.Accept), by=OFFICER)
    assert (closed.status, closed.closed_because) == (S.CLOSED, ClosedBecause.ACKNOWLEDGED)
    assert closed.accepted_at == closed.closed_at == NOW


# ---- more time


def test_more_time_is_asked_for_once_even_if_it_was_refused() -> None:
    asked = after(a_report(S.ACCEPTED), a_command(do.RequestExtension), by=OFFICER)
    assert asked.due == end_of(24), "asking moves nothing"
    refused = after(asked, a_command(do.GrantExtension, granted=False), by=MODERATOR)
    assert (refused.due, refused.extension_asked) == (end_of(24), None)
    for report in (asked, refused):
        assert refusal(report, a_command(do.RequestExtension), OFFICER) is Why.ALREADY_EXTENDED


def test_granted_time_moves_the_deadline_and_starts_the_reminders_anew() -> None:
    asked = after(a_report(S.ACCEPTED, reminded=True), a_command(do.RequestExtension), by=OFFICER)
    granted = after(asked, a_command(do.GrantExtension, words=""), by=MODERATOR)
    assert (granted.due, granted.reminded, granted.extension_asked) == (end_of(1, month=12), False, None)


def test_refusing_more_time_takes_words() -> None:
    asked = after(a_report(S.ACCEPTED), a_command(do.RequestExtension), by=OFFICER)
    assert refusal(asked, a_command(do.GrantExtension, granted=False, words=""), MODERATOR) is Why.NO_WORDS


@pytest.mark.parametrize(
    ("until", "why"),
    [
        (date(2026, 11, 24), Why.NOT_LATER),
        (date(2026, 11, 20), Why.NOT_LATER),
        (date(2026, 11, 25), None),
        (date(2026, 12, 8), None),  # ten working days after Tuesday 24 November
        (date(2026, 12, 9), Why.TOO_FAR),
    ],
)
def test_more_time_is_later_than_the_deadline_and_at_most_ten_working_days(
    until: date, why: Why | None
) -> None:
    assert refusal(a_report(S.ACCEPTED), a_command(do.RequestExtension, until=until), OFFICER) is why


def test_a_day_that_nobody_works_is_moved_to_the_next_that_somebody_does() -> None:
    saturday = a_command(do.RequestExtension, until=date(2026, 11, 28))
    assert after(a_report(S.ACCEPTED), saturday, by=OFFICER).extension_asked == end_of(30)


def test_more_time_is_asked_for_before_the_deadline() -> None:
    report, ask = a_report(S.ACCEPTED), a_command(do.RequestExtension)
    assert refusal(report, ask, OFFICER, end_of(24)) is None
    assert refusal(report, ask, OFFICER, at(25)) is Why.TOO_LATE


# ---- what the clock does, and how often


def _clock(report: Report, command: do.Command, now: datetime) -> Why | None:
    return refusal(report, command, CLOCK, now)


def test_the_reminder_comes_three_working_days_before_the_deadline_and_once() -> None:
    report = a_report(S.ACCEPTED)
    assert _clock(report, do.Remind(), at(18)) is Why.NOT_DUE
    reminded = after(report, do.Remind(), by=CLOCK, now=at(19))
    assert _clock(reminded, do.Remind(), at(20)) is Why.NOT_DUE
    assert _clock(report, do.Remind(), at(25)) is Why.NOT_DUE, "late is not near"


def test_a_report_is_overdue_the_second_after_its_deadline_and_once() -> None:
    report = a_report(S.ACCEPTED)
    assert _clock(report, do.MarkOverdue(), end_of(24)) is Why.NOT_DUE
    overdue = after(report, do.MarkOverdue(), by=CLOCK, now=at(25, 7))
    assert overdue.overdue
    assert _clock(overdue, do.MarkOverdue(), at(26)) is Why.NOT_DUE


def test_the_parent_agency_hears_after_three_working_days_and_oversight_after_ten_once_each() -> None:
    overdue = after(a_report(S.ACCEPTED), do.MarkOverdue(), by=CLOCK, now=at(25))
    assert _clock(overdue, do.Escalate(), at(27, 20)) is Why.NOT_DUE
    parent = after(overdue, do.Escalate(), by=CLOCK, now=at(28))
    assert parent.escalation == 1
    assert _clock(parent, do.Escalate(), at(8, 20, month=12)) is Why.NOT_DUE
    oversight = after(parent, do.Escalate(), by=CLOCK, now=at(9, month=12))
    assert oversight.escalation == 2
    assert _clock(oversight, do.Escalate(), at(31, month=12)) is Why.NOT_DUE


def test_nothing_is_escalated_before_it_was_called_overdue() -> None:
    assert _clock(a_report(S.ACCEPTED), do.Escalate(), at(31, month=12)) is Why.NOT_DUE


def test_the_clock_runs_alike_while_nobody_has_taken_it_up_and_after_reopening() -> None:
    for status, near, late in ((S.ROUTED, at(19), at(25)), (S.REOPENED, at(25), at(1, month=12))):
        overdue = after(a_report(status), do.MarkOverdue(), by=CLOCK, now=late)
        assert after(overdue, do.Escalate(), by=CLOCK, now=at(31, month=12)).escalation == 1
        assert after(a_report(status), do.Remind(), by=CLOCK, now=near).reminded


def test_an_unconfirmed_report_is_purged_after_thirty_days() -> None:
    report = a_report(S.UNCONFIRMED)
    assert _clock(report, do.Purge(), at(2, 8, month=12)) is Why.NOT_DUE
    purged = after(report, do.Purge(), by=CLOCK, now=at(2, month=12))
    assert (purged.status, purged.visibility) == (S.WITHDRAWN, Visibility.REMOVED)


@pytest.mark.parametrize(
    ("solved", "because"), [(None, ClosedBecause.SILENT), (False, ClosedBecause.UNSATISFIED)]
)
def test_an_answered_report_closes_by_itself_after_fifteen_days(
    solved: bool | None, because: ClosedBecause
) -> None:
    report = a_report(S.ANSWERED, solved=solved)
    assert _clock(report, do.AutoClose(), end_of(24)) is Why.NOT_DUE
    closed = after(report, do.AutoClose(), by=CLOCK, now=at(25, 7))
    assert (closed.status, closed.closed_because, closed.close_due) == (S.CLOSED, because, None)


# ---- the reply and the verdict


@pytest.mark.parametrize(("now", "in_time"), [(end_of(24), True), (at(25, 7), False)])
def test_a_reply_is_in_time_until_the_last_second_of_the_day(now: datetime, in_time: bool) -> None:
    (signed,) = decide(a_report(S.ACCEPTED), a_command(do.SignReply), actor=SIGNER, now=now, terms=TERMS)
    assert isinstance(signed, ev.ReplySigned)
    assert signed.in_time is in_time


def test_a_draft_waits_for_the_signer_and_ends_with_the_reply() -> None:
    drafted = after(a_report(S.ACCEPTED), a_command(do.DraftReply), by=OFFICER)
    assert drafted.draft is not None
    assert refusal(drafted, a_command(do.SignReply), OFFICER) is Why.NOT_ALLOWED
    answered = after(drafted, a_command(do.SignReply), by=SIGNER)
    assert answered.draft is None
    assert answered.close_due == end_of(25)  # fifteen calendar days after the 10th


def test_a_deadline_that_falls_on_a_sunday_ends_on_monday() -> None:
    answered = after(a_report(S.ACCEPTED), a_command(do.SignReply), by=SIGNER, now=at(14))
    assert answered.close_due == end_of(30)  # the fifteenth day is Sunday 29 November


def test_a_yes_closes_it_satisfied() -> None:
    closed = after(a_report(S.ANSWERED), a_command(do.Rate, words=""), by=CITIZEN)
    assert (closed.closed_because, closed.solved, closed.stars) == (ClosedBecause.SATISFIED, True, 4)


def test_a_first_no_leaves_it_open_so_that_it_can_be_reopened() -> None:
    no = after(a_report(S.ANSWERED), a_command(do.Rate, solved=False, stars=1), by=CITIZEN)
    assert (no.status, no.solved) == (S.ANSWERED, False)
    reopened = after(no, a_command(do.Reopen), by=CITIZEN)
    assert (reopened.status, reopened.solved, reopened.stars) == (S.REOPENED, None, None)


def test_it_is_reopened_once_with_a_new_deadline_and_a_second_no_closes_it_unsatisfied() -> None:
    late = a_report(S.ANSWERED, reminded=True, overdue=True, escalation=2)
    reopened = after(late, a_command(do.Reopen), by=CITIZEN)
    assert reopened.due == end_of(1, month=12)  # fifteen working days after the 10th
    assert (reopened.reminded, reopened.overdue, reopened.escalation) == (False, False, 0)
    again = after(reopened, a_command(do.SignReply), by=SIGNER)
    assert refusal(again, a_command(do.Reopen), CITIZEN) is Why.ALREADY_REOPENED
    closed = after(again, a_command(do.Rate, solved=False, stars=1), by=CITIZEN)
    assert (closed.status, closed.closed_because) == (S.CLOSED, ClosedBecause.UNSATISFIED)


def test_a_late_verdict_is_counted_and_changes_nothing_else() -> None:
    closed = a_report(S.CLOSED, solved=None, stars=None, closed_because=ClosedBecause.SILENT)
    rated = after(closed, a_command(do.Rate, solved=False, stars=2), by=CITIZEN)
    assert (rated.status, rated.closed_because) == (S.CLOSED, ClosedBecause.SILENT)
    assert (rated.solved, rated.stars) == (False, 2)


@pytest.mark.parametrize(("stars", "why"), [(0, Why.BAD_STARS), (1, None), (5, None), (6, Why.BAD_STARS)])
def test_a_rating_has_one_to_five_stars(stars: int, why: Why | None) -> None:
    assert refusal(a_report(S.ANSWERED), a_command(do.Rate, stars=stars), CITIZEN) is why


# ---- one's own cause


def test_a_refusal_is_appealed_once_and_not_decided_by_who_refused() -> None:
    declined = after(a_report(), a_command(do.Decline), by=MODERATOR)
    appealed = after(declined, a_command(do.Appeal), by=CITIZEN)
    assert refusal(appealed, a_command(do.DecideAppeal), MODERATOR) is Why.SAME_PERSON
    assert refusal(appealed, a_command(do.Appeal), CITIZEN) is Why.ALREADY_APPEALED
    upheld = after(appealed, a_command(do.DecideAppeal), by=COLLEAGUE)
    assert (upheld.status, upheld.decline_reason, upheld.first_look_due) == (S.SUBMITTED, None, end_of(11))
    again = after(upheld, a_command(do.Decline), by=COLLEAGUE)
    assert refusal(again, a_command(do.Appeal), CITIZEN) is Why.ALREADY_APPEALED


def test_an_appeal_that_fails_leaves_it_declined() -> None:
    appealed = a_report(S.DECLINED, appealed=True, appeal_pending=True)
    failed = after(appealed, a_command(do.DecideAppeal, upheld=False), by=COLLEAGUE)
    assert (failed.status, failed.appeal_pending) == (S.DECLINED, False)


def test_what_went_to_the_inspectorate_is_declined_for_good_and_its_reporter_nobodys_to_know() -> None:
    asked = a_report(
        S.NEEDS_INFO,
        claimed_by=MODERATOR.user,
        identity_asked_by=MODERATOR.user,
        identity_asked_as=Part.MODERATOR,
    )
    gone = after(asked, a_command(do.PassToInspectorate), by=MODERATOR)
    assert (gone.status, gone.decline_reason) == (S.DECLINED, DeclineReason.DENUNCIATION)
    assert gone.passed_on and gone.contact_erased
    assert (gone.first_look_due, gone.claimed_by, gone.identity_asked_by) == (None, None, None)
    assert may_know_reporter(MODERATOR, asked) and not may_know_reporter(MODERATOR, gone)
    assert may_know_reporter(CITIZEN, gone)


OWN_MODERATOR = replace(MODERATOR, holds=frozenset({CODE}))
DECISIONS = {
    S.SUBMITTED: (
        do.Claim, do.HandOver, do.Redact, do.AskInfo, do.Decline, do.Merge, do.ApproveAndRoute,
        do.PassToInspectorate,
    ),
    S.RETURNED: (do.Edit, do.Reroute, do.Merge, do.HandOver),
    S.DECLINED: (do.DecideAppeal, do.PassToInspectorate),
    S.ACCEPTED: (do.Edit, do.Redact, do.Remove, do.Restore, do.GrantExtension),
}  # fmt: skip  # because a list of names reads better in one line


@pytest.mark.parametrize(
    ("reporter", "moderator"),
    [(MODERATOR.user, MODERATOR), (None, OWN_MODERATOR)],
    ids=["by account", "by code and secret"],
)
def test_a_moderator_decides_nothing_about_their_own_report(reporter: None, moderator: Actor) -> None:
    for status, commands in DECISIONS.items():
        report = a_report(status, reporter=reporter, declined_by=None)
        for command in commands:
            assert refusal(report, a_command(command), moderator) is Why.OWN_REPORT, command
        assert not allowed(report, actor=moderator) & set(commands)


def test_a_moderator_handles_the_letter_that_they_typed_in() -> None:
    letter = a_report(reporter=None, entered_by=MODERATOR.user)
    assert after(letter, a_command(do.ApproveAndRoute), by=MODERATOR).status is S.ROUTED
    assert refusal(letter, a_command(do.Withdraw), MODERATOR) is Why.NOT_ALLOWED


def test_the_reporter_mends_it_while_it_is_submitted_and_not_later() -> None:
    assert refusal(a_report(), a_command(do.Edit), CITIZEN) is None
    for status in set(S) - {S.SUBMITTED}:
        assert refusal(a_report(status, code=CODE), a_command(do.Edit), CITIZEN) in (
            Why.WRONG_STATUS,
            Why.NOT_ALLOWED,
        )


# ---- the newsrooms


def test_a_report_that_was_handed_over_is_the_other_newsrooms_and_nobodys_claim() -> None:
    claimed = after(a_report(), do.Claim(), by=MODERATOR)
    assert claimed.claimed_by == MODERATOR.user
    assert claimed.claimed_at == NOW
    handed = after(claimed, a_command(do.HandOver), by=MODERATOR)
    assert (handed.outlet, handed.claimed_by) == (PTTH, None)
    assert refusal(handed, a_command(do.Decline), MODERATOR) is Why.NOT_ALLOWED
    assert refusal(handed, a_command(do.Decline), BROADCASTER) is None


def test_it_is_not_handed_to_the_newsroom_that_has_it_nor_merged_into_itself() -> None:
    assert refusal(a_report(), a_command(do.HandOver, outlet=BND), MODERATOR) is Why.SAME_OUTLET
    assert refusal(a_report(), a_command(do.Merge, into=CODE), MODERATOR) is Why.INTO_ITSELF


def test_a_claim_ends_when_the_status_changes() -> None:
    claimed = a_report(claimed_by=MODERATOR.user)
    assert after(claimed, a_command(do.AskInfo), by=COLLEAGUE).claimed_by is None
    assert after(claimed, a_command(do.Edit), by=COLLEAGUE).claimed_by == MODERATOR.user


def test_the_newsrooms_clock_stops_while_it_waits_for_the_reporter() -> None:
    asked = after(a_report(), a_command(do.AskInfo), by=MODERATOR)
    assert asked.first_look_due is None
    told = after(asked, a_command(do.SupplyInfo), by=CITIZEN)
    assert (told.status, told.first_look_due) == (S.SUBMITTED, end_of(11))


def test_a_guest_confirms_and_the_newsrooms_clock_starts() -> None:
    confirmed = after(a_report(S.UNCONFIRMED), do.Confirm(), by=GUEST)
    assert (confirmed.code, confirmed.status, confirmed.first_look_due) == (
        GUEST_CODE,
        S.SUBMITTED,
        end_of(11),
    )


# ---- what was taken down


def test_what_is_taken_down_is_not_the_agencys_and_its_clock_stops_until_it_is_restored() -> None:
    removed = after(a_report(S.ACCEPTED), a_command(do.Remove), by=MODERATOR)
    assert (removed.visibility, removed.due, removed.days_left) == (Visibility.REMOVED, None, 10)
    assert refusal(removed, a_command(do.SignReply), SIGNER) is Why.NOT_ALLOWED
    restored = after(removed, do.Restore(), by=MODERATOR, now=at(16))
    assert restored.is_published
    assert (restored.due, restored.days_left) == (end_of(30), None)
    assert after(restored, a_command(do.SignReply), by=SIGNER, now=at(17)).status is S.ANSWERED


@pytest.mark.parametrize("status", [S.ANSWERED, S.CLOSED, S.RETURNED])
def test_taking_down_what_no_agency_owes_an_answer_to_touches_no_clock(status: Status) -> None:
    before = a_report(status)
    removed = after(before, a_command(do.Remove), by=MODERATOR)
    restored = after(removed, do.Restore(), by=MODERATOR, now=at(16))
    for report in (removed, restored):
        assert (report.due, report.days_left) == (before.due, before.days_left)


# ---- words


@pytest.mark.parametrize(
    ("status", "command", "by"),
    [
        (S.NEEDS_INFO, do.SupplyInfo, CITIZEN),
        (S.DECLINED, do.Appeal, CITIZEN),
        (S.ANSWERED, do.Reopen, CITIZEN),
        (S.SUBMITTED, do.AskInfo, MODERATOR),
        (S.SUBMITTED, do.Decline, MODERATOR),
        (S.ROUTED, do.Remove, MODERATOR),
        (S.SUBMITTED, do.AddNewsroomNote, MODERATOR),
        (S.ROUTED, do.Return, OFFICER),
        (S.ACCEPTED, do.RequestExtension, OFFICER),
        (S.ACCEPTED, do.InterimReply, OFFICER),
        (S.ACCEPTED, do.DraftReply, OFFICER),
        (S.ACCEPTED, do.SignReply, SIGNER),
        (S.ACCEPTED, do.AddAgencyNote, OFFICER),
        (S.ROUTED, do.Comment, CITIZEN),
    ],
)
def test_who_owes_a_reason_or_an_answer_must_say_something(
    status: Status, command: type[do.Worded], by: Actor
) -> None:
    report = a_report(status)
    assert refusal(report, a_command(command), by) is None
    assert refusal(report, a_command(command, **TELLS_NOTHING), by) is Why.NO_WORDS


@pytest.mark.parametrize(
    ("status", "command", "by"),
    [
        (S.SUBMITTED, do.Withdraw, CITIZEN),
        (S.ANSWERED, do.Rate, CITIZEN),
        (S.SUBMITTED, do.ApproveAndRoute, MODERATOR),
        (S.RETURNED, do.Reroute, MODERATOR),
    ],
)
def test_others_may_be_silent(status: Status, command: type[do.Worded], by: Actor) -> None:
    assert refusal(a_report(status), a_command(command, **TELLS_NOTHING), by) is None


# ---- two memberships


def test_one_person_may_be_officer_and_signer_of_a_small_agency() -> None:
    both = replace(OFFICER, memberships=(*OFFICER.memberships, *SIGNER.memberships))
    accepted = after(a_report(S.ROUTED), a_command(do.Accept), by=both)
    assert after(accepted, a_command(do.SignReply), by=both).status is S.ANSWERED


def test_an_officer_without_an_agency_has_no_part_in_a_report_without_one() -> None:
    lost = replace(OFFICER, memberships=(Membership(role=Role.OFFICER),))
    assert not allowed(a_report(S.SUBMITTED), actor=lost)
    elsewhere = replace(OFFICER, memberships=(Membership(role=Role.OFFICER, agency=AgencyCode("SXD")),))
    assert not allowed(a_report(S.ROUTED), actor=elsewhere)


def test_a_confidential_report_lives_the_same_life() -> None:
    sealed = a_report(reporter=None, code=GUEST_CODE, display=Display.CONFIDENTIAL)
    routed = after(sealed, a_command(do.ApproveAndRoute), by=MODERATOR)
    assert routed.is_published
    assert after(routed, a_command(do.Withdraw), by=GUEST).status is S.WITHDRAWN


def test_every_command_names_what_it_brings_about() -> None:
    for command in every_command():
        assert command.__doc__, command
