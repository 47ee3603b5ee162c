"""Notices that wait to be sent. The worker makes their text, and their links, when it sends them."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from casework.domain.values import ReportCode, UserId
from casework.store.db import Session
from casework.store.tables import DeliveryRow


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
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    written = session.execute(
        insert(DeliveryRow)
        .values(
            id=secrets.token_hex(16),
            notice=notice,
            about=about,
            recipient=recipient,
            report_code=report_code,
            event_seq=event_seq,
            state="waiting",
            attempts=0,
            created_at=at,
            next_at=at,
            error="",
        )
        .on_conflict_do_nothing(index_elements=["notice", "about", "recipient"])
        .returning(DeliveryRow.id)
    )
    return written.first() is not None


def put_account(session: Session, notice: str, user: UserId, at: datetime) -> None:
    """Let a notice about somebody's account wait; each is one of its own, however many there are."""
    put(session, notice=notice, about=f"account:{secrets.token_hex(16)}", recipient=f"user:{user}", at=at)
