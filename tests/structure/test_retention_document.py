"""docs/retention.md says of every table how long it is kept, and says what the settings are."""

from __future__ import annotations

import re
from typing import Final

from casework.actions.retention import CONTACTS, DENUNCIATIONS, REPLY_CONTACTS, REPLY_REQUESTS, REPORTS
from casework.domain.clocks import Clocks
from casework.domain.retention import NAMES, Periods
from casework.store.retention import KINDS
from casework.store.tables import Base
from tests.structure.tree import ROOT

TEXT: Final = (ROOT / "docs/retention.md").read_text(encoding="utf-8")
# Beside the models': those of the migrations and of SQLite's indexes.
OTHER_TABLES: Final = {"alembic_version", "search_fts", "published_words_fts", "published_words_vocabulary"}


def _rows(columns: int) -> list[list[str]]:
    lines = [line.strip("|").split("|") for line in TEXT.splitlines() if re.match(r"\| (?!-)", line)]
    return [[cell.strip() for cell in line] for line in lines if len(line) == columns]


def _ends() -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in _rows(6) if row[0] != "what"}


def test_every_table_of_the_database_is_named_in_it() -> None:
    cells = [row[1] for row in _rows(6)] + [row[0] for row in _rows(2)]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == set(Base.metadata.tables) | OTHER_TABLES


def test_everything_that_ends_stands_there_with_its_setting_and_days() -> None:
    periods, ends = Periods(), _ends()
    by_deed = {CONTACTS, DENUNCIATIONS, REPORTS, REPLY_REQUESTS, REPLY_CONTACTS}
    assert set(ends) == {kind.name for kind in KINDS} | by_deed
    for kind in KINDS:
        table, how_long, setting = ends[kind.name][:3]
        assert f"`{kind.table.__table__.name}`" in table  # type: ignore[attr-defined]  # because Base has no table
        assert how_long.startswith(f"{kind.days(periods)} days")
        assert setting == f"`{kind.period}`"
    assert ends[CONTACTS][1].startswith(f"{periods.keep_contacts} days")
    assert ends[DENUNCIATIONS][1].startswith(f"{periods.keep_denunciations} days")
    assert ends[REPLY_CONTACTS][1].startswith(f"{periods.keep_contacts} days")
    assert ends[REPLY_REQUESTS][1].startswith(f"{Clocks().unconfirmed_calendar_days} days")
    assert ends[REPORTS][1].startswith(f"{Clocks().unconfirmed_calendar_days} days")


def test_every_setting_is_said_to_be_one() -> None:
    assert {row[2].strip("`") for row in _ends().values()} == {*NAMES, "unconfirmed_calendar_days"}
