"""What moderators did, out of the journal: counts, and when each report was first decided on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import aliased

from casework.domain import events as ev
from casework.domain.events import Event
from casework.domain.values import OutletCode, Part, UserId
from casework.domain.workload import DECISIONS, JUDGED_BY, OTHERS
from casework.store.db import Session
from casework.store.tables import EventRow, ReportRow, UserRow

_ARRIVALS: Final = (ev.Submitted, ev.Confirmed)


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How often somebody did one kind of thing; `actor` is None for who is not known any more."""

    outlet: OutletCode
    actor: UserId | None
    name: str  # the event's
    amount: int


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The first decision on one report, and since when it had waited for it; both in UTC."""

    outlet: OutletCode
    actor: UserId | None
    arrived: datetime
    decided: datetime


@dataclass(frozen=True, kw_only=True)
class Judged:
    """How often others said of somebody's decisions what `name` says; `upheld` is None but for appeals."""

    outlet: OutletCode
    actor: UserId | None
    name: str
    upheld: bool | None
    amount: int


def counted(
    session: Session, outlets: Collection[OutletCode], since: datetime, until: datetime
) -> Sequence[Counted]:
    """What moderators of these newsrooms did from `since` to before `until`."""
    query: Select[*tuple[Any, ...]] = (
        select(ReportRow.outlet, EventRow.actor, EventRow.name, func.count().label("amount"))
        .join(ReportRow, ReportRow.code == EventRow.report_code)
        .where(*_within(outlets, since, until), EventRow.part == Part.MODERATOR)
        .where(EventRow.name.in_(_names((*DECISIONS, *OTHERS))))
        .group_by(ReportRow.outlet, EventRow.actor, EventRow.name)
    )
    return [Counted(**row._mapping) for row in session.execute(query)]


def first_looks(
    session: Session, outlets: Collection[OutletCode], since: datetime, until: datetime
) -> Sequence[Looked]:
    """The first decision on each report that had its first in that span, along the index of versions."""
    before, arrival = aliased(EventRow), aliased(EventRow)
    arrived = (
        select(func.max(arrival.at))
        .where(arrival.report_code == EventRow.report_code, arrival.name.in_(_names(_ARRIVALS)))
        .scalar_subquery()
    )
    decided_before = exists().where(
        before.report_code == EventRow.report_code,
        before.version < EventRow.version,
        before.name.in_(_names(DECISIONS)),
    )
    query: Select[*tuple[Any, ...]] = (
        select(ReportRow.outlet, EventRow.actor, arrived.label("arrived"), EventRow.at.label("decided"))
        .join(ReportRow, ReportRow.code == EventRow.report_code)
        .where(*_within(outlets, since, until), EventRow.part == Part.MODERATOR)
        .where(EventRow.name.in_(_names(DECISIONS)), ~decided_before)
    )
    return [Looked(**row._mapping) for row in session.execute(query)]


def judged(
    session: Session, outlets: Collection[OutletCode], since: datetime, until: datetime
) -> Sequence[Judged]:
    """What agencies and colleagues said in that span of earlier decisions, by who had taken those."""
    return [
        found
        for said, about in JUDGED_BY.items()
        for found in _judged(session, said, about, (outlets, since, until))
    ]


def names(session: Session, users: Collection[UserId]) -> dict[UserId, str]:
    """What these people are called; whoever has gone is missing."""
    rows = session.execute(select(UserRow.id, UserRow.name).where(UserRow.id.in_(users)))
    return {row.id: row.name for row in rows}


def _judged(
    session: Session,
    said: type[Event],
    about: tuple[type[Event], ...],
    span: tuple[Collection[OutletCode], datetime, datetime],
) -> list[Judged]:
    decision, last = aliased(EventRow), aliased(EventRow)
    last_decided = (
        select(func.max(last.version))
        .where(
            last.report_code == EventRow.report_code,
            last.version < EventRow.version,
            last.name.in_(_names(about)),
        )
        .scalar_subquery()
    )
    upheld = EventRow.payload["upheld"].as_boolean()
    query: Select[*tuple[Any, ...]] = (
        select(ReportRow.outlet, decision.actor, upheld.label("upheld"), func.count().label("amount"))
        .join(ReportRow, ReportRow.code == EventRow.report_code)
        .join(decision, (decision.report_code == EventRow.report_code) & (decision.version == last_decided))
        .where(*_within(*span), EventRow.name == said.__name__)
        .where(decision.part == Part.MODERATOR)
        .group_by(ReportRow.outlet, decision.actor, upheld)
    )
    return [Judged(name=said.__name__, **row._mapping) for row in session.execute(query)]


def _within(
    outlets: Collection[OutletCode], since: datetime, until: datetime
) -> tuple[ColumnElement[bool], ...]:
    return ReportRow.outlet.in_(outlets), EventRow.at >= since, EventRow.at < until


def _names(kinds: Collection[type[Event]]) -> list[str]:
    return [kind.__name__ for kind in kinds]
