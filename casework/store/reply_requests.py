"""Who asks for the right to reply to a report, and what became of it, with the report's kept count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, delete, func, or_, select

from casework.domain.values import AskedState, NoReplyReason, PostId, ReportCode, UserId
from casework.store.db import Session
from casework.store.sealed import context_of_reply_request
from casework.store.tables import DeliveryRow, ReplyRequestRow, ReportRow, TokenRow
from casework.store.vault import Sealed, Vault

RECIPIENT: Final = "replier:"  # what the one without an account is called among those who get letters
_ADDRESS: Final = "email"


@dataclass(frozen=True, kw_only=True)
class ReplyRequest:
    """What somebody asks to be published. `user` is None for who has no account; `due` None while their
    address is not proven."""

    id: PostId
    report: ReportCode
    user: UserId | None
    name: str
    about: str
    text: str
    state: AskedState
    locale: str
    asked_at: datetime
    due: datetime | None = None
    decided_at: datetime | None = None
    reason: NoReplyReason | None = None
    said: str = ""
    post: PostId | None = None

    @property
    def recipient(self) -> str:
        """To whom letters about it go."""
        return f"user:{self.user}" if self.user is not None else f"{RECIPIENT}{self.id}"

    @property
    def is_waiting(self) -> bool:
        return self.state is AskedState.WAITING


def add(session: Session, vault: Vault, asked: ReplyRequest, *, email: str) -> None:
    """Write it down; `email` is sealed, and empty for who has an account."""
    sealed = vault.seal({_ADDRESS: email}, context_of_reply_request(asked.id))
    session.add(
        ReplyRequestRow(
            id=asked.id,
            report_code=asked.report,
            user_id=asked.user,
            name=asked.name,
            about=asked.about,
            text=asked.text,
            state=asked.state,
            locale=asked.locale,
            asked_at=asked.asked_at,
            due=asked.due,
            mark=mark_of(vault, asked.report, email) if email else "",
            key_name=sealed.key_name,
            wrapped_key=sealed.wrapped_key,
            nonce=sealed.nonce,
            ciphertext=sealed.ciphertext,
        )
    )
    session.flush()


def mark_of(vault: Vault, code: ReportCode, email: str) -> str:
    """By what the requests from one address are counted on one report; on another it has another."""
    return vault.lookup(f"{code} {email}")


def find(session: Session, request: PostId) -> ReplyRequest | None:
    row = session.get(ReplyRequestRow, request)
    return None if row is None else _from_row(row)


def lock(session: Session, request: PostId) -> ReplyRequest | None:
    """The same, held until this transaction ends."""
    found = select(ReplyRequestRow).where(ReplyRequestRow.id == request)
    row = session.scalar(found.with_for_update().execution_options(populate_existing=True))
    return None if row is None else _from_row(row)


def email_of(session: Session, vault: Vault, request: PostId) -> str:
    """Empty for who has an account, and once it was erased. Raises CannotOpen."""
    row = session.get(ReplyRequestRow, request)
    if row is None or not row.ciphertext:
        return ""
    sealed = Sealed(
        key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=row.ciphertext
    )
    return vault.open(sealed, context_of_reply_request(request)).get(_ADDRESS, "")


def taken_in(session: Session, request: PostId) -> int:
    """How many others of the same person the newsroom has had on this report."""
    row = session.get_one(ReplyRequestRow, request)
    same = ReplyRequestRow.user_id == row.user_id if row.user_id else ReplyRequestRow.mark == row.mark
    found = select(func.count()).where(
        ReplyRequestRow.report_code == row.report_code,
        ReplyRequestRow.state != AskedState.UNCONFIRMED,
        ReplyRequestRow.id != request,
        same,
    )
    return session.scalar(found) or 0


def take_in(session: Session, request: PostId, due: datetime) -> None:
    """The newsroom has it from now on."""
    row = session.get_one(ReplyRequestRow, request)
    row.state, row.due = AskedState.WAITING, due
    session.flush()
    recount(session, row.report_code)


def publish(session: Session, request: PostId, post: PostId, at: datetime) -> None:
    row = session.get_one(ReplyRequestRow, request)
    row.state, row.post, row.decided_at = AskedState.PUBLISHED, post, at
    session.flush()
    recount(session, row.report_code)


def decline(session: Session, request: PostId, reason: NoReplyReason, said: str, at: datetime) -> None:
    row = session.get_one(ReplyRequestRow, request)
    row.state, row.reason, row.said, row.decided_at = AskedState.DECLINED, reason, said, at
    session.flush()
    recount(session, row.report_code)


def waiting(session: Session, code: ReportCode) -> Sequence[ReplyRequest]:
    """What is to be decided on a report, what is due first first."""
    rows = session.scalars(select(ReplyRequestRow).where(*_open(code)).order_by(*_ORDER))
    return [_from_row(row) for row in rows]


def of_user(session: Session, user: UserId) -> Sequence[ReplyRequest]:
    """What somebody asked with their account, oldest first."""
    rows = select(ReplyRequestRow).where(ReplyRequestRow.user_id == user)
    ordered = rows.order_by(ReplyRequestRow.asked_at, ReplyRequestRow.id)
    return [_from_row(row) for row in session.scalars(ordered)]


def asked_by(session: Session, user: UserId) -> list[ReportCode]:
    """The reports on which somebody's requests still wait."""
    found = select(ReplyRequestRow.report_code).where(
        ReplyRequestRow.user_id == user, ReplyRequestRow.state == AskedState.WAITING
    )
    return list(session.scalars(found.distinct()))


