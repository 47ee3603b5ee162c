"""`python -m bench`: measure, print the table; `--help` tells the rest.

`… routing` measures proposals, `… similar` the look for similar reports, `… search` that of
readers, `… exports` files of open data.
"""

from __future__ import annotations

import argparse
import json
import platform
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

from bench import exports, routing, search, similar
from bench.engines import ENGINES, NoEngine
from bench.figures import as_json, table
from bench.measuring import Effort, bare_line, measure, say
from bench.server import NotServing, serving
from bench.visitor import Unexpected

SIZES = (1_000, 100_000)
_OTHERS = {
    "exports": exports.main,
    "routing": routing.main,
    "search": search.main,
    "similar": similar.main,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] and given[0] in _OTHERS:
        return _OTHERS[given[0]](given[1:])
    asked = _arguments().parse_args(given)
    # So that a bench that is told to end also ends what it started.
    signal.signal(signal.SIGTERM, _stop)
    effort = Effort(connections=asked.connections, requests=asked.requests)
    started = time.monotonic()
    try:
        with serving("bench.bare:app", {}, ready="/") as bare:
            lines = [bare_line(bare, effort)]
            for size in asked.sizes:
                lines += measure(size, asked.engine, effort, bare)
    except (NotServing, NoEngine, Unexpected) as error:
        say(f"The bench stopped: {error}")
        return 1
    except KeyboardInterrupt:
        return 130
    about = {
        "engine": asked.engine,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "connections": effort.connections,
        "seconds": round(time.monotonic() - started),
    }
    print(" · ".join(f"{name} {value}" for name, value in about.items()), end="\n\n")
    print(table(lines))
    if asked.json:
        asked.json.write_text(json.dumps(as_json(lines, about), ensure_ascii=False, indent=2) + "\n")
    return 0


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--sizes", type=_size, nargs="+", default=SIZES, metavar="N", help="numbers of reports"
    )
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument("--connections", type=_size, default=4, help="how many ask at once")
    parser.add_argument(
        "--requests", type=_size, default=100, help="of each connection in each of four rounds"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    return parser


def _size(text: str) -> int:
    number = int(text.replace(",", ""))
    if number < 1:
        raise ValueError(text)
    return number


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
