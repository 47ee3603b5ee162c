"""The dearest files of tests are dealt out first."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from tests.order import DEAREST, dearest_first
from tests.structure.tree import ROOT


def test_the_tests_of_dear_files_come_first_and_the_others_stay_as_they_were() -> None:
    other, dear, dearer = "tests/domain/test_text.py", DEAREST[1], DEAREST[0]
    names = [other, dear, "tests/domain/test_codes.py", dearer, dear]
    items = [SimpleNamespace(path=ROOT / name) for name in names]
    places = [names.index(dearer), 1, 4, 0, 2]
    assert dearest_first(items) == [items[place] for place in places]


def test_a_file_from_elsewhere_is_none_of_them() -> None:
    item = SimpleNamespace(path=Path("/elsewhere") / DEAREST[0])
    assert dearest_first([item]) == [item]


def test_each_dear_file_is_there_once() -> None:
    assert len(set(DEAREST)) == len(DEAREST)
    assert not [name for name in DEAREST if not (ROOT / name).is_file()]


def test_the_order_is_kept_when_files_are_dealt_out() -> None:
    """xdist puts another order in its place, unless it is told not to."""
    assert "--dist loadfile --no-loadscope-reorder" in (ROOT / "Makefile").read_text(encoding="utf-8")
