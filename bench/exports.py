"""`python -m bench exports`: what a file of open data costs in time and memory, of few rows and of many.

Each file is made by a process of its own, as the worker makes it, and the memory is the most that this
process ever held (ru_maxrss), less what it held before it began.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from app import make_casework
from bench.engines import ENGINES, NoEngine
from bench.forums import Forum, forum
from bench.measuring import say
from bench.similar import write_reports
from casework.actions import exports
from casework.delivery.exports import make_next
from casework.domain.open_data import Format
from casework.readings import open_data
from casework.readings.directory import directory
from casework.store.casework import new_post_id
from config import from_environment

SIZES: Final = (1_000, 100_000)
MOST_GROWTH: Final = 16.0  # MB that the largest may hold more than the smallest
_KB: Final = 1024 if sys.platform != "darwin" else 1  # ru_maxrss is in kB, on macOS in bytes


@dataclass(frozen=True, kw_only=True)
class Made:
    """One file: MB of memory are those on top of what an idle worker holds."""

    engine: str
    reports: int
    form: str
    seconds: float
    file_mb: float
    memory_mb: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the figures where asked; the exit status is 1 where memory grows."""
    asked = _arguments().parse_args(arguments)
    made = list[Made]()
    for engine in asked.engine:
        for size in asked.sizes:
            try:
                with forum(engine) as opened:
                    write_reports(opened.casework, size)
                    say(f"{engine}: {size:,} reports")
                    made += measured(opened, engine, size)
            except NoEngine as error:
                say(f"{engine} is left out: {error}")
    print(table(made))
    if asked.json:
        asked.json.write_text(json.dumps([asdict(one) for one in made], indent=2) + "\n", encoding="utf-8")
    return 0 if made and all(growth <= MOST_GROWTH for growth in growths(made).values()) else 1


def measured(opened: Forum, engine: str, reports: int) -> list[Made]:
    """Each kind of file once, with everything that is public in it."""
    found = []
    for form in Format:
        key = new_post_id()
        exports.ask(opened.casework, key, form, {})
        # A process that has made nothing yet, nor comes from one that has: ru_maxrss is inherited from
        # whoever starts a program, and would hide what the file needs.
        with multiprocessing.get_context("forkserver").Pool(1) as worker:
            seconds, memory = worker.apply(_make, (dict(opened.environment),))
        made = open_data.made(opened.casework, key)
        if made is None or made.export.size is None or made.export.total != reports:
            raise RuntimeError(f"{form} on {engine} came to something else than {reports} rows")
        found.append(
            Made(
                engine=engine,
                reports=reports,
                form=form.value,
                seconds=seconds,
                file_mb=made.export.size / 1e6,
                memory_mb=memory,
            )
        )
    return found


def growths(made: Sequence[Made]) -> Mapping[tuple[str, str], float]:
    """By engine and form: MB of memory of the largest size more than of the smallest."""
    by_size: dict[tuple[str, str], dict[int, float]] = {}
    for one in made:
        by_size.setdefault((one.engine, one.form), {})[one.reports] = one.memory_mb
    return {key: sizes[max(sizes)] - sizes[min(sizes)] for key, sizes in by_size.items()}


def table(made: Sequence[Made]) -> str:
    """The figures as Markdown."""
    lines = [
        f"| {one.engine} | {one.reports:,} | {one.form} "
        f"| {one.seconds:.1f} | {one.file_mb:.1f} | {one.memory_mb:.1f} |"
        for one in made
    ]
    head = "| engine | rows | file | seconds | MB of the file | MB of memory |"
    return "\n".join([head, "| --- | ---: | --- | ---: | ---: | ---: |", *lines])


def _make(environment: dict[str, str]) -> tuple[float, float]:
    """Make the file that waits; seconds, and MB of memory."""
    casework = make_casework(from_environment(environment))
    directory(casework)
    before, began = _memory(), time.perf_counter()
    make_next(casework, "http://localhost")
    took, held = time.perf_counter() - began, _memory() - before
    casework.db.dispose()
    return took, held


def _memory() -> float:
    """The most MB that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KB / 2**20


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench exports", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, nargs="+", default=ENGINES, help="where to measure")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="how many reports")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser
