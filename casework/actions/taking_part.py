"""What a signed-in reader does beside a report: say that they met the same, and follow it."""

from __future__ import annotations

from casework.domain.policy import Actor, Permission, can, may_read, owns
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import Display, ReportCode, UserId
from casework.domain.watching import MOST_REPORTS
from casework.store import people, reports, support
from casework.store.casework import Casework
from casework.store.db import Session


def may_support(actor: Actor, report: Report) -> bool:
    """Whether "tôi cũng gặp" is theirs to say: of a public report that is not their own."""
    return can(actor, Permission.TAKE_PART) and report.is_published and not owns(actor, report)


def may_follow(actor: Actor, report: Report) -> bool:
    """Whether the actor may ask for news of it: never of what they reported in confidence, since a row would
    then tie it to their account."""
    is_secret = report.display is Display.CONFIDENTIAL and owns(actor, report)
    return can(actor, Permission.FOLLOW) and report.is_published and not is_secret


def set_support(casework: Casework, code: ReportCode, *, by: Actor, on: bool) -> None:
    """Say "tôi cũng gặp", or take it back; doing it twice changes nothing. Raises NoSuchReport, Refused."""
    with casework.db.write() as session:
        report = _readable(session, code, by)
        if on and not may_support(by, report):
            raise Refused(Why.OWN_REPORT if owns(by, report) else Why.NOT_ALLOWED)
        support.set_support(session, _user(session, by), code, on=on, at=casework.now())


def set_follow(casework: Casework, code: ReportCode, *, by: Actor, on: bool) -> None:
    """Follow a report, or stop; doing it twice changes nothing. Raises NoSuchReport, Refused."""
    with casework.db.write() as session:
        report = _readable(session, code, by)
        if on and not may_follow(by, report):
            raise Refused(Why.NOT_ALLOWED)
        user = _user(session, by)
        follows, _supports = support.of_user(session, user, code)
        if on and not follows and support.count_followed(session, user) >= MOST_REPORTS:
            raise Refused(Why.TOO_MANY_FOLLOWED)
        support.set_follow(session, user, code, on=on, at=casework.now())


def _readable(session: Session, code: ReportCode, by: Actor) -> Report:
    """The report, locked, so that its kept count is right; to whom may not read it there is none."""
    report = reports.lock(session, code)
    if not may_read(by, report):
        raise reports.NoSuchReport(code)
    return report


def _user(session: Session, by: Actor) -> UserId:
    """Who it is; nobody whose account was closed or erased a moment ago."""
    if by.user is None or not people.is_open(session, by.user):
        raise Refused(Why.NOT_ALLOWED)
    return by.user
