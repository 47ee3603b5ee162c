"""`python -m tests.deeds.killed URL FOLDER WHERE`: somebody sends a report, and the process is killed there.

The test gives the folder the picture to send as photo.png. WHERE is one of `PLACES`, or the number of a
statement.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any, Final, NoReturn

from sqlalchemy import event

from casework.actions.submit import Receipt, submit
from casework.store.casework import Casework
from casework.store.db import Database, Session
from tests.doors.stage import a_submission, actor
from tests.house import Clock, casework_on

FILES_KEPT: Final = "the files are kept, no row knows them"
BEFORE_COMMIT: Final = "everything is written, nothing is committed"
AFTER_COMMIT: Final = "everything is committed, nobody is told"
PLACES: Final = (FILES_KEPT, BEFORE_COMMIT, AFTER_COMMIT)
FORM: Final = "c" * 32


def send(casework: Casework, photo: bytes) -> Receipt:
    """Send the report, as the form does; the second time it is the same form."""
    uploads = [(photo, "anh.png")]
    return submit(casework, a_submission(form_key=FORM, uploads=uploads), by=actor("citizen"))


def die(*_: Any) -> NoReturn:
    """As the machine does it when it is out of memory: nothing is cleaned up, nobody is asked."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still here")


def main(url: str, folder: str, where: str) -> None:
    casework = casework_on(Database(url), Path(folder) / "files", Clock())
    if where == FILES_KEPT:
        event.listen(Session, "after_begin", lambda *_: _die_once_there_are_files(casework))
    elif where == BEFORE_COMMIT:
        event.listen(Session, "before_commit", die)
    elif where == AFTER_COMMIT:
        event.listen(Session, "after_commit", die)
    else:
        left = iter(range(int(where)))
        casework.db.on_statement(lambda _: next(left, None) is None and die())
    send(casework, (Path(folder) / "photo.png").read_bytes())


def _die_once_there_are_files(casework: Casework) -> None:
    if casework.files.keys():
        die()


if __name__ == "__main__":
    main(*sys.argv[1:])
