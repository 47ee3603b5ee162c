"""Who may do what. Deny by default: what is not in one of these tables is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from casework.domain.report import Report
from casework.domain.values import (
    AgencyCode,
    Display,
    HeldCode,
    OutletCode,
    Part,
    PostKind,
    Role,
    Status,
    UserId,
    Visibility,
)


@dataclass(frozen=True, kw_only=True)
class Membership:
    """A role, and for whom: an outlet for moderators and journalists, an agency for officers and signers."""

    role: Role
    outlet: OutletCode | None = None
    agency: AgencyCode | None = None


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts. `holds` are the codes whose secret this visitor has shown."""

    user: UserId | None = None
    name: str = ""
    memberships: tuple[Membership, ...] = ()
    holds: frozenset[HeldCode] = frozenset()
    is_clock: bool = False
    awaits_factor: UserId | None = None  # who has shown the password alone; to everything else nobody

    @property
    def is_signed_in(self) -> bool:
        return self.user is not None

    @property
    def roles(self) -> frozenset[Role]:
        return frozenset(membership.role for membership in self.memberships)

    @property
    def outlets(self) -> frozenset[OutletCode]:
        """The newsrooms this actor moderates for."""
        return frozenset(m.outlet for m in self.memberships if m.role is Role.MODERATOR and m.outlet)

    @property
    def agencies(self) -> frozenset[AgencyCode]:
        """The agencies this actor works for, as officer or signer."""
        return frozenset(m.agency for m in self.memberships if m.role in OFFICE_ROLES and m.agency)


OFFICE_ROLES = frozenset({Role.OFFICER, Role.SIGNER})
ANYBODY = Actor()
CLOCK = Actor(is_clock=True, name="clock")

# Those who answer for the administration, or watch it, do not report or comment in that account.
NO_CITIZEN = frozenset({Role.OFFICER, Role.SIGNER, Role.OVERSEER, Role.ADMIN, Role.KEEPER})


class Permission(StrEnum):
    """What a page of the house may require before it looks at any report."""

    READ_PUBLIC = "read_public"
    SIGN_IN = "sign_in"
    SECOND_FACTOR = "second_factor"  # what is more than a password: to show it, to have it
    OWN_ACCOUNT = "own_account"
    SUBMIT_REPORT = "submit_report"
    TRACK_REPORT = "track_report"
    TAKE_PART = "take_part"  # comment, support
    FOLLOW = "follow"
    ASK_FOR_PRESS = "ask_for_press"  # to be let in as a journalist
    LINK_STORIES = "link_stories"  # what the press has written, to a report
    PRESS = "press"  # the journalists' desk
    MODERATE = "moderate"
    WORK_FOR_AGENCY = "work_for_agency"
    OVERSEE = "oversee"
    ADMINISTER = "administer"
    KEEP_SEALED = "keep_sealed"  # to read what is in the sealed channel
    ACT_AS_DEMO = "act_as_demo"  # exists in demo mode only


_EVERYBODY = frozenset(
    {Permission.READ_PUBLIC, Permission.SIGN_IN, Permission.TRACK_REPORT, Permission.ACT_AS_DEMO}
)
_SIGNED_IN = _EVERYBODY | {Permission.OWN_ACCOUNT, Permission.FOLLOW, Permission.SECOND_FACTOR}
_CITIZEN = frozenset({Permission.SUBMIT_REPORT, Permission.TAKE_PART, Permission.ASK_FOR_PRESS})
BY_ROLE: Mapping[Role, frozenset[Permission]] = MappingProxyType(
    {
        Role.MODERATOR: frozenset({Permission.MODERATE, Permission.LINK_STORIES}),
        Role.OFFICER: frozenset({Permission.WORK_FOR_AGENCY}),
        Role.SIGNER: frozenset({Permission.WORK_FOR_AGENCY}),
        Role.JOURNALIST: frozenset({Permission.PRESS, Permission.LINK_STORIES}),
        Role.OVERSEER: frozenset({Permission.OVERSEE}),
        Role.ADMIN: frozenset({Permission.ADMINISTER}),
        Role.KEEPER: frozenset({Permission.KEEP_SEALED}),
    }
)


