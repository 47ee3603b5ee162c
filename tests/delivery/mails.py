"""Answers as mail programs write them, to a letter of ours."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import make_msgid

from tests.delivery.conftest import text_of

WORDS = "Tôi nộp hồ sơ ở bộ phận một cửa xã Nam Mỹ."


def an_answer(
    letter: EmailMessage, words: str = WORDS, *, by: str = "", name: str = "Hoa Trần", **headers: str
) -> EmailMessage:
    """What a person writes above the letter that they got, from where they got it."""
    mail = EmailMessage()
    mail["Return-Path"] = f"<{by or letter['To']}>"
    mail["From"] = f"{name} <{by or letter['To']}>"
    mail["To"] = letter["Reply-To"]
    mail["Subject"] = f"Re: {letter['Subject']}"
    mail["Message-ID"] = make_msgid(domain="nha.test")
    mail["In-Reply-To"] = letter["Message-ID"]
    for header, value in headers.items():
        del mail[header.replace("_", "-")]
        if value:
            mail[header.replace("_", "-")] = value
    mail.set_content(f"{words}\n\n{quoted(letter)}")
    return mail


def quoted(letter: EmailMessage) -> str:
    """The letter as most programs put it under an answer."""
    lines = "\n".join(f"> {line}" for line in text_of(letter).splitlines())
    return f"Vào Th 2, 2 thg 11, 2026 vào lúc 09:00 Diễn đàn <{letter['From']}> đã viết:\n\n{lines}\n"


def nested(depth: int) -> bytes:
    """A mail of parts in parts in parts."""
    kind = "Content-Type: multipart/mixed; boundary="
    head = f"From: Hoa <hoa@nha.test>\r\nTo: x@y.test\r\nMIME-Version: 1.0\r\n{kind}b0\r\n\r\n"
    parts = (f"--b{level}\r\n{kind}b{level + 1}\r\n\r\n" for level in range(depth))
    return f"{head}{''.join(parts)}".encode()
