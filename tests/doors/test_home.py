"""The front page."""

from __future__ import annotations

from flask import Flask

from casework.domain import commands as do
from casework.domain.values import Kind, Status
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Visit
from tests.doors.stage import Reports


def test_an_empty_front_page_says_what_this_is_and_where_to_begin(visit: Visit) -> None:
    home = visit.get("/")
    assert "Bạn phản ánh" in home.h1
    assert home.one("//main//*[@class='front-doors']/a[1]").get("href") == "/reports/new"
    assert home.one("//main//*[@class='front-doors']/a[2]").get("href") == "/track"
    assert "Chưa có phản ánh nào được đăng" in home.main
    assert "15 ngày" in home.main and "5 ngày làm việc" in home.main


def test_replies_new_reports_and_thanks_stand_on_the_front_page(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED, title="Xin làm lại đường liên thôn")
    a_report(Status.ANSWERED, title="Sổ đỏ chậm nửa năm")
    a_report(Status.ROUTED, title="Cảm ơn chị Lan ở một cửa", kind=Kind.PRAISE)
    a_report(Status.SUBMITTED, title="Chưa ai đọc")
    a_report(Status.ROUTED, title="Xin đừng đăng", publish=False)
    home = visit.get("/").main
    for title in ("Xin làm lại đường liên thôn", "Sổ đỏ chậm nửa năm", "Cảm ơn chị Lan ở một cửa"):
        assert home.count(title) == 1, title
    assert "Giấy chứng nhận đã ký" in home
    assert "Chưa ai đọc" not in home and "Xin đừng đăng" not in home


def test_a_reply_is_told_without_the_marks_of_its_writing(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    words = "> **Kính gửi** bà [Hoa](https://example.vn/a).\n\n- Hồ sơ *đã ký*."
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words=words), by="signer.stnmt")
    assert visit.get("/").one("//blockquote").text == "Kính gửi bà Hoa. Hồ sơ đã ký."


def test_anonymous_readers_share_one_page_and_get_no_cookie(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    home = visit.get("/")
    assert home.headers["Cache-Control"].startswith("public")
    assert "Set-Cookie" not in home.headers
    again = visit.get("/", headers={"If-None-Match": home.headers["ETag"]}, status=304)
    assert again.source == ""
    mine = visit.get("/", as_="citizen")
    assert mine.headers["Cache-Control"] == "private, no-store"


def test_the_front_page_costs_at_most_six_queries(app: Flask, visit: Visit, a_report: Reports) -> None:
    for _ in range(3):
        a_report(Status.ANSWERED)
    casework: Casework = app.extensions["casework"]
    visit.get("/")  # the directory and the terms are read once a minute
    heard: list[str] = []
    silence = casework.db.on_statement(heard.append)
    home = visit.get("/")
    silence()
    assert sum(one.lstrip().startswith("SELECT") for one in heard) <= 6
    assert len(home.source.encode()) <= 40_000


def test_the_front_page_speaks_english_too(visit: Visit) -> None:
    assert visit.get("/en/").one("//html").get("lang") == "en"
