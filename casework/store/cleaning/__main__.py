"""The child process: `python -m casework.store.cleaning FOLDER COUNT [paper]`."""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
from pathlib import Path
from typing import BinaryIO, Final

from casework.store.cleaning import PDF, Unfit, pictures, sniff

_MEMORY: Final = 1_500_000_000
_SECONDS_A_FILE: Final = 20
_LARGEST_OUTPUT: Final = 40 * 1024 * 1024

Opened = tuple[BinaryIO, BinaryIO, BinaryIO]


def main(folder: Path, count: int, *, papers: bool) -> None:
    """Cleans `count` files one after the other and prints for each what became of it."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_OUTPUT, _LARGEST_OUTPUT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if papers:
        # Loaded now, because no file can be opened later; and only when needed, because it takes long.
        importlib.import_module("casework.store.cleaning.papers").ready()
    files = [_open(folder, number) for number in range(count)]
    _open_no_more(files)
    for number, opened in enumerate(files):
        _give_time()
        print(json.dumps({"number": number, **_cleaned(*opened)}), flush=True)


def _open(folder: Path, number: int) -> Opened:
    return (
        (folder / f"{number}.in").open("rb"),
        (folder / f"{number}.full").open("wb"),
        (folder / f"{number}.thumb").open("wb"),
    )


def _open_no_more(files: list[Opened]) -> None:
    used = max((opened.fileno() for trio in files for opened in trio), default=2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (used + 1, used + 1))


def _give_time() -> None:
    """Twenty more seconds of CPU from now; the system ends the process that uses them up."""
    spent = sum(os.times()[:2])
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent) + _SECONDS_A_FILE, hard))


def _cleaned(source: BinaryIO, full: BinaryIO, thumb: BinaryIO) -> dict[str, str | int | None]:
    try:
        content = source.read()
        media_type = sniff(content[:1024])
        width = height = None
        if media_type == PDF:
            from casework.store.cleaning import papers  # because loading it takes long; see `main`

            papers.disarm(content, full)
        else:
            width, height = pictures.repaint(content, media_type, full, thumb)
        full.close()
        thumb.close()
    except Unfit as unfit:
        return {"reason": unfit.reason}
    except (MemoryError, OSError):
        return {"reason": "damaged"}
    return {"media_type": media_type, "width": width, "height": height}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), papers=sys.argv[3:] == ["papers"])
