"""Letting journalists in: who writes for a medium asks an outlet, whose newsroom decides (docs/adr/0029).

What is decided is the role of a journalist at that outlet, with a last day. Who gets or loses it signs in
anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from casework.actions.addresses import normal_address
from casework.actions.sessions import end_everywhere
from casework.domain.accreditation import MOST_DAYS, Accreditation, AccreditationState
from casework.domain.calendar import local_day
from casework.domain.policy import CLOCK, Actor, Membership, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.text import normalise, normalise_line
from casework.domain.values import OutletCode, Role, UserId
from casework.domain.wishes import Often
from casework.store import accreditations, directory, people
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.mailbox import Letter, put, put_all

ASKED, GRANTED, REFUSED, ENDED = "press_asked", "press_granted", "press_refused", "press_ended"
_AT_ONCE: Final = 100  # what is left has its turn at the next stroke


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The filled-in form; `medium` is empty for who works for the outlet itself."""

    outlet: OutletCode
    name: str
    medium: str
    card: str
    email: str


def ask(casework: Casework, asking: Asking, *, by: Actor) -> int:
    """Ask an outlet to be let in; while it has not decided, asking again is the same request. Returns its
    number. Raises Refused, and BadAddress for what is no address of mail."""
    if by.user is None or not can(by, Permission.ASK_FOR_PRESS):
        raise Refused(Why.NOT_ALLOWED)
    email, now = normal_address(asking.email), casework.now()
    if asking.outlet not in {
        one.code for one in directory.kept(casework.db).outlets_in_force(local_day(now))
    }:
        raise Refused(Why.BAD_TARGET)
    with casework.db.write() as session:
        if not people.hold(session, by.user):
            raise Refused(Why.NOT_ALLOWED)
        waiting = next(
            (
                one.id
                for one in accreditations.of_user(session, by.user)
                if one.is_waiting and one.outlet == asking.outlet
            ),
            None,
        )
        if waiting is not None:
            return waiting
        number = accreditations.add(
            session,
            by.user,
            asking.outlet,
            name=normalise_line(asking.name),
            medium=normalise_line(asking.medium),
            card=normalise_line(asking.card),
            email=email,
            at=now,
        )
        editors = people.members(session, [Role.MODERATOR], outlet=asking.outlet)
        put_all(
            session,
            [
                Letter(
                    notice=ASKED, about=_about(number), recipient=f"user:{user}", at=now, often=Often.AT_ONCE
                )
                for user in editors
                if user != by.user
            ],
        )
        return number


def accept(casework: Casework, number: int, *, until: date, sites: tuple[str, ...], by: Actor) -> None:
    """Let them in up to and with a day. Raises Refused: of another newsroom, for oneself, decided already, a
    day that is none, or somebody who may be no journalist."""
    now = casework.now()
    today = local_day(now)
    if not today < until <= today + timedelta(days=MOST_DAYS):
        raise Refused(Why.TOO_FAR)
    with casework.db.write() as session:
        asked = _to_decide(session, number, by)
        person = people.find(session, asked.user)
        if person is None or person.is_disabled:
            raise Refused(Why.BAD_TARGET)
        actor = Actor(user=asked.user, memberships=person.memberships)
        if not can(actor, Permission.ASK_FOR_PRESS):  # an officer since: nobody writes about their own house
            raise Refused(Why.BAD_TARGET)
        people.grant(session, asked.user, _role(asked.outlet), until=until)
        end_everywhere(session, asked.user)
        for other in accreditations.of_user(session, asked.user):
            if other.is_granted and other.outlet == asked.outlet:  # this one takes its place
                accreditations.end(session, other.id, reason="", by=by.user, at=now)
        accreditations.grant(session, number, until=until, sites=sites, by=by.user, at=now)
        _tell(session, asked, GRANTED, casework)


def refuse(casework: Casework, number: int, *, reason: str, by: Actor) -> None:
    """Tell them why not. Raises Refused."""
    with casework.db.write() as session:
        asked = _to_decide(session, number, by)
        accreditations.refuse(session, number, reason=normalise(reason), by=by.user, at=casework.now())
        _tell(session, asked, REFUSED, casework)


def withdraw(casework: Casework, number: int, *, reason: str, by: Actor) -> None:
    """Shut the door at once, and tell them why. Raises Refused."""
    with casework.db.write() as session:
        held = _of_newsroom(session, number, by)
        if not held.is_granted:
            raise Refused(Why.ALREADY_DECIDED)
        _end(session, held, reason=normalise(reason), by=by, casework=casework)


def end_those_over(casework: Casework) -> int:
    """End what has had its last day; returns how many. Their door is shut since midnight anyhow."""
    done = 0
    with casework.db.read() as session:
        numbers = accreditations.over(session, local_day(casework.now()), _AT_ONCE)
    for number in numbers:
        with casework.db.write() as session:
            held = accreditations.lock(session, number)
            if held is not None and held.is_granted:
                _end(session, held, reason="", by=CLOCK, casework=casework)
                done += 1
    return done


def _end(session: Session, held: Accreditation, *, reason: str, by: Actor, casework: Casework) -> None:
    people.revoke(session, held.user, _role(held.outlet))
    end_everywhere(session, held.user)
    accreditations.end(session, held.id, reason=reason, by=by.user, at=casework.now())
    _tell(session, held, ENDED, casework)


def _to_decide(session: Session, number: int, by: Actor) -> Accreditation:
    asked = _of_newsroom(session, number, by)
    if asked.state is not AccreditationState.ASKED:
        raise Refused(Why.ALREADY_DECIDED)
    return asked


def _of_newsroom(session: Session, number: int, by: Actor) -> Accreditation:
    """Of the actor's newsroom, about somebody else, and held. Who it is about is held first, as they are by
    whoever erases them."""
    found = accreditations.find(session, number)
    if found is None or found.outlet not in by.outlets:
        raise Refused(Why.NOT_ALLOWED)
    if found.user == by.user:
        raise Refused(Why.OWN_REQUEST)
    if not people.hold(session, found.user):
        raise Refused(Why.BAD_TARGET)
    held = accreditations.lock(session, number)
    if held is None:
        raise Refused(Why.BAD_TARGET)
    return held


def _role(outlet: OutletCode) -> Membership:
    return Membership(role=Role.JOURNALIST, outlet=outlet)


def _tell(session: Session, about: Accreditation, notice: str, casework: Casework) -> None:
    put(
        session,
        notice=notice,
        about=_about(about.id),
        recipient=_recipient(about.user),
        at=casework.now(),
    )


def _recipient(user: UserId) -> str:
    return f"user:{user}"


def _about(number: int) -> str:
    return f"accreditation:{number}"
