"""What is counted once a minute: by key, bounded, and never another's."""

from __future__ import annotations

import itertools
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


def test_a_value_is_made_once_a_minute_by_key_and_database(clock: list[float]) -> None:
    values, made, one, other = KeptByKey[int](), itertools.count(), house(), house()

    def asked(db: Database, key: object) -> int:
        return values.get(db, key, made.__next__)

    assert [asked(one, "a"), asked(one, "b"), asked(other, "a"), asked(one, "a")] == [0, 1, 2, 0]
    clock[0] += KEPT_SECONDS
    assert asked(one, "a") == 0
    clock[0] += 1
    assert [asked(one, "a"), asked(one, "a")] == [3, 3]
    values.forget(one)
    assert [asked(one, "a"), asked(other, "a"), asked(other, "a")] == [4, 5, 5]


def test_what_nobody_asked_for_longest_is_forgotten_first(clock: list[float]) -> None:
    values, made, one = KeptByKey[int](), itertools.count(), house()
    for key in range(MOST_KEPT):
        values.get(one, key, made.__next__)
    values.get(one, 0, made.__next__)
    values.get(one, "one more", made.__next__)
    assert values.get(one, 0, made.__next__) == 0
    assert values.get(one, 1, made.__next__) == MOST_KEPT + 1


def test_what_cannot_be_made_is_not_kept(clock: list[float]) -> None:
    values, one = KeptByKey[int](), house()
    with pytest.raises(ZeroDivisionError):
        values.get(one, "a", lambda: 1 // 0)
    assert values.get(one, "a", lambda: 7) == 7
