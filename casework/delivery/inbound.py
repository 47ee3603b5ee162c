"""Answers by mail: from what a mail server hands over to a draft or a message, or to nothing.

The address that it came to says which letter it answers; the letter says who, about which report. Who that is
now, and what they may do now, is asked anew, and what is not for the site is not for mail either. Nothing but
the words and the files is kept of a mail.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from casework.actions import deeds
from casework.actions.addresses import BadAddress, normal_address
from casework.delivery import bounces, mail_back, readers, vouching
from casework.delivery.answering import ANSWERS, capacities, way_of
from casework.delivery.incoming import Incoming, read
from casework.delivery.letters import Desk, page_of
from casework.delivery.mail_back import Explanation, LeftOut
from casework.delivery.notices import Capacity, Notice
from casework.delivery.post_office import PostOffice
from casework.delivery.readers import Reader
from casework.domain import commands as do
from casework.domain.answering import NotTaken, Way, is_signed, letter_of
from casework.domain.evolve import Recorded
from casework.domain.leaks import redacted
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.text import LONGEST_WORDS, normalise
from casework.domain.values import Display, PostId, Status
from casework.store import factors, files, outbox, posts, reports
from casework.store.casework import Casework
from casework.store.cleaning import MOST_FILES
from casework.store.db import Session
from casework.store.outbox import Delivery

_SHORTEST_NAME: Final = 5  # signs; what is shorter stands in other words too


class Received(StrEnum):
    """What came of a mail."""

    LANDED = "taken"
    LANDED_WITHOUT = "taken without some of its files"
    AUTOMATIC = "from a program or a list: left alone"
    NOT_OURS = "an answer to no letter of ours: left alone"
    UNPROVEN = "not proven to be from its sender: left alone"
    NOT_TAKEN = "not taken"


@dataclass(frozen=True, kw_only=True)
class Inbox:
    """Where mail comes in: `checked_by` is the mail server whose word on senders counts, empty for none."""

    desk: Desk
    post_office: PostOffice
    checked_by: str = ""

    @property
    def casework(self) -> Casework:
        return self.desk.casework


class _No(Exception):
    """It is not taken; `reader` and `case` as far as they are known."""

    def __init__(self, why: NotTaken, reader: Reader | None = None, case: _Case | None = None) -> None:
        super().__init__(why.value)
        self.why, self.reader, self.case = why, reader, case


@dataclass(frozen=True, kw_only=True)
class _Case:
    """What is answered, by whom, as it stands now."""

    letter: str
    report: Report
    capacity: Capacity
    reader: Reader
    way: Way


@dataclass(kw_only=True)
class _Landing:
    """The words and files on their way into the report."""

    case: _Case
    post: PostId
    words: str
    uploads: list[tuple[bytes, str]]
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, error: files.Refused) -> None:
        self.left_out.append(LeftOut(name=error.name, reason=error.reason_code))
        del self.uploads[error.number]


def receive(inbox: Inbox, raw: bytes, *, to: str = "") -> tuple[str, str]:
    """Take in a message as a mail server hands it over; returns what came of it, and the id of our letter.

    `to` is the address that the server had it for, if it says so. The same message twice is taken once.
    Raises Unavailable, OSError, CleaningFailed, and Failed or Shut where it has to be told that something was
    not taken and the post office is away: then the mail server should come again.
    """
    came_back, letter = bounces.receive(inbox.casework, raw)
    if came_back is not bounces.Received.NO_BOUNCE:
        return came_back, letter
    mail = read(raw, to=to)
    if mail.is_automatic or not mail.sender or mail.sender in inbox.desk.own_addresses:
        return Received.AUTOMATIC, ""
    token, letter = _ours(inbox.casework, mail)
    if not token:
        return Received.NOT_OURS, ""
    if inbox.checked_by and not vouching.is_proven(mail.vouched, mail.sender, inbox.checked_by):
        return Received.UNPROVEN, letter
    try:
        landed = _land(inbox.casework, _find(inbox.casework, token, letter, mail), mail)
    except _No as no:
        _explain(inbox, mail, no.why, no.reader, no.case)
        return Received.NOT_TAKEN, letter
    if landed.left_out:
        _explain(inbox, mail, None, landed.case.reader, landed.case, landed.left_out)
        return Received.LANDED_WITHOUT, letter
    return Received.LANDED, letter


def _ours(casework: Casework, mail: Incoming) -> tuple[str, str]:
    """The first address of it that we made, for whomever, and the letter in which it stood; else nothing."""
    keys = (casework.secret_key, *casework.old_secret_keys)
    for token in mail.tokens:
        letter = letter_of(token) or ""
        if is_signed(token, mail.sender, keys):
            return token, letter
        with casework.db.read() as session:
            delivery = outbox.letter(session, letter) if letter else None
            reader = _reader(session, casework, delivery) if delivery else None
        if reader is not None and is_signed(token, _address(reader), keys):
            return token, letter
    return "", ""


def _find(casework: Casework, token: str, letter: str, mail: Incoming) -> _Case:
    """What is answered. Raises _No when it cannot be, or not by them, or not now."""
    keys = (casework.secret_key, *casework.old_secret_keys)
    with casework.db.read() as session:
        delivery = outbox.letter(session, letter)
        reader = _reader(session, casework, delivery) if delivery else None
        if not is_signed(token, mail.sender, keys):
            raise _No(NotTaken.OTHER_ADDRESS, reader and replace(reader, address=mail.sender))
        if delivery is None or delivery.event_seq is None or delivery.report_code is None:
            raise _No(NotTaken.EXPIRED)
        if reader is None or _address(reader) != mail.sender:
            raise _No(NotTaken.GONE)
        report = reports.load(session, delivery.report_code)
        among = capacities(Notice(delivery.notice))
        capacity = readers.capacity(session, casework, reader, report, among) if among else None
        if capacity is None:
            raise _No(NotTaken.NOT_THEIRS, reader)
        told, _ = outbox.event(session, delivery.event_seq)
        case = _case(letter, report, capacity, reader, told)
        if case.way is Way.DRAFT and not (reader.actor.user and factors.count(session, reader.actor.user)):
            raise _No(NotTaken.NO_FACTOR, reader)
    return case


def _case(letter: str, report: Report, capacity: Capacity, reader: Reader, told: Recorded) -> _Case:
    way = way_of(told, report, capacity)
    return _Case(letter=letter, report=report, capacity=capacity, reader=reader, way=way)


def _reader(session: Session, casework: Casework, delivery: Delivery) -> Reader | None:
    return readers.find(session, casework, Notice(delivery.notice), delivery.recipient, delivery.report_code)


def _address(reader: Reader) -> str:
    try:
        return normal_address(reader.address)
    except BadAddress:
        return reader.address


def _land(casework: Casework, case: _Case, mail: Incoming) -> _Landing:
    """Put words and files where they belong. Raises _No."""
    words = normalise(_unnamed(case, mail))
    if mail.fault is not None:
        raise _No(mail.fault, case.reader, case)
    if not words:
        raise _No(NotTaken.EMPTY, case.reader, case)
    if len(words) > LONGEST_WORDS:
        raise _No(NotTaken.TOO_LONG, case.reader, case)
    landing = _Landing(
        case=case,
        post=_post(casework, case, mail),
        words=words,
        uploads=list(mail.files[:MOST_FILES]),
        left_out=[
            LeftOut(name=error.name, reason=error.reason_code)
            for error in (files.Refused("count", name) for _, name in mail.files[MOST_FILES:])
        ],
    )
    try:
        _carry_out(casework, landing, case.way)
    except reports.NoSuchReport:
        raise _No(NotTaken.NOT_THEIRS, case.reader) from None
    except Refused as refused:
        why = _why_not(refused, case)
        raise _No(why, case.reader, None if why is NotTaken.NOT_THEIRS else case) from None
    return landing


def _carry_out(casework: Casework, landing: _Landing, way: Way) -> None:
    """As the form on the site would, as often as a file has to be left out first."""
    case = landing.case
    command = ANSWERS[way](post=landing.post, words=landing.words)
    while True:
        try:
            deeds.perform(
                casework,
                case.report.code,
                command,
                by=case.reader.actor,
                uploads=tuple(landing.uploads),
                beside=_marked(command),
            )
        except files.Refused as error:
            landing.leave_out(error)
        except Refused as refused:
            if way is not Way.INFO or refused.why is not Why.WRONG_STATUS:
                raise
            return _carry_out(casework, landing, Way.NEWSROOM)  # the newsroom has gone on meanwhile
        else:
            return None


def _marked(command: do.Worded) -> Callable[[Session, Report], None]:
    """What is written beside it: of a draft that it came by mail. Of a reporter nothing is."""
    if isinstance(command, do.DraftReply):
        return lambda session, _: posts.came_by_mail(session, command.post)
    return lambda session, report: None


def _unnamed(case: _Case, mail: Incoming) -> str:
    """The words; of a reporter who is not named without what their mail program calls them."""
    if case.capacity is not Capacity.OWNER or case.report.display is Display.NAMED:
        return mail.words
    name = mail.sender_name.strip()
    return redacted(mail.words, (mail.sender, *((name,) if len(name) >= _SHORTEST_NAME else ())))


def _post(casework: Casework, case: _Case, mail: Incoming) -> PostId:
    """The same for the same mail, so that it is taken once however often it is delivered."""
    said = mail.message_id or hashlib.sha256(mail.words.encode()).hexdigest()
    made = hmac.digest(casework.secret_key, f"answered\0{case.letter}\0{said}".encode(), "sha256")
    return PostId(made.hex()[:32])


def _why_not(refused: Refused, case: _Case) -> NotTaken:
    match refused.why:
        case Why.NOT_ALLOWED:
            return NotTaken.NOT_THEIRS
        case Why.NO_WORDS:
            return NotTaken.EMPTY
        case _ if case.way is Way.DRAFT and case.report.status is Status.ROUTED:
            return NotTaken.NOT_ACCEPTED
        case _:
            return NotTaken.NOT_NOW


def _explain(
    inbox: Inbox,
    mail: Incoming,
    why: NotTaken | None,
    reader: Reader | None,
    case: _Case | None,
    left_out: list[LeftOut] | None = None,
) -> None:
    told = Explanation(
        to=mail.sender,
        language=reader.language if reader else "vi",
        why=why,
        files=left_out or (),
        code=case.report.code if case else None,
        path=page_of(case.capacity, case.reader, case.report.code) if case else "/",
        answers=mail.message_id,
    )
    mail_back.send(inbox.desk, inbox.post_office, told)