def permissions_of(actor: Actor) -> frozenset[Permission]:
    """Everything that a page may grant this actor."""
    if actor.user is None:
        more = {Permission.SECOND_FACTOR} if actor.awaits_factor else frozenset()
        return _EVERYBODY | {Permission.SUBMIT_REPORT} | more
    granted = _SIGNED_IN if actor.roles & NO_CITIZEN else _SIGNED_IN | _CITIZEN
    return granted.union(*(BY_ROLE[role] for role in actor.roles)) - _kept_from(actor)


def _kept_from(actor: Actor) -> frozenset[Permission]:
    """Who does anything else here does not keep the sealed channel: nobody else's eyes read in it."""
    return frozenset() if actor.roles == {Role.KEEPER} else frozenset({Permission.KEEP_SEALED})


def keeps_sealed(actor: Actor, inspectorates: Collection[AgencyCode]) -> bool:
    """Whether the actor reads the sealed channel: as keeper of one of these, and as nothing else."""
    places = {membership.agency for membership in actor.memberships}
    return can(actor, Permission.KEEP_SEALED) and places <= set(inspectorates)


def can(actor: Actor, permission: Permission) -> bool:
    return permission in permissions_of(actor)


def owns(actor: Actor, report: Report) -> bool:
    """Whether the actor reported it: by account, or by code and secret.

    A moderator who entered a letter or a call is not its owner.
    """
    return report.code in actor.holds or (actor.user is not None and actor.user == report.reporter)


def parts_of(actor: Actor, report: Report) -> frozenset[Part]:
    """The parts that the actor plays towards this report."""
    if actor.is_clock:
        return frozenset({Part.CLOCK})
    parts = {Part.READER}
    if owns(actor, report):
        parts.add(Part.OWNER)
    if actor.is_signed_in and not actor.roles & NO_CITIZEN:
        parts.add(Part.CITIZEN)
    if not report.passed_on:  # to who works here it is no report any more: they may not learn that it was
        parts |= {part for membership in actor.memberships if (part := _part(membership, report))}
    return frozenset(parts)


def _part(membership: Membership, report: Report) -> Part | None:
    match membership.role:
        case Role.MODERATOR:
            return Part.MODERATOR if membership.outlet == report.outlet else None
        case Role.OFFICER:
            return Part.OFFICER if _is_with(membership.agency, report) else None
        case Role.SIGNER:
            return Part.SIGNER if _is_with(membership.agency, report) else None
        case Role.JOURNALIST:
            return Part.JOURNALIST
        case Role.OVERSEER:
            return Part.OVERSEER
        case Role.ADMIN:
            return Part.ADMIN
        case Role.KEEPER:
            return None


def _is_with(agency: AgencyCode | None, report: Report) -> bool:
    """Whether the agency may see it and work on it: not while it is taken down."""
    return agency in report.agencies and report.visibility is not Visibility.REMOVED


_HANDLERS = frozenset({Part.OFFICER, Part.SIGNER})


def may_read(actor: Actor, report: Report) -> bool:
    """Whether the actor may read the report at all.

    Where it is not public: its owner, its newsroom, oversight, and the agencies that have it; nobody else
    may learn that it exists. What was passed on to the inspectorate is its owner's alone.
    """
    if report.is_published:
        return True
    parts = parts_of(actor, report)
    if parts & {Part.OWNER, Part.CLOCK}:
        return True
    if report.status is Status.UNCONFIRMED:
        return False
    return bool(parts & {Part.MODERATOR, Part.OVERSEER, *_HANDLERS})


def may_flag(actor: Actor, report: Report) -> bool:
    """Whether the actor may say that something is wrong with the report: a public one, not their own."""
    return can(actor, Permission.TAKE_PART) and report.is_published and not owns(actor, report)


def may_know_of(actor: Actor, report: Report) -> bool:
    """Whether the actor may learn that there is such a report: also who may not read it any more, since it
    was public and was taken down."""
    was_public = report.visibility is Visibility.REMOVED and report.published_at is not None
    return was_public or may_read(actor, report)


def may_know_reporter(actor: Actor, report: Report) -> bool:
    """Whether the actor may learn who reported it: name and ways to reach them."""
    parts = parts_of(actor, report)
    if Part.OWNER in parts:
        return True
    if report.display is Display.CONFIDENTIAL or not may_read(actor, report):
        return False
    return Part.MODERATOR in parts or (report.consent and bool(parts & _HANDLERS))


