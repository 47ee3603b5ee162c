"""Inserting what may be there already, which each engine says in its own dialect."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from casework.store.db import Session
from casework.store.tables import Base


def insert(session: Session, table: type[Base]) -> Any:
    """An INSERT that has `on_conflict_do_nothing` and `on_conflict_do_update`, the same on both engines."""
    made = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    return made(table)
