"""`python -m tests.reorganisation.killed URL FOLDER N`: the file of 2025 is carried out, and the process is
killed once N transactions and one more are committed."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import event

from casework.actions import reorganisation_file, reorganise, succession
from casework.actions.roles import CONSOLE
from casework.store.db import Database, Session
from tests.deeds.killed import die
from tests.doors.stage import NAM_DINH
from tests.house import Clock, casework_on


def main(url: str, folder: str, number: str) -> None:
    casework = casework_on(Database(url), Path(folder), Clock())
    left = iter(range(int(number)))
    event.listen(Session, "after_commit", lambda _: next(left, None) is None and die())
    plan = reorganisation_file.read(NAM_DINH / "reorganisation-2025.toml")
    reorganise.reorganise(casework, plan, by=CONSOLE)
    succession.carry_on(casework)


if __name__ == "__main__":
    main(*sys.argv[1:])
