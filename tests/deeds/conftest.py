"""The stage of the doors, without a door: deeds are done by calling them."""

from __future__ import annotations

import pytest

from casework.store.casework import Casework
from tests.doors.conftest import database_url, stages
from tests.doors.stage import Reports

__all__ = ["a_report", "database_url", "stages"]


@pytest.fixture
def a_report(casework: Casework) -> Reports:
    """Makes reports; see `tests.doors.stage.Reports`."""
    return Reports(casework=casework)
