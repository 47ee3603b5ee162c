"""Whatever the vault has sealed: the tables that keep wrapped keys, and what each row is sealed for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from casework.domain.values import UserId
from casework.store.db import Session
from casework.store.tables import (
    ContactRequestRow,
    DenunciationFileRow,
    DenunciationMessageRow,
    DenunciationRow,
    FarewellRow,
    OneTimePasswordRow,
    ReplyRequestRow,
    ReporterContactRow,
    SealedOriginalRow,
    WebhookRow,
)
from casework.store.vault import Sealed

_Row = (
    type[ReporterContactRow]
    | type[OneTimePasswordRow]
    | type[SealedOriginalRow]
    | type[DenunciationRow]
    | type[DenunciationMessageRow]
    | type[DenunciationFileRow]
    | type[FarewellRow]
    | type[ReplyRequestRow]
    | type[ContactRequestRow]
    | type[WebhookRow]
)


def context_of_app(user: UserId) -> str:
    """What the secret of somebody's one-time passwords is sealed for. (A contact: its report's code.)"""
    return f"totp:{user}"


def context_of_original(original: str) -> str:
    """What a picture from before its redaction is sealed for, by its id."""
    return f"original:{original}"


def context_of_farewell(letter: str) -> str:
    """What the address of an erased person is sealed for, until their last letter has gone."""
    return f"farewell:{letter}"


def context_of_reply_request(request: str) -> str:
    """What the address of who asked for the right to reply is sealed for."""
    return f"reply-request:{request}"


def context_of_contact_request(request: str) -> str:
    """What a reporter gave a journalist is sealed for."""
    return f"contact-request:{request}"


def context_of_webhook(endpoint: str) -> str:
    """What the secret of an endpoint is sealed for, by its id."""
    return f"webhook:{endpoint}"


def context_of_denunciation(code: str) -> str:
    """What a denunciation's text is sealed for, by its code."""
    return f"denunciation:{code}"


def context_of_denunciation_message(message: str) -> str:
    """What a message in the sealed channel is sealed for, by its id."""
    return f"denunciation-message:{message}"


def context_of_denunciation_file(place: str) -> str:
    """What a file in the sealed channel is sealed for, by its place among the files."""
    return f"denunciation-file:{place}"


@dataclass(frozen=True, kw_only=True)
class _Kind:
    row: _Row
    id: InstrumentedAttribute[Any]
    context: Callable[[Any], str]


_KINDS: Final[Mapping[str, _Kind]] = {
    "contacts": _Kind(row=ReporterContactRow, id=ReporterContactRow.report_code, context=str),
    "one-time passwords": _Kind(
        row=OneTimePasswordRow, id=OneTimePasswordRow.user_id, context=context_of_app
    ),
    "original pictures": _Kind(row=SealedOriginalRow, id=SealedOriginalRow.id, context=context_of_original),
    "last letters": _Kind(row=FarewellRow, id=FarewellRow.id, context=context_of_farewell),
    "requests to reply": _Kind(row=ReplyRequestRow, id=ReplyRequestRow.id, context=context_of_reply_request),
    "words for journalists": _Kind(
        row=ContactRequestRow, id=ContactRequestRow.id, context=context_of_contact_request
    ),
    "webhook secrets": _Kind(row=WebhookRow, id=WebhookRow.id, context=context_of_webhook),
    "denunciations": _Kind(row=DenunciationRow, id=DenunciationRow.code, context=context_of_denunciation),
    "denunciation messages": _Kind(
        row=DenunciationMessageRow, id=DenunciationMessageRow.id, context=context_of_denunciation_message
    ),
    "denunciation files": _Kind(
        row=DenunciationFileRow, id=DenunciationFileRow.id, context=context_of_denunciation_file
    ),
}
KINDS: Final = tuple(_KINDS)


@dataclass(frozen=True, kw_only=True)
class Wrapped:
    """The wrapped key of one row. `sealed` leaves the ciphertext out."""

    kind: str
    id: str | int
    context: str
    sealed: Sealed


def counts(session: Session) -> dict[tuple[str, str], int]:
    """How many rows are sealed under each master key, by kind and name. Destroyed keys are under none."""
    found: dict[tuple[str, str], int] = {}
    for kind, table in _KINDS.items():
        rows = session.execute(
            select(table.row.key_name, func.count())
            .where(func.length(table.row.wrapped_key) > 0)
            .group_by(table.row.key_name)
        )
        found |= {(kind, name): count for name, count in rows}
    return found


def under_others(
    session: Session, kind: str, current: str, *, after: str | int | None, limit: int
) -> list[Wrapped]:
    """Rows of a kind that are under another master key than this, in the order of their ids."""
    table = _KINDS[kind]
    wanted = select(table.id, table.row.key_name, table.row.wrapped_key, table.row.nonce).where(
        table.row.key_name != current, func.length(table.row.wrapped_key) > 0
    )
    if after is not None:
        wanted = wanted.where(table.id > after)
    return [_wrapped(kind, *row) for row in session.execute(wanted.order_by(table.id).limit(limit))]


def one_under(session: Session, kind: str, name: str) -> Wrapped | None:
    """Any one row of a kind under this master key; None if there is none."""
    table = _KINDS[kind]
    row = session.execute(
        select(table.id, table.row.key_name, table.row.wrapped_key, table.row.nonce)
        .where(table.row.key_name == name, func.length(table.row.wrapped_key) > 0)
        .limit(1)
    ).first()
    return None if row is None else _wrapped(kind, *row)


def put(session: Session, old: Wrapped, new: Sealed) -> bool:
    """Put a row's key under another master key; False when it was changed, erased or removed meanwhile."""
    table = _KINDS[old.kind]
    # The wrapped key is compared too: one that somebody destroyed must not come back.
    done = session.execute(
        update(table.row)
        .where(
            table.id == old.id,
            table.row.key_name == old.sealed.key_name,
            table.row.wrapped_key == old.sealed.wrapped_key,
        )
        .values(key_name=new.key_name, wrapped_key=new.wrapped_key)
        .returning(table.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def _wrapped(kind: str, row_id: Any, key_name: str, wrapped_key: bytes, nonce: bytes) -> Wrapped:
    sealed = Sealed(key_name=key_name, wrapped_key=wrapped_key, nonce=nonce, ciphertext=b"")
    return Wrapped(kind=kind, id=row_id, context=_KINDS[kind].context(row_id), sealed=sealed)
