"""A journalist asks a reporter through the newsroom; who the reporter is nobody learns on the way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from casework.domain.contact_requests import MOST, WEEK, ContactRequest, ContactState
from casework.domain.policy import Actor, Permission, can, owns
from casework.domain.refusals import Refused, Why
from casework.domain.text import normalise, normalise_line
from casework.domain.values import PostId, ReportCode, Role, UserId
from casework.store import accreditations, contact_requests, directory, people, reports
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.mailbox import put
from casework.store.vault import CannotOpen

REQUESTED, FORWARDED = "contact_requested", "contact_forwarded"
GIVEN, CLOSED = "contact_given", "contact_closed"
_AT_ONCE: Final = 100  # what is left has its turn at the next stroke


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The filled-in form, with the random key that it carries."""

    form_key: str
    purpose: str
    questions: str


def ask(casework: Casework, code: ReportCode, asking: Asking, *, by: Actor) -> ContactRequest:
    """Ask the newsroom of a public report to pass questions on; once at each report, so that nobody is
    pressed. Asking there again is the same request (see `is_of`). Raises NoSuchReport, Refused."""
    user, now, names = _journalist(by), casework.now(), directory.kept(casework.db)
    days = casework.terms().clocks.contact_calendar_days
    with casework.db.write() as session:
        if not people.hold(session, user):
            raise Refused(Why.NOT_ALLOWED)
        report = reports.load(session, code)
        if not report.is_published:
            raise reports.NoSuchReport(code)
        if report.reporter == user:  # whether anybody else is, nobody is told
            raise Refused(Why.OWN_REPORT)
        earlier = contact_requests.asked_at_report(session, user, code)
        if earlier is not None:
            return earlier
        if contact_requests.count_since(session, user, now - WEEK) >= MOST:
            raise Refused(Why.TOO_MANY_CONTACTS)
        asked = ContactRequest(
            id=_key(asking, user),
            report=code,
            outlet=report.outlet,
            user=user,
            medium=_medium(session, names, user, by),
            purpose=normalise_line(asking.purpose),
            questions=normalise(asking.questions),
            state=ContactState.WAITING,
            asked_at=now,
            closes_at=now + timedelta(days=days),
        )
        contact_requests.add(session, asked)
        for editor in people.members(session, [Role.MODERATOR], outlet=report.outlet):
            if editor != user:
                _tell(session, casework, asked, REQUESTED, f"user:{editor}")
        return asked


def is_of(asked: ContactRequest, asking: Asking, *, by: Actor) -> bool:
    """Whether the request came of this form, or is an earlier one in whose place nothing was asked."""
    return asked.id == _key(asking, _journalist(by))


def forward(casework: Casework, request: PostId, *, by: Actor) -> None:
    """Pass it on to the reporter, whoever that is. Raises Refused."""
    with casework.db.write() as session:
        asked = _to_decide(session, casework, request, by)
        report = reports.load(session, asked.report)
        if not report.is_published:
            raise Refused(Why.NOT_PUBLISHED)
        if not _is_journalist(session, asked.user):
            raise Refused(Why.BAD_TARGET)
        contact_requests.forward(session, request, casework.now())
        recipient = f"user:{report.reporter}" if report.reporter is not None else "reporter"
        _tell(session, casework, asked, FORWARDED, recipient)


def decline(casework: Casework, request: PostId, *, reason: str, by: Actor) -> None:
    """Pass it on to nobody. The journalist is told nothing of it. Raises Refused."""
    with casework.db.write() as session:
        _to_decide(session, casework, request, by)
        contact_requests.decline(session, request, normalise(reason))


def agree(casework: Casework, code: ReportCode, request: PostId, words: str, *, by: Actor) -> None:
    """The reporter lets the journalist have these words, and nothing else; the same again changes nothing.
    Raises Refused."""
    given = normalise(words)
    with casework.db.write() as session:
        asked = _of_reporter(session, code, request, by)
        if asked.state is ContactState.AGREED and _has(session, casework, request, given):
            return
        _check_is_asked(casework, asked)
        if not _is_journalist(session, asked.user):
            raise Refused(Why.BAD_TARGET)
        contact_requests.agree(session, casework.vault, request, given)
        _tell(session, casework, asked, GIVEN, f"user:{asked.user}")


