"""`flask bounces`: the pipe of a mail server. It never sends an error back to who wrote."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from casework.delivery import worker
from casework.delivery.bounces import MOST_BYTES
from casework.delivery.post_office import FilesPostOffice
from casework.store.casework import Casework
from casework.store.db import Database
from tests.delivery.test_bounces import about
from tests.doors.stage import Reports


def test_a_bounce_is_noted_and_everything_else_is_left_alone(
    app: Flask, casework: Casework, tmp_path: Path
) -> None:
    def pipe(raw: bytes) -> tuple[int, str]:
        outcome = app.test_cli_runner().invoke(args=["bounces"], input=raw)
        return outcome.exit_code, outcome.output.strip()

    Reports(casework=casework)()
    worker.run(casework, FilesPostOffice(tmp_path / "mail"), "https://dien-dan.test", once=True)
    (letter,) = FilesPostOffice(tmp_path / "mail").letters()
    raw = about(f"<{letter.id}@dien-dan.test>")

    assert pipe(raw) == (0, f"noted {letter.id}")
    assert pipe(raw) == (0, f"known already {letter.id}")
    assert pipe(b"\xff\x00 nothing") == (0, "no bounce")
    assert pipe(b"") == (0, "no bounce")
    assert pipe(b"x" * (2 * MOST_BYTES + 7)) == (0, "no bounce")
    assert pipe(about("<" + "0" * 32 + "@dien-dan.test>")) == (0, "of no letter of ours")


def test_a_database_that_does_not_answer_asks_the_mail_server_to_come_again(
    app: Flask, casework: Casework
) -> None:
    import dataclasses

    gone = dataclasses.replace(casework, db=Database("sqlite:////nowhere/at/all.db"))
    app.extensions["casework"] = gone
    outcome = app.test_cli_runner().invoke(args=["bounces"], input=about("<" + "0" * 32 + "@a.test>"))
    app.extensions["casework"] = casework
    assert outcome.exit_code == 75
