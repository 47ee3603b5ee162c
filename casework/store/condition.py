"""What condition a database is in: its engine, its guards, its clock, what its rows need beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import ColumnElement, exists, func, or_, select, text

from casework.domain.values import Role
from casework.store import journal
from casework.store.db import Session
from casework.store.journal import GENESIS, BrokenChain
from casework.store.tables import (
    AttachmentRow,
    DenunciationFileRow,
    EventRow,
    ExportRow,
    MembershipRow,
    OneTimePasswordRow,
    PasskeyRow,
    SealedOriginalRow,
    UserRow,
)

_GUARDS: Final = {
    "postgresql": (
        {
            "event_append_only",
            "event_no_truncate",
            "denunciation_log_append_only",
            "denunciation_log_no_truncate",
        },
        "SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A') "
        "AND tgrelid IN ('event'::regclass, 'denunciation_log'::regclass)",
    ),
    "sqlite": (
        {
            "event_no_update",
            "event_no_delete",
            "denunciation_log_no_update",
            "denunciation_log_no_delete",
        },
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ('event', 'denunciation_log')",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Engine:
    """`version` as numbers: (16, 2). `keeps_log` is SQLite's WAL, by which readers don't wait for writers."""

    name: str
    version: tuple[int, ...]
    keeps_log: bool


def engine(session: Session) -> Engine:
    name = session.get_bind().dialect.name
    if name == "postgresql":
        number = int(session.execute(text("SHOW server_version_num")).scalar_one())
        return Engine(name=name, version=(number // 10_000, number % 10_000), keeps_log=True)
    version = str(session.execute(text("SELECT sqlite_version()")).scalar_one())
    mode = session.execute(text("PRAGMA journal_mode")).scalar_one()
    return Engine(name=name, version=tuple(map(int, version.split("."))), keeps_log=mode == "wal")


def missing_guards(session: Session) -> set[str]:
    """The triggers that forbid changing the journal and the sealed channel's log, and are missing or off."""
    wanted, question = _GUARDS[session.get_bind().dialect.name]
    return wanted - set(session.scalars(text(question)))


def rights_too_many(session: Session) -> list[str]:
    """What PostgreSQL would let the forum's role do to the journal, or to the sealed channel's log, beside
    reading and adding to it."""
    if session.get_bind().dialect.name != "postgresql":
        return []
    question = text(
        "SELECT has_table_privilege(current_user, 'event', :right) "
        "OR has_table_privilege(current_user, 'denunciation_log', :right)"
    )
    return [
        right
        for right in ("UPDATE", "DELETE", "TRUNCATE")
        if session.execute(question, {"right": right}).scalar_one()
    ]


def clock(session: Session) -> datetime | None:
    """What the database takes for now; None for SQLite, which has this machine's clock."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    now: datetime = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return now.astimezone(UTC)


def verify_since(session: Session, moment: datetime) -> int:
    """Walk the chain from the first event after a moment; returns how many there are. Raises BrokenChain."""
    first = session.scalar(select(func.min(EventRow.seq)).where(EventRow.at >= moment))
    if first is None:
        return 0
    # The one before is part of it: the chain goes through it.
    before = session.scalar(select(EventRow.hash).where(EventRow.seq == first - 1))
    head, expected = before or GENESIS, first
    rows = select(EventRow).where(EventRow.seq >= first).order_by(EventRow.seq)
    for row in session.scalars(rows.execution_options(yield_per=500)):
        if row.seq != expected or (first > 1 and before is None):
            raise BrokenChain(expected, "or the one before it is missing")
        if row.prev_hash != head or row.hash != journal.chained(head, row):
            raise BrokenChain(row.seq, "is not what was written, or not in its place")
        head, expected = row.hash, expected + 1
    return expected - first


def file_keys(session: Session) -> set[str]:
    """The keys of all files that rows know."""
    tables = (AttachmentRow, SealedOriginalRow, DenunciationFileRow, ExportRow)
    return {key for table in tables for key in session.scalars(select(table.id))}


@dataclass(frozen=True, kw_only=True)
class Staff:
    """People who work here; a factor is what they show beside the password."""

    administrators_with_factor: int
    without_factor: int


def staff(session: Session) -> Staff:
    """Counts of those whose account is open."""
    is_open = UserRow.disabled_at.is_(None) & UserRow.erased_at.is_(None)
    admin = exists().where(MembershipRow.user_id == UserRow.id, MembershipRow.role == Role.ADMIN)
    works = exists().where(MembershipRow.user_id == UserRow.id)
    return Staff(
        administrators_with_factor=_count(session, is_open & admin & _has_factor()),
        without_factor=_count(session, is_open & works & ~_has_factor()),
    )


def _has_factor() -> ColumnElement[bool]:
    return or_(
        exists().where(PasskeyRow.user_id == UserRow.id),
        exists().where(
            OneTimePasswordRow.user_id == UserRow.id, OneTimePasswordRow.confirmed_at.is_not(None)
        ),
    )


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(UserRow).where(condition)) or 0
