"""The table of security.md, "Who may do what", as far as the domain answers it; written out by hand.

The columns are hers: A anonymous · C the owner · C′ another citizen · M moderator · G agency that has it ·
G′ another agency · J journalist · O oversight · X administrator.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from casework.domain import commands as do
from casework.domain.lifecycle import allowed
from casework.domain.policy import (
    ANYBODY,
    BY_ROLE,
    CLOCK,
    POST_READERS,
    Actor,
    Membership,
    Permission,
    can,
    may_know_reporter,
    may_read,
    may_read_post,
    owns,
    parts_of,
    permissions_of,
)
from casework.domain.report import Report
from casework.domain.values import Display, Kind, Part, PostKind, Role, Status, Visibility
from tests.domain.cast import (
    ADMIN,
    BROADCASTER,
    BUSINESS,
    CAST,
    CITIZEN,
    CODE,
    COLLEAGUE,
    GUEST,
    GUEST_CODE,
    JOURNALIST,
    MODERATOR,
    OFFICER,
    OTHER_OFFICER,
    OVERSEER,
    SIGNER,
    STNMT,
    SYT,
    a_report,
)

S = Status
COLUMNS: Mapping[str, Actor] = {
    "A": ANYBODY,
    "C": CITIZEN,
    "C′": BUSINESS,
    "M": MODERATOR,
    "G": OFFICER,
    "G′": OTHER_OFFICER,
    "J": JOURNALIST,
    "O": OVERSEER,
    "X": ADMIN,
}


def row(line: str, answer: Callable[[Actor], bool]) -> None:
    """Hold every column of a line of ✓ and – against the domain's answer."""
    marks = line.split()
    assert len(marks) == len(COLUMNS)
    expected = {column: mark == "✓" for column, mark in zip(COLUMNS, marks, strict=True)}
    assert {column: answer(actor) for column, actor in COLUMNS.items()} == expected


RESTRICTED = {"visibility": Visibility.RESTRICTED, "published_at": None}
REMOVED = {"visibility": Visibility.REMOVED}


# A C C′ M G G′ J O X
@pytest.mark.parametrize(
    ("line", "report"),
    [
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", a_report(S.ROUTED)),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", a_report(S.ACCEPTED)),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", a_report(S.RETURNED)),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", a_report(S.ANSWERED)),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", a_report(S.REOPENED)),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", a_report(S.CLOSED)),
        ("– ✓ – ✓ – – – ✓ –", a_report(S.SUBMITTED)),
        ("– ✓ – ✓ – – – ✓ –", a_report(S.NEEDS_INFO)),
        ("– ✓ – ✓ – – – ✓ –", a_report(S.DECLINED)),
        ("– ✓ – ✓ – – – ✓ –", a_report(S.MERGED)),
        ("– ✓ – ✓ ✓ – – ✓ –", a_report(S.WITHDRAWN)),
        ("– ✓ – ✓ – – – ✓ –", a_report(S.ROUTED, **REMOVED)),
        ("– ✓ – ✓ – – – ✓ –", a_report(S.CLOSED, **REMOVED)),
        ("– ✓ – ✓ ✓ – – ✓ –", a_report(S.ROUTED, **RESTRICTED)),
        ("– ✓ – ✓ ✓ – – ✓ –", a_report(S.CLOSED, **RESTRICTED)),
        ("– ✓ – – – – – – –", a_report(S.UNCONFIRMED, reporter=CITIZEN.user)),
    ],
)
def test_report_read(line: str, report: Report) -> None:
    row(line, lambda actor: may_read(actor, report))


@pytest.mark.parametrize(
    ("line", "report"),
    [
        ("– ✓ – ✓ – – – – –", a_report(S.ROUTED, consent=False)),
        ("– ✓ – ✓ ✓ – – – –", a_report(S.ROUTED, consent=True)),
        ("– ✓ – ✓ – – – – –", a_report(S.ROUTED, consent=False, display=Display.HIDDEN)),
        ("– ✓ – ✓ ✓ – – – –", a_report(S.ROUTED, consent=True, display=Display.HIDDEN)),
        # Consent or not: what is sealed is opened only by break-glass, which is not a permission.
        ("– ✓ – – – – – – –", a_report(S.ROUTED, consent=True, display=Display.CONFIDENTIAL)),
        ("– ✓ – ✓ – – – – –", a_report(S.ROUTED, consent=True, **REMOVED)),
        ("– ✓ – – – – – – –", a_report(S.UNCONFIRMED, reporter=CITIZEN.user, consent=True)),
    ],
)
def test_identity_of_the_reporter(line: str, report: Report) -> None:
    row(line, lambda actor: may_know_reporter(actor, report))


