"""What was given up or waits for long, as an administrator sees it: kinds and numbers, no text,
and nothing that tells of the sealed channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, tuple_, update

from casework.domain.events import PassedToInspectorate
from casework.domain.values import ReportCode
from casework.store import outbox
from casework.store.db import Session
from casework.store.tables import DeliveryRow, EventRow, OutboxRow


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter; `error` is what the mail server said last, in codes, or where the letter failed."""

    id: str
    notice: str
    recipient: str
    report_code: ReportCode | None
    since: datetime
    attempts: int
    next_at: datetime
    error: str


@dataclass(frozen=True, kw_only=True)
class Stuck:
    """An event that could not be turned into notices."""

    seq: int
    name: str
    at: datetime


def page(
    session: Session, *, error: str | None, after: tuple[datetime, str] | None, limit: int
) -> list[Letter]:
    """Dead letters, newest first, those after a moment and id; all of them, or those of one error."""
    rows = select(DeliveryRow).where(DeliveryRow.state == outbox.DEAD, outbox.in_sight())
    if error is not None:
        rows = rows.where(DeliveryRow.error == error)
    if after is not None:
        rows = rows.where(tuple_(DeliveryRow.created_at, DeliveryRow.id) < after)
    newest = rows.order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc()).limit(limit)
    return [_letter(row) for row in session.scalars(newest)]


def by_error(session: Session, limit: int) -> Sequence[tuple[str, int]]:
    """How many died of what, the most frequent first."""
    count = func.count()
    rows = (
        select(DeliveryRow.error, count)
        .where(DeliveryRow.state == outbox.DEAD, outbox.in_sight())
        .group_by(DeliveryRow.error)
        .order_by(count.desc(), DeliveryRow.error)
        .limit(limit)
    )
    return [(error, total) for error, total in session.execute(rows)]


def waiting_since(session: Session, before: datetime, limit: int) -> list[Letter]:
    """Letters that have waited since before a moment, the longest wait first."""
    rows = (
        select(DeliveryRow)
        .where(DeliveryRow.state == outbox.WAITING, DeliveryRow.created_at < before, outbox.in_sight())
        .order_by(DeliveryRow.created_at, DeliveryRow.id)
        .limit(limit)
    )
    return [_letter(row) for row in session.scalars(rows)]


def find(session: Session, letter: str) -> Letter | None:
    """A dead letter; None for any other."""
    row = session.scalar(select(DeliveryRow).where(DeliveryRow.id == letter, outbox.in_sight()))
    return _letter(row) if row is not None and row.state == outbox.DEAD else None


def of_error(session: Session, error: str) -> list[Letter]:
    """All that died of one thing, those of the sealed channel too: to be sent again, not to be shown."""
    rows = select(DeliveryRow).where(DeliveryRow.state == outbox.DEAD, DeliveryRow.error == error)
    return [_letter(row) for row in session.scalars(rows)]


def of_recipient(session: Session, recipient: str, error: str, limit: int) -> list[Letter]:
    """The last that somebody did not get for one reason."""
    rows = select(DeliveryRow).where(
        DeliveryRow.recipient == recipient, DeliveryRow.state == outbox.DEAD, DeliveryRow.error == error
    )
    newest = rows.order_by(DeliveryRow.created_at.desc(), DeliveryRow.id.desc()).limit(limit)
    return [_letter(row) for row in session.scalars(newest)]


def stuck(session: Session, limit: int) -> list[Stuck]:
    """The events that nobody is told of, the oldest first; that a report was passed on is no such news."""
    rows = (
        select(EventRow.seq, EventRow.name, EventRow.at)
        .join(OutboxRow, OutboxRow.seq == EventRow.seq)
        .where(OutboxRow.attempts >= outbox.ATTEMPTS, EventRow.name != PassedToInspectorate.__name__)
        .order_by(EventRow.seq)
        .limit(limit)
    )
    return [Stuck(seq=row.seq, name=row.name, at=row.at) for row in session.execute(rows)]


def tell_again(session: Session, now: datetime) -> int:
    """Give stuck events another chance; returns how many."""
    again = session.execute(
        update(OutboxRow)
        .where(OutboxRow.attempts >= outbox.ATTEMPTS)
        .values(attempts=0, next_at=now)
        .returning(OutboxRow.seq)
    )
    return len(again.all())


def _letter(row: DeliveryRow) -> Letter:
    return Letter(
        id=row.id,
        notice=row.notice,
        recipient=row.recipient,
        report_code=row.report_code,
        since=row.created_at,
        attempts=row.attempts,
        next_at=row.next_at,
        error=row.error,
    )
