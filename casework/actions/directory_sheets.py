"""What each file of the directory holds, and how one is read: every cell checked, every fault named."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from casework.actions.addresses import BadAddress, normal_address
from casework.domain.ready_texts import Use
from casework.domain.text import Unclean, normalise_line
from casework.store.directory import LEVELS

LARGEST_BYTES: Final = 5_000_000


class Fault(StrEnum):
    NOT_FOUND = "not_found"
    UNKNOWN_FILE = "unknown_file"
    TOO_LARGE = "too_large"
    NOT_UTF8 = "not_utf8"
    NUL = "nul"
    UNCLEAN = "unclean"
    NOT_CSV = "not_csv"
    NOT_TOML = "not_toml"
    WRONG_TYPE = "wrong_type"  # a number where text belongs, text where a list does
    MISSING_COLUMN = "missing_column"
    UNKNOWN_COLUMN = "unknown_column"
    CELLS = "cells"  # more or fewer than the header has
    EMPTY = "empty"
    TOO_LONG = "too_long"
    BAD_CODE = "bad_code"
    BAD_SLUG = "bad_slug"
    BAD_EMAIL = "bad_email"
    BAD_DATE = "bad_date"
    BAD_CHOICE = "bad_choice"
    DUPLICATE = "duplicate"
    UNKNOWN_REFERENCE = "unknown_reference"
    CIRCLE = "circle"
    ENDS_BEFORE_START = "ends_before_start"
    SUCCESSOR_WITHOUT_END = "successor_without_end"
    NO_RULE = "no_rule"  # a field without a rule for the whole province


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One fault: the file, its line as an editor counts it, the column, the fault and what stood there."""

    file: str
    line: int
    fault: Fault
    column: str = ""
    value: str = ""

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " + (f"{self.column}: " if self.column else "")
        return where + self.fault.value + (f" ({self.value[:60]})" if self.value else "")


class Is(StrEnum):
    TEXT = "text"
    CODE = "code"
    SLUG = "slug"
    EMAIL = "email"
    DATE = "date"
    CHOICE = "choice"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Column:
    name: str
    kind: Is = Is.TEXT
    longest: int = 200
    needed: bool = True
    to: str = ""  # the sheet that a reference points into
    choices: tuple[str, ...] = ()
    into: str = ""  # what the store calls it, where that is another name


@dataclass(frozen=True)
class Sheet:
    """`key` and `unique` name columns that no two rows share; `numbered` ones keep the order of the file."""

    columns: tuple[Column, ...]
    key: tuple[str, ...] = ("code",)
    unique: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row whose cells are all right by themselves, with its line in the file."""

    number: int
    cells: Mapping[str, Any]


@dataclass(kw_only=True)
class Reading:
    """What was found in one file: `codes` are of every row; `whole` says there is no more of it."""

    lines: list[Line] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    whole: bool = False


_CODE = Column("code", Is.CODE, 40)
_SLUG = Column("slug", Is.SLUG, 120)
_NAMES = (Column("name"), Column("name_en"))
_SHORT_NAMES = (Column("name", longest=120), Column("name_en", longest=120))
_EMAIL = Column("email", Is.EMAIL, 254)
_FROM, _TO = Column("valid_from", Is.DATE), Column("valid_to", Is.DATE, needed=False)

# In the order in which they are written: each refers to those before it, or to itself.
SHEETS: Mapping[str, Sheet] = MappingProxyType(
    {
        "outlets": Sheet(
            (
                _CODE,
                _SLUG,
                *_NAMES,
                Column("kind", Is.CHOICE, choices=("newspaper", "broadcaster", "both")),
                _EMAIL,
            ),
            unique=("slug",),
        ),
        "areas": Sheet(
            (
                _CODE,
                _SLUG,
                *_SHORT_NAMES,
                Column("level", Is.CHOICE, choices=("province", "district", "commune")),
                Column("parent", Is.REFERENCE, needed=False, to="areas"),
            ),
            unique=("slug",),
        ),
        "agencies": Sheet(
            (
                _CODE,
                _SLUG,
                *_NAMES,
                Column("short_name", longest=80),
                Column("level", Is.CHOICE, choices=LEVELS),
                Column("parent", Is.REFERENCE, needed=False, to="agencies"),
                Column("area", Is.REFERENCE, needed=False, to="areas"),
                _EMAIL,
                Column("phone", longest=40, needed=False),
                Column("address", needed=False),
                _FROM,
                _TO,
                Column("successor", Is.REFERENCE, needed=False, to="agencies"),
            ),
            unique=("slug",),
        ),
        "heads": Sheet(
            (
                Column("agency", Is.REFERENCE, to="agencies"),
                Column("title", longest=120),
                Column("title_en", longest=120),
                Column("name", longest=120, needed=False),
                _FROM,
                _TO,
            ),
            key=("agency", "valid_from"),
        ),
        "fields": Sheet(
            (_CODE, *_SHORT_NAMES, Column("keywords", longest=1000, needed=False)), numbered=True
        ),
        "reform_tasks": Sheet(
            (
                _CODE,
                Column("parent", Is.REFERENCE, needed=False, to="reform_tasks"),
                *_NAMES,
                Column("short", longest=25),
            ),
            numbered=True,
        ),
        "routing_rules": Sheet(
            (
                Column("field", Is.REFERENCE, to="fields"),
                Column("area", Is.REFERENCE, needed=False, to="areas"),
                Column("agency", Is.REFERENCE, to="agencies"),
            ),
            key=("field", "area"),
        ),
        "procedures": Sheet(
            (
                Column("code", Is.SLUG, 40),
                *_NAMES,
                Column("field", Is.REFERENCE, to="fields"),
                *(Column("place"), Column("place_en", needed=False)),
                *(Column("time"), Column("time_en", needed=False)),
                Column("words", longest=80),
                Column("source", longest=300),
            ),
            numbered=True,
        ),
        "ready_texts": Sheet(
            (
                _CODE,
                Column("outlet", Is.REFERENCE, needed=False, to="outlets"),
                Column("use", Is.CHOICE, choices=tuple(use.value for use in Use)),
                Column("name", longest=80),
                Column("vi", longest=4000),
                Column("en", longest=4000, needed=False),
            ),
            numbered=True,
        ),
        "agency_keywords": Sheet(
            (Column("agency", Is.REFERENCE, to="agencies"), Column("keywords", longest=1000)),
            key=("agency",),
        ),
        "task_keywords": Sheet(
            (Column("task", Is.REFERENCE, to="reform_tasks"), Column("keywords", longest=1000)),
            key=("task",),
        ),
        "holidays": Sheet(
            (
                Column("date", Is.DATE, into="day"),
                Column("kind", Is.CHOICE, choices=("off", "working")),
                Column("name"),
                Column("source", longest=300),
            ),
            key=("day",),
        ),
    }
)

_CODES: Final = re.compile(r"\w[\w.\-]*")
_SLUGS: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_DATES: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class BadCell(Exception):
    """What stands in a cell is not what its column wants."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def read(path: Path, sheet: Sheet) -> Reading:
    """The lines of one file and everything that is wrong with it by itself."""
    reading = Reading()
    text = _text(path, reading.problems)
    if text is None:
        return reading
    rows = _rows(path.name, text, reading.problems)
    _, header = next(rows, (1, []))
    names = [name.strip() for name in header]
    expected = [column.name for column in sheet.columns]
    for name in expected:
        if names.count(name) != 1:
            reading.problems.append(_problem(path, 1, Fault.MISSING_COLUMN, name))
    reading.problems += [
        _problem(path, 1, Fault.UNKNOWN_COLUMN, name) for name in names if name not in expected
    ]
    if reading.problems:
        return reading
    for number, cells in rows:
        _take(path, number, dict(zip(names, cells, strict=False)), len(cells) == len(names), sheet, reading)
    reading.whole = all(problem.fault is not Fault.NOT_CSV for problem in reading.problems)
    return reading


