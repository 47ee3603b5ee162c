"""Leases, crashes, retries, dead letters, two workers, and a worker that survives its surroundings."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, text

from casework.delivery import fanout, worker
from casework.delivery.letters import Desk, compose
from casework.delivery.post_office import Failed, NotTaken, Refused, Shut
from casework.delivery.worker import Round, run
from casework.store import mailbox, outbox
from casework.store.casework import Casework
from casework.store.outbox import ATTEMPTS, LEASE
from casework.store.tables import DeliveryRow
from tests.delivery.conftest import URL, Box
from tests.doors.stage import Reports, actor
from tests.house import Clock

Work = Callable[[], Round]


def _row(casework: Casework) -> DeliveryRow:
    with casework.db.read() as session:
        row = session.scalars(select(DeliveryRow)).one()
        session.expunge(row)
    return row


def _tell(casework: Casework) -> None:
    while fanout.tell_next(casework):
        pass


def _always(error: NotTaken) -> Callable[[EmailMessage], NotTaken]:
    return lambda letter: error


def test_a_letter_is_sent_once(a_report: Reports, work: Work, box: Box) -> None:
    a_report()
    work()
    work()
    assert len(box.letters) == 1


def test_what_a_killed_worker_had_taken_is_sent_when_its_lease_runs_out(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    a_report()
    _tell(casework)
    with casework.db.write() as session:
        assert outbox.take_delivery(session, clock(), worker="killed")
    work()
    assert box.letters == []
    clock.advance(seconds=LEASE.total_seconds() + 1)
    work()
    assert len(box.letters) == 1


def test_a_worker_killed_after_sending_sends_the_same_message_id_once_more(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    a_report()
    _tell(casework)
    with casework.db.write() as session:
        delivery = outbox.take_delivery(session, clock(), worker="killed")
    assert delivery
    first = compose(Desk(casework=casework, public_url=URL, sender=worker.SENDER), delivery)
    assert first
    clock.advance(seconds=LEASE.total_seconds() + 1)
    work()
    assert [letter["Message-ID"] for letter in box.letters] == [first["Message-ID"]]


def test_workers_beside_each_other_send_nothing_twice(
    a_report: Reports, box: Box, casework: Casework
) -> None:
    for _ in range(10):
        a_report()
    with ThreadPoolExecutor(4) as crowd:
        rounds = list(crowd.map(lambda _: run(casework, box, URL, once=True), range(4)))
    run(casework, box, URL, once=True)
    identities = [letter["Message-ID"] for letter in box.letters]
    assert len(identities) == len(set(identities)) == 10
    assert sum(one.told for one in rounds) == 10


@pytest.mark.usefixtures("quiet_newsroom")
def test_a_letter_that_is_not_taken_is_tried_again_ever_later_until_it_is_dead(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    box.trouble = _always(Failed("451"))
    a_report()
    pauses = []
    for attempt in range(1, ATTEMPTS + 1):
        work()
        row = _row(casework)
        assert row.attempts == attempt
        if row.state == "dead":
            break
        pauses.append(row.next_at - clock())
        work()
        assert _row(casework).attempts == attempt, "it waits"
        clock.set(row.next_at)
    assert row.state == "dead"
    assert row.error == "Failed 451"
    assert len(pauses) == ATTEMPTS - 1
    assert timedelta(minutes=1) <= pauses[0] <= timedelta(minutes=1.25)
    assert timedelta(hours=6) <= pauses[-1] <= timedelta(hours=7.5)
    with casework.db.read() as session:
        assert outbox.counts(session, clock()).letters_dead == 1
    box.trouble = lambda letter: None
    with casework.db.write() as session:
        outbox.revive(session, [row.id], clock())
    work()
    assert len(box.letters) == 1


def test_a_letter_that_is_refused_for_good_is_dead_at_once_and_the_others_go(
    a_report: Reports, work: Work, box: Box, casework: Casework
) -> None:
    a_report()
    a_report(by="business")
    box.trouble = lambda letter: Refused("550") if letter["To"] == "citizen@demo.test" else None
    work()
    assert [letter["To"] for letter in box.letters] == ["business@demo.test"]
    with casework.db.read() as session:
        counts = outbox.counts(session, casework.now())
    assert (counts.letters_dead, counts.letters_waiting) == (1, 0)


@pytest.mark.usefixtures("quiet_newsroom")
def test_no_letter_dies_of_a_post_office_that_is_shut_for_days(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    a_report()
    box.trouble = _always(Shut("ConnectionRefusedError"))
    for _ in range(3 * ATTEMPTS):
        work()
        clock.advance(hours=6)
    assert _row(casework).attempts == 0
    box.trouble = lambda letter: None
    work()
    assert len(box.letters) == 1


@pytest.mark.usefixtures("quiet_newsroom")
def test_a_letter_that_kills_its_workers_is_dead_in_the_end(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    a_report()
    _tell(casework)
    for _ in range(ATTEMPTS):
        with casework.db.write() as session:
            assert outbox.take_delivery(session, clock(), worker="killed")
        clock.advance(hours=1)
    work()
    assert (_row(casework).state, box.letters) == ("dead", [])


def test_a_letter_that_cannot_be_written_lets_the_others_pass(
    a_report: Reports, work: Work, box: Box, casework: Casework
) -> None:
    citizen = actor("citizen").user
    assert citizen
    with casework.db.write() as session:
        mailbox.put_account(session, "no_such_notice", citizen, casework.now())
    a_report()
    done = work()
    assert (len(box.letters), done.failed) == (1, 1)


def test_an_event_that_cannot_be_told_lets_the_others_pass(
    a_report: Reports, work: Work, box: Box, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = a_report(), a_report(by="business")
    tell = fanout._tell

    def poisoned(casework: Casework, session: object, seq: int) -> None:
        if seq == 1:
            raise ValueError("a word of the report")
        tell(casework, session, seq)  # type: ignore[arg-type] # because the session is passed through

    monkeypatch.setattr(fanout, "_tell", poisoned)
    work()
    assert [letter["To"] for letter in box.letters] == ["business@demo.test"]
    with casework.db.read() as session:
        assert outbox.counts(session, casework.now()).events_waiting == 1
    assert bad.code != good.code


def test_the_log_names_ids_and_nothing_else(
    a_report: Reports, work: Work, box: Box, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="casework.delivery")
    a_report()
    a_report(by="guest")
    box.trouble = lambda letter: Failed("451") if letter["To"] == "tu@nha.test" else None
    work()
    assert caplog.text
    for secret in ("@", "sổ đỏ", "Trần Thị Hoa", "Đinh Văn Tư"):
        assert secret not in caplog.text


def test_a_worker_goes_on_after_an_error_and_ends_when_it_is_asked_to(
    a_report: Reports, box: Box, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.01)
    tell, troubles = fanout.tell_next, iter([RuntimeError("gone")])

    def sometimes(casework: Casework) -> int | None:
        for trouble in troubles:
            raise trouble
        return tell(casework)

    monkeypatch.setattr(fanout, "tell_next", sometimes)
    a_report()
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(casework, box, URL), kwargs={"stop": stop})
    thread.start()
    _wait_until(lambda: bool(box.letters))
    stop.set()
    thread.join(5)
    assert not thread.is_alive()
    assert len(box.letters) == 1


def test_sigterm_asks_the_worker_to_stop() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        stop = worker.stop_on_signals()
        assert not stop.is_set()
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(1)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_worker_outlives_the_connections_of_its_database(
    a_report: Reports, box: Box, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "FIRST_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.01)
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(casework, box, URL), kwargs={"stop": stop})
    thread.start()
    a_report()
    _wait_until(lambda: len(box.letters) == 1)
    with casework.db.read() as session:
        session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
    a_report(by="business")
    _wait_until(lambda: len(box.letters) == 2)
    stop.set()
    thread.join(5)
    assert not thread.is_alive()


def test_letting_go_tells_nobody_of_what_is_past(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    a_report()
    clock.advance(days=1)
    with casework.db.write() as session:
        assert outbox.let_go(session, before=clock()) == 1
    a_report(by="business")
    work()
    assert [letter["To"] for letter in box.letters] == ["business@demo.test"]


def _wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.01)
