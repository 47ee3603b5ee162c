"""`flask doctor`: what it finds in a deployment, on each engine, with something broken each time."""

from __future__ import annotations

import dataclasses
import os
import socketserver
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from casework.actions import roles
from casework.delivery import worker
from casework.delivery.post_office import FilesPostOffice
from casework.domain.values import Role
from casework.store.casework import Casework, utc_now
from casework.store.db import Database
from casework.store.tables import AttachmentRow, DeliveryRow
from casework.store.vault import Vault
from config import Environment, Settings
from tests.commands.conftest import give_factors
from tests.doors.stage import TTT, Reports, actor
from tests.house import Clock

Doctor = Callable[..., tuple[int, str]]
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
on_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@pytest.fixture
def doctor(app: Flask) -> Doctor:
    """Asks the doctor; returns the status and what was said."""

    def ask(*options: str) -> tuple[int, str]:
        outcome = app.test_cli_runner().invoke(args=["doctor", *options])
        return outcome.exit_code, outcome.output

    return ask


def work(casework: Casework, folder: Path) -> None:
    worker.run(casework, FilesPostOffice(folder / "mail"), "https://dien-dan.test", once=True)


def test_what_is_in_order_is_said_line_by_line(casework: Casework, doctor: Doctor, tmp_path: Path) -> None:
    Reports(casework=casework)()
    give_factors(casework)
    work(casework, tmp_path)
    _status, said = doctor("--full")
    for line in (
        "OK    settings: safe for production",
        "OK    DATA_DIR: nobody else on this machine may look into it",
        "OK    migrations: all there",
        "OK    journal's guards: the triggers are there",
        "OK    journal: all 1 events as they were written",
        "OK    master keys: 'test' seals, and every key in use is here",
        "OK    search: every public report can be found",
        "OK    files: all 1 that rows name are there",  # the nightly whole of open data
        "OK    worker: at work at 2026-11-02 02:00 UTC",
        "OK    people: 2 administrators have a second factor",
        "OK    sealed channel: 1 keep it",
        "OK    common passwords: there",
        "OK    time zones: there",
    ):
        assert f"\n{line}" in f"\n{said}", said


def test_a_sealed_channel_that_nobody_keeps_is_told(casework: Casework, doctor: Doctor) -> None:
    user = actor("keeper").user
    assert user is not None
    roles.revoke(casework, user, Role.KEEPER, TTT, by=roles.CONSOLE)
    assert "NOTE  sealed channel: nobody keeps it" in doctor()[1]
    assert "make a keeper at TTT" in doctor()[1]


def test_a_new_forum_is_told_what_it_still_needs(doctor: Doctor) -> None:
    status, said = doctor()
    assert status == 1
    for line in (
        "MEND  mail: MAIL_URL is not set",
        "MEND  worker: has never run; start `flask --app app worker`",
        "MEND  people: 0 administrators have a second factor",
        "NOTE  backups:",
    ):
        assert line in said, said
    assert said.rstrip().endswith("to mend.")


def test_a_worker_that_has_been_silent_is_missed(
    casework: Casework, doctor: Doctor, clock: Clock, tmp_path: Path
) -> None:
    work(casework, tmp_path)
    clock.advance(minutes=5)
    assert "OK    worker" in doctor()[1]
    clock.advance(seconds=1)
    assert "MEND  worker: silent since 2026-11-02 02:00 UTC" in doctor()[1]


def test_letters_that_wait_or_were_given_up_are_told(
    casework: Casework, doctor: Doctor, clock: Clock
) -> None:
    with casework.db.write() as session:
        for number, state in enumerate(("waiting", "dead")):
            session.add(
                DeliveryRow(
                    id=f"{number:032x}",
                    notice="received",
                    about=f"key:{number}",
                    recipient="user:1",
                    report_code=None,
                    event_seq=None,
                    state=state,
                    created_at=casework.now(),
                    next_at=casework.now(),
                )
            )
    clock.advance(minutes=31)
    said = doctor()[1]
    assert "MEND  letters: 1 given up, 0 events stuck" in said
    assert "MEND  letters: 1 wait, the oldest since 2026-11-02 02:00 UTC" in said


def unguarded(casework: Casework, *statements: str) -> None:
    """Do to the journal what only the owner of the database can."""
    off, on = (
        (("ALTER TABLE event DISABLE TRIGGER event_append_only",), ())
        if not casework.db.is_sqlite
        else (("DROP TRIGGER event_no_update", "DROP TRIGGER event_no_delete"), ())
    )
    with casework.db.write() as session:
        for statement in (*off, *statements, *on):
            session.execute(text(statement))


