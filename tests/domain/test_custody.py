"""The way of a report through the hands that had it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from casework.domain import commands as do
from casework.domain.custody import Custody, Hands, Keeping, Left, custody
from casework.domain.evolve import Recorded
from casework.domain.policy import CLOCK
from casework.domain.timeline import seen_by
from casework.domain.values import AgencyCode, ReturnReason
from tests.domain.cast import (
    CITIZEN,
    MODERATOR,
    NOW,
    OFFICER,
    OTHER_OFFICER,
    OVERSEER,
    ROUTED_AT,
    SIGNER,
    STNMT,
    SUBMITTED_AT,
    SYT,
    a_command,
    at,
    journal_of,
)

UBND = AgencyCode("UBND-362")


def public(journal: Iterable[Recorded]) -> Custody:
    """The way as everybody sees it."""
    return custody(seen_by(frozenset(), journal))


def told(way: Custody) -> list[tuple[Hands, AgencyCode | None, datetime, datetime | None, Left | None]]:
    return [(one.hands, one.agency, one.since, one.until, one.left) for one in way.keepings]


def twice_returned() -> list[Recorded]:
    return journal_of(
        (ROUTED_AT, MODERATOR, a_command(do.ApproveAndRoute)),
        (at(4), OFFICER, a_command(do.Return, reason=ReturnReason.NOT_OUR_AREA, proposed=SYT)),
        (at(5), MODERATOR, a_command(do.Reroute)),
        (at(6), OTHER_OFFICER, a_command(do.Return, proposed=UBND)),
        (at(9), OVERSEER, a_command(do.Reroute, agency=UBND)),
    )


def test_every_stretch_says_who_had_it_and_begins_where_the_last_one_ends() -> None:
    way = public(twice_returned())
    assert told(way) == [
        (Hands.NEWSROOM, None, SUBMITTED_AT, ROUTED_AT, Left.SENT),
        (Hands.AGENCY, STNMT, ROUTED_AT, at(4), Left.RETURNED),
        (Hands.NEWSROOM, None, at(4), at(5), Left.SENT),
        (Hands.AGENCY, SYT, at(5), at(6), Left.RETURNED),
        (Hands.OVERSIGHT, None, at(6), at(9), Left.SENT),
        (Hands.AGENCY, UBND, at(9), None, None),
    ]
    assert (way.transfers, way.returns) == (3, 2)


def test_who_gave_it_back_is_told_with_the_reason_and_the_proposal() -> None:
    assert [(one.agency, one.reason, one.proposed) for one in public(twice_returned()).given_back] == [
        (STNMT, ReturnReason.NOT_OUR_AREA, SYT),
        (SYT, ReturnReason.NOT_OUR_FIELD, UBND),
    ]


def test_a_reorganisation_takes_it_along_and_is_no_transfer() -> None:
    way = public(
        journal_of(
            (ROUTED_AT, MODERATOR, a_command(do.ApproveAndRoute, co_agencies=(UBND,))),
            (at(4), CLOCK, do.Succeed(agency=STNMT, co_agencies=())),
            (at(5), CLOCK, do.Succeed(agency=SYT)),
        )
    )
    assert way.keepings[1:] == (
        Keeping(hands=Hands.AGENCY, agency=STNMT, since=ROUTED_AT, until=at(5), left=Left.SUCCEEDED),
        Keeping(hands=Hands.AGENCY, agency=SYT, since=at(5)),
    )
    assert (way.transfers, way.returns) == (1, 0)


def test_an_answer_ends_it_and_no_from_the_reporter_begins_it_again() -> None:
    way = public(
        journal_of(
            (ROUTED_AT, MODERATOR, a_command(do.ApproveAndRoute)),
            (at(5), OFFICER, a_command(do.Accept)),
            (at(9), SIGNER, a_command(do.SignReply)),
            (NOW, CITIZEN, a_command(do.Reopen)),
        )
    )
    assert told(way)[1:] == [
        (Hands.AGENCY, STNMT, ROUTED_AT, at(9), Left.ANSWERED),
        (Hands.AGENCY, STNMT, NOW, None, None),
    ]
    assert way.transfers == 1


def test_what_the_newsroom_declined_has_left_it() -> None:
    journal = journal_of((at(3), MODERATOR, a_command(do.Decline)))
    assert told(custody(journal)) == [(Hands.NEWSROOM, None, SUBMITTED_AT, at(3), Left.ENDED)]
