"""The figures of a run, and how they are printed."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

BUDGET = 1.3  # design.md §7: the same page at every size


@dataclass(frozen=True, kw_only=True)
class Sample:
    """What the load generator saw of one page: every latency in ms, and requests a second of each round."""

    latencies: Sequence[float]
    rates: Sequence[float]
    statuses: Mapping[int, int]
    cpu_ms: float | None = None  # processor time of the server a request


@dataclass(frozen=True, kw_only=True)
class Figures:
    """One line of the table. Times in ms; `cost` is how many bare views one such request costs."""

    name: str
    size: int
    requests: int
    rate: float
    p50: float
    p99: float
    cpu_ms: float | None
    cost: float
    statements: int | None
    raw_bytes: int
    sent_bytes: int


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that a `share` (0 to 1) of them do not exceed. Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    rank = max(math.ceil(share * len(values)), 1)
    return sorted(values)[rank - 1]


def figures(
    name: str,
    size: int,
    sample: Sample,
    *,
    bare_rate: float,
    statements: int | None,
    raw_bytes: int,
    sent_bytes: int,
) -> Figures:
    """The line of one page; the rate is the median of the rounds, since one may find the machine busy."""
    rate = statistics.median(sample.rates)
    return Figures(
        name=name,
        size=size,
        requests=len(sample.latencies),
        rate=rate,
        p50=percentile(sample.latencies, 0.5),
        p99=percentile(sample.latencies, 0.99),
        cpu_ms=sample.cpu_ms,
        cost=bare_rate / rate,
        statements=statements,
        raw_bytes=raw_bytes,
        sent_bytes=sent_bytes,
    )


@dataclass(frozen=True, kw_only=True)
class Growth:
    """What a page costs at the largest size divided by what it costs at the smallest: by its rate beside the
    bare view's, and by processor time, which other work on the machine disturbs less. `of_page` is by how
    much the page itself is longer: a small forum may have two reports for a page that could show ten."""

    by_rate: float
    by_cpu: float | None
    of_page: float

    @property
    def verdict(self) -> str:
        cost = self.by_rate if self.by_cpu is None else self.by_cpu
        if cost <= BUDGET:
            return "yes"
        return "it shows more" if cost <= self.of_page else "no"


def growth(lines: Sequence[Figures]) -> dict[str, Growth]:
    """By page, for pages that were measured at two sizes or more."""
    by_name: dict[str, list[Figures]] = {}
    for line in lines:
        by_name.setdefault(line.name, []).append(line)
    grown: dict[str, Growth] = {}
    for name, same in by_name.items():
        ordered = sorted(same, key=lambda line: line.size)
        small, large = ordered[0], ordered[-1]
        if small.size != large.size:
            cpu = large.cpu_ms / small.cpu_ms if large.cpu_ms and small.cpu_ms else None
            longer = large.raw_bytes / small.raw_bytes
            grown[name] = Growth(by_rate=large.cost / small.cost, by_cpu=cpu, of_page=longer)
    return grown


def table(lines: Sequence[Figures]) -> str:
    """The lines as a Markdown table, and the growth below it when there are two sizes."""
    head = ("page", "reports", "req/s", "p50 ms", "p99 ms", "CPU ms", "× bare", "SQL", "bytes", "sent")
    text = [_row(head), _row("---" if place == 0 else "---:" for place in range(len(head)))]
    text += [_row(_cells(line)) for line in lines]
    grown = growth(lines)
    if grown:
        sizes = sorted({line.size for line in lines if line.name in grown})
        title = f"cost at {sizes[-1]:,} ÷ at {sizes[0]:,}, by CPU"
        heads = ("page", title, "by rate", "bytes ÷ bytes", f"≤ {BUDGET}")
        text += ["", _row(heads), _row(("---", "---:", "---:", "---:", "---"))]
        text += [_row(_grown_cells(name, one)) for name, one in grown.items()]
    return "\n".join(text)


def as_json(lines: Sequence[Figures], about: Mapping[str, Any]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "about": dict(about),
        "lines": [asdict(line) for line in lines],
        "growth": {name: asdict(one) for name, one in growth(lines).items()},
    }


def _grown_cells(name: str, grown: Growth) -> tuple[str, ...]:
    by_cpu = "–" if grown.by_cpu is None else f"{grown.by_cpu:.2f}"
    return name, by_cpu, f"{grown.by_rate:.2f}", f"{grown.of_page:.2f}", grown.verdict


def _cells(line: Figures) -> tuple[str, ...]:
    return (
        line.name,
        f"{line.size:,}" if line.size else "–",
        f"{line.rate:,.0f}",
        f"{line.p50:.1f}",
        f"{line.p99:.1f}",
        "–" if line.cpu_ms is None else f"{line.cpu_ms:.1f}",
        f"{line.cost:.1f}",
        "–" if line.statements is None else str(line.statements),
        f"{line.raw_bytes:,}",
        f"{line.sent_bytes:,}",
    )


def _row(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"
