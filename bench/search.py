"""`python -m bench search`: how long readers wait who search, in a small forum and in a large one."""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Final

from bench.engines import ENGINES, NoEngine
from bench.figures import percentile
from bench.forums import forum
from bench.measuring import say
from bench.similar import write_reports
from casework.domain.values import AgencyCode, FieldCode, Kind, Status
from casework.readings.directory import directory
from casework.readings.search import find, suggest
from casework.store.casework import Casework
from casework.store.published import Filters

SIZES: Final = (1_000, 100_000)
TIMED: Final = 30
WARM: Final = 3
MOST: Final = 50.0  # milliseconds, the median of each search

# Common words and rare ones, with marks and without, each way to narrow, a slip, and what nobody wrote.
SEARCHES: Final = {
    "dat dai": Filters(q="dat dai"),
    "đất đai": Filters(q="đất đai"),
    "một cửa": Filters(q="một cửa"),
    '"một cửa"': Filters(q='"một cửa"'),
    '"hẹn trả kết quả"': Filters(q='"hẹn trả kết quả"'),
    "hồ sơ -phí": Filters(q="hồ sơ -phí"),
    "sổ đỏ, of one agency": Filters(q="sổ đỏ", agency=AgencyCode("STNMT")),
    "hồ sơ, of one field": Filters(q="hồ sơ", field=FieldCode("dat-dai"), kind=Kind.COMPLAINT),
    "hồ sơ, answered": Filters(q="hồ sơ", status=Status.ANSWERED),
    "hồ sơ, in its first month": Filters(q="hồ sơ", until=date(2024, 11, 30)),
    "giáy tờ (a slip)": Filters(q="giáyy tờ"),
    "nobody wrote it": Filters(q="xyzzyx hồ sơ"),
}
TYPED: Final = "suggestions: ho so"


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One search on one engine: milliseconds, and how many it found (up to the number that is counted)."""

    engine: str
    reports: int
    search: str
    median: float
    p99: float
    found: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the figures where asked; the exit status is 1 where one is over its limit."""
    asked = _arguments().parse_args(arguments)
    timings = list[Timing]()
    for engine in asked.engine:
        for size in asked.sizes:
            try:
                with forum(engine) as opened:
                    write_reports(opened.casework, size)
                    directory(opened.casework)
                    say(f"{engine}: {size:,} reports")
                    timings += measured(opened.casework, engine, size)
            except NoEngine as error:
                say(f"{engine} is left out: {error}")
    print(table(timings))
    if asked.json:
        asked.json.write_text(
            json.dumps([asdict(one) for one in timings], ensure_ascii=False, indent=2) + "\n",
            encoding="utf-8",
        )
    return 0 if timings and all(timing.median <= MOST for timing in timings) else 1


def table(timings: Sequence[Timing]) -> str:
    """The figures as Markdown."""
    lines = [
        f"| {one.engine} | {one.reports:,} | {one.search} "
        f"| {one.median:.1f} | {one.p99:.1f} | {one.found:,} |"
        for one in timings
    ]
    head = "| engine | reports | search | median ms | p99 ms | found |"
    return "\n".join([head, "| --- | ---: | --- | ---: | ---: | ---: |", *lines])


def measured(casework: Casework, engine: str, reports: int, *, timed: int = TIMED) -> list[Timing]:
    """Each search so many times, and what the box suggests."""
    timings = []
    for name, filters in SEARCHES.items():
        took, found = list[float](), 0
        for _ in range(timed + WARM):
            before = time.perf_counter()
            found = find(casework, filters).count
            took.append((time.perf_counter() - before) * 1000)
        timings.append(_timing(engine, reports, name, took[WARM:], found))
    took, found = [], 0
    for _ in range(timed + WARM):
        before = time.perf_counter()
        found = len(suggest(casework, "ho so", "vi"))
        took.append((time.perf_counter() - before) * 1000)
    return [*timings, _timing(engine, reports, TYPED, took[WARM:], found)]


def _timing(engine: str, reports: int, name: str, took: Sequence[float], found: int) -> Timing:
    return Timing(
        engine=engine,
        reports=reports,
        search=name,
        median=statistics.median(took),
        p99=percentile(took, 0.99),
        found=found,
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench search", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, nargs="+", default=ENGINES, help="where to measure")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="how many reports")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser
