"""What mail servers write when a letter could not be delivered: reading it, and noting whose address is dead.

A letter is known by the Message-ID that we gave it, which nobody but its reader and the servers on its way
knows; an address alone proves nothing. What is no such message, an answer of a person or a machine, is left
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from typing import Final

from casework.delivery.incoming import is_tangled
from casework.store import bounces, outbox
from casework.store.casework import Casework

MOST_BYTES: Final = 1024 * 1024  # a mail server returns the head of a letter, or all of ours, which is short
_OURS = re.compile(r"<([0-9a-f]{32})@[^<>\s]{1,255}>")
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ -])")
_MACHINES = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon)(?:@|$)", re.IGNORECASE)
_STILL_TRYING = re.compile(
    r"\b(?:delayed|not (?:yet )?been delivered|will (?:be )?(?:continue|keep|retr)|still being retried|"
    r"temporary (?:failure|error)|no action is required|warning message only)",
    re.IGNORECASE,
)
_GIVEN_UP = re.compile(
    r"\b(?:permanent|given up|could not be delivered|undeliverable|failed)\b", re.IGNORECASE
)
_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")


@dataclass(frozen=True, kw_only=True)
class Bounce:
    """A letter that was not delivered: `letter` is its id; `status` is what the server said, in codes."""

    letter: str
    status: str
    is_permanent: bool


class Received(StrEnum):
    """What came of a message."""

    NOTED = "noted"
    KNOWN = "known already"
    FOR_NOW = "not delivered for now: nothing to do"
    NOT_OURS = "of no letter of ours"
    NO_BOUNCE = "no bounce"


def receive(casework: Casework, raw: bytes) -> tuple[Received, str]:
    """Take in a message as a mail server hands it over; returns what came of it, and the id of our letter."""
    bounce = read(raw)
    if bounce is None:
        return Received.NO_BOUNCE, ""
    with casework.db.write() as session:
        letter = outbox.letter(session, bounce.letter)
        if letter is None:
            return Received.NOT_OURS, ""
        if not bounce.is_permanent:
            return Received.FOR_NOW, letter.id
        to = bounces.receiver(letter.recipient, letter.report_code)
        is_new = bounces.note(session, letter.id, to, bounce.status, casework.now())
    return Received.NOTED if is_new else Received.KNOWN, letter.id


def read(raw: bytes) -> Bounce | None:
    """What the message says of a letter of ours; None for no bounce, or of no letter. Never raises."""
    if is_tangled(raw := raw[:MOST_BYTES]):
        return None
    message = message_from_bytes(raw)
    report = next(
        (part for part in message.walk() if part.get_content_type() == "message/delivery-status"), None
    )
    found = _read_report(report) if report is not None else _read_plain(message)
    if found is None:
        return None
    status, is_permanent = found
    letter = next(_letters(message), None)
    return None if letter is None else Bounce(letter=letter, status=status, is_permanent=is_permanent)


def _read_report(report: Message) -> tuple[str, bool] | None:
    """Status and permanence of a delivery status notification (RFC 3464) that tells of a failure."""
    blocks = [block for block in _parts(report) if _header(block, "Action").lower() == "failed"]
    if not blocks:  # delayed, delivered, relayed: nothing has come back
        return None
    said = _header(blocks[0], "Status")
    code = _ENHANCED.search(said) or _code_in(_header(blocks[0], "Diagnostic-Code"))
    status = code[1] if code else ""
    return status or "failed", not status.startswith("4")


def _read_plain(message: Message) -> tuple[str, bool] | None:
    """The same of what servers write that know no such form: a text to people, with the letter behind it."""
    if not _is_from_machine(message):
        return None
    text = _OURS.split(_text(message), maxsplit=1)[0]
    code = _code_in(text)
    status = code[1] if code else ""
    if _STILL_TRYING.search(text) and not _GIVEN_UP.search(text):
        return status or "delayed", False
    if not code and not _GIVEN_UP.search(text):
        return None
    return status or "failed", not status.startswith("4")


def _is_from_machine(message: Message) -> bool:
    """Whether a mail server wrote it. What answers for a person has that person's address."""
    writer = _header(message, "From").rpartition("<")[2].strip(" >")
    return bool(_header(message, "X-Failed-Recipients") or _MACHINES.match(writer))


def _letters(message: Message) -> Iterator[str]:
    """The ids of letters that the message names: in the letter that it returns, else as an answer does, else
    in its words."""
    for part in message.walk():
        if part.get_content_type() in _ORIGINALS:
            for original in _parts(part) or [part]:
                yield from _OURS.findall(_header(original, "Message-ID"))
            yield from _OURS.findall(_payload(part))
    for name in ("X-Original-Message-ID", "In-Reply-To", "References"):
        yield from _OURS.findall(_header(message, name))
    yield from _OURS.findall(_text(message))


def _code_in(text: str) -> re.Match[str] | None:
    return _ENHANCED.search(text) or _REPLY.search(text)


def _text(message: Message) -> str:
    """All words of it, the returned letter's head among them."""
    return "\n".join(_payload(part) for part in message.walk() if not part.is_multipart())


def _parts(part: Message) -> list[Message]:
    inner = part.get_payload()
    return [one for one in inner if isinstance(one, Message)] if isinstance(inner, list) else []


def _payload(part: Message) -> str:
    content = part.get_payload(decode=True)
    return content.decode("utf-8", "replace") if isinstance(content, bytes) else ""


def _header(part: Message, name: str) -> str:
    return str(part.get(name) or "").strip()
