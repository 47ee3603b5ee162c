"""Sets the child process to work that makes strangers' files harmless, and believes only what it can check.

The child (`casework.store.cleaning`) has limits of memory, time and output of its own; here are those that
it cannot be trusted with: how long it may take by the clock, how many there are, and what it hands over.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from casework.store.cleaning import PDF, Box, Unfit, sniff

# By the clock, for all the files of a form: the child has 90 seconds of CPU, and the machine may be busy.
PATIENCE_SECONDS: Final = 150
# Each may take 1.5 GB: who sends many forms at once waits, and nobody else's memory is gone.
_AT_ONCE: Final = threading.BoundedSemaphore(2)
_LONGEST_WORDS: Final = 64 * 1024
_PROJECT: Final = Path(__file__).resolve().parents[2]

log = logging.getLogger(__name__)


class CleaningFailed(Exception):
    """The cleaning itself does not work here, whatever the file (a library is missing, for one)."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of one file: a `reason` for which it is refused (see `Unfit`), or what it is now."""

    reason: str = ""
    media_type: str = ""
    width: int | None = None
    height: int | None = None


def kind_of(path: Path) -> str:
    """The media type of a file by its first bytes. Raises `Unfit("type")`."""
    with path.open("rb") as opened:
        return sniff(opened.read(1024))


def clean(folder: Path, count: int, *, black: Sequence[Box] = ()) -> list[Outcome]:
    """Cleans `0.in`, `1.in`, … in the folder; each that is fit has `0.full` (and `0.thumb`) beside it then.

    Boxes in `black` are painted over pictures. What stops the child stops the file in hand and those after
    it. Raises CleaningFailed.
    """
    _say_what_is_missing()
    papers = any(kind_of(folder / f"{number}.in") == PDF for number in range(count))
    arguments = [
        str(folder.resolve()),
        str(count),
        "papers" if papers else "pictures",
        json.dumps(list(black)),
    ]
    with _AT_ONCE:
        _run(folder, arguments)
    said = _said(folder)
    return [_checked(folder, number, said.get(number)) for number in range(count)]


def _run(folder: Path, arguments: Sequence[str]) -> None:
    # Into files, not pipes: there the child's limit of output holds, and a flood does not reach our memory.
    with (folder / "said").open("xb") as words, (folder / "complaint").open("xb") as complaint:
        child = subprocess.Popen(
            [sys.executable, "-s", "-B", "-m", "casework.store.cleaning", *arguments],
            cwd=_PROJECT,
            # None of the house's environment: it holds the keys.
            env={"PATH": os.defpath, "PYTHONPATH": str(_PROJECT), "LANG": "C.UTF-8"},
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=complaint,
            # A group of its own, so that whatever it might have started ends with it.
            start_new_session=True,
        )
        try:
            child.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            log.warning("a file took longer than %s s to clean and was given up", PATIENCE_SECONDS)
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    if child.returncode > 0:
        # Not ended by a limit, but wrong in itself: no fault of the file, so not its refusal.
        raise CleaningFailed((folder / "complaint").read_bytes()[-2000:].decode(errors="replace"))


def _said(folder: Path) -> dict[int, dict[str, Any]]:
    """What the child said of each file, by number; nothing for one at which it was ended."""
    with (folder / "said").open("rb") as words:
        printed = words.read(_LONGEST_WORDS)
    lines = [json.loads(line) for line in printed.splitlines(keepends=True) if line.endswith(b"\n")]
    return {int(line.pop("number")): line for line in lines}


def _checked(folder: Path, number: int, said: dict[str, Any] | None) -> Outcome:
    """The outcome, if what lies there is what the child says that it is."""
    if said is None or said.get("reason"):
        return Outcome(reason="damaged" if said is None else str(said["reason"]))
    made = Outcome(**said)
    sizes = ("full",) if made.media_type == PDF else ("full", "thumb")
    try:
        if any(kind_of(folder / f"{number}.{size}") != made.media_type for size in sizes):
            return Outcome(reason="damaged")
    except Unfit:
        return Outcome(reason="damaged")
    return made


@cache
def _say_what_is_missing() -> None:
    if sys.platform == "darwin":
        log.warning("macOS limits no process's memory: a hostile upload may use more of it than it should")
