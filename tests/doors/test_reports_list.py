"""The list of published reports: filters, order, pages."""

from __future__ import annotations

import base64

import pytest
from flask import Flask
from sqlalchemy import select

from casework.domain import commands as do
from casework.domain.report import PUBLIC_STATUSES
from casework.domain.values import (
    AreaCode,
    Display,
    FieldCode,
    Kind,
    PostId,
    RemoveReason,
    Status,
    TaskCode,
)
from casework.readings.lists import CARDS_A_PAGE
from casework.store.casework import Casework, new_post_id
from casework.store.tables import ReportRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock


def titles(page: Page) -> list[str]:
    return [heading.text_content().strip() for heading in page.all("//article//h2")]


def chips(page: Page) -> dict[str, str]:
    return {
        link.text_content().replace("Bỏ lọc:", "").strip(): link.get("href")
        for link in page.all("//*[@class='chips']//li/a")
    }


def test_only_published_reports_are_listed_whoever_looks(visit: Visit, a_report: Reports) -> None:
    for status in Status:
        a_report(
            status, title=f"Việc {status.value}", by="guest" if status is Status.UNCONFIRMED else "citizen"
        )
    a_report(Status.ROUTED, title="Không công khai", publish=False)
    expected = {f"Việc {status.value}" for status in PUBLIC_STATUSES}
    for who in ("guest", "citizen", "moderator.bnd", "officer.stnmt", "overseer"):
        assert set(titles(visit.get("/reports", as_=who))) == expected, who


