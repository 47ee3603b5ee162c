"""The days off and the swapped working days that an administrator keeps."""

from __future__ import annotations

from casework.store import days
from casework.store.casework import Casework
from casework.store.days import KeptDay

__all__ = ["KeptDay", "kept"]


def kept(casework: Casework) -> tuple[KeptDay, ...]:
    """All of them, the latest first."""
    with casework.db.read() as session:
        return days.kept(session)
