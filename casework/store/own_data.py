"""What is kept under somebody's number, row by row, for themselves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from casework.domain.events import PassedToInspectorate
from casework.domain.report import Report
from casework.domain.values import Part, PostKind, PostState, ReportCode, UserId
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import DeliveryRow, EventRow, FollowRow, PostRow, ReportRow, SupportRow

_AT_ONCE: Final = 200  # rows in memory


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A report that somebody follows, or says that they met the same as."""

    report: Report
    title: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Comment:
    """What somebody wrote under a report."""

    report: ReportCode
    state: PostState
    text: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A letter to somebody: `notice` is its kind, `state` is waiting, sent, dead or dropped."""

    notice: str
    report: ReportCode | None
    state: str
    at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Deed:
    """What somebody did, as the journal has it."""

    report: ReportCode
    event: str
    part: Part
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How much there is."""

    reports: int
    comments: int
    follows: int
    supports: int
    letters: int


def follows(session: Session, user: UserId) -> Sequence[Marked]:
    return _marked(session, FollowRow, user)


def supports(session: Session, user: UserId) -> Sequence[Marked]:
    return _marked(session, SupportRow, user)


def comments(session: Session, user: UserId) -> Iterator[Comment]:
    """Oldest first; what waits and what was hidden too."""
    query = (
        select(PostRow.report_code, PostRow.state, PostRow.source, PostRow.at)
        .where(PostRow.author == user, PostRow.kind == PostKind.COMMENT)
        .order_by(PostRow.at, PostRow.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in session.execute(query):
        yield Comment(report=row.report_code, state=row.state, text=row.source, at=row.at)


def letters(session: Session, user: UserId) -> Iterator[Letter]:
    """Oldest first."""
    query = (
        select(
            DeliveryRow.notice,
            DeliveryRow.report_code,
            DeliveryRow.state,
            DeliveryRow.created_at,
            DeliveryRow.sent_at,
        )
        .where(DeliveryRow.recipient == f"user:{user}")
        .order_by(DeliveryRow.created_at, DeliveryRow.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in session.execute(query):
        yield Letter(
            notice=row.notice,
            report=row.report_code,
            state=row.state,
            at=row.created_at,
            sent_at=row.sent_at,
        )


def deeds(session: Session, user: UserId) -> Iterator[Deed]:
    """In the order of the journal. That a report was passed on to the inspectorate is left out: nobody takes
    a list of those away."""
    query = (
        select(EventRow.report_code, EventRow.name, EventRow.part, EventRow.at)
        .where(EventRow.actor == user, EventRow.name != PassedToInspectorate.__name__)
        .order_by(EventRow.seq)
        .execution_options(yield_per=_AT_ONCE)
    )
    for row in session.execute(query):
        yield Deed(report=row.report_code, event=row.name, part=row.part, at=row.at)


def counts(session: Session, user: UserId) -> Counts:
    """One query."""
    asked = {
        "reports": select(func.count()).where(ReportRow.reporter == user),
        "comments": select(func.count()).where(PostRow.author == user, PostRow.kind == PostKind.COMMENT),
        "follows": select(func.count()).where(FollowRow.user_id == user),
        "supports": select(func.count()).where(SupportRow.user_id == user),
        "letters": select(func.count()).where(DeliveryRow.recipient == f"user:{user}"),
    }
    row = session.execute(select(*(one.scalar_subquery().label(name) for name, one in asked.items()))).one()
    return Counts(**row._mapping)


def _marked(session: Session, table: type[FollowRow] | type[SupportRow], user: UserId) -> Sequence[Marked]:
    query = (
        select(ReportRow, table.at)
        .join(table, table.report_code == ReportRow.code)
        .where(table.user_id == user)
        .order_by(table.at, ReportRow.code)
    )
    return [Marked(report=from_row(row), title=row.title, at=at) for row, at in session.execute(query)]
