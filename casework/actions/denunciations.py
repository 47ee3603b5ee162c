"""The sealed channel: a denunciation arrives, its keeper works on it, its author goes on writing.

Nothing of it goes through the journal, the outbox or the search. Whoever reads is written down first.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final, TypeVar

from casework.actions.submit import Upload
from casework.domain.calendar import LOCAL, local_day
from casework.domain.codes import SEALED_PREFIX, new_code, new_secret
from casework.domain.denunciations import Deed, Denunciation, after
from casework.domain.policy import Actor, Permission, can, keeps_sealed
from casework.domain.refusals import Refused, Why
from casework.domain.text import normalise, normalise_line
from casework.domain.values import AgencyCode, DenunciationCode, ReportCode, SealedStatus, UserId
from casework.store import denunciations as rows
from casework.store import directory, mailbox, sealed_files
from casework.store.casework import Casework
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.db import Conflict, Session
from casework.store.denunciations import Content, Entry, File, Message, NewFile, NoSuchDenunciation

__all__ = [
    "Case",
    "Contact",
    "Denouncing",
    "NoSuchDenunciation",
    "Receipt",
    "denounce",
    "find_of_report",
    "open_case",
    "open_file",
    "perform",
    "write",
]

MORNING: Final = time(7)  # in Nam Định: when its keepers are told that something came the day before
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Denouncing:
    """A filled-in form. `form_key` is the random key that it carries; any of `contact` may be empty."""

    form_key: str
    title: str
    body: str
    accused: str
    contact: Contact = NO_CONTACT
    uploads: Sequence[Upload] = ()


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What its author is told, once: both together open it."""

    code: DenunciationCode
    secret: str


def denounce(casework: Casework, denouncing: Denouncing, *, by: Actor) -> Receipt:
    """Take a denunciation in; the same form sent again gives the same receipt and no second one.

    Who is signed in is not written down. Raises Refused (who may not report; nobody keeps the channel), and
    files.Refused for a file that is not taken.
    """
    if not can(by, Permission.SUBMIT_REPORT):
        raise Refused(Why.NOT_ALLOWED)
    arrival = rows.came_by_form(casework.vault, denouncing.form_key)
    secret = _secret(casework.secret_key, denouncing.form_key)
    with casework.db.read() as session:
        earlier = rows.arrived(session, arrival)
    if earlier is not None:
        return _receipt_again(casework, earlier.code, denouncing.form_key)
    content = Content(
        title=normalise_line(denouncing.title),
        body=normalise(denouncing.body),
        accused=normalise(denouncing.accused),
        contact=denouncing.contact,
    )

    def begin(session: Session, files: Sequence[NewFile]) -> Receipt:
        code = put(session, casework, content, files, arrival=arrival, secret=secret)
        return Receipt(code=code, secret=secret)

    try:
        return with_sealed_files(casework, denouncing.uploads, begin)
    except Conflict:
        with casework.db.read() as session:
            earlier = rows.arrived(session, arrival)
        if earlier is None:
            raise
        return _receipt_again(casework, earlier.code, denouncing.form_key)


def put(
    session: Session,
    casework: Casework,
    content: Content,
    files: Sequence[NewFile],
    *,
    arrival: str,
    secret: str | None = None,
    deed: Deed = Deed.RECEIVED,
) -> DenunciationCode:
    """Write a new one down and tell its keepers tomorrow; without a `secret` the way to it is by the report
    that it was. Raises Refused when nobody keeps the channel."""
    keepers = rows.keepers(session, rows.inspectorates(casework))
    if not keepers:
        raise Refused(Why.NO_KEEPER)
    now = casework.now()
    code = DenunciationCode(new_code(secrets.token_bytes, SEALED_PREFIX))
    new = Denunciation(
        code=code,
        version=1,
        status=SealedStatus.RECEIVED,
        received_on=local_day(now),
        status_on=local_day(now),
    )
    rows.add(session, casework.vault, new, content, arrival=arrival, secret=secret)
    rows.attach(session, code, None, files)
    rows.note(session, code, deed, now=now)
    _tell(session, keepers, now)
    return code


def with_sealed_files(
    casework: Casework, uploads: Sequence[Upload], write: Callable[[Session, Sequence[NewFile]], T]
) -> T:
    """Clean these files, keep them under seal alone, and write what goes with them in one transaction."""
    cleaned = casework.files.take_all(list(uploads)) if uploads else []
    kept: list[NewFile] = []
    try:
        for file in cleaned:
            place, key = sealed_files.seal(casework.files, casework.vault, file, rows.CONTEXT_OF_FILE)
            kept.append(NewFile(place=place, media_type=file.media_type, size=file.size, key=key))
    finally:
        for file in cleaned:
            casework.files.delete(file.key)
    # Whatever goes wrong from here on: files that no row knows are swept later.
    with casework.db.write() as session:
        return write(session, kept)


# ---- its author


def write(
    casework: Casework,
    code: DenunciationCode,
    message: str,
    words: str,
    uploads: Sequence[Upload] = (),
    *,
    by: Actor,
) -> None:
    """Write to the keeper once more; `message` is the id that the form carries: sent twice, done once.

    Raises NoSuchDenunciation for who has not shown the secret, Refused, and files.Refused.
    """
    if code not in by.holds:
        raise NoSuchDenunciation(code)

    def add(session: Session, files: Sequence[NewFile]) -> None:
        found = rows.lock(session, code)
        if rows.message_exists(session, code, message):
            return
        now = casework.now()
        rows.save(session, after(found, Deed.WROTE, on=local_day(now)))
        rows.add_message(
            session, casework.vault, code, message, normalise(words), by_author=True, on=local_day(now)
        )
        rows.attach(session, code, message, files)
        rows.note(session, code, Deed.WROTE, now=now)
        _tell(session, rows.keepers(session, rows.inspectorates(casework)), now)

    with_sealed_files(casework, uploads, add)


