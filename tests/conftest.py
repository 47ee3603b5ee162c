"""What every test stands on: an empty database of either engine, no network, and the browser."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests import chromium, compiled, isolation, order, scratch

if TYPE_CHECKING:
    from casework.store.casework import Casework
    from casework.store.db import Database
    from tests.engines import Engines
    from tests.house import Clock

ENGINES = ("sqlite", "postgresql")

# The same examples on every run: a test that fails on one machine in ten is no use to anybody.
settings.register_profile("house", deadline=None, derandomize=True, database=None)
settings.load_profile("house")


def pytest_configure() -> None:
    """Shut the network before any module of the house is imported."""
    isolation.shut()
    compiled.install()
    scratch.settle()
    for name in ("DATABASE_URL", "DATA_DIR", "DEMO", "ENV", "SECRET_KEY"):
        os.environ.pop(name, None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the dearest files begin first."""
    items[:] = order.dearest_first(items)


def pytest_collection_finish() -> None:
    """Look for garbage seldom: what was imported and collected by now stays, and each pass would walk it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """The migrated templates that databases are copied from; PostgreSQL starts when first asked for."""
    # Here, so that the domain can be tested while the store is broken.
    from tests.engines import Engines
    from tests.house import hash_quickly

    hash_quickly()
    made = Engines(tmp_path_factory.mktemp("engines"))
    yield made
    made.stop()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, engines: Engines) -> Iterator[str]:
    """The URL of a migrated, empty database for this test alone; the test runs once on each engine.

    `@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)` keeps a test to one.
    """
    with engines.database(request.param) as url:
        yield url


@pytest.fixture(params=ENGINES)
def bare_database_url(request: pytest.FixtureRequest, engines: Engines) -> Iterator[str]:
    """The URL of a database without any table, for the tests of the migrations themselves."""
    with engines.database(request.param, migrated=False) as url:
        yield url


@pytest.fixture
def database(database_url: str, engines: Engines) -> Iterator[Database]:
    """The store on a migrated, empty database, on each engine."""
    with engines.opened(database_url) as store:
        yield store


@pytest.fixture
def clock() -> Clock:
    """The clock of `casework`: Monday 2 November 2026, 9:00 in Nam Định, until `set` or `advance`."""
    # Here, for the same reason as the engines.
    from tests.house import Clock

    return Clock()


@pytest.fixture
def casework(database: Database, tmp_path: Path, clock: Clock) -> Casework:
    """What actions and readings get as their first argument, on an empty database of each engine."""
    from tests.house import casework_on

    return casework_on(database, tmp_path / "files", clock)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Playwright drives the machine's Chromium, which may reach nothing but this machine."""
    path = chromium.find()
    if path is None:
        pytest.fail(chromium.HOW_TO_GET_ONE, pytrace=False)
    return browser_type_launch_args | {
        "executable_path": path,
        "args": [
            # Root, in a container: Chromium refuses to start otherwise.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-background-networking",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ],
    }
