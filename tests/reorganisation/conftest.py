"""The demo's forum of a hundred reports, before anybody reorganised anything; on each engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from casework.actions import reorganisation_file
from casework.actions.directory import import_directory
from casework.actions.reorganisation import Reorganisation
from casework.store.casework import Casework
from demo.seed import fill
from tests.doors.conftest import Stages, database_url
from tests.doors.stage import NAM_DINH
from tests.engines import Engines

__all__ = ["database_url"]

FILE_OF_2025 = NAM_DINH / "reorganisation-2025.toml"


def _demo(casework: Casework) -> None:
    import_directory(casework, NAM_DINH)
    fill(casework)


@pytest.fixture(scope="session")
def stages(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    made = Stages(engines, tmp_path_factory.mktemp("demo"), _demo)
    yield made
    made.close()


@pytest.fixture
def plan() -> Reorganisation:
    """What the file that ships says."""
    return reorganisation_file.read(FILE_OF_2025)
