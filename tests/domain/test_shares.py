"""The shares of agencies beside the lead: their dates, what moves them, and who takes them over."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.evolve import fold
from casework.domain.lifecycle import decide
from casework.domain.payloads import from_payload, to_payload
from casework.domain.policy import CLOCK, Actor, Membership, may_read_post
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.shares import Asking, Passed, Share, ShareState
from casework.domain.values import AgencyCode, Kind, PostId, PostKind, RemoveReason, Role, Status, UserId
from tests.domain.cast import (
    BROADCASTER,
    BUSINESS,
    CITIZEN,
    COLLEAGUE,
    MODERATOR,
    NOW,
    OFFICER,
    OTHER_OFFICER,
    OVERSEER,
    SIGNER,
    STNMT,
    SYT,
    TERMS,
    TTT,
    a_command,
    a_report,
    after,
    at,
    end_of,
    first_event,
    journal_of,
)

SNNMT = AgencyCode("SNNMT")
ASKED, GIVEN, AGAIN = PostId("1" * 32), PostId("2" * 32), PostId("3" * 32)
POLICE = Actor(user=UserId(30), memberships=(Membership(role=Role.OFFICER, agency=TTT),))
ROUTE = do.ApproveAndRoute(
    post=PostId("0" * 32),
    words="",
    agency=STNMT,
    co_agencies=(SYT, TTT),
    asked=(Asking(agency=SYT, post=ASKED, words="Xác nhận số liệu."),),
)
CONTRIBUTE = do.Contribute(post=GIVEN, words="Số liệu đúng.", agency=SYT)


def routed(kind: Kind = Kind.COMPLAINT, now: datetime = NOW) -> Report:
    return after(a_report(kind=kind), ROUTE, by=MODERATOR, now=now)


def test_each_agency_beside_the_lead_gets_its_part_and_its_own_date() -> None:
    report = routed()
    syt, ttt = report.shares
    assert (syt.agency, syt.asked, ttt.agency, ttt.asked) == (SYT, (ASKED,), TTT, ())
    assert (report.due, syt.due, ttt.due) == (end_of(1, month=12), end_of(24), end_of(24))
    assert report.co_agencies == (SYT, TTT)


@pytest.mark.parametrize(("kind", "due"), [(Kind.QUESTION, end_of(13)), (Kind.PRAISE, None)])
def test_a_question_leaves_three_days_and_praise_asks_for_nothing(kind: Kind, due: datetime | None) -> None:
    assert [share.due for share in routed(kind).shares] == [due, due]


def test_a_share_is_never_due_after_the_lead() -> None:
    returned = a_report(Status.RETURNED, days_left=4)
    reroute = do.Reroute(post=PostId("0" * 32), words="", agency=STNMT, co_agencies=(SYT,))
    report = after(returned, reroute, by=MODERATOR)
    assert report.due == report.shares[0].due == end_of(16)


@pytest.mark.parametrize("command", [ROUTE, replace(ROUTE, co_agencies=(SYT, SYT))])
def test_no_agency_has_two_shares_or_one_beside_its_own_lead(command: do.ApproveAndRoute) -> None:
    wrong = command if command.co_agencies == (SYT, SYT) else replace(command, co_agencies=(SYT, STNMT))
    why = Why.HELPER_TWICE if wrong.co_agencies == (SYT, SYT) else Why.LEAD_TWICE
    with pytest.raises(Refused) as refused:
        after(a_report(), wrong, by=MODERATOR)
    assert refused.value.why is why


def test_the_first_contribution_gives_the_share_and_others_may_follow() -> None:
    report = after(routed(), CONTRIBUTE, by=OTHER_OFFICER, now=at(12))
    report = after(report, replace(CONTRIBUTE, post=AGAIN), by=OTHER_OFFICER, now=at(13))
    syt, ttt = report.shares
    assert (syt.contributed, syt.contributed_at, syt.contributors) == (GIVEN, at(12), (SYT,))
    assert report.state_of(syt, at(30)) is ShareState.GIVEN
    assert report.state_of(ttt, at(12)) is ShareState.WAITING
    assert report.state_of(ttt, at(25)) is ShareState.LATE


@pytest.mark.parametrize("who", [OFFICER, SIGNER, MODERATOR, OVERSEER, CITIZEN, CLOCK])
def test_nobody_contributes_for_an_agency_but_its_officers(who: Actor) -> None:
    with pytest.raises(Refused) as refused:
        after(routed(), CONTRIBUTE, by=who)
    assert refused.value.why in (Why.NOT_ALLOWED, Why.NO_SHARE)


def test_an_officer_of_one_helper_does_not_contribute_for_another() -> None:
    with pytest.raises(Refused) as refused:
        after(routed(), replace(CONTRIBUTE, agency=TTT), by=OTHER_OFFICER)
    assert refused.value.why is Why.NO_SHARE


def test_once_the_reply_is_out_what_was_not_given_ends_and_nothing_is_added() -> None:
    report = after(routed(), CONTRIBUTE, by=OTHER_OFFICER)
    report = after(report, do.Accept(), by=OFFICER)
    report = after(report, a_command(do.SignReply), by=SIGNER, now=at(13))
    assert [report.state_of(share, at(30)) for share in report.shares] == [
        ShareState.GIVEN,
        ShareState.UNGIVEN,
    ]
    with pytest.raises(Refused) as refused:
        after(report, replace(CONTRIBUTE, post=AGAIN, agency=TTT), by=POLICE)
    assert refused.value.why is Why.WRONG_STATUS


def test_the_reply_names_who_had_contributed_by_its_signature_and_nobody_later() -> None:
    deeds = (
        (NOW, MODERATOR, ROUTE),
        (at(11), OFFICER, do.Accept()),
        (at(12), OTHER_OFFICER, CONTRIBUTE),
        (at(13), SIGNER, a_command(do.SignReply)),
        (at(16), CITIZEN, a_command(do.Reopen, post=PostId("4" * 32))),
        (at(17), POLICE, replace(CONTRIBUTE, post=AGAIN, agency=TTT)),
        (at(18), SIGNER, a_command(do.SignReply, post=PostId("5" * 32))),
    )
    signed = [one.event for one in journal_of(*deeds) if isinstance(one.event, ev.ReplySigned)]
    assert [one.contributors for one in signed] == [(SYT,), (SYT, TTT)]


def test_a_reply_that_the_newsroom_looks_at_is_signed_when_it_is_handed_in() -> None:
    report = after(after(routed(), do.Accept(), by=OFFICER), CONTRIBUTE, by=OTHER_OFFICER, now=at(11))
    report = after(report, a_command(do.HoldReply, post=PostId("4" * 32)), by=SIGNER, now=at(12))
    report = after(report, replace(CONTRIBUTE, post=AGAIN, agency=TTT), by=POLICE, now=at(13))
    (event,) = decide(report, do.ReleaseReply(), actor=MODERATOR, now=at(16), terms=TERMS)
    assert isinstance(event, ev.ReplySigned) and event.contributors == (SYT,)


# What moves a date


def test_when_the_report_is_given_back_the_shares_end_and_rerouting_makes_new_ones() -> None:
    back = after(routed(), a_command(do.Return), by=OFFICER)
    assert back.shares == ()
    again = do.Reroute(post=PostId("4" * 32), words="", agency=SNNMT, co_agencies=(SYT,))
    (share,) = after(back, again, by=MODERATOR, now=at(16)).shares
    assert share == Share(agency=SYT, due=end_of(30))


def test_an_extension_moves_what_is_not_given_by_the_same_working_days() -> None:
    report = after(routed(), CONTRIBUTE, by=OTHER_OFFICER)
    report = replace(report, shares=tuple(replace(one, reminded=True) for one in report.shares))
    report = replace(report, extension_asked=end_of(4, month=12), extended=True)
    later = after(report, a_command(do.GrantExtension), by=MODERATOR)
    syt, ttt = later.shares
    assert syt == report.shares[0]
    assert (ttt.due, ttt.reminded) == (end_of(27), False)


def test_a_refused_extension_moves_nothing() -> None:
    report = replace(routed(), extension_asked=end_of(4, month=12), extended=True)
    later = after(report, a_command(do.GrantExtension, granted=False), by=MODERATOR)
    assert later.shares == report.shares


def test_a_share_long_overdue_is_not_marked_again_for_an_extension_that_comes_too_late_for_it() -> None:
    report = replace(routed(), extension_asked=end_of(4, month=12), extended=True)
    report = after(report, do.MarkSharesOverdue(), by=CLOCK, now=at(25))
    later = after(report, a_command(do.GrantExtension), by=MODERATOR, now=at(30))
    assert [(one.due, one.overdue) for one in later.shares] == [(end_of(27), True)] * 2
    with pytest.raises(Refused):
        after(later, do.MarkSharesOverdue(), by=CLOCK, now=at(30))


def test_a_report_that_is_opened_again_asks_anew_for_what_was_not_given() -> None:
    report = after(routed(), CONTRIBUTE, by=OTHER_OFFICER)
    report = after(report, do.Accept(), by=OFFICER)
    report = after(report, a_command(do.SignReply), by=SIGNER, now=at(13))
    again = after(report, a_command(do.Reopen, post=PostId("4" * 32)), by=CITIZEN, now=at(16))
    syt, ttt = again.shares
    assert syt == report.shares[0] and again.state_of(syt, at(17)) is ShareState.GIVEN
    assert (ttt.due, again.state_of(ttt, at(17))) == (end_of(30), ShareState.WAITING)


def test_what_is_taken_down_keeps_the_days_that_were_left_of_each_share() -> None:
    remove = a_command(do.Remove, reason=RemoveReason.PERSONAL_DATA)
    report = after(after(routed(), CONTRIBUTE, by=OTHER_OFFICER), remove, by=MODERATOR, now=at(17))
    syt, ttt = report.shares
    assert syt.due == end_of(24) and (ttt.due, ttt.days_left) == (None, 5)
    assert report.state_of(ttt, at(30)) is ShareState.STOPPED
    with pytest.raises(Refused):
        after(report, do.MarkSharesOverdue(), by=CLOCK, now=at(30))
    back = after(report, do.Restore(), by=MODERATOR, now=at(30))
    assert (back.shares[1].due, back.shares[1].days_left) == (end_of(7, month=12), None)


def test_a_reply_that_is_sent_back_gives_each_share_the_days_that_it_had() -> None:
    report = after(routed(), do.Accept(), by=OFFICER)
    report = after(report, a_command(do.HoldReply), by=SIGNER, now=at(23))
    back = after(report, a_command(do.SendBackReply, post=PostId("4" * 32)), by=MODERATOR, now=at(27))
    assert [share.due for share in back.shares] == [end_of(30)] * 2


# The clock


def test_each_share_is_reminded_of_once_and_not_on_the_day_it_was_sent() -> None:
    question = routed(Kind.QUESTION)
    with pytest.raises(Refused):
        after(question, do.RemindShares(), by=CLOCK, now=at(10, 23))
    reminded = after(question, do.RemindShares(), by=CLOCK, now=at(11, 8))
    assert [one.reminded for one in reminded.shares] == [True, True]
    with pytest.raises(Refused):
        after(reminded, do.RemindShares(), by=CLOCK, now=at(12))


def test_only_what_is_owed_is_marked_overdue_and_only_once() -> None:
    report = after(routed(), CONTRIBUTE, by=OTHER_OFFICER)
    events = decide(report, do.MarkSharesOverdue(), actor=CLOCK, now=at(25), terms=TERMS)
    assert events == (ev.ShareMarkedOverdue(agency=TTT),)
    marked = after(report, do.MarkSharesOverdue(), by=CLOCK, now=at(25))
    with pytest.raises(Refused):
        after(marked, do.MarkSharesOverdue(), by=CLOCK, now=at(26))


def test_after_a_week_without_a_clock_a_share_is_overdue_and_not_reminded_of() -> None:
    with pytest.raises(Refused):
        after(routed(), do.RemindShares(), by=CLOCK, now=at(27))
    assert after(routed(), do.MarkSharesOverdue(), by=CLOCK, now=at(27)).shares[0].overdue


# Succession


def _two(**changes: object) -> Report:
    early = Share(agency=SYT, asked=(ASKED,), due=end_of(20))
    late = Share(agency=TTT, asked=(AGAIN,), due=end_of(24))
    return replace(a_report(Status.ACCEPTED), shares=(late, replace(early, **changes)))


def test_a_successor_takes_the_share_with_its_date() -> None:
    succeed = do.Succeed(agency=STNMT, co_agencies=(TTT, SNNMT), passed=(Passed(was=SYT, agency=SNNMT),))
    before = _two(reminded=True)
    after_ = after(before, succeed, by=CLOCK)
    assert after_.shares == (before.shares[0], replace(before.shares[1], agency=SNNMT))


def test_two_shares_of_one_successor_are_one_by_the_earlier_date_with_both_texts() -> None:
    passed = (Passed(was=SYT, agency=SNNMT), Passed(was=TTT, agency=SNNMT))
    (share,) = after(_two(), do.Succeed(agency=STNMT, co_agencies=(SNNMT,), passed=passed), by=CLOCK).shares
    assert share == Share(agency=SNNMT, asked=(AGAIN, ASKED), due=end_of(20))


def test_of_two_shares_of_one_successor_what_is_not_given_is_still_owed() -> None:
    given = _two(contributed=GIVEN, contributed_at=at(12), contributors=(SYT,))
    succeed = do.Succeed(agency=STNMT, co_agencies=(TTT,), passed=(Passed(was=SYT, agency=TTT),))
    (share,) = after(given, succeed, by=CLOCK).shares
    assert (share.contributed, share.due, share.contributors) == (None, end_of(24), (SYT,))


def test_a_share_that_falls_to_the_lead_ends() -> None:
    succeed = do.Succeed(agency=STNMT, co_agencies=(TTT,), passed=(Passed(was=SYT, agency=STNMT),))
    assert [one.agency for one in after(_two(), succeed, by=CLOCK).shares] == [TTT]


# The journal


def test_what_was_written_before_there_were_shares_can_still_be_read() -> None:
    old = {
        "post": "0" * 32,
        "agency": "STNMT",
        "co_agencies": ["SYT"],
        "public": True,
        "due": "2026-11-24T16:59:59+00:00",
        "accept_due": "2026-11-12T16:59:59+00:00",
    }
    event = from_payload("Routed", old)
    first = first_event()
    report = fold([first, replace(first, version=2, at=NOW, event=event)])
    assert report.shares == (Share(agency=SYT),)
    assert report.state_of(report.shares[0], at(30)) is ShareState.WAITING
    moved = from_payload("Succeeded", {"was": "STNMT", "agency": "SNNMT", "co_agencies": ["TTT"]})
    later = replace(first, version=3, at=NOW, event=moved)
    assert fold([first, replace(first, version=2, at=NOW, event=event), later]).shares == (Share(agency=TTT),)


def test_the_journal_holds_what_was_asked_by_its_post_and_no_words() -> None:
    (event,) = decide(a_report(), ROUTE, actor=MODERATOR, now=NOW, terms=TERMS)
    payload = to_payload(event)
    assert payload["asked"] == [{"agency": "SYT", "post": ASKED}]
    assert from_payload("Routed", payload) == event


# Who reads


@pytest.mark.parametrize("kind", [PostKind.CONTRIBUTION, PostKind.SHARE_ASKED])
def test_a_contribution_is_read_by_handlers_only(kind: PostKind) -> None:
    report = routed()
    for reader in (OFFICER, SIGNER, OTHER_OFFICER, POLICE, MODERATOR, COLLEAGUE, OVERSEER):
        assert may_read_post(reader, report, kind, by_agency=SYT)
    stranger = Actor(user=UserId(31), memberships=(Membership(role=Role.OFFICER, agency=SNNMT),))
    for other in (CITIZEN, BUSINESS, BROADCASTER, stranger, Actor()):
        assert not may_read_post(other, report, kind, by_agency=SYT)
