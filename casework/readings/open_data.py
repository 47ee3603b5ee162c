"""Open data: what everybody may read, as a table to keep; however long it is, one batch is held at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from casework.domain.calendar import local_day
from casework.domain.open_data import NAMES, Format
from casework.domain.report import STILL_OWED
from casework.readings.directory import Directory, directory
from casework.readings.lists import Filters, plain_text
from casework.store import exports, open_data
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.exports import Export

BATCH: Final = 500
COUNTED: Final = 1_000_000
Cell = str | int | bool | date | None
Record = tuple[Cell, ...]  # in the order of domain.open_data.COLUMNS


def count(casework: Casework, filters: Filters) -> int:
    """How many rows `records` would give; one query."""
    with casework.db.read() as session:
        return open_data.count(session, directory(casework), filters, limit=COUNTED)


def records(casework: Casework, filters: Filters, *, public_url: str) -> Iterator[Record]:
    """Each published report that passes, in the order of the list, with the Vietnamese names of what it
    belongs to. Days are those of Nam Định.

    Each batch is a query and a transaction of its own: a slow reader holds nothing up. What is published or
    taken down meanwhile is in it or not, never twice.
    """
    named = directory(casework)
    after: tuple[Any, ...] | None = None
    while True:
        with casework.db.read() as session:
            rows, after = open_data.batch(session, named, filters, after=after, limit=BATCH)
        for row in rows:
            yield _record(row, named, public_url)
        if after is None:
            return


def _record(row: Any, named: Directory, public_url: str) -> Record:
    cells: dict[str, Cell] = {
        "code": row.code,
        "address": f"{public_url}/reports/{row.code}",
        "kind": row.kind.value,
        "status": row.status.value,
        "overdue": row.overdue and row.status in STILL_OWED,
        "title": row.title,
        "text": row.body,
        "agency": row.agency,
        "agency_name": named.agency_name(row.agency, "vi") or None,
        "field": row.field,
        "field_name": named.field_name(row.field, "vi") or None,
        "task": row.task,
        "area": row.area,
        "area_name": named.area_name(row.area, "vi") or None,
        "outlet": row.outlet,
        "submitted_on": _day(row.submitted_at),
        "published_on": _day(row.published_at),
        "due_on": _day(row.due),
        "answered_on": _day(row.answered_at),
        "reply": plain_text(row.reply) if row.reply else None,
        "solved": row.solved,
        "stars": row.stars,
        "supports": row.supports,
        "comments": row.comments,
    }
    return tuple(cells[name] for name in NAMES)


def _day(at: datetime | None) -> date | None:
    return None if at is None else local_day(at)


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file that is made aside. `is_outdated`: something ceased to be public since, so nobody gets it."""

    export: Export
    is_outdated: bool

    @property
    def can_be_had(self) -> bool:
        return self.export.is_whole and not self.is_outdated


def made(casework: Casework, key: str) -> Made | None:
    """The file that was asked for under this key; None if none was, or it is no longer kept."""
    with casework.db.read() as session:
        found = exports.load(session, key)
        return _made(session, found)


def whole(casework: Casework) -> Made | None:
    """The whole of open data as it was made last."""
    with casework.db.read() as session:
        found = exports.newest(session, Format.ZIP)
        return _made(session, found)


def _made(session: Session, found: Export | None) -> Made | None:
    if found is None:
        return None
    return Made(export=found, is_outdated=exports.is_outdated(session, found.seen))
