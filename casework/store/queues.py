"""What waits in a newsroom: the reports of its outlets by what they wait for, and comments not yet seen."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, tuple_

from casework.domain.codes import parse_code
from casework.domain.report import IN_NEWSROOM, PUBLIC_STATUSES, WITH_AGENCY, Report
from casework.domain.values import (
    AreaCode,
    Display,
    FieldCode,
    Kind,
    OutletCode,
    PostId,
    PostKind,
    PostState,
    ReportCode,
    Status,
    UserId,
    Visibility,
)
from casework.store import search
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import PostRow, ReportRow, UserRow


class Waits(StrEnum):
    """What a report waits for; each is a part of the queue."""

    FIRST_LOOK = "first_look"
    INFO = "info"
    NEW_AGENCY = "new_agency"
    APPEAL = "appeal"
    EXTENSION = "extension"
    COMMENTS = "comments"
    HELD = "held"
    OVERDUE = "overdue"
    REMOVED = "removed"
    OPEN = "open"  # all that is not finished


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What a queue is narrowed to. `q` is words of the report, or its code."""

    waits: Waits = Waits.FIRST_LOOK
    kind: Kind | None = None
    field: FieldCode | None = None
    area: AreaCode | None = None
    q: str = ""


@dataclass(frozen=True, kw_only=True)
class Item:
    """A report in the queue. `claimed_by` is the colleague's name; empty if nobody has it."""

    report: Report
    title: str
    claimed_by: str
    waiting_comments: int
    since: datetime  # when it began to wait, by which its part of the queue is in order
    is_nameless: bool  # it should show a name, and none was given


@dataclass(frozen=True, kw_only=True)
class WaitingComment:
    """A comment that readers do not see yet, and the report that it stands under."""

    id: PostId
    report: ReportCode
    title: str
    author_name: str
    source: str
    html: str
    at: datetime


def items(
    session: Session,
    outlets: Collection[OutletCode],
    wanted: Filter,
    *,
    now: datetime,
    after: tuple[datetime, ReportCode] | None,
    limit: int,
    free_for: UserId | None = None,
    backwards: bool = False,
) -> list[Item]:
    """The part of the queue that is wanted, what arrived first first. One query.

    `free_for`: without what this person may not decide, and what a colleague works on.
    """
    found = (
        select(ReportRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == ReportRow.claimed_by)
        .where(ReportRow.outlet.in_(outlets), _conditions(now)[wanted.waits])
    )
    found = _narrowed(session, found, wanted)
    if free_for is not None:
        found = found.where(
            ReportRow.reporter.is_distinct_from(free_for),
            or_(ReportRow.claimed_by.is_(None), ReportRow.claimed_by == free_for),
            or_(ReportRow.status != Status.DECLINED, ReportRow.declined_by.is_distinct_from(free_for)),
        )
    since = _SINCE.get(wanted.waits, ReportRow.submitted_at)
    place_of = tuple_(since, ReportRow.code)
    if after is not None:
        found = found.where(place_of < after if backwards else place_of > after)
    order = (since.desc(), ReportRow.code.desc()) if backwards else (since, ReportRow.code)
    found = found.order_by(*order).limit(limit)
    return [
        Item(
            report=(report := from_row(row)),
            title=row.title,
            claimed_by=name or "",
            waiting_comments=row.waiting_comments,
            since=row.held_at if wanted.waits is Waits.HELD and row.held_at else row.submitted_at,
            is_nameless=report.reporter is None and report.display is Display.NAMED and not row.shown_name,
        )
        for row, name in session.execute(found)
    ]


def place(session: Session, code: ReportCode, waits: Waits) -> tuple[datetime, ReportCode] | None:
    """Where a report stands, or would stand, in a part of the queue: the key that `items` goes on after."""
    since = _SINCE.get(waits, ReportRow.submitted_at)
    at = session.scalar(select(since).where(ReportRow.code == code))
    return (at, code) if at else None


def tallies(session: Session, outlets: Collection[OutletCode], *, now: datetime) -> Mapping[Waits, int]:
    """How many reports wait for what. One query."""
    conditions = _conditions(now)
    sums = [func.coalesce(func.sum(case((condition, 1), else_=0)), 0) for condition in conditions.values()]
    row = session.execute(select(*sums).where(ReportRow.outlet.in_(outlets))).one()
    return {waits: int(count) for waits, count in zip(conditions, row, strict=True)}


def comments(
    session: Session,
    outlets: Collection[OutletCode],
    *,
    after: tuple[datetime, PostId] | None,
    limit: int,
) -> list[WaitingComment]:
    """Comments that wait, oldest first. One query."""
    found = (
        select(PostRow, ReportRow.title)
        .join(ReportRow, ReportRow.code == PostRow.report_code)
        .where(
            PostRow.state == PostState.WAITING,
            PostRow.kind == PostKind.COMMENT,
            ReportRow.outlet.in_(outlets),
            ReportRow.status.in_(PUBLIC_STATUSES),
        )
        .order_by(PostRow.at, PostRow.id)
        .limit(limit)
    )
    if after is not None:
        found = found.where(tuple_(PostRow.at, PostRow.id) > after)
    return [
        WaitingComment(
            id=post.id,
            report=post.report_code,
            title=title,
            author_name=post.author_name,
            source=post.source,
            html=post.html,
            at=post.at,
        )
        for post, title in session.execute(found)
    ]


# What waits for something of its own is in order by it, everything else by when it was sent.
_SINCE: Mapping[Waits, Any] = {Waits.HELD: ReportRow.held_at}


def _conditions(now: datetime) -> dict[Waits, ColumnElement[bool]]:
    """What must hold of a report in each part of the queue."""
    row = ReportRow
    appeal = and_(row.status == Status.DECLINED, row.appeal_pending)
    return {
        Waits.FIRST_LOOK: row.status == Status.SUBMITTED,
        Waits.INFO: row.status == Status.NEEDS_INFO,
        Waits.NEW_AGENCY: row.status == Status.RETURNED,
        Waits.APPEAL: appeal,
        Waits.EXTENSION: and_(row.status.in_(WITH_AGENCY), row.extension_asked.is_not(None)),
        Waits.COMMENTS: and_(row.status.in_(PUBLIC_STATUSES), row.waiting_comments > 0),
        Waits.HELD: and_(row.status.in_(WITH_AGENCY), row.held.is_not(None)),
        Waits.OVERDUE: and_(row.status.in_(WITH_AGENCY), row.due < now),
        Waits.REMOVED: and_(row.status.in_(PUBLIC_STATUSES), row.visibility == Visibility.REMOVED),
        Waits.OPEN: or_(row.status.in_(IN_NEWSROOM | WITH_AGENCY), appeal),
    }


def _narrowed(session: Session, found: Select[ReportRow, str], wanted: Filter) -> Select[ReportRow, str]:
    if wanted.kind is not None:
        found = found.where(ReportRow.kind == wanted.kind)
    if wanted.field is not None:
        found = found.where(ReportRow.field == wanted.field)
    if wanted.area is not None:
        found = found.where(ReportRow.area == wanted.area)
    if not wanted.q:
        return found
    if code := parse_code(wanted.q):
        return found.where(ReportRow.code == code)
    # What was never published may stand in no index yet: its title is looked through as well.
    in_title = ReportRow.title.icontains(wanted.q, autoescape=True)
    in_words = search.matches(session, wanted.q)
    return found.where(in_title if in_words is None else or_(in_title, in_words))
