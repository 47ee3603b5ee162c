"""The words and sites that newsrooms watch for."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from casework.domain.values import OutletCode, UserId
from casework.domain.watched import Entry, WatchList
from casework.store.db import Session
from casework.store.inserts import insert
from casework.store.tables import UserRow, WatchedRow


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An entry with its number, and who wrote it when."""

    id: int
    outlet: OutletCode
    entry: Entry
    by: str
    at: datetime


def lists(session: Session, outlets: Collection[OutletCode]) -> Mapping[OutletCode, WatchList]:
    """What each of these newsrooms watches for. One query."""
    found: dict[OutletCode, list[Entry]] = {outlet: [] for outlet in outlets}
    rows = select(WatchedRow.outlet, WatchedRow.kind, WatchedRow.text)
    for outlet, kind, text in session.execute(rows.where(WatchedRow.outlet.in_(outlets))):
        found[outlet].append(Entry(kind=kind, text=text))
    return {outlet: WatchList(entries) for outlet, entries in found.items()}


def of_outlets(session: Session, outlets: Collection[OutletCode]) -> list[Kept]:
    """What these newsrooms watch for, in the order of the letters. One query."""
    rows = session.execute(
        select(WatchedRow, UserRow.name)
        .outerjoin(UserRow, UserRow.id == WatchedRow.by)
        .where(WatchedRow.outlet.in_(outlets))
        .order_by(WatchedRow.kind, WatchedRow.text, WatchedRow.id)
    )
    return [
        Kept(
            id=row.id,
            outlet=row.outlet,
            entry=Entry(kind=row.kind, text=row.text),
            by=name or "",
            at=row.at,
        )
        for row, name in rows
    ]


def count(session: Session, outlet: OutletCode) -> int:
    return session.scalar(select(func.count()).where(WatchedRow.outlet == outlet)) or 0


def add(session: Session, outlet: OutletCode, entry: Entry, *, by: UserId | None, at: datetime) -> None:
    """Watch for it from now on; what is there already stays as it is."""
    values = {"outlet": outlet, "kind": entry.kind, "text": entry.text, "by": by, "at": at}
    session.execute(insert(session, WatchedRow).values(**values).on_conflict_do_nothing())


def remove(session: Session, number: int, outlets: Collection[OutletCode]) -> None:
    """Watch for it no more; of another newsroom's, or of what is gone, nothing changes."""
    row = session.get(WatchedRow, number)
    if row is not None and row.outlet in outlets:
        session.delete(row)
