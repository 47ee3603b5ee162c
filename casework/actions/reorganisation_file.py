"""A reorganisation out of a TOML file (data/nam-dinh/README.md tells its tables), faults with their lines."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from casework.actions.directory import BadDirectory
from casework.actions.directory_sheets import (
    LARGEST_BYTES,
    SHEETS,
    BadCell,
    Column,
    Fault,
    Is,
    Problem,
    Sheet,
    cell,
)
from casework.actions.reorganisation import Reorganisation
from casework.store.directory import Agency, Area, Head, Outlet, Takeover

_TABLE: Final = re.compile(r"\s*\[\[\s*(\w+)\s*\]\]")
_DATED: Final = frozenset({"valid_from", "valid_to", "successor"})  # said by the day and the endings
_CODE: Final = Column("code", Is.CODE, 60)
_TITLE, _SOURCE = Column("title"), Column("source", longest=300)
_HEAD: Final = (Column("head", longest=120, needed=False), Column("head_en", longest=120, needed=False))
_BEGINS: Mapping[str, Sheet] = MappingProxyType(
    {
        "agency": Sheet((*SHEETS["agencies"].columns, *_HEAD)),
        "outlet": SHEETS["outlets"],
        "area": SHEETS["areas"],
    }
)


@dataclass
class _Draft:
    """What was read so far, and what was wrong with it. `line` is that of the table being read."""

    file: str
    day: date = date.min
    line: int = 1
    problems: list[Problem] = field(default_factory=list)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    ends: dict[str, dict[Any, Any]] = field(default_factory=dict)

    def blame(self, fault: Fault, column: str = "", value: object = "") -> None:
        self.problems.append(
            Problem(file=self.file, line=self.line, fault=fault, column=column, value=str(value))
        )

    def text(self, table: Mapping[str, Any], column: Column) -> Any:
        """One value of a table as its column wants it."""
        raw = table.get(column.name, "")
        if not isinstance(raw, str):
            self.blame(Fault.WRONG_TYPE, column.name, raw)
            return ""
        try:
            return cell(column, raw)
        except BadCell as bad:
            self.blame(bad.fault, column.name, raw)
            return ""

    def codes(self, table: Mapping[str, Any], name: str, *, needed: bool = True) -> list[str]:
        """One code or several."""
        given = table.get(name, [])
        found = [given] if isinstance(given, str) else given
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
            self.blame(Fault.WRONG_TYPE, name, given)
            return []
        if needed and not found:
            self.blame(Fault.EMPTY, name)
        return [self.text({name: one}, Column(name, Is.CODE, 40)) for one in found]

    def code(self, table: Mapping[str, Any], name: str, *, needed: bool = True) -> str | None:
        return self.text(table, Column(name, Is.CODE, 40, needed=needed)) or None

    def only(self, table: Mapping[str, Any], *names: str) -> None:
        for name in sorted(set(table) - set(names)):
            self.blame(Fault.UNKNOWN_COLUMN, name)

    def end(self, what: str, code: str, successor: str | None) -> None:
        known = self.ends.setdefault(what, {})
        if known.setdefault(code, successor) != successor:
            self.blame(Fault.DUPLICATE, what, code)


def read(path: Path) -> Reorganisation:
    """What the file says. Raises BadDirectory with every fault by its line; what a table is about is found
    at the line where it begins."""
    draft = _Draft(file=path.name)
    told = _told(path, draft)
    lines = _lines(path)
    draft.only(told, "code", "day", "title", "source", *_READERS)
    day = told.get("day")
    if type(day) is date:  # a moment is one too, and has no place here
        draft.day = day
    else:
        draft.blame(Fault.BAD_DATE, "day", day or "")
    head = {column.name: draft.text(told, column) for column in (_CODE, _TITLE, _SOURCE)}
    for name, reader in _READERS.items():
        for number, table in enumerate(_tables(told, name, draft)):
            draft.line = lines.get((name, number), 1)
            reader(draft, table)
    if draft.problems:
        raise BadDirectory(draft.problems)
    return Reorganisation(
        day=draft.day,
        **head,
        agencies=tuple(draft.parts.get("agency", ())),
        heads=tuple(draft.parts.get("head", ())),
        outlets=tuple(draft.parts.get("outlet", ())),
        areas=tuple(draft.parts.get("area", ())),
        takeovers=tuple(draft.parts.get("takeover", ())),
        agencies_end=draft.ends.get("agencies", {}),
        outlets_end=draft.ends.get("outlets", {}),
        areas_end=draft.ends.get("areas", {}),
    )


def _told(path: Path, draft: _Draft) -> dict[str, Any]:
    """The file as TOML. Raises BadDirectory for one that is none."""
    fault: Fault | None = None
    try:
        if path.stat().st_size > LARGEST_BYTES:
            fault = Fault.TOO_LARGE
        else:
            return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        fault = Fault.NOT_FOUND
    except UnicodeDecodeError:
        fault = Fault.NOT_UTF8
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        draft.line, fault = int(found[1]) if found else 1, Fault.NOT_TOML
    draft.blame(fault)
    raise BadDirectory(draft.problems)


def _lines(path: Path) -> Mapping[tuple[str, int], int]:
    """Where the n-th table of a name begins."""
    found: dict[tuple[str, int], int] = {}
    counts: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        begun = _TABLE.match(line)
        if begun:
            found[begun[1], counts.setdefault(begun[1], 0)] = number
            counts[begun[1]] += 1
    return found


def _tables(told: Mapping[str, Any], name: str, draft: _Draft) -> Iterator[Mapping[str, Any]]:
    tables = told.get(name, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        draft.blame(Fault.WRONG_TYPE, name)
        return
    yield from tables


def _begins(name: str, into: type[Any]) -> Callable[[_Draft, Mapping[str, Any]], None]:
    """A reader of what begins on the day: the columns are those of the CSV file, without the dates."""
    columns = [column for column in _BEGINS[name].columns if column.name not in _DATED]

    def reader(draft: _Draft, table: Mapping[str, Any]) -> None:
        draft.only(table, *(column.name for column in columns))
        values = {column.name: draft.text(table, column) for column in columns}
        known = {one.name for one in fields(into)}
        given = {key: value for key, value in values.items() if key in known}
        draft.parts.setdefault(name, []).append(
            into(**given, valid_from=draft.day, valid_to=None, successor=None)
        )
        if values.get("head"):
            draft.parts.setdefault("head", []).append(_head(draft, values))

    return reader


def _head(draft: _Draft, values: Mapping[str, Any]) -> Head:
    return Head(
        agency=values["code"],
        title=values["head"],
        title_en=values["head_en"],
        name="",
        valid_from=draft.day,
        valid_to=None,
    )


def _merge(what: str) -> Callable[[_Draft, Mapping[str, Any]], None]:
    """Several, or one under another name, become one. It may be one of them, which then goes on."""

    def reader(draft: _Draft, table: Mapping[str, Any]) -> None:
        draft.only(table, "from", "into")
        into = draft.code(table, "into")
        for code in draft.codes(table, "from"):
            if code != into:
                draft.end(what, code, into)

    return reader


def _end(draft: _Draft, table: Mapping[str, Any]) -> None:
    draft.only(table, "agencies", "successor")
    successor = draft.code(table, "successor", needed=False)
    for code in draft.codes(table, "agencies"):
        draft.end("agencies", code, successor)


def _split(draft: _Draft, table: Mapping[str, Any]) -> None:
    """One becomes several: each part by fields and areas, the rest into one (itself: it goes on)."""
    draft.only(table, "from", "rest", "parts")
    code, rest = draft.code(table, "from"), draft.code(table, "rest", needed=False)
    if code is not None and rest != code:
        draft.end("agencies", code, rest)
    parts = list(_tables(table, "parts", draft))
    if not parts:
        draft.blame(Fault.EMPTY, "parts")
    for part in parts:
        draft.only(part, "fields", "areas", "to")
        _take(draft, code, part)


def _transfer(draft: _Draft, table: Mapping[str, Any]) -> None:
    draft.only(table, "from", "fields", "areas", "to")
    _take(draft, draft.code(table, "from"), table)


def _take(draft: _Draft, agency: str | None, part: Mapping[str, Any]) -> None:
    wanted: list[str | None] = [*draft.codes(part, "fields", needed=False)]
    places: list[str | None] = [*draft.codes(part, "areas", needed=False)]
    taker = draft.code(part, "to")
    if not wanted and not places:
        draft.blame(Fault.EMPTY, "fields")
    for one in wanted or [None]:
        for place in places or [None]:
            draft.parts.setdefault("takeover", []).append(
                Takeover(agency=agency, field=one, area=place, taken_by=taker, since=draft.day)  # type: ignore[arg-type]  # because what is missing was blamed
            )


_READERS: Mapping[str, Callable[[_Draft, Mapping[str, Any]], None]] = MappingProxyType(
    {
        "agency": _begins("agency", Agency),
        "outlet": _begins("outlet", Outlet),
        "area": _begins("area", Area),
        "merge": _merge("agencies"),
        "rename": _merge("agencies"),
        "end": _end,
        "split": _split,
        "transfer": _transfer,
        "merge_outlets": _merge("outlets"),
        "merge_areas": _merge("areas"),
    }
)
