"""The rows of promises, brought in step with every event."""

from __future__ import annotations

from casework.domain import events as ev
from casework.domain.evolve import Recorded
from casework.domain.report import Report
from casework.store.db import Session
from casework.store.tables import PromiseRow

_ABOUT = (ev.PromiseMade, ev.PromiseMoved, ev.PromiseAsked, ev.PromiseAnswered)


def follow(session: Session, report: Report, recorded: Recorded) -> None:
    """Keep the rows in step with an event; any that is not about promises changes nothing."""
    if not isinstance(recorded.event, _ABOUT):
        return
    for promise in report.promises:
        row = session.get(PromiseRow, promise.post)
        if row is None:
            row = PromiseRow(post=promise.post, report_code=report.code, agency=promise.agency)
            session.add(row)
        row.by, row.state = promise.by, promise.state
    session.flush()
