"""Who asks to learn who reported something, and what waits in which house because of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from casework.domain.values import Kind, OutletCode, Part, ReportCode, Status, UserId
from casework.store.db import Session
from casework.store.tables import ReportRow, UserRow

MOST = 50  # such requests are rare: more than a handful is a scandal, not a list


@dataclass(frozen=True, kw_only=True)
class House:
    """One side of it: the newsrooms of these outlets, or oversight (then `outlets` is not looked at).

    `granted_since` (UTC) is the oldest moment of a grant that can still be used.
    """

    part: Part
    outlets: Collection[OutletCode]
    user: UserId | None
    granted_since: datetime


@dataclass(frozen=True, kw_only=True)
class Request:
    """`granted_at` is set on what this person may open now; on others their house has to decide."""

    code: ReportCode
    title: str
    kind: Kind
    status: Status
    asker: str
    granted_at: datetime | None


def requests(session: Session, house: House) -> Sequence[Request]:
    """What this person may decide or open, those asked for by code; one query."""
    query = (
        select(
            ReportRow.code,
            ReportRow.title,
            ReportRow.kind,
            ReportRow.status,
            UserRow.name.label("asker"),
            ReportRow.identity_granted_at.label("granted_at"),
        )
        .join(UserRow, UserRow.id == ReportRow.identity_asked_by)
        .where(concerns(house))
        .order_by(ReportRow.identity_granted_at.is_(None), ReportRow.code)
        .limit(MOST)
    )
    return [Request(**row._mapping) for row in session.execute(query)]


def count(session: Session, house: House) -> int:
    """How many those are; one query."""
    return session.scalar(how_many(house)) or 0


def how_many(house: House) -> Select[int]:
    """The query that counts them."""
    return select(func.count()).select_from(ReportRow).where(concerns(house))


def concerns(house: House) -> ColumnElement[bool]:
    """The house decides what the other one asks, and who asked opens what was granted."""
    of_newsroom = house.part is Part.MODERATOR
    other = Part.OVERSEER if of_newsroom else Part.MODERATOR
    to_decide = and_(
        ReportRow.identity_asked_as == other,
        ReportRow.identity_asked_by != house.user,
        ReportRow.identity_granted_at.is_(None),
    )
    to_open = and_(
        ReportRow.identity_asked_as == house.part,
        ReportRow.identity_asked_by == house.user,
        ReportRow.identity_granted_at >= house.granted_since,
    )
    # As the index has it: of a million reports, these are the few about which somebody asks.
    found = and_(ReportRow.identity_asked_by.is_not(None), or_(to_decide, to_open))
    return and_(found, ReportRow.outlet.in_(house.outlets)) if of_newsroom else found
