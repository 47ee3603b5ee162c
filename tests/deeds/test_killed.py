"""A web process that is killed while a report comes in (security.md, "Staying up, losing nothing")."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from casework.actions import pictures
from casework.store import condition, journal
from casework.store.casework import Casework
from casework.store.files import Size
from casework.store.tables import AttachmentRow, EventRow, OutboxRow, ReportRow
from tests.deeds.killed import AFTER_COMMIT, PLACES, send
from tests.doors.test_files import picture
from tests.structure.tree import ROOT

# In the middle: the report is there and its journal is not, the journal and not the outbox, …
STATEMENTS = ("5", "8", "12")
SIZES: tuple[Size, ...] = ("full", "thumb")


def _killed(url: str, folder: Path, where: str) -> None:
    program = [sys.executable, "-m", "tests.deeds.killed", url, str(folder), where]
    ended = subprocess.run(program, cwd=ROOT, capture_output=True, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()[-2000:]


def _rows(casework: Casework) -> dict[str, int]:
    tables = (ReportRow, EventRow, OutboxRow, AttachmentRow)
    with casework.db.read() as session:
        return {
            table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0
            for table in tables
        }


@pytest.mark.parametrize("where", [*PLACES, *STATEMENTS])
def test_a_report_is_there_whole_or_not_at_all_and_the_form_sent_again_is_one_report(
    casework: Casework, database_url: str, tmp_path: Path, where: str
) -> None:
    """One transaction for report, journal, outbox; files written aside, synced, renamed; a sweeper."""
    (tmp_path / "photo.png").write_bytes(picture())
    _killed(database_url, tmp_path, where)
    before = _rows(casework)
    assert set(before.values()) == ({1} if where == AFTER_COMMIT else {0}), before
    receipt = send(casework, picture())
    assert set(_rows(casework).values()) == {1}
    pictures.sweep(casework, spared=timedelta(0))
    with casework.db.read() as session:
        (key,) = session.scalars(select(AttachmentRow.id).where(AttachmentRow.report_code == receipt.code))
        assert casework.files.keys() == condition.file_keys(session) == {key}
        journal.verify(session)
    for size in SIZES:
        with casework.files.open(key, size) as opened:
            assert opened.read(8)
    assert not list((tmp_path / "files").glob(".aside/*"))
