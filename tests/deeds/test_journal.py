"""The journal: append-only, chained, and the only source of the current rows."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from casework.domain.evolve import fold
from casework.domain.values import Status
from casework.store import journal, reports
from casework.store.casework import Casework
from casework.store.db import Database
from tests.doors.stage import Reports


@pytest.mark.parametrize("status", list(Status))
def test_the_fold_of_a_journal_is_the_row_in_every_status(
    casework: Casework, a_report: Reports, status: Status
) -> None:
    report = a_report(status, by="guest" if status is Status.UNCONFIRMED else "citizen")
    with casework.db.read() as session:
        told = fold(journal.of_report(session, report.code))
        kept = reports.load(session, report.code)
    assert told == kept
    assert kept.status is status


@pytest.mark.parametrize("change", ["UPDATE event SET name = 'Declined'", "DELETE FROM event"])
def test_an_event_can_be_neither_changed_nor_deleted(
    casework: Casework, a_report: Reports, change: str
) -> None:
    a_report()
    with pytest.raises(DBAPIError, match="append-only"), casework.db.write() as session:
        session.execute(text(change))


def test_the_chain_of_an_honest_journal_verifies(casework: Casework, a_report: Reports) -> None:
    a_report(Status.CLOSED)
    a_report(Status.DECLINED)
    with casework.db.read() as session:
        count, head = journal.verify(session)
        last = session.execute(text("SELECT count(*), max(seq) FROM event")).one()
    assert (count, count) == tuple(last)
    assert len(head) == 64


@pytest.mark.parametrize(
    ("forgery", "seq", "what"),
    [
        ("UPDATE event SET payload = '{}' WHERE seq = 2", 2, "not what was written"),
        ("UPDATE event SET at = '2026-01-01 00:00:00' WHERE seq = 2", 2, "not what was written"),
        ("DELETE FROM event WHERE seq = 2", 2, "missing"),
        ("UPDATE event SET prev_hash = hash WHERE seq = 3", 3, "does not follow"),
    ],
)
def test_verifying_names_the_first_event_that_somebody_with_the_database_in_hand_forged(
    casework: Casework, a_report: Reports, forgery: str, seq: int, what: str
) -> None:
    a_report(Status.ACCEPTED)
    _take_the_guards_away(casework.db)
    with casework.db.write() as session:
        session.execute(text("DELETE FROM outbox"))
        session.execute(text(forgery))
    with casework.db.read() as session, pytest.raises(journal.BrokenChain, match=what) as found:
        journal.verify(session)
    assert found.value.seq == seq


def test_every_event_waits_in_the_outbox_from_the_same_transaction(
    casework: Casework, a_report: Reports
) -> None:
    a_report(Status.ANSWERED)
    with casework.db.read() as session:
        missing = session.execute(
            text("SELECT count(*) FROM event LEFT JOIN outbox USING (seq) WHERE outbox.seq IS NULL")
        ).scalar_one()
    assert missing == 0


def _take_the_guards_away(database: Database) -> None:
    with database.write() as session:
        if database.is_sqlite:
            session.execute(text("DROP TRIGGER event_no_update"))
            session.execute(text("DROP TRIGGER event_no_delete"))
        else:
            session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
