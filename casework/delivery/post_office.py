"""Who carries the letters: a mail server, or in development a folder of files."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email import policy as mail
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 20.0
LETTERS_LISTED = 200
_ID = re.compile(r"[0-9a-f]{32}")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotTaken(Exception):
    """The post office did not take a letter. The message holds codes only, no text and no address."""


class Refused(NotTaken):
    """It will never take this letter: trying again is no use."""


class Failed(NotTaken):
    """It did not take this letter now."""


class Shut(NotTaken):
    """It takes no letters at all at the moment, whichever."""


class PostOffice(Protocol):
    def send(self, letter: EmailMessage) -> None:
        """Returns when the letter has been taken. Raises Refused, Failed or Shut."""


@dataclass(frozen=True, kw_only=True)
class KeptLetter:
    """A letter in the folder, as development shows it."""

    id: str
    at: datetime
    sender: str
    to: str
    subject: str
    text: str
    html: str


class FilesPostOffice:
    """Writes each letter to <folder>/<delivery>.eml; the same one sent again takes the place of the first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, letter: EmailMessage) -> None:
        name = letter["Message-ID"].strip("<>").partition("@")[0]
        if not _ID.fullmatch(name):
            raise Refused("no id")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            aside = self._folder / f".{name}.{os.getpid()}"
            aside.write_bytes(letter.as_bytes())
            aside.replace(self._folder / f"{name}.eml")
        except OSError as error:
            raise Shut(f"errno {error.errno}") from error

    def letters(self) -> tuple[KeptLetter, ...]:
        """What was sent, newest first."""
        return letters_in(self._folder)

    def letter(self, letter_id: str) -> KeptLetter | None:
        """One letter by its id; None if there is none."""
        return letter_in(self._folder, letter_id)


def letters_in(folder: Path, limit: int = LETTERS_LISTED) -> tuple[KeptLetter, ...]:
    """The letters of a folder, newest first."""
    if not folder.is_dir():
        return ()
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    return tuple(letter for path in paths[:limit] if (letter := letter_in(folder, path.stem)))


def letter_in(folder: Path, letter_id: str) -> KeptLetter | None:
    """One letter by its id; None if there is none, or it cannot be one."""
    path = folder / f"{letter_id}.eml"
    if not _ID.fullmatch(letter_id) or not path.is_file():
        return None
    letter = message_from_bytes(path.read_bytes(), policy=mail.default)
    return KeptLetter(
        id=letter_id,
        at=parsedate_to_datetime(letter["Date"]),
        sender=str(letter["From"]),
        to=str(letter["To"]),
        subject=str(letter["Subject"]),
        text=_part(letter, "plain"),
        html=_part(letter, "html"),
    )


def _part(letter: EmailMessage, kind: str) -> str:
    part = letter.get_body((kind,))
    return "" if part is None else str(part.get_content())


class SmtpPostOffice:
    """A mail server by URL: smtp://user:password@host:587 (STARTTLS where offered) or smtps://host:465.

    A password is never sent in the clear but to this machine.
    """

    def __init__(self, url: str, *, timeout: float = TIMEOUT_SECONDS) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("a mail server is given as smtp://host:port or smtps://host:port")
        self._is_tls = parts.scheme == "smtps"
        self._host = parts.hostname
        self._port = parts.port or (465 if self._is_tls else 25)
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._timeout = timeout

    def send(self, letter: EmailMessage) -> None:
        with self._open() as server:
            try:
                server.send_message(letter)
            except smtplib.SMTPRecipientsRefused as error:
                code = next(iter(error.recipients.values()), (450, b""))[0]
                raise _by_code(code) from None
            except smtplib.SMTPSenderRefused as error:
                raise Shut(f"sender {error.smtp_code}") from None
            except smtplib.SMTPResponseException as error:
                raise _by_code(error.smtp_code) from None
            except (smtplib.SMTPException, OSError) as error:
                raise Failed(type(error).__name__) from None

    def is_private(self) -> bool:
        """Whether the server, which is called and signed in at, hides letters on their way. Raises Shut."""
        with self._open() as server:
            return isinstance(server.sock, ssl.SSLSocket)

    @contextmanager
    def _open(self) -> Iterator[smtplib.SMTP]:
        try:
            server = self._connect()
        except smtplib.SMTPResponseException as error:
            raise Shut(f"{type(error).__name__} {error.smtp_code}") from None
        except (smtplib.SMTPException, OSError) as error:
            raise Shut(type(error).__name__) from None
        try:
            yield server
        finally:
            # The letter has been taken or not by now; how the server says goodbye changes nothing.
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=self._timeout, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=self._timeout)
        try:
            server.ehlo()
            if not self._is_tls and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif self._user and not self._is_tls and self._host not in _LOOPBACK:
                raise smtplib.SMTPNotSupportedError("no STARTTLS")
            if self._user:
                server.login(self._user, self._password)
        except BaseException:
            server.close()
            raise
        return server


def _by_code(code: int) -> NotTaken:
    if code == 421:  # the server is closing the channel
        return Shut("421")
    return Refused(str(code)) if code >= 500 else Failed(str(code))
