"""`python -m tests.simulation 2000` plays a month with so many reports on SQLite, and compares it."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from casework.store.db import Database, migrate
from tests.doors.stage import furnish
from tests.house import Clock, casework_on
from tests.simulation.month import Month
from tests.simulation.test_month import check


def main(many: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/month.db"
        migrate(url)
        clock = Clock()
        casework = casework_on(Database(url), Path(folder) / "files", clock)
        furnish(casework)
        month = Month(casework, clock, many=many)
        month.play()
        happened = check(month)
        casework.db.dispose()
    for name, times in sorted(happened.items()):
        print(f"{times:7} {name}")
    print(f"{len(month.box.letters):7} letters, all as the rules say")


if __name__ == "__main__":
    main(int(sys.argv[1]))
