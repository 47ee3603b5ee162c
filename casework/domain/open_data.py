"""What of a published report is open data: the columns of every export and of the nightly files.

Names of reporters are not among them, though pages show those that were given to be shown: who reads a page
meets one person, who holds the table holds them all.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Format(StrEnum):
    """In which form it is taken away; ZIP is the whole with its data dictionary."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"
    ZIP = "zip"


TABLES: Final = (Format.CSV, Format.XLSX, Format.JSON)  # of what a list shows
STRAIGHT_AWAY: Final = (
    2_000  # rows that are sent as they are read; more are made aside, and it is told how far
)


class Type(StrEnum):
    """What a column holds, in the words of Table Schema (Frictionless Data)."""

    STRING = "string"
    DATE = "date"
    INTEGER = "integer"
    BOOLEAN = "boolean"


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of the table."""

    name: str
    type: Type = Type.STRING


COLUMNS: Final = (
    Column(name="code"),
    Column(name="address"),
    Column(name="kind"),
    Column(name="status"),
    Column(name="overdue", type=Type.BOOLEAN),
    Column(name="title"),
    Column(name="text"),
    Column(name="agency"),
    Column(name="agency_name"),
    Column(name="field"),
    Column(name="field_name"),
    Column(name="task"),
    Column(name="area"),
    Column(name="area_name"),
    Column(name="outlet"),
    Column(name="submitted_on", type=Type.DATE),
    Column(name="published_on", type=Type.DATE),
    Column(name="due_on", type=Type.DATE),
    Column(name="answered_on", type=Type.DATE),
    Column(name="reply"),
    Column(name="solved", type=Type.BOOLEAN),
    Column(name="stars", type=Type.INTEGER),
    Column(name="supports", type=Type.INTEGER),
    Column(name="comments", type=Type.INTEGER),
)
NAMES: Final = tuple(column.name for column in COLUMNS)
LICENCE: Final = "CC-BY-4.0"
LICENCE_ADDRESS: Final = "https://creativecommons.org/licenses/by/4.0/deed.vi"
