"""`flask data retain`, with and without --dry-run, and what the doctor says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from click.testing import Result

from casework.delivery import worker
from casework.delivery.post_office import FilesPostOffice
from casework.domain.values import Status
from casework.store.casework import Casework
from casework.store.tables import SettingRow
from tests.doors.stage import Reports
from tests.dump import everything_in
from tests.house import Clock

Flask = Callable[..., Result]


def _guests(casework: Casework, count: int) -> None:
    for _ in range(count):
        Reports(casework=casework)(Status.DECLINED, by="guest")


def test_the_dry_run_says_what_would_go_and_changes_nothing(
    casework: Casework, flask: Flask, clock: Clock
) -> None:
    _guests(casework, 2)
    clock.advance(days=731)
    before = everything_in(casework)
    said = flask("data", "retain", "--dry-run")
    assert said.exit_code == 0
    for line in (
        "unconfirmed reports: 0 would be removed, kept 30 days (by the worker's clock, within a minute)",
        "contacts of reporters: 2 would be removed, kept 730 days",
        "form keys: 2 would be removed, kept 30 days",
        "sealed originals: 0 would be removed, kept 1825 days",
    ):
        assert line in said.output.splitlines(), said.output
    assert everything_in(casework) == before


def test_the_command_removes_and_says_how_much(casework: Casework, flask: Flask, clock: Clock) -> None:
    _guests(casework, 2)
    clock.advance(days=731)
    assert "contacts of reporters: 2 removed, kept 730 days" in flask("data", "retain").output
    again = flask("data", "retain").output
    assert "contacts of reporters: 0 removed, kept 730 days" in again
    assert "unconfirmed reports" not in again


def test_a_setting_that_cannot_be_meant_is_named(casework: Casework, flask: Flask) -> None:
    with casework.db.write() as session:
        row = SettingRow(name="keep_letters", valid_from=date(2026, 1, 1), value="0", source="thử")
        session.add(row)
    for options in ((), ("--dry-run",)):
        said = flask("data", "retain", *options)
        assert said.exit_code == 1
        assert "the setting keep_letters is no number of days" in said.output


def test_the_doctor_tells_when_it_has_not_been_done(
    casework: Casework, flask: Flask, clock: Clock, tmp_path: Path
) -> None:
    assert "retention" not in flask("doctor").output
    office = FilesPostOffice(tmp_path / "mail")
    worker.run(casework, office, "https://dien-dan.test", once=True)
    assert "OK    retention: done at 2026-11-02 02:00 UTC" in flask("doctor").output
    with casework.db.write() as session:
        row = SettingRow(name="keep_letters", valid_from=date(2026, 1, 1), value="0", source="thử")
        session.add(row)
    clock.advance(days=2, seconds=1)
    worker.run(casework, office, "https://dien-dan.test", once=True)
    said = flask("doctor").output
    assert "MEND  retention: last done to the end 2026-11-02 02:00 UTC; try" in said
