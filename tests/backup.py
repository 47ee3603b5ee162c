"""A backup of a whole database, taken and put back as an operator does it, on either engine."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from casework.store.casework import Casework


class Backup:
    """What was there when it was taken. `casework` goes on working on whatever database is there."""

    def __init__(self, casework: Casework, url: str, folder: Path) -> None:
        self._casework, self._url, self._folder = casework, make_url(url), folder
        self._kept = f"{self._url.database}_backup"

    def take(self) -> None:
        """As `sqlite3 forum.db ".backup …"` or `pg_dump` do."""
        if self._casework.db.is_sqlite:
            _copy_pages(self._url.database or "", self._folder / "backup.db")
            return
        self._copy(self._url.database or "", self._kept)

    def put_back(self, *, is_in_use: bool = False) -> None:
        """In the place of the database: its file, or what is in it while somebody has it open."""
        if is_in_use and self._casework.db.is_sqlite:
            _copy_pages(self._folder / "backup.db", self._url.database or "")
            return
        self._casework.db.dispose()
        if self._casework.db.is_sqlite:
            path = Path(self._url.database or "")
            for left in path.parent.glob(f"{path.name}-*"):
                left.unlink()
            path.write_bytes((self._folder / "backup.db").read_bytes())
            return
        self._copy(self._kept, self._url.database or "")

    def drop(self) -> None:
        """Remove what was kept."""
        if not self._casework.db.is_sqlite:
            with self._server() as server:
                server.execute(
                    sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._kept))
                )

    def _copy(self, source: str, target: str) -> None:
        self._casework.db.dispose()
        names = sql.Identifier(target), sql.Identifier(source)
        with self._server() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(names[0]))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(*names))

    @contextmanager
    def _server(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        url = self._url.set(drivername="postgresql", database="postgres")
        with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as server:
            yield server


def _copy_pages(source: Path | str, target: Path | str) -> None:
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)