def find_of_report(casework: Casework, report: ReportCode) -> DenunciationCode | None:
    """What became of a report that a newsroom passed on; None when it did not."""
    with casework.db.read() as session:
        found = rows.arrived(session, rows.came_by_report(casework.vault, report))
    return None if found is None else found.code


# ---- its keeper


@dataclass(frozen=True, kw_only=True)
class Case:
    """A denunciation with everything that was told. `names` are those of the keepers in its log."""

    denunciation: Denunciation
    content: Content
    messages: Sequence[Message]
    files: Sequence[File]
    log: Sequence[Entry]
    names: dict[UserId, str]


def open_case(casework: Casework, code: DenunciationCode, *, by: Actor) -> Case:
    """Read it. The log has it before anything is opened, in a transaction of its own.

    Raises NoSuchDenunciation, also for who is no keeper, and CannotOpen when a master key is missing.
    """
    _do(casework, code, Deed.OPENED, by=by)
    with casework.db.read() as session:
        log = rows.log(session, code)
        return Case(
            denunciation=rows.load(session, code),
            content=rows.content(session, casework.vault, code),
            messages=rows.messages(session, casework.vault, code),
            files=rows.files(session, code),
            log=log,
            names=rows.names(session, {entry.user for entry in log if entry.user is not None}),
        )


def open_file(casework: Casework, code: DenunciationCode, place: str, *, by: Actor) -> tuple[File, bytes]:
    """One of its files, written down first. Raises NoSuchDenunciation, Refused, CannotOpen."""
    _check_keeper(casework, code, by)
    with casework.db.read() as session:
        found = rows.file(session, code, place)
    _do(casework, code, Deed.TOOK_FILE, by=by)
    try:
        plain = sealed_files.unseal(casework.files, casework.vault, found.id, found.key, rows.CONTEXT_OF_FILE)
    except FileNotFoundError:
        raise NoSuchDenunciation(place) from None
    return found, plain


def perform(
    casework: Casework,
    code: DenunciationCode,
    deed: Deed,
    *,
    by: Actor,
    seen: int,
    message: str = "",
    words: str = "",
    to: AgencyCode | None = None,
) -> Denunciation:
    """A keeper's deed, with words for its author where there are any; the same `message` twice is one.

    `seen` is the version that was looked at. Raises NoSuchDenunciation and Refused (STALE, CASE_MOVED_ON,
    NO_WORDS, UNKNOWN_AGENCY).
    """
    said = normalise(words)
    if not said and deed in (Deed.ANSWERED, Deed.CLOSED):
        raise Refused(Why.NO_WORDS)

    def check(session: Session, found: Denunciation) -> None:
        if found.version != seen:
            raise Refused(Why.STALE)
        if deed is Deed.FORWARDED and to not in directory.codes_in_force(session, local_day(casework.now())):
            raise Refused(Why.UNKNOWN_AGENCY)

    return _do(casework, code, deed, by=by, check=check, message=message, words=said, to=to)


def _do(
    casework: Casework,
    code: DenunciationCode,
    deed: Deed,
    *,
    by: Actor,
    check: Callable[[Session, Denunciation], None] = lambda session, found: None,
    message: str = "",
    words: str = "",
    to: AgencyCode | None = None,
) -> Denunciation:
    _check_keeper(casework, code, by)
    with casework.db.write() as session:
        found, now = rows.lock(session, code), casework.now()
        if words and rows.message_exists(session, code, message):
            return found
        check(session, found)
        changed = after(found, deed, on=local_day(now), to=to)
        rows.save(session, changed)
        if words:
            rows.add_message(
                session, casework.vault, code, message, words, by_author=False, on=local_day(now)
            )
        rows.note(session, code, deed, now=now, by=by.user)
    return changed


def _check_keeper(casework: Casework, code: DenunciationCode, by: Actor) -> None:
    """Nobody else may learn that it exists."""
    if not keeps_sealed(by, rows.inspectorates(casework)):
        raise NoSuchDenunciation(code)


def _tell(session: Session, keepers: Sequence[UserId], now: datetime) -> None:
    """One letter a keeper and day, and not before the next morning: the hour at which somebody denounced
    somebody must not be read from a mailbox."""
    tomorrow = local_day(now) + timedelta(days=1)
    for keeper in keepers:
        mailbox.put(
            session,
            notice="sealed_news",
            about=f"sealed:{tomorrow.isoformat()}",
            recipient=f"user:{keeper}",
            at=datetime.combine(tomorrow, MORNING, LOCAL),
        )


def _secret(key: bytes, form_key: str) -> str:
    return new_secret(key, f"denunciation {form_key}")


def _receipt_again(casework: Casework, code: DenunciationCode, form_key: str) -> Receipt:
    keys = (casework.secret_key, *casework.old_secret_keys)
    with casework.db.read() as session:
        made = [_secret(key, form_key) for key in keys]
        fits = next((each for each in made if rows.secret_fits(session, code, each)), made[0])
    return Receipt(code=code, secret=fits)
