"""The clock of shares strikes once, also after a week without a worker; and who is told what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.shares import Asking
from casework.domain.values import ReportCode
from casework.readings import state
from casework.store import journal
from casework.store.casework import Casework, new_post_id
from casework.store.tables import UserRow
from tests.delivery.conftest import everything, text_of
from tests.doors.stage import STNMT, SYT, Reports
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
HELPER, LEAD = "officer.syt@demo.test", {"officer.stnmt@demo.test", "signer.stnmt@demo.test"}
NEWSROOM = {"moderator.bnd@demo.test", "moderator2.bnd@demo.test"}
ASKED, GIVEN = "Xác nhận số ca đã khám.", "Đã khám 42 ca."


def _routed(a_report: Reports) -> Report:
    report = a_report()
    asked = (Asking(agency=SYT, post=new_post_id(), words=ASKED),)
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT, co_agencies=(SYT,), asked=asked)
    a_report.deed(report.code, route, by="moderator.bnd")
    return a_report.deed(report.code, do.Accept(), by="officer.stnmt")


def _give(a_report: Reports, report: Report) -> None:
    a_report.deed(report.code, do.Contribute(post=new_post_id(), words=GIVEN, agency=SYT), by="officer.syt")


def _struck(casework: Casework, code: ReportCode) -> Counter[str]:
    with casework.db.read() as session:
        names = (type(one.event).__name__ for one in journal.of_report(session, code))
        return Counter(name for name in names if name.startswith("Share"))


def test_each_is_reminded_and_marked_once_by_however_many_workers(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = _routed(a_report)
    clockwork.strike(casework)
    assert not _struck(casework, report.code)
    for days, expected in ((9, {"ShareReminded": 1}), (6, {"ShareReminded": 1, "ShareMarkedOverdue": 1})):
        clock.advance(days=days)
        with ThreadPoolExecutor(4) as crowd:
            list(crowd.map(lambda _: clockwork.strike(casework), range(4)))
        assert _struck(casework, report.code) == expected
    clock.advance(days=1)
    clockwork.strike(casework)
    assert _struck(casework, report.code) == expected


def test_after_weeks_without_a_worker_it_is_overdue_once_and_nobody_is_reminded(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = _routed(a_report)
    clock.advance(days=20)
    clockwork.strike(casework)
    clockwork.strike(casework)
    assert _struck(casework, report.code) == {"ShareMarkedOverdue": 1}


def test_what_was_given_or_is_answered_without_it_strikes_no_more(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    given, signed = _routed(a_report), _routed(a_report)
    _give(a_report, given)
    a_report.deed(signed.code, do.SignReply(post=new_post_id(), words="Đã xong."), by="signer.stnmt")
    clock.advance(days=20)
    clockwork.strike(casework)
    assert not _struck(casework, given.code) and not _struck(casework, signed.code)


def test_when_it_is_opened_again_the_share_that_was_given_stays_given(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = _routed(a_report)
    _give(a_report, report)
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã xong."), by="signer.stnmt")
    a_report.deed(report.code, do.Reopen(post=new_post_id(), words="Chưa xong."), by="citizen")
    clock.advance(days=20)
    clockwork.strike(casework)
    assert not _struck(casework, report.code)
    assert state.report(casework, report.code).shares[0].is_given


def test_routing_tells_a_helper_its_part_and_its_date_and_the_lead_its_own(
    a_report: Reports, post: Post, quiet_newsroom: None
) -> None:
    _routed(a_report)
    told = post()
    assert ASKED in text_of(told[HELPER]) and "16/11/2026" in text_of(told[HELPER])
    assert "23/11/2026" not in text_of(told[HELPER])
    for one in LEAD:
        assert ASKED not in everything(told[one]) and "23/11/2026" in text_of(told[one])
    assert ASKED not in everything(told["citizen@demo.test"])


def test_a_contribution_is_told_to_the_lead_and_to_nobody_else(
    a_report: Reports, post: Post, quiet_newsroom: None
) -> None:
    report = _routed(a_report)
    post()
    _give(a_report, report)
    told = post()
    assert set(told) == LEAD
    assert all(GIVEN in text_of(letter) and "Sở Y tế" in letter["Subject"] for letter in told.values())


def test_reminder_to_the_helper_and_overdue_to_the_lead_and_the_newsroom_as_well(
    a_report: Reports, post: Post, clock: Clock, quiet_newsroom: None
) -> None:
    _routed(a_report)
    post()
    clock.advance(days=9)
    told = post()
    assert set(told) == {HELPER} and "16/11/2026" in text_of(told[HELPER])
    clock.advance(days=6)
    told = post()
    assert set(told) == {HELPER} | LEAD | NEWSROOM
    assert "Sở Y tế đã quá hạn góp ý" in text_of(told["moderator.bnd@demo.test"])
    assert "không phải chờ" in text_of(told["signer.stnmt@demo.test"])
    assert "Góp ý muộn vẫn có ích" in text_of(told[HELPER])


def test_a_reminder_that_comes_too_late_is_not_sent(
    a_report: Reports, casework: Casework, post: Post, clock: Clock, quiet_newsroom: None
) -> None:
    report = _routed(a_report)
    post()
    clock.advance(days=9)
    clockwork.strike(casework)
    _give(a_report, report)
    assert set(post()) == LEAD  # of the contribution


def test_letters_to_an_office_in_english(a_report: Reports, post: Post, casework: Casework) -> None:

    with casework.db.write() as session:
        session.query(UserRow).filter_by(email=HELPER).one().locale = "en"
    _routed(a_report)
    letter = post()[HELPER]
    assert letter["Subject"].startswith("Please help with report")
    assert "by the end of 16 November 2026" in text_of(letter)
