"""`python -m bench similar`: how long it takes to find the reports that are like a text, in a large forum."""

from __future__ import annotations

import argparse
import json
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from sqlalchemy import insert, text

from bench.crossing import submitted
from bench.engines import ENGINES, NoEngine
from bench.figures import percentile
from bench.forums import forum
from bench.learning import Sent, sent_reports, taught, write_counts
from bench.loading import SEED
from bench.measuring import say
from bench.story import Row
from casework.domain.codes import new_code
from casework.domain.lessons import words_of
from casework.domain.report import Report
from casework.domain.similar import PUBLIC, key_of
from casework.domain.values import ReportCode, Status, Visibility
from casework.readings.directory import directory
from casework.readings.similar import public_like
from casework.store import facets, published_words
from casework.store.casework import Casework
from casework.store.projection import STATE
from casework.store.tables import PublishedFacetsRow, PublishedWordsRow, ReportRow, SearchRow, SimilarWordRow

REPORTS: Final = 100_000
TIMED: Final = 400
WARM: Final = 20
TRIES: Final = 3  # of which the quickest counts: what else the machine does only adds to it
BATCH: Final = 2_000
BEGUN: Final = datetime(2024, 11, 1, tzinfo=UTC)
MOST: Final = 20.0  # milliseconds, the median of either engine


@dataclass(frozen=True, kw_only=True)
class Timing:
    """One engine: milliseconds of one look-up, what there was to look in, and how many it found."""

    engine: str
    median: float
    p99: float
    reports: int
    words: int
    found: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the figures where asked; the exit status is 1 where one is over its limit."""
    asked = _arguments().parse_args(arguments)
    timings = list[Timing]()
    for engine in asked.engine:
        try:
            with forum(engine) as opened:
                words = write_reports(opened.casework, asked.reports)
                known = taught(directory(opened.casework), asked.reports, seed=SEED)
                write_counts(opened.casework, known, asked.reports, seed=SEED)
                say(f"{engine}: {words:,} rows of {asked.reports:,} reports")
                timings.append(measured(opened.casework, engine, reports=asked.reports, words=words))
                say(table(timings[-1:]))
        except NoEngine as error:
            say(f"{engine} is left out: {error}")
    print(table(timings))
    if asked.json:
        figures = {"ms": max(timing.median for timing in timings), "timing": [asdict(one) for one in timings]}
        asked.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    return 0 if timings and all(timing.median <= MOST for timing in timings) else 1


def table(timings: Sequence[Timing]) -> str:
    """The figures as Markdown."""
    lines = [
        f"| {one.engine} | {one.reports:,} | {one.words:,} "
        f"| {one.median:.1f} | {one.p99:.1f} | {one.found:.1f} |"
        for one in timings
    ]
    head = "| engine | reports | rows of words | median ms | p99 ms | found |"
    return "\n".join([head, "| --- | ---: | ---: | ---: | ---: | ---: |", *lines])


def measured(casework: Casework, engine: str, *, reports: int, words: int, timed: int = TIMED) -> Timing:
    """Look for the like of so many new texts, one after the other."""
    took, found = list[float](), list[int]()
    texts = sent_reports(directory(casework), random.Random(SEED + 1))
    for sent in islice(texts, timed + WARM):
        tries = []
        for _ in range(TRIES):
            before = time.perf_counter()
            alike = public_like(casework, sent.words.title, sent.words.body)
            tries.append((time.perf_counter() - before) * 1000)
        took.append(min(tries))
        found.append(len(alike))
    took, found = took[WARM:], found[WARM:]
    return Timing(
        engine=engine,
        median=statistics.median(took),
        p99=percentile(took, 0.99),
        reports=reports,
        words=words,
        found=statistics.mean(found),
    )


def write_reports(casework: Casework, reports: int) -> int:
    """Write, in bulk, so many published reports and the words under which they are found, as their deeds
    would have; returns how many rows of words. No journal: nothing that is measured reads it."""
    texts, total, codes = sent_reports(directory(casework), random.Random(SEED)), 0, set[str]()
    chance = random.Random(SEED)
    for first in range(1, reports + 1, BATCH):
        numbers = range(first, min(first + BATCH, reports + 1))
        made = [_written(number, sent, chance, codes) for number, sent in zip(numbers, texts, strict=False)]
        words = [
            {"word": key, "number": number}
            for number, row in zip(numbers, made, strict=True)
            for key in sorted({key_of(PUBLIC, word) for word in words_of(row["title"], row["body"])})
        ]
        found = [
            {"id": number, "report_code": row["code"], "folded": "", "marked": ""}
            for number, row in zip(numbers, made, strict=True)
        ]
        published = [
            {"number": number, "report_code": row["code"], **_indexed(row)}
            for number, row in zip(numbers, made, strict=True)
        ]
        counted = [
            {"number": number, "facets": facets.written(_report(row))}
            for number, row in zip(numbers, made, strict=True)
        ]
        with casework.db.write() as session:
            session.execute(insert(ReportRow), made)
            session.execute(insert(SearchRow), found)
            session.execute(insert(PublishedWordsRow), published)
            session.execute(insert(PublishedFacetsRow), counted)
            session.execute(insert(SimilarWordRow), words)
        total += len(words)
    if not casework.db.is_sqlite:  # it does so by itself after a while; the bench does not wait for it
        with casework.db.write() as session:
            session.execute(text("ANALYZE"))
    return total


def _indexed(row: Row) -> Row:
    folded, marked = published_words.row_of(_report(row), (row["title"], row["body"]))
    return {"folded": folded, "marked": marked}


def _report(row: Row) -> Report:
    return Report(**{name: row[name] for name in STATE})


def _written(number: int, sent: Sent, chance: random.Random, codes: set[str]) -> Row:
    """The row of one report, sent to an agency; a minute after the one before it."""
    at = BEGUN + timedelta(minutes=number)
    while (code := new_code(chance.randbytes)) in codes:
        pass
    codes.add(code)
    opening = sent.words.opening
    report = replace(
        submitted(kind=opening.kind, field=opening.field, area=sent.area),
        code=ReportCode(code),
        status=Status.ROUTED,
        visibility=Visibility.PUBLIC,
        agency=sent.agency.code,
        submitted_at=at,
        status_since=at,
        published_at=at,
        routed_at=at,
    )
    words = {"title": sent.words.title, "body": sent.words.body, "body_html": "", "shown_name": ""}
    state = {name: getattr(report, name) for name in STATE}
    return {**state, "co_agencies": report.co_agencies, **words}


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench similar", description=__doc__)
    parser.add_argument("--engine", choices=ENGINES, nargs="+", default=ENGINES, help="where to measure")
    parser.add_argument("--reports", type=int, default=REPORTS, metavar="N", help="how many there are")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser
