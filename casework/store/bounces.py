"""Letters that came back: whose address seems to be dead, and that it has been mended."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, func, select, update

from casework.domain.values import ReportCode
from casework.store.db import Session
from casework.store.inserts import insert
from casework.store.tables import BounceRow

ENOUGH: Final = 2  # letters that came back before no more are sent
# Why a letter was given up without being sent; it stands in the table of deliveries.
COME_BACK: Final = "letters come back"


def receiver(recipient: str, report: ReportCode | None) -> str:
    """Who a letter was for, by one name however many reports they sent: a reporter without an account has
    one name a report."""
    return f"report:{report}" if recipient == "reporter" else recipient


def note(session: Session, delivery: str, receiver: str, status: str, at: datetime) -> bool:
    """A letter came back for good; False when that was known. However often a server says so counts once."""
    written = session.execute(
        insert(session, BounceRow)
        .values(delivery=delivery, receiver=receiver, status=status[:20], at=at)
        .on_conflict_do_nothing(index_elements=["delivery"])
        .returning(BounceRow.delivery)
    )
    return written.first() is not None


def come_back(session: Session, receiver: str) -> bool:
    """Whether so many letters came back that the address cannot be right."""
    found = select(func.count()).select_from(BounceRow).where(*_open(receiver))
    return (session.scalar(found) or 0) >= ENOUGH


def mend(session: Session, receivers: Collection[str], at: datetime) -> None:
    """Somebody says that these addresses work again: begin to count anew."""
    session.execute(
        update(BounceRow)
        .where(BounceRow.receiver.in_(receivers), BounceRow.mended_at.is_(None))
        .values(mended_at=at)
        .execution_options(synchronize_session=False)
    )


def count(session: Session) -> int:
    """How many addresses give letters back."""
    dead = (
        select(BounceRow.receiver)
        .where(BounceRow.mended_at.is_(None))
        .group_by(BounceRow.receiver)
        .having(func.count() >= ENOUGH)
    )
    return session.scalar(select(func.count()).select_from(dead.subquery())) or 0


def _open(receiver: str) -> tuple[ColumnElement[bool], ...]:
    return BounceRow.receiver == receiver, BounceRow.mended_at.is_(None)
