"""A backup is put back: sessions dead, outbox paused, erased people stay erased (security.md)."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import func, select

from casework.actions import access_tokens, accounts, erasure, restored, sessions
from casework.actions.accounts import BadLink
from casework.delivery import watch, worker
from casework.delivery.worker import Round
from casework.domain.access import Scope
from casework.domain.values import Status, UserId
from casework.domain.wishes import Often
from casework.readings.people import find_by_email
from casework.store import contacts, heartbeats, journal, mailbox, outbox, people, tokens
from casework.store import sessions as session_rows
from casework.store.casework import Casework
from casework.store.journal_head import HeadFile, UnreadableHead, compare
from casework.store.mailbox import Letter
from casework.store.tables import DeliveryRow, EventRow, OutboxRow, ReportRow
from casework.store.tokens import Purpose
from config import Settings
from tests.backup import Backup
from tests.delivery.conftest import URL, Box
from tests.doors.stage import Reports, actor
from tests.house import Clock

Flask = Callable[..., Result]


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def work(casework: Casework, box: Box) -> Callable[[], Round]:
    return lambda: worker.run(casework, box, URL, once=True)


@pytest.fixture
def backup(casework: Casework, settings: Settings, tmp_path: Path) -> Iterator[Backup]:
    made = Backup(casework, settings.database_url, tmp_path)
    yield made
    made.drop()


@pytest.fixture
def put_back(
    casework: Casework, backup: Backup, work: Callable[[], Round], box: Box, clock: Clock
) -> Iterator[None]:
    """A report, a backup, another report with its letters sent; then the backup is back."""
    reports = Reports(casework=casework)
    reports()
    work()
    reports(by="business")  # its letter still waits
    backup.take()
    clock.advance(minutes=10)
    work()
    reports(Status.ROUTED)
    clock.advance(minutes=10)
    work()
    clock.advance(minutes=10)
    box.empty()
    backup.put_back()
    yield


def user_of(name: str) -> UserId:
    user = actor(name).user
    assert user is not None
    return user


def events(casework: Casework) -> int:
    with casework.db.read() as session:
        return session.scalar(select(func.count()).select_from(EventRow)) or 0


def beat_of(casework: Casework, program: str) -> object:
    with casework.db.read() as session:
        return heartbeats.last(session, program)


# ---- people


def test_who_was_erased_since_the_backup_is_erased_again(
    casework: Casework, backup: Backup, flask: Flask, clock: Clock, work: Callable[[], Round], box: Box
) -> None:
    reports = Reports(casework=casework)
    named = reports(Status.ROUTED).code
    guests = reports(Status.ROUTED, by="guest").code
    work()
    backup.take()
    clock.advance(minutes=10)
    erasure.erase_person(casework, user_of("citizen"))
    erasure.erase_contact(casework, guests, by=reports.owner(guests))
    work()
    backup.put_back()
    with casework.db.read() as session:
        assert people.find(session, user_of("citizen")) is not None

    said = flask("restored", "--anyway")

    assert said.exit_code == 0, said.output
    assert "3 people or contacts erased again" in said.output  # she, her report, the guest
    with casework.db.read() as session:
        assert people.find(session, user_of("citizen")) is None
        assert contacts.load(session, casework.vault, guests) is None
        row = session.get_one(ReportRow, named)
        assert (row.shown_name, row.contact_erased) == ("", True)
        journal.verify(session)
    box.empty()
    work()
    assert not [letter for letter in box.letters if "citizen@" in str(letter["To"])]
    assert "0 people or contacts erased again" in flask("restored", "--anyway").output


# ---- the worker


def test_a_worker_notes_how_far_it_has_seen_the_journal_by_ids_alone(
    casework: Casework, work: Callable[[], Round], settings: Settings, clock: Clock
) -> None:
    work()
    assert casework.head.read() is None, "there is nothing to have seen"
    Reports(casework=casework)(by="guest")
    work()
    path = settings.data_dir / "journal.head"
    assert casework.head.path == path and path.stat().st_mode & 0o077 == 0
    head = casework.head.read()
    assert head is not None
    with casework.db.read() as session:
        last = session.scalars(select(EventRow.hash).order_by(EventRow.seq.desc()).limit(1)).one()
    assert (head.seq, head.hash, head.at) == (2, last, clock())
    assert set(json.loads(path.read_text())) == {"seq", "hash", "at"}
    assert [one.name for one in path.parent.glob(".journal*")] == []
    clock.advance(minutes=5)
    work()
    again = casework.head.read()
    assert again is not None and (again.seq, again.at) == (2, clock()), "it was there until then"


def test_from_a_database_that_is_older_nothing_is_sent_told_struck_or_swept(
    casework: Casework,
    put_back: None,
    work: Callable[[], Round],
    box: Box,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    swept = list[int]()
    monkeypatch.setattr(worker.pictures, "sweep", lambda *_, **__: swept.append(1))
    before = events(casework)
    clock.advance(days=60)  # deadlines have passed
    assert work() == Round()
    assert (box.letters, swept, events(casework)) == ([], [], before)
    with casework.db.read() as session:
        assert outbox.counts(session, clock()).events_waiting == 1
    assert "the database is older than what was seen of it" in caplog.text
    assert "flask --app app restored" in caplog.text
    assert beat_of(casework, heartbeats.PAUSED) == clock()
    assert beat_of(casework, heartbeats.WORKER) != clock()


def test_a_worker_that_runs_on_sees_it_in_its_next_round_and_goes_on_by_itself_after_the_command(
    casework: Casework,
    backup: Backup,
    box: Box,
    flask: Flask,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.01)
    monkeypatch.setattr(worker, "FIRST_PAUSE_SECONDS", 0.01)
    reports = Reports(casework=casework)
    reports()
    backup.take()
    reports(by="business")
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(casework, box, URL), kwargs={"stop": stop})
    thread.start()
    try:
        _wait_until(lambda: len(box.letters) == 2)
        _wait_until(lambda: (head := casework.head.read()) is not None and head.seq == 2)
        clock.advance(minutes=5)
        # Only what happened before the last look is known to have been told: let the worker look once more.
        _wait_until(lambda: (head := casework.head.read()) is not None and head.at == clock())
        stopped = threading.Event()
        monkeypatch.setattr(watch.Watch, "_say", lambda *_: stopped.set())
        backup.put_back(is_in_use=True)
        reports(by="citizen")
        assert stopped.wait(20)
        assert len(box.letters) == 2
        assert flask("restored").exit_code == 0
        _wait_until(lambda: len(box.letters) > 2)
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    worker.run(casework, box, URL, once=True)
    receivers = [str(letter["To"]) for letter in box.letters]
    assert receivers == ["citizen@demo.test", "business@demo.test", "citizen@demo.test"], "each told once"


def _wait_until(holds: Callable[[], bool]) -> None:
    event = threading.Event()
    for _ in range(2000):
        if holds():
            return
        event.wait(0.01)
    raise AssertionError("it did not come to that")


def test_a_database_that_has_grown_another_way_is_not_the_one_that_was_seen(
    casework: Casework, put_back: None, work: Callable[[], Round], box: Box
) -> None:
    """People go on working before anybody notices: numbers catch up, hashes do not."""
    known = casework.head.read()
    assert known is not None
    while events(casework) <= known.seq:
        Reports(casework=casework)()
    assert work() == Round()
    with casework.db.read() as session:
        standing = compare(session, casework.head, None)
    assert standing.is_older and standing.missing == 0


def test_a_head_that_cannot_be_read_lets_nothing_out(
    casework: Casework, work: Callable[[], Round], box: Box, flask: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    Reports(casework=casework)()
    casework.head.path.write_text("{")
    assert work() == Round() and box.letters == []
    assert "journal.head cannot be read" in caplog.text
    assert "MEND  journal.head: cannot be read" in flask("doctor").output
    assert "journal.head cannot be read" in flask("restored", "--send").output
    work()
    assert len(box.letters) == 1


def test_a_head_that_cannot_be_written_keeps_no_letter_back(
    casework: Casework,
    work: Callable[[], Round],
    box: Box,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casework.store.journal_head.os.fsync", full)
    Reports(casework=casework)()
    work()
    assert len(box.letters) == 1
    assert "journal.head cannot be written: errno 28" in caplog.text
    assert list(casework.head.path.parent.glob("*journal*")) == []


def test_a_head_is_whole_or_not_there(tmp_path: Path) -> None:
    file = HeadFile(tmp_path / "journal.head")
    assert file.read() is None
    for written in ("", "[]", '{"seq": 1}', '{"seq": "x", "hash": "", "at": ""}'):
        file.path.write_text(written)
        with pytest.raises(UnreadableHead):
            file.read()
    file.forget()
    file.forget()
    assert file.read() is None


# ---- the doctor


def test_the_doctor_tells_of_an_older_database_on_each_machine(
    casework: Casework, put_back: None, work: Callable[[], Round], flask: Flask, clock: Clock
) -> None:
    known = casework.head.read()
    assert known is not None
    said = flask("doctor").output
    assert f"MEND  journal.head: event {known.seq} was seen and is not in this database" in said
    clock.advance(minutes=1)
    work()
    casework.head.forget()  # as on another machine than the worker's
    said = flask("doctor").output
    assert "MEND  worker: sends nothing, last said so at" in said
    assert "journal.head" not in said


def test_the_doctor_is_content_after_the_command(
    casework: Casework, put_back: None, work: Callable[[], Round], flask: Flask, clock: Clock
) -> None:
    work()
    flask("restored")
    clock.advance(minutes=1)
    work()
    said = flask("doctor").output
    assert "OK    journal.head: the database has all that was seen of it" in said
    assert "OK    worker: at work" in said


# ---- the command


def test_the_command_says_what_it_found_and_lets_the_worker_go_on(
    casework: Casework,
    put_back: None,
    work: Callable[[], Round],
    box: Box,
    flask: Flask,
    caplog: pytest.LogCaptureFixture,
) -> None:
    known, here = casework.head.read(), events(casework)
    assert known is not None
    said = flask("restored")
    assert said.exit_code == 0, said.output
    assert f"The worker saw event {known.seq} until 2026-11-02 02:20:00 UTC" in said.output
    assert f"ends at {here}: {known.seq - here} events or more are missing" in said.output
    assert "0 letters and the news of 1 events dropped" in said.output
    assert "the list of people" in said.output
    work()
    assert box.letters == [], "what was told before the backup was put back is told to nobody again"
    head = casework.head.read()
    assert head is not None and head.seq == here
    Reports(casework=casework)()
    work()
    assert [letter["To"] for letter in box.letters] == ["citizen@demo.test"]


def test_what_waited_goes_out_when_it_is_wanted(
    casework: Casework, put_back: None, work: Callable[[], Round], box: Box, flask: Flask
) -> None:
    assert "What waits is sent" in flask("restored", "--send").output
    work()
    assert [letter["To"] for letter in box.letters] == ["business@demo.test"]


def test_letters_from_before_are_dropped_and_those_asked_for_since_are_sent(
    casework: Casework,
    backup: Backup,
    work: Callable[[], Round],
    box: Box,
    flask: Flask,
    clock: Clock,
) -> None:
    reports = Reports(casework=casework)
    reports()
    with casework.db.write() as session:
        mailbox.put_account(session, "password_changed", user_of("citizen"), clock())
        tomorrow = clock() + timedelta(hours=12)
        mailbox.put_account(session, "factor_added", user_of("citizen"), tomorrow)
        mailbox.put_all(session, [_gathered(clock(), Often.DAILY), _gathered(clock(), Often.WEEKLY)])
    backup.take()
    reports()
    clock.advance(hours=24)
    work()
    assert len(box.empty()) > 3
    clock.advance(minutes=5)
    backup.put_back()
    accounts.request_reset(casework, "business@demo.test")
    Reports(casework=casework)(by="business")
    assert "3 letters and the news of 1 events dropped" in flask("restored").output
    work()
    assert sorted(letter["To"] for letter in box.letters) == ["business@demo.test"] * 2
    with casework.db.read() as session:
        dropped = select(DeliveryRow.error).where(DeliveryRow.state == outbox.DROPPED)
        assert session.scalars(dropped).all() == [restored.WHY] * 4, "the digest with what is in it"
        waits = DeliveryRow.state == outbox.GATHERED, DeliveryRow.notice == "closed"
        gathered = select(DeliveryRow.about).where(*waits)
        assert session.scalars(gathered).all() == ["weekly"], "that digest was not due yet"
        assert session.scalars(select(OutboxRow)).all() == []


def _gathered(at: datetime, often: Often) -> Letter:
    return Letter(notice="closed", about=often.value, recipient="user:1", at=at, often=often)


def test_sessions_browsers_and_links_of_the_backup_are_dead(
    casework: Casework, backup: Backup, flask: Flask, clock: Clock, work: Callable[[], Round]
) -> None:
    reports = Reports(casework=casework)
    code = reports(by="guest").code
    person = sessions.begin(casework, user_of("citizen"), device="Chrome")
    assert person is not None
    browser = sessions.remember(casework, person)
    holder = sessions.hold(casework, None, code)
    token = access_tokens.make(
        casework, "7" * 32, name="Máy xã", scopes=[Scope.READ], days=30, by=actor("citizen")
    )
    with casework.db.write() as session:
        link = tokens.issue(session, Purpose.RESET_PASSWORD, user_id=user_of("citizen"), now=clock())
        confirm = tokens.issue(session, Purpose.CONFIRM_REPORT, report_code=code, now=clock())
    backup.take()
    sessions.end_others(casework, user_of("citizen"))
    reports()
    work()
    backup.put_back()
    assert sessions.load(casework, person) is not None, "it is back"
    said = flask("restored").output
    assert "2 sessions ended, 1 browsers forgotten, 1 links void, 1 tokens" in said
    assert access_tokens.bearer(casework, token) is None
    assert sessions.load(casework, person) is None
    assert sessions.held(casework, holder) == frozenset()
    assert browser is not None and sessions.recall(casework, browser, device="Chrome") is None
    with pytest.raises(BadLink):
        accounts.reset_password(casework, link, "con trâu đi trước cái cày")
    with casework.db.read() as session:
        assert tokens.peek(session, Purpose.CONFIRM_REPORT, confirm, clock()) is not None


def test_erased_people_stay_erased(
    casework: Casework,
    backup: Backup,
    flask: Flask,
    clock: Clock,
    work: Callable[[], Round],
    box: Box,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Also when nothing has happened since but that, of which the journal says nothing."""
    work()
    backup.take()
    clock.advance(minutes=1)
    erasure.erase_person(casework, user_of("business"))
    work()
    box.empty()
    backup.put_back()
    clock.advance(minutes=1)
    assert find_by_email(casework, "business@demo.test") is not None, "they are back"
    assert work() == Round()
    assert "1 who were erased are there again" in caplog.text
    said = flask("restored").output
    assert "1 who were erased are there again" in said
    assert "1 people or contacts erased again" in said
    assert find_by_email(casework, "business@demo.test") is None
    Reports(casework=casework)()
    assert work().sent == 1


