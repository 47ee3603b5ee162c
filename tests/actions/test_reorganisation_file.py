"""A reorganisation out of a file: what each table means, and every fault with its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from casework.actions.directory import BadDirectory
from casework.actions.directory_sheets import Fault
from casework.actions.reorganisation import Reorganisation
from casework.actions.reorganisation_file import read

HEAD = """
code = "thu"
day = 2027-01-01
title = "Thử"
source = "Quyết định số 1"
"""
NEW = """
[[agency]]
code = "MOI"
slug = "so-moi"
name = "Sở Mới"
name_en = "New Department"
short_name = "Sở Mới"
level = "department"
parent = "UBNDTINH"
email = "moi@namdinh.test"
head = "Giám đốc Sở Mới"
head_en = "Director"
"""


def said(tmp_path: Path, text: str, head: str = HEAD) -> Reorganisation:
    path = tmp_path / "thu.toml"
    path.write_text(head + text, encoding="utf-8")
    return read(path)


def faults(tmp_path: Path, text: str, head: str = HEAD) -> list[tuple[int, Fault, str]]:
    with pytest.raises(BadDirectory) as bad:
        said(tmp_path, text, head)
    assert {problem.file for problem in bad.value.problems} == {"thu.toml"}
    return [(problem.line, problem.fault, problem.column) for problem in bad.value.problems]


def test_an_agency_begins_on_the_day_with_the_post_at_its_top(tmp_path: Path) -> None:
    plan = said(tmp_path, NEW)
    (agency,), (head,) = plan.agencies, plan.heads
    assert (agency.code, agency.valid_from, agency.valid_to) == ("MOI", date(2027, 1, 1), None)
    assert (agency.phone, agency.area, agency.parent) == ("", None, "UBNDTINH")
    assert (head.agency, head.title, head.name) == ("MOI", "Giám đốc Sở Mới", "")
    assert (plan.day, plan.last_day, plan.source) == (
        date(2027, 1, 1),
        date(2026, 12, 31),
        "Quyết định số 1",
    )


def test_a_merger_ends_all_but_the_one_that_goes_on(tmp_path: Path) -> None:
    plan = said(tmp_path, """[[merge]]\nfrom = ["SGTVT", "SXD"]\ninto = "SXD"\n""")
    assert plan.agencies_end == {"SGTVT": "SXD"}


def test_a_new_name_is_a_new_agency_that_carries_on(tmp_path: Path) -> None:
    assert said(tmp_path, """[[rename]]\nfrom = "SNV"\ninto = "MOI"\n""").agencies_end == {"SNV": "MOI"}


def test_an_end_without_a_successor_leaves_the_rules_to_say(tmp_path: Path) -> None:
    plan = said(tmp_path, """[[end]]\nagencies = ["UBND-356", "UBND-358"]\n""")
    assert plan.agencies_end == {"UBND-356": None, "UBND-358": None}


def test_a_split_is_parts_by_field_and_area_and_the_rest(tmp_path: Path) -> None:
    text = """
[[split]]
from = "STNMT"
rest = "SNN"
parts = [
  { fields = ["dat-dai", "moi-truong"], areas = ["362"], to = "SXD" },
  { areas = ["366"], to = "STC" },
]
"""
    plan = said(tmp_path, text)
    assert plan.agencies_end == {"STNMT": "SNN"}
    assert [(one.field, one.area, one.taken_by) for one in plan.takeovers] == [
        ("dat-dai", "362", "SXD"),
        ("moi-truong", "362", "SXD"),
        (None, "366", "STC"),
    ]


def test_who_keeps_the_rest_of_a_split_goes_on(tmp_path: Path) -> None:
    text = """[[split]]\nfrom = "SXD"\nrest = "SXD"\nparts = [{ fields = ["dat-dai"], to = "STC" }]\n"""
    plan = said(tmp_path, text)
    assert plan.agencies_end == {} and plan.takeovers[0].taken_by == "STC"


def test_outlets_and_areas_merge_likewise(tmp_path: Path) -> None:
    text = """
[[merge_outlets]]
from = ["BND", "PTTH"]
into = "BND"
[[merge_areas]]
from = ["36"]
into = "37"
"""
    plan = said(tmp_path, text)
    assert (plan.outlets_end, plan.areas_end) == ({"PTTH": "BND"}, {"36": "37"})


BAD: dict[str, tuple[str, tuple[int, Fault, str]]] = {
    "no TOML": ("[[merge]\n", (6, Fault.NOT_TOML, "")),
    "a table nobody knows": ("[[close]]\n", (1, Fault.UNKNOWN_COLUMN, "close")),
    "a key nobody knows": (
        """[[end]]\nagencies = ["A"]\nheir = "B"\n""",
        (6, Fault.UNKNOWN_COLUMN, "heir"),
    ),
    "nobody to merge": ("""[[merge]]\nfrom = []\ninto = "B"\n""", (6, Fault.EMPTY, "from")),
    "into nobody": ("""[[merge]]\nfrom = ["A"]\n""", (6, Fault.EMPTY, "into")),
    "a number for a code": ("""[[end]]\nagencies = [36]\n""", (6, Fault.WRONG_TYPE, "agencies")),
    "a code that is none": ("""[[end]]\nagencies = ["A B"]\n""", (6, Fault.BAD_CODE, "agencies")),
    "one end told twice": (
        """[[rename]]\nfrom = "A"\ninto = "B"\n[[rename]]\nfrom = "A"\ninto = "C"\n""",
        (9, Fault.DUPLICATE, "agencies"),
    ),
    "a part of nothing": (
        """[[transfer]]\nfrom = "A"\nto = "B"\n""",
        (6, Fault.EMPTY, "fields"),
    ),
    "a split without parts": ("""[[split]]\nfrom = "A"\nrest = "B"\n""", (6, Fault.EMPTY, "parts")),
    "an address that is none": (NEW.replace("moi@namdinh.test", "moi"), (7, Fault.BAD_EMAIL, "email")),
    "a level nobody knows": (NEW.replace('"department"', '"bureau"'), (7, Fault.BAD_CHOICE, "level")),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_named_with_its_line(tmp_path: Path, name: str) -> None:
    text, fault = BAD[name]
    assert fault in faults(tmp_path, text)


@pytest.mark.parametrize("day", ["'2027-01-01'", "2027-01-01T00:00:00", "20270101"])
def test_the_day_is_a_day(tmp_path: Path, day: str) -> None:
    head = HEAD.replace("2027-01-01", day)
    assert (1, Fault.BAD_DATE, "day") in faults(tmp_path, "", head)


def test_every_fault_is_told_in_one_go(tmp_path: Path) -> None:
    found = faults(tmp_path, "[[merge]]\n[[end]]\n", HEAD.replace('"Thử"', '""'))
    assert [line for line, _, _ in found] == [1, 6, 6, 7]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "thu.toml"
    path.write_bytes(HEAD.encode("utf-16"))
    with pytest.raises(BadDirectory) as bad:
        read(path)
    assert bad.value.problems[0].fault is Fault.NOT_UTF8
