"""`python -m bench routing`: how good proposals are, and how long one takes in a large forum."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from bench.crossing import DAY, DEALS, FOLDS, SEED, Accuracy, accuracy, cross, examples, submitted
from bench.engines import ENGINES, NoEngine
from bench.figures import percentile
from bench.forums import forum
from bench.learning import sent_reports, taught, write_counts
from bench.measuring import say
from casework.domain.lessons import Tally
from casework.readings.directory import Directory, directory
from casework.readings.proposals import propose
from casework.store import learned
from casework.store.casework import Casework

LEARNED: Final = 100_000
SMALLER: Final = 100  # so many times smaller is the forum beside which the large one is measured
TIMED: Final = 400
WARM: Final = 20
TRIES: Final = 3  # of which the quickest counts: what else the machine does only adds to it


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One engine: milliseconds for one proposal, what had been learned, and how many times as long it took as
    with a hundredth of that."""

    engine: str
    median: float
    p99: float
    words: int
    ratio: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the figures where asked; returns the exit status."""
    asked = _arguments().parse_args(arguments)
    found, timings = None, list[Timing]()
    sizes = (max(asked.reports // SMALLER, 1), asked.reports)
    tallies: dict[int, Tally] = {}
    for engine in asked.engine:
        try:
            with forum(engine) as opened:
                names = directory(opened.casework)
                found = found or accuracy(cross(examples(names), deals=asked.deals))
                tallies = tallies or {size: taught(names, size, seed=SEED) for size in sizes}
                timings.append(_compared(opened.casework, names, engine, tallies))
        except NoEngine as error:
            say(f"{engine} is left out: {error}")
    if found is None:
        return 1
    print(table(found, timings))
    if asked.json:
        figures = as_json(found, timings, reports=asked.reports, deals=asked.deals)
        asked.json.write_text(json.dumps(figures, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return 0


def as_json(found: Accuracy, timings: Sequence[Timing], *, reports: int, deals: int) -> dict[str, Any]:
    """For programs: top1, top3 of agencies, ms of the slowest engine; everything else beside them."""
    return {
        "top1": round(found.top1, 4),
        "top3": round(found.top3, 4),
        "ms": round(max(timing.median for timing in timings), 2),
        "learned_reports": reports,
        "folds": FOLDS,
        "deals": deals,
        "accuracy": {name: round(value, 4) for name, value in asdict(found).items()},
        "timing": [asdict(timing) for timing in timings],
    }


def table(found: Accuracy, timings: Sequence[Timing]) -> str:
    """The figures as Markdown."""
    rows: Mapping[str, str] = {
        "agency, first of three": f"{found.top1:.3f}",
        "agency, among three": f"{found.top3:.3f}",
        "the same without the reporter's field, first": f"{found.without_field_top1:.3f}",
        "the same without the reporter's field, among three": f"{found.without_field_top3:.3f}",
        "the routing rule alone": f"{found.by_rule:.3f}",
        "an agency stands chosen; it is right": f"{found.chosen_said:.2f}; {found.chosen_right:.3f}",
        "a field is proposed; the first is right": f"{found.field_said:.2f}; {found.field_right:.3f}",
        "a task is proposed; the first is right": f"{found.task_said:.2f}; {found.task_right:.3f}",
        **{
            f"one proposal, {timing.engine}, {timing.words:,} words": (
                f"{timing.median:.1f} ms, p99 {timing.p99:.1f} ms"
            )
            for timing in timings
        },
        **{
            f"the same ÷ with a hundredth of the reports, {timing.engine}": f"{timing.ratio:.2f}"
            for timing in timings
        },
    }
    lines = [f"| {what} | {figure} |" for what, figure in rows.items()]
    return "\n".join(["| what | figure |", "| --- | ---: |", *lines])


def _compared(casework: Casework, names: Directory, engine: str, tallies: Mapping[int, Tally]) -> Timing:
    """What proposals cost by the larger number of reports, and beside the smaller, one after the other."""
    medians, took, words = [], list[float](), 0
    for reports in sorted(tallies):
        with casework.db.write() as session:
            learned.forget_all(session)
        words = write_counts(casework, tallies[reports], reports, seed=SEED)
        say(f"{engine}: {words:,} words of {reports:,} reports")
        took = _timed(casework, names)
        medians.append(statistics.median(took))
    ratio = medians[-1] / medians[0]
    return Timing(engine=engine, median=medians[-1], p99=percentile(took, 0.99), words=words, ratio=ratio)


def _timed(casework: Casework, names: Directory) -> list[float]:
    """Milliseconds of proposals for new reports, each with its query, one after the other."""
    took = []
    for sent in islice(sent_reports(names, random.Random(SEED + 1)), TIMED + WARM):
        opening = sent.words.opening
        report = submitted(kind=opening.kind, field=opening.field, area=sent.area)
        tries = []
        for _ in range(TRIES):
            before = time.perf_counter()
            propose(casework, names, report, title=sent.words.title, body=sent.words.body, on=DAY)
            tries.append((time.perf_counter() - before) * 1000)
        took.append(min(tries))
    return took[WARM:]


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench routing", description=__doc__)
    parser.add_argument(
        "--engine", choices=ENGINES, nargs="+", default=ENGINES, help="where to measure the time"
    )
    parser.add_argument(
        "--reports", type=int, default=LEARNED, metavar="N", help="how many reports have taught before"
    )
    parser.add_argument(
        "--deals",
        type=int,
        default=DEALS,
        metavar="N",
        help=f"how often the texts are dealt into {FOLDS} folds",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser
