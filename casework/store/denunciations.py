"""The sealed channel as rows: what is told is sealed, row by row, and opened only for who may read it."""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, func, select

from casework.domain.calendar import local_day
from casework.domain.codes import secret_hash
from casework.domain.denunciations import Deed, Denunciation
from casework.domain.values import AgencyCode, DenunciationCode, ReportCode, Role, SealedStatus, UserId
from casework.store import directory, people
from casework.store.casework import Casework
from casework.store.contacts import NO_CONTACT, Contact
from casework.store.db import Session
from casework.store.files import SUFFIXES
from casework.store.reports import NoSuchReport
from casework.store.sealed import (
    context_of_denunciation,
    context_of_denunciation_file,
    context_of_denunciation_message,
)
from casework.store.sealed_files import ContextOf
from casework.store.tables import (
    DenunciationFileRow,
    DenunciationLogRow,
    DenunciationMessageRow,
    DenunciationRow,
)
from casework.store.vault import Sealed, Vault

CONTEXT_OF_FILE: ContextOf = context_of_denunciation_file
_STATE = tuple(field.name for field in fields(Denunciation))


class NoSuchDenunciation(NoSuchReport):
    """No denunciation has this code, or it is not for whoever asks."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What was told: by its author, or in the report that a newsroom passed on.

    `earlier` is what a report said before it was edited, `exchange` what was written on it; else empty.
    """

    title: str
    body: str
    accused: str = ""
    earlier: str = ""
    exchange: str = ""
    contact: Contact = NO_CONTACT


@dataclass(frozen=True, kw_only=True)
class Message:
    id: str
    on: date
    by_author: bool
    words: str


@dataclass(frozen=True, kw_only=True)
class File:
    """`message` is the one it came with; None: with the denunciation itself. `size` in bytes; `name` says
    nothing but its place."""

    id: str
    name: str
    message: str | None
    media_type: str
    size: int
    key: Sealed


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the log; `at` is None and `user` too for what its author did."""

    deed: Deed
    on: date
    at: datetime | None
    user: UserId | None


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """A file that lies sealed at its place already."""

    place: str
    media_type: str
    size: int
    key: Sealed


# ---- who keeps it


def inspectorates(casework: Casework) -> frozenset[AgencyCode]:
    """The agency that keeps the channel, and who has taken over from it."""
    code = casework.terms().legal.inspectorate
    heir = directory.kept(casework.db).heir_of(code, local_day(casework.now()))
    return frozenset({code, heir.code} if heir else {code})


def keepers(session: Session, places: Iterable[AgencyCode]) -> list[UserId]:
    """Who reads it now."""
    return sorted({user for place in places for user in people.members(session, [Role.KEEPER], agency=place)})


# ---- one denunciation


def add(
    session: Session,
    vault: Vault,
    denunciation: Denunciation,
    content: Content,
    *,
    arrival: str,
    secret: str | None,
) -> None:
    """Put a new one there. `secret` opens it with its code.

    Raises Conflict when it has arrived a moment ago.
    """
    told = {**asdict(content), "contact": json.dumps(asdict(content.contact))}
    sealed = vault.seal(told, context_of_denunciation(denunciation.code))
    session.add(
        DenunciationRow(
            **{name: getattr(denunciation, name) for name in _STATE},
            arrival=arrival,
            secret_hash=secret_hash(secret) if secret else None,
            **asdict(sealed),
        )
    )
    session.flush()


def came_by_form(vault: Vault, form_key: str) -> str:
    """What stands for a filled-in form, so that the same one again is no second denunciation."""
    return vault.lookup(f"denunciation form {form_key}")


def came_by_report(vault: Vault, report: ReportCode) -> str:
    """What stands for a report that was passed on: nobody without the key finds one from the other."""
    return vault.lookup(f"denunciation report {report}")


def arrived(session: Session, arrival: str) -> Denunciation | None:
    row = session.scalar(select(DenunciationRow).where(DenunciationRow.arrival == arrival))
    return None if row is None else state_of(row)


def load(session: Session, code: DenunciationCode) -> Denunciation:
    """Raises NoSuchDenunciation."""
    row = session.get(DenunciationRow, code)
    if row is None:
        raise NoSuchDenunciation(code)
    return state_of(row)


def lock(session: Session, code: DenunciationCode) -> Denunciation:
    """The same, and nobody else may act on it until this transaction ends. Raises NoSuchDenunciation."""
    row = session.scalar(select(DenunciationRow).where(DenunciationRow.code == code).with_for_update())
    if row is None:
        raise NoSuchDenunciation(code)
    return state_of(row)


def save(session: Session, denunciation: Denunciation) -> None:
    row = session.get_one(DenunciationRow, denunciation.code)
    for name in _STATE:
        setattr(row, name, getattr(denunciation, name))
    session.flush()


def secret_fits(session: Session, code: DenunciationCode, secret: str) -> bool:
    """Whether this is its secret; takes the same time for a code that does not exist."""
    kept = session.scalar(select(DenunciationRow.secret_hash).where(DenunciationRow.code == code))
    return random.compare_digest(secret_hash(secret), kept or "0" * 64) and kept is not None


def content(session: Session, vault: Vault, code: DenunciationCode) -> Content:
    """Empty when it was destroyed. Raises CannotOpen when the master key is gone."""
    row = session.get_one(DenunciationRow, code)
    if not row.ciphertext:
        return Content(title="", body="")
    told = vault.open(_sealed(row), context_of_denunciation(code))
    contact = Contact(**json.loads(told.pop("contact")))
    return Content(**told, contact=contact)


def contact_of_report(session: Session, vault: Vault, report: ReportCode) -> Contact:
    """How to reach the reporter of a report that was passed on, for the one letter that says so."""
    found = arrived(session, came_by_report(vault, report))
    return NO_CONTACT if found is None else content(session, vault, found.code).contact


# ---- what hangs on it


def messages(session: Session, vault: Vault, code: DenunciationCode) -> list[Message]:
    """In order. Raises CannotOpen."""
    rows = session.scalars(
        select(DenunciationMessageRow)
        .where(DenunciationMessageRow.code == code)
        .order_by(DenunciationMessageRow.place)
    )
    return [
        Message(
            id=row.id,
            on=row.on,
            by_author=row.by_author,
            words=vault.open(_sealed(row), context_of_denunciation_message(row.id))["words"],
        )
        for row in rows
    ]


def message_exists(session: Session, code: DenunciationCode, message: str) -> bool:
    """Whether this very message is there: the form came twice."""
    found = select(DenunciationMessageRow.code).where(DenunciationMessageRow.id == message)
    return session.scalar(found) == code


def add_message(
    session: Session,
    vault: Vault,
    code: DenunciationCode,
    message: str,
    words: str,
    *,
    by_author: bool,
    on: date,
) -> None:
    last = select(func.max(DenunciationMessageRow.place)).where(DenunciationMessageRow.code == code)
    sealed = vault.seal({"words": words}, context_of_denunciation_message(message))
    session.add(
        DenunciationMessageRow(
            id=message,
            code=code,
            place=(session.scalar(last) or 0) + 1,
            on=on,
            by_author=by_author,
            **asdict(sealed),
        )
    )
    session.flush()


def attach(session: Session, code: DenunciationCode, message: str | None, files: Iterable[NewFile]) -> None:
    """Hang files on it, or on one of its messages. Their names told who sent them, and are not kept."""
    last = select(func.max(DenunciationFileRow.place)).where(DenunciationFileRow.code == code)
    place = session.scalar(last) or 0
    for number, file in enumerate(files, place + 1):
        session.add(
            DenunciationFileRow(
                id=file.place,
                code=code,
                message_id=message,
                place=number,
                media_type=file.media_type,
                size=file.size,
                key_name=file.key.key_name,
                wrapped_key=file.key.wrapped_key,
                nonce=file.key.nonce,
            )
        )
    session.flush()


def files(session: Session, code: DenunciationCode) -> list[File]:
    """In the order in which they came."""
    rows = session.scalars(
        select(DenunciationFileRow)
        .where(DenunciationFileRow.code == code)
        .order_by(DenunciationFileRow.place)
    )
    return [_file(row) for row in rows]


def file(session: Session, code: DenunciationCode, place: str) -> File:
    """Raises NoSuchDenunciation."""
    row = session.get(DenunciationFileRow, place)
    if row is None or row.code != code:
        raise NoSuchDenunciation(place)
    return _file(row)


def note(
    session: Session, code: DenunciationCode, deed: Deed, *, now: datetime, by: UserId | None = None
) -> None:
    """Write a line of the log; of its author's deeds the day alone."""
    session.add(
        DenunciationLogRow(
            code=code, deed=deed.value, on=local_day(now), at=now if by is not None else None, user_id=by
        )
    )
    session.flush()


