"""Agencies and outlets."""

from __future__ import annotations

import pytest

from casework.domain.values import AreaCode, FieldCode, Kind, OutletCode, Status
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports

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
    assert "Dưới 10 phản ánh" in page.main and "1 lời khen" in page.main
    assert "Đất đai" in page.one("//ul[@class='lead-list']").text_content()
    assert len(page.all("//article")) == 3 and "Không công khai" not in page.main
    assert page.headers["Cache-Control"].startswith("public")


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
