"""What may stand in the way of a command about the shares of agencies beside the lead."""

from __future__ import annotations

from collections.abc import Iterator

from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.checks import Case, Check
from casework.domain.policy import Actor
from casework.domain.refusals import Why
from casework.domain.report import Report
from casework.domain.shares import Share
from casework.domain.values import AgencyCode, Role


def offices(actor: Actor) -> frozenset[AgencyCode]:
    """The agencies for which the actor is an officer."""
    return frozenset(one.agency for one in actor.memberships if one.role is Role.OFFICER and one.agency)


def _has_any(report: Report, actor: Actor) -> bool:
    return any(share.agency in offices(actor) for share in report.shares)


def _is_theirs(case: Case) -> bool:
    command = case.command
    return (
        isinstance(command, do.Contribute)
        and command.agency in offices(case.actor)
        and command.agency in case.report.co_agencies
    )


def near(case: Case) -> Iterator[Share]:
    """The shares that it is time to remind of: so many days before as the lead, but on the day on which they
    were sent nobody has forgotten them."""
    routed = case.report.routed_at
    for share in case.report.shares:
        due = None if share.is_given or share.reminded else share.due
        if due is None or (routed is not None and local_day(routed) == local_day(case.now)):
            continue
        if case.terms.reminder_is_due(due, case.now):
            yield share


def late(case: Case) -> Iterator[Share]:
    """The shares whose date has passed, and nobody has said so."""
    return (one for one in case.report.shares if not one.overdue and one.is_past_due(case.now))


def _helper_twice(case: Case) -> bool:
    command = case.command
    helpers = command.co_agencies if isinstance(command, do.ApproveAndRoute | do.Reroute | do.Succeed) else ()
    return len(set(helpers)) < len(helpers)


has_share = Check(Why.NO_SHARE, _is_theirs, _has_any)
share_near = Check(Why.NOT_DUE, lambda case: any(near(case)))
share_late = Check(Why.NOT_DUE, lambda case: any(late(case)))
helper_twice = Check(Why.HELPER_TWICE, _helper_twice)
