"""Whether there is room to write."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from pathlib import Path
from typing import Final

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
_POSTGRESQL_DISK_FULL: Final = "53100"


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of the database, or of writing a file, says that there is no room.

    Then nothing was committed, which is certain; after other errors of a database nobody can tell.
    """
    raised = getattr(error, "orig", None) or error
    if isinstance(raised, OSError):
        return raised.errno in _NO_ROOM
    if isinstance(raised, sqlite3.Error):
        # Neither for rows, nor for the index of its log, which is made anew with the first connection.
        return raised.sqlite_errorcode in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)
    return getattr(raised, "sqlstate", None) == _POSTGRESQL_DISK_FULL


def no_room(folder: Path, needed: int) -> OSError | None:
    """The error that says so, where fewer bytes are free than may be needed."""
    if shutil.disk_usage(folder).free >= needed:
        return None
    return OSError(errno.ENOSPC, "less room than may be needed")
