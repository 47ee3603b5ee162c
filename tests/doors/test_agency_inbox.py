"""/agency/: what an agency owes, by deadline, and what it has dealt with."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.values import AgencyCode, Display, Kind, RemoveReason, ReturnReason, Status
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import STNMT, SYT, Reports
from tests.house import Clock

OFFICER, SIGNER = "officer.stnmt", "signer.stnmt"


def codes(page: Page) -> list[str]:
    return [node.text for node in page.all("//ol[@class='inbox']//span[@class='code']")]


def tab(visit: Visit, name: str, as_: str = OFFICER) -> list[str]:
    return codes(visit.get(f"/agency/?tab={name}", as_=as_))


def draft(a_report: Reports, code: str) -> None:
    a_report.deed(code, do.DraftReply(post=new_post_id(), words="Giấy đã ký."), by=OFFICER)


def test_an_empty_inbox_says_so(visit: Visit) -> None:
    page = visit.get("/agency/", as_=OFFICER)

    assert "Không có gì ở đây" in page.main and "Sở Tài nguyên và Môi trường" in page.main


def test_what_is_overdue_stands_first_and_is_marked_and_thanks_stand_last(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    thanks = a_report(Status.ROUTED, kind=Kind.PRAISE)
    late = a_report(Status.ACCEPTED)
    clock.advance(days=25)
    later, question = a_report(Status.ROUTED), a_report(Status.ROUTED, kind=Kind.QUESTION)

    page = visit.get("/agency/", as_=OFFICER)

    assert codes(page) == [late.code, question.code, later.code, thanks.code]
    assert "Quá hạn" in page.one("//li[contains(@class, 'is-late')]").text_content()
    assert "1 phản ánh trong trang này đã quá hạn" in page.main


def test_each_report_stands_under_its_tab(visit: Visit, a_report: Reports) -> None:
    routed, accepted = a_report(Status.ROUTED), a_report(Status.ACCEPTED)
    reopened, drafted = a_report(Status.REOPENED), a_report(Status.ACCEPTED)
    draft(a_report, drafted.code)
    answered, closed = a_report(Status.ANSWERED), a_report(Status.CLOSED)
    returned = a_report(Status.RETURNED)
    for status in (Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN):
        a_report(status)

    assert tab(visit, "routed") == [routed.code]
    assert set(tab(visit, "working")) == {accepted.code, reopened.code, drafted.code}
    assert tab(visit, "to_sign") == [drafted.code]
    assert tab(visit, "urgent") == []
    assert set(tab(visit, "open")) == {routed.code, accepted.code, reopened.code, drafted.code}
    assert set(tab(visit, "answered")) == {answered.code, closed.code}
    assert tab(visit, "returned") == [returned.code]


def test_the_counts_are_those_of_the_tabs(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    a_report(Status.ACCEPTED)
    a_report(Status.CLOSED)
    a_report(Status.RETURNED)

    page = visit.get("/agency/", as_=OFFICER)

    counted = {
        link.get("href").partition("tab=")[2]: int(link.xpath("span")[0].text)
        for link in page.all("//ul[@class='tabs']//a")
    }
    assert counted == {
        "open": 2,
        "routed": 1,
        "working": 1,
        "to_sign": 0,
        "urgent": 0,
        "together": 0,
        "contributed": 0,
        "answered": 1,
        "messages": 0,
        "returned": 1,
    }


def test_what_was_answered_again_is_listed_once(visit: Visit, a_report: Reports, clock: Clock) -> None:
    report = a_report(Status.REOPENED)
    clock.advance(days=1)
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Giấy đã trao tận tay."), by=SIGNER)

    assert tab(visit, "answered") == [report.code]


def test_acknowledged_thanks_are_among_what_was_dealt_with(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED, kind=Kind.PRAISE)
    a_report.deed(report.code, do.Accept(), by=OFFICER)

    assert tab(visit, "answered") == [report.code] and tab(visit, "open") == []


def test_a_signer_begins_with_what_waits_for_them(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    drafted = a_report(Status.ACCEPTED)
    draft(a_report, drafted.code)

    page = visit.get("/agency/", as_=SIGNER)

    assert codes(page) == [drafted.code]
    assert page.all("//ul[@class='tabs']//a")[0].get("aria-current") == "page"


def test_what_comes_near_its_deadline_is_urgent(visit: Visit, a_report: Reports, clock: Clock) -> None:
    report = a_report(Status.ACCEPTED)
    assert tab(visit, "urgent") == []

    clock.advance(days=18)  # Friday: Monday is the last day

    assert tab(visit, "urgent") == [report.code]


def test_a_helper_finds_it_among_what_is_open_and_under_together(visit: Visit, a_report: Reports) -> None:
    report = a_report()
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT, co_agencies=(SYT,))
    a_report.deed(report.code, route, by="moderator.bnd")

    assert tab(visit, "together", "officer.syt") == [report.code]
    assert tab(visit, "open", "officer.syt") == [report.code]
    assert tab(visit, "together") == [] and tab(visit, "open") == [report.code]


def test_of_what_was_returned_only_code_day_and_reason_are_told(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.RETURNED)

    page = visit.get("/agency/?tab=returned", as_=OFFICER)

    assert "Không thuộc địa bàn" in page.main and "02/11/2026" in page.main
    assert "Ba lần hẹn trả sổ đỏ" not in page.source
    assert not page.all("//ol[@class='inbox']//a")
    assert report.code in page.main


def test_what_was_sent_elsewhere_is_told_apart_from_what_comes_back(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.RETURNED)
    a_report.deed(report.code, do.Reroute(post=new_post_id(), words="", agency=SYT), by="moderator.bnd")

    assert tab(visit, "open", "officer.syt") == [report.code]
    assert tab(visit, "open") == [] and tab(visit, "returned") == [report.code]


def test_what_was_taken_down_leaves_the_inbox(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    command = do.Remove(post=new_post_id(), words="Lộ số điện thoại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, command, by="moderator.bnd")

    assert tab(visit, "open") == []


@pytest.mark.parametrize("display", [Display.HIDDEN, Display.CONFIDENTIAL])
def test_nothing_tells_who_reported(visit: Visit, a_report: Reports, display: Display) -> None:
    a_report(Status.ROUTED, by="guest", display=display)

    source = visit.get("/agency/", as_=OFFICER).source

    assert not any(mark in source for mark in ("Đinh Văn Tư", "0912 345 678", "tu@nha.test"))


@pytest.mark.parametrize("name", ["open", "answered", "returned"])
def test_the_list_goes_on_by_key_and_shows_each_once(visit: Visit, a_report: Reports, name: str) -> None:
    status = {"open": Status.ROUTED, "answered": Status.ANSWERED, "returned": Status.RETURNED}[name]
    made = {a_report(status).code for _ in range(23)}

    first = visit.get(f"/agency/?tab={name}", as_=OFFICER)
    second = visit.get(first.one("//a[@rel='next']").get("href"), as_=OFFICER)

    assert len(codes(first)) == 20 and len(codes(second)) == 3
    assert set(codes(first)) | set(codes(second)) == made
    assert not second.all("//a[@rel='next']")


@pytest.mark.parametrize("after", ["", "x", "WyIiLCIiXQ", "WyI5OTk5LTAxLTAxIiwiYSJd", "W10"])
@pytest.mark.parametrize("name", ["open", "answered", "returned", "nothing"])
def test_a_key_or_tab_that_is_none_of_ours_gives_the_first_page(
    visit: Visit, a_report: Reports, after: str, name: str
) -> None:
    a_report(Status.ROUTED)

    visit.get(f"/agency/?tab={name}&after={after}", as_=OFFICER)


@pytest.mark.parametrize("name", ["open", "urgent", "answered", "returned"])
def test_a_page_of_the_inbox_takes_at_most_six_statements(
    visit: Visit, a_report: Reports, casework: Casework, name: str
) -> None:
    for status in (Status.ROUTED, Status.ACCEPTED, Status.ANSWERED, Status.RETURNED):
        a_report(status)
        a_report(status)
    visit.get("/agency/", as_=OFFICER)  # the directory and the terms are kept from now on
    heard: list[str] = []
    stop = casework.db.on_statement(heard.append)
    visit.get(f"/agency/?tab={name}", as_=OFFICER)
    stop()

    assert len(heard) <= 6, heard


def test_the_reason_told_is_that_of_this_return(visit: Visit, a_report: Reports, clock: Clock) -> None:
    report = a_report(Status.RETURNED)
    clock.advance(hours=1)
    a_report.deed(
        report.code, do.Reroute(post=new_post_id(), words="", agency=AgencyCode("SYT")), by="moderator.bnd"
    )
    clock.advance(hours=1)
    why = do.Return(post=new_post_id(), words="Không phải.", reason=ReturnReason.NOT_OUR_FIELD)
    a_report.deed(report.code, why, by="officer.syt")

    assert "Không thuộc địa bàn" in visit.get("/agency/?tab=returned", as_=OFFICER).main
    assert "Không thuộc lĩnh vực" in visit.get("/agency/?tab=returned", as_="officer.syt").main
