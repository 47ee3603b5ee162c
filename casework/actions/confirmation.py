"""A guest proves that the address on a report is theirs, by the link that was mailed to it."""

from __future__ import annotations

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import ReportCode
from casework.store import reports, tokens
from casework.store.casework import Casework
from casework.store.tokens import Purpose


class BadLink(LookupError):
    """The link is not ours, too old, or was used already."""


def look(casework: Casework, code: ReportCode, token: str) -> None:
    """Make sure that the link can be used, without using it: mail scanners open links. Raises BadLink."""
    with casework.db.read() as session:
        found = tokens.peek(session, Purpose.CONFIRM_REPORT, token, casework.now())
    if found is None or found.report_code != code:
        raise BadLink(code)


def confirm(casework: Casework, code: ReportCode, token: str) -> Report:
    """Confirm the report that the link is for, and use the link up. Raises BadLink.

    The report first: whoever is interrupted between the two still has a link that works.
    """
    look(casework, code, token)
    try:
        deeds.perform(casework, code, do.Confirm(), by=Actor(holds=frozenset({code})))
    except Refused as refused:
        if refused.why is not Why.WRONG_STATUS:  # confirmed by the same link a moment ago, or withdrawn
            raise
    with casework.db.write() as session:
        tokens.use(session, Purpose.CONFIRM_REPORT, token, casework.now())
        return reports.load(session, code)
