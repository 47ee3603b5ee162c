"""A forum for each engine, which a bench fills with what it measures."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import make_casework
from bench.engines import database
from bench.loading import DIRECTORY
from casework.actions.directory import import_directory
from casework.store.casework import Casework
from config import from_environment


@dataclass(frozen=True, kw_only=True)
class Forum:
    """`environment` is what another process needs to work on the same forum."""

    casework: Casework
    environment: Mapping[str, str]


@contextmanager
def forum(engine: str) -> Iterator[Forum]:
    """A forum with the directory and no report, gone when the block ends. Raises NoEngine."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made, database(engine, Path(made)) as url:
        environment = {"ENV": "development", "DEMO": "1", "DATA_DIR": made, "DATABASE_URL": url}
        casework = make_casework(from_environment(environment))
        try:
            import_directory(casework, DIRECTORY)
            yield Forum(casework=casework, environment=environment)
        finally:
            casework.db.dispose()
