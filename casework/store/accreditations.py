"""Who asked an outlet to be let in as a journalist, and what became of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select

from casework.domain.accreditation import Accreditation, AccreditationState
from casework.domain.values import OutletCode, UserId
from casework.store.db import Session
from casework.store.tables import AccreditationRow


def add(
    session: Session,
    user: UserId,
    outlet: OutletCode,
    *,
    name: str,
    medium: str,
    card: str,
    email: str,
    at: datetime,
) -> int:
    row = AccreditationRow(
        user_id=user,
        outlet=outlet,
        name=name,
        medium=medium,
        card=card,
        email=email,
        state=AccreditationState.ASKED,
        asked_at=at,
        sites=(),
        reason="",
    )
    session.add(row)
    session.flush()
    return row.id


def find(session: Session, number: int) -> Accreditation | None:
    row = session.get(AccreditationRow, number)
    return None if row is None else _from_row(row)


def lock(session: Session, number: int) -> Accreditation | None:
    """The same, held until this transaction ends."""
    asked = select(AccreditationRow).where(AccreditationRow.id == number)
    row = session.scalar(asked.with_for_update().execution_options(populate_existing=True))
    return None if row is None else _from_row(row)


def of_user(session: Session, user: UserId) -> list[Accreditation]:
    """What somebody asked, the newest first."""
    rows = select(AccreditationRow).where(AccreditationRow.user_id == user)
    return [_from_row(row) for row in session.scalars(rows.order_by(AccreditationRow.id.desc()))]


def of_outlets(
    session: Session,
    outlets: Collection[OutletCode],
    states: Collection[AccreditationState],
    *,
    limit: int,
) -> list[Accreditation]:
    """What these newsrooms were asked, in these states, the newest first."""
    rows = (
        select(AccreditationRow)
        .where(AccreditationRow.outlet.in_(outlets), AccreditationRow.state.in_(states))
        .order_by(AccreditationRow.id.desc())
        .limit(limit)
    )
    return [_from_row(row) for row in session.scalars(rows)]


def over(session: Session, today: date, limit: int) -> Sequence[int]:
    """Those that hold no longer, though nobody has ended them."""
    rows = (
        select(AccreditationRow.id)
        .where(AccreditationRow.state == AccreditationState.GRANTED, AccreditationRow.until < today)
        .order_by(AccreditationRow.until, AccreditationRow.id)
        .limit(limit)
    )
    return session.scalars(rows).all()


def grant(
    session: Session, number: int, *, until: date, sites: tuple[str, ...], by: UserId | None, at: datetime
) -> None:
    row = session.get_one(AccreditationRow, number)
    row.state, row.until, row.sites = AccreditationState.GRANTED, until, sites
    row.decided_by, row.decided_at = by, at


def refuse(session: Session, number: int, *, reason: str, by: UserId | None, at: datetime) -> None:
    row = session.get_one(AccreditationRow, number)
    row.state, row.reason, row.decided_by, row.decided_at = AccreditationState.REFUSED, reason, by, at


def end(session: Session, number: int, *, reason: str, by: UserId | None, at: datetime) -> None:
    row = session.get_one(AccreditationRow, number)
    row.state, row.reason, row.ended_by, row.ended_at = AccreditationState.ENDED, reason, by, at


def _from_row(row: AccreditationRow) -> Accreditation:
    return Accreditation(
        id=row.id,
        user=row.user_id,
        outlet=row.outlet,
        name=row.name,
        medium=row.medium,
        card=row.card,
        email=row.email,
        state=row.state,
        asked_at=row.asked_at,
        until=row.until,
        sites=row.sites,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        reason=row.reason,
    )
