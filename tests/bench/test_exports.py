"""`python -m bench exports`: every kind of file is made whole, and memory that grows is told."""

from __future__ import annotations

import pytest

from bench.exports import Made, growths, measured, table
from bench.forums import forum
from bench.similar import write_reports
from casework.domain.open_data import Format
from tests.conftest import ENGINES


@pytest.mark.parametrize("engine", ENGINES)
def test_each_file_is_made_by_a_process_of_its_own(engine: str) -> None:
    with forum(engine) as opened:
        write_reports(opened.casework, 40)
        made = measured(opened, engine, 40)
    assert [one.form for one in made] == list(Format)
    assert all(one.seconds > 0 and one.file_mb > 0 for one in made)
    # A file takes some memory, and nothing like what a whole process does.
    assert all(0 < one.memory_mb < 50 for one in made)


def _made(reports: int, memory_mb: float) -> Made:
    return Made(engine="sqlite", reports=reports, form="csv", seconds=1.5, file_mb=2, memory_mb=memory_mb)


def test_memory_is_told_in_a_table_and_by_how_much_it_grew() -> None:
    made = [_made(100_000, 9.5), _made(1_000, 4.0)]
    assert growths(made) == {("sqlite", "csv"): 5.5}
    assert "| sqlite | 100,000 | csv | 1.5 | 2.0 | 9.5 |" in table(made)
