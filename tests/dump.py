"""A whole database as one value, to see whether anything in it has changed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from casework.store.casework import Casework
from casework.store.tables import Base


def everything_in(casework: Casework) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with casework.db.read() as session:
        return {
            table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
        }
