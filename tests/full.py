"""A database whose disk is full: every write fails with the engine's own error, and reads go on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import pytest
from sqlalchemy import text

from casework.store import db as store
from casework.store.casework import Casework
from casework.store.tables import Base

_STUFF: Final = "BEGIN INSERT INTO stuffing VALUES (zeroblob(10000000)); END"
_FUNCTION: Final = (
    "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
)


@contextmanager
def full(casework: Casework, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Until the block ends, nothing can be written.

    On SQLite each write first has to put ten megabytes into a database that may not grow: SQLITE_FULL comes
    from SQLite itself. On PostgreSQL a trigger raises the error that a full disk has, 53100.
    """
    names = [f'"{table}"' for table in Base.metadata.tables]
    with casework.db.write() as session:
        for statement in _sqlite(names) if casework.db.is_sqlite else _postgresql(names):
            session.execute(text(statement))
    with monkeypatch.context() as limited:
        pragmas = (*store._SQLITE_PRAGMAS, "PRAGMA max_page_count = 1")  # never less than there are
        limited.setattr(store, "_SQLITE_PRAGMAS", pragmas)
        casework.db.dispose()
        try:
            yield
        finally:
            casework.db.dispose()
    with casework.db.write() as session:
        if not casework.db.is_sqlite:
            session.execute(text("DROP FUNCTION no_room CASCADE"))
            return
        for name in session.scalars(text("SELECT name FROM sqlite_master WHERE name LIKE 'no_room%'")).all():
            session.execute(text(f"DROP TRIGGER {name}"))


def _sqlite(names: list[str]) -> Iterator[str]:
    yield "CREATE TABLE IF NOT EXISTS stuffing (content BLOB)"
    for number, name in enumerate(names):
        for verb in ("INSERT", "UPDATE", "DELETE"):
            yield f"CREATE TRIGGER no_room_{number}_{verb} BEFORE {verb} ON {name} {_STUFF}"


def _postgresql(names: list[str]) -> Iterator[str]:
    yield _FUNCTION
    for number, name in enumerate(names):
        yield (
            f"CREATE TRIGGER no_room_{number} BEFORE INSERT OR UPDATE OR DELETE ON {name} "
            "FOR EACH STATEMENT EXECUTE FUNCTION no_room()"
        )
