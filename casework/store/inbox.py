"""What agencies have on their desks: the routings that are open, those answered and those given back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from casework.domain.report import WITH_AGENCY
from casework.domain.shares import find
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Display,
    FieldCode,
    Kind,
    PostId,
    PostKind,
    ReportCode,
    ReturnReason,
    Status,
    UserId,
    Visibility,
)
from casework.store.columns import Moment
from casework.store.db import Session
from casework.store.soonest import soonest_first
from casework.store.tables import AssignmentRow, EventRow, LastMessageRow, PostRow, ReportRow

MOST_COUNTED = 999  # of what has been dealt with: a long history is not counted to its end
NEVER = datetime(9999, 12, 31, tzinfo=UTC)  # praise has no deadline and comes last


class Tab(StrEnum):
    OPEN = "open"
    ROUTED = "routed"
    WORKING = "working"
    TO_SIGN = "to_sign"
    URGENT = "urgent"
    TOGETHER = "together"
    CONTRIBUTED = "contributed"
    ANSWERED = "answered"
    MESSAGES = "messages"
    RETURNED = "returned"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One report in an agency's inbox. Nothing of the reporter is read, not even a name that is shown."""

    code: ReportCode
    title: str
    kind: Kind
    status: Status
    display: Display
    field: FieldCode | None
    area: AreaCode | None
    agency: AgencyCode
    is_lead: bool
    sent_at: datetime
    due: datetime | None  # its own: the lead's for the reply, any other's for its share
    contributed_at: datetime | None
    asked: str  # what an agency beside the lead is asked for; empty for nothing special
    has_draft: bool
    reopened: bool
    extension_asked: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    reporter_waits: bool  # the reporter has written to the agency, and nobody has answered


@dataclass(frozen=True, kw_only=True)
class Returned:
    """What an agency gave back: it may know no more of it than this."""

    code: ReportCode
    at: datetime
    reason: ReturnReason
    agency: AgencyCode


_own_due: ColumnElement[Any] = case((AssignmentRow.is_lead, ReportRow.due), else_=AssignmentRow.due)
_deadline: ColumnElement[datetime] = func.coalesce(_own_due, literal(NEVER, Moment), type_=Moment)
_IS_OPEN = and_(
    AssignmentRow.ended_at.is_(None),
    ReportRow.status.in_(WITH_AGENCY),
    ReportRow.visibility != Visibility.REMOVED,
)
# The last routing that this agency answered; an earlier one, before the report was reopened, doesn't count.
_IS_ANSWERED = and_(
    AssignmentRow.is_lead,
    AssignmentRow.ended_at.is_not(None),
    AssignmentRow.agency == ReportRow.agency,
    AssignmentRow.ended_at == func.coalesce(ReportRow.answered_at, ReportRow.closed_at, type_=Moment),
    ReportRow.status.in_((Status.ANSWERED, Status.CLOSED)),
    ReportRow.visibility != Visibility.REMOVED,
)
# While the reporter and the agency may write to each other.
_CAN_BE_WRITTEN_TO = or_(_IS_OPEN, and_(_IS_ANSWERED, ReportRow.status == Status.ANSWERED))
_REPORTER_WAITS: ColumnElement[bool] = and_(
    exists().where(
        LastMessageRow.report_code == AssignmentRow.report_code,
        LastMessageRow.kind == PostKind.AGENCY_MESSAGE,
        LastMessageRow.waits,
    ),
    _CAN_BE_WRITTEN_TO,
)
# Whoever leads owes the reply, any other its share until it is given.
_IS_OWED = or_(AssignmentRow.is_lead, AssignmentRow.contributed_at.is_(None))
_IN_TAB: Mapping[Tab, ColumnElement[bool]] = MappingProxyType(
    {
        Tab.OPEN: _IS_OWED,
        Tab.ROUTED: and_(AssignmentRow.is_lead, ReportRow.status == Status.ROUTED),
        Tab.WORKING: and_(AssignmentRow.is_lead, ReportRow.status.in_((Status.ACCEPTED, Status.REOPENED))),
        Tab.TO_SIGN: and_(AssignmentRow.is_lead, ReportRow.draft.is_not(None)),
        Tab.TOGETHER: and_(AssignmentRow.is_lead.is_(False), AssignmentRow.contributed_at.is_(None)),
        Tab.CONTRIBUTED: AssignmentRow.contributed_at.is_not(None),
    }
)