def _take(path: Path, number: int, row: dict[str, str], fits: bool, sheet: Sheet, reading: Reading) -> None:
    """Check one row's cells; it is kept if all are right."""
    if not fits:
        reading.problems.append(_problem(path, number, Fault.CELLS))
        return
    reading.codes.add(row.get("code", "").strip())
    cells: dict[str, Any] = {}
    before = len(reading.problems)
    for column in sheet.columns:
        try:
            cells[column.into or column.name] = cell(column, row[column.name])
        except BadCell as bad:
            reading.problems.append(_problem(path, number, bad.fault, column.name, row[column.name]))
    if sheet.numbered:
        cells["position"] = len(reading.lines) + 1
    if len(reading.problems) == before:
        reading.lines.append(Line(number=number, cells=cells))


def cell(column: Column, raw: str) -> Any:
    """What a column makes of the text of a cell. Raises BadCell."""
    try:
        text = normalise_line(raw)
    except Unclean:
        raise BadCell(Fault.UNCLEAN) from None
    if not text:
        if column.needed:
            raise BadCell(Fault.EMPTY)
        return None if column.kind in (Is.DATE, Is.REFERENCE) else ""
    if len(text) > column.longest:
        raise BadCell(Fault.TOO_LONG)
    match column.kind:
        case Is.CODE if not _CODES.fullmatch(text):
            raise BadCell(Fault.BAD_CODE)
        case Is.SLUG if not _SLUGS.fullmatch(text):
            raise BadCell(Fault.BAD_SLUG)
        case Is.CHOICE if text not in column.choices:
            raise BadCell(Fault.BAD_CHOICE)
        case Is.DATE:
            return _date(text)
        case Is.EMAIL:
            return _address(text)
    return text


def _date(text: str) -> date:
    try:
        if _DATES.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise BadCell(Fault.BAD_DATE)


def _address(text: str) -> str:
    try:
        return normal_address(text)
    except BadAddress:
        raise BadCell(Fault.BAD_EMAIL) from None


def _text(path: Path, problems: list[Problem]) -> str | None:
    """The file as text; None with a problem when it is none. Excel's mark at its start is dropped."""
    raw = path.read_bytes() if path.stat().st_size <= LARGEST_BYTES else None
    if raw is None:
        problems.append(_problem(path, 1, Fault.TOO_LARGE))
        return None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(_problem(path, raw.count(b"\n", 0, error.start) + 1, Fault.NOT_UTF8))
        return None
    if "\0" in text:
        problems.append(_problem(path, text.count("\n", 0, text.index("\0")) + 1, Fault.NUL))
        return None
    return text


def _rows(name: str, text: str, problems: list[Problem]) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line it begins on; empty lines are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error:
        problems.append(Problem(file=name, line=begins, fault=Fault.NOT_CSV))


def _problem(path: Path, line: int, fault: Fault, column: str = "", value: str = "") -> Problem:
    return Problem(file=path.name, line=line, fault=fault, column=column, value=value)
