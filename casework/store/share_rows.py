"""The routings beside the lead, brought in step with the shares that the report tells of."""

from __future__ import annotations

from sqlalchemy import select

from casework.domain.report import Report
from casework.domain.shares import Share, find
from casework.store.db import Session
from casework.store.tables import AssignmentRow


def follow(session: Session, before: Report, report: Report) -> None:
    """Let the open routings say how the shares stand after an event."""
    if before.shares == report.shares:
        return
    session.flush()
    rows = session.scalars(
        select(AssignmentRow).where(
            AssignmentRow.report_code == report.code,
            AssignmentRow.is_lead.is_(False),
            AssignmentRow.ended_at.is_(None),
        )
    )
    for row in rows:
        share = find(report.shares, row.agency)
        if share is not None:
            write(row, share)
    session.flush()


def write(row: AssignmentRow, share: Share) -> None:
    """Let one routing say how its share stands."""
    row.due, row.contributed_at = share.due, share.contributed_at
    row.reminded, row.overdue = share.reminded, share.overdue
