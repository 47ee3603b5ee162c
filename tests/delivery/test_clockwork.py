"""The clocks: each step once, in order, also after a week in which no worker ran."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice

import pytest

from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.values import AgencyCode, ClosedBecause, Kind, ReportCode, Status
from casework.store import due, journal, reports
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import NO_CONTACT
from casework.store.tables import AgencyRow
from tests.delivery.conftest import Box
from tests.doors.stage import STNMT, Reports
from tests.house import Clock

CLOCK_EVENTS = ("Reminded", "MarkedOverdue", "Escalated", "Closed", "Purged")
Work = Callable[[], object]


def _struck(casework: Casework, code: str) -> list[str]:
    with casework.db.read() as session:
        names = [type(one.event).__name__ for one in journal.of_report(session, ReportCode(code))]
    return [name for name in names if name in CLOCK_EVENTS]


def _day(month: int, day: int, hour: int = 9) -> datetime:
    """That hour in Nam Định in 2026."""
    return datetime.fromisoformat(f"2026-{month:02}-{day:02}T{hour:02}:00:00+07:00")


def test_an_unanswered_report_is_reminded_overdue_and_escalated_on_its_days(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ROUTED)
    assert report.due
    # Routed on 2 November, 15 working days, the 24th being a holiday: due on the 23rd.
    expected = {
        _day(11, 17): [],
        _day(11, 18): ["Reminded"],
        _day(11, 23, 23): ["Reminded"],
        _day(11, 25): ["Reminded", "MarkedOverdue"],
        _day(11, 27): ["Reminded", "MarkedOverdue"],
        _day(11, 28): ["Reminded", "MarkedOverdue", "Escalated"],
        _day(12, 9): ["Reminded", "MarkedOverdue", "Escalated", "Escalated"],
        _day(12, 30): ["Reminded", "MarkedOverdue", "Escalated", "Escalated"],
    }
    for moment, names in expected.items():
        clock.set(moment)
        for _ in range(2):
            clockwork.strike(casework)
        assert _struck(casework, report.code) == names, moment


def test_after_weeks_without_a_worker_each_missing_step_is_made_up_in_order(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)
    clock.advance(days=60)
    assert clockwork.strike(casework) == 4, "the press clock has run out as well"
    # To remind of a deadline that has passed helps nobody.
    assert _struck(casework, report.code) == ["MarkedOverdue", "Escalated", "Escalated"]
    assert clockwork.strike(casework) == 0


def test_workers_beside_each_other_strike_once(a_report: Reports, casework: Casework, clock: Clock) -> None:
    report = a_report(Status.ROUTED)
    clock.advance(days=60)
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: clockwork.strike(casework), range(4)))
    assert _struck(casework, report.code) == ["MarkedOverdue", "Escalated", "Escalated"]


def test_who_says_nothing_for_fifteen_days_lets_the_report_close(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ANSWERED)
    clock.advance(days=14)
    assert clockwork.strike(casework) == 0
    clock.advance(days=2)
    clockwork.strike(casework)
    with casework.db.read() as session:
        closed = reports.load(session, report.code)
    assert (closed.status, closed.closed_because) == (Status.CLOSED, ClosedBecause.SILENT)


def test_what_a_guest_never_confirmed_is_forgotten_after_thirty_days(
    a_report: Reports, casework: Casework, clock: Clock, work: Work, box: Box
) -> None:
    report = a_report(Status.UNCONFIRMED, by="guest")
    clock.advance(days=29)
    assert clockwork.strike(casework) == 0
    clock.advance(days=1)
    assert clockwork.strike(casework) == 1
    assert _struck(casework, report.code) == ["Purged"]
    work()
    assert box.letters == []


def test_praise_and_what_is_with_nobody_has_no_clock(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    a_report(Status.ROUTED, kind=Kind.PRAISE)
    a_report(Status.RETURNED)
    a_report(Status.NEEDS_INFO)
    a_report(by="guest", contact=NO_CONTACT)
    clock.advance(days=90)
    assert clockwork.strike(casework) == 0


def test_every_report_has_its_turn_however_many_there_are(
    a_report: Reports, casework: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "BATCH", 2)
    codes = [a_report(Status.ROUTED).code for _ in range(5)]
    clock.set(_day(11, 25))
    assert clockwork.strike(casework) == 5
    assert all(_struck(casework, code) == ["MarkedOverdue"] for code in codes)
    # Candidates that the rule refuses stay candidates, and must not be offered again and again.
    clock.set(_day(11, 27))
    offered = due.to_escalate(casework.db, casework.terms(), casework.now())
    assert list(islice(offered, 20)) == sorted(codes)
    assert clockwork.strike(casework) == 0


def test_an_overdue_report_is_told_to_the_agency_the_newsroom_the_agency_above_and_oversight(
    a_report: Reports, casework: Casework, clock: Clock, work: Work, box: Box
) -> None:
    a_report(Status.ROUTED)
    with casework.db.write() as session:
        above = session.get_one(AgencyRow, session.get_one(AgencyRow, STNMT).parent or AgencyCode(""))
        address = above.email
    work()
    box.empty()
    clock.set(_day(11, 25))
    work()
    assert {str(letter["To"]) for letter in box.empty()} == {
        "officer.stnmt@demo.test",
        "signer.stnmt@demo.test",
        "moderator.bnd@demo.test",
        "moderator2.bnd@demo.test",
    }
    clock.set(_day(11, 28))
    work()
    assert [str(letter["To"]) for letter in box.empty()] == [address]
    clock.set(_day(12, 3))
    work()
    box.empty()  # the press has waited long enough, too
    clock.set(_day(12, 9))
    work()
    assert [str(letter["To"]) for letter in box.empty()] == ["overseer@demo.test"]


def test_an_extension_begins_the_clock_anew(a_report: Reports, casework: Casework, clock: Clock) -> None:
    report = a_report(Status.ACCEPTED)
    clock.set(_day(11, 18))
    clockwork.strike(casework)
    later = _day(12, 1).date()
    a_report.deed(
        report.code,
        do.RequestExtension(post=new_post_id(), words="Xin lỗi bạn, hồ sơ cần đo lại.", until=later),
        by="officer.stnmt",
    )
    a_report.deed(
        report.code, do.GrantExtension(post=new_post_id(), words="", granted=True), by="moderator.bnd"
    )
    clock.set(_day(11, 25))
    assert clockwork.strike(casework) == 0
    clock.set(_day(11, 26))
    clockwork.strike(casework)
    assert _struck(casework, report.code) == ["Reminded", "Reminded"]


def test_an_agency_is_not_late_while_the_newsroom_looks_at_its_reply(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)
    clock.set(_day(11, 23))  # the last day
    words = "Đã mời bà tới nhận giấy."
    a_report.deed(
        report.code, do.HoldReply(post=new_post_id(), words=words, official=True), by="signer.stnmt"
    )
    clock.set(_day(12, 9))
    clockwork.strike(casework)
    assert _struck(casework, report.code) == []
    a_report.deed(report.code, do.SendBackReply(post=new_post_id(), words="Xin bỏ tên."), by="moderator.bnd")
    clockwork.strike(casework)
    assert "MarkedOverdue" not in _struck(casework, report.code)
    clock.set(_day(12, 12))
    clockwork.strike(casework)
    assert "MarkedOverdue" in _struck(casework, report.code)


def test_a_claim_that_is_left_lying_is_freed_once_for_colleagues(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    idle, busy = a_report(), a_report()
    for report in (idle, busy):
        a_report.deed(report.code, do.Claim(), by="moderator.bnd")
    clock.advance(minutes=29)
    note = do.AddNewsroomNote(post=new_post_id(), words="Đã gọi, hẹn chiều nói chuyện.")
    a_report.deed(busy.code, note, by="moderator.bnd")
    assert clockwork.strike(casework) == 0
    clock.advance(minutes=1)
    assert (clockwork.strike(casework), clockwork.strike(casework)) == (1, 0)
    a_report.deed(idle.code, do.Claim(), by="moderator2.bnd")
    with casework.db.read() as session:
        assert reports.load(session, busy.code).claimed_by is not None
        assert [type(one.event).__name__ for one in journal.of_report(session, idle.code)][-2:] == [
            "Released",
            "Claimed",
        ]
