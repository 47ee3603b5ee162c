"""The clock of the press at work: struck once, and told; and what the newsroom does about it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from email.message import EmailMessage

import pytest
from sqlalchemy import text

from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.values import AgencyCode, Display, Kind, LetterNumber, ReportCode, Status
from casework.store import journal, reports
from casework.store.casework import Casework, new_post_id
from tests.delivery.conftest import everything, text_of
from tests.doors.stage import Reports
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
MODERATORS = {"moderator.bnd@demo.test", "moderator2.bnd@demo.test"}
OFFICE = {"officer.stnmt@demo.test", "signer.stnmt@demo.test"}
SENT = do.RecordPressLetter(
    number=LetterNumber("05/BND-BĐ"), sent_on=date(2026, 12, 3), to=AgencyCode("UBNDTINH")
)


def _day(month: int, day: int, hour: int = 9) -> datetime:
    """That hour in Nam Định in 2026."""
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{hour:02}:00:00+07:00")


def _marked(casework: Casework, code: str) -> int:
    with casework.db.read() as session:
        names = [type(one.event).__name__ for one in journal.of_report(session, ReportCode(code))]
    return names.count("MarkedPressOverdue")


def test_it_runs_out_thirty_days_after_the_routing_and_is_marked_once(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)  # routed on 2 November
    for moment, marked in {_day(12, 2, 23): 0, _day(12, 3): 1, _day(12, 10): 1, _day(12, 30): 1}.items():
        clock.set(moment)
        for _ in range(2):
            clockwork.strike(casework)
        assert _marked(casework, report.code) == marked, moment
    with casework.db.read() as session:
        assert reports.load(session, report.code).awaits_press_letter


def test_workers_beside_each_other_and_weeks_too_late_mark_it_once(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ROUTED)
    clock.advance(days=70)
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: clockwork.strike(casework), range(4)))
    assert _marked(casework, report.code) == 1


def test_what_is_answered_returned_taken_down_or_praise_is_not_marked(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    codes = [a_report(status).code for status in (Status.ANSWERED, Status.RETURNED, Status.REOPENED)]
    codes.append(a_report(Status.ROUTED, kind=Kind.PRAISE).code)
    clock.advance(days=60)
    clockwork.strike(casework)
    assert [_marked(casework, code) for code in codes] == [0, 0, 0, 0]


def test_the_newsroom_is_told_when_it_runs_out_and_nobody_else(
    a_report: Reports, post: Post, clock: Clock, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    clock.set(_day(11, 30))
    post()
    clock.set(_day(12, 3))
    told = {to: letter for to, letter in post().items() if "trả lời báo chí" in str(letter["Subject"])}
    assert set(told) == MODERATORS
    said = text_of(told["moderator.bnd@demo.test"])
    assert "kiến nghị cơ quan cấp trên" in said and f"/moderation/reports/{report.code}" in said
    assert not [to for to, letter in post().items() if "trả lời báo chí" in str(letter["Subject"])]


@pytest.mark.parametrize("display", [Display.NAMED, Display.CONFIDENTIAL])
def test_reporter_and_agency_are_told_by_which_letter_the_newsroom_turned_to_the_higher_level(
    a_report: Reports, post: Post, clock: Clock, display: Display, casework: Casework
) -> None:
    contact = {"by": "guest"} if display is Display.CONFIDENTIAL else {}
    report = a_report(Status.ACCEPTED, display=display, **contact)
    clock.set(_day(12, 3))
    post()
    a_report.deed(report.code, SENT, by="moderator.bnd")
    told = post()
    reporter = "tu@nha.test" if display is Display.CONFIDENTIAL else "citizen@demo.test"
    assert set(told) == OFFICE | {reporter}
    assert "05/BND-BĐ ngày 03/12/2026" in text_of(told[reporter])
    assert "Hoa" not in everything(told["officer.stnmt@demo.test"])


def test_a_notice_that_waits_is_dropped_once_the_agency_has_answered(
    a_report: Reports, post: Post, clock: Clock, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    post()
    clock.set(_day(12, 3))
    clockwork.strike(casework)
    a_report.deed(
        report.code, do.SignReply(post=new_post_id(), words="Giấy đã ký, mời bà tới nhận."), by="signer.stnmt"
    )
    assert not [to for to, letter in post().items() if "trả lời báo chí" in str(letter["Subject"])]


def test_the_row_and_the_journal_agree_on_since_when_the_press_waits(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    """As the migration makes it of the journal for what was routed before there was such a clock."""
    report = a_report(Status.ACCEPTED)
    with casework.db.read() as session:
        kept = reports.load(session, report.code).press_from
        found = session.execute(
            text(
                "SELECT count(*) FROM report WHERE press_from = (SELECT max(event.at) FROM event WHERE"
                " event.report_code = report.code AND event.name IN ('Routed', 'Rerouted', 'Restored'))"
            )
        ).scalar()
    assert kept == report.routed_at
    assert found == 1
