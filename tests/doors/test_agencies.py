"""Agencies and outlets."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.values import AreaCode, FieldCode, Kind, OutletCode, Status
from casework.store.casework import Casework, new_post_id
from casework.store.tables import ReportRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock

STNMT = "/agencies/so-tai-nguyen-va-moi-truong"


def figures(page: Page) -> dict[str, int]:
    return {
        row.xpath("string(dt)").strip(): int(row.xpath("string(dd)"))
        for row in page.all("//dl[@class='figures']/div")
    }


def test_agencies_are_listed_by_level_with_the_number_of_cases(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ANSWERED)
    a_report(Status.ROUTED)
    a_report(Status.ROUTED, publish=False)
    page = visit.get("/agencies")
    levels = [" ".join(heading.text_content().split()) for heading in page.all("//main//h2")]
    assert levels[:2] == ["Ủy ban nhân dân tỉnh", "Sở, ban, ngành"] and len(levels) == 6
    item = page.one("//ul[@class='agency-list']/li[a[@href=$url]]", url=STNMT)
    assert "1 trong 2 phản ánh đã trả lời" in " ".join(item.text_content().split())
    assert page.main.count("chưa có phản ánh nào") == 45


@pytest.mark.parametrize("q", ["tài nguyên", "tai nguyen", "STNMT", "môi TRƯỜNG"])
def test_an_agency_is_found_by_its_name_with_or_without_marks(visit: Visit, q: str) -> None:
    page = visit.send(visit.get("/agencies"), "/agencies", {"q": q})
    assert [link.get("href") for link in page.all("//ul[@class='agency-list']//a")] == [STNMT]


def test_a_search_without_a_hit_helps_on(visit: Visit) -> None:
    for q in ("zzzz", "%00"):
        visit.get(f"/agencies?q={q}")
    assert "Không có cơ quan nào khớp" in visit.get("/agencies?q=zzzz").main


def test_an_agency_shows_what_it_leads_on_and_how_it_answers(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ANSWERED)
    a_report(Status.ACCEPTED)
    a_report(Status.ROUTED, kind=Kind.PRAISE, title="Cảm ơn cán bộ địa chính")
    a_report(Status.ROUTED, publish=False, title="Không công khai")
    page = visit.get(STNMT)
    assert page.h1 == "Sở Tài nguyên và Môi trường"
    assert figures(page) == {
        "phản ánh công khai": 2,
        "đã trả lời": 1,
        "đang chờ": 1,
        "trong đó quá hạn": 0,
    }
    assert "chưa đủ 10 vụ việc để tính tỷ lệ" in page.main and "1 lời khen" in page.main
    assert "Đất đai" in page.all("//ul[@class='lead-list']")[0].text_content()
    assert len(page.all("//article")) == 3 and "Không công khai" not in page.main
    assert page.headers["Cache-Control"].startswith("public")


def rates(page: Page) -> dict[str, str]:
    return {
        row.xpath("string(dt)").strip(): " ".join(row.xpath("string(dd)").split())
        for row in page.all("//dl[contains(@class, 'measures')]/div")
    }


def test_rates_stand_beside_their_counts_from_ten_cases_on(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    for number in range(10):
        code = a_report(Status.ACCEPTED).code
        clock.advance(hours=1)
        words = "Sở đã giải quyết xong việc này."
        a_report.deed(code, do.SignReply(post=new_post_id(), words=words), by="signer.stnmt")
        if number < 3:
            verdict = do.Rate(post=new_post_id(), words="", solved=number > 0, stars=4)
            a_report.deed(code, verdict, by="citizen")
        if number == 8:
            few = visit.get(STNMT)
            assert "%" not in "".join(rates(few).values()), "nine are too few"
    found = rates(visit.get(STNMT))
    assert found["Trả lời đúng hạn"] == "100% 10 trong 10 việc đã đến hạn; khoảng tin cậy 72–100%"
    assert found["Người gửi hài lòng"] == (
        "90% 9 trong 10 việc đã trả lời không bị chê; khoảng tin cậy 60–98%; "
        "3 người đã đánh giá, 30% số việc đã trả lời"
    )
    assert found["Thời gian trả lời"].startswith("trong ngày một nửa số việc")
    in_english = rates(visit.get(f"/en{STNMT}"))
    assert in_english["Answered in time"].startswith("100% 10 of 10 cases")


def test_typical_questions_are_those_most_people_have_with_what_was_answered(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    for title, supports in (("Phí sang tên", 1), ("Giờ làm việc", 5), ("Mẫu đơn mới", 3), ("Nơi nộp", 2)):
        code = a_report(Status.ANSWERED, kind=Kind.QUESTION, title=title).code
        with casework.db.write() as session:
            session.get_one(ReportRow, code).supports = supports
    a_report(Status.ROUTED, kind=Kind.QUESTION, title="Chưa trả lời")
    a_report(Status.ANSWERED, kind=Kind.QUESTION, title="Không công khai", publish=False)
    page = visit.get(STNMT)
    shown = [one.text_content() for one in page.all("//section[@aria-labelledby='typical-title']//h3")]
    assert shown == ["Giờ làm việc", "Mẫu đơn mới", "Nơi nộp"]
    assert page.all("//section[@aria-labelledby='typical-title']//blockquote")[0].text_content().strip()
    assert "Không công khai" not in page.main


def test_an_agency_that_was_never_asked_says_so(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    assert "Chưa có câu hỏi nào được trả lời" in visit.get(STNMT).main


def test_an_agency_without_reports_is_told_as_such(visit: Visit) -> None:
    page = visit.get("/agencies/so-noi-vu")
    assert "Chưa có phản ánh nào" in page.main and not page.all("//dl[@class='figures']")


def test_an_outlet_shows_what_was_sent_to_it(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Gửi báo")
    assert "Gửi báo" in visit.get("/outlets/bao-nam-dinh").main
    other = visit.get("/outlets/dai-phat-thanh-truyen-hinh")
    assert "Gửi báo" not in other.main and "Chưa có phản ánh nào được đăng" in other.main


@pytest.mark.parametrize("url", ["/agencies/no-such", "/outlets/no-such", "/agencies/%00"])
def test_what_is_not_in_the_directory_is_a_404(visit: Visit, url: str) -> None:
    visit.get(url, status=404)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("url", ["/agencies", STNMT, "/outlets/bao-nam-dinh"])
def test_each_page_costs_at_most_six_queries(
    visit: Visit, a_report: Reports, casework: Casework, url: str
) -> None:
    for field in ("dat-dai", "moi-truong", "khac"):
        a_report(Status.ROUTED, field=FieldCode(field), area=AreaCode("362"), outlet=OutletCode("BND"))
    visit.get("/reports")
    heard: list[str] = []
    silence = casework.db.on_statement(heard.append)
    page = visit.get(url)
    silence()
    assert sum(one.lstrip().startswith("SELECT") for one in heard) <= 6
    assert len(page.source.encode()) <= 40_000
