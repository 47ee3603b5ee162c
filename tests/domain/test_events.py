"""Events: registered, storable, free of prose, and told by evolve and fold alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.bystanding import BYSTANDING
from casework.domain.evolve import Recorded, begin, evolve, fold
from casework.domain.payloads import from_payload, to_payload
from casework.domain.policy import CLOCK
from casework.domain.values import ClosedBecause, DeclineReason, Status
from tests.domain.cast import (
    ACCEPTED_AT,
    ANSWERED_AT,
    CITIZEN,
    COLLEAGUE,
    MODERATOR,
    NOW,
    OFFICER,
    OTHER_OFFICER,
    POST,
    ROUTED_AT,
    SIGNER,
    a_command,
    a_report,
    at,
    first_event,
    journal_of,
)

NAMES = sorted(ev.REGISTRY)
PROSE = {"words", "title", "body", "url", "name", "email", "phone", "text", "address", "link"}
MOMENTS = st.datetimes(min_value=datetime(2014, 1, 1), timezones=st.just(UTC))


def _values(hint: Any) -> st.SearchStrategy[Any]:
    if hint is datetime:
        return MOMENTS
    if datetime in get_args(hint):
        return st.none() | MOMENTS
    return st.from_type(hint)


def an_event(cls: type[ev.Event]) -> st.SearchStrategy[ev.Event]:
    """Any event of this type, with moments in UTC."""
    hints = get_type_hints(cls)
    return st.builds(cls, **{field: _values(hint) for field, hint in hints.items()})


# A journal is read for as long as the forum lives: a name, once written, is never changed or taken away.
EVERY_NAME_EVER_WRITTEN = """
    Accepted AgencyNoteAdded AppealDecided Appealed Claimed Closed CommentPosted CommentReviewed
    Confirmed Declined Edited Escalated ExtensionDecided ExtensionRequested HandedOver InfoAsked
    InfoSupplied InterimReplied MarkedOverdue Merged NewsroomNoteAdded Purged Rated Redacted
    Released Reminded Removed Reopened ReplyDrafted ReplySigned Rerouted Restored Returned Routed
    Submitted Withdrawn
    AgencyMessaged ContactErased IdentityAsked IdentityDecided IdentityOpened NewsroomMessaged
    PictureRedacted ReplyHeld ReplySentBack
    OutletSucceeded Succeeded
    PassedToInspectorate
    MarkedPressOverdue PressLetterSent
    CommentPublished CommentSetAside FlagsSettled
    LetGo TookIn Unmerged
    Contributed ShareMarkedOverdue ShareReminded
    PromiseAnswered PromiseAsked PromiseMade PromiseMoved
    Corrected ReplyRequestDeclined ReplyRequested RightOfReplyPublished
