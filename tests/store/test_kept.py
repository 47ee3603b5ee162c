"""What is counted once a minute: by key, bounded, and never another's."""

from __future__ import annotations

from typing import cast

import pytest

from casework.readings import kept
from casework.readings.kept import KEPT_SECONDS, MOST_KEPT, KeptByKey
from casework.store.db import Database


class House:
    """Stands for a database: only who it is counts."""


def house() -> Database:
    return cast(Database, House())


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(kept, "monotonic", lambda: now[0])
    return now


def test_a_value_is_kept_a_minute_by_key_and_database(clock: list[float]) -> None:
    values, one, other = KeptByKey[int](), house(), house()
    assert values.get(one, "a") is None
    values.put(one, "a", 1)
    values.put(one, "b", 2)
    values.put(other, "a", 3)
    assert [values.get(one, "a"), values.get(one, "b"), values.get(other, "a")] == [1, 2, 3]
    assert values.get(other, "b") is None
    clock[0] += KEPT_SECONDS
    assert values.get(one, "a") == 1
    clock[0] += 1
    assert values.get(one, "a") is None
    values.put(one, "a", 4)
    assert values.get(one, "a") == 4


def test_what_nobody_asked_for_longest_is_forgotten_first(clock: list[float]) -> None:
    values, one = KeptByKey[int](), house()
    for key in range(MOST_KEPT):
        values.put(one, key, key)
    assert values.get(one, 0) == 0
    values.put(one, "one more", 0)
    assert values.get(one, 0) == 0 and values.get(one, 1) is None and values.get(one, 2) == 2
