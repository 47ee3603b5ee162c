"""Who a letter is for: an account, one that was just erased, a reporter without one, an agency's mailbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from casework.delivery.notices import TO_UNPROVEN, Capacity, Notice
from casework.delivery.paper import LANGUAGES
from casework.domain.calendar import local_day
from casework.domain.policy import ANYBODY, Actor, Membership, may_read, owns, parts_of
from casework.domain.report import Report
from casework.domain.shares import Share
from casework.domain.values import AgencyCode, Part, PostId, ReportCode, Role, UserId
from casework.domain.wishes import DEFAULTS, Wishes
from casework.store import (
    contacts,
    denunciations,
    directory,
    farewells,
    people,
    reply_requests,
    reports,
    support,
    watching,
    wishes,
)
from casework.store.casework import Casework
from casework.store.db import Session


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Where to write, in which language, as whom the reader reads, and how often they want to be told."""

    address: str
    name: str
    locale: str
    actor: Actor
    wishes: Wishes = field(default_factory=lambda: DEFAULTS)

    @property
    def language(self) -> str:
        """The one of our languages to write in."""
        return self.locale if self.locale in LANGUAGES else "vi"


def share_of(reader: Reader, report: Report) -> Share | None:
    """The share of the agency for which somebody reads of it, if that one stands beside the lead."""
    return next((one for one in report.shares if one.agency in reader.actor.agencies), None)


def find(
    session: Session, casework: Casework, notice: Notice, recipient: str, report: ReportCode | None
) -> Reader | None:
    """None when there is nobody to write to (any more)."""
    kind, _, key = recipient.partition(":")
    if kind == "user":
        found = _account(session, UserId(int(key)), unproven=notice in TO_UNPROVEN)
    elif kind == "agency":
        found = _agency(session, casework, AgencyCode(key), report)
    elif kind == "replier":
        found = _replier(session, casework, PostId(key))
    elif kind == "farewell":
        found = _erased(session, casework, key)
    elif kind == "reporter" and report is not None:
        found = _reporter(session, casework, report, is_passed_on=notice is Notice.PASSED_ON)
    else:
        raise ValueError(f"nobody is called {kind}")
    return found and replace(found, wishes=wishes.of_recipient(session, recipient, report))


def _account(session: Session, user: UserId, *, unproven: bool) -> Reader | None:
    person = people.find(session, user)
    if person is None or person.is_disabled or not (person.is_confirmed or unproven):
        return None
    actor = Actor(user=user, name=person.name, memberships=person.memberships)
    return Reader(address=person.email, name=person.name, locale=person.locale, actor=actor)


def _agency(
    session: Session, casework: Casework, code: AgencyCode, report: ReportCode | None
) -> Reader | None:
    """The mailbox of an agency; of one that has ended that of who carries on with the report."""
    named, today = directory.kept(casework.db), local_day(casework.now())
    agency = named.heir_of(code, today) or named.agency(code)
    if report is not None:
        now = reports.load(session, report)
        agency = named.agency(now.agency) if code in now.inherited else agency
    if agency is None or not agency.email:
        return None
    places = sorted({code, agency.code})
    desk = tuple(Membership(role=role, agency=at) for at in places for role in (Role.OFFICER, Role.SIGNER))
    return Reader(address=agency.email, name=agency.name, locale="vi", actor=Actor(memberships=desk))


def _reporter(session: Session, casework: Casework, code: ReportCode, *, is_passed_on: bool) -> Reader | None:
    contact = contacts.load(session, casework.vault, code)
    if is_passed_on:  # how to reach them has gone with what they told
        contact = denunciations.contact_of_report(session, casework.vault, code)
    if contact is None or not contact.email:
        return None
    return Reader(
        address=contact.email,
        name=contact.name,
        locale=contacts.locale(session, code) or "vi",
        actor=Actor(holds=frozenset({code})),
    )


def _replier(session: Session, casework: Casework, request: PostId) -> Reader | None:
    asked = reply_requests.find(session, request)
    email = reply_requests.email_of(session, casework.vault, request)
    if asked is None or not email:
        return None
    return Reader(address=email, name=asked.name, locale=asked.locale, actor=ANYBODY)


def _erased(session: Session, casework: Casework, letter: str) -> Reader | None:
    told = farewells.load(session, casework.vault, letter, casework.now())
    if told is None:
        return None
    return Reader(address=told.email, name=told.name, locale=told.locale, actor=ANYBODY)


@dataclass(frozen=True, kw_only=True)
class _Case:
    session: Session
    casework: Casework
    reader: Reader
    report: Report

    @property
    def parts(self) -> frozenset[Part]:
        return parts_of(self.reader.actor, self.report)


def _follows(case: _Case) -> bool:
    user = case.reader.actor.user
    return user is not None and support.of_user(case.session, user, case.report.code)[0]


def _watches(case: _Case) -> bool:
    user, today = case.reader.actor.user, local_day(case.casework.now())
    if user is None or not case.report.is_published:
        return False
    places = watching.places_of(case.report, directory.kept(case.casework.db), today)
    return watching.watches_any(case.session, user, places)


def _is_above(case: _Case) -> bool:
    named = directory.kept(case.casework.db)
    lead = named.agency(case.report.agency)
    if lead is None or lead.parent is None:
        return False
    above = named.heir_of(lead.parent, local_day(case.casework.now()))
    return above is not None and above.code in case.reader.actor.agencies


_HAS: Mapping[Capacity, Callable[[_Case], bool]] = MappingProxyType(
    {
        Capacity.OWNER: lambda case: owns(case.reader.actor, case.report),
        Capacity.FOLLOWER: _follows,
        Capacity.WATCHER: _watches,
        # Whether it is one of theirs the letter sees, from the search or the comment itself.
        Capacity.SEARCHER: lambda case: case.report.is_published,
        Capacity.COMMENTER: lambda case: True,
        Capacity.NEWSROOM: lambda case: Part.MODERATOR in case.parts,
        Capacity.QUEUE: lambda case: Part.MODERATOR in case.parts,
        Capacity.OFFICE: lambda case: bool(case.parts & {Part.OFFICER, Part.SIGNER}),
        Capacity.HELPER: lambda case: (
            bool(case.parts & {Part.OFFICER, Part.SIGNER}) and share_of(case.reader, case.report) is not None
        ),
        Capacity.SIGNER: lambda case: Part.SIGNER in case.parts,
        Capacity.ABOVE: _is_above,
        Capacity.OVERSIGHT: lambda case: Part.OVERSEER in case.parts,
    }
)


def capacity(
    session: Session, casework: Casework, reader: Reader, report: Report, among: tuple[Capacity, ...]
) -> Capacity | None:
    """The first of these that the reader has towards the report now; None if they may not read it."""
    if not may_read(reader.actor, report):
        return None
    case = _Case(session=session, casework=casework, reader=reader, report=report)
    return next((one for one in among if _HAS[one](case)), None)
