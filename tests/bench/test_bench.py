"""The bench measures a forum that could be real, and reckons rightly."""

from __future__ import annotations

import random
import socket
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import func, select

from app import create_app
from bench import figures, load
from bench.figures import Figures, Growth, Sample
from bench.load import Job
from bench.loading import SEED, Filled, fill
from bench.measuring import Effort, ask, signed_in
from bench.people import readers
from bench.scenarios import commenters, commenting
from bench.texts import written_texts
from bench.visitor import InProcess
from casework.domain.evolve import begin, evolve
from casework.domain.evolve import fold as fold_events
from casework.domain.policy import ANYBODY
from casework.domain.text import fold, fold_marked
from casework.domain.values import PostKind, ReportCode
from casework.readings.thread import open_thread
from casework.store import journal, projection, search
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.markup import citizen_html
from casework.store.reports import from_row
from casework.store.tables import AssignmentRow, PostRow, ReportRow, SearchRow
from config import from_environment
from tests.conftest import ENGINES
from tests.engines import Engines
from tests.house import Clock, casework_on

REPORTS = 60


@pytest.fixture(scope="module", params=ENGINES)
def casework(
    request: pytest.FixtureRequest, engines: Engines, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Casework]:
    """One forum for all the tests here: they only read, or take back what they wrote."""
    with engines.database(request.param) as url, engines.opened(url) as database:
        yield casework_on(database, tmp_path_factory.mktemp("files"), Clock())


@pytest.fixture(scope="module")
def filled(casework: Casework) -> Filled:
    return fill(casework, REPORTS)


def test_the_loader_writes_a_journal_whose_chain_holds(casework: Casework, filled: Filled) -> None:
    with casework.db.read() as session:
        count, _head = journal.verify(session)
    assert count == filled.events > REPORTS


def test_every_loaded_report_is_the_fold_of_its_events(casework: Casework, filled: Filled) -> None:
    with casework.db.read() as session:
        rows = session.scalars(select(ReportRow)).all()
        assert len(rows) == REPORTS
        for row in rows:
            assert from_row(row) == fold_events(journal.of_report(session, row.code))


def test_the_loaded_routings_are_those_that_the_store_would_have_kept(
    casework: Casework, filled: Filled
) -> None:
    with casework.db.read() as session:
        before = _routings(session)
        codes = session.scalars(select(ReportRow.code)).all()
        histories = {code: journal.of_report(session, code) for code in codes}
        for row in session.scalars(select(AssignmentRow)):
            session.delete(row)
        session.flush()
        for history in histories.values():
            report = begin(history[0])
            for recorded in history[1:]:
                report = evolve(report, recorded)
                projection.project(session, report, recorded)
                session.flush()
        session.flush()
        assert _routings(session) == before


def test_the_thread_that_is_measured_has_twenty_comments_and_an_official_reply(
    casework: Casework, filled: Filled
) -> None:
    thread = open_thread(casework, filled.thread, ANYBODY)
    assert len(thread.comments) == thread.comment_count == 20
    assert thread.next_comments is None
    assert thread.reply is not None
    assert len(thread.history) > 3


def test_what_is_kept_for_pages_and_search_is_what_the_house_would_have_made(
    casework: Casework, filled: Filled
) -> None:
    with casework.db.read() as session:
        for row in session.scalars(select(ReportRow)):
            assert row.body_html == citizen_html(row.body)
            shown = select(func.count()).where(
                PostRow.report_code == row.code, PostRow.kind == PostKind.COMMENT
            )
            assert row.comments == session.scalar(shown)
        kept = {row.report_code: (row.folded, row.marked) for row in session.scalars(select(SearchRow))}
        for code in kept:
            search.index(session, code)
        session.flush()
        made = {row.report_code: (row.folded, row.marked) for row in session.scalars(select(SearchRow))}
    assert made == kept


def test_loaded_reports_are_found_by_their_words(casework: Casework, filled: Filled) -> None:
    with casework.db.read() as session:
        wanted = search.matches(session, "hồ sơ số 0000000")
        assert wanted is not None
        assert session.scalars(select(ReportRow.code).where(wanted)).all() == [filled.thread]


def test_as_many_people_post_as_it_takes_for_nobody_to_write_more_than_one_may_in_a_day(
    database_url: str, tmp_path: Path
) -> None:
    environment = {"ENV": "development", "DATA_DIR": str(tmp_path), "DATABASE_URL": database_url}
    app = create_app(from_environment(environment))
    casework: Casework = app.extensions["casework"]
    filled = fill(casework, 20)
    loads = [Effort(connections=2, rounds=1, requests=8).posts, Effort(rounds=2, requests=5).posts]
    way, number = InProcess(app), commenters(loads)
    people = readers(casework, number, since=casework.now())
    deed = commenting(filled, [signed_in(way, token) for token in people])
    turns = [0, *(turn for load_of in loads for turn in range(load_of))]
    statuses = Counter(ask(way, deed, turn).status for turn in turns)
    casework.db.dispose()
    assert statuses == {deed.wanted: len(turns)}
    # Each of them writes several, as people do.
    assert number <= len(turns) / 5
    assert len(set(people)) == number == len({one["Cookie"] for one in deed.headers})


