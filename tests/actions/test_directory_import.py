"""Import of the directory: all of it or nothing, every fault named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from casework.actions.directory import BadDirectory, import_directory
from casework.actions.directory_sheets import Fault
from casework.readings.directory import directory
from casework.store.casework import Casework

ROOT = Path(__file__).resolve().parents[2]
NAM_DINH = ROOT / "data" / "nam-dinh"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(NAM_DINH, tmp_path / "directory")


def change(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def append(folder: Path, file: str, line: str) -> int:
    """Returns the number of the line that was added."""
    path = folder / file
    path.write_text(path.read_text(encoding="utf-8") + line + "\n", encoding="utf-8")
    return len(path.read_text(encoding="utf-8").splitlines())


def faults(casework: Casework, folder: Path) -> list[tuple[str, int, Fault, str]]:
    with pytest.raises(BadDirectory) as bad:
        import_directory(casework, folder)
    return [(p.file, p.line, p.fault, p.column) for p in bad.value.problems]


def test_a_second_import_of_the_same_files_changes_nothing_and_says_so(
    casework: Casework, folder: Path
) -> None:
    first = import_directory(casework, folder)
    assert first.added == sum(counts.added for counts in first.sheets.values()) > 200
    assert first.sheets["agencies"].added == 46 and not first.changed
    second = import_directory(casework, folder)
    assert second.changed_nothing and second.unchanged == first.added


def test_a_changed_row_is_changed_and_seen_at_once(casework: Casework, folder: Path) -> None:
    import_directory(casework, folder)
    assert directory(casework).agency_name("SNV", "vi") == "Sở Nội vụ"
    change(folder, "agencies.csv", "Sở Nội vụ,Department", "Sở Nội vụ mới,Department")
    summary = import_directory(casework, folder)
    assert (summary.added, summary.changed) == (0, 1)
    assert directory(casework).agency_name("SNV", "vi") == "Sở Nội vụ mới"


def test_an_agency_missing_from_the_file_stays(casework: Casework, folder: Path) -> None:
    import_directory(casework, folder)
    path = folder / "agencies.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith("HCCB,")), encoding="utf-8")
    assert import_directory(casework, folder).changed_nothing
    assert directory(casework).agency("HCCB") is not None


def test_a_folder_with_the_heads_alone_adds_their_names(casework: Casework, folder: Path) -> None:
    import_directory(casework, folder)
    heads = folder / "names"
    heads.mkdir()
    shutil.copy(ROOT / "data" / "demo" / "heads.csv", heads)
    assert import_directory(casework, heads).sheets["heads"].changed == 46


def test_an_ended_agency_and_a_successor_that_stands_after_it_come_in_together(
    casework: Casework, folder: Path
) -> None:
    change(
        folder,
        "agencies.csv",
        "snv@namdinh.test,,,2014-01-01,,",
        "snv@namdinh.test,,,2014-01-01,2025-06-30,SNV2",
    )
    append(
        folder,
        "agencies.csv",
        "SNV2,so-noi-vu-2,Sở Nội vụ,Home Affairs,SNV,department,UBNDTINH,,snv2@namdinh.test,,,2025-07-01,,",
    )
    import_directory(casework, folder)
    ended = directory(casework).agency("SNV")
    assert ended is not None and ended.successor == "SNV2"
    assert import_directory(casework, folder).changed_nothing


CASES: dict[str, tuple[Callable[[Path], object], tuple[str, int, Fault, str]]] = {
    "a missing column": (
        lambda at: change(at, "outlets.csv", ",email", ""),
        ("outlets.csv", 1, Fault.MISSING_COLUMN, "email"),
    ),
    "too few cells": (lambda at: append(at, "fields.csv", "x,y"), ("fields.csv", 24, Fault.CELLS, "")),
    "an unknown agency": (
        lambda at: append(at, "routing_rules.csv", "dat-dai,36,NOBODY"),
        ("routing_rules.csv", 74, Fault.UNKNOWN_REFERENCE, "agency"),
    ),
    "a code twice": (
        lambda at: append(at, "areas.csv", "362,nam-truc,Nam Trực,Nam Trực,district,36"),
        ("areas.csv", 13, Fault.DUPLICATE, "code"),
    ),
    "a slug twice": (
        lambda at: append(at, "areas.csv", "999,huyen-nam-truc,Nam Trực,Nam Trực,district,36"),
        ("areas.csv", 13, Fault.DUPLICATE, "slug"),
    ),
    "a second rule for the province": (
        lambda at: append(at, "routing_rules.csv", "dat-dai,,SNV"),
        ("routing_rules.csv", 74, Fault.DUPLICATE, "field"),
    ),
    "a date that is none": (
        lambda at: append(at, "holidays.csv", "2026-02-30,off,Nghỉ,Văn bản"),
        ("holidays.csv", 8, Fault.BAD_DATE, "date"),
    ),
    "a name that is too long": (
        lambda at: append(at, "fields.csv", f"moi,{'x' * 121},New,"),
        ("fields.csv", 24, Fault.TOO_LONG, "name"),
    ),
    "an address that is none": (
        lambda at: change(at, "outlets.csv", "bandoc@baonamdinh.test", "bandoc"),
        ("outlets.csv", 2, Fault.BAD_EMAIL, "email"),
    ),
    "a circle of parents": (
        lambda at: change(at, "areas.csv", "Nam Định Province,province,", "Nam Định Province,province,36"),
        ("areas.csv", 2, Fault.CIRCLE, "parent"),
    ),
    "an end before the start": (
        lambda at: change(
            at, "agencies.csv", "snv@namdinh.test,,,2014-01-01,,", "snv@namdinh.test,,,2014-01-01,2013-01-01,"
        ),
        ("agencies.csv", 4, Fault.ENDS_BEFORE_START, "valid_to"),
    ),
    "a successor of an agency that goes on": (
        lambda at: change(
            at, "agencies.csv", "snv@namdinh.test,,,2014-01-01,,", "snv@namdinh.test,,,2014-01-01,,STP"
        ),
        ("agencies.csv", 4, Fault.SUCCESSOR_WITHOUT_END, "successor"),
    ),
    "a field that nobody answers for": (
        lambda at: append(at, "fields.csv", "moi,Mới,New,"),
        ("fields.csv", 24, Fault.NO_RULE, "code"),
    ),
    "an unknown level": (
        lambda at: change(at, "agencies.csv", ",department,UBNDTINH,,snv@", ",bureau,UBNDTINH,,snv@"),
        ("agencies.csv", 4, Fault.BAD_CHOICE, "level"),
    ),
    "a quote that never ends": (
        lambda at: append(at, "holidays.csv", '2026-02-20,off,"Nghỉ,Văn bản'),
        ("holidays.csv", 8, Fault.NOT_CSV, ""),
    ),
    "a NUL": (
        lambda at: append(at, "fields.csv", "moi,M\0i,New,"),
        ("fields.csv", 24, Fault.NUL, ""),
    ),
    "another encoding": (
        lambda at: (at / "fields.csv").write_bytes("code,name\nmoi,Mới".encode("utf-16")),
        ("fields.csv", 1, Fault.NOT_UTF8, ""),
    ),
    "a file that no sheet has": (
        lambda at: (at / "agency.csv").write_text("code\n"),
        ("agency.csv", 1, Fault.UNKNOWN_FILE, ""),
    ),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_fault_is_named_by_file_and_line_and_nothing_is_imported(
    casework: Casework, folder: Path, case: str
) -> None:
    spoil, fault = CASES[case]
    spoil(folder)
    assert faults(casework, folder) == [fault]
    assert directory(casework).agencies == ()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_fault_of_every_file_is_told_in_one_go(casework: Casework, folder: Path) -> None:
    append(folder, "holidays.csv", "2026-02-30,maybe,Nghỉ,Văn bản")
    append(folder, "routing_rules.csv", "dat-dai,36,NOBODY")
    change(folder, "outlets.csv", "bandoc@baonamdinh.test", "bandoc")
    assert [fault[:2] for fault in faults(casework, folder)] == [
        ("holidays.csv", 8),
        ("holidays.csv", 8),
        ("outlets.csv", 2),
        ("routing_rules.csv", 74),
    ]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_refers_to_a_row_at_fault_is_no_second_fault(casework: Casework, folder: Path) -> None:
    change(folder, "agencies.csv", "snv@namdinh.test", "nowhere")
    assert faults(casework, folder) == [("agencies.csv", 4, Fault.BAD_EMAIL, "email")]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_file_as_excel_writes_it_is_read(casework: Casework, folder: Path) -> None:
    path = folder / "areas.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n") + b",,,,,\r\n")
    assert import_directory(casework, folder).sheets["areas"].added == 11


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_folder_without_files_is_refused(casework: Casework, tmp_path: Path) -> None:
    assert [fault[2] for fault in faults(casework, tmp_path / "nowhere")] == [Fault.NOT_FOUND]
