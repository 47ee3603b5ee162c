"""The directory for pages: read once a minute and kept, so that no list asks the database for names."""

from __future__ import annotations

from casework.store import directory as rows
from casework.store.casework import Casework
from casework.store.directory import (
    Agency,
    Area,
    Directory,
    Field,
    Head,
    Outlet,
    Procedure,
    Rule,
    Takeover,
    Task,
)

__all__ = [
    "Agency",
    "Area",
    "Directory",
    "Field",
    "Head",
    "Outlet",
    "Procedure",
    "Rule",
    "Takeover",
    "Task",
    "directory",
    "last_known",
]


def directory(casework: Casework) -> Directory:
    """Outlets, agencies, areas, fields, tasks and rules, at most a minute old."""
    return rows.kept(casework.db)


def last_known(casework: Casework) -> Directory | None:
    """The same without asking the database, for what stands on pages that tell that it does not answer."""
    return rows.last_known(casework.db)
