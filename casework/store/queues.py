"""What waits in a newsroom: the reports of its outlets by what they wait for, and comments not yet seen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, and_, exists, or_, select, tuple_

from casework.domain.codes import parse_code
from casework.domain.queue import Waits
from casework.domain.report import PUBLIC_STATUSES, Report
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
from casework.store import flags, queue_places, search, watched
from casework.store.db import Session
from casework.store.flags import Flag
from casework.store.reports import from_row
from casework.store.tables import FlagRow, PostRow, QueuePlaceRow, ReportRow, UserRow

_NEVER_WAITING = (Status.UNCONFIRMED, Status.ANSWERED, Status.MERGED, Status.CLOSED, Status.WITHDRAWN)
_BATCH = 500
_Rows = Select[ReportRow, str, int, datetime]


class Place(NamedTuple):
    """Where a report stands in a part of the queue, as pages go on after it: what is urgent stands first."""

    rank: int
    since: datetime
    code: ReportCode


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
    place: Place
    urgent: tuple[str, ...]  # the phrases for which it is looked at before others
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
    state: PostState  # shown: readers see it, and some of them flagged it
    flags: tuple[Flag, ...]
    watched: tuple[str, ...]  # what its newsroom watches for


def items(
    session: Session,
    outlets: Collection[OutletCode],
    wanted: Filter,
    *,
    after: Place | None,
    limit: int,
    free_for: UserId | None = None,
    backwards: bool = False,
) -> list[Item]:
    """The part of the queue that is wanted, what is urgent first, then what waits longest. One query.

    `free_for`: without what this person may not decide, and what a colleague works on.
    """
    found = (
        select(ReportRow, UserRow.name, QueuePlaceRow.rank, QueuePlaceRow.since)
        .join(QueuePlaceRow, QueuePlaceRow.report_code == ReportRow.code)
        .outerjoin(UserRow, UserRow.id == ReportRow.claimed_by)
        .where(QueuePlaceRow.outlet.in_(outlets), QueuePlaceRow.waits == wanted.waits)
    )
    found = _narrowed(session, found, wanted)
    if free_for is not None:
        found = found.where(
            ReportRow.reporter.is_distinct_from(free_for),
            or_(ReportRow.claimed_by.is_(None), ReportRow.claimed_by == free_for),
            or_(ReportRow.status != Status.DECLINED, ReportRow.declined_by.is_distinct_from(free_for)),
        )
    order = (QueuePlaceRow.rank, QueuePlaceRow.since, QueuePlaceRow.report_code)
    if after is not None:
        place = tuple_(*order)
        found = found.where(place < after if backwards else place > after)
    found = found.order_by(*(column.desc() for column in order) if backwards else order).limit(limit)
    return [
        Item(
            report=(report := from_row(row)),
            title=row.title,
            claimed_by=name or "",
            waiting_comments=row.waiting_comments,
            place=Place(rank, since, row.code),
            urgent=tuple(filter(None, row.urgent.split(", "))),
            is_nameless=report.reporter is None
            and report.display is Display.NAMED
            and not (row.shown_name or row.name_erased),
        )
        for row, name, rank, since in session.execute(found)
    ]


def titled(
    session: Session, outlets: Collection[OutletCode], codes: Collection[ReportCode]
) -> dict[ReportCode, tuple[Report, str]]:
    """Those of the codes that these newsrooms have and may know of, with their titles. One query."""
    rows = session.scalars(
        select(ReportRow).where(
            ReportRow.code.in_(codes),
            ReportRow.outlet.in_(outlets),
            ReportRow.status != Status.UNCONFIRMED,
            ReportRow.passed_on.is_(False),
        )
    )
    return {row.code: (from_row(row), row.title) for row in rows}


def place(session: Session, code: ReportCode, waits: Waits) -> Place | None:
    """Where a report stands in a part of the queue; None where it does not wait."""
    row = session.get(QueuePlaceRow, (code, waits))
    return Place(row.rank, row.since, code) if row else None


def recount(session: Session) -> bool:
    """Put every report where it belongs and count anew; whether something stood wrong."""
    before = queue_places.counted(session)
    may_wait = or_(
        ReportRow.status.not_in(_NEVER_WAITING),
        ReportRow.waiting_comments > 0,
        ReportRow.flags > 0,
        ReportRow.reply_requests > 0,
        ReportRow.visibility == Visibility.REMOVED,
    )
    rows = session.scalars(select(ReportRow).where(may_wait).execution_options(yield_per=_BATCH))
    queue_places.put_all(session, ((from_row(row), row) for row in rows))
    return queue_places.counted(session) != before


def comments(
    session: Session,
    outlets: Collection[OutletCode],
    *,
    after: tuple[datetime, PostId] | None,
    limit: int,
) -> list[WaitingComment]:
    """Comments that wait, and those that readers see and flagged, oldest first. Three queries."""
    is_flagged = exists().where(
        FlagRow.report_code == PostRow.report_code,
        FlagRow.comment == PostRow.id,
        FlagRow.settled_at.is_(None),
    )
    found = (
        select(PostRow, ReportRow.title, ReportRow.outlet)
        .join(ReportRow, ReportRow.code == PostRow.report_code)
        .where(
            or_(
                PostRow.state == PostState.WAITING,
                and_(PostRow.state == PostState.SHOWN, ReportRow.flags > 0, is_flagged),
            ),
            PostRow.kind == PostKind.COMMENT,
            ReportRow.outlet.in_(outlets),
            ReportRow.status.in_(PUBLIC_STATUSES),
        )
        .order_by(PostRow.at, PostRow.id)
        .limit(limit)
    )
    if after is not None:
        found = found.where(tuple_(PostRow.at, PostRow.id) > after)
    rows = session.execute(found).all()
    said = flags.waiting(session, {post.report_code for post, _title, _outlet in rows})
    lists = watched.lists(session, outlets)
    return [
        WaitingComment(
            id=post.id,
            report=post.report_code,
            title=title,
            author_name=post.author_name,
            source=post.source,
            html=post.html,
            at=post.at,
            state=post.state,
            flags=tuple(said.get((post.report_code, post.id), ())),
            watched=lists[outlet].found_in(post.source),
        )
        for post, title, outlet in rows
    ]


def _narrowed(session: Session, found: _Rows, wanted: Filter) -> _Rows:
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
