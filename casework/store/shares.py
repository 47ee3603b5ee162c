"""Shares counted by the agency beside the lead that gave them, or did not."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, case, func, literal_column, select

from casework.domain.values import AgencyCode
from casework.store import published
from casework.store.db import Session
from casework.store.tables import AssignmentRow, ReportRow

# In the words of the index of shares, which SQLite compares.
_IS_SHARE: ColumnElement[bool] = literal_column("(NOT assignment.is_lead)")


def counted(session: Session, agency: AgencyCode) -> Sequence[int]:
    """Of an agency's shares in reports that everybody reads: how many were given, how many of these in time,
    and how many are overdue; one query.

    A share that goes on in another routing, since its report was opened again, counts where it was given.
    """
    given = AssignmentRow.contributed_at >= AssignmentRow.sent_at
    in_time = given & (AssignmentRow.due.is_(None) | (AssignmentRow.contributed_at <= AssignmentRow.due))
    late = AssignmentRow.overdue & AssignmentRow.contributed_at.is_(None) & AssignmentRow.ended_at.is_(None)
    query = (
        select(*(func.coalesce(func.sum(case((one, 1), else_=0)), 0) for one in (given, in_time, late)))
        .select_from(AssignmentRow)
        .join(ReportRow, ReportRow.code == AssignmentRow.report_code)
        .where(AssignmentRow.agency == agency, _IS_SHARE, published.published())
    )
    return [int(count) for count in session.execute(query).one()]
