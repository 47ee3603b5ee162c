"""The directory for pages: read once a minute and kept, so that no list asks the database for names."""

from __future__ import annotations

from casework.store import directory as rows
from casework.store.casework import Casework
from casework.store.directory import Agency, Area, Directory, Field, Head, Outlet, Rule, Task

__all__ = ["Agency", "Area", "Directory", "Field", "Head", "Outlet", "Rule", "Task", "directory"]


def directory(casework: Casework) -> Directory:
    """Outlets, agencies, areas, fields, tasks and rules, at most a minute old."""
    return rows.kept(casework.db)
