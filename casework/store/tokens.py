"""Links that prove an address: used once, for a while, and only their hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from casework.domain.values import PostId, ReportCode, UserId
from casework.store.db import Session
from casework.store.tables import TokenRow


class Purpose(StrEnum):
    CONFIRM_ACCOUNT = "confirm_account"
    RESET_PASSWORD = "reset_password"
    CONFIRM_REPORT = "confirm_report"
    CONFIRM_REPLY = "confirm_reply"


LASTS: Mapping[Purpose, timedelta] = MappingProxyType(
    {
        Purpose.CONFIRM_ACCOUNT: timedelta(minutes=30),
        Purpose.RESET_PASSWORD: timedelta(minutes=30),
        Purpose.CONFIRM_REPORT: timedelta(days=30),  # as long as an unconfirmed report is kept
        Purpose.CONFIRM_REPLY: timedelta(days=30),  # likewise
    }
)


@dataclass(frozen=True, kw_only=True)
class Token:
    """What a link stands for: a person, a report, or a request to reply to one."""

    purpose: Purpose
    user_id: UserId | None
    report_code: ReportCode | None
    request: PostId | None


def issue(
    session: Session,
    purpose: Purpose | str,
    *,
    user_id: UserId | None = None,
    report_code: ReportCode | None = None,
    request: PostId | None = None,
    now: datetime,
) -> str:
    """A new link's secret, 256 random bits; it is nowhere but in what this returns."""
    purpose = Purpose(purpose)
    raw = secrets.token_urlsafe(32)
    session.add(
        TokenRow(
            hash=_hash(raw),
            purpose=purpose.value,
            user_id=user_id,
            report_code=report_code,
            request=request,
            expires_at=now + LASTS[purpose],
        )
    )
    session.flush()
    return raw


def peek(session: Session, purpose: Purpose | str, raw: str, now: datetime) -> Token | None:
    """What the link stands for while it can still be used, without using it; else None."""
    row = session.execute(
        select(TokenRow.user_id, TokenRow.report_code, TokenRow.request).where(
            *_usable(Purpose(purpose), raw, now)
        )
    ).first()
    return None if row is None else _token(Purpose(purpose), row)


def use(session: Session, purpose: Purpose | str, raw: str, now: datetime) -> Token | None:
    """Use the link up; None if it is unknown, too old or used. Of two at one time, one gets it."""
    # The one statement decides: whoever waited for the row finds it used.
    row = session.execute(
        update(TokenRow)
        .where(*_usable(Purpose(purpose), raw, now))
        .values(used_at=now)
        .returning(TokenRow.user_id, TokenRow.report_code, TokenRow.request)
        .execution_options(synchronize_session=False)
    ).first()
    return None if row is None else _token(Purpose(purpose), row)


def revoke(session: Session, purpose: Purpose | str, user_id: UserId) -> None:
    """Make every link of this kind that the person still holds useless."""
    session.execute(
        delete(TokenRow).where(TokenRow.purpose == Purpose(purpose).value, TokenRow.user_id == user_id)
    )


def revoke_everybodys(session: Session, purpose: Purpose) -> int:
    """Make every link of this kind useless; returns how many could still be used up."""
    gone = delete(TokenRow).where(TokenRow.purpose == purpose.value).returning(TokenRow.used_at)
    return sum(used is None for used in session.scalars(gone))


def sweep(session: Session, before: datetime) -> int:
    """Remove what expired before a moment; returns how many links that were."""
    gone = session.execute(delete(TokenRow).where(TokenRow.expires_at < before).returning(TokenRow.hash))
    return len(gone.all())


def _usable(purpose: Purpose, raw: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        TokenRow.hash == _hash(raw),
        TokenRow.purpose == purpose.value,
        TokenRow.used_at.is_(None),
        TokenRow.expires_at > now,
    )


def _token(purpose: Purpose, row: Any) -> Token:
    return Token(purpose=purpose, user_id=row.user_id, report_code=row.report_code, request=row.request)


def _hash(raw: str) -> str:
    return hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()
