"""The newsrooms' ledger: what they declined, edited, redacted, took down, put back; no words, no person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from casework.domain import events as ev
from casework.domain.events import Event
from casework.domain.payloads import from_payload
from casework.domain.values import OutletCode, Part, ReportCode
from casework.store.db import Session
from casework.store.tables import EventRow, ReportRow

KINDS: Final[tuple[type[Event], ...]] = (
    ev.Declined,
    ev.AppealDecided,
    ev.Edited,
    ev.Redacted,
    ev.PictureRedacted,
    ev.Corrected,
    ev.Removed,
    ev.Restored,
    ev.CommentReviewed,
)
_NAMES: Final = tuple(kind.__name__ for kind in KINDS)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One act of a newsroom. `code` is None for a report that never was public: nobody learns which it is."""

    seq: int
    at: datetime
    event: Event
    outlet: OutletCode
    code: ReportCode | None


@dataclass(frozen=True, kw_only=True)
class Sum:
    """How often a newsroom did one kind of thing."""

    outlet: OutletCode
    name: str
    amount: int


def entries(
    session: Session,
    *,
    outlet: OutletCode | None,
    kind: str,
    since: datetime | None,
    until: datetime | None,
    before: int | None,
    limit: int,
) -> Sequence[Entry]:
    """The last acts first, or those before a number; one query along the index of names."""
    query: Select[*tuple[Any, ...]] = select(
        EventRow.seq, EventRow.at, EventRow.name, EventRow.payload, ReportRow.outlet, ReportRow.code,
        ReportRow.published_at,
    )  # fmt: skip  # because a list of columns reads better in two lines
    query = _of_newsrooms(query, outlet, since, until)
    if kind in _NAMES:
        query = query.where(EventRow.name == kind)
    if before is not None:
        query = query.where(EventRow.seq < before)
    return [
        Entry(
            seq=row.seq,
            at=row.at,
            event=from_payload(row.name, row.payload),
            outlet=row.outlet,
            code=row.code if row.published_at is not None else None,
        )
        for row in session.execute(query.order_by(EventRow.seq.desc()).limit(limit))
    ]


def sums(session: Session, *, since: datetime, until: datetime) -> Sequence[Sum]:
    """What each newsroom did in a span of time, counted."""
    query: Select[*tuple[Any, ...]] = select(ReportRow.outlet, EventRow.name, func.count().label("amount"))
    query = _of_newsrooms(query, None, since, until).group_by(ReportRow.outlet, EventRow.name)
    return [Sum(**row._mapping) for row in session.execute(query.order_by(ReportRow.outlet, EventRow.name))]


def _of_newsrooms(
    query: Select[*tuple[Any, ...]], outlet: OutletCode | None, since: datetime | None, until: datetime | None
) -> Select[*tuple[Any, ...]]:
    """Acts of moderators alone: what a reporter does to their own report is not in it. Of comments only what
    was not shown."""
    query = query.join(ReportRow, ReportRow.code == EventRow.report_code).where(
        EventRow.name.in_(_NAMES), EventRow.part == Part.MODERATOR, _counts()
    )
    if outlet is not None:
        query = query.where(ReportRow.outlet == outlet)
    if since is not None:
        query = query.where(EventRow.at >= since)
    return query if until is None else query.where(EventRow.at < until)


def _counts() -> ColumnElement[bool]:
    shown = EventRow.payload["shown"].as_boolean()
    return or_(EventRow.name != ev.CommentReviewed.__name__, shown.is_(False))
