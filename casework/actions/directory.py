"""Import of the directory from a folder of CSV files: all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from casework.actions.directory_sheets import SHEETS, Fault, Is, Line, Problem, Reading, read
from casework.store import directory, directory_rows
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.directory_rows import Counts

_CHAINS: Final = (
    ("areas", "parent"),
    ("agencies", "parent"),
    ("agencies", "successor"),
    ("reform_tasks", "parent"),
)
_ENDS: Final = ("valid_to", "successor")
Rows = Mapping[str, Sequence[Mapping[str, Any]]]


class BadDirectory(Exception):
    """The files are not fit; nothing was imported. `problems` names every fault, by file and line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, kw_only=True)
class ImportSummary:
    """What became of the rows, by sheet ("agencies", …), for the files that there were."""

    sheets: Mapping[str, Counts]

    @property
    def added(self) -> int:
        return sum(counts.added for counts in self.sheets.values())

    @property
    def changed(self) -> int:
        return sum(counts.changed for counts in self.sheets.values())

    @property
    def unchanged(self) -> int:
        return sum(counts.unchanged for counts in self.sheets.values())

    @property
    def changed_nothing(self) -> bool:
        return not self.added and not self.changed


def import_directory(casework: Casework, folder: Path) -> ImportSummary:
    """Take over the CSV files of a folder (data/nam-dinh/README.md tells their columns) in one transaction.

    A folder may hold some of the files only; what a file no longer names stays as it is. Importing the same
    files again changes nothing. Raises BadDirectory with every fault, having changed nothing.
    """
    readings = _read_all(folder)
    problems = [problem for reading in readings.values() for problem in reading.problems]
    with casework.db.write() as session:
        directory_rows.hold(session)
        stored = {name: directory_rows.stored(session, name) for name in SHEETS}
        problems += _among_rows(readings, stored)
        if problems:
            raise BadDirectory(sorted(problems, key=lambda problem: (problem.file, problem.line)))
        counts = {name: _write(session, name, reading, stored[name]) for name, reading in readings.items()}
    directory.forget(casework.db)
    return ImportSummary(sheets=counts)


def _write(session: Session, name: str, reading: Reading, rows: Sequence[Mapping[str, Any]]) -> Counts:
    """Take over what the lines say. An empty cell takes no end back: what a reorganisation has ended stays
    ended, however often the files of before are imported."""
    ended = {_key_of(name, row): row for row in rows if row.get("valid_to") is not None}
    lines = []
    for line in reading.lines:
        cells = dict(line.cells)
        before = ended.get(_key_of(name, cells), {})
        if cells.get("valid_to") is None:
            cells |= {column: before[column] for column in _ENDS if column in before and column in cells}
        lines.append(cells)
    return directory_rows.upsert(session, name, lines)


def _key_of(name: str, row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(row[column] for column in SHEETS[name].key)


def _read_all(folder: Path) -> dict[str, Reading]:
    """The files there are. Raises BadDirectory for none, and for one that has a name of no sheet."""
    there = {path.name for path in folder.glob("*.csv")} if folder.is_dir() else set()
    strange = sorted(there - {f"{name}.csv" for name in SHEETS})
    if strange or not there:
        faults = [(name, Fault.UNKNOWN_FILE) for name in strange] or [(str(folder), Fault.NOT_FOUND)]
        raise BadDirectory(Problem(file=name, line=1, fault=fault) for name, fault in faults)
    return {
        name: read(folder / f"{name}.csv", sheet) for name, sheet in SHEETS.items() if f"{name}.csv" in there
    }


def _among_rows(readings: Mapping[str, Reading], stored: Rows) -> Iterator[Problem]:
    """What is wrong between rows: of one file, of several, and of those that are stored."""
    for name, reading in readings.items():
        yield from _duplicates(name, reading, stored[name])
        for line in reading.lines:
            yield from _references(name, line, readings, stored)
            yield from _period(name, line)
    for name, column in _CHAINS:
        if name in readings:
            yield from _circles(name, column, readings[name], stored[name])
    yield from _fields_without_rule(readings, stored)


def _duplicates(name: str, reading: Reading, rows: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    sheet = SHEETS[name]
    for columns in (sheet.key, *((column,) for column in sheet.unique)):
        seen: dict[tuple[Any, ...], Any] = {}
        if columns != sheet.key:
            given = {line.cells["code"] for line in reading.lines}
            seen = {(row[columns[0]],): row["code"] for row in rows if row["code"] not in given}
        for line in reading.lines:
            value = tuple(line.cells[column] for column in columns)
            if value in seen:
                told = " ".join(str(cell) for cell in value if cell is not None)
                yield _problem(name, line, Fault.DUPLICATE, columns[0], told)
            seen[value] = line


def _references(name: str, line: Line, readings: Mapping[str, Reading], stored: Rows) -> Iterator[Problem]:
    for column in SHEETS[name].columns:
        wanted = line.cells.get(column.name) if column.kind is Is.REFERENCE else None
        if wanted is None or wanted in {row["code"] for row in stored[column.to]}:
            continue
        # What points at a row that is itself at fault, or lost with its file, is no second fault.
        target = readings.get(column.to, Reading(whole=True))
        if target.whole and wanted not in target.codes:
            yield _problem(name, line, Fault.UNKNOWN_REFERENCE, column.name, wanted)


def _period(name: str, line: Line) -> Iterator[Problem]:
    begins, ends = line.cells.get("valid_from"), line.cells.get("valid_to")
    if begins is not None and ends is not None and ends < begins:
        yield _problem(name, line, Fault.ENDS_BEFORE_START, "valid_to", str(ends))
    if line.cells.get("successor") is not None and ends is None:
        yield _problem(name, line, Fault.SUCCESSOR_WITHOUT_END, "successor", line.cells["successor"])


def _circles(
    name: str, column: str, reading: Reading, rows: Sequence[Mapping[str, Any]]
) -> Iterator[Problem]:
    """Rows that come back to themselves when one goes from each to the next."""
    following = {row["code"]: row[column] for row in rows}
    following |= {line.cells["code"]: line.cells[column] for line in reading.lines}
    for line in reading.lines:
        start = line.cells["code"]
        at, steps = following.get(start), 0
        while at is not None and at != start and steps <= len(following):
            at, steps = following.get(at), steps + 1
        if at == start:
            yield _problem(name, line, Fault.CIRCLE, column, following[start])


def _fields_without_rule(readings: Mapping[str, Reading], stored: Rows) -> Iterator[Problem]:
    given = readings.get("routing_rules", Reading())
    if "fields" not in readings or given.problems:
        return
    rules = (*(line.cells for line in given.lines), *stored["routing_rules"])
    ruled = {rule["field"] for rule in rules if rule["area"] is None}
    for line in readings["fields"].lines:
        if line.cells["code"] not in ruled:
            yield _problem("fields", line, Fault.NO_RULE, "code", line.cells["code"])


def _problem(name: str, line: Line, fault: Fault, column: str, value: str) -> Problem:
    return Problem(file=f"{name}.csv", line=line.number, fault=fault, column=column, value=value)
