"""Where a denunciation stands and what may be done with it: every cell by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from casework.domain.calendar import LOCAL
from casework.domain.denunciations import Deed, Denunciation, after, struck
from casework.domain.policy import Actor, Membership, Permission, can, keeps_sealed, parts_of
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode, DenunciationCode, OutletCode, Part, Role, SealedStatus, UserId
from tests.domain import cast

S, D = SealedStatus, Deed
MONDAY, TUESDAY = date(2026, 11, 2), date(2026, 11, 3)

# What each deed leads to, from received, read, answered, accepted, forwarded, closed; – is refused.
TABLE = """
wrote      received  read       answered   accepted   forwarded  –
opened     read      read       answered   accepted   forwarded  closed
took_file  –         read       answered   accepted   forwarded  closed
answered   –         answered   answered   accepted   forwarded  –
accepted   –         accepted   accepted   –          accepted   –
forwarded  –         forwarded  forwarded  forwarded  –          –
closed     –         closed     closed     closed     closed     –
received   –         –          –          –          –          –
passed_on  –         –          –          –          –          –
reminded   –         –          –          –          –          –
overdue    –         –          –          –          –          –
"""
CELLS = [
    (S(status), D(line.split()[0]), cell)
    for line in TABLE.strip().splitlines()
    for status, cell in zip(
        ("received", "read", "answered", "accepted", "forwarded", "closed"), line.split()[1:], strict=True
    )
]


def denunciation(status: SealedStatus, **more: object) -> Denunciation:
    return Denunciation(
        code=DenunciationCode("TC-7K3M-9QXT"),
        version=3,
        status=status,
        received_on=MONDAY,
        status_on=MONDAY,
        **more,  # type: ignore[arg-type]  # because a test names the field it changes
    )


def test_the_table_has_every_cell() -> None:
    assert len(CELLS) == len(S) * len(D)


@pytest.mark.parametrize(("status", "deed", "cell"), CELLS)
def test_each_deed_leads_where_the_table_says(status: SealedStatus, deed: Deed, cell: str) -> None:
    here = denunciation(status)
    assert here.may(deed) is (cell != "–")
    if cell == "–":
        with pytest.raises(Refused) as refused:
            after(here, deed, on=TUESDAY)
        assert refused.value.why is Why.CASE_MOVED_ON
    else:
        there = after(here, deed, on=TUESDAY)
        assert there.status is S(cell)
        assert there.status_on == (TUESDAY if there.status is not status else MONDAY)


def test_who_only_looks_changes_nothing_for_the_other_keeper() -> None:
    here = denunciation(S.READ)
    assert after(here, D.OPENED, on=TUESDAY) == here
    assert after(here, D.TOOK_FILE, on=TUESDAY) == here
    assert after(here, D.ANSWERED, on=TUESDAY).version == here.version + 1


def test_its_author_waits_until_something_is_said() -> None:
    here = denunciation(S.RECEIVED)
    assert here.waits
    read = after(here, D.OPENED, on=TUESDAY)
    assert read.waits
    answered = after(read, D.ANSWERED, on=TUESDAY)
    assert not answered.waits
    assert after(answered, D.WROTE, on=TUESDAY).waits


def test_taking_it_up_and_forwarding_are_dated_and_named() -> None:
    read = denunciation(S.READ)
    assert after(read, D.ACCEPTED, on=TUESDAY).accepted_on == TUESDAY
    assert after(read, D.FORWARDED, on=TUESDAY, to=cast.STNMT).forwarded_to == cast.STNMT


def test_the_clocks_are_those_of_the_law() -> None:
    """Seven working days to say whether it is taken up, thirty days from then on to settle it."""
    assert denunciation(S.READ).accept_by(cast.TERMS) == date(2026, 11, 11)
    accepted = denunciation(S.ACCEPTED, accepted_on=TUESDAY)
    assert accepted.accept_by(cast.TERMS) is None
    assert accepted.decide_by(cast.TERMS) == date(2026, 12, 3)
    for status in (S.FORWARDED, S.CLOSED):
        over = denunciation(status, accepted_on=TUESDAY)
        assert over.accept_by(cast.TERMS) is None and over.decide_by(cast.TERMS) is None


def clock_says(here: Denunciation, day: int, hour: int = 9) -> tuple[bool, bool, Deed | None]:
    """What the marks are after the clock has struck on a day of November, and what it did."""
    struck_one, deed = struck(here, cast.TERMS, datetime(2026, 11, day, hour, tzinfo=LOCAL))
    assert struck_one.version == here.version
    return struck_one.reminded, struck_one.overdue, deed


def test_the_keeper_is_reminded_three_working_days_before_and_told_once_it_has_passed() -> None:
    here = denunciation(S.READ)  # to be taken up by Wednesday the 11th
    assert clock_says(here, 5) == (False, False, None)
    assert clock_says(here, 6) == (True, False, D.REMINDED)
    assert clock_says(replace(here, reminded=True), 9) == (True, False, None)
    assert clock_says(replace(here, reminded=True), 11, hour=23) == (True, False, None)
    assert clock_says(replace(here, reminded=True), 12, hour=0) == (True, True, D.OVERDUE)
    assert clock_says(replace(here, reminded=True, overdue=True), 20) == (True, True, None)


def test_after_a_week_without_a_worker_it_is_overdue_and_no_longer_reminded() -> None:
    assert clock_says(denunciation(S.ANSWERED), 16) == (False, True, D.OVERDUE)


@pytest.mark.parametrize("status", [S.FORWARDED, S.CLOSED])
def test_nothing_is_due_once_it_is_settled(status: SealedStatus) -> None:
    assert clock_says(denunciation(status), 30) == (False, False, None)


def test_taking_it_up_begins_a_date_of_its_own() -> None:
    late = denunciation(S.READ, reminded=True, overdue=True)
    taken_up = after(late, D.ACCEPTED, on=TUESDAY)  # to be settled by Thursday, 3 December
    assert clock_says(taken_up, 26) == (False, False, None)
    assert clock_says(taken_up, 30) == (True, False, D.REMINDED)


# ---- who reads it


@pytest.mark.parametrize("name", [name for name in cast.CAST if name != "keeper"])
def test_nobody_but_the_keeper_keeps_it(name: str) -> None:
    assert not keeps_sealed(cast.CAST[name], [cast.TTT])
    assert not can(cast.CAST[name], Permission.KEEP_SEALED)


def test_the_keeper_keeps_it_and_does_nothing_else() -> None:
    assert keeps_sealed(cast.KEEPER, [cast.TTT])
    for permission in (
        Permission.MODERATE,
        Permission.WORK_FOR_AGENCY,
        Permission.OVERSEE,
        Permission.ADMINISTER,
        Permission.SUBMIT_REPORT,
        Permission.TAKE_PART,
    ):
        assert not can(cast.KEEPER, permission), permission
    assert parts_of(cast.KEEPER, cast.a_report(cast.Status.ROUTED)) == {Part.READER}


@pytest.mark.parametrize(
    "other",
    [
        Membership(role=Role.ADMIN),
        Membership(role=Role.MODERATOR, outlet=OutletCode("BND")),
        Membership(role=Role.OVERSEER),
        Membership(role=Role.OFFICER, agency=AgencyCode("TTT")),
    ],
)
def test_who_also_does_something_else_here_reads_nothing_of_it(other: Membership) -> None:
    both = Actor(user=UserId(1), memberships=(*cast.KEEPER.memberships, other))
    assert not keeps_sealed(both, [cast.TTT])
    assert not can(both, Permission.KEEP_SEALED)


def test_a_keeper_of_another_agency_reads_nothing() -> None:
    elsewhere = Membership(role=Role.KEEPER, agency=cast.STNMT)
    assert not keeps_sealed(Actor(user=UserId(1), memberships=(elsewhere,)), [cast.TTT])
    two = (*cast.KEEPER.memberships, elsewhere)
    assert not keeps_sealed(Actor(user=UserId(1), memberships=two), [cast.TTT])
