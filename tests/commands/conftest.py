"""A forum in production as its operator sees it, with the directory and the cast, on each engine."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text

from app import create_app
from casework.store import factors, sealed
from casework.store.casework import Casework
from config import Environment, Settings
from tests.doors.conftest import database_url, stages
from tests.doors.stage import actor
from tests.house import SECRET_KEY, Clock

__all__ = ["app", "casework", "database_url", "flask", "give_factors", "settings", "stages"]


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    tmp_path.chmod(0o700)
    return Settings(
        environment=Environment.PRODUCTION,
        database_url=database_url,
        data_dir=tmp_path,
        public_url="https://dien-dan.test",
        secret_key=SECRET_KEY,
        master_keys={"test": bytes(range(32))},
        master_key="test",
        lookup_key=bytes(range(32, 64)),
        demo=False,
        mail_url="",
        mail_from="Diễn đàn <dien-dan@forum.test>",
        trusted_hosts=("dien-dan.test",),
        proxies=1,
    )


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    made = create_app(settings)
    made.extensions["casework"] = dataclasses.replace(made.extensions["casework"], clock=clock)
    yield made
    made.extensions["casework"].db.dispose()


@pytest.fixture
def casework(app: Flask) -> Casework:
    found: Casework = app.extensions["casework"]
    return found


@pytest.fixture
def flask(app: Flask) -> Callable[..., Result]:
    """Runs a command of the forum."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=list(words))


def give_factors(casework: Casework) -> None:
    """A second administrator, and an app for both of them."""
    first, second = actor("admin").user, actor("overseer").user
    assert first is not None
    assert second is not None
    with casework.db.write() as session:
        session.execute(
            text("INSERT INTO membership (user_id, role) VALUES (:user, 'admin')"), {"user": second}
        )
        for user in (first, second):
            box = casework.vault.seal({"secret": "A" * 32}, sealed.context_of_app(user))
            factors.put_app(session, user, box, step=1, at=casework.now())
