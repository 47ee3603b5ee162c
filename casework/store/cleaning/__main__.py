"""The child process: `python -m casework.store.cleaning FOLDER COUNT PAPERS BLACK`.

PAPERS is `papers` when there is a PDF among the files; BLACK is a list of boxes in JSON, for pictures.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, Final

from casework.store.cleaning import PDF, Box, Unfit, pictures, sniff

_MEMORY: Final = 1_500_000_000
_SECONDS_A_FILE: Final = 20
_SECONDS: Final = 90
_LARGEST_OUTPUT: Final = 40 * 1024 * 1024

Opened = tuple[BinaryIO, BinaryIO, BinaryIO]


def main(folder: Path, count: int, *, papers: bool, black: Sequence[Box]) -> None:
    """Cleans `count` files one after the other and prints for each what became of it."""
    _limit()
    if papers:
        # Loaded now, because no file can be opened later; and only when needed, because it takes long.
        importlib.import_module("casework.store.cleaning.papers").ready()
    files = [_open(folder, number) for number in range(count)]
    _open_no_more(files)
    for number, opened in enumerate(files):
        _give_time()
        print(json.dumps({"number": number, **_cleaned(*opened, black=black)}), flush=True)


def _limit() -> None:
    # macOS refuses to limit the address space: there only time and output are limited. `cleaner` says so.
    if sys.platform != "darwin":
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_OUTPUT, _LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))


def _open(folder: Path, number: int) -> Opened:
    return (
        (folder / f"{number}.in").open("rb"),
        (folder / f"{number}.full").open("wb"),
        (folder / f"{number}.thumb").open("wb"),
    )


def _open_no_more(files: list[Opened]) -> None:
    """No file, no socket, no pipe; nor another program, whose libraries would have to be opened."""
    used = max((opened.fileno() for trio in files for opened in trio), default=2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, used + 1))


def _give_time() -> None:
    """Twenty more seconds of CPU from now; the system ends the process that uses them up."""
    spent = int(sum(os.times()[:2]))
    resource.setrlimit(resource.RLIMIT_CPU, (min(spent + _SECONDS_A_FILE, _SECONDS), _SECONDS))


def _cleaned(
    source: BinaryIO, full: BinaryIO, thumb: BinaryIO, *, black: Sequence[Box]
) -> dict[str, str | int | None]:
    try:
        content = source.read()
        media_type = sniff(content[:1024])
        width = height = None
        if media_type == PDF:
            from casework.store.cleaning import papers  # because loading it takes long; see `main`

            papers.disarm(content, full)
        else:
            width, height = pictures.repaint(content, media_type, full, thumb, black=black)
        full.close()
        thumb.close()
    except Unfit as unfit:
        return {"reason": unfit.reason}
    except (MemoryError, OSError):
        return {"reason": "damaged"}
    return {"media_type": media_type, "width": width, "height": height}


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        int(sys.argv[2]),
        papers=sys.argv[3] == "papers",
        black=[(left, top, right, bottom) for left, top, right, bottom in json.loads(sys.argv[4])],
    )
