"""What lists are counted by: a row for each report that is public now, in step with every deed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import delete, select

from casework.actions.indexing import index_published
from casework.domain import commands as do
from casework.domain.values import Kind, PostId, RemoveReason, ReportCode, Status
from casework.readings import search
from casework.readings.search import facets_of
from casework.store import facets, finding
from casework.store.casework import Casework, new_post_id
from casework.store.db import MIGRATIONS, migrate
from casework.store.published import Filters
from casework.store.reports import from_row
from casework.store.tables import PublishedFacetsRow, PublishedWordsRow, ReportRow
from tests.doors.conftest import database_url, stages
from tests.doors.stage import Reports

__all__ = ["database_url", "stages"]


def kept(casework: Casework) -> dict[ReportCode, str]:
    query = select(PublishedWordsRow.report_code, PublishedFacetsRow.facets)
    with casework.db.read() as session:
        rows = session.execute(query.join(PublishedFacetsRow))
        return {row.report_code: row.facets for row in rows}


def meant(casework: Casework) -> dict[ReportCode, str]:
    with casework.db.read() as session:
        reports = [from_row(row) for row in session.scalars(select(ReportRow))]
    return {report.code: facets.written(report) for report in reports if report.is_published}


def lives(a_report: Reports) -> ReportCode:
    """A report in every state, and what reporters said of three answers; the one that is solved."""
    a_report.trust("citizen")
    for status in Status:
        a_report(status, by="guest" if status is Status.UNCONFIRMED else "citizen")
    rated = [a_report(Status.ANSWERED).code for _ in range(3)]
    for code, solved, stars in zip(rated, (True, False, False), (5, 1, 2), strict=True):
        words = do.Rate(post=new_post_id(), words="", solved=solved, stars=stars)
        a_report.deed(code, words, by=a_report.owner(code))
    a_report.deed(rated[2], do.Reopen(post=new_post_id(), words="Chưa xong."), by=a_report.owner(rated[2]))
    return rated[0]


def test_each_public_report_has_its_row_and_nothing_else_has(casework: Casework, a_report: Reports) -> None:
    solved = lives(a_report)
    assert kept(casework) == meant(casework)
    assert kept(casework)[solved].endswith(" solved 5")
    remove = do.Remove(post=PostId("d" * 32), words="Xem lại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(solved, remove, by="moderator.bnd")
    assert solved not in kept(casework) and kept(casework) == meant(casework)
    a_report.deed(solved, do.Restore(), by="moderator.bnd")
    assert kept(casework) == meant(casework)


def test_the_migration_writes_the_rows_of_what_is_there_already(
    casework: Casework, a_report: Reports, database_url: str
) -> None:
    lives(a_report)
    before = kept(casework)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = database_url
    command.downgrade(config, "0041")
    migrate(database_url)
    assert kept(casework) == before and len(before) > 5


def test_counts_of_many_are_kept_for_a_minute_and_those_of_few_or_of_words_until_a_deed(
    casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(**asked: str) -> dict[str, int]:
        return dict(facets_of(casework, Filters(**asked))[0]["kind"])

    made = [a_report(Status.ROUTED, title="Sổ đỏ").code for _ in range(3)]
    assert counted() == counted(q="so do") == {"complaint": 3}
    remove = do.Remove(post=PostId("d" * 32), words="Xem lại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(made[0], remove, by="moderator.bnd")
    assert counted() == counted(q="so do") == {"complaint": 2}
    monkeypatch.setattr(search, "COUNTED", 1)
    a_report.deed(made[0], do.Restore(), by="moderator.bnd")
    assert counted() == counted(q="so do") == {"complaint": 1}
    monkeypatch.setattr(search, "COUNTED", 2)
    a_report.deed(made[1], replace(remove, post=PostId("e" * 32)), by="moderator.bnd")
    assert counted() == {"complaint": 1} and counted(q="so do") == {"complaint": 2}


def test_what_has_no_row_yet_is_no_harm_and_gets_it_when_the_index_is_written_anew(
    casework: Casework, a_report: Reports
) -> None:
    codes = [a_report(Status.ROUTED).code for _ in range(2)]
    with casework.db.write() as session:
        session.execute(delete(PublishedFacetsRow))
    assert facets_of(casework, Filters())[0]["kind"] == []
    with casework.db.read() as session:
        assert finding.missing(session) == 2
    index_published(casework)
    assert kept(casework) == meant(casework) and set(kept(casework)) == set(codes)
    assert facets_of(casework, Filters(kind=Kind.COMPLAINT))[0]["kind"] == [("complaint", 2)]
    with casework.db.read() as session:
        assert finding.missing(session) == 0