@pytest.mark.parametrize(
    ("line", "permission"),
    [
        # A C C′ M G G′ J O X
        ("✓ ✓ ✓ ✓ – – ✓ – –", Permission.SUBMIT_REPORT),
        ("– ✓ ✓ ✓ – – ✓ – –", Permission.TAKE_PART),
        ("– ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", Permission.OWN_ACCOUNT),
        ("– ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", Permission.FOLLOW),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", Permission.READ_PUBLIC),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", Permission.TRACK_REPORT),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", Permission.SIGN_IN),
        ("✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓", Permission.ACT_AS_DEMO),
        ("– – – ✓ – – – – –", Permission.MODERATE),
        ("– – – – ✓ ✓ – – –", Permission.WORK_FOR_AGENCY),
        ("– – – – – – – ✓ –", Permission.OVERSEE),
        ("– – – – – – – – ✓", Permission.ADMINISTER),
    ],
)
def test_permissions_of_pages(line: str, permission: Permission) -> None:
    row(line, lambda actor: can(actor, permission))


@pytest.mark.parametrize(
    ("line", "commands", "report"),
    [
        # A C C′ M G G′ J O X
        ("– ✓ – ✓ – – – – –", (do.Edit,), a_report(S.SUBMITTED)),
        (
            "– – – ✓ – – – – –",
            (do.Claim, do.ApproveAndRoute, do.Merge, do.Decline),
            a_report(S.SUBMITTED),
        ),
        ("– – – ✓ – – – – –", (do.Remove,), a_report(S.ROUTED)),
        ("– – – – – – – – –", (do.DecideAppeal,), a_report(S.DECLINED, appeal_pending=True)),
        (
            "– – – ✓ – – – – –",
            (do.DecideAppeal,),
            a_report(S.DECLINED, appeal_pending=True, declined_by=COLLEAGUE.user),
        ),
        ("– – – – ✓ – – – –", (do.Accept, do.Return, do.RequestExtension), a_report(S.ROUTED)),
        ("– – – – ✓ – – – –", (do.DraftReply, do.InterimReply), a_report(S.ACCEPTED)),
        ("– – – – – – – – –", (do.SignReply,), a_report(S.ACCEPTED)),
        ("– ✓ – – – – – – –", (do.Rate, do.Reopen), a_report(S.ANSWERED)),
        ("– ✓ – – – – – – –", (do.SupplyInfo, do.Withdraw), a_report(S.NEEDS_INFO)),
        ("– ✓ – – – – – – –", (do.Appeal,), a_report(S.DECLINED)),
        ("– ✓ ✓ ✓ – – ✓ – –", (do.Comment,), a_report(S.ROUTED)),
        ("– – – – – – – – –", (do.Comment,), a_report(S.ROUTED, **RESTRICTED)),
        ("– – – ✓ – – – – –", (do.AddNewsroomNote,), a_report(S.ROUTED)),
        ("– – – – ✓ – – – –", (do.AddAgencyNote,), a_report(S.ROUTED)),
    ],
)
def test_deeds(line: str, commands: tuple[type[do.Command], ...], report: Report) -> None:
    for command in commands:
        row(line, lambda actor, command=command: command in allowed(report, actor=actor))  # type: ignore[misc]  # because mypy knows no default of a lambda


def test_only_a_signer_signs() -> None:
    may_sign = {
        who for who, actor in CAST.items() if do.SignReply in allowed(a_report(S.ACCEPTED), actor=actor)
    }
    assert may_sign == {"signer"}


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        # A C C′ M G G′ J O X
        (
            "✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓ ✓",
            (
                PostKind.COMMENT,
                PostKind.OFFICIAL_REPLY,
                PostKind.INTERIM_REPLY,
                PostKind.EXTENSION,
                PostKind.PROMISE,
                PostKind.PROMISE_MOVED,
                PostKind.CORRECTION,
                PostKind.RIGHT_OF_REPLY,
            ),
        ),
        ("– – – ✓ – – – ✓ –", (PostKind.NEWSROOM_NOTE,)),
        ("– – – – ✓ – – ✓ –", (PostKind.AGENCY_NOTE,)),
        ("– – – – ✓ – – – –", (PostKind.DRAFT,)),
        (
            "– ✓ – ✓ – – – ✓ –",
            (
                PostKind.QUESTION,
                PostKind.DECLINE,
                PostKind.APPEAL,
                PostKind.APPEAL_DECISION,
                PostKind.REMOVAL,
            ),
        ),
        (
            "– ✓ – ✓ ✓ – – ✓ –",
            (PostKind.INFO, PostKind.REOPEN, PostKind.WITHDRAWAL, PostKind.VERDICT, PostKind.PROMISE_VERDICT),
        ),
        (
            "– – – ✓ ✓ – – ✓ –",
            (PostKind.ROUTING_NOTE, PostKind.RETURN, PostKind.EXTENSION_DECISION),
        ),
    ],
)
def test_post_read(line: str, kinds: tuple[PostKind, ...]) -> None:
    report = a_report(S.ROUTED)
    for kind in kinds:
        row(line, lambda actor, kind=kind: may_read_post(actor, report, kind, by_agency=STNMT))  # type: ignore[misc]  # because mypy knows no default of a lambda


