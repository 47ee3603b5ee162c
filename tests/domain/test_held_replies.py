"""A reply that may name somebody waits with the newsroom, and the agency does not pay for the wait."""

from __future__ import annotations

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.lifecycle import decide
from casework.domain.values import PostId, Status
from tests.domain.cast import (
    DUE,
    MODERATOR,
    OFFICER,
    SIGNER,
    TERMS,
    a_command,
    a_report,
    after,
    at,
    end_of,
)

HELD = PostId("5" * 32)


def test_a_reply_handed_in_on_the_last_day_is_in_time_whenever_it_is_released() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply), by=SIGNER, now=DUE)
    (signed,) = decide(held, do.ReleaseReply(), actor=MODERATOR, now=at(28), terms=TERMS)
    assert isinstance(signed, ev.ReplySigned)
    assert signed.in_time and signed.post == held.held
    assert signed.close_due == end_of(14, month=12)  # the whole time from now on; the 13th is a Sunday
    released = after(held, do.ReleaseReply(), by=MODERATOR, now=at(28))
    assert released.status is Status.ANSWERED
    assert (released.held, released.held_official, released.held_at) == (None, False, None)


def test_a_reply_handed_in_late_is_late() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply), by=SIGNER, now=at(25))
    (signed,) = decide(held, do.ReleaseReply(), actor=MODERATOR, now=at(25), terms=TERMS)
    assert isinstance(signed, ev.ReplySigned) and not signed.in_time


def test_what_was_sent_back_has_the_days_left_that_it_had() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply), by=SIGNER, now=at(19))  # 3 days left
    back = after(held, a_command(do.SendBackReply), by=MODERATOR, now=at(26))
    assert back.due == end_of(1, month=12)
    assert back.held is None and back.status is Status.ACCEPTED
    late = after(a_report(Status.ACCEPTED), a_command(do.HoldReply), by=SIGNER, now=at(25))
    assert after(late, a_command(do.SendBackReply), by=MODERATOR, now=at(26)).due == DUE


def test_an_interim_reply_stops_no_clock() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply, official=False), by=OFFICER, now=at(19))
    assert not held.held_official
    (said,) = decide(held, do.ReleaseReply(), actor=MODERATOR, now=at(20), terms=TERMS)
    assert said == ev.InterimReplied(post=held.held or HELD)
    assert after(held, a_command(do.SendBackReply), by=MODERATOR, now=at(26)).due == DUE
    released = after(held, do.ReleaseReply(), by=MODERATOR, now=at(20))
    assert released.held is None and released.status is Status.ACCEPTED


def test_an_interim_reply_leaves_the_held_one_where_it_is() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply, post=HELD), by=SIGNER, now=at(19))
    assert after(held, a_command(do.InterimReply), by=OFFICER, now=at(19)).held == HELD


def test_a_reply_in_which_nothing_is_found_takes_the_place_of_the_held_one() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply, post=HELD), by=SIGNER, now=at(19))
    signed = after(held, a_command(do.SignReply), by=SIGNER, now=at(20))
    assert signed.held is None and signed.reply != HELD


def test_a_report_that_goes_elsewhere_takes_no_held_reply_along() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply), by=SIGNER, now=at(19))
    assert after(held, a_command(do.Return), by=OFFICER, now=at(19)).held is None


def test_nobody_is_late_while_what_came_in_time_waits() -> None:
    held = after(a_report(Status.ACCEPTED), a_command(do.HoldReply), by=SIGNER, now=at(24))
    assert not held.is_late(at(28)) and held.is_past_due(at(28))
    late = after(a_report(Status.ACCEPTED), a_command(do.HoldReply), by=SIGNER, now=at(25))
    assert late.is_late(at(28))
    assert a_report(Status.ACCEPTED).is_late(at(25)) and not a_report(Status.ANSWERED).is_late(at(25))