def log(session: Session, code: DenunciationCode) -> list[Entry]:
    """What was done with it, oldest first."""
    rows = session.scalars(
        select(DenunciationLogRow).where(DenunciationLogRow.code == code).order_by(DenunciationLogRow.id)
    )
    return [Entry(deed=Deed(row.deed), on=row.on, at=row.at, user=row.user_id) for row in rows]


def names(session: Session, users: Collection[UserId]) -> dict[UserId, str]:
    """What the keepers in a log are called."""
    return {user: people.name(session, user) for user in users}


# ---- an end


def count_long_closed(session: Session, before: date) -> int:
    """How many were closed before a day and still hold what was told."""
    return session.scalar(select(func.count()).select_from(DenunciationRow).where(*_long_closed(before))) or 0


def forget_long_closed(session: Session, before: date, limit: int) -> tuple[int, list[str]]:
    """Destroy what was told in the next of those, with its keys; returns how many, and the files to delete.

    The row, its days and its log stay: who read it can be asked about for good.
    """
    found = select(DenunciationRow).where(*_long_closed(before)).limit(limit)
    closed = session.scalars(found.with_for_update(skip_locked=True)).all()
    codes = [row.code for row in closed]
    for row in closed:
        row.wrapped_key = row.nonce = row.ciphertext = b""
    of_files = delete(DenunciationFileRow).where(DenunciationFileRow.code.in_(codes))
    gone = list(session.scalars(of_files.returning(DenunciationFileRow.id)))
    session.execute(delete(DenunciationMessageRow).where(DenunciationMessageRow.code.in_(codes)))
    session.flush()
    return len(codes), gone


def _long_closed(before: date) -> tuple[ColumnElement[bool], ...]:
    return (
        DenunciationRow.status == SealedStatus.CLOSED,
        DenunciationRow.status_on < before,
        func.length(DenunciationRow.ciphertext) > 0,
    )


def state_of(row: DenunciationRow) -> Denunciation:
    return Denunciation(**{name: getattr(row, name) for name in _STATE})


def _sealed(row: DenunciationRow | DenunciationMessageRow) -> Sealed:
    return Sealed(
        key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=row.ciphertext
    )


def _file(row: DenunciationFileRow) -> File:
    key = Sealed(key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=b"")
    name = f"{row.code}-{row.place}.{SUFFIXES[row.media_type]}"
    return File(
        id=row.id, name=name, message=row.message_id, media_type=row.media_type, size=row.size, key=key
    )
