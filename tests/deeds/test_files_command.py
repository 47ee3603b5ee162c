"""`flask files`: what broken uploads left over, and originals for who holds the keys."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path

import pytest
from flask import Flask

from casework.actions import pictures
from casework.delivery import worker
from casework.delivery.post_office import FilesPostOffice
from casework.domain.values import Status
from casework.store.casework import Casework
from tests.deeds.test_pictures import key_of, on_disk, photo, redact, stored
from tests.doors.conftest import app, casework, settings
from tests.doors.stage import Reports

__all__ = ["app", "casework", "settings"]


@pytest.fixture
def original(casework: Casework, a_report: Reports) -> tuple[str, bytes]:
    """The id of a sealed original, and the picture."""
    report = a_report(Status.ROUTED, uploads=[(photo(), "giấy hẹn.jpg")])
    whole = stored(casework, key_of(casework, report))
    redact(casework, report, key_of(casework, report))
    return pictures.originals(casework)[0].id, whole


def test_who_holds_the_keys_opens_an_original_and_the_log_says_so(
    app: Flask, original: tuple[str, bytes], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ran = app.test_cli_runner()
    listed = ran.invoke(args=["files", "originals"]).output
    assert listed.startswith(original[0]) and "giấy hẹn" not in listed
    out = tmp_path / "out.jpg"
    with caplog.at_level(logging.INFO):
        assert ran.invoke(args=["files", "open-original", original[0], str(out)]).exit_code == 0
    assert out.read_bytes() == original[1]
    assert out.stat().st_mode & 0o077 == 0
    assert f"sealed original {original[0]} is being opened" in caplog.text
    again = ran.invoke(args=["files", "open-original", original[0], str(out)])
    assert again.exit_code == 1 and "is there already" in again.output


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_cannot_be_opened_is_said_and_writes_no_file(
    app: Flask, casework: Casework, original: tuple[str, bytes], tmp_path: Path
) -> None:
    ran = app.test_cli_runner()
    for unknown in ("0" * 32, "../../etc/passwd"):
        said = ran.invoke(args=["files", "open-original", unknown, str(tmp_path / "x")])
        assert said.exit_code == 1 and "there is no original" in said.output
    casework.files.keep_sealed(original[0], casework.files.open_sealed(original[0])[:-1] + b"!")
    said = ran.invoke(args=["files", "open-original", original[0], str(tmp_path / "x")])
    assert said.exit_code == 1 and "cannot be opened" in said.output
    assert not (tmp_path / "x").exists()


def test_the_sweeper_takes_what_no_row_knows_by_hand_and_by_the_worker(
    app: Flask, casework: Casework, original: tuple[str, bytes], tmp_path: Path
) -> None:
    """security.md, "Staying up, losing nothing": files written aside, synced, renamed; a sweeper."""
    office = FilesPostOffice(tmp_path / "mail")

    def work() -> None:
        worker.run(casework, office, "http://localhost", once=True)

    work()  # which keeps the open data of the night, and a row that knows it
    there = on_disk(tmp_path / "files")
    for sweep in (lambda: app.test_cli_runner().invoke(args=["files", "sweep"]), work):
        casework.files.take(photo(), "a.jpg")
        young = on_disk(tmp_path / "files") - there
        sweep()
        assert on_disk(tmp_path / "files") - there == young
        for path in (tmp_path / "files").rglob("*"):
            os.utime(path, (time.time() - 7200,) * 2)
        sweep()
        assert on_disk(tmp_path / "files") == there
