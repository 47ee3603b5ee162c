"""The day of a reorganisation: roles, newsrooms' reports and open work go on with who carries on.

Nothing here remembers how far it has come. Whatever lies with somebody who has ended, or whose part has
passed on, is handed on; what has been handed on lies there no more. So it may be broken off anywhere, run
again, by several at once, and what comes to lie there later (a reporter's no to an old answer) goes the same
way.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from casework.actions import deeds
from casework.actions.sessions import end_everywhere
from casework.domain import commands as do
from casework.domain.calendar import LOCAL, local_day
from casework.domain.policy import CLOCK, OFFICE_ROLES, Membership
from casework.domain.refusals import Refused
from casework.domain.shares import Passed
from casework.domain.values import AgencyCode, OutletCode, ReportCode
from casework.store import directory, mailbox, people, succession
from casework.store.casework import Casework
from casework.store.db import Unavailable
from casework.store.directory import Directory
from casework.store.succession import Hands, Held, Part

log = logging.getLogger(__name__)
GoOn = Callable[[], bool]


@dataclass(kw_only=True)
class Carried:
    """How much was handed on."""

    roles: int = 0
    reports: int = 0  # to other agencies
    outlet_reports: int = 0  # to another newsroom
    took_over: set[AgencyCode] = field(default_factory=set)

    @property
    def deeds(self) -> int:
        return self.reports + self.outlet_reports


def carry_on(casework: Casework, *, go_on: GoOn = lambda: True) -> Carried:
    """Hand on everything that lies with who has ended by today. Raises Unavailable.

    `go_on` is asked before each step. People come first, so that whoever gets a report can see it.
    """
    today, carried = local_day(casework.now()), Carried()
    named = directory.kept(casework.db)
    if not any_ended(named, today):
        return carried
    with casework.db.read() as session:
        named = directory.load(session)  # what is kept may be a minute old
    for held in _roles(casework, named, today):
        if not go_on():
            return carried
        carried.roles += _inherit(casework, held, named, today)
    _carry_reports(casework, named, today, carried, go_on)
    return carried


def any_ended(named: Directory, today: date) -> bool:
    """Whether there is anything that could leave something behind."""
    taken = any(one.since <= today for one in named.takeovers)
    return taken or bool(ended_agencies(named, today) or ended_outlets(named, today))


def moving(casework: Casework, named: Directory, today: date) -> Iterator[tuple[Hands, do.Succeed]]:
    """Open reports that somebody else has to go on with, each with who; what nobody carries on stays."""
    for hands in succession.open_work(casework.db, ended_agencies(named, today), _parts(named, today)):
        command = _next_hands(hands, named, today)
        if command is not None:
            yield hands, command


def ended_agencies(named: Directory, today: date) -> list[AgencyCode]:
    return [one.code for one in named.agencies if one.has_ended(today)]


def ended_outlets(named: Directory, today: date) -> list[OutletCode]:
    return [one.code for one in named.outlets if one.has_ended(today)]


def heir_of(held: Held, named: Directory, today: date) -> Membership | None:
    """The same role where it goes on; None if nobody carries on there."""
    role, agency, outlet = held.membership.role, held.membership.agency, held.membership.outlet
    if agency is not None:
        carrier = named.heir_of(agency, today)
        return None if carrier is None else Membership(role=role, agency=carrier.code)
    newsroom = named.outlet_heir(outlet or "", today)
    return None if newsroom is None else Membership(role=role, outlet=newsroom.code)


def _carry_reports(casework: Casework, named: Directory, today: date, carried: Carried, go_on: GoOn) -> None:
    for code, outlet in succession.reports_of(casework.db, ended_outlets(named, today)):
        heir = named.outlet_heir(outlet, today)
        if not go_on():
            return
        if heir is not None:
            carried.outlet_reports += _do(casework, code, do.SucceedOutlet(outlet=heir.code))
    for hands, command in moving(casework, named, today):
        if not go_on():
            return
        done = _do(casework, hands.code, command)
        carried.reports += done
        if done and command.agency != hands.agency and command.agency not in carried.took_over:
            carried.took_over.add(command.agency)
            _tell(casework, command.agency, today)


def _roles(casework: Casework, named: Directory, today: date) -> Sequence[Held]:
    with casework.db.read() as session:
        return succession.roles_held(session, ended_agencies(named, today), ended_outlets(named, today))


def _inherit(casework: Casework, held: Held, named: Directory, today: date) -> int:
    """Give one role in the house that carries on. The old one stays: what was answered there is still theirs
    to talk about. Whoever gets another right signs in anew."""
    heir = heir_of(held, named, today)
    if heir is None:
        return 0
    was = held.membership
    with casework.db.write() as session:
        still = succession.roles_held(
            session, [was.agency] if was.agency else [], [was.outlet] if was.outlet else []
        )
        if held not in still:
            return 0  # another worker was there first, or the role was taken back meanwhile
        given = people.grant(session, held.user, heir)
        succession.note_inherited(session, held, heir, casework.now())
        if given:
            end_everywhere(session, held.user)
        return 1


def _parts(named: Directory, today: date) -> list[Part]:
    """The parts that have passed on from agencies that go on."""
    return [
        Part(
            agency=one.agency,
            field=one.field,
            areas=named.within(one.area) if one.area else frozenset(),
            since=datetime.combine(one.since, time(), LOCAL),
        )
        for one in named.takeovers
        if one.since <= today
    ]


def _next_hands(hands: Hands, named: Directory, today: date) -> do.Succeed | None:
    lead = _goes_to(hands.agency, hands, named, today)
    helping = {code: _goes_to(code, hands, named, today) for code in hands.co_agencies}
    beside = tuple(dict.fromkeys(code for code in helping.values() if code is not None and code != lead))
    if lead is None or (lead, beside) == (hands.agency, hands.co_agencies):
        return None
    passed = tuple(Passed(was=was, agency=code) for was, code in helping.items() if was != code)
    return do.Succeed(agency=lead, co_agencies=beside, passed=passed)


def _goes_to(code: AgencyCode, hands: Hands, named: Directory, today: date) -> AgencyCode | None:
    """Who goes on with what this agency has of the report. One that goes on keeps what it was sent after a
    part of its work had passed to another: somebody had a reason."""
    agency = named.agency(code)
    if agency is not None and agency.is_in_force(today):
        since = named.passed_on(code, hands.field, hands.area, today)
        if code != hands.agency or since is None or local_day(hands.routed_at) >= since:
            return code
    carrier = named.carrier(code, hands.field, hands.area, today)
    return None if carrier is None else carrier.code


def _do(casework: Casework, code: ReportCode, command: do.Command) -> int:
    try:
        deeds.perform(casework, code, command, by=CLOCK)
    except Refused:
        return 0  # somebody was there first
    except Unavailable:
        raise
    except Exception as error:
        # One report that cannot be handed on must not keep the others.
        log.error("%s of %s failed: %s", type(command).__name__, code, type(error).__name__)
        return 0
    return 1


def _tell(casework: Casework, agency: AgencyCode, today: date) -> None:
    """One letter a day to whoever answers for what comes, however much it is."""
    with casework.db.write() as session:
        office = people.members(session, OFFICE_ROLES, agency=agency)
        for recipient in [f"user:{user}" for user in office] or [f"agency:{agency}"]:
            about = f"took_over:{agency}:{today}"
            mailbox.put(session, notice="took_over", about=about, recipient=recipient, at=casework.now())
