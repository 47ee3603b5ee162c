"""/moderation/reports/<code>/pass-on, and what its reporter finds afterwards."""

from __future__ import annotations

from typing import Any

import pytest

from casework.actions import roles
from casework.actions.denunciations import open_case
from casework.actions.roles import CONSOLE
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import DeclineReason, Display, Role, Status
from casework.readings import denunciations
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from tests.doors.client import Page, Visit
from tests.doors.stage import TTT, Reports, actor
from tests.doors.test_gate import DENUNCIATION

BND, KEEPER = "moderator.bnd", actor("keeper")
OWN_PAGES = {
    BND: ("/moderation/", "/ledger", "/journal"),
    "moderator2.bnd": ("/moderation/",),
    "overseer": ("/oversight/", "/ledger"),
    "admin": ("/admin/", "/admin/letters"),
    "officer.stnmt": ("/agency/",),
    "guest": ("/reports", "/ledger", "/ledger.csv", "/journal"),
}
MARKS = ("Cán bộ địa chính", "Nguyễn Văn Bình", "5 triệu", "Đinh Văn Tư", "0912 345 678")


def url(report: Report) -> str:
    return f"/moderation/reports/{report.code}/pass-on"


def pass_on(
    visit: Visit, report: Report, *, page: Page | None = None, status: int = 200, **fields: Any
) -> Page:
    page = page or visit.get(url(report), as_=BND)
    return visit.send(page, "/pass-on", {"sure": "y", **fields}, as_=BND, status=status)


@pytest.fixture
def report(a_report: Reports) -> Report:
    contact = Contact(name="Đinh Văn Tư", phone="0912 345 678")
    return a_report(by="guest", contact=contact, display=Display.NAMED, **DENUNCIATION)


def test_the_desk_leads_there_where_it_reads_like_a_to_cao(visit: Visit, report: Report) -> None:
    page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
    notice = page.one("//div[contains(@class, 'notice-warning')][.//q]")
    assert url(report) in notice.xpath(".//a/@href")
    page = visit.get(url(report), as_=BND)
    assert DENUNCIATION["title"] in page.main and "không lấy lại được" in page.main


def test_a_moderator_passes_it_on_and_nothing_is_left_at_the_desk(
    visit: Visit, report: Report, casework: Casework
) -> None:
    page = pass_on(visit, report)
    assert f"Đã chuyển kín {report.code}" in page.text
    (found,) = denunciations.waiting(casework, KEEPER)
    told = open_case(casework, found.code, by=KEEPER).content
    assert (told.title, told.contact.name) == (DENUNCIATION["title"], "Đinh Văn Tư")
    for address in (f"/moderation/reports/{report.code}", "/moderation/", f"/moderation/?q={report.code}"):
        source = visit.get(address, as_=BND, status=404 if "reports" in address else 200).source
        assert not [mark for mark in MARKS if mark in source], address
        assert found.code not in source


@pytest.mark.parametrize("who", OWN_PAGES)
def test_afterwards_nobody_but_its_reporter_learns_that_there_was_one(
    visit: Visit, report: Report, who: str
) -> None:
    pass_on(visit, report)
    visit.get(f"/reports/{report.code}", as_=who, status=404)
    for address in OWN_PAGES[who]:
        source = visit.get(address, as_=who).source
        assert report.code not in source and "chuyển kín" not in source, address
    if who.startswith("moderator"):
        visit.get(url(report), as_=who, status=404)
        visit.get(f"/moderation/reports/{report.code}", as_=who, status=404)


def test_a_colleague_who_had_the_page_open_is_not_told_what_became_of_it(
    visit: Visit, report: Report
) -> None:
    page = visit.get(url(report), as_="moderator2.bnd")
    pass_on(visit, report)
    told = visit.send(page, "/pass-on", {"sure": "y"}, as_="moderator2.bnd", status=404)
    assert "thanh tra" not in told.main


def test_it_has_to_be_meant(visit: Visit, report: Report, casework: Casework) -> None:
    page = visit.send(visit.get(url(report), as_=BND), "/pass-on", {}, as_=BND, status=422)
    assert "đánh dấu" in page.error_of("pass-on-sure")
    assert denunciations.waiting(casework, KEEPER) == []


def test_the_same_form_sent_twice_is_one(visit: Visit, report: Report, casework: Casework) -> None:
    page = visit.get(url(report), as_=BND)
    pass_on(visit, report, page=page)
    again = pass_on(visit, report, page=page)
    assert f"Đã chuyển kín {report.code}" in again.text
    assert len(denunciations.waiting(casework, KEEPER)) == 1