def test_every_kind_of_post_has_readers() -> None:
    assert set(POST_READERS) == set(PostKind)


def test_two_agencies_on_one_report_do_not_read_each_others_notes_and_drafts() -> None:
    report = a_report(S.ROUTED, co_agencies=(SYT,))
    for kind in (PostKind.AGENCY_NOTE, PostKind.DRAFT):
        assert may_read_post(OFFICER, report, kind, by_agency=STNMT)
        assert may_read_post(SIGNER, report, kind, by_agency=STNMT)
        assert not may_read_post(OTHER_OFFICER, report, kind, by_agency=STNMT)
        assert not may_read_post(OTHER_OFFICER, report, kind)


def test_published_kinds_are_read_no_wider_than_their_report() -> None:
    report = a_report(S.ROUTED, **RESTRICTED)
    row("– ✓ – ✓ ✓ – – ✓ –", lambda actor: may_read_post(actor, report, PostKind.OFFICIAL_REPLY))


# ---- who somebody is to a report


def test_the_other_newsroom_is_a_reader_like_any_other() -> None:
    assert not may_read(BROADCASTER, a_report(S.SUBMITTED))
    assert not may_know_reporter(BROADCASTER, a_report(S.ROUTED))
    assert parts_of(BROADCASTER, a_report()) == {Part.READER, Part.CITIZEN}


def test_an_agency_that_gave_it_back_reads_what_everybody_reads() -> None:
    assert not may_read(OFFICER, a_report(S.RETURNED, **RESTRICTED))
    assert not may_know_reporter(OFFICER, a_report(S.RETURNED))


def test_the_secret_opens_one_report_and_no_other() -> None:
    assert owns(GUEST, a_report(S.SUBMITTED, code=GUEST_CODE, reporter=None))
    assert not owns(GUEST, a_report(S.SUBMITTED, code=CODE, reporter=None))
    assert not may_read(GUEST, a_report(S.SUBMITTED, code=CODE, reporter=None))


def test_nobody_signed_out_owns_a_report_that_nobody_signed() -> None:
    nameless = a_report(S.SUBMITTED, reporter=None)
    assert not owns(ANYBODY, nameless)
    assert not owns(CLOCK, nameless)
    assert not may_read(ANYBODY, nameless)


def test_who_typed_in_a_letter_is_not_its_owner() -> None:
    letter = a_report(reporter=None, entered_by=MODERATOR.user)
    assert Part.OWNER not in parts_of(MODERATOR, letter)


def test_praise_opens_no_more_than_a_complaint() -> None:
    praise = a_report(S.ROUTED, kind=Kind.PRAISE, due=None, **RESTRICTED)
    row("– ✓ – ✓ ✓ – – ✓ –", lambda actor: may_read(actor, praise))


def test_a_person_holds_what_all_their_memberships_give_but_staff_of_the_state_take_no_part() -> None:
    both = replace(OFFICER, memberships=(*OFFICER.memberships, *MODERATOR.memberships))
    assert {Permission.MODERATE, Permission.WORK_FOR_AGENCY} <= permissions_of(both)
    assert not can(both, Permission.TAKE_PART)
    assert Part.CITIZEN not in parts_of(both, a_report(S.ROUTED))


def test_every_role_and_every_permission_has_its_place() -> None:
    assert set(BY_ROLE) == set(Role)
    given = frozenset().union(*(permissions_of(actor) for actor in CAST.values()))
    assert given == set(Permission)


def test_a_membership_without_its_outlet_or_agency_gives_no_part() -> None:
    for role in (Role.MODERATOR, Role.OFFICER, Role.SIGNER):
        vague = Actor(user=OFFICER.user, memberships=(Membership(role=role),))
        for status in Status:
            assert not parts_of(vague, a_report(status)) & {Part.MODERATOR, Part.OFFICER, Part.SIGNER}
