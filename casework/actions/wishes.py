"""What somebody wants to be told of: chosen on a page, or ended by the link in a letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from casework.domain.refusals import Refused, Why
from casework.domain.unsubscribe import Link, link_of
from casework.domain.values import ReportCode, UserId
from casework.domain.watching import USUAL, mark
from casework.domain.wishes import GATHERED, Concern, Often, Wishes, concerns_of
from casework.store import people, reports, watching, wishes
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.watching import Kept

__all__ = ["BadLink", "Subscription", "choose", "look", "turn_off", "turn_on"]


class BadLink(LookupError):
    """The link is none of ours, or whose letters it was for is not here any more."""


@dataclass(frozen=True, kw_only=True)
class Subscription:
    """What the link of a letter turns off and on again, searches by their names. `report` names a reporter
    without an account; `is_gone`: nobody follows these searches any more."""

    concerns: tuple[Concern, ...] = ()
    searches: tuple[str, ...] = ()
    is_off: bool
    report: ReportCode | None = None
    is_gone: bool = False


def choose(casework: Casework, user: UserId, chosen: Wishes) -> None:
    """How often to tell them of each group that is named; the others stay as they are. Raises Refused."""
    with casework.db.write() as session:
        if not people.is_open(session, user):
            raise Refused(Why.NOT_ALLOWED)
        for concern, often in chosen.items():
            wishes.choose(session, user, concern, often)


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
            for search in _searches(session, link, link.user, holding=True):
                if search.often in GATHERED or (link.searches and search.often is not Often.OFF):
                    watching.choose(session, search, Often.OFF, casework.now(), by_link=True)
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
                wishes.choose(session, link.user, concern, before.get(concern, Often.DAILY))
            for search in _searches(session, link, link.user, holding=True):
                if search.often is Often.OFF and (link.searches or search.before in GATHERED):
                    watching.choose(session, search, search.before or USUAL, casework.now())
        elif link.report is not None:
            wishes.be_silent(session, link.report, on=False)
        return _look(session, link)


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
        return Subscription(concerns=(link.concern,), is_off=wished[link.concern] is Often.OFF)
    searches = _searches(session, link, person.id, holding=holding)
    if link.searches:
        is_off = all(one.often is Often.OFF for one in searches)
        return Subscription(searches=_names(searches), is_off=is_off, is_gone=not searches)
    theirs = concerns_of([one.role for one in person.memberships], wished)
    gathered = _gathered(wished, theirs)
    found = [one for one in searches if one.often in GATHERED]
    if gathered or found:
        return Subscription(concerns=gathered, searches=_names(found), is_off=False)
    before = wishes.turned_off(session, person.id)
    stopped = [one for one in searches if one.often is Often.OFF and one.before in GATHERED]
    return Subscription(concerns=_gathered(before, before), searches=_names(stopped), is_off=True)


def _searches(session: Session, link: Link, user: UserId, *, holding: bool) -> list[Kept]:
    """The searches that a link names, or of a digest's all; with `holding` until this transaction ends."""
    if link.concern is not None:
        return []
    found = watching.searches(session, user, holding=holding)
    return [one for one in found if not link.searches or mark(one.watch.key) in link.searches]


def _names(searches: Iterable[Kept]) -> tuple[str, ...]:
    return tuple(one.watch.name for one in searches)


def _gathered(wished: Wishes, among: Iterable[Concern]) -> tuple[Concern, ...]:
    return tuple(concern for concern in among if wished[concern] in GATHERED)


def _of_guest(session: Session, code: ReportCode) -> Subscription:
    try:
        reports.load(session, code)
    except reports.NoSuchReport as error:
        raise BadLink from error
    return Subscription(concerns=(Concern.OWN,), is_off=wishes.is_silent(session, code), report=code)
