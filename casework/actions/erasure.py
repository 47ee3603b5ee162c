"""Erasing: a person with their account, or how to reach who reported something. Erased stays erased.

Erasing is destroying, and the keys with it. The journal keeps its numbers: history is not rewritten, only
nobody can tell any more whose number it was.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from casework.actions import deeds
from casework.actions.factors import check_password
from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import ReportCode, UserId
from casework.store import erasing, erasures, people, reports
from casework.store.casework import Casework, new_post_id
from casework.store.db import Session
from casework.store.farewells import Farewell
from casework.store.mailbox import put_farewell
from casework.store.people import Person

_MOST_ROUNDS: Final = 5  # what a person sends while they are being erased is erased in the next round
log = logging.getLogger(__name__)


class LastAdministrator(Exception):
    """Nobody else could let anybody in: another administrator has to be named first."""


@dataclass(frozen=True, kw_only=True)
class Again:
    """What was erased once more, and how much of the list this database knows nothing of."""

    erased: int
    absent: int


def erase_own_account(casework: Casework, user: UserId, *, password: str) -> None:
    """Erase whoever asks for it and knows their password; a last letter tells them.

    Raises NotProven for a wrong password, and LastAdministrator; then nothing was changed.
    """
    check_password(casework, user, password)
    erase_person(casework, user)


def erase_person(casework: Casework, user: UserId) -> None:
    """Erase somebody who asked for it by letter, or as above; who is erased already stays so.

    Raises LastAdministrator.
    """
    with casework.db.read() as session:
        if erasing.is_last_administrator(session, user, holding=False):
            raise LastAdministrator
    _erase(casework, user, is_again=False)
    write_down(casework)
    casework.db.scrub()


def erase_contact(casework: Casework, code: ReportCode, *, by: Actor) -> Report:
    """Forget for good how to reach who holds this report by its code and secret; both go on opening it.

    Whatever else happened meanwhile: it changes nobody's mind about this. Raises NoSuchReport and Refused,
    also for a report of an account, which is erased with the account.
    """
    with casework.db.read() as session:
        if reports.load(session, code).reporter is not None:
            raise Refused(Why.NOT_ALLOWED)
    after = deeds.perform(casework, code, do.EraseContact(), by=by)
    write_down(casework)
    casework.db.scrub()
    return after


def erase_again(casework: Casework) -> Again:
    """Erase whatever the list beside the files says was erased and this database does not know: it was
    restored from a backup that is older. Doing it twice changes nothing."""
    said = casework.erasures.read()
    with casework.db.read() as session:
        known, missing = erasures.known(session), erasures.outstanding(session, said)
    for subject, at in missing.items():
        _again(casework, subject, at)
    write_down(casework)
    if missing:
        casework.db.scrub()
    return Again(erased=len(missing), absent=len(said.keys() - known.keys() - missing.keys()))


def write_down(casework: Casework) -> int:
    """Add what the database knows to be erased to the list beside the files; returns how many lines.

    The worker does it too, for what was erased when the disk was full or the server died just then.
    """
    with casework.db.read() as session:
        known = erasures.known(session)
    try:
        return casework.erasures.append(known) if known else 0
    except OSError as error:
        log.error("the list of erasures cannot be written: %s", type(error).__name__)
        return 0


def _again(casework: Casework, subject: str, at: datetime) -> None:
    kind, _, key = subject.partition(":")
    if kind == "user":
        _erase(casework, UserId(int(key)), is_again=True)
        return
    code = ReportCode(key)
    try:
        # As its owner, who asked for it: the clock takes less away.
        deeds.perform(casework, code, do.EraseContact(), by=Actor(holds=frozenset({code})))
    except Refused:  # the journal has it: only the note is missing
        with casework.db.write() as session:
            erasures.note(session, erasures.of_report(code), at)


def _erase(casework: Casework, user: UserId, *, is_again: bool) -> None:
    for _ in range(_MOST_ROUNDS):
        with casework.db.read() as session:
            person = people.find(session, user)
            own, claimed = erasing.reports_of(session, user), erasing.claimed_by(session, user)
        if person is None:
            return
        _leave(casework, person, own, claimed)
        with casework.db.write() as session:
            if not erasing.hold(session, user):
                return
            if not all(report.contact_erased for report in erasing.reports_of(session, user)):
                continue
            if not is_again:
                _last_things(casework, session, user)
            files = erasing.forget_person(session, user, casework.now())
        for key in files:
            casework.files.delete(key)
        log.info("user %s was erased", user)
        return
    raise RuntimeError(f"user {user} goes on sending reports and is not erased")


def _last_things(casework: Casework, session: Session, user: UserId) -> None:
    """Ask once more, now that nobody else acts, and write the last letter."""
    if erasing.is_last_administrator(session, user, holding=True):
        raise LastAdministrator
    person = people.find(session, user)
    if person is not None and person.is_confirmed:
        to = Farewell(email=person.email, name=person.name, locale=person.locale)
        put_farewell(session, casework.vault, to, casework.now())


def _leave(casework: Casework, person: Person, own: list[Report], claimed: list[ReportCode]) -> None:
    """Give back what colleagues leave to them, and take them out of their reports, one deed each."""
    actor = Actor(user=person.id, name=person.name, memberships=person.memberships)
    for code in claimed:
        with suppress(Refused):  # somebody else was quicker, or it is not theirs to give back any more
            deeds.perform(casework, code, do.Release(), by=actor)
    for report in own:
        if report.waits_for_newsroom_alone:
            with suppress(Refused):  # somebody has decided meanwhile
                deeds.perform(casework, report.code, do.Withdraw(post=new_post_id(), words=""), by=actor)
        if not report.contact_erased:
            with suppress(Refused):  # two at once
                deeds.perform(casework, report.code, do.EraseContact(), by=actor)
