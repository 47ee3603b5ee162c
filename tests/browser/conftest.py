"""Live forums and the browsers that visit them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.live import LiveForum, serving
from tests.browser.people import Person
from tests.doors.conftest import Stages
from tests.engines import Engines


@pytest.fixture(scope="session")
def stages(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    made = Stages(engines, tmp_path_factory.mktemp("stages"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def serve(stages: Stages, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], LiveForum]]:
    """`serve("sqlite")` is a new forum on that engine; it is there until the file's tests are done."""
    with ExitStack() as opened:

        def serve(engine: str) -> LiveForum:
            url = opened.enter_context(stages.copy(engine))
            return opened.enter_context(serving(url, tmp_path_factory.mktemp("live")))

        yield serve


@pytest.fixture(scope="module")
def forum(serve: Callable[[str], LiveForum]) -> LiveForum:
    """A forum that the tests of a file share."""
    return serve("sqlite")


@pytest.fixture
def meet(browser: Browser) -> Iterator[Callable[..., Person]]:
    """`meet(forum, …)` is somebody with a browser of their own; see `Person`."""
    with ExitStack() as opened:

        def meet(forum: LiveForum, key: str = "", **how: Any) -> Person:
            person = Person(browser, forum.url, **how)
            opened.callback(person.leave)
            if key:
                person.act_as(key)
            return person

        yield meet
