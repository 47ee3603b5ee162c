"""What a reorganisation changes on a report, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.lifecycle import decide
from casework.domain.policy import CLOCK, Actor, Membership, may_read_post, parts_of
from casework.domain.refusals import Refused, Why
from casework.domain.report import WITH_AGENCY
from casework.domain.values import AgencyCode, Part, PostId, PostKind, Role, Status, UserId
from tests.domain.cast import (
    BND,
    NOW,
    OFFICER,
    OTHER_OFFICER,
    PTTH,
    STNMT,
    SYT,
    TERMS,
    a_command,
    a_report,
    after,
    end_of,
)

SNNMT = AgencyCode("SNNMT")
NEW_SIGNER = Actor(user=UserId(20), memberships=(Membership(role=Role.SIGNER, agency=SNNMT),))


@pytest.mark.parametrize("status", sorted(WITH_AGENCY))
def test_a_successor_goes_on_where_it_stood_on_the_same_clock(status: Status) -> None:
    kept = {"draft": PostId("d" * 32), "extension_asked": end_of(30), "extended": True, "overdue": True}
    before = a_report(status, co_agencies=(SYT,), **kept)
    later = after(before, do.Succeed(agency=SNNMT, co_agencies=(SYT,)), by=CLOCK)
    assert later == replace(before, agency=SNNMT, inherited=(STNMT,), version=before.version + 1)
    assert (later.due, later.transfers, later.returns) == (before.due, before.transfers, before.returns)


def test_an_answer_stays_under_the_name_of_who_gave_it() -> None:
    with pytest.raises(Refused) as refused:
        after(a_report(Status.ANSWERED), do.Succeed(agency=SNNMT), by=CLOCK)
    assert refused.value.why is Why.WRONG_STATUS


@pytest.mark.parametrize(
    ("command", "why"),
    [
        (do.Succeed(agency=STNMT, co_agencies=(SYT,)), Why.SAME_AGENCIES),
        (do.Succeed(agency=SNNMT, co_agencies=(SNNMT,)), Why.LEAD_TWICE),
        (do.SucceedOutlet(outlet=BND), Why.SAME_OUTLET),
    ],
)
def test_what_has_moved_does_not_move_again(command: do.Command, why: Why) -> None:
    with pytest.raises(Refused) as refused:
        decide(a_report(Status.ACCEPTED, co_agencies=(SYT,)), command, actor=CLOCK, now=NOW, terms=TERMS)
    assert refused.value.why is why


def test_the_event_names_both_houses() -> None:
    (event,) = decide(a_report(Status.ACCEPTED), do.Succeed(agency=SNNMT), actor=CLOCK, now=NOW, terms=TERMS)
    assert event == ev.Succeeded(was=STNMT, agency=SNNMT, co_agencies=())


def test_who_helped_may_change_while_the_lead_stays() -> None:
    report = after(
        a_report(Status.ACCEPTED, co_agencies=(SYT,)),
        do.Succeed(agency=STNMT, co_agencies=(SNNMT,)),
        by=CLOCK,
    )
    assert (report.agency, report.co_agencies, report.inherited) == (STNMT, (SNNMT,), ())


@pytest.mark.parametrize("kind", [PostKind.DRAFT, PostKind.AGENCY_NOTE])
def test_the_papers_of_the_old_lead_are_read_by_the_new_one_and_by_nobody_else(kind: PostKind) -> None:
    before = a_report(Status.ACCEPTED, co_agencies=(SYT,))
    assert not may_read_post(NEW_SIGNER, before, kind, by_agency=STNMT)
    moved = after(before, do.Succeed(agency=SNNMT, co_agencies=(SYT,)), by=CLOCK)
    assert may_read_post(NEW_SIGNER, moved, kind, by_agency=STNMT)
    assert not may_read_post(OTHER_OFFICER, moved, kind, by_agency=STNMT)
    assert not may_read_post(NEW_SIGNER, moved, kind, by_agency=SYT)
    returned = after(moved, a_command(do.Return), by=replace(NEW_SIGNER, memberships=_officers(SNNMT)))
    assert returned.inherited == ()


def test_the_old_lead_plays_no_part_any_more() -> None:
    moved = after(a_report(Status.ACCEPTED), do.Succeed(agency=SNNMT), by=CLOCK)
    assert Part.OFFICER not in parts_of(OFFICER, moved)


def test_a_newsroom_that_goes_on_keeps_who_is_on_it() -> None:
    claimed = a_report(Status.SUBMITTED, claimed_by=UserId(3))
    moved = after(claimed, do.SucceedOutlet(outlet=PTTH), by=CLOCK)
    assert moved == replace(claimed, outlet=PTTH, version=claimed.version + 1)


def _officers(agency: AgencyCode) -> tuple[Membership, ...]:
    return (Membership(role=Role.OFFICER, agency=agency),)
