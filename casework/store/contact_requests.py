"""What journalists ask of reporters through newsrooms; what a reporter gives is sealed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, func, select, update

from casework.domain.contact_requests import ContactRequest, ContactState
from casework.domain.values import OutletCode, PostId, ReportCode, UserId
from casework.store.db import Session
from casework.store.sealed import context_of_contact_request
from casework.store.tables import ContactRequestRow, ReportRow
from casework.store.vault import Sealed, Vault

_WORDS = "words"
_NOTHING = {"key_name": "", "wrapped_key": b"", "nonce": b"", "ciphertext": b""}
_UNANSWERED = (ContactState.WAITING, ContactState.FORWARDED, ContactState.DECLINED, ContactState.REFUSED)


def add(session: Session, asked: ContactRequest) -> None:
    """Raises Conflict when the journalist has asked at this report before."""
    session.add(
        ContactRequestRow(
            id=asked.id,
            report_code=asked.report,
            user_id=asked.user,
            medium=asked.medium,
            purpose=asked.purpose,
            questions=asked.questions,
            state=asked.state,
            asked_at=asked.asked_at,
            closes_at=asked.closes_at,
            told=False,
            reason="",
            **_NOTHING,
        )
    )
    session.flush()


def find(session: Session, request: PostId) -> ContactRequest | None:
    row = session.execute(_requests().where(ContactRequestRow.id == request)).first()
    return None if row is None else _from_row(row[0], row[1])


def lock(session: Session, request: PostId) -> ContactRequest | None:
    """The same, held until this transaction ends."""
    held = select(ContactRequestRow.id).where(ContactRequestRow.id == request).with_for_update()
    return find(session, request) if session.scalar(held) is not None else None


def asked_at_report(session: Session, user: UserId, code: ReportCode) -> ContactRequest | None:
    """What somebody has asked at a report."""
    mine = _requests().where(ContactRequestRow.user_id == user, ContactRequestRow.report_code == code)
    row = session.execute(mine).first()
    return None if row is None else _from_row(row[0], row[1])


def count_since(session: Session, user: UserId, since: datetime) -> int:
    found = select(func.count()).where(ContactRequestRow.user_id == user, ContactRequestRow.asked_at > since)
    return session.scalar(found) or 0


def of_user(session: Session, user: UserId) -> list[ContactRequest]:
    """What somebody asks, the newest first."""
    rows = _requests().where(ContactRequestRow.user_id == user)
    ordered = rows.order_by(ContactRequestRow.asked_at.desc(), ContactRequestRow.id)
    return [_from_row(row, outlet) for row, outlet in session.execute(ordered)]


def of_outlets(session: Session, outlets: Collection[OutletCode], *, limit: int) -> list[ContactRequest]:
    """What these newsrooms were asked, the newest first."""
    rows = _requests().where(ReportRow.outlet.in_(outlets))
    ordered = rows.order_by(ContactRequestRow.asked_at.desc(), ContactRequestRow.id).limit(limit)
    return [_from_row(row, outlet) for row, outlet in session.execute(ordered)]


def of_report(session: Session, code: ReportCode) -> list[ContactRequest]:
    """What was passed on to the reporter, the newest first."""
    rows = _requests().where(
        ContactRequestRow.report_code == code, ContactRequestRow.forwarded_at.is_not(None)
    )
    ordered = rows.order_by(ContactRequestRow.asked_at.desc(), ContactRequestRow.id)
    return [_from_row(row, outlet) for row, outlet in session.execute(ordered)]


def forward(session: Session, request: PostId, at: datetime) -> None:
    row = session.get_one(ContactRequestRow, request)
    row.state, row.forwarded_at = ContactState.FORWARDED, at


def decline(session: Session, request: PostId, reason: str) -> None:
    row = session.get_one(ContactRequestRow, request)
    row.state, row.reason = ContactState.DECLINED, reason


def refuse(session: Session, request: PostId) -> None:
    session.get_one(ContactRequestRow, request).state = ContactState.REFUSED


def agree(session: Session, vault: Vault, request: PostId, words: str) -> None:
    """Seal what the reporter gives."""
    sealed = vault.seal({_WORDS: words}, context_of_contact_request(request))
    row = session.get_one(ContactRequestRow, request)
    row.state = ContactState.AGREED
    row.key_name, row.wrapped_key = sealed.key_name, sealed.wrapped_key
    row.nonce, row.ciphertext = sealed.nonce, sealed.ciphertext


def words_of(session: Session, vault: Vault, request: PostId) -> str:
    """What the reporter gave; empty for nothing, and once it was destroyed. Raises CannotOpen."""
    row = session.get(ContactRequestRow, request)
    if row is None or not row.ciphertext:
        return ""
    sealed = Sealed(
        key_name=row.key_name, wrapped_key=row.wrapped_key, nonce=row.nonce, ciphertext=row.ciphertext
    )
    return vault.open(sealed, context_of_contact_request(request)).get(_WORDS, "")


def take_back(session: Session, request: PostId) -> None:
    """Destroy what was given, with its key."""
    gone = update(ContactRequestRow).where(ContactRequestRow.id == request)
    session.execute(gone.values(state=ContactState.TAKEN_BACK, **_NOTHING))


def forget_reporter(session: Session, code: ReportCode) -> None:
    """Of who takes themselves out of a report nothing stays with journalists, and nobody asks any more."""
    here = ContactRequestRow.report_code == code
    agreed = update(ContactRequestRow).where(here, ContactRequestRow.state == ContactState.AGREED)
    session.execute(agreed.values(state=ContactState.TAKEN_BACK, **_NOTHING))
    open_ = (ContactState.WAITING, ContactState.FORWARDED)
    others = update(ContactRequestRow).where(here, ContactRequestRow.state.in_(open_))
    session.execute(others.values(state=ContactState.DECLINED))


def to_close(session: Session, now: datetime, limit: int) -> list[ContactRequest]:
    """Those whose last day is over, and whose journalist has not been told; held, and told from now on."""
    due = (
        select(ContactRequestRow)
        .where(
            ContactRequestRow.told.is_(False),
            ContactRequestRow.closes_at <= now,
            ContactRequestRow.state.in_(_UNANSWERED),
        )
        .order_by(ContactRequestRow.closes_at, ContactRequestRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = session.scalars(due).all()
    for row in rows:
        row.told = True
    session.flush()
    return [found for row in rows if (found := find(session, row.id)) is not None]


def _requests() -> Select[ContactRequestRow, OutletCode]:
    joined = select(ContactRequestRow, ReportRow.outlet)
    return joined.join(ReportRow, ReportRow.code == ContactRequestRow.report_code)


def _from_row(row: ContactRequestRow, outlet: OutletCode) -> ContactRequest:
    return ContactRequest(
        id=row.id,
        report=row.report_code,
        outlet=outlet,
        user=row.user_id,
        medium=row.medium,
        purpose=row.purpose,
        questions=row.questions,
        state=row.state,
        asked_at=row.asked_at,
        closes_at=row.closes_at,
        forwarded_at=row.forwarded_at,
        reason=row.reason,
    )
