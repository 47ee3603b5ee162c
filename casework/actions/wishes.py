"""What somebody wants to be told of: chosen on a page, or ended by the link in a letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.domain.refusals import Refused, Why
from casework.domain.unsubscribe import Link, link_of
from casework.domain.values import ReportCode, UserId
from casework.domain.wishes import GATHERED, Concern, Often, Wishes, concerns_of
from casework.store import people, reports, watching, wishes
from casework.store.casework import Casework
from casework.store.db import Session

__all__ = ["BadLink", "Subscription", "choose", "look", "turn_off", "turn_on"]


class BadLink(LookupError):
    """The link is none of ours, or whose letters it was for is not here any more."""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """What the link of a letter turns off and on again. `report` names a reporter without an account."""

    concerns: tuple[Concern, ...]
    is_off: bool
    report: ReportCode | None


def choose(casework: Casework, user: UserId, chosen: Wishes) -> None:
    """How often to tell them of each group that is named; the others stay as they are. Raises Refused."""
    with casework.db.write() as session:
        if not people.is_open(session, user):
            raise Refused(Why.NOT_ALLOWED)
        for concern, often in chosen.items():
            _choose(casework, session, user, concern, often)


def look(casework: Casework, token: str) -> Subscription:
    """What the link is for, and whether it is off; opening it does nothing. Raises BadLink."""
    link = _link(casework, token)
    with casework.db.read() as session:
        return _look(session, link)


def turn_off(casework: Casework, token: str) -> Subscription:
    """No letters of this kind any more; doing it twice changes nothing. Raises BadLink."""
    link = _link(casework, token)
    with casework.db.write() as session:
        found = _look(session, link, holding=True)
        if link.user is not None and not found.is_off:
            for concern in found.concerns:
                wishes.turn_off(session, link.user, concern)
        elif link.report is not None:
            wishes.be_silent(session, link.report, on=True)
        return _look(session, link)


def turn_on(casework: Casework, token: str) -> Subscription:
    """As it was before the link was used; nothing when it is on. Raises BadLink."""
    link = _link(casework, token)
    with casework.db.write() as session:
        found = _look(session, link, holding=True)
        if link.user is not None and found.is_off:
            before = wishes.turned_off(session, link.user)
            for concern in found.concerns:
                _choose(casework, session, link.user, concern, before.get(concern, Often.DAILY))
        elif link.report is not None:
            wishes.be_silent(session, link.report, on=False)
        return _look(session, link)


def _choose(casework: Casework, session: Session, user: UserId, concern: Concern, often: Often) -> None:
    was = wishes.of_user(session, user)[concern]
    wishes.choose(session, user, concern, often)
    if concern is Concern.PLACES and was is Often.OFF:
        watching.look_from_now(session, user, casework.now())


def _link(casework: Casework, token: str) -> Link:
    link = link_of(token, (casework.secret_key, *casework.old_secret_keys))
    if link is None:
        raise BadLink
    return link


def _look(session: Session, link: Link, *, holding: bool = False) -> Subscription:
    """With `holding` nobody closes or erases the account until this transaction ends."""
    if link.report is not None:
        return _of_guest(session, link.report)
    person = people.find(session, link.user) if link.user is not None else None
    if person is None or (holding and not people.is_open(session, person.id)):
        raise BadLink
    wished = wishes.of_user(session, person.id)
    if link.concern is not None:
        is_off = wished[link.concern] is Often.OFF
        return Subscription(concerns=(link.concern,), is_off=is_off, report=None)
    theirs = concerns_of([one.role for one in person.memberships], wished)
    gathered = _gathered(wished, theirs)
    if gathered:
        return Subscription(concerns=gathered, is_off=False, report=None)
    before = wishes.turned_off(session, person.id)
    return Subscription(concerns=_gathered(before, before), is_off=True, report=None)


def _gathered(wished: Wishes, among: Iterable[Concern]) -> tuple[Concern, ...]:
    return tuple(concern for concern in among if wished[concern] in GATHERED)


def _of_guest(session: Session, code: ReportCode) -> Subscription:
    try:
        reports.load(session, code)
    except reports.NoSuchReport as error:
        raise BadLink from error
    return Subscription(concerns=(Concern.OWN,), is_off=wishes.is_silent(session, code), report=code)
