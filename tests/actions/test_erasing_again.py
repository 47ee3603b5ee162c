"""Erased stays erased: the list beside the files, and what it does to a restored backup."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.actions import erasure
from casework.actions.erasure import Again
from casework.delivery.worker import run
from casework.domain.policy import Actor
from casework.domain.values import Status
from casework.store import journal
from casework.store.casework import Casework
from casework.store.tables import FarewellRow
from tests.actions.traces import (
    EMAIL,
    GUEST,
    GUEST_MARKS,
    MARKS,
    NAME,
    a_report,
    bytes_with,
    dao,
    erase,
    live_through_everything,
    rows_with,
)
from tests.delivery.conftest import URL, Box
from tests.doors import keys
from tests.doors.conftest import database_url, stages
from tests.doors.stage import Reports
from tests.dump import everything_in
from tests.house import Clock

__all__ = ["a_report", "dao", "database_url", "stages"]


def test_erased_people_stay_erased_after_a_restored_backup(
    casework: Casework, a_report: Reports, dao: Actor, clock: Clock, database_url: str
) -> None:
    live_through_everything(casework, a_report, dao, clock)
    guests = a_report(Status.ROUTED, by="guest", contact=GUEST)
    clock.advance(days=1)
    # The backup is this database; the list beside the files says what happened after it was made.
    casework.erasures.append(
        {
            f"user:{dao.user}": clock(),
            f"report:{guests.code}": clock(),
            "user:4000": clock(),
            "report:PA-2222-2222": clock(),
        }
    )
    clock.advance(days=1)

    assert erasure.erase_again(casework) == Again(erased=2, absent=2)

    assert rows_with(casework, (*MARKS, *GUEST_MARKS)) == []
    assert bytes_with(database_url, (*MARKS, *GUEST_MARKS)) == []
    with casework.db.read() as session:
        assert session.scalars(select(FarewellRow)).all() == []  # they were told the first time
        journal.verify(session)
    before = everything_in(casework)
    assert erasure.erase_again(casework) == Again(erased=0, absent=2)
    assert everything_in(casework) == before


def test_who_came_later_under_the_number_of_an_erased_person_is_somebody_else(
    casework: Casework, dao: Actor, clock: Clock
) -> None:
    casework.erasures.append({f"user:{dao.user}": clock() - timedelta(days=1)})
    assert erasure.erase_again(casework) == Again(erased=0, absent=1)
    assert keys.person(casework, EMAIL).name == NAME

    erase(casework, dao)

    assert casework.erasures.read() == {f"user:{dao.user}": clock()}


def test_the_worker_writes_down_what_the_list_lacks(casework: Casework, dao: Actor) -> None:
    erase(casework, dao)
    casework.erasures.path.unlink()
    run(casework, Box(), URL, once=True)
    assert list(casework.erasures.read()) == [f"user:{dao.user}"]


def test_a_full_disk_leaves_nobody_half_erased(
    casework: Casework, dao: Actor, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(casework.erasures, "append", full)
    erase(casework, dao)
    assert rows_with(casework, MARKS) == []
    assert "the list of erasures cannot be written" in caplog.text
