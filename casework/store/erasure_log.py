"""The list of erasures that lies apart from the database: ids and times, a line each, never rewritten.

A backup of the database knows only what was erased before it was made; this file is kept beside the files,
and says what has to be erased again when such a backup is restored.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

# The sign at the end: of a line that was cut off nobody must read another, shorter number.
_LINE: Final = re.compile(r"(\S+) ((?:user:[0-9]{1,10})|(?:report:PA-[0-9A-Z-]{1,20}));")
_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class ErasureLog:
    """One file, which any number of processes add to."""

    def __init__(self, path: Path) -> None:
        self.path: Final = path

    def read(self) -> dict[str, datetime]:
        """Everything that it says was erased, with the last time in UTC; empty while there is no file.

        A line that says nothing, as a machine that lost its power leaves it, is passed over.
        """
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines()
        except FileNotFoundError:
            return {}
        found: dict[str, datetime] = {}
        for line in lines:
            subject, at = _told(line)
            if at is not None:
                found[subject] = max(at, found.get(subject, at))
        return found

    def append(self, erased: Mapping[str, datetime]) -> int:
        """Add what it does not say yet, so that it is still there after a power cut; returns how many."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(descriptor, "r+b") as opened:
            fcntl.flock(opened, fcntl.LOCK_EX)
            said = self.read()
            # Later ones too: after a restored backup a number may be somebody else's, who is erased in turn.
            new = {subject: at for subject, at in erased.items() if at > said.get(subject, _NEVER)}
            if new:
                opened.write((_begin(opened.fileno()) + _lines(new)).encode())
                opened.flush()
                os.fsync(opened.fileno())
                _sync_folder(self.path.parent)
        return len(new)


def _told(line: str) -> tuple[str, datetime | None]:
    found = _LINE.fullmatch(line)
    if found is None:
        return "", None
    try:
        at = datetime.fromisoformat(found[1])
    except ValueError:
        return "", None
    return found[2], at.astimezone(UTC) if at.tzinfo is not None else None


def _lines(erased: Mapping[str, datetime]) -> str:
    told = sorted(erased.items(), key=lambda one: (one[1], one[0]))
    return "".join(f"{at.astimezone(UTC).isoformat()} {subject};\n" for subject, at in told)


def _begin(descriptor: int) -> str:
    """A line break where the last line was never finished."""
    size = os.fstat(descriptor).st_size
    return "\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else ""


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
