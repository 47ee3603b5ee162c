"""The page of one report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from casework.domain import commands as do
from casework.domain.values import Display, RemoveReason, Status
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Visit
from tests.doors.stage import Reports
from tests.house import Clock
from web import qr


@contextmanager
def counted(casework: Casework) -> Iterator[list[str]]:
    """What the database was asked inside the block."""
    heard: list[str] = []
    silence = casework.db.on_statement(heard.append)
    yield heard
    silence()


def talk(a_report: Reports, code: str, count: int) -> None:
    """So many comments, seen and shown by the newsroom."""
    words = (
        "Nhà tôi cũng vậy, nộp hồ sơ từ tháng trước mà nay vẫn chưa có giấy. Mong cơ quan xem lại giúp. " * 3
    )
    for _ in range(count):
        post = new_post_id()
        a_report.deed(code, do.Comment(post=post, words=words), by="business")
        a_report.deed(code, do.ReviewComment(comment=post, show=True), by="moderator.bnd")


def test_a_reader_sees_where_it_stands_what_was_said_and_who_answers(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ANSWERED)
    page = visit.get(f"/reports/{report.code}")
    assert page.h1 == "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"
    assert "Sở Tài nguyên và Môi trường đã trả lời." in page.main
    assert "Tôi nộp hồ sơ tại bộ phận một cửa ngày 12/3." in page.main
    reply = page.one("//section[contains(@class, 'official-reply')]")
    assert "Giấy chứng nhận đã ký" in reply.text_content() and "Lê Thị Mai" in reply.text_content()
    facts = {
        row.xpath("string(dt)").strip(): " ".join(row.xpath("string(dd)").split())
        for row in page.all("//dl[@class='facts']/div")
    }
    assert facts["Mã"] == report.code
    assert facts["Cơ quan xử lý"] == "Sở Tài nguyên và Môi trường"
    assert (facts["Lĩnh vực"], facts["Địa bàn"]) == ("Đất đai", "Huyện Nam Trực")
    assert (facts["Nơi tiếp nhận"], facts["Gửi qua"]) == ("Báo Nam Định", "Trang web")
    assert len(page.all("//ol[@class='stepper']/li")) == 5
    assert "Trả lời chính thức, đúng hạn" in page.one("//ol[@class='timeline']").text_content()
    assert page.one("//*[@class='take-part']/a").get("href") == f"/login?next=/reports/{report.code}"


def test_a_deadline_is_told_in_words(visit: Visit, a_report: Reports, clock: Clock) -> None:
    report = a_report(Status.ACCEPTED)
    assert "còn 15 ngày làm việc" in visit.get(f"/reports/{report.code}").main
    clock.advance(days=1)
    assert "còn 14 ngày làm việc" in visit.get(f"/reports/{report.code}").main
    clock.advance(days=60)
    assert re.search(r"quá hạn \d+ ngày làm việc", visit.get(f"/reports/{report.code}").main)


@pytest.mark.parametrize("written", ["{0}", "{1}", "{2}"])
def test_a_loosely_written_code_leads_to_the_one_address(
    visit: Visit, a_report: Reports, written: str
) -> None:
    code = a_report(Status.ROUTED).code
    loose = written.format(code.lower(), code.replace("-", ""), code.removeprefix("PA-").lower())
    moved = visit.get(f"/reports/{loose}", follow=False, status=301)
    assert moved.headers["Location"] == f"/reports/{code}"
    assert visit.get(f"/r/{loose}", follow=False, status=301).headers["Location"] == f"/reports/{code}"


def test_a_square_code_is_drawn_of_any_code_alike_and_leads_to_its_short_address(
    visit: Visit, a_report: Reports
) -> None:
    for code in (a_report(Status.ROUTED).code, a_report(Status.SUBMITTED).code, "PA-2222-2222"):
        answer = visit.browser("guest").get(f"/r/{code}/qr.svg")
        assert answer.status_code == 200 and answer.mimetype == "image/svg+xml"
        assert answer.get_data(as_text=True) == qr.svg(f"http://localhost/r/{code}")
        assert answer.headers["Cache-Control"].startswith("public")
    assert visit.browser("guest").get("/r/nonsense/qr.svg").status_code == 404
    paper = visit.get(f"/reports/{a_report(Status.ROUTED).code}").one("//*[contains(@class, 'print-only')]")
    assert "/r/PA-" in paper.text_content() and paper.find("img").get("alt") == "Mã vuông mở địa chỉ này"


@pytest.mark.parametrize("code", ["PA-2222-2222", "nonsense", "PA-7K3M-9QX%00", "x" * 300, "new%2F.."])
def test_an_unknown_code_is_a_helpful_404(visit: Visit, code: str) -> None:
    assert visit.get(f"/reports/{code}", status=404).all("//main//a")


@pytest.mark.parametrize(
    "status", [Status.UNCONFIRMED, Status.SUBMITTED, Status.NEEDS_INFO, Status.DECLINED, Status.WITHDRAWN]
)
def test_what_is_not_public_is_not_there_for_strangers(
    visit: Visit, a_report: Reports, status: Status
) -> None:
    by = "guest" if status is Status.UNCONFIRMED else "citizen"
    code = a_report(status, by=by).code
    for who in ("stranger", "business", "officer.syt", "journalist"):
        page = visit.get(f"/reports/{code}", as_=who, status=404)
        assert "sổ đỏ" not in page.text


def test_a_report_kept_from_readers_is_there_for_its_owner(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED, publish=False).code
    visit.get(f"/reports/{code}", status=404)
    page = visit.get(f"/reports/{code}", as_="citizen")
    assert "Trang này không công khai" in page.main
    assert page.one("//meta[@name='robots']").get("content") == "noindex"
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_owner_reads_why_it_was_declined(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.DECLINED).code
    page = visit.get(f"/reports/{code}", as_="citizen")
    assert "bạn cần gửi đơn tới UBND huyện" in page.main


def test_what_was_taken_down_is_gone_and_says_why(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    assert visit.get(f"/reports/{code}").status == 200
    remove = do.Remove(post=new_post_id(), words="Có số điện thoại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, remove, by="moderator.bnd")
    page = visit.get(f"/reports/{code}", status=410)
    assert "Lộ thông tin cá nhân" in page.main and "sổ đỏ" not in page.text
    assert "public" not in page.headers["Cache-Control"]


def test_a_merged_report_leads_to_its_published_target_only(visit: Visit, a_report: Reports) -> None:
    hidden = a_report(Status.MERGED)
    visit.get(f"/reports/{hidden.code}", status=404)
    target = a_report(Status.ROUTED)
    merged = a_report(Status.SUBMITTED)
    a_report.deed(merged.code, do.Merge(into=target.code), by="moderator.bnd")
    moved = visit.get(f"/reports/{merged.code}", follow=False, status=302)
    assert moved.headers["Location"] == f"/reports/{target.code}?merged={merged.code}"
    led = visit.get(f"/reports/{merged.code}")
    assert f"Phản ánh {merged.code} đã được gộp vào đây" in led.main
    assert "1 phản ánh khác về cùng việc này" in led.main
    own = visit.get(f"/reports/{merged.code}", as_="citizen")
    assert f"Theo dõi tiếp tại {target.code}" in own.main


def test_an_address_that_names_another_report_as_merged_says_nothing_of_it(
    visit: Visit, a_report: Reports
) -> None:
    target, other = a_report(Status.ROUTED), a_report(Status.ROUTED)
    for named in (other.code, "PA-2222-2222", "<b>", target.code):
        page = visit.get(f"/reports/{target.code}", query_string={"merged": named})
        assert "đã được gộp vào đây" not in page.main


def test_the_owner_of_what_was_merged_into_something_private_learns_no_way_to_it(
    visit: Visit, a_report: Reports
) -> None:
    merged = a_report(Status.MERGED)
    own = visit.get(f"/reports/{merged.code}", as_="citizen")
    assert "chưa đăng công khai" in own.main
    assert own.all("//main//a[contains(@href, $code)]", code=merged.merged_into) == []


def test_what_is_separated_again_has_its_own_address_and_the_other_says_no_more_of_it(
    visit: Visit, a_report: Reports
) -> None:
    target, merged = a_report(Status.ROUTED), a_report(Status.RETURNED)
    a_report.deed(merged.code, do.Merge(into=target.code), by="moderator.bnd")
    assert "gộp vào đây" in visit.get(f"/reports/{target.code}").main
    why = do.Unmerge(post=new_post_id(), words="Hai việc khác nhau.")
    a_report.deed(merged.code, why, by="moderator.bnd")
    assert visit.get(f"/reports/{merged.code}", follow=False).status == 200
    assert "phản ánh khác về cùng việc" not in visit.get(f"/reports/{target.code}").main
    assert "Hai việc khác nhau." not in visit.get(f"/reports/{merged.code}").source
    assert "Hai việc khác nhau." in visit.get(f"/reports/{merged.code}", as_="citizen").main


def test_a_hidden_name_is_nowhere_in_the_page(visit: Visit, a_report: Reports) -> None:
    for display in (Display.HIDDEN, Display.CONFIDENTIAL):
        code = a_report(Status.ANSWERED, display=display).code
        assert "Trần Thị Hoa" not in visit.get(f"/reports/{code}").source


def test_a_sealed_report_tells_days_and_no_hours(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED, display=Display.CONFIDENTIAL).code
    page = visit.get(f"/reports/{code}")
    assert "09:00" not in page.main
    assert not [at for at in page.all("//main//time/@datetime") if "T02:00" in at]


def test_a_new_date_with_its_apology_is_shown_once_it_is_granted(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    code = a_report(Status.ACCEPTED).code
    until = (clock.at + timedelta(days=28)).date()
    ask = do.RequestExtension(post=new_post_id(), words="Xin lỗi bà con, phải đo lại.", until=until)
    a_report.deed(code, ask, by="officer.stnmt")
    assert "phải đo lại" not in visit.get(f"/reports/{code}").main
    a_report.deed(code, do.GrantExtension(post=new_post_id(), words="", granted=True), by="moderator.bnd")
    page = visit.get(f"/reports/{code}")
    assert "phải đo lại" in page.main and "Đồng ý gia hạn tới 30/11/2026" in page.main


def test_after_reopening_the_earlier_reply_stays_beside_the_new_one(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.REOPENED).code
    a_report.deed(code, do.SignReply(post=new_post_id(), words="Đã có giấy tại xã."), by="signer.stnmt")
    page = visit.get(f"/reports/{code}")
    assert "Giấy chứng nhận đã ký" in page.one("//details[@class='earlier-reply']").text_content()
    assert "Đã có giấy tại xã." in page.main


def test_the_page_keeps_its_budgets(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.ANSWERED).code
    talk(a_report, code, 20)
    other = a_report(Status.ROUTED).code
    visit.get(f"/reports/{other}")  # the directory and the terms are read once a minute
    with counted(casework) as uncached:
        page = visit.get(f"/reports/{code}")
    with counted(casework) as cached:
        again = visit.get(f"/reports/{code}")
    assert again.source == page.source
    assert len(page.all("//ol[@class='comments']/li")) == 20
    assert sum(one.lstrip().startswith("SELECT") for one in uncached) <= 6, uncached
    assert sum(one.lstrip().startswith("SELECT") for one in cached) <= 1, cached
    assert len(page.source.encode()) <= 40_000
    assert page.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in page.headers


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_signed_in_reader_costs_no_more_than_eight_queries(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.ANSWERED).code
    visit.get(f"/reports/{code}", as_="business")
    with counted(casework) as heard:
        visit.get(f"/reports/{code}", as_="business")
    assert sum(one.lstrip().startswith("SELECT") for one in heard) <= 8, heard


def test_a_kept_page_is_made_anew_when_something_happens(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ACCEPTED).code
    before = visit.get(f"/reports/{code}")
    a_report.deed(code, do.InterimReply(post=new_post_id(), words="Đang đo đạc lại."), by="officer.stnmt")
    after = visit.get(f"/reports/{code}")
    assert "Đang đo đạc lại." in after.main and before.headers["ETag"] != after.headers["ETag"]
    talk(a_report, code, 1)
    assert "Nhà tôi cũng vậy" in visit.get(f"/reports/{code}").main


def test_comments_go_on_page_by_page(visit: Visit, a_report: Reports, clock: Clock) -> None:
    code = a_report(Status.ROUTED).code
    for _ in range(22):
        clock.advance(minutes=1)
        talk(a_report, code, 1)
    first = visit.get(f"/reports/{code}")
    second = visit.get(first.one("//a[@rel='next']").get("href").partition("#")[0])
    ids = [set(page.all("//ol[@class='comments']/li/article/@id")) for page in (first, second)]
    assert (len(ids[0]), len(ids[1])) == (20, 2) and not ids[0] & ids[1]
    visit.get(f"/reports/{code}?after=xyz")


def test_a_comment_that_waits_is_seen_by_nobody_else(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    a_report.deed(code, do.Comment(post=new_post_id(), words="Chờ duyệt nhé"), by="business")
    assert "Chờ duyệt nhé" not in visit.get(f"/reports/{code}").main
    assert "Chờ duyệt nhé" not in visit.get(f"/reports/{code}", as_="citizen").main


def test_who_handles_it_finds_the_way_to_their_desk(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    link = "//*[@class='desk-link']/a/@href"
    assert visit.get(f"/reports/{code}", as_="moderator.bnd").all(link) == [f"/moderation/reports/{code}"]
    assert visit.get(f"/reports/{code}", as_="officer.stnmt").all(link) == [f"/agency/reports/{code}"]
    assert visit.get(f"/reports/{code}", as_="citizen").all(link) == []