def counts(session: Session, agencies: Collection[AgencyCode], *, urgent_until: datetime) -> dict[Tab, int]:
    """How many reports stand under each tab, those not open any more up to MOST_COUNTED + 1; one query."""
    open_tabs = (*_IN_TAB, Tab.URGENT)
    kept = {Tab.ANSWERED: _answered, Tab.MESSAGES: _written_to, Tab.RETURNED: _returned}
    sums = [func.coalesce(func.sum(case((_in_tab(tab, urgent_until), 1), else_=0)), 0) for tab in open_tabs]
    row = session.execute(
        select(*sums, *(_at_most(rows(agencies)) for rows in kept.values()))
        .select_from(AssignmentRow)
        .join(ReportRow, ReportRow.code == AssignmentRow.report_code)
        .where(AssignmentRow.agency.in_(agencies), _IS_OPEN)
    ).one()
    return dict(zip((*open_tabs, *kept), map(int, row), strict=True))


def deadlines(
    session: Session, agencies: Collection[AgencyCode], *, now: datetime, limit: int
) -> list[tuple[ReportCode, AgencyCode, datetime]]:
    """By when the agencies owe which replies and shares, public or not, the soonest first; one query."""
    rows = (
        select(AssignmentRow.report_code, AssignmentRow.agency, _own_due.label("due"))
        .join(ReportRow, ReportRow.code == AssignmentRow.report_code)
        .where(AssignmentRow.agency.in_(agencies), _IS_OPEN, _IS_OWED, _own_due.is_not(None))
        .order_by(*soonest_first(_own_due, now), AssignmentRow.report_code)
        .limit(limit)
    )
    return [(row.report_code, row.agency, row.due) for row in session.execute(rows)]