"""


def test_every_event_ever_written_can_be_read() -> None:
    assert set(EVERY_NAME_EVER_WRITTEN.split()) == set(NAMES)


def test_two_events_cannot_have_one_name() -> None:
    with pytest.raises(TypeError, match="Rated"):
        type("Rated", (ev.Event,), {})
    assert ev.REGISTRY["Rated"] is ev.Rated


def test_an_unknown_event_is_not_read_as_another() -> None:
    with pytest.raises(KeyError):
        from_payload("Forgotten", {})


@pytest.mark.parametrize("name", NAMES)
@given(chosen=st.data())
def test_an_event_comes_back_from_its_payload_as_it_went(name: str, chosen: st.DataObject) -> None:
    event = chosen.draw(an_event(ev.REGISTRY[name]))
    stored = json.loads(json.dumps(to_payload(event)))
    back = from_payload(name, stored)
    assert back == event
    assert [type(value) for value in vars(back).values()] == [type(value) for value in vars(event).values()]


@pytest.mark.parametrize("name", NAMES)
def test_no_event_holds_prose_or_says_who_somebody_is(name: str) -> None:
    hints = get_type_hints(ev.REGISTRY[name])
    assert not PROSE & set(hints)
    for field, hint in hints.items():
        # Ids are NewTypes and choices are enums; bare text could be anything.
        assert str not in (hint, *get_args(hint)), field


@pytest.mark.parametrize("name", sorted(set(NAMES) - {"Submitted"}))
@given(chosen=st.data())
def test_every_event_changes_every_report_without_asking(name: str, chosen: st.DataObject) -> None:
    event = chosen.draw(an_event(ev.REGISTRY[name]))
    report = a_report(chosen.draw(st.sampled_from(Status)))
    later = evolve(
        report, Recorded(report=report.code, version=report.version + 1, at=NOW, actor=None, event=event)
    )
    assert later.version == report.version + 1
    assert (later.status_since == NOW) is (later.status is not report.status)
    assert (later.code, later.kind, later.reporter) == (report.code, report.kind, report.reporter)


def test_who_declined_is_remembered_from_who_is_recorded() -> None:
    report = a_report()
    declined = ev.Declined(post=POST, reason=DeclineReason.OUT_OF_SCOPE)
    recorded = Recorded(report=report.code, version=2, at=NOW, actor=MODERATOR.user, event=declined)
    assert evolve(report, recorded).declined_by == MODERATOR.user


def long_life() -> list[Recorded]:
    return journal_of(
        (at(2, 14), MODERATOR, a_command(do.Claim)),
        (at(2, 15), MODERATOR, a_command(do.Decline)),
        (at(2, 16), CITIZEN, a_command(do.Appeal)),
        (at(3, 8), COLLEAGUE, a_command(do.DecideAppeal)),
        (at(3, 8), COLLEAGUE, a_command(do.Edit)),
        (ROUTED_AT, COLLEAGUE, a_command(do.ApproveAndRoute)),
        (at(4), CITIZEN, a_command(do.Comment)),
        (at(4), OFFICER, a_command(do.Return)),
        (at(4), COLLEAGUE, a_command(do.Reroute)),
        (ACCEPTED_AT, OTHER_OFFICER, a_command(do.Accept)),
        (at(6), OTHER_OFFICER, a_command(do.RequestExtension)),
        (at(6), MODERATOR, a_command(do.GrantExtension)),
        (at(27), CLOCK, a_command(do.Remind)),
        (at(2, month=12), CLOCK, a_command(do.MarkOverdue)),
        (at(2, month=12), MODERATOR, a_command(do.Remove)),
        (at(3, month=12), MODERATOR, a_command(do.Restore)),
    )


def short_life() -> list[Recorded]:
    return journal_of(
        (ROUTED_AT, MODERATOR, a_command(do.ApproveAndRoute)),
        (ACCEPTED_AT, OFFICER, a_command(do.Accept)),
        (ANSWERED_AT, SIGNER, a_command(do.SignReply)),
        (NOW, CITIZEN, a_command(do.Rate)),
    )


@pytest.mark.parametrize("life", [long_life, short_life])
def test_folding_a_journal_is_evolving_step_by_step(life: Callable[[], list[Recorded]]) -> None:
    journal = life()
    report = begin(journal[0])
    for recorded in journal[1:]:
        report = evolve(report, recorded)
        assert fold(journal[: recorded.version]) == report
    assert report.version == len(journal)


def test_a_short_life_ends_as_it_was_told() -> None:
    report = fold(short_life())
    told = a_report(Status.CLOSED, version=6, stars=4, status_since=NOW, closed_at=NOW, reply=report.reply)
    assert report == told
    assert report.closed_because is ClosedBecause.SATISFIED


def test_a_journal_begins_with_a_submission_and_is_not_empty() -> None:
    with pytest.raises(TypeError, match="Claimed"):
        fold(long_life()[1:])
    with pytest.raises(ValueError, match="at least one"):
        fold([])


def test_a_guests_report_begins_unconfirmed() -> None:
    begun = begin(first_event(unconfirmed=True, reporter=None, first_look_due=None, publish=False))
    assert begun.status is Status.UNCONFIRMED
    assert not begun.is_published


def test_what_bystanders_do_takes_no_report_anywhere() -> None:
    bystanding = {
        "CommentPosted", "CommentPublished", "CommentReviewed", "CommentSetAside", "FlagsSettled",
        "NewsroomNoteAdded", "AgencyNoteAdded",
        "Reminded", "MarkedOverdue", "Escalated", "NewsroomMessaged", "AgencyMessaged", "PictureRedacted",
        "IdentityAsked", "IdentityDecided", "IdentityOpened", "ContactErased",
        "Succeeded", "OutletSucceeded", "MarkedPressOverdue", "TookIn", "LetGo",
        "PromiseAsked", "ShareReminded", "ShareMarkedOverdue",
        "ReplyRequested", "ReplyRequestDeclined",
    }  # fmt: skip  # because a list of names reads better in one line
    assert {event.__name__ for event in BYSTANDING} == bystanding
