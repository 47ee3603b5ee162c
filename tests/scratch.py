"""Where the databases and files of a test run lie: in memory, where a machine offers it and has enough.

Each test on PostgreSQL copies a database of some three hundred files. On a disk that takes longer than the
test; in memory it takes a sixtieth of a second.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

IN_MEMORY = Path("/dev/shm")
ENOUGH = 3 * 2**30


def settle() -> None:
    """Let `tempfile` of this process and of those that it starts work in memory, unless TMPDIR says where."""
    if "TMPDIR" in os.environ or not _has_room():
        return
    os.environ["TMPDIR"] = str(IN_MEMORY)
    tempfile.tempdir = None


def _has_room() -> bool:
    """Whether the directory may take that much, and the memory behind it has that much to give."""
    if not os.access(IN_MEMORY, os.W_OK | os.X_OK) or shutil.disk_usage(IN_MEMORY).free < ENOUGH:
        return False
    lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
    said = dict(line.split(":", 1) for line in lines)
    return int(said["MemAvailable"].split()[0]) * 1024 >= ENOUGH
