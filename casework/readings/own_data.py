"""What the forum keeps of somebody, for themselves: theirs alone, and nobody else's name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from casework.domain.accreditation import Accreditation
from casework.domain.clippings import Clipping
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.standing import Standing
from casework.domain.stories import Story
from casework.domain.values import Display, Part, ReportCode, UserId
from casework.domain.webhooks import Endpoint
from casework.domain.wishes import Wishes
from casework.readings import contact_requests, factors, mine
from casework.readings.contact_requests import Own
from casework.readings.factors import Factors
from casework.readings.identity import to_the_day
from casework.readings.thread import Thread, open_thread
from casework.store import (
    access_tokens,
    accreditations,
    clippings,
    contacts,
    erasing,
    flags,
    own_data,
    people,
    reply_requests,
    saved_views,
    sessions,
    standing,
    stories,
    watching,
    webhook_changes,
    webhooks,
    wishes,
)
from casework.store.access_tokens import AccessToken
from casework.store.casework import Casework
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.flags import OwnFlag
from casework.store.own_data import Comment, Counts, Deed, Letter, Marked
from casework.store.people import Person
from casework.store.reply_requests import ReplyRequest
from casework.store.saved_views import SavedView
from casework.store.sessions import Listed
from casework.store.vault import CannotOpen
from casework.store.webhook_changes import Change

__all__ = [
    "Account",
    "Comment",
    "Counts",
    "Deed",
    "Endpoint",
    "Letter",
    "Marked",
    "Outlook",
    "OwnReport",
    "account",
    "comments",
    "counts",
    "deeds",
    "letters",
    "outlook",
    "report",
    "reports",
]

_WHEN_EVER: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Account:
    """Who somebody is here, and what they asked of the forum."""

    person: Person
    factors: Factors
    sessions: Sequence[Listed]
    access_tokens: Sequence[AccessToken]
    follows: Sequence[Marked]
    supports: Sequence[Marked]
    watches: Sequence[watching.Kept]
    wishes: Wishes
    saved_views: Sequence[SavedView]
    flags: Sequence[OwnFlag]
    reply_requests: Sequence[ReplyRequest]
    accreditations: Sequence[Accreditation]
    clippings: Sequence[Clipping]
    stories: Sequence[Story]
    contact_requests: Sequence[Own]
    standing: Standing
    webhooks: Sequence[Endpoint]  # that they answer for
    webhook_changes: Sequence[Change]


@dataclass(frozen=True, kw_only=True)
class OwnReport:
    """One report as its owner sees it. `contact` is what was told without an account; of a confidential one
    it is not opened: whoever finds the paper with the secret must not learn a name from it."""

    thread: Thread
    contact: Contact = NO_CONTACT
    has_sealed_contact: bool = False


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What erasing an account would do, by numbers of reports."""

    withdrawn: int  # nobody but the newsroom has them: taken back
    destroyed: int  # never public, never with an agency: their words go
    kept: int  # others: they stay without a name
    comments: int
    is_last_administrator: bool
    is_staff: bool


def account(casework: Casework, user: UserId) -> Account | None:
    """None for nobody, and for who was erased."""
    with casework.db.read() as session:
        person = people.find(session, user)
        if person is None:
            return None
        return Account(
            person=person,
            factors=factors.of(casework, user),
            sessions=sessions.of_user(session, user, now=casework.now(), since=_WHEN_EVER),
            access_tokens=access_tokens.of_user(session, user),
            follows=own_data.follows(session, user),
            supports=own_data.supports(session, user),
            watches=watching.of_user(session, user),
            wishes=wishes.of_user(session, user),
            saved_views=saved_views.of_user(session, user),
            flags=flags.of_user(session, user),
            reply_requests=reply_requests.of_user(session, user),
            accreditations=accreditations.of_user(session, user),
            clippings=clippings.of_user(session, user),
            stories=stories.of_author(session, user),
            contact_requests=contact_requests.own(casework, Actor(user=user)),
            standing=standing.of(session, user),
            webhooks=webhooks.of_owner(session, user),
            webhook_changes=webhook_changes.of_person(session, user),
        )


def counts(casework: Casework, user: UserId) -> Counts:
    """How much there is under somebody's number; one query."""
    with casework.db.read() as session:
        return own_data.counts(session, user)


def reports(casework: Casework, user: UserId) -> Iterator[Thread]:
    """What they sent with their account, the newest first, one at a time: as its reporter reads it, whatever
    else they may read where they work."""
    actor, after = Actor(user=user), None
    while True:
        page = mine.sent_by(casework, actor, after)
        for own in page.rows:
            yield to_the_day(open_thread(casework, own.code, actor))
        if page.next_key is None:
            return
        after = page.next_key


def report(casework: Casework, code: ReportCode, actor: Actor) -> OwnReport:
    """One report for its owner. Raises NoSuchReport, Gone, and Refused for who may read it but not own it."""
    thread = to_the_day(open_thread(casework, code, actor))
    if Part.OWNER not in thread.parts:
        raise Refused(Why.NOT_ALLOWED)
    if thread.report.reporter is not None:
        return OwnReport(thread=thread)
    with casework.db.read() as session:
        try:
            told = contacts.load(session, casework.vault, code) or NO_CONTACT
        except CannotOpen:
            return OwnReport(thread=thread, has_sealed_contact=True)
    if thread.report.display is Display.CONFIDENTIAL:
        return OwnReport(thread=thread, has_sealed_contact=not told.is_empty)
    return OwnReport(thread=thread, contact=told)


def comments(casework: Casework, user: UserId) -> Iterator[Comment]:
    """What they wrote under reports, oldest first."""
    with casework.db.read() as session:
        yield from own_data.comments(session, user)


def letters(casework: Casework, user: UserId) -> Iterator[Letter]:
    """What was sent to them, or waits to be; oldest first. Their text is kept by nobody."""
    with casework.db.read() as session:
        yield from own_data.letters(session, user)


def deeds(casework: Casework, user: UserId) -> Iterator[Deed]:
    """What the journal has under their number, in its order."""
    with casework.db.read() as session:
        yield from own_data.deeds(session, user)


def outlook(casework: Casework, user: UserId) -> Outlook | None:
    """What erasing this account would do; None for nobody."""
    with casework.db.read() as session:
        person, own = people.find(session, user), erasing.reports_of(session, user)
        if person is None:
            return None
        return Outlook(
            withdrawn=sum(one.waits_for_newsroom_alone for one in own),
            destroyed=sum(one.is_unheard for one in own),
            kept=sum(not one.is_unheard for one in own),
            comments=own_data.counts(session, user).comments,
            is_last_administrator=erasing.is_last_administrator(session, user, holding=False),
            is_staff=person.is_staff,
        )