def test_who_was_overtaken_is_told(
    visit: Visit, report: Report, a_report: Reports, casework: Casework
) -> None:
    page = visit.get(url(report), as_=BND)
    a_report.deed(report.code, do.Claim(), by="moderator2.bnd")
    again = pass_on(visit, report, page=page, status=409)
    assert "Đã có người xử lý" in again.main
    pass_on(visit, report, page=again)
    assert len(denunciations.waiting(casework, KEEPER)) == 1


def test_who_comes_after_it_was_published_is_led_back(
    visit: Visit, report: Report, a_report: Reports
) -> None:
    page = visit.get(url(report), as_=BND)
    command = do.ApproveAndRoute(
        post=new_post_id(), words="", agency=actor("officer.stnmt").memberships[0].agency
    )
    a_report.deed(report.code, command, by="moderator2.bnd")
    again = pass_on(visit, report, page=page, status=409)
    assert again.h1 == DENUNCIATION["title"]
    visit.get(url(report), as_=BND, status=409)


def test_without_a_keeper_it_is_said(visit: Visit, report: Report, casework: Casework) -> None:
    assert KEEPER.user is not None
    roles.revoke(casework, KEEPER.user, Role.KEEPER, TTT, by=CONSOLE)
    page = pass_on(visit, report, status=409)
    assert "Chưa có người" in page.main


def test_only_its_newsroom_gets_there(visit: Visit, report: Report) -> None:
    visit.get(url(report), as_="moderator.ptth", status=404)
    visit.post(url(report), {"sure": "y"}, as_="moderator.ptth", status=404)
    for who in ("citizen", "officer.stnmt", "overseer", "admin", "keeper"):
        visit.get(url(report), as_=who, status=403)
        visit.post(url(report), {"sure": "y"}, as_=who, status=403)


def test_its_reporter_finds_the_way_by_code_and_secret(
    visit: Visit, report: Report, a_report: Reports, casework: Casework
) -> None:
    pass_on(visit, report)
    secret = a_report.receipts[report.code].secret
    page = visit.send(visit.get("/track"), "/track", {"code": report.code, "secret": secret})
    assert page.h1 == report.code
    assert "Đã chuyển kín tới cơ quan thanh tra" in page.main
    assert not [mark for mark in MARKS if mark in page.source]
    assert not page.all("//*[@id='slip-title']") and not page.all("//*[@id='appeal']")
    page = visit.send(page, f"/reports/{report.code}/sealed")
    (found,) = denunciations.waiting(casework, KEEPER)
    assert page.url == f"/denunciations/{found.code}"
    page = visit.send(page, page.url, {"words": "Tôi còn giữ tin nhắn."})
    assert "Tôi còn giữ tin nhắn." in page.main
    assert "Tôi còn giữ tin nhắn." in visit.get(f"/sealed/{found.code}", as_="keeper").main


def test_with_an_account_its_reporter_finds_it_on_their_page(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(by="citizen", **DENUNCIATION)
    pass_on(visit, report)
    assert report.code in visit.get("/track", as_="citizen").main
    page = visit.get(f"/reports/{report.code}", as_="citizen")
    page = visit.send(page, f"/reports/{report.code}/sealed", as_="citizen")
    assert "Đã đến, chưa đọc" in page.main


def test_nobody_else_is_led_to_it(visit: Visit, report: Report, a_report: Reports) -> None:
    pass_on(visit, report)
    for who in ("guest", "business", BND, "overseer", "admin", "keeper"):
        visit.post(f"/reports/{report.code}/sealed", {}, as_=who, status=404)
    other = a_report(by="citizen")
    visit.post(f"/reports/{other.code}/sealed", {}, as_="citizen", status=404)


def test_who_was_only_declined_is_led_to_the_inspectorate_by_the_slip(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(by="citizen", **DENUNCIATION)
    command = do.Decline(post=new_post_id(), words="Xin gửi thanh tra.", reason=DeclineReason.DENUNCIATION)
    a_report.deed(report.code, command, by=BND)
    page = visit.get(f"/reports/{report.code}", as_="citizen")
    assert page.all("//*[@id='slip-title']")
    assert not [action for action in page.actions if action.endswith("/sealed")]
    assert report.status is Status.SUBMITTED