# Who reads a post beside its author. A published kind is read by all who may read the report.
_NEWSROOM_AND_OWNER = frozenset({Part.OWNER, Part.MODERATOR, Part.OVERSEER})
_ALL_HANDLERS = frozenset({Part.MODERATOR, Part.OFFICER, Part.SIGNER, Part.OVERSEER})
PUBLIC_POSTS = frozenset(
    {
        PostKind.COMMENT,
        PostKind.OFFICIAL_REPLY,
        PostKind.INTERIM_REPLY,
        PostKind.EXTENSION,
        PostKind.PROMISE,
        PostKind.PROMISE_MOVED,
        PostKind.CORRECTION,
        PostKind.RIGHT_OF_REPLY,
    }
)
# What may turn out to be wrong, and is put right in public; a correction too, by another one.
CORRECTABLE = frozenset(
    {
        PostKind.COMMENT,
        PostKind.OFFICIAL_REPLY,
        PostKind.INTERIM_REPLY,
        PostKind.EXTENSION,
        PostKind.CORRECTION,
        PostKind.RIGHT_OF_REPLY,
    }
)
POST_READERS: Mapping[PostKind, frozenset[Part]] = MappingProxyType(
    {
        **dict.fromkeys(PUBLIC_POSTS, frozenset({Part.READER})),
        PostKind.DRAFT: _HANDLERS,
        PostKind.EXTENSION_DECISION: _ALL_HANDLERS,
        PostKind.QUESTION: _NEWSROOM_AND_OWNER,
        PostKind.INFO: _ALL_HANDLERS | {Part.OWNER},
        PostKind.DECLINE: _NEWSROOM_AND_OWNER,
        PostKind.APPEAL: _NEWSROOM_AND_OWNER,
        PostKind.APPEAL_DECISION: _NEWSROOM_AND_OWNER,
        PostKind.RETURN: _ALL_HANDLERS,
        PostKind.REOPEN: _ALL_HANDLERS | {Part.OWNER},
        PostKind.WITHDRAWAL: _ALL_HANDLERS | {Part.OWNER},
        PostKind.PROMISE_VERDICT: _ALL_HANDLERS | {Part.OWNER},
        PostKind.VERDICT: _ALL_HANDLERS | {Part.OWNER},
        PostKind.REMOVAL: _NEWSROOM_AND_OWNER,
        PostKind.UNMERGING: _NEWSROOM_AND_OWNER,
        PostKind.ROUTING_NOTE: _ALL_HANDLERS,
        PostKind.NEWSROOM_NOTE: frozenset({Part.MODERATOR, Part.OVERSEER}),
        PostKind.AGENCY_NOTE: _HANDLERS | {Part.OVERSEER},
        PostKind.NEWSROOM_MESSAGE: _NEWSROOM_AND_OWNER,
        PostKind.AGENCY_MESSAGE: _ALL_HANDLERS | {Part.OWNER},
        PostKind.IDENTITY_REASON: frozenset({Part.MODERATOR, Part.OVERSEER}),
        PostKind.REPLY_REFUSAL: _ALL_HANDLERS,
        PostKind.SHARE_ASKED: _ALL_HANDLERS,
        PostKind.CONTRIBUTION: _ALL_HANDLERS,
    }
)


def may_read_post(
    actor: Actor, report: Report, kind: PostKind, *, by_agency: AgencyCode | None = None
) -> bool:
    """Whether the actor may read a post of this kind; an agency's drafts and notes are its own."""
    readers = POST_READERS[kind]
    if Part.READER in readers:
        return may_read(actor, report)
    parts = parts_of(actor, report) & readers
    if kind in (PostKind.DRAFT, PostKind.AGENCY_NOTE) and parts <= _HANDLERS:
        return bool(parts) and is_own_paper(actor, report, by_agency)
    return bool(parts)


def is_own_paper(actor: Actor, report: Report, by_agency: AgencyCode | None) -> bool:
    """Whether what an agency wrote on a report is the actor's own agency's: written there, or taken over
    with the report from a lead that has ended."""
    if by_agency is None:
        return False
    took_over = by_agency in report.inherited and report.agency in actor.agencies
    return by_agency in actor.agencies or took_over
