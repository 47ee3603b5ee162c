"""How far the worker has seen the journal, in a file beside the database: ids only.

A database that lacks the event of the file, or has another one at its place, is older than what was seen of
it: a backup was put back, or a standby took over that had not got everything. What has been sent since nobody
could tell from it; so nothing is sent until somebody has looked (`actions.restored`).
"""

from __future__ import annotations

import json
import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from casework.store import journal
from casework.store.db import Session


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
    seq: int
    hash: str
    is_older: bool  # than what was seen of it; also when nobody can tell

    @property
    def missing(self) -> int:
        """How many events it lacks, as far as their numbers tell."""
        return max(self.known.seq - self.seq, 0) if self.known else 0


def compare(session: Session, file: HeadFile) -> Standing:
    """How the journal stands to what was seen of it."""
    seq, last_hash = journal.tail(session)
    try:
        known = file.read()
    except UnreadableHead:
        return Standing(known=None, is_unreadable=True, seq=seq, hash=last_hash, is_older=True)
    here = journal.at_seq(session, known.seq) if known else None
    is_older = known is not None and (here is None or here[0] != known.hash)
    return Standing(known=known, is_unreadable=False, seq=seq, hash=last_hash, is_older=is_older)
