"""Parts of the queue, narrowed down, that a moderator has given a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.queues import Filter
from casework.store.tables import SavedViewRow


@dataclass(frozen=True, kw_only=True)
class SavedView:
    id: int
    name: str
    wanted: Filter


def of_user(session: Session, user: UserId) -> list[SavedView]:
    """In the order of their names. One query."""
    rows = session.scalars(
        select(SavedViewRow).where(SavedViewRow.user_id == user).order_by(SavedViewRow.name)
    )
    return [
        SavedView(
            id=row.id,
            name=row.name,
            wanted=Filter(waits=row.waits, kind=row.kind, field=row.field, area=row.area, q=row.q),
        )
        for row in rows
    ]


def put(session: Session, user: UserId, name: str, wanted: Filter, *, most: int, at: datetime) -> bool:
    """Keep it under this name, in the place of what had the name; False when there are `most` others."""
    row = session.scalar(select(SavedViewRow).where(SavedViewRow.user_id == user, SavedViewRow.name == name))
    if row is None:
        count = session.scalar(select(func.count()).where(SavedViewRow.user_id == user)) or 0
        if count >= most:
            return False
        row = SavedViewRow(user_id=user, name=name, at=at)
        session.add(row)
    row.waits, row.kind, row.field, row.area, row.q = (
        wanted.waits,
        wanted.kind,
        wanted.field,
        wanted.area,
        wanted.q,
    )
    session.flush()
    return True


def remove(session: Session, user: UserId, view: int) -> None:
    """Forget one of one's own; nothing happens with what is somebody else's, or gone."""
    session.execute(delete(SavedViewRow).where(SavedViewRow.id == view, SavedViewRow.user_id == user))
