"""What the department that watches over answers sees: decisions that wait for it, and what is late."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, func, not_, or_, select

from casework.domain.checks import RETURNS_THE_NEWSROOM_DECIDES
from casework.domain.report import WITH_AGENCY
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    FieldCode,
    Kind,
    OutletCode,
    ReportCode,
    Status,
    Visibility,
)
from casework.store import promises
from casework.store.db import Session
from casework.store.tables import ReportRow


@dataclass(frozen=True, kw_only=True)
class Line:
    """One report that oversight looks after. Nothing of the reporter is read."""

    code: ReportCode
    title: str
    kind: Kind
    status: Status
    status_since: datetime
    field: FieldCode | None
    area: AreaCode | None
    outlet: OutletCode
    agency: AgencyCode | None
    due: datetime | None
    returns: int
    transfers: int
    escalation: int  # 0 nobody, 1 the parent agency, 2 oversight
    days_left: int | None  # on the clock that stopped when it was returned


@dataclass(frozen=True, kw_only=True)
class Late:
    """What one agency owes and is late with; `oldest` is the deadline that passed first."""

    agency: AgencyCode
    overdue: int
    escalated: int  # the parent agency was told
    to_oversight: int
    oldest: datetime


_FOR_OVERSIGHT = and_(
    ReportRow.status == Status.RETURNED,
    ReportRow.returns > RETURNS_THE_NEWSROOM_DECIDES,
    ReportRow.visibility != Visibility.REMOVED,
)


def to_decide_and_missed(session: Session) -> tuple[int, int]:
    """How many reports wait for oversight, and how many promises were missed. One query."""
    waiting = select(func.count()).select_from(ReportRow).where(_FOR_OVERSIGHT)
    counts = select(waiting.scalar_subquery(), promises.how_many_missed().scalar_subquery())
    to_decide, missed = session.execute(counts).one()
    return to_decide, missed


def waiting(session: Session, *, after: tuple[datetime, str] | None, limit: int) -> Sequence[Line]:
    """Those reports, the one that waits longest first; `after` is when the last one seen was returned, and
    its code. One query."""
    query = _lines().where(_FOR_OVERSIGHT)
    if after is not None:
        query = query.where(_beyond(ReportRow.status_since, after))
    query = query.order_by(ReportRow.status_since, ReportRow.code).limit(limit)
    return [Line(**row._mapping) for row in session.execute(query)]


def overdue(
    session: Session,
    now: datetime,
    *,
    agency: AgencyCode | None = None,
    level: int = 0,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[Line]:
    """What an agency should have answered before `now` (UTC), the oldest deadline first; one query.

    `level` 1 or 2 keeps those of which the parent agency or oversight has been told.
    """
    query = _lines().where(_is_late(now), ReportRow.escalation >= level)
    if agency is not None:
        query = query.where(ReportRow.agency == agency)
    if after is not None:
        query = query.where(_beyond(ReportRow.due, after))
    query = query.order_by(ReportRow.due, ReportRow.code).limit(limit)
    return [Line(**row._mapping) for row in session.execute(query)]


def late_by_agency(session: Session, now: datetime) -> Sequence[Late]:
    """Every agency that is late with something, the one that owes most first; one query."""
    amount = func.count()
    query = (
        select(
            ReportRow.agency,
            amount.label("overdue"),
            func.sum(case((ReportRow.escalation >= 1, 1), else_=0)).label("escalated"),
            func.sum(case((ReportRow.escalation >= 2, 1), else_=0)).label("to_oversight"),
            func.min(ReportRow.due).label("oldest"),
        )
        .where(_is_late(now), ReportRow.agency.is_not(None))
        .group_by(ReportRow.agency)
        .order_by(amount.desc(), func.min(ReportRow.due), ReportRow.agency)
    )
    return [Late(**row._mapping) for row in session.execute(query)]


def _is_late(now: datetime) -> ColumnElement[bool]:
    """By the clock, not by the mark that the worker sets somewhat later."""
    handed_in_time = and_(ReportRow.held_official, ReportRow.held_at <= ReportRow.due)
    return and_(
        ReportRow.status.in_(WITH_AGENCY),
        ReportRow.due < now,
        ReportRow.visibility != Visibility.REMOVED,
        not_(func.coalesce(handed_in_time, false())),
    )


def _lines() -> Select[*tuple[Any, ...]]:
    return select(
        ReportRow.code,
        ReportRow.title,
        ReportRow.kind,
        ReportRow.status,
        ReportRow.status_since,
        ReportRow.field,
        ReportRow.area,
        ReportRow.outlet,
        ReportRow.agency,
        ReportRow.due,
        ReportRow.returns,
        ReportRow.transfers,
        ReportRow.escalation,
        ReportRow.days_left,
    )


def _beyond(at: Any, after: tuple[datetime, str]) -> ColumnElement[bool]:
    return or_(at > after[0], and_(at == after[0], ReportRow.code > after[1]))
