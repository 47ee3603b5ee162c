"""`python -m bench search`: what it writes is found, and each search is named with its figures."""

from __future__ import annotations

from pathlib import Path

from bench.loading import DIRECTORY
from bench.search import SEARCHES, TYPED, Timing, measured, table
from bench.similar import write_reports
from casework.actions.directory import import_directory
from casework.actions.indexing import index_published
from casework.store.casework import Casework
from casework.store.tables import PublishedWordsRow
from tests.engines import Engines
from tests.house import Clock, casework_on


def _rows(casework: Casework) -> list[tuple[int, str, str]]:
    with casework.db.read() as session:
        found = session.query(PublishedWordsRow).order_by(PublishedWordsRow.number)
        return [(row.number, row.folded, row.marked) for row in found]


def test_the_index_is_the_one_that_the_house_would_write_and_is_searched(
    database_url: str, engines: Engines, tmp_path: Path
) -> None:
    with engines.opened(database_url) as database:
        casework = casework_on(database, tmp_path, Clock())
        import_directory(casework, DIRECTORY)
        write_reports(casework, 80)
        written = _rows(casework)
        assert index_published(casework) == 80 and _rows(casework) == written
        timings = measured(casework, "either", 80, timed=1)
        assert [timing.search for timing in timings] == [*SEARCHES, TYPED]
        assert all(0 < timing.median <= timing.p99 for timing in timings)
        assert timings[0].found > 0 and timings[-2].found == 0


def test_the_table_names_each_search_with_its_figures() -> None:
    timing = Timing(engine="sqlite", reports=1_000, search="dat dai", median=7.25, p99=20, found=1_000)
    assert "| sqlite | 1,000 | dat dai | 7.2 | 20.0 | 1,000 |" in table([timing])
