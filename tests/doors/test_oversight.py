"""/oversight/: what was returned twice waits for a decision; who is late with what."""

from __future__ import annotations

import pytest

from casework.actions.deeds import perform
from casework.domain import commands as do
from casework.domain.policy import CLOCK
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Display, Kind, ReturnReason, Status
from casework.readings import state
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import SYT, Reports
from tests.house import Clock

OVERSEER = "overseer"


def codes(page: Page) -> list[str]:
    return [node.text for node in page.all("//ol[@class='queue']//span[@class='code']")]


def twice_returned(a_report: Reports, **changes: object) -> Report:
    report = a_report(Status.RETURNED, **changes)
    a_report.deed(report.code, do.Reroute(post=new_post_id(), words="", agency=SYT), by="moderator.bnd")
    back = do.Return(
        post=new_post_id(),
        words="Việc đất đai, không phải y tế.",
        reason=ReturnReason.NOT_OUR_FIELD,
        proposed=AgencyCode("UBND-362"),
    )
    return a_report.deed(report.code, back, by="officer.syt")


def test_only_what_was_returned_twice_waits_here(visit: Visit, a_report: Reports) -> None:
    a_report(Status.RETURNED)
    report = twice_returned(a_report)

    page = visit.get("/oversight/", as_=OVERSEER)

    assert codes(page) == [report.code]
    assert "bị trả lại 2 lần" in page.main


def test_nothing_to_decide_is_said_so(visit: Visit) -> None:
    assert "Không có gì chờ quyết định" in visit.get("/oversight/", as_=OVERSEER).main


def test_the_case_says_who_gave_it_back_why_and_when_the_next_answer_is_due(
    visit: Visit, a_report: Reports
) -> None:
    page = visit.get(f"/oversight/reports/{twice_returned(a_report).code}", as_=OVERSEER)

    assert "Sở Tài nguyên và Môi trường" in page.main and "Không thuộc địa bàn" in page.main
    assert "Sở Y tế" in page.main and "Không thuộc lĩnh vực" in page.main
    assert "hạn trả lời mới là 23/11/2026" in page.main
    assert page.values("/reroute")["agency"] == "UBND-362", "what the last agency proposed"


def test_oversight_sends_it_on_and_the_clock_goes_on(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = twice_returned(a_report)
    page = visit.get(f"/oversight/reports/{report.code}", as_=OVERSEER)

    page = visit.send(page, "/reroute", {"agency": "STNMT", "words": "Thuộc Sở."}, as_=OVERSEER)

    sent = state.report(casework, report.code)
    assert sent.status is Status.ROUTED and sent.agency == "STNMT"
    assert "Sở Tài nguyên và Môi trường" in page.main and codes(page) == []


def test_a_double_click_sends_it_on_once(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = twice_returned(a_report)
    page = visit.get(f"/oversight/reports/{report.code}", as_=OVERSEER)
    fields = {"agency": "STNMT", "words": "Thuộc Sở."}
    visit.send(page, "/reroute", fields, as_=OVERSEER)
    once = state.report(casework, report.code)

    visit.send(page, "/reroute", {**fields, "words": ""}, as_=OVERSEER)

    assert state.report(casework, report.code) == once


def test_an_agency_must_be_chosen_and_cannot_help_itself(visit: Visit, a_report: Reports) -> None:
    report = twice_returned(a_report)
    page = visit.get(f"/oversight/reports/{report.code}", as_=OVERSEER)

    again = visit.send(page, "/reroute", {"agency": "", "words": "Giữ lại"}, as_=OVERSEER, status=422)
    assert again.error_of("agency") and "Giữ lại" in again.source

    values = {**page.values("/reroute"), "agency": "STNMT", "beside-1": "STNMT"}
    again = visit.post(
        f"/oversight/reports/{report.code}/reroute", values, as_=OVERSEER, status=422, token=False
    )
    assert again.error_of("beside-1")


def test_what_the_newsroom_decides_is_read_here_and_not_decided(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.RETURNED)
    page = visit.get(f"/oversight/reports/{report.code}", as_=OVERSEER)
    assert not page.all("//form[contains(@action, 'reroute')]")

    visit.post(f"/oversight/reports/{report.code}/reroute", {"agency": "SYT"}, as_=OVERSEER, status=403)

    assert state.report(casework, report.code).status is Status.RETURNED


def test_late_answers_are_counted_by_agency_and_the_oldest_stands_first(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    first = a_report(Status.ACCEPTED)
    clock.advance(days=1)
    second = a_report(Status.ROUTED)
    a_report(Status.ANSWERED)
    a_report(Status.ROUTED, kind=Kind.PRAISE)
    clock.advance(days=40)
    a_report(Status.ROUTED)

    page = visit.get("/oversight/?tab=overdue", as_=OVERSEER)

    assert codes(page) == [first.code, second.code]
    row = page.one("//table//tbody/tr")
    assert [cell.text_content() for cell in row.xpath("th | td[@class='number']")] == [
        "Sở Tài nguyên và Môi trường",
        "2",
        "0",
        "0",
    ]
    assert codes(visit.get("/oversight/?tab=overdue&agency=SYT", as_=OVERSEER)) == []


def test_what_was_escalated_has_its_own_list(
    visit: Visit, a_report: Reports, clock: Clock, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    clock.advance(days=40)
    perform(casework, report.code, do.MarkOverdue(), by=CLOCK)
    assert codes(visit.get("/oversight/?tab=escalated", as_=OVERSEER)) == []

    perform(casework, report.code, do.Escalate(), by=CLOCK)

    assert codes(visit.get("/oversight/?tab=escalated", as_=OVERSEER)) == [report.code]


@pytest.mark.parametrize("display", Display)
def test_nothing_tells_oversight_who_reported_what_is_not_public(
    visit: Visit, a_report: Reports, display: Display
) -> None:
    report = twice_returned(a_report, by="guest", display=display, publish=False, consent=True)

    for url in ("/oversight/", f"/oversight/reports/{report.code}"):
        source = visit.get(url, as_=OVERSEER).source
        assert not any(mark in source for mark in ("Đinh Văn Tư", "0912 345 678", "tu@nha.test"))


@pytest.mark.parametrize("who", ["citizen", "moderator.bnd", "officer.stnmt", "journalist", "admin"])
def test_the_door_is_closed_to_everybody_else(visit: Visit, a_report: Reports, who: str) -> None:
    report = a_report(Status.RETURNED)

    visit.get("/oversight/", as_=who, status=403)
    visit.get(f"/oversight/reports/{report.code}", as_=who, status=403)
    visit.post(f"/oversight/reports/{report.code}/reroute", {"agency": "SYT"}, as_=who, status=403)


def test_an_unknown_code_is_not_found(visit: Visit) -> None:
    visit.get("/oversight/reports/PA-2222-2222", as_=OVERSEER, status=404)


@pytest.mark.parametrize("name", ["waiting", "overdue", "escalated"])
def test_a_page_of_oversight_takes_at_most_eight_statements(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock, name: str
) -> None:
    twice_returned(a_report)
    a_report(Status.ACCEPTED)
    clock.advance(days=40)
    visit.get("/oversight/", as_=OVERSEER)  # the directory and the terms are kept from now on
    heard: list[str] = []
    stop = casework.db.on_statement(heard.append)
    visit.get(f"/oversight/?tab={name}", as_=OVERSEER)
    stop()

    assert len(heard) <= 8, heard
