"""Taking away what is public: a list as a file, a long one made aside, and every night the whole."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from casework.delivery import exports as making
from casework.delivery.worker import run
from casework.documents import dictionary
from casework.domain import commands as do
from casework.domain.open_data import NAMES, Format
from casework.domain.values import Display, RemoveReason, Status
from casework.store import exports
from casework.store.casework import Casework, new_post_id
from forum import views_export
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock

HOSTILE = '=HYPERLINK("https://evil.test","xem") ở một cửa'


def table(page: Page) -> list[dict[str, str]]:
    assert page.response.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(page.source.removeprefix("\ufeff"), newline="")))


def work(app: Flask) -> None:
    run(app.extensions["casework"], app.extensions["post-office"], "http://localhost", once=True)


def remove(a_report: Reports, code: str) -> None:
    words = do.Remove(post=new_post_id(), words="Có số điện thoại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, words, by="moderator.bnd")


def test_a_list_goes_into_a_table_with_its_filters(visit: Visit, a_report: Reports) -> None:
    wanted = a_report(Status.CLOSED, field="dat-dai")
    a_report(Status.ROUTED, field="chung-thuc")
    a_report(Status.SUBMITTED, field="dat-dai")
    assert [row["code"] for row in table(visit.get("/reports/export.csv?rating=5&sort=worst"))] == [
        wanted.code
    ]
    assert table(visit.get("/reports/export.csv?rating=1")) == []
    there = visit.get("/reports?field=dat-dai").one("//a[normalize-space()='Tải về thành tệp']").get("href")
    page = visit.get(there)
    assert "1 phản ánh" in page.main
    url = page.one("//a[contains(., 'CSV')]").get("href")
    rows = table(visit.get(url))
    assert [row["code"] for row in rows] == [wanted.code]
    assert list(rows[0]) == list(NAMES)
    row = rows[0]
    assert row["agency"] == "STNMT" and row["agency_name"] == "Sở Tài nguyên và Môi trường"
    assert row["reply"].startswith("Giấy chứng nhận đã ký") and row["text"].startswith("Tôi nộp hồ sơ")
    assert (row["solved"], row["stars"], row["overdue"]) == ("true", "5", "false")
    assert row["address"] == f"http://localhost/reports/{wanted.code}"
    assert "Trần Thị Hoa" not in visit.get(url).source


def test_the_three_forms_say_the_same(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ANSWERED, title=HOSTILE)
    a_report(Status.ROUTED, field=None, area=None, task=None)
    rows = table(visit.get("/reports/export.csv"))
    told = json.loads(visit.get("/reports/export.json").source)
    book = load_workbook(io.BytesIO(visit.get("/reports/export.xlsx").response.get_data()))
    head, *sheet = book.active.iter_rows(values_only=True)  # type: ignore[union-attr]  # because it has a sheet
    assert head == NAMES == tuple(told[0])
    for row, made, cells in zip(rows, told, sheet, strict=True):
        for name, cell in zip(NAMES, cells, strict=True):
            assert row[name].removeprefix("'") == _written(made[name]) == _written(cell), name
    assert f"'{HOSTILE}" in {row["title"] for row in rows}
    assert HOSTILE in {one["title"] for one in told}


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value.date() if hasattr(value, "date") else value)


def test_nothing_to_take_away_is_said_and_an_empty_file_is_a_file(visit: Visit) -> None:
    assert "Không có phản ánh nào để tải" in visit.get("/reports/export?kind=praise").main
    assert table(visit.get("/reports/export.csv")) == []
    assert json.loads(visit.get("/reports/export.json").source) == []
    assert load_workbook(io.BytesIO(visit.get("/reports/export.xlsx").response.get_data()))


def test_who_asks_for_something_unknown_gets_no_file_of_more_but_is_told(
    visit: Visit, a_report: Reports
) -> None:
    a_report(Status.ROUTED)
    said = "Có điều kiện lọc không còn dùng được"
    for form in ("csv", "json", "xlsx"):
        page = visit.get(f"/reports/export.{form}?agency=KHONGCO&kind=complaint", follow=False, status=303)
        there = page.headers["Location"]
        assert there == "/reports/export?agency=KHONGCO&kind=complaint"
    page = visit.get(there)
    assert said in page.main
    links = [str(link) for link in page.all("//main//a/@href") if "/export." in str(link)]
    assert len(links) == 3 and all(link.endswith("?kind=complaint") for link in links)
    assert said not in visit.get("/reports/export?kind=complaint").main


def test_a_search_is_taken_away_too(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Sổ đỏ hẹn mãi chưa trả")
    a_report(Status.ROUTED, title="Phí chứng thực thu thêm", body="Thu thêm mười nghìn một bản ở xã.")
    there = visit.get("/search?q=so+do").one("//a[normalize-space()='Tải về thành tệp']").get("href")
    rows = table(visit.get(there.replace("/export?", "/export.csv?")))
    assert [row["title"] for row in rows] == ["Sổ đỏ hẹn mãi chưa trả"]


def test_more_than_one_batch_is_told_once_each(
    visit: Visit, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.readings.open_data.BATCH", 2)
    codes = {a_report(Status.ROUTED).code for _ in range(5)}
    for sort in ("newest", "oldest", "supported", "waiting"):
        told = [row["code"] for row in table(visit.get(f"/reports/export.csv?sort={sort}"))]
        assert len(told) == 5 and set(told) == codes, sort


@pytest.fixture
def long_list(a_report: Reports, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(views_export, "STRAIGHT_AWAY", 1)
    return [a_report(Status.ROUTED, field="dat-dai").code for _ in range(3)]


def asked(visit: Visit, form: str = "csv") -> tuple[str, dict[str, Any]]:
    """The address of the page of a file that was asked for, and what was sent for it."""
    page = visit.get("/reports/export?field=dat-dai")
    sent = {**page.values("/reports/export"), "form": form}
    return visit.post("/reports/export?field=dat-dai", sent).url, sent


@pytest.mark.parametrize("form", ["csv", "json", "xlsx"])
def test_a_long_list_is_made_aside(form: str, app: Flask, visit: Visit, long_list: list[str]) -> None:
    url, _ = asked(visit, form)
    page = visit.get(url)
    assert "Đang chờ đến lượt" in page.main and page.one("//progress").get("value") == "0"
    visit.get(f"{url}/file", status=404)
    work(app)
    page = visit.get(url, as_="citizen")  # whoever has the address
    assert "Đã xong: 3 phản ánh." in page.main
    made = visit.get(page.one("//a[contains(., 'Tải tệp về')]").get("href"))
    assert made.headers["Content-Disposition"].endswith(f'.{form}"')
    straight = visit.get(f"/reports/export.{form}?field=dat-dai")
    if form != "xlsx":
        assert made.response.get_data() == straight.response.get_data()


def test_it_is_told_how_far_it_is(
    app: Flask, visit: Visit, casework: Casework, long_list: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _ = asked(visit)
    seen: list[str] = []
    tell = making._tell
    monkeypatch.setattr(making, "TOLD_EVERY_SECONDS", 0)

    def look(*args: Any) -> None:
        tell(*args)
        seen.append(visit.get(url).one("//label").text)

    monkeypatch.setattr(making, "_tell", look)
    making.make_next(casework, "http://localhost")
    assert seen == [f"Đã làm {done} trên 3 phản ánh." for done in range(3)]


def test_the_same_form_sent_twice_is_one_file(visit: Visit, casework: Casework, long_list: list[str]) -> None:
    url, sent = asked(visit)
    assert visit.post("/reports/export?field=dat-dai", sent).url == url
    assert making.make_next(casework, "http://localhost")
    assert not making.make_next(casework, "http://localhost")


def test_two_workers_make_it_once(visit: Visit, casework: Casework, long_list: list[str]) -> None:
    asked(visit)
    with casework.db.write() as session:
        first = exports.take(session, casework.now())
    with casework.db.write() as session:
        assert first is not None and exports.take(session, casework.now()) is None


def test_what_broke_off_is_begun_anew_and_given_up_in_the_end(
    visit: Visit, casework: Casework, clock: Clock, long_list: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_args: object) -> None:
        raise ValueError("a fault of ours")

    monkeypatch.setitem(making._WRITERS, Format.CSV, breaks)
    url, _ = asked(visit)
    for _ in range(exports.ATTEMPTS):
        assert making.make_next(casework, "http://localhost")
        assert not making.make_next(casework, "http://localhost")
        clock.advance(seconds=exports.LEASE.total_seconds() + 1)
    assert not making.make_next(casework, "http://localhost")
    assert "Không làm được tệp" in visit.get(url).main
    assert not list((casework.files._root / ".aside").glob("*"))


def test_a_file_in_which_something_is_not_public_any_more_is_given_to_nobody(
    app: Flask, visit: Visit, a_report: Reports, long_list: list[str]
) -> None:
    url, _ = asked(visit)
    work(app)
    remove(a_report, long_list[0])
    assert "không còn dùng được" in visit.get(url).main
    visit.get(f"{url}/file", status=404)


@pytest.mark.parametrize("key", ["0" * 32, "khong", "A" * 32, "0" * 31 + "%0a"])
def test_a_file_that_nobody_asked_for_is_not_there(key: str, visit: Visit) -> None:
    visit.get(f"/exports/{key}", status=404)
    visit.get(f"/exports/{key}/file", status=404)


def test_a_form_that_there_is_not_is_refused(visit: Visit, long_list: list[str]) -> None:
    page = visit.get("/reports/export?field=dat-dai")
    for form in ("zip", "", "exe"):
        sent = {**page.values("/reports/export"), "form": form}
        visit.post("/reports/export?field=dat-dai", sent, status=400)


def whole(page: Page) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(page.response.get_data()))


def test_every_night_the_whole_is_made_with_its_dictionary(
    app: Flask, visit: Visit, a_report: Reports, clock: Clock
) -> None:
    first = a_report(Status.ANSWERED, display=Display.CONFIDENTIAL, by="guest").code
    a_report(Status.SUBMITTED)
    assert "Tệp đang được làm" in visit.get("/open-data").main
    visit.get("/open-data/reports.zip", status=404)
    work(app)
    page = visit.get("/open-data/reports.zip")
    packed = whole(page)
    assert packed.namelist() == ["reports.csv", "datapackage.json", "README.txt"]
    rows = list(csv.DictReader(io.StringIO(packed.read("reports.csv").decode("utf-8-sig"), newline="")))
    assert [row["code"] for row in rows] == [first]
    described = json.loads(packed.read("datapackage.json"))
    assert [one["name"] for one in described["resources"][0]["schema"]["fields"]] == list(NAMES)
    assert described["licenses"][0]["name"] == "CC-BY-4.0" and b"CC-BY-4.0" in packed.read("README.txt")
    assert page.headers["ETag"].strip('"') in visit.get("/open-data").main
    second = a_report(Status.ROUTED).code
    work(app)  # the same day
    assert whole(visit.get("/open-data/reports.zip")).read("reports.csv").count(second.encode()) == 0
    clock.advance(days=1)
    work(app)
    assert second.encode() in whole(visit.get("/open-data/reports.zip")).read("reports.csv")


def test_the_whole_is_made_anew_as_soon_as_something_was_taken_down(
    app: Flask, visit: Visit, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    work(app)
    assert code.encode() in whole(visit.get("/open-data/reports.zip")).read("reports.csv")
    remove(a_report, code)
    assert int(visit.get("/open-data/reports.zip", status=503).headers["Retry-After"]) > 0
    assert "Tệp đang được làm" in visit.get("/open-data").main
    work(app)
    assert code.encode() not in whole(visit.get("/open-data/reports.zip")).read("reports.csv")


def test_who_has_some_of_it_gets_the_rest(app: Flask, visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    work(app)
    all_of_it = visit.get("/open-data/reports.zip").response.get_data()
    rest = visit.get("/open-data/reports.zip", status=206, headers={"Range": "bytes=100-"})
    assert rest.response.get_data() == all_of_it[100:]


def test_every_column_is_explained_in_both_languages(visit: Visit) -> None:
    assert set(dictionary.MEANINGS) == set(NAMES)
    for url, place in (("/open-data", 0), ("/en/open-data", 1)):
        main = visit.get(url).main
        assert all(meaning[place] in main for meaning in dictionary.MEANINGS.values())
    described = json.loads(visit.get("/open-data/datapackage.json").source)
    fields = described["resources"][0]["schema"]["fields"]
    assert all(one["title"] and one["description"] for one in fields)
