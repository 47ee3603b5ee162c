"""The folder that letters are written to, and the mail server."""

from __future__ import annotations

import os
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path

import pytest

from casework.delivery.post_office import (
    Failed,
    FilesPostOffice,
    NotTaken,
    Refused,
    Shut,
    SmtpPostOffice,
    letters_in,
)

FIRST, SECOND = "a" * 32, "b" * 32


def _letter(identity: str = FIRST, subject: str = "Đã trả lời") -> EmailMessage:
    letter = EmailMessage()
    letter["Message-ID"] = f"<{identity}@dien-dan.test>"
    letter["Date"] = "Mon, 02 Nov 2026 02:00:00 +0000"
    letter["From"] = "Diễn đàn <dien-dan@dien-dan.test>"
    letter["To"] = "citizen@demo.test"
    letter["Subject"] = subject
    letter.set_content("Chào bạn,\n")
    letter.add_alternative("<p>Chào bạn,</p>\n", subtype="html")
    return letter


def test_letters_lie_in_the_folder_newest_first_and_once_each(tmp_path: Path) -> None:
    office = FilesPostOffice(tmp_path / "mail")
    assert office.letters() == ()
    office.send(_letter(FIRST, "cũ"))
    os.utime(tmp_path / "mail" / f"{FIRST}.eml", (1, 1))
    office.send(_letter(SECOND))
    office.send(_letter(SECOND))
    assert [letter.id for letter in letters_in(tmp_path / "mail")] == [SECOND, FIRST]
    newest = office.letters()[0]
    assert (newest.subject, newest.to) == ("Đã trả lời", "citizen@demo.test")
    assert newest.text == "Chào bạn,\n"
    assert newest.html == "<p>Chào bạn,</p>\n"
    assert newest.sender == "Diễn đàn <dien-dan@dien-dan.test>"
    assert [path.suffix for path in (tmp_path / "mail").iterdir()] == [".eml", ".eml"]


@pytest.mark.parametrize("identity", ["../keys/secret_key", "", "A" * 32, "a" * 31])
def test_no_file_outside_the_folder_is_read_or_written(identity: str, tmp_path: Path) -> None:
    office = FilesPostOffice(tmp_path / "mail")
    assert office.letter(identity) is None
    with pytest.raises(Refused):
        office.send(_letter(identity or "x"))
    assert list(tmp_path.rglob("*.eml")) == []


def test_a_folder_that_cannot_be_written_is_a_shut_post_office(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("in the way")
    with pytest.raises(Shut):
        FilesPostOffice(tmp_path / "mail").send(_letter())


class _Server(socketserver.ThreadingTCPServer):
    """A mail server that says what it was told to say."""

    daemon_threads = True
    answers: dict[str, str]
    received: list[str]


class _Session(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        self._say(self.server.answers.get("CONNECT", "220 here"))
        for line in self.rfile:
            verb = line.decode().split()[0].upper().rstrip(":")
            if verb == "DATA":
                self._say("354 go on")
                text = []
                for part in self.rfile:
                    if part == b".\r\n":
                        break
                    text.append(part.decode())
                self.server.received.append("".join(text))
            self._say(self.server.answers.get(verb, "250 ok"))
            if verb == "QUIT":
                return

    def _say(self, answer: str) -> None:
        self.wfile.write(f"{answer}\r\n".encode())


@contextmanager
def _server(**answers: str) -> Iterator[_Server]:
    with _Server(("127.0.0.1", 0), _Session) as server:
        server.answers, server.received = answers, []
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def _office(server: _Server, user: str = "") -> SmtpPostOffice:
    return SmtpPostOffice(f"smtp://{user}127.0.0.1:{server.server_address[1]}", timeout=2)


def test_a_letter_goes_to_the_server_whole() -> None:
    with _server() as server:
        _office(server).send(_letter())
        (text,) = server.received
    assert f"Message-ID: <{FIRST}@dien-dan.test>" in text


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"RCPT": "550 no such user citizen@demo.test"}, Refused),
        ({"RCPT": "450 greylisted"}, Failed),
        ({"DATA": "554 looks like spam"}, Refused),
        ({"DATA": "451 later"}, Failed),
        ({"MAIL": "550 who are you"}, Shut),
        ({"CONNECT": "554 not today"}, Shut),
        ({"RCPT": "421 closing"}, Shut),
    ],
)
def test_what_the_server_says_decides_what_becomes_of_the_letter(
    answers: dict[str, str], outcome: type[NotTaken]
) -> None:
    with _server(**answers) as server, pytest.raises(outcome) as said:
        _office(server).send(_letter())
    assert "@" not in str(said.value)


def test_a_server_that_is_not_there_is_shut() -> None:
    with _server() as server:
        office = _office(server)
    with pytest.raises(Shut):
        office.send(_letter())


def test_a_password_is_refused_by_a_server_that_knows_none() -> None:
    with _server() as server, pytest.raises(Shut):
        _office(server, "user:password@").send(_letter())


@pytest.mark.parametrize("url", ["", "http://mail.test", "smtp://"])
def test_an_address_of_no_mail_server_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        SmtpPostOffice(url)