def test_a_command_that_breaks_off_while_it_erases_leaves_the_worker_standing(
    casework: Casework,
    put_back: None,
    work: Callable[[], Round],
    flask: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_: Casework) -> None:
        raise RuntimeError("it broke")

    monkeypatch.setattr(restored, "erase_again", broken)
    assert flask("restored").exit_code == 1
    assert work() == Round()


def test_where_nothing_shows_that_a_backup_was_put_back_nothing_is_done_unless_it_is_meant(
    casework: Casework, work: Callable[[], Round], flask: Flask
) -> None:
    Reports(casework=casework)()
    work()
    token = sessions.begin(casework, user_of("citizen"), device="Chrome")
    assert token is not None
    said = flask("restored")
    assert said.exit_code == 1 and "--anyway" in said.output
    assert sessions.load(casework, token) is not None
    said = flask("restored", "--anyway")
    assert said.exit_code == 0 and "1 sessions ended" in said.output
    assert sessions.load(casework, token) is None


def test_on_a_new_machine_without_a_head_everything_that_waits_is_from_before(
    casework: Casework, flask: Flask, work: Callable[[], Round], box: Box, clock: Clock
) -> None:
    Reports(casework=casework)()
    clock.advance(seconds=1)
    said = flask("restored")
    assert said.exit_code == 0
    assert "There is no journal.head" in said.output
    assert "the news of 1 events dropped" in said.output
    work()
    assert box.letters == []


