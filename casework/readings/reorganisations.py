"""Reorganisations on record, and how far what they move has come."""

from __future__ import annotations

from collections.abc import Sequence

from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.store import reorganisations as rows
from casework.store.casework import Casework
from casework.store.reorganisations import Record

__all__ = ["Record", "recorded"]


def recorded(casework: Casework, *, by: Actor) -> Sequence[Record]:
    """All of them, the newest first. Raises Refused for who is no administrator."""
    if not can(by, Permission.ADMINISTER):
        raise Refused(Why.NOT_ALLOWED)
    with casework.db.read() as session:
        return rows.all_of_them(session)