def refuse(casework: Casework, code: ReportCode, request: PostId, *, by: Actor) -> None:
    """The reporter does not want to; nobody is told. Doing it twice changes nothing. Raises Refused."""
    with casework.db.write() as session:
        asked = _of_reporter(session, code, request, by)
        if asked.state is not ContactState.REFUSED:
            _check_is_asked(casework, asked)
            contact_requests.refuse(session, request)


def take_back(casework: Casework, code: ReportCode, request: PostId, *, by: Actor) -> None:
    """Destroy what was given; whoever has read it has read it. Doing it twice changes nothing."""
    with casework.db.write() as session:
        asked = _of_reporter(session, code, request, by)
        if asked.state is ContactState.AGREED:
            contact_requests.take_back(session, request)


def close_those_over(casework: Casework) -> int:
    """Tell journalists of requests whose last day is over that nobody could be reached; returns how many."""
    with casework.db.write() as session:
        over = contact_requests.to_close(session, casework.now(), _AT_ONCE)
        for asked in over:
            _tell(session, casework, asked, CLOSED, f"user:{asked.user}")
    return len(over)


def _to_decide(session: Session, casework: Casework, request: PostId, by: Actor) -> ContactRequest:
    asked = contact_requests.lock(session, request)
    if asked is None or asked.outlet not in by.outlets:
        raise Refused(Why.NOT_ALLOWED)
    if asked.user == by.user:
        raise Refused(Why.OWN_REQUEST)
    if asked.state is not ContactState.WAITING:
        raise Refused(Why.ALREADY_DECIDED)
    if not asked.is_open(casework.now()):
        raise Refused(Why.CONTACT_CLOSED)
    return asked


def _check_is_asked(casework: Casework, asked: ContactRequest) -> None:
    """Raises Refused for what the reporter has answered already, or may not answer any more."""
    if asked.state is not ContactState.FORWARDED or not asked.is_open(casework.now()):
        raise Refused(Why.CONTACT_CLOSED)


def _has(session: Session, casework: Casework, request: PostId, words: str) -> bool:
    """Whether these words are what was given; not for what no key opens any more."""
    try:
        return contact_requests.words_of(session, casework.vault, request) == words
    except CannotOpen:
        return False


def _of_reporter(session: Session, code: ReportCode, request: PostId, by: Actor) -> ContactRequest:
    if not owns(by, reports.load(session, code)):
        raise Refused(Why.NOT_ALLOWED)
    asked = contact_requests.lock(session, request)
    if asked is None or asked.report != code or not asked.is_with_reporter:
        raise Refused(Why.NOT_ALLOWED)
    return asked


def _key(asking: Asking, user: UserId) -> PostId:
    return PostId(hashlib.sha256(f"{asking.form_key} {user}".encode()).hexdigest()[:32])


def _medium(session: Session, names: Directory, user: UserId, by: Actor) -> str:
    """Whom they write for, so that the reporter knows: what a newsroom noted, or the outlet whose own they
    are, by its name."""
    held = [(one.outlet, one.medium) for one in accreditations.of_user(session, user) if one.is_granted]
    held += [(one.outlet, "") for one in by.memberships if one.role is Role.JOURNALIST and one.outlet]
    return next((medium or names.outlet_name(outlet, "vi") for outlet, medium in held), "")


def _is_journalist(session: Session, user: UserId) -> bool:
    person = people.find(session, user)
    roles = {one.role for one in person.memberships} if person and not person.is_disabled else set()
    return Role.JOURNALIST in roles


def _journalist(by: Actor) -> UserId:
    if by.user is None or not can(by, Permission.PRESS):
        raise Refused(Why.NOT_ALLOWED)
    return by.user


def _tell(session: Session, casework: Casework, asked: ContactRequest, notice: str, recipient: str) -> None:
    put(
        session,
        notice=notice,
        about=f"contact:{asked.id}",
        recipient=recipient,
        report_code=asked.report,
        at=casework.now(),
    )
