"""The running forum with the directory and the cast in it, on both engines, and its visitors."""

from __future__ import annotations

import dataclasses
import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url

from app import create_app
from casework.store.casework import Casework
from config import Environment, Settings
from tests.conftest import ENGINES
from tests.doors.client import Visit
from tests.doors.stage import Reports, furnish
from tests.engines import Engines
from tests.house import SECRET_KEY, Clock, casework_on


class Stages:
    """A database of each engine with the directory and the cast, made once and copied for every test."""

    def __init__(
        self, engines: Engines, directory: Path, fill: Callable[[Casework], object] = furnish
    ) -> None:
        self._engines = engines
        self._fill = fill
        self._directory = directory
        self._open = ExitStack()
        self._numbers = itertools.count(1)

    @contextmanager
    def copy(self, engine: str) -> Iterator[str]:
        """Yield the URL of a copy, and remove the copy afterwards."""
        name = f"stage{next(self._numbers)}"
        with self._sqlite(name) if engine == "sqlite" else self._postgresql(name) as url:
            yield url

    def close(self) -> None:
        """Remove the originals."""
        self._open.close()

    @cached_property
    def _sqlite_original(self) -> Path:
        return Path(make_url(self._furnished("sqlite")).database or "")

    @cached_property
    def _postgresql_original(self) -> str:
        return self._furnished("postgresql")

    def _furnished(self, engine: str) -> str:
        url = self._open.enter_context(self._engines.database(engine))
        with self._engines.opened(url) as database:
            self._fill(casework_on(database, self._directory / "files", Clock()))
        return url

    @contextmanager
    def _sqlite(self, name: str) -> Iterator[str]:
        path = self._directory / f"{name}.db"
        shutil.copyfile(self._sqlite_original, path)
        yield f"sqlite:///{path}"
        for left in self._directory.glob(f"{name}.db*"):
            left.unlink()

    @contextmanager
    def _postgresql(self, name: str) -> Iterator[str]:
        original = make_url(self._postgresql_original).database or ""
        with self._engines.postgresql.copy(original, name) as url:
            yield url


@pytest.fixture(scope="session")
def stages(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    made = Stages(engines, tmp_path_factory.mktemp("stages"))
    yield made
    made.close()


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, stages: Stages) -> Iterator[str]:
    """The URL of a database with the directory and the cast in it, for this test alone, on each engine."""
    with stages.copy(request.param) as url:
        yield url


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(
        environment=Environment.TEST,
        database_url=database_url,
        data_dir=tmp_path,
        public_url="http://localhost",
        secret_key=SECRET_KEY,
        master_keys={"test": bytes(range(32))},
        master_key="test",
        lookup_key=bytes(range(32, 64)),
        demo=True,
        mail_url="",
        mail_from="Diễn đàn <dien-dan@forum.test>",
        trusted_hosts=(),
        proxies=0,
    )


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The whole forum in demo mode, whose casework goes by `clock`."""
    made = create_app(settings)
    made.extensions["casework"] = dataclasses.replace(made.extensions["casework"], clock=clock)
    yield made
    made.extensions["casework"].db.dispose()


@pytest.fixture
def casework(app: Flask) -> Casework:
    """What the app of this test works on."""
    found: Casework = app.extensions["casework"]
    return found


@pytest.fixture
def visit(app: Flask) -> Visit:
    """The visitors; see `tests.doors.client.Visit`."""
    return Visit(app)


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    """Makes reports; see `tests.doors.stage.Reports`."""
    return Reports(casework=casework)
