"""How far the worker has seen the journal, in a file beside the database: ids only.

A database that lacks the event of the file, or has another one at its place, is older than what was seen of
it: a backup was put back, or a standby took over that had not got everything. So is one that does not know of
an erasure (`erasure_log`). What has been sent since nobody could tell from it; so nothing is sent until
somebody has looked (`actions.restored`).
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from casework.store import erasures, journal
from casework.store.db import Session
from casework.store.erasure_log import ErasureLog


class UnreadableHead(Exception):
    """The file is there, and does not say what it should."""


@dataclass(frozen=True, kw_only=True)
class Head:
    """The last event that was seen, and when it was still there (UTC)."""

    seq: int
    hash: str
    at: datetime


class HeadFile:
    """One file, written aside and renamed: under its name there is a whole one or none."""

    def __init__(self, path: Path) -> None:
        self.path: Final = path

    def read(self) -> Head | None:
        """None where there is none: no worker has been here. Raises UnreadableHead."""
        try:
            said = json.loads(self.path.read_text(encoding="ascii"))
            return Head(
                seq=int(said["seq"]),
                hash=str(said["hash"]),
                at=datetime.fromisoformat(said["at"]).astimezone(UTC),
            )
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise UnreadableHead(type(error).__name__) from error

    def write(self, head: Head) -> None:
        """Raises OSError."""
        said = {"seq": head.seq, "hash": head.hash, "at": head.at.astimezone(UTC).isoformat()}
        aside = self.path.with_name(f".{self.path.name}.{os.getpid()}.{threading.get_ident()}")
        try:
            descriptor = os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(json.dumps(said) + "\n")
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self.path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise

    def forget(self) -> None:
        """As if no worker had been here."""
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What the file says beside what the database says. `seq` 0: the journal is empty."""

    known: Head | None
    is_unreadable: bool
    is_another: bool  # it lacks the event that was seen, or has another at its place
    forgotten: int  # people and contacts that were erased and are there again
    seq: int
    hash: str

    @property
    def is_older(self) -> bool:
        """Whether the database is older than what was seen of it; also when nobody can tell."""
        return self.is_unreadable or self.is_another or self.forgotten > 0

    @property
    def missing(self) -> int:
        """How many events it lacks, as far as their numbers tell."""
        return max(self.known.seq - self.seq, 0) if self.known else 0


def compare(session: Session, file: HeadFile, erased: ErasureLog | None) -> Standing:
    """How the database stands to what was seen of it, and to the list of erasures (None: leave that out)."""
    seq, last_hash = journal.tail(session)
    try:
        known, is_unreadable = file.read(), False
    except UnreadableHead:
        known, is_unreadable = None, True
    here = journal.at_seq(session, known.seq) if known else None
    return Standing(
        known=known,
        is_unreadable=is_unreadable,
        is_another=known is not None and (here is None or here[0] != known.hash),
        forgotten=len(erasures.outstanding(session, erased.read())) if erased else 0,
        seq=seq,
        hash=last_hash,
    )
