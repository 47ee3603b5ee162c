"""One size of the forum, measured: filled, served, asked, counted."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

from app import create_app, make_casework
from bench.engines import database
from bench.figures import Figures, Sample, figures
from bench.load import UNIQUE, Job
from bench.loading import Filled, fill
from bench.people import readers
from bench.scenarios import COMMENTING as COMMENTING_NAME
from bench.scenarios import READER, Request, commenters, commenting, pages, reading
from bench.server import ROOT, Server, serving
from bench.visitor import FORM_TYPE, Answer, InProcess, OverNetwork, Unexpected, Visitor, Way
from casework.store.db import Database
from config import Settings, from_environment
from web.session import PERSON, cookie_name

BARE = "bare Flask view"


@dataclass(frozen=True, kw_only=True)
class Effort:
    """How long one page is measured: a round ends after so many requests a connection, or seconds."""

    connections: int = 4
    rounds: int = 4
    requests: int = 100
    seconds: float = 1.5

    @property
    def posts(self) -> int:
        """The most requests that come of it."""
        return self.connections * self.rounds * self.requests


WARM: Final = Effort(connections=8, rounds=1, requests=4)


def measure(size: int, engine: str, effort: Effort, bare: Server) -> list[Figures]:
    """Fill a new forum with so many reports and measure it; prints what it is doing."""
    with tempfile.TemporaryDirectory(prefix="bench-") as made, database(engine, Path(made)) as url:
        environment = {"ENV": "development", "DEMO": "1", "DATA_DIR": made, "DATABASE_URL": url}
        settings = from_environment(environment)
        filled = _fill(settings, size)
        statements = _statements(settings, filled)
        tokens = _readers(settings, commenters([WARM.posts, effort.posts]))
        with serving("app:app", environment, ready="/readyz") as server:
            lines = _Measuring(server, bare, effort, size, statements).everything(filled, tokens)
    # PostgreSQL works in processes of its own, which nobody counted.
    return lines if engine == "sqlite" else [replace(line, cpu_ms=None) for line in lines]


def _fill(settings: Settings, size: int) -> Filled:
    casework = make_casework(settings)
    try:
        filled = fill(casework, size)
    finally:
        casework.db.dispose()
    say(f"{filled.reports:,} reports with {filled.events:,} events in {filled.seconds:.0f} s")
    return filled


def _readers(settings: Settings, number: int) -> tuple[str, ...]:
    casework = make_casework(settings)
    try:
        return readers(casework, number, since=casework.now())
    finally:
        casework.db.dispose()


class _Measuring:
    """The pages of one running server, one after the other."""

    def __init__(
        self, server: Server, bare: Server, effort: Effort, size: int, statements: Mapping[str, int]
    ) -> None:
        self._server, self._bare, self._effort = server, bare, effort
        self._size, self._statements = size, statements

    def everything(self, filled: Filled, tokens: Sequence[str]) -> list[Figures]:
        """Every page, and the deed, which the people with these sessions do."""
        somebody = Visitor(OverNetwork(self._server.port))
        somebody.sign_in(READER)
        somebody.get("/")  # shows what was said at the sign-in, which no later page has
        lines = []
        for page in pages(filled):
            asked = reading(page, somebody)
            visitor = somebody if page.signed_in else Visitor(OverNetwork(self._server.port))
            path = page.path.replace(UNIQUE, "0")
            raw = len(visitor.get(path).body)
            sent = len(visitor.get(path, encodings="br, gzip").body)
            lines.append(self._line(page.name, asked, raw, sent))
        deed = commenting(filled, [signed_in(OverNetwork(self._server.port), token) for token in tokens])
        answer = ask(OverNetwork(self._server.port), deed)
        length = len(answer.body)
        lines.append(self._line(COMMENTING_NAME, deed, length, length))
        return lines

    def _line(self, name: str, asked: Request, raw: int, sent: int) -> Figures:
        bare = bare_sample(self._bare, self._effort)
        sample = _sample(self._server, asked, self._effort)
        line = figures(
            name,
            self._size,
            sample,
            bare_rate=sorted(bare.rates)[len(bare.rates) // 2],
            statements=self._statements.get(name),
            raw_bytes=raw,
            sent_bytes=sent,
        )
        say(f"  {name}: {line.rate:,.0f}/s, p50 {line.p50:.1f} ms")
        return line


def bare_sample(bare: Server, effort: Effort) -> Sample:
    """The bare view as it is at this moment: on a machine with other work, the page is compared with that."""
    asked = Request(method="GET", paths=("/",), headers=({},), bodies=("",), wanted=200)
    return _sample(bare, asked, Effort(connections=effort.connections, rounds=3, requests=500, seconds=0.4))


def bare_line(bare: Server, effort: Effort) -> Figures:
    """The bare view as a line of the table."""
    sample = bare_sample(bare, effort)
    size = len(Visitor(OverNetwork(bare.port)).get("/").body)
    rate = sorted(sample.rates)[len(sample.rates) // 2]
    return figures(BARE, 0, sample, bare_rate=rate, statements=0, raw_bytes=size, sent_bytes=size)


def _sample(server: Server, asked: Request, effort: Effort) -> Sample:
    """Warm up, then measure. Raises Unexpected when something else than the page came back."""
    _load(server, asked, WARM)
    before = server.processor_seconds()
    sample = _load(server, asked, effort)
    after = server.processor_seconds()
    strange = {status: count for status, count in sample.statuses.items() if status != asked.wanted}
    if strange:
        raise Unexpected(f"{asked.method} {asked.paths[0]} answered {strange}, not {asked.wanted}")
    if before is None or after is None:
        return sample
    used = (after - before) * 1000 / len(sample.latencies)
    return Sample(latencies=sample.latencies, rates=sample.rates, statuses=sample.statuses, cpu_ms=used)


def _load(server: Server, asked: Request, effort: Effort) -> Sample:
    job = Job(
        port=server.port,
        paths=asked.paths,
        method=asked.method,
        headers=asked.headers,
        bodies=asked.bodies,
        **asdict(effort),
    )
    done = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=json.dumps(asdict(job)),
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    seen = json.loads(done.stdout)
    statuses = {int(status): count for status, count in seen["statuses"].items()}
    return Sample(latencies=seen["latencies"], rates=seen["rates"], statuses=statuses)


def _statements(settings: Settings, filled: Filled) -> dict[str, int]:
    """SQL statements of each page and of the deed, counted inside this process once caches are warm."""
    app = create_app(settings)
    db: Database = app.extensions["casework"].db
    try:
        somebody = Visitor(InProcess(app))
        somebody.sign_in(READER)
        asked = {page.name: reading(page, somebody) for page in pages(filled)}
        asked[COMMENTING_NAME] = commenting(filled, [somebody])
        return {name: _count(InProcess(app), db, request) for name, request in asked.items()}
    finally:
        db.dispose()


def _count(way: InProcess, db: Database, asked: Request) -> int:
    heard: list[str] = []
    for _ in range(2):
        heard.clear()
        end = db.on_statement(heard.append)
        answer = ask(way, asked)
        end()
        if answer.status != asked.wanted:
            raise Unexpected(f"{asked.method} {asked.paths[0]} answered {answer.status}, not {asked.wanted}")
    return sum(not statement.startswith("BEGIN") for statement in heard)


def signed_in(way: Way, token: str) -> Visitor:
    """Somebody with this session."""
    visitor = Visitor(way)
    visitor.carry(cookie_name(PERSON, https=False), token)
    return visitor


def ask(way: Way, asked: Request, turn: int = 0) -> Answer:
    """The turn-th request, outside any load."""
    unique = secrets.token_hex(16)
    body = asked.bodies[turn % len(asked.bodies)]
    form = {"Content-Type": FORM_TYPE} if body else {}
    return way.ask(
        asked.method,
        asked.paths[turn % len(asked.paths)].replace(UNIQUE, unique),
        {**asked.headers[turn % len(asked.headers)], **form},
        body.replace(UNIQUE, unique).encode(),
    )


def say(what: str) -> None:
    """Tell whoever waits."""
    print(what, file=sys.stderr, flush=True)
