"""A report's state for those who act on the house's own behalf: the worker, the commands, the demo."""

from __future__ import annotations

from casework.domain.report import Report
from casework.domain.values import ReportCode
from casework.store import reports
from casework.store.casework import Casework


def report(casework: Casework, code: ReportCode) -> Report:
    """The report as it stands. Asks nobody for permission: no door may call this. Raises NoSuchReport."""
    with casework.db.read() as session:
        return reports.load(session, code)


def is_empty(casework: Casework) -> bool:
    """Whether no report has ever arrived."""
    with casework.db.read() as session:
        return not reports.any_there(session)
