"""Pages of what reports are about: field, task, area, outlet, procedure; and the index of them all."""

from __future__ import annotations

import pytest

from casework.domain.values import AreaCode, FieldCode, Kind, Status, TaskCode
from casework.readings.lists import CARDS_A_PAGE
from casework.store.casework import Casework
from tests.doors.client import Visit
from tests.doors.stage import Reports
from tests.doors.test_agencies import figures

PAGES = {
    "field": "/fields/dat-dai",
    "task": "/tasks/2",
    "area": "/areas/huyen-nam-truc",
    "outlet": "/outlets/bao-nam-dinh",
    "procedure": "/procedures/tach-thua-hop-thua",
}
SECRET = "Tách thửa mà không ai được đọc"


@pytest.fixture
def everywhere(a_report: Reports) -> Reports:
    """Two reports that each of PAGES shows, and one of every kind that no page may know of."""
    here = {"field": FieldCode("dat-dai"), "area": AreaCode("362"), "task": TaskCode("2.3")}
    a_report(Status.ANSWERED, title="Tách thửa chậm", **here)
    a_report(Status.ACCEPTED, title="Tách thửa phải chờ", **here)
    a_report(Status.ROUTED, title=SECRET, publish=False, **here)
    for status in (Status.SUBMITTED, Status.DECLINED, Status.WITHDRAWN):
        a_report(status, title=SECRET, **here)
    return a_report


@pytest.mark.parametrize("name", PAGES)
def test_each_shows_its_reports_and_nothing_that_is_not_public(
    visit: Visit, everywhere: Reports, name: str
) -> None:
    page = visit.get(PAGES[name])
    titles = {heading.text_content().strip() for heading in page.all("//article//h3")}
    assert titles == {"Tách thửa chậm", "Tách thửa phải chờ"} and SECRET not in page.source
    if name != "procedure":
        assert figures(page)["phản ánh công khai"] == 2 and figures(page)["đã trả lời"] == 1
    assert page.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in page.headers


@pytest.mark.parametrize("name", PAGES)
def test_each_is_there_while_nothing_was_reported_and_in_english(visit: Visit, name: str) -> None:
    page = visit.get(PAGES[name])
    assert page.one("//*[@class='empty']//a").get("href") == "/reports/new"
    assert visit.get(f"/en{PAGES[name]}").h1 != page.h1 or name == "outlet"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("url", [*PAGES.values(), "/overdue", "/thanks", "/a-z"])
def test_each_costs_at_most_six_queries(
    visit: Visit, a_report: Reports, casework: Casework, url: str
) -> None:
    for _ in range(CARDS_A_PAGE + 1):
        a_report(Status.ROUTED, title="Tách thửa", area=AreaCode("362"), task=TaskCode("2.3"))
    visit.get("/reports")
    heard: list[str] = []
    silence = casework.db.on_statement(heard.append)
    page = visit.get(url)
    silence()
    assert sum(one.lstrip().startswith("SELECT") for one in heard) <= 6, heard
    assert len(page.source.encode()) <= 40_000


@pytest.mark.parametrize(
    "url", ["/fields/x", "/fields/%00", "/tasks/99", "/areas/362", "/procedures/x", "/procedures/%00"]
)
def test_what_is_not_in_the_directory_is_a_404(visit: Visit, url: str) -> None:
    visit.get(url, status=404)


def test_a_field_names_who_leads_it_and_its_procedures(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ANSWERED, kind=Kind.QUESTION, title="Phí sang tên là bao nhiêu?")
    page = visit.get("/fields/dat-dai")
    links = {link.get("href") for link in page.all("//ul[@class='lead-list']//a")}
    assert {"/agencies/so-tai-nguyen-va-moi-truong", "/procedures/tach-thua-hop-thua"} <= links
    assert "Phí sang tên" in page.one("//section[@aria-labelledby='typical-title']").text_content()
    assert page.all("//main//a[contains(@href, '/login?next=')]"), "one may follow it"


def test_a_task_counts_its_sub_topics_and_leads_to_them(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Chờ ba lần", task=TaskCode("2.3"))
    a_report(Status.ROUTED, title="Đường hỏng", task=TaskCode("1.1"))
    page = visit.get("/tasks/2")
    assert figures(page)["phản ánh công khai"] == 1 and "/tasks/2.3" in page.source
    topic = visit.get("/tasks/2.3")
    assert figures(topic)["phản ánh công khai"] == 1 and "Chờ ba lần" in topic.main
    assert visit.get("/tasks/2.1").all("//*[@class='empty']")


def test_the_province_counts_what_lies_in_it(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, area=AreaCode("362"))
    assert figures(visit.get("/areas/tinh-nam-dinh"))["phản ánh công khai"] == 1


def test_a_procedure_says_where_how_long_and_by_which_rule(visit: Visit) -> None:
    page = visit.get("/procedures/dang-ky-ho-kinh-doanh")
    assert "3 ngày làm việc" in page.main and "Nghị định 01/2021/NĐ-CP Điều 87" in page.main
    assert "diễn đàn có thể ghi sai: căn cứ là chính văn bản" in page.main
    english = visit.get("/en/procedures/dang-ky-ho-kinh-doanh").main
    assert "3 working days" in english and "what counts is the rule itself" in english


def test_everything_stands_in_the_index_by_its_letter(visit: Visit) -> None:
    page = visit.get("/a-z")
    letters = [heading.text_content() for heading in page.all("//main//h2")]
    assert letters[letters.index("Đ") - 1] == "C" and len(set(letters)) == len(letters)
    under = {
        link.text_content(): link.get("href") for link in page.all("//section[h2='Đ' or div/h2='Đ']//ul//a")
    }
    assert under["Đất đai"] == "/fields/dat-dai"
    jumps = [link.get("href") for link in page.all("//nav[@class='letters']//a")]
    assert jumps == [f"#{heading.get('id')}" for heading in page.all("//main//h2")]
    hrefs = {link.get("href") for link in page.all("//main//ul[@class='lead-list']//a")}
    assert {*PAGES.values()} - {"/outlets/bao-nam-dinh"} <= hrefs
    for href in sorted(hrefs)[::12]:
        visit.get(href)