def open_lines(
    session: Session,
    agencies: Collection[AgencyCode],
    tab: Tab,
    *,
    urgent_until: datetime,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[Line]:
    """What is owed, or under MESSAGES whose reporter waits for an answer, by deadline: what is overdue comes
    first, what has no deadline last; at most two queries.

    `after` is the deadline (NEVER for none) and code of the last row seen.
    """
    wanted = _REPORTER_WAITS if tab is Tab.MESSAGES else and_(_IS_OPEN, _in_tab(tab, urgent_until))
    query = _lines(agencies).where(wanted)
    if after is not None:
        due, code = after
        query = query.where(or_(_deadline > due, and_(_deadline == due, ReportRow.code > code)))
    query = query.order_by(_deadline, ReportRow.code).limit(limit)
    return _read(session, query)


def answered_lines(
    session: Session,
    agencies: Collection[AgencyCode],
    *,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[Line]:
    """What was answered or acknowledged, newest first; at most two queries."""
    query = _lines(agencies).where(_IS_ANSWERED)
    if after is not None:
        query = query.where(_before(AssignmentRow.ended_at, ReportRow.code, after))
    query = query.order_by(AssignmentRow.ended_at.desc(), ReportRow.code.desc()).limit(limit)
    return _read(session, query)


def returned_lines(
    session: Session,
    agencies: Collection[AgencyCode],
    *,
    after: tuple[datetime, str] | None,
    limit: int,
) -> Sequence[Returned]:
    """What was given back, newest first; one query. The reason is in the journal."""
    query = (
        _returned(agencies)
        .with_only_columns(
            AssignmentRow.report_code, AssignmentRow.returned_at, AssignmentRow.agency, EventRow.payload
        )
        .join(
            EventRow,
            and_(
                EventRow.report_code == AssignmentRow.report_code,
                EventRow.name == "Returned",
                EventRow.at == AssignmentRow.returned_at,
            ),
        )
    )
    if after is not None:
        query = query.where(_before(AssignmentRow.returned_at, AssignmentRow.report_code, after))
    query = query.order_by(AssignmentRow.returned_at.desc(), AssignmentRow.report_code.desc()).limit(limit)
    return [
        Returned(code=code, at=at, agency=agency, reason=ReturnReason(payload["reason"]))
        for code, at, agency, payload in session.execute(query)
    ]


def is_written(session: Session, code: ReportCode, post: PostId, author: UserId | None) -> bool:
    """Whether this person has written this post on this report."""
    row = session.get(PostRow, post)
    return row is not None and row.report_code == code and author is not None and row.author == author


def _in_tab(tab: Tab, urgent_until: datetime) -> ColumnElement[bool]:
    if tab is Tab.URGENT:
        return and_(_IS_OWED, _own_due <= urgent_until)
    return _IN_TAB[tab]


def _lines(agencies: Collection[AgencyCode]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            ReportRow.code,
            ReportRow.title,
            ReportRow.kind,
            ReportRow.status,
            ReportRow.display,
            ReportRow.field,
            ReportRow.area,
            AssignmentRow.agency,
            AssignmentRow.is_lead,
            AssignmentRow.sent_at,
            _own_due.label("due"),
            AssignmentRow.contributed_at,
            ReportRow.shares,
            ReportRow.draft.is_not(None).label("has_draft"),
            ReportRow.reopened,
            ReportRow.extension_asked,
            ReportRow.answered_at,
            AssignmentRow.ended_at,
            _REPORTER_WAITS.label("reporter_waits"),
        )
        .select_from(AssignmentRow)
        .join(ReportRow, ReportRow.code == AssignmentRow.report_code)
        .where(AssignmentRow.agency.in_(agencies))
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[Line]:
    """The lines of a query, with what agencies beside the lead are asked for, which takes a second one."""
    rows = [dict(row._mapping) for row in session.execute(query)]
    asked = [find(row.pop("shares"), row["agency"]) for row in rows]
    posts = [post for share in asked if share is not None for post in share.asked]
    found = session.execute(select(PostRow.id, PostRow.source).where(PostRow.id.in_(posts))) if posts else ()
    words = {row.id: row.source for row in found}
    texts = ("\n".join(words.get(post, "") for post in share.asked) if share else "" for share in asked)
    return [Line(**row, asked=text) for row, text in zip(rows, texts, strict=True)]


def _written_to(agencies: Collection[AgencyCode]) -> Select[Any]:
    return (
        select(AssignmentRow.id)
        .select_from(LastMessageRow)
        .join(AssignmentRow, AssignmentRow.report_code == LastMessageRow.report_code)
        .join(ReportRow, ReportRow.code == AssignmentRow.report_code)
        .where(
            LastMessageRow.kind == PostKind.AGENCY_MESSAGE,
            LastMessageRow.waits,
            AssignmentRow.agency.in_(agencies),
            _CAN_BE_WRITTEN_TO,
        )
    )


def _answered(agencies: Collection[AgencyCode]) -> Select[Any]:
    return (
        select(AssignmentRow.id)
        .select_from(AssignmentRow)
        .join(ReportRow, ReportRow.code == AssignmentRow.report_code)
        .where(AssignmentRow.agency.in_(agencies), _IS_ANSWERED)
    )


def _returned(agencies: Collection[AgencyCode]) -> Select[Any]:
    return select(AssignmentRow.id).where(
        AssignmentRow.agency.in_(agencies), AssignmentRow.is_lead, AssignmentRow.returned_at.is_not(None)
    )


def _at_most(rows: Select[Any]) -> Any:
    some = rows.limit(MOST_COUNTED + 1).correlate(None).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _before(at: Any, code: Any, after: tuple[datetime, str]) -> ColumnElement[bool]:
    return or_(at < after[0], and_(at == after[0], code < after[1]))
