"""What a date asks for: handing on, reminders, marks, escalations, shares, press, promises, closings, purges.

Nothing here knows a rule: candidates are offered to the domain, which refuses what is not due. Since every
deed leaves its mark on the report, it is done once, however often and by how many workers it is tried, and
what was missed while no worker ran is made up step by step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from casework.actions import accreditation, contact_requests, deeds, sealed_clock, succession
from casework.delivery import replies
from casework.delivery.log import log, where
from casework.domain import commands as do
from casework.domain.clocks import Terms
from casework.domain.policy import CLOCK
from casework.domain.refusals import Refused
from casework.domain.values import ReportCode
from casework.store import due
from casework.store.casework import Casework
from casework.store.db import Database, Unavailable

Candidates = Callable[[Database, Terms, datetime], Iterator[ReportCode]]

# In this order, so that a report that missed several steps takes them in order.
CLOCKS: tuple[tuple[type[do.Command], Candidates], ...] = (
    (do.Remind, due.to_remind),
    (do.MarkOverdue, due.to_mark_overdue),
    (do.RemindShares, due.to_remind_of_shares),
    (do.MarkSharesOverdue, due.to_mark_shares_overdue),
    (do.Escalate, due.to_escalate),
    (do.MarkPressOverdue, due.to_mark_press_overdue),
    (do.AskPromise, due.to_ask_about_promises),
    (do.AutoClose, due.to_close),
    (do.FreeClaim, due.to_free),
    (do.Purge, due.to_purge),
)
MOST_STEPS = 10  # no clock has more than two; a rule that is always due must not hold the worker for ever


def strike(casework: Casework, *, go_on: Callable[[], bool] = lambda: True) -> int:
    """Do everything that is due now; returns how many deeds that were. Raises Unavailable.

    `go_on` is asked before each report.
    """
    done = _carry_on(casework, go_on)
    for command, candidates in CLOCKS:
        for code in candidates(casework.db, casework.terms(), casework.now()):
            if not go_on():
                return done
            done += _do(casework, code, command)
    return done + _strike_under_seal(casework, go_on) + _remind_of_replies(casework) + _end_press(casework)


def _remind_of_replies(casework: Casework) -> int:
    """Newsrooms of requests to reply that they let wait."""
    try:
        return replies.remind(casework)
    except Unavailable:
        raise
    except Exception as error:
        log.error("reminding of requests to reply broke off: %s", where(error))
        return 0


def _end_press(casework: Casework) -> int:
    """Journalists whose last day is over, and what they asked of reporters, likewise."""
    try:
        return accreditation.end_those_over(casework) + contact_requests.close_those_over(casework)
    except Unavailable:
        raise
    except Exception as error:
        log.error("ending accreditations broke off: %s", where(error))
        return 0


def _strike_under_seal(casework: Casework, go_on: Callable[[], bool]) -> int:
    try:
        return sealed_clock.strike(casework, go_on=go_on)
    except Unavailable:
        raise
    except Exception as error:
        log.error("a clock under seal broke off: %s", where(error))
        return 0


def _carry_on(casework: Casework, go_on: Callable[[], bool]) -> int:
    """First of all, so that what the others do is told to who has it now."""
    try:
        return succession.carry_on(casework, go_on=go_on).deeds
    except Unavailable:
        raise
    except Exception as error:
        log.error("carrying on broke off: %s", where(error))
        return 0


def _do(casework: Casework, code: ReportCode, command: type[do.Command]) -> int:
    """Do it as often as it is due: escalation has two levels."""
    for times in range(MOST_STEPS):
        try:
            deeds.perform(casework, code, command(), by=CLOCK)
        except Refused:
            return times
        except Unavailable:
            raise
        except Exception as error:
            # One report that cannot be done must not stop everybody's clock.
            log.error("%s of %s failed: %s", command.__name__, code, where(error))
            return times
    return MOST_STEPS
