"""The database: engines, and the one place that opens and commits transactions."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as Busy
from sqlalchemy.orm import Session

from casework.store import postgresql
from casework.store.quoting import leave_values_out

__all__ = ["Busy", "Conflict", "Database", "Session", "Unavailable", "migrate"]

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
Unavailable = OperationalError  # the database is gone, locked or full; Busy: every connection to it is in use
Conflict = IntegrityError  # somebody else wrote the same key first

_PATIENCE, _SCRUB_PATIENCE = 15_000, 1_000  # milliseconds
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what was erased is overwritten, not only let go
    f"PRAGMA busy_timeout = {_PATIENCE}",
)


class Database:
    """One database, SQLite or PostgreSQL. Thread-safe; make one a process."""

    def __init__(self, url: str, *, patience: float | None = None) -> None:
        """`url`: sqlite:////path or postgresql://…

        `patience`: after how many seconds without an answer a transaction on PostgreSQL is given up, so that
        a reader is told something; None: never. SQLite waits for nothing but locks, and for 15 seconds.
        """
        parsed = postgresql.url_of(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self._engine = (
            _sqlite_engine(parsed) if self.is_sqlite else postgresql.engine(parsed, patience=patience)
        )
        self._writing = self._engine.execution_options(writes=True)

    def write(self) -> AbstractContextManager[Session]:
        """A session in one transaction, committed when the block ends without an error.

        On SQLite the write lock is taken at the start, so that what the block reads is still true when it
        writes.
        """
        return self._transaction(self._writing)

    def read(self) -> AbstractContextManager[Session]:
        """A session that only reads; whatever it changed is thrown away."""
        return self._reading()

    @contextmanager
    def _transaction(self, engine: Engine) -> Iterator[Session]:
        with Session(engine, expire_on_commit=False) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with Session(self._engine, autoflush=False, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.rollback()

    def dispose(self) -> None:
        """Close every connection of the pool."""
        self._engine.dispose()

    def scrub(self) -> None:
        """Let the log before the database not keep what is gone; as far as nobody reads just now.

        PostgreSQL has its own times for that: autovacuum, and the archive of its log.
        """
        if not self.is_sqlite:
            return
        raw = self._engine.raw_connection()
        try:
            raw.execute(f"PRAGMA busy_timeout = {_SCRUB_PATIENCE}")
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            raw.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
        finally:
            raw.close()

    def on_statement(self, heard: Callable[[str], None]) -> Callable[[], None]:
        """Call `heard` with each statement that is run; returns what ends it. For budgets and benches."""

        def listen(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            heard(statement)

        event.listen(self._engine, "before_cursor_execute", listen)
        return lambda: event.remove(self._engine, "before_cursor_execute", listen)

    def is_alive(self) -> bool:
        """Whether the database answers."""
        try:
            with self.read() as session:
                session.execute(text("SELECT 1"))
        except DBAPIError:
            return False
        return True

    def is_current(self) -> bool:
        """Whether every migration has been run."""
        with self._engine.connect() as connection:
            here = MigrationContext.configure(connection).get_current_heads()
        return set(here) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())


def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` to a revision, up or down; creates SQLite's file and folder."""
    parsed = postgresql.url_of(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    if revision in ("base",) or revision.startswith("-"):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": 15, "check_same_thread": False}, hide_parameters=True
    )
    leave_values_out(engine)

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # the driver must not begin by itself: we say which kind
        for pragma in _SQLITE_PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
