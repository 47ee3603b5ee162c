"""The worker's sign of life, by which `flask doctor` sees whether anybody works."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from casework.delivery import worker
from casework.delivery.worker import run
from casework.domain.values import Status
from casework.store import heartbeats
from casework.store.casework import Casework
from casework.store.db import Session
from tests.delivery.conftest import URL, Box
from tests.doors.stage import Reports
from tests.house import Clock


def last(casework: Casework) -> datetime | None:
    with casework.db.read() as session:
        return heartbeats.last(session, heartbeats.WORKER)


def test_who_has_never_worked_has_left_no_sign(casework: Casework) -> None:
    assert last(casework) is None


def test_every_round_leaves_a_sign(casework: Casework, box: Box, clock: Clock) -> None:
    run(casework, box, URL, once=True)
    assert last(casework) == clock()
    later = clock.advance(minutes=5)
    run(casework, box, URL, once=True)
    assert last(casework) == later


def test_a_worker_with_much_to_send_leaves_signs_between_letters_and_not_more_than_needed(
    casework: Casework, a_report: Reports, box: Box, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    """A day's letters may take longer than the doctor is patient."""
    signs = list[datetime]()
    real = heartbeats.beat

    def beat(session: Session, program: str, at: datetime) -> None:
        if program == heartbeats.WORKER:
            signs.append(at)
        real(session, program, at)

    monkeypatch.setattr(heartbeats, "beat", beat)
    for _ in range(3):
        a_report(Status.ROUTED)
    run(casework, box, URL, once=True)
    assert len(box.letters) > 3
    assert len(signs) == 1
    monkeypatch.setattr(worker, "BEAT_EVERY_SECONDS", 0.0)
    for _ in range(3):
        a_report(Status.ROUTED)
    run(casework, box, URL, once=True)
    assert len(signs) > 6


def test_a_worker_that_only_fails_leaves_no_sign(
    casework: Casework, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, tries = threading.Event(), list[int]()

    def fail(*_: object, **__: object) -> int:
        tries.append(1)
        if len(tries) == 2:
            stop.set()
        raise RuntimeError("broken")

    monkeypatch.setattr(worker.clockwork, "strike", fail)
    monkeypatch.setattr(worker, "FIRST_PAUSE_SECONDS", 0.01)
    run(casework, box, URL, stop=stop)
    assert len(tries) == 2
    assert last(casework) is None


def test_two_workers_may_begin_at_one_time(casework: Casework, clock: Clock) -> None:
    def beat(_: int) -> None:
        with casework.db.write() as session:
            heartbeats.beat(session, heartbeats.WORKER, clock())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(beat, range(8)))
    assert last(casework) == clock()
