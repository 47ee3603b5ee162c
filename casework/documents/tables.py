"""A table of open data as CSV, JSON or XLSX, written while it is read: none is held as a whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, BinaryIO, Final

from xlsxwriter import Workbook

from casework.readings.open_data import Cell, Record

# With these a formula begins; the wide ones where one writes with them.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
LONGEST_CELL: Final = 32_767  # characters, the limit of the format
MOST_ROWS: Final = 1_048_575  # under one head


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """CSV with the mark by which spreadsheets know UTF-8; every cell is shown and none computed."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    yield "\ufeff" + out.getvalue()
    for row in rows:
        out.seek(0)
        out.truncate()
        writer.writerow([_shown(value) for value in row])
        yield out.getvalue()


def json_lines(head: Sequence[str], rows: Iterable[Record]) -> Iterator[str]:
    """One JSON array with an object on each line."""
    begin = "[\n"
    for row in rows:
        made = dict(zip(head, (_plain(value) for value in row), strict=True))
        yield begin + json.dumps(made, ensure_ascii=False)
        begin = ",\n"
    yield "[]\n" if begin == "[\n" else "\n]\n"


def xlsx(into: BinaryIO, head: Sequence[str], rows: Iterable[Record], *, name: str) -> None:
    """A workbook of one sheet, its head fixed and filterable. Texts stay texts, whatever they begin with."""
    book = Workbook(into, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet(name)
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.freeze_panes(1, 1)
    for column, title in enumerate(head):
        sheet.write_string(0, column, title, bold)
    last = 0
    for last, row in enumerate(rows, 1):
        if last > MOST_ROWS:
            break
        for column, value in enumerate(row):
            _write(sheet, last, column, value, day)
    sheet.autofilter(0, 0, max(last, 1), len(head) - 1)
    book.close()


def _write(sheet: Any, row: int, column: int, value: Cell, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    else:
        sheet.write_string(row, column, value[:LONGEST_CELL])


def _shown(value: object) -> str:
    """The value as a spreadsheet shows it: what begins like a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _plain(value: Cell) -> Any:
    return value.isoformat() if isinstance(value, date) else value
