"""Promises counted by agency, and listed where they were missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select, tuple_

from casework.domain.promises import PromiseState
from casework.domain.values import AgencyCode, PostId, ReportCode, Visibility
from casework.store import published
from casework.store.db import Session
from casework.store.tables import PostRow, PromiseRow, ReportRow


@dataclass(frozen=True, kw_only=True)
class Missed:
    """A promise that was not kept."""

    post: PostId
    code: ReportCode
    title: str
    agency: AgencyCode
    what: str
    by: datetime


def counted(session: Session, agency: AgencyCode) -> Mapping[PromiseState, int]:
    """How many promises of an agency that everybody reads stand how; one query."""
    rows = session.execute(
        select(PromiseRow.state, func.count())
        .join(ReportRow, ReportRow.code == PromiseRow.report_code)
        .where(PromiseRow.agency == agency, published.published())
        .group_by(PromiseRow.state)
    )
    found = {state: int(count) for state, count in rows}
    return {state: found.get(state, 0) for state in PromiseState}


def missed(session: Session, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[Missed]:
    """What was promised and not kept, the latest day first; `after` is the day and post of the last one seen.
    One query."""
    query = (
        select(PromiseRow, ReportRow.title, PostRow.source)
        .join(ReportRow, ReportRow.code == PromiseRow.report_code)
        .join(PostRow, PostRow.id == PromiseRow.post)
        .where(PromiseRow.state == PromiseState.MISSED, ReportRow.visibility != Visibility.REMOVED)
        .order_by(PromiseRow.by.desc(), PromiseRow.post.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(tuple_(PromiseRow.by, PromiseRow.post) < after)
    return [
        Missed(post=row.post, code=row.report_code, title=title, agency=row.agency, what=source, by=row.by)
        for row, title, source in session.execute(query)
    ]


def how_many_missed() -> Select[int]:
    """How many that list has."""
    return (
        select(func.count())
        .select_from(PromiseRow)
        .join(ReportRow, ReportRow.code == PromiseRow.report_code)
        .where(PromiseRow.state == PromiseState.MISSED, ReportRow.visibility != Visibility.REMOVED)
    )
