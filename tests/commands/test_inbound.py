"""`flask inbound`: the pipe of a mail server. What cannot be taken now is tried again; nothing is lost."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import select

from casework.delivery import worker
from casework.delivery.post_office import FilesPostOffice
from casework.domain.values import PostKind, Status
from casework.store import cleaner
from casework.store.casework import Casework
from casework.store.db import Database
from casework.store.tables import PostRow
from config import Settings, from_environment
from tests.delivery.mails import WORDS, an_answer
from tests.doors.stage import Reports

MAILBOX = "tra-loi@dien-dan.test"
Pipe = Callable[..., tuple[int, str]]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, mail_reply=MAILBOX)


@pytest.fixture
def pipe(app: Flask) -> Pipe:
    def hand(raw: bytes, *words: str) -> tuple[int, str]:
        outcome = app.test_cli_runner().invoke(args=["inbound", *words], input=raw)
        return outcome.exit_code, outcome.output.strip()

    return hand


@pytest.fixture
def letter(casework: Casework, tmp_path: Path) -> EmailMessage:
    """The last letter to the citizen, about a report that was routed."""
    Reports(casework=casework)(Status.ROUTED)
    folder = tmp_path / "mail"
    worker.run(casework, FilesPostOffice(folder), "https://dien-dan.test", once=True, reply_mail=MAILBOX)
    letters = (message_from_bytes(path.read_bytes(), policy=policy.default) for path in folder.glob("*.eml"))
    return next(cast(EmailMessage, one) for one in letters if one["To"] == "citizen@demo.test")


def messages(casework: Casework) -> list[str]:
    with casework.db.read() as session:
        wanted = select(PostRow.source).where(PostRow.kind == PostKind.NEWSROOM_MESSAGE)
        return list(session.scalars(wanted.order_by(PostRow.source)))


def test_an_answer_is_taken_and_everything_else_is_left_alone(
    letter: EmailMessage, pipe: Pipe, casework: Casework
) -> None:
    status, said = pipe(an_answer(letter).as_bytes())
    assert (status, said) == (0, f"taken {str(letter['Message-ID'])[1:33]}")
    assert messages(casework) == [WORDS]
    assert pipe(b"\xff\x00 nothing")[0] == 0
    assert pipe(b"")[0] == 0
    assert pipe(an_answer(letter, To="x@y.test").as_bytes()) == (
        0,
        "an answer to no letter of ours: left alone",
    )
    assert pipe(an_answer(letter, Auto_Submitted="auto-replied").as_bytes())[0] == 0
    to = str(letter["Reply-To"])
    assert pipe(an_answer(letter, "Thêm.", To="x@y.test").as_bytes(), "--to", to)[0] == 0
    assert messages(casework) == ["Thêm.", WORDS]


def test_while_the_database_is_away_the_mail_server_comes_again_and_nothing_is_lost(
    letter: EmailMessage, pipe: Pipe, app: Flask, casework: Casework
) -> None:
    raw = an_answer(letter).as_bytes()
    app.extensions["casework"] = dataclasses.replace(casework, db=Database("sqlite:////nowhere/at/all.db"))
    assert pipe(raw) == (75, "try later")
    app.extensions["casework"] = casework
    assert pipe(raw)[0] == 0
    assert messages(casework) == [WORDS]


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left"), cleaner.CleaningFailed("x"), RuntimeError("x")]
)
def test_whatever_else_breaks_it_is_tried_again(
    letter: EmailMessage, pipe: Pipe, casework: Casework, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    mail = an_answer(letter)
    mail.add_attachment(b"\xff\xd8\xff", maintype="image", subtype="jpeg", filename="a.jpg")

    def breaks(*_: object, **__: object) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr("casework.store.files.Files.take_all", breaks)
        assert pipe(mail.as_bytes()) == (75, "try later")
    assert messages(casework) == []


def test_settings_that_are_not_fit_bounce_no_mail(app: Flask, pipe: Pipe, settings: Settings) -> None:
    app.extensions["settings"] = dataclasses.replace(settings, problems=("MASTER_KEY is not set",))
    assert pipe(b"From: a@b.test\n\nx") == (75, "try later")


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ("", True),
        ("tra-loi@forum.test", True),
        ("Tra-Loi@forum.test", True),
        ("a" * 16 + "@forum.test", True),
        ("a" * 17 + "@forum.test", False),
        ("Diễn đàn <a@forum.test>", False),
        ("forum.test", False),
    ],
)
def test_the_mailbox_for_answers_leaves_room_for_what_tells_them_apart(
    given: str, fits: bool, tmp_path: Path
) -> None:
    chosen = from_environment({"MAIL_REPLY": given, "DATA_DIR": str(tmp_path), "ENV": "test"})
    assert any("MAIL_REPLY" in problem for problem in chosen.problems) is not fits
