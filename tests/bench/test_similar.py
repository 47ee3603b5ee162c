"""`python -m bench similar`: it writes what deeds would have written, and finds what it measures."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from bench.loading import DIRECTORY
from bench.similar import Timing, measured, table, write_reports
from casework.actions.directory import import_directory
from casework.actions.indexing import index_similar
from casework.store.casework import Casework
from casework.store.tables import SimilarWordRow
from tests.engines import Engines
from tests.house import Clock, casework_on


def _words(casework: Casework) -> set[tuple[int, int]]:
    with casework.db.read() as session:
        return {(row.word, row.number) for row in session.scalars(select(SimilarWordRow))}


def test_the_words_are_those_that_the_house_would_write_and_new_texts_find_their_like(
    database_url: str, engines: Engines, tmp_path: Path
) -> None:
    with engines.opened(database_url) as database:
        casework = casework_on(database, tmp_path, Clock())
        import_directory(casework, DIRECTORY)
        words = write_reports(casework, 60)
        written = _words(casework)
        assert len(written) == words
        assert index_similar(casework) == 60 and _words(casework) == written

        timing = measured(casework, "either", reports=60, words=words, timed=3)
        assert 0 < timing.found <= 5 and 0 < timing.median <= timing.p99


def test_the_table_names_each_engine_with_its_figures() -> None:
    timing = Timing(engine="sqlite", median=7.25, p99=20, reports=100_000, words=6_000_000, found=5)
    assert "| sqlite | 100,000 | 6,000,000 | 7.2 | 20.0 | 5.0 |" in table([timing])
