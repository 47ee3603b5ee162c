"""When programs that run by themselves were last at work."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import delete, update
from sqlalchemy.dialects import postgresql, sqlite

from casework.store.db import Session
from casework.store.tables import HeartbeatRow

WORKER: Final = "worker"
PAUSED: Final = (
    "worker paused"  # one that sends nothing, since the database is older than what was seen of it
)
RETENTION_BEGUN, RETENTION = "retention begun", "retention"  # "retention": when it was done to the end


def beat(session: Session, program: str, at: datetime) -> None:
    """Note that a program is at work; any number of them may do so at one time."""
    known = session.execute(
        update(HeartbeatRow)
        .where(HeartbeatRow.program == program)
        .values(at=at)
        .returning(HeartbeatRow.program)
        .execution_options(synchronize_session=False)
    )
    if known.first() is not None:
        return
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(HeartbeatRow).values(program=program, at=at).on_conflict_do_nothing())


def claim(session: Session, program: str, at: datetime, *, not_since: datetime) -> bool:
    """Begin what one at a time should do; False when somebody has begun after `not_since`."""
    begun = session.execute(
        update(HeartbeatRow)
        .where(HeartbeatRow.program == program, HeartbeatRow.at <= not_since)
        .values(at=at)
        .returning(HeartbeatRow.program)
        .execution_options(synchronize_session=False)
    )
    if begun.first() is not None:
        return True
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = session.execute(
        insert(HeartbeatRow)
        .values(program=program, at=at)
        .on_conflict_do_nothing()
        .returning(HeartbeatRow.program)
    )
    return first.first() is not None


def forget(session: Session, program: str) -> None:
    """As if it had never been."""
    session.execute(delete(HeartbeatRow).where(HeartbeatRow.program == program))


def last(session: Session, program: str) -> datetime | None:
    """When it was last at work; None if it never was."""
    row = session.get(HeartbeatRow, program)
    return None if row is None else row.at
