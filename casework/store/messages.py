"""The channels between reporters and those who handle their reports: who wrote last, and what waits."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TypeVarTuple

from sqlalchemy import Select, func, select, tuple_

from casework.domain import events as ev
from casework.domain.evolve import Recorded
from casework.domain.values import Kind, OutletCode, PostKind, ReportCode, Status
from casework.store.db import Session
from casework.store.tables import LastMessageRow, ReportRow

MOST_COUNTED = 99
Row = TypeVarTuple("Row")
_KIND_OF: Mapping[type[ev.Event], PostKind] = MappingProxyType(
    {ev.NewsroomMessaged: PostKind.NEWSROOM_MESSAGE, ev.AgencyMessaged: PostKind.AGENCY_MESSAGE}
)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """A report whose reporter has written to the newsroom and waits for an answer."""

    code: ReportCode
    title: str
    kind: Kind
    status: Status
    at: datetime  # when they wrote


@dataclass(frozen=True, kw_only=True)
class Last:
    """The last word in one channel, when it was the handlers'."""

    kind: PostKind
    at: datetime


def follow(session: Session, recorded: Recorded) -> None:
    """Keep who wrote last in step with an event; any other event changes nothing."""
    kind = _KIND_OF.get(type(recorded.event))
    if kind is None:
        return
    assert isinstance(recorded.event, ev.NewsroomMessaged | ev.AgencyMessaged)
    by_reporter = recorded.event.by_reporter
    row = session.get(LastMessageRow, (recorded.report, kind))
    if row is None:
        row = LastMessageRow(report_code=recorded.report, kind=kind)
        session.add(row)
    row.at, row.by_reporter, row.waits = recorded.at, by_reporter, by_reporter
    session.flush()


def set_aside(session: Session, code: ReportCode, kind: PostKind) -> None:
    """What the reporter wrote there needs no answer."""
    row = session.get(LastMessageRow, (code, kind))
    if row is not None:
        row.waits = False


def waiting_in(session: Session, code: ReportCode) -> frozenset[PostKind]:
    """The channels of one report in which its reporter waits for an answer; one query."""
    query = select(LastMessageRow.kind).where(LastMessageRow.report_code == code, LastMessageRow.waits)
    return frozenset(session.scalars(query))


def of_handlers(session: Session, codes: Collection[ReportCode]) -> Mapping[ReportCode, Last]:
    """Of these reports, where the handlers had the last word and when; one query, none without codes."""
    if not codes:
        return {}
    query = (
        select(LastMessageRow)
        .where(LastMessageRow.report_code.in_(codes), LastMessageRow.by_reporter.is_(False))
        .order_by(LastMessageRow.at)
    )
    return {row.report_code: Last(kind=row.kind, at=row.at) for row in session.scalars(query)}


def for_newsroom(
    session: Session,
    outlets: Collection[OutletCode],
    *,
    after: tuple[datetime, ReportCode] | None,
    limit: int,
) -> Sequence[Waiting]:
    """What waits for an answer of these newsrooms, what was written first first; one query."""
    at, code = LastMessageRow.at, ReportRow.code
    query = _of_outlets(
        select(ReportRow.code, ReportRow.title, ReportRow.kind, ReportRow.status, at), outlets
    )
    if after is not None:
        query = query.where(tuple_(at, code) > after)
    return [Waiting(**row._mapping) for row in session.execute(query.order_by(at, code).limit(limit))]


def how_many_for_newsroom(outlets: Collection[OutletCode]) -> Select[int]:
    """The query that counts those, up to MOST_COUNTED + 1."""
    some = _of_outlets(select(ReportRow.code), outlets).limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(some)


def _of_outlets(query: Select[*Row], outlets: Collection[OutletCode]) -> Select[*Row]:
    return query.join(LastMessageRow, LastMessageRow.report_code == ReportRow.code).where(
        LastMessageRow.kind == PostKind.NEWSROOM_MESSAGE,
        LastMessageRow.waits,
        ReportRow.outlet.in_(outlets),
    )