def late(session: Session, now: datetime, limit: int) -> Sequence[ReplyRequest]:
    """What the newsroom should have decided, and was not reminded of; from now on it was. What is due first
    comes first."""
    found = select(ReplyRequestRow).where(
        ReplyRequestRow.state == AskedState.WAITING,
        ReplyRequestRow.due < now,
        ReplyRequestRow.reminded.is_(False),
    )
    rows = session.scalars(found.order_by(*_ORDER).limit(limit).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.reminded = True
    session.flush()
    return [_from_row(row) for row in rows]


def recount(session: Session, code: ReportCode) -> None:
    """Bring the report's count in step with the rows."""
    count, first = session.execute(
        select(func.count(), func.min(ReplyRequestRow.due)).where(*_open(code))
    ).one()
    row = session.get_one(ReportRow, code)
    row.reply_requests, row.reply_due = count, first
    session.flush()


# ---- letting go


def count_unconfirmed(session: Session, before: datetime) -> int:
    """How many were asked before a moment by who never proved their address."""
    return session.scalar(select(func.count()).where(*_never_proven(before))) or 0


def forget_unconfirmed(session: Session, before: datetime, limit: int) -> int:
    """Remove the next of them, with their links and letters; returns how many those were."""
    ids = list(
        session.scalars(
            select(ReplyRequestRow.id)
            .where(*_never_proven(before))
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
    )
    session.execute(delete(TokenRow).where(TokenRow.request.in_(ids)))
    called = [f"{RECIPIENT}{request}" for request in ids]
    session.execute(delete(DeliveryRow).where(DeliveryRow.recipient.in_(called)))
    session.execute(delete(ReplyRequestRow).where(ReplyRequestRow.id.in_(ids)))
    return len(ids)


def count_contacts(session: Session, before: datetime) -> int:
    """How many addresses are kept of requests that were decided before a moment."""
    return session.scalar(select(func.count()).where(*_long_decided(before))) or 0


def erase_contacts(session: Session, before: datetime, limit: int) -> int:
    """Destroy the next of those addresses and their keys; returns how many those were."""
    rows = session.scalars(
        select(ReplyRequestRow).where(*_long_decided(before)).limit(limit).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.wrapped_key = row.nonce = row.ciphertext = b""
        row.mark = ""
    session.flush()
    return len(rows)


_ORDER: Final = (ReplyRequestRow.due, ReplyRequestRow.id)


def _open(code: ReportCode) -> tuple[ColumnElement[bool], ...]:
    return ReplyRequestRow.report_code == code, ReplyRequestRow.state == AskedState.WAITING


def _never_proven(before: datetime) -> tuple[ColumnElement[bool], ...]:
    return ReplyRequestRow.state == AskedState.UNCONFIRMED, ReplyRequestRow.asked_at < before


def _long_decided(before: datetime) -> tuple[ColumnElement[bool], ...]:
    is_decided = or_(
        ReplyRequestRow.state == AskedState.PUBLISHED, ReplyRequestRow.state == AskedState.DECLINED
    )
    return is_decided, ReplyRequestRow.decided_at < before, func.length(ReplyRequestRow.ciphertext) > 0


def _from_row(row: ReplyRequestRow) -> ReplyRequest:
    return ReplyRequest(
        id=row.id,
        report=row.report_code,
        user=row.user_id,
        name=row.name,
        about=row.about,
        text=row.text,
        state=row.state,
        locale=row.locale,
        asked_at=row.asked_at,
        due=row.due,
        decided_at=row.decided_at,
        reason=row.reason,
        said=row.said,
        post=row.post,
    )
