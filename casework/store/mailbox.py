"""Notices that wait to be sent. The worker makes their text, and their links, when it sends them."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select

from casework.domain.calendar import local_day
from casework.domain.values import ReportCode, UserId
from casework.domain.wishes import GATHERED, Often, digest_from
from casework.store import farewells, outbox
from casework.store.db import Session
from casework.store.farewells import Farewell
from casework.store.inserts import insert
from casework.store.tables import DeliveryRow
from casework.store.vault import Vault

DIGEST: Final = outbox.DIGEST
_AT_A_TIME = 500
_ONCE = ["notice", "about", "recipient"]


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A notice for one recipient: sent by itself from `at` on, or gathered into the next digest after it."""

    notice: str
    about: str
    recipient: str
    report_code: ReportCode | None = None
    event_seq: int | None = None
    at: datetime
    often: Often = Often.AT_ONCE


def put(
    session: Session,
    *,
    notice: str,
    about: str,
    recipient: str,
    report_code: ReportCode | None = None,
    event_seq: int | None = None,
    at: datetime,
) -> bool:
    """Let a notice wait, to be sent from `at` on; False when it waits, or was sent, already.

    The same notice about the same thing goes to the same recipient once.
    """
    letter = Letter(
        notice=notice,
        about=about,
        recipient=recipient,
        report_code=report_code,
        event_seq=event_seq,
        at=at,
    )
    written = session.execute(
        insert(session, DeliveryRow)
        .values(_values(letter))
        .on_conflict_do_nothing(index_elements=_ONCE)
        .returning(DeliveryRow.id)
    )
    return written.first() is not None


def put_all(session: Session, letters: Iterable[Letter]) -> None:
    """Let many notices wait at once; those that wait, or were sent, already stay as they are."""
    for some in _batches(letters):
        gathered = [letter for letter in some if letter.often in GATHERED]
        rows = [_values(letter) for letter in some if letter.often is Often.AT_ONCE]
        rows += [
            {**_values(letter), "state": outbox.GATHERED, "digest": digest}
            for letter, digest in _with_digests(session, gathered)
        ]
        _insert(session, rows)


def put_into(session: Session, digest: str, letters: Iterable[Letter]) -> None:
    """Let notices go out with a digest that is being written."""
    for some in _batches(letters):
        _insert(
            session,
            [{**_values(letter), "state": outbox.GATHERED, "digest": digest} for letter in some],
        )


def put_digest(session: Session, recipient: str, due: datetime) -> bool:
    """Let a digest wait until it is due, though nothing is in it yet; False when there is one already."""
    letter = _digest(recipient, due)
    return put(session, notice=letter.notice, about=letter.about, recipient=recipient, at=due)


def put_found(session: Session, recipient: str, at: datetime) -> str:
    """Let a letter of what searches found wait, to gather it; returns its id. It is a digest like the one of
    the morning, so that of several that wait there is one letter."""
    values = _values(
        Letter(notice=DIGEST, about=f"found:{secrets.token_hex(16)}", recipient=recipient, at=at)
    )
    session.execute(insert(session, DeliveryRow).values(values))
    return str(values["id"])


def put_account(session: Session, notice: str, user: UserId, at: datetime) -> None:
    """Let a notice about somebody's account wait; each is one of its own, however many there are."""
    put(session, notice=notice, about=f"account:{secrets.token_hex(16)}", recipient=f"user:{user}", at=at)


def put_farewell(session: Session, vault: Vault, to: Farewell, at: datetime) -> None:
    """Let the last letter to somebody who is being erased wait, with the address that it needs sealed."""
    letter = secrets.token_hex(16)
    farewells.keep(session, vault, letter, to, at)
    about, recipient = f"account:{secrets.token_hex(16)}", f"farewell:{letter}"
    values = _values(Letter(notice=farewells.NOTICE, about=about, recipient=recipient, at=at))
    _insert(session, [{**values, "id": letter}])


def _with_digests(session: Session, letters: Sequence[Letter]) -> Iterator[tuple[Letter, str]]:
    """Each with the id of its digest. One whose sending has begun is full: what is in it must not change
    between two attempts. Then the next one takes it."""
    left = list(letters)
    while left:
        due = {letter: digest_from(letter.at, letter.often) for letter in left}
        open_ = _open_digests(session, {(letter.recipient, due[letter]) for letter in left})
        full = []
        for letter in left:
            digest = open_.get((letter.recipient, due[letter]))
            if digest is None:
                full.append(replace(letter, at=due[letter] + timedelta(seconds=1)))
            else:
                yield letter, digest
        left = full


def _open_digests(session: Session, wanted: set[tuple[str, datetime]]) -> Mapping[tuple[str, datetime], str]:
    """The digests that can still be added to, held until this transaction ends; made where there is none."""
    # In one order, so that two that do so at one time don't wait for each other for ever.
    _insert(session, [_values(_digest(recipient, due)) for recipient, due in sorted(wanted)])
    rows = session.execute(
        select(DeliveryRow.id, DeliveryRow.recipient, DeliveryRow.created_at)
        .where(
            DeliveryRow.notice == DIGEST,
            DeliveryRow.recipient.in_({recipient for recipient, _ in wanted}),
            DeliveryRow.about.in_({_about(due) for _, due in wanted}),
            DeliveryRow.state == outbox.WAITING,
            DeliveryRow.attempts == 0,
        )
        .order_by(DeliveryRow.recipient, DeliveryRow.created_at)
        .with_for_update()
    )
    return {(row.recipient, row.created_at): row.id for row in rows}


def _digest(recipient: str, due: datetime) -> Letter:
    return Letter(notice=DIGEST, about=_about(due), recipient=recipient, at=due)


def _about(due: datetime) -> str:
    return f"digest:{local_day(due).isoformat()}"


def _insert(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        session.execute(insert(session, DeliveryRow).on_conflict_do_nothing(index_elements=_ONCE), list(rows))


def _values(letter: Letter) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(16),
        "notice": letter.notice,
        "about": letter.about,
        "recipient": letter.recipient,
        "report_code": letter.report_code,
        "event_seq": letter.event_seq,
        "state": outbox.WAITING,
        "digest": None,
        "attempts": 0,
        "created_at": letter.at,
        "next_at": letter.at,
        "error": "",
    }


def _batches(letters: Iterable[Letter]) -> Iterator[list[Letter]]:
    every = list(letters)
    for start in range(0, len(every), _AT_A_TIME):
        yield every[start : start + _AT_A_TIME]