def test_a_journal_without_its_guards_is_told(casework: Casework, doctor: Doctor) -> None:
    unguarded(casework)
    assert "MEND  journal's guards: triggers are missing or off: event_" in doctor()[1]


@pytest.mark.parametrize("options", [(), ("--full",)])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE event SET part = 'admin' WHERE seq = 2",
        "UPDATE event SET hash = prev_hash WHERE seq = 2",
        "DELETE FROM outbox; DELETE FROM event WHERE seq = 2",
    ],
)
def test_a_changed_journal_is_told(
    casework: Casework, doctor: Doctor, change: str, options: tuple[str, ...]
) -> None:
    reports = Reports(casework=casework)
    for _ in range(3):
        reports()
    assert "OK    journal: " in doctor(*options)[1]
    unguarded(casework, *change.split("; "))
    assert "MEND  journal: event " in doctor(*options)[1]


def test_only_the_whole_walk_sees_what_was_changed_long_ago(
    casework: Casework, doctor: Doctor, clock: Clock
) -> None:
    reports = Reports(casework=casework)
    reports()
    clock.advance(days=3)
    reports()
    unguarded(casework, "UPDATE event SET part = 'admin' WHERE seq = 1")
    assert "OK    journal: 1 events of the last day" in doctor()[1]
    assert "MEND  journal: event 1" in doctor("--full")[1]


def test_a_master_key_that_rows_need_is_missed(app: Flask, casework: Casework, doctor: Doctor) -> None:
    give_factors(casework)
    vault = Vault({"new": bytes(32)}, "new", bytes(range(32, 64)))
    app.extensions["casework"] = dataclasses.replace(casework, vault=vault)
    assert "MEND  master keys: 2 one-time passwords need 'test'; name it in OLD_MASTER_KEYS" in doctor()[1]


def test_a_master_key_of_the_right_name_that_does_not_open_is_told(
    app: Flask, casework: Casework, doctor: Doctor
) -> None:
    give_factors(casework)
    vault = Vault({"test": bytes(32)}, "test", bytes(range(32, 64)))
    app.extensions["casework"] = dataclasses.replace(casework, vault=vault)
    assert "MEND  master keys: 'test' does not open one-time passwords" in doctor()[1]


def test_files_without_rows_and_rows_without_files_are_counted(
    casework: Casework, doctor: Doctor, tmp_path: Path
) -> None:
    report = Reports(casework=casework)()
    folder = tmp_path / "files" / "ab"
    folder.mkdir(parents=True)
    (folder / ("ab" + "0" * 30)).write_bytes(b"x")
    assert "OK    files: all 0 that rows name are there, and 1 that none names" in doctor()[1]
    with casework.db.write() as session:
        session.add(
            AttachmentRow(
                id="c" * 32,
                report_code=report.code,
                post_id=None,
                name="a.jpg",
                media_type="image/jpeg",
                size=1,
                width=1,
                height=1,
                position=0,
                at=casework.now(),
            )
        )
    assert f"MEND  files: 1 of 1 are lost, {'c' * 32} for one" in doctor()[1]


def test_a_folder_that_others_may_look_into_is_told(doctor: Doctor, tmp_path: Path) -> None:
    tmp_path.chmod(0o750)
    assert f"MEND  DATA_DIR: others on this machine may look into it; chmod 700 {tmp_path}" in doctor()[1]


def test_pending_migrations_are_told_and_nothing_is_guessed_beyond(app: Flask, doctor: Doctor) -> None:
    with app.extensions["casework"].db.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    said = doctor()[1]
    assert "MEND  migrations: some are pending; run `flask --app app db upgrade`" in said
    assert "journal" not in said


@on_sqlite
def test_problems_of_the_settings_stand_first_and_the_rest_is_still_looked_at(settings: Settings) -> None:
    """`flask doctor` is for a forum that does not start."""
    broken = dataclasses.replace(settings, problems=("MASTER_KEY is not set", "DEMO is on"))
    outcome = create_app(broken, for_commands=True).test_cli_runner().invoke(args=["doctor"])
    assert outcome.exit_code == 1
    assert outcome.output.startswith("MEND  settings: MASTER_KEY is not set\nMEND  settings: DEMO is on\n")
    assert "OK    migrations: all there" in outcome.output
    assert "master keys" not in outcome.output