def test_filters_work_by_address_and_each_can_be_taken_off(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Đường ngập", field=FieldCode("moi-truong"), area=AreaCode("366"))
    a_report(Status.ROUTED, title="Sổ đỏ chậm", task=TaskCode("2.3"))
    a_report(Status.ANSWERED, title="Hỏi về phí", kind=Kind.QUESTION)
    assert titles(visit.get("/reports?area=366")) == ["Đường ngập"]
    assert titles(visit.get("/reports?q=duong+ngap")) == ["Đường ngập"]
    assert titles(visit.get("/reports?status=answered")) == ["Hỏi về phí"]
    assert set(titles(visit.get("/reports?task=2"))) == {"Đường ngập", "Sổ đỏ chậm", "Hỏi về phí"}
    both = visit.get("/reports?kind=question&agency=STNMT")
    assert titles(both) == ["Hỏi về phí"]
    assert chips(both) == {
        "Hỏi đáp": "/reports?agency=STNMT",
        "Sở Tài nguyên và Môi trường": "/reports?kind=question",
    }
    assert both.one("//select[@name='kind']/option[@selected]").get("value") == "question"
    ordered = visit.get("/reports?sort=oldest")
    assert chips(ordered) == {"Xếp theo: Cũ nhất": "/reports"}


def test_the_form_filters_without_javascript(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ chậm")
    a_report(Status.ROUTED, title="Cảm ơn cán bộ", kind=Kind.PRAISE)
    page = visit.get("/reports")
    found = visit.send(page, "/reports", {"kind": "praise"})
    assert titles(found) == ["Cảm ơn cán bộ"]


def test_overdue_means_that_an_answer_is_still_owed(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Còn hạn")
    page = visit.get("/reports?status=overdue")
    assert "Không có phản ánh nào khớp" in page.main and "Quá hạn trả lời" in chips(page)


@pytest.mark.parametrize(
    "query",
    [
        "kind=theft",
        "status=submitted",
        "status=Answered",
        "agency=NOBODY",
        "field=%00",
        "area=' OR 1=1",
        "task=99",
        "outlet=x",
        "sort=loudest",
        "rating=6",
        "rating=SOLVED",
        "q=%00",
        "q=%ED%A0%80&kind=x",
    ],
)
def test_a_filter_that_means_nothing_is_left_out_and_said_so(
    visit: Visit, a_report: Reports, query: str
) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ chậm")
    page = visit.get(f"/reports?{query}")
    assert "đã được bỏ qua" in page.main
    if "ED" not in query:
        assert titles(page) == ["Sổ đỏ chậm"]


def test_where_a_list_goes_on_tells_no_hour_of_anybody(visit: Visit, a_report: Reports) -> None:
    a_report.trust("citizen")
    for _ in range(11):
        a_report(Status.ROUTED, display=Display.CONFIDENTIAL)
    for sort in ("newest", "waiting"):
        link = visit.get(f"/reports?sort={sort}").one("//a[@rel='next']").get("href")
        key = link.partition("after=")[2].encode()
        assert b"2026-" not in base64.urlsafe_b64decode(key + b"=" * (-len(key) % 4)), sort
        assert len(titles(visit.get(link))) == 1


@pytest.mark.parametrize("after", ["x", "W10", "WyJhIl0", "WyJhIiwiYiJd", "%00", "A" * 300])
def test_a_spoilt_page_key_begins_at_the_first_page(visit: Visit, a_report: Reports, after: str) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ chậm")
    assert titles(visit.get(f"/reports?after={after}")) == ["Sổ đỏ chậm"]


def test_an_empty_list_helps_on(visit: Visit) -> None:
    assert "Chưa có phản ánh nào được đăng" in visit.get("/reports").main
    nothing = visit.get("/reports?q=khong-co-gi-het")
    assert "Không có phản ánh nào khớp" in nothing.main
    assert nothing.one("//*[@class='empty']//a").get("href") == "/reports/new"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_long_list_goes_on_page_by_page_within_the_budgets(
    app: Flask, visit: Visit, a_report: Reports
) -> None:
    casework: Casework = app.extensions["casework"]
    words = "Tôi nộp hồ sơ tại bộ phận một cửa, cán bộ hẹn rồi lại hẹn, không nói rõ thiếu giấy tờ gì. " * 6
    for n in range(CARDS_A_PAGE + 3):
        a_report(Status.ROUTED, title=f"Việc số {n}: chậm trả kết quả đăng ký biến động đất đai", body=words)
    with casework.db.write() as session:  # every card with every mark and count that it can carry
        for row in session.scalars(select(ReportRow)):
            row.supports, row.comments, row.overdue, row.reply = 120, 45, True, new_post_id()
            row.solved, row.stars = False, 1
    first = visit.get("/reports?kind=complaint")
    heard: list[str] = []
    silence = casework.db.on_statement(heard.append)
    again = visit.get("/reports?kind=complaint")
    silence()
    assert sum(one.lstrip().startswith("SELECT") for one in heard) <= 6
    assert len(again.source.encode()) <= 40_000
    assert len(titles(first)) == CARDS_A_PAGE
    second = visit.get(first.one("//a[@rel='next']").get("href"))
    assert len(titles(second)) == 3 and not set(titles(first)) & set(titles(second))
    assert "kind=complaint" in second.url
    assert not second.all("//a[@rel='next']")
    back = second.one("//nav[@class='pager']/a").get("href")
    assert titles(visit.get(back)) == titles(first)


def test_facets_count_what_is_public_and_narrow_the_list_as_it_is_looked_at(
    visit: Visit, a_report: Reports
) -> None:
    a_report(Status.ROUTED, title="Một", kind=Kind.COMPLAINT)
    a_report(Status.ROUTED, title="Hai", kind=Kind.COMPLAINT)
    a_report(Status.ANSWERED, title="Ba", kind=Kind.QUESTION)
    a_report(Status.ROUTED, title="Kín", kind=Kind.SUGGESTION, publish=False)
    page = visit.get("/reports?view=compact")
    found = {
        link.text_content(): (link.getnext().text_content(), link.get("href"))
        for link in page.all("//details[contains(@class, 'facets')]//li/a")
    }
    assert found["Phản ánh hạn chế"][0] == "2" and found["Hỏi đáp"][0] == "1" and "Kiến nghị" not in found
    narrowed = visit.get(found["Hỏi đáp"][1])
    assert "view=compact" in narrowed.url and "Ba" in narrowed.main and "Hai" not in narrowed.main
    assert not visit.get("/reports?sort=waiting").all("//details[contains(@class, 'facets')]")


def test_what_reporters_say_of_the_answers_narrows_and_orders_the_list(
    visit: Visit, a_report: Reports
) -> None:
    def rated(title: str, *, solved: bool, stars: int, **changes: object) -> None:
        report = a_report(Status.ANSWERED, title=title, **changes)
        said = do.Rate(post=new_post_id(), words="", solved=solved, stars=stars)
        a_report.deed(report.code, said, by=a_report.owner(report.code))

    rated("Xong tốt", solved=True, stars=5)
    rated("Chưa xong", solved=False, stars=1)
    rated("Kín mà chưa xong", solved=False, stars=1, publish=False)
    a_report(Status.ANSWERED, title="Chưa đánh giá")
    page = visit.get("/reports")
    assert "Người gửi: chưa giải quyết, 1/5 sao" in page.main
    found = {
        link.text_content(): (link.getnext().text_content(), link.get("href"))
        for link in page.all("//section[h2='Người gửi đánh giá']//li/a")
    }
    counts = {label: count for label, (count, _) in found.items()}
    assert counts == {"Đã giải quyết": "1", "Chưa giải quyết": "1", "5 sao": "1", "1 sao": "1"}
    narrowed = visit.get(found["Chưa giải quyết"][1])
    assert titles(narrowed) == ["Chưa xong"]
    assert list(chips(narrowed)) == ["Người gửi đánh giá: Chưa giải quyết"]
    assert titles(visit.send(page, "/reports", {"rating": "5"})) == ["Xong tốt"]
    assert titles(visit.get("/reports?sort=best")) == ["Xong tốt", "Chưa xong"]
    worst = visit.get("/reports?sort=worst")
    assert titles(worst) == ["Chưa xong", "Xong tốt"]
    assert [link.text_content() for link in worst.all("//section[h2='Người gửi đánh giá']//li/a")] == list(
        found
    )
    in_english = visit.get("/en/reports?rating=unsolved")
    assert list(in_english.all("//*[@class='chips']//li/a")) and "1/5 stars" in in_english.main


def test_the_compact_view_has_a_line_for_each_report_with_its_short_address(
    visit: Visit, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED, title="Sổ đỏ chậm").code
    page = visit.get("/reports?kind=complaint&view=compact")
    row = page.one("//table//tbody/tr")
    assert "Sổ đỏ chậm" in row.text_content() and f"/r/{code}" in row.text_content()
    assert (
        row.find(".//img").get("src") == f"/r/{code}/qr.svg" and row.find(".//img").get("loading") == "lazy"
    )
    assert page.all("//button[@data-print]") and not titles(page)
    cards = page.one("//div[contains(@class, 'list-views')]/a").get("href")
    assert cards == "/reports?kind=complaint" and titles(visit.get(cards)) == ["Sổ đỏ chậm"]
    assert list(chips(page).values()) == ["/reports?view=compact"], "taking a filter off keeps the view"
    assert titles(visit.get("/reports?view=%00")) == ["Sổ đỏ chậm"]


def test_a_month_or_a_year_is_one_click(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ chậm")
    page = visit.get("/reports?kind=complaint")
    periods = {link.text_content(): link.get("href") for link in page.all("//p[@class='periods']/a")}
    assert periods["Tháng này"] == "/reports?kind=complaint&since=2026-11-01"
    assert periods["Tháng trước"] == "/reports?kind=complaint&since=2026-10-01&until=2026-10-31"
    assert periods["Năm trước"] == "/reports?kind=complaint&since=2025-01-01&until=2025-12-31"
    assert titles(visit.get(periods["Tháng này"])) == ["Sổ đỏ chậm"]
    assert titles(visit.get(periods["Tháng trước"])) == []


@pytest.mark.parametrize("sort", ["newest", "supported", "best", "worst"])
def test_a_shared_page_stays_where_it_was_though_reports_come_and_its_anchor_goes(
    visit: Visit, a_report: Reports, clock: Clock, sort: str
) -> None:
    codes = {}
    for n in range(CARDS_A_PAGE + 3):
        codes[f"Việc {n}"] = a_report(Status.CLOSED, title=f"Việc {n}").code
        clock.advance(minutes=1)
    first = visit.get(f"/reports?sort={sort}")
    shared = first.one("//a[@rel='next']").get("href")
    before = titles(visit.get(shared))
    a_report(Status.CLOSED, title="Mới đến")
    anchor = codes[titles(first)[-1]]
    remove = do.Remove(post=PostId("d" * 32), words="Xem lại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(anchor, remove, by="moderator.bnd")
    page = visit.get(shared)
    assert titles(page) == before and len(before) == 3
    assert titles(visit.get(page.one("//nav[@class='pager']/a").get("href")))[0] == "Mới đến"


def test_anonymous_readers_share_the_list(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    page = visit.get("/reports")
    assert page.headers["Cache-Control"].startswith("public") and page.headers["ETag"]
    assert "Set-Cookie" not in page.headers


def test_days_that_nobody_means_are_no_error(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    for period in ("since=0001-01-01", "until=9999-12-31", "since=0001-01-01&until=9999-12-31"):
        assert report.code in visit.get(f"/reports?{period}").source, period
    assert report.code not in visit.get("/reports?since=9999-12-31").source
    assert report.code not in visit.get("/reports?until=0001-01-01").source