def test_the_same_seed_tells_the_same_words() -> None:
    texts = written_texts()
    first, again = (texts.compose(random.Random(SEED), place="Hải Hậu", number=7) for _ in range(2))
    assert first.body == again.body
    code = ReportCode("PA-7K3M-9QXT")
    assert first.folded(code, ()) == fold("\n".join((code, first.title, first.body)))
    assert first.marked(code, ()) == fold_marked("\n".join((code, first.title, first.body)))


@pytest.mark.parametrize(
    ("values", "share", "wanted"),
    [
        ([5.0], 0.99, 5.0),
        ([4.0, 1.0, 3.0, 2.0], 0.5, 2.0),
        ([float(n) for n in range(1, 101)], 0.99, 99.0),
        ([float(n) for n in range(1, 102)], 0.99, 100.0),
        ([1.0, 2.0], 0.0, 1.0),
    ],
)
def test_a_percentile_is_a_value_that_was_measured(values: list[float], share: float, wanted: float) -> None:
    assert figures.percentile(values, share) == wanted


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        figures.percentile([], 0.5)


def test_the_rate_is_the_median_of_the_rounds_and_the_cost_is_counted_in_bare_views() -> None:
    line = _line("list", 1_000, rates=[10.0, 200.0, 100.0])
    assert (line.rate, line.cost, line.requests) == (100.0, 10.0, 4)
    assert (line.p50, line.p99) == (2.0, 9.0)


def test_growth_compares_the_largest_size_with_the_smallest() -> None:
    lines = [
        _line("list", 100_000, rates=[50.0]),
        _line("list", 1_000, rates=[100.0]),
        _line("only once", 1_000, rates=[100.0]),
    ]
    assert figures.growth(lines) == {"list": Growth(by_rate=2.0, by_cpu=None, of_page=1.0)}
    assert "| list | – | 2.00 | 1.00 | no |" in figures.table(lines)


def test_growth_is_judged_by_processor_time_where_that_is_known() -> None:
    lines = [_line("list", 100_000, rates=[50.0], cpu=12.0), _line("list", 1_000, rates=[100.0], cpu=10.0)]
    assert figures.growth(lines) == {"list": Growth(by_rate=2.0, by_cpu=1.2, of_page=1.0)}
    table = figures.table([_line("bare", 0, rates=[100.0]), *lines])
    assert "| list | 1.20 | 2.00 | 1.00 | yes |" in table
    assert "cost at 100,000 ÷ at 1,000" in table


def test_a_page_that_is_longer_where_there_is_more_to_show_is_told_apart_from_one_that_grows_dearer() -> None:
    small = replace(_line("list", 1_000, rates=[100.0], cpu=10.0), raw_bytes=1_000)
    longer, dearer = (
        replace(_line("list", 100_000, rates=[50.0], cpu=cpu), raw_bytes=2_000) for cpu in (19.0, 21.0)
    )
    assert "| list | 1.90 | 2.00 | 2.00 | it shows more |" in figures.table([small, longer])
    assert "| list | 2.10 | 2.00 | 2.00 | no |" in figures.table([small, dearer])


def test_the_figures_for_programs_are_those_of_the_table() -> None:
    told = figures.as_json([_line("list", 1_000, rates=[100.0])], {"engine": "sqlite"})
    assert told["about"] == {"engine": "sqlite"}
    assert told["lines"][0] | {"name": "list", "statements": 3, "raw_bytes": 900} == told["lines"][0]


def test_each_request_of_the_load_is_another_one() -> None:
    job = Job(
        port=1,
        paths=["/a?n={unique}", "/b"],
        method="POST",
        bodies=["post={unique}", "post={unique}&b=2", "post={unique}&c=3"],
        headers=[{"Cookie": "a"}, {"Cookie": "b"}, {"Cookie": "c"}],
    )
    first, second, third = (load.request(job, turn) for turn in range(3))
    assert first.startswith(b"POST /a?n=") and second.startswith(b"POST /b HTTP/1.1\r\n")
    assert first.partition(b"\r\n")[0] != third.partition(b"\r\n")[0]
    assert b"\r\nContent-Length: 41\r\n" in second and b"\r\nCookie: b\r\n" in second
    assert len(second.partition(b"\r\n\r\n")[2]) == 41
    assert third.endswith(b"&c=3") and b"\r\nCookie: c\r\n" in third


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
    ],
)
def test_the_load_reads_every_answer_to_its_end(answer: bytes) -> None:
    with _answering(answer) as port:
        seen = load.run(Job(port=port, paths=["/"], connections=1, rounds=2, requests=3, seconds=10))
    assert seen.statuses == {"200": 6}
    assert len(seen.latencies) == 6 and len(seen.rates) == 2


def _line(name: str, size: int, *, rates: list[float], cpu: float | None = None) -> Figures:
    sample = Sample(latencies=[9.0, 1.0, 2.0, 3.0], rates=rates, statuses={200: 4}, cpu_ms=cpu)
    return figures.figures(name, size, sample, bare_rate=1_000.0, statements=3, raw_bytes=900, sent_bytes=300)


def _routings(session: Session) -> list[tuple[object, ...]]:
    columns = [column for column in AssignmentRow.__table__.columns if column.name != "id"]
    return sorted((tuple(row) for row in session.execute(select(*columns))), key=str)


@contextmanager
def _answering(answer: bytes) -> Iterator[int]:
    """A server that gives the same answer to every request, one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _address = listening.accept()
                except OSError:
                    return
                with connection:
                    while connection.recv(65_536):
                        connection.sendall(answer)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield int(listening.getsockname()[1])
        # Closing alone would leave the thread waiting.
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)
