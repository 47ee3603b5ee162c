"""Learning from what moderators decide: with each deed, and anew."""

from __future__ import annotations

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import ReportCode
from casework.store import journal, learned, reports
from casework.store.casework import Casework
from casework.store.db import Session

# By these somebody decides what a report is about, or who must answer it, or takes that back.
_DECISIONS = (do.ApproveAndRoute, do.Reroute, do.Return, do.Edit)
_BATCH = 200  # reports a transaction, so that nobody waits long


def take_in(session: Session, report: Report, command: do.Command, *, was: tuple[str, str]) -> None:
    """Learn what a deed decides, and forget the words that it takes away. `was`: title and text before it.

    In the deed's own transaction, after the journal was written.
    """
    if isinstance(command, _DECISIONS) or reports.text(session, report.code) != was:
        learned.settle(session, report, was=was, edited=isinstance(command, do.Edit))


def learn_anew(casework: Casework) -> int:
    """Forget everything and learn from every decided report; returns how many there were.

    Calling it again gives the same. Deeds may go on meanwhile: what they decide is counted once.
    """
    with casework.db.write() as session:
        journal.hold(session)
        learned.forget_all(session)
    last, count = ReportCode(""), 0
    while True:
        with casework.db.write() as session:
            journal.hold(session)
            found, more = learned.learn_more(session, after=last, limit=_BATCH)
        if found is None:
            return count
        last, count = found, count + more
