"""Reports for which a date may have come: more than the rule will allow, never fewer.

Every query runs along an index and gives one batch, those after a key; the domain decides about each.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from casework.domain.calendar import end_of_day, local_day
from casework.domain.clocks import Terms
from casework.domain.promises import PromiseState
from casework.domain.report import WITH_AGENCY
from casework.domain.values import Kind, ReportCode, Status
from casework.store.db import Database
from casework.store.tables import AssignmentRow, PromiseRow, ReportRow

BATCH = 200
Moments = InstrumentedAttribute[Any]


def to_remind(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    day_after = terms.calendar.add_working_days(local_day(now), terms.clocks.remind_before + 1)
    return _batches(
        db,
        ReportRow.due,
        ReportRow.status.in_(WITH_AGENCY),
        ReportRow.reminded.is_(False),
        ReportRow.due >= now,
        ReportRow.due <= end_of_day(day_after),
    )


def to_mark_overdue(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    return _batches(
        db,
        ReportRow.due,
        ReportRow.status.in_(WITH_AGENCY),
        ReportRow.overdue.is_(False),
        ReportRow.due < now,
    )


def to_escalate(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    # So many working days are at least so many days.
    by_level = (
        and_(ReportRow.escalation == level, ReportRow.due < now - timedelta(days=days))
        for level, days in enumerate(terms.clocks.escalate_after)
    )
    return _batches(
        db,
        ReportRow.due,
        ReportRow.status.in_(WITH_AGENCY),
        ReportRow.overdue.is_(True),
        ReportRow.due < now,
        or_(*by_level),
    )


def to_remind_of_shares(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    day_after = terms.calendar.add_working_days(local_day(now), terms.clocks.remind_before + 1)
    return _of_shares(
        db,
        AssignmentRow.reminded.is_(False),
        AssignmentRow.due >= now,
        AssignmentRow.due <= end_of_day(day_after),
    )


def to_mark_shares_overdue(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    return _of_shares(db, AssignmentRow.overdue.is_(False), AssignmentRow.due < now)


def _of_shares(db: Database, *conditions: ColumnElement[bool]) -> Iterator[ReportCode]:
    """Reports with shares that are owed; each once, however many of its shares that are."""
    owed = (
        AssignmentRow.is_lead.is_(False),
        AssignmentRow.ended_at.is_(None),
        AssignmentRow.contributed_at.is_(None),
    )
    after: tuple[Any, int] | None = None
    while True:
        query = select(AssignmentRow.due, AssignmentRow.id, AssignmentRow.report_code)
        query = query.where(*owed, *conditions).order_by(AssignmentRow.due, AssignmentRow.id).limit(BATCH)
        if after is not None:
            query = query.where(tuple_(AssignmentRow.due, AssignmentRow.id) > after)
        with db.read() as session:
            rows = session.execute(query).all()
        yield from dict.fromkeys(row.report_code for row in rows)
        if len(rows) < BATCH:
            return
        after = (rows[-1].due, rows[-1].id)


def to_mark_press_overdue(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    # A deadline that falls on a holiday moves on: it is never sooner than so many days.
    waited = timedelta(days=terms.clocks.press_calendar_days)
    return _batches(
        db,
        ReportRow.press_from,
        ReportRow.press_from <= now - waited,
        ReportRow.press_from.is_not(None),
        ReportRow.press_overdue.is_(False),
        ReportRow.kind != Kind.PRAISE,
    )


def to_ask_about_promises(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    """Their rows are fewer than reports, and hold a day each."""
    query = (
        select(PromiseRow.report_code)
        .where(PromiseRow.state == PromiseState.WAITING, PromiseRow.by < now)
        .order_by(PromiseRow.by, PromiseRow.post)
        .limit(BATCH)
    )
    with db.read() as session:
        yield from dict.fromkeys(session.scalars(query))


def to_close(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    return _batches(db, ReportRow.close_due, ReportRow.status == Status.ANSWERED, ReportRow.close_due < now)


def to_free(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    idle = timedelta(minutes=terms.clocks.claim_idle_minutes)
    return _batches(
        db, ReportRow.claimed_at, ReportRow.claimed_by.is_not(None), ReportRow.claimed_at <= now - idle
    )


def to_purge(db: Database, terms: Terms, now: datetime) -> Iterator[ReportCode]:
    kept = timedelta(days=terms.clocks.unconfirmed_calendar_days)
    return _batches(
        db,
        ReportRow.submitted_at,
        ReportRow.status == Status.UNCONFIRMED,
        ReportRow.submitted_at <= now - kept,
    )


def _batches(db: Database, along: Moments, *conditions: ColumnElement[bool]) -> Iterator[ReportCode]:
    """Codes in the order of a date. Each batch is read by itself, so that deeds can go on in between."""
    after: tuple[Any, ReportCode] | None = None
    while True:
        query = select(along, ReportRow.code).where(*conditions).order_by(along, ReportRow.code).limit(BATCH)
        if after is not None:
            query = query.where(tuple_(along, ReportRow.code) > after)
        with db.read() as session:
            rows = session.execute(query).all()
        yield from (row.code for row in rows)
        if len(rows) < BATCH:
            return
        after = (rows[-1][0], rows[-1].code)
