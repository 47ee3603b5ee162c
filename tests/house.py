"""The house as tests use it: a clock that is set by hand, keys that are no secret, hashes that are quick."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher

from casework.actions import passwords
from casework.store.casework import Casework
from casework.store.db import Database
from casework.store.erasure_log import ErasureLog
from casework.store.files import Files
from casework.store.journal_head import HeadFile
from casework.store.vault import Vault

MONDAY_MORNING = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 9:00 in Nam Định
SECRET_KEY = b"a key for tests and nothing else"
REAL_HASHER = passwords._HASHER


class Clock:
    """Says what it was told, until it is told otherwise."""

    def __init__(self, at: datetime = MONDAY_MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def set(self, at: datetime) -> None:
        """Show this moment from now on; any time zone."""
        self.at = at.astimezone(UTC)

    def advance(self, **ahead: float) -> datetime:
        """Go on by days=, hours=, minutes=, …; returns the new moment."""
        self.at += timedelta(**ahead)
        return self.at


def hash_quickly() -> None:
    """Let a password cost next to nothing in this process: it takes 50 ms and 64 MiB a time, on purpose."""
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)  # type: ignore[misc]  # because it is final in earnest


def casework_on(database: Database, folder: Path, clock: Clock) -> Casework:
    """A casework on an open database, with its files in a folder and the list of erasures beside it."""
    return Casework(
        db=database,
        files=Files(folder),
        vault=Vault({"test": bytes(range(32))}, "test", bytes(range(32, 64))),
        head=HeadFile(folder.with_name(f"{folder.name}.head")),
        erasures=ErasureLog(folder.parent / "erasures.log"),
        secret_key=SECRET_KEY,
        clock=clock,
    )