@on_sqlite
def test_a_development_forum_is_no_deployment(settings: Settings) -> None:
    app = create_app(dataclasses.replace(settings, environment=Environment.DEVELOPMENT))
    assert "MEND  settings: ENV is development" in app.test_cli_runner().invoke(args=["doctor"]).output
    app.extensions["casework"].db.dispose()


def test_a_database_that_does_not_answer_is_told(app: Flask, casework: Casework, doctor: Doctor) -> None:
    away = Database("postgresql://nobody@127.0.0.1:9/none")
    app.extensions["casework"] = dataclasses.replace(casework, db=away)
    assert "MEND  database: does not answer" in doctor()[1]
    casework.db.dispose()


class _Smtp(socketserver.StreamRequestHandler):
    """A mail server that says hello and knows no encryption."""

    def handle(self) -> None:
        self.wfile.write(b"220 mail.test\r\n")
        for line in self.rfile:
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 mail.test\r\n")


@on_sqlite
def test_the_mail_server_is_called_and_nothing_is_sent(settings: Settings) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Smtp) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        url = f"smtp://127.0.0.1:{server.server_address[1]}"
        app = create_app(dataclasses.replace(settings, mail_url=url))
        said = app.test_cli_runner().invoke(args=["doctor"]).output
        server.shutdown()
    assert "NOTE  mail: the server answers, but letters travel in the clear" in said
    said = app.test_cli_runner().invoke(args=["doctor"]).output
    assert "MEND  mail: the server does not answer as it should (ConnectionRefusedError)" in said
    app.extensions["casework"].db.dispose()


@on_postgresql
def test_a_role_of_its_own_serves_the_forum_and_cannot_change_the_journal(
    app: Flask, casework: Casework, settings: Settings, doctor: Doctor, tmp_path: Path, clock: Clock
) -> None:
    """security.md, "Journal": insert and select only, by role and by trigger."""
    assert "MEND  journal's rights: the forum's role may UPDATE, DELETE, TRUNCATE" in doctor()[1]
    role = f"forum web:{os.getpid()}"
    with casework.db.write() as session:
        session.execute(text(f'CREATE ROLE "{role}" LOGIN'.replace(":", "\\:")))
    try:
        granted = app.test_cli_runner().invoke(args=["db", "grant", role])
        assert granted.exit_code == 0, granted.output
        url = make_url(settings.database_url).set(username=role).render_as_string(hide_password=False)
        own = create_app(dataclasses.replace(settings, database_url=url))
        serving = dataclasses.replace(own.extensions["casework"], clock=clock)
        own.extensions["casework"] = serving
        Reports(casework=serving)()
        work(serving, tmp_path)
        said = own.test_cli_runner().invoke(args=["doctor"]).output
        assert "OK    journal's rights: the forum's role may read and add, nothing else" in said
        unguarded(casework)
        for statement in ("UPDATE event SET part = 'admin'", "DELETE FROM event", "TRUNCATE event CASCADE"):
            with pytest.raises(DBAPIError, match="permission denied"), serving.db.write() as session:
                session.execute(text(statement))
        serving.db.dispose()
    finally:
        with casework.db.write() as session:
            session.execute(text(f'DROP OWNED BY "{role}"'.replace(":", "\\:")))
            session.execute(text(f'DROP ROLE "{role}"'.replace(":", "\\:")))


@on_postgresql
def test_clocks_that_differ_are_told(app: Flask, casework: Casework, doctor: Doctor) -> None:
    assert "MEND  clocks: this machine and the database are" in doctor()[1]
    app.extensions["casework"] = dataclasses.replace(casework, clock=utc_now)
    assert "OK    clocks: this machine and the database agree" in doctor()[1]


@on_postgresql
def test_rights_for_a_role_that_is_not_there_are_refused_with_the_reason(app: Flask) -> None:
    outcome = app.test_cli_runner().invoke(args=["db", "grant", "nobody"])
    assert outcome.exit_code == 1
    assert 'role "nobody" does not exist' in outcome.output


@on_sqlite
def test_sqlite_has_no_roles_to_grant_anything_to(app: Flask) -> None:
    outcome = app.test_cli_runner().invoke(args=["db", "grant", "forum"])
    assert outcome.exit_code == 1
    assert "SQLite has no roles" in outcome.output