def test_a_command_that_breaks_off_leaves_the_worker_standing_and_can_be_done_again(
    casework: Casework,
    put_back: None,
    work: Callable[[], Round],
    flask: Flask,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("casework.store.journal_head.os.fsync", full)
        said = flask("restored")
        assert said.exit_code == 1 and "cannot be written: No space left on device" in said.output
        assert work() == Round()
    with casework.db.read() as session:
        assert session_rows.held(session, "x", casework.now()) == ()
    assert "the news of 0 events dropped" in flask("restored").output
    Reports(casework=casework)()
    assert work().sent == 1


def test_an_empty_database_in_the_place_of_a_full_one_is_older(
    casework: Casework, backup: Backup, work: Callable[[], Round], flask: Flask, box: Box
) -> None:
    backup.take()
    Reports(casework=casework)()
    work()
    box.empty()
    backup.put_back()
    assert work() == Round()
    assert "this database ends at 0: 1 events or more are missing" in flask("restored").output
    assert casework.head.read() is None
    Reports(casework=casework)()
    assert work().sent == 1


def test_the_worker_says_it_again_and_again_but_not_every_second(
    casework: Casework,
    put_back: None,
    box: Box,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.ERROR)
    watching = watch.Watch(casework=casework)
    assert not any(watching.allows() for _ in range(3))
    assert len(caplog.records) == 1
    monkeypatch.setattr(watch, "SAID_EVERY_SECONDS", 0.0)
    watching.allows()
    assert len(caplog.records) == 2
