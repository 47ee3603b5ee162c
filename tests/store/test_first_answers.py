"""What migration 0028 writes of answers from before it, on both engines: what the journal says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select

from casework.actions.directory import import_directory
from casework.domain import commands as do
from casework.domain.evolve import fold
from casework.domain.report import Report
from casework.domain.values import AgencyCode, ReportCode, ReturnReason, Status
from casework.store import journal, reports
from casework.store.casework import Casework, new_post_id
from casework.store.db import MIGRATIONS, Database, migrate
from casework.store.tables import ReportRow
from demo import seed
from tests.doors.stage import NAM_DINH, Reports, furnish
from tests.house import Clock, casework_on

Answers = Mapping[str, tuple[datetime | None, bool]]
LATER = 90  # days after which every date is over
WORDS = "Đã đo lại thửa đất và ký giấy."


def as_written_anew(url: str) -> Answers:
    """What the rows say once the migration has gone over them."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = url
    command.downgrade(config, "0027")
    migrate(url)
    database = Database(url)
    with database.read() as session:
        columns = (ReportRow.code, ReportRow.first_answered_at, ReportRow.answered_late)
        rows = session.execute(select(*columns)).all()
    database.dispose()
    return {row.code: (row.first_answered_at, row.answered_late) for row in rows}


def as_folded(casework: Casework) -> Answers:
    with casework.db.read() as session:
        codes = session.scalars(select(ReportRow.code)).all()
        told = {code: fold(journal.of_report(session, code)) for code in codes}
    return {code: (one.first_answered_at, one.answered_late) for code, one in told.items()}


def said(command: Callable[..., do.Command], **more: object) -> do.Command:
    return command(post=new_post_id(), words=WORDS, **more)


class Lives:
    """Reports whose answers went another way than the straight one, by what happened to them."""

    def __init__(self, casework: Casework, clock: Clock) -> None:
        self.make, self.clock = Reports(casework=casework), clock
        self.make.trust("citizen")
        self.made: dict[str, ReportCode] = {}

    def begin(self, name: str, status: Status, **changes: object) -> ReportCode:
        self.made[name] = self.make(status, **changes).code
        self.clock.advance(hours=1)
        return self.made[name]

    def go_on(self, code: ReportCode, *steps: tuple[do.Command, str], days: float = 1) -> None:
        for step, who in steps:
            self.clock.advance(days=days)
            self.make.deed(code, step, by=who)

    def all(self) -> None:
        for status in Status:
            by = "guest" if status is Status.UNCONFIRMED else "citizen"
            self.begin(status.value, status, by=by)
        self.begin("not to be published", Status.ANSWERED, publish=False)
        self.go_on(self.begin("late", Status.ACCEPTED), signed(), days=LATER)
        opened = self.begin("late, then opened again and in time", Status.ACCEPTED)
        self.go_on(opened, signed(), days=LATER)
        self.go_on(opened, (said(do.Reopen), "citizen"), signed())
        again = self.begin("in time, then opened again and late", Status.REOPENED)
        self.go_on(again, signed(), days=LATER)
        self.go_on(self.begin("opened again, open", Status.REOPENED), (do.Accept(), "officer.stnmt"))
        self.go_on(self.begin("interim", Status.ACCEPTED), (said(do.InterimReply), "officer.stnmt"))
        self.extended()
        self.held()
        self.returned()
        self.merged()

    def load(self, code: ReportCode) -> Report:
        with self.make.casework.db.read() as session:
            return reports.load(session, code)

    def extended(self) -> None:
        code = self.begin("extended", Status.ACCEPTED)
        due = self.load(code).due
        assert due is not None
        ask = said(do.RequestExtension, until=self.make.casework.terms().latest_extension(due))
        grant = do.GrantExtension(post=new_post_id(), words="", granted=True)
        self.go_on(code, (ask, "officer.stnmt"), (grant, "moderator.bnd"))
        self.go_on(code, signed(), days=(due - self.clock.at).days + 2)

    def held(self) -> None:
        for name, official in (("held", True), ("held, interim", False)):
            code = self.begin(name, Status.ACCEPTED)
            hold = said(do.HoldReply, official=official)
            self.go_on(code, (hold, "signer.stnmt" if official else "officer.stnmt"))
            if official:
                # What waits with the newsroom is in time, however long it lies there.
                self.go_on(code, (do.ReleaseReply(), "moderator.bnd"), days=LATER)

    def returned(self) -> None:
        """By an agency that had answered, so that for the next one nothing is answered yet."""
        for name, answers in (("returned, open", False), ("returned, answered by another", True)):
            code = self.begin(name, Status.REOPENED)
            back = said(do.Return, reason=ReturnReason.NOT_OUR_AREA)
            self.go_on(code, (do.Accept(), "officer.stnmt"), (back, "officer.stnmt"))
            if answers:
                to = do.Reroute(post=new_post_id(), words="", agency=AgencyCode("SYT"))
                self.go_on(code, (to, "moderator.bnd"), (do.Accept(), "officer.syt"))

    def merged(self) -> None:
        target = self.begin("what another was merged into", Status.ANSWERED)
        twin = self.begin("merged into an answered one", Status.SUBMITTED)
        self.go_on(twin, (do.Merge(into=target), "moderator.bnd"))


def signed() -> tuple[do.Command, str]:
    return said(do.SignReply), "signer.stnmt"


def test_what_went_another_way_is_told_as_the_journal_tells_it(
    bare_database_url: str, tmp_path: Path
) -> None:
    migrate(bare_database_url)
    database, clock = Database(bare_database_url), Clock()
    casework = casework_on(database, tmp_path / "files", clock)
    furnish(casework)
    lives = Lives(casework, clock)
    lives.all()
    told = as_folded(casework)
    database.dispose()
    assert as_written_anew(bare_database_url) == told
    by_name = {name: told[code] for name, code in lives.made.items()}
    assert by_name["late"][1] and by_name["late, then opened again and in time"][1]
    assert by_name["in time, then opened again and late"][1] and not by_name["extended"][1]
    assert by_name["held"][0] and by_name["interim"] == by_name["returned, open"] == (None, False)


# Each kind of answer is told on both engines above; these are a hundred reports, and take long to make.
@pytest.mark.parametrize("bare_database_url", ["sqlite"], indirect=True)
def test_the_demos_answers_are_told_as_the_journal_tells_them(bare_database_url: str, tmp_path: Path) -> None:
    migrate(bare_database_url)
    database = Database(bare_database_url)
    casework = casework_on(database, tmp_path / "files", Clock())
    import_directory(casework, NAM_DINH)
    seed.fill(casework, if_empty=True)
    told = as_folded(casework)
    database.dispose()
    assert sum(first is not None for first, _ in told.values()) > 30
    assert any(late for _, late in told.values())
    assert as_written_anew(bare_database_url) == told
