"""A reader flags a report or a comment on its page; a moderator sees what was said, and settles it."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.values import PostId, PostState, Status
from casework.readings.thread import open_thread
from casework.store.casework import Casework, new_post_id
from casework.store.tables import FlagRow
from tests.deeds.test_flags import readers, say
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor

BND = "moderator.bnd"


def a_comment(a_report: Reports, code: str, words: str = "Ông ấy nói dối.") -> PostId:
    post = new_post_id()
    a_report.deed(code, do.Comment(post=post, words=words), by="business")
    a_report.deed(code, do.ReviewComment(comment=post, show=True), by=BND)
    return post


def rows(casework: Casework) -> list[tuple[str, str, str]]:
    with casework.db.read() as session:
        found = session.query(FlagRow).order_by(FlagRow.id).all()
        return [(row.comment, row.reason.value, row.words) for row in found]


def state(casework: Casework, code: str, post: PostId) -> PostState:
    found = open_thread(casework, code, actor(BND)).comments
    return next(one.state for one in found if one.id == post)


def test_a_reader_flags_a_comment_from_its_page(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ROUTED)
    post = a_comment(a_report, report.code)
    thread = visit.get(f"/reports/{report.code}", as_="journalist")
    link = thread.one(f"//a[contains(@href, 'flag?comment={post}')]")

    page = visit.get(link.get("href"), as_="journalist")
    assert "Ông ấy nói dối." in page.main
    done = visit.send(
        page, "flag", {"reason": "insult", "words": "  Gọi người ta là kẻ dối trá. "}, as_="journalist"
    )

    assert "Cảm ơn bạn. Biên tập viên sẽ xem." in done.text
    assert rows(casework) == [(post, "insult", "Gọi người ta là kẻ dối trá.")]


def test_a_guest_is_led_to_sign_in_and_then_back(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    page = visit.get(f"/reports/{report.code}/flag")
    assert page.url.startswith("/login") and "flag" in page.url


def test_what_is_missing_is_said_beside_it_and_nothing_is_lost(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED, by="business")
    page = visit.get(f"/reports/{report.code}/flag", as_="citizen")
    again = visit.send(page, "flag", {"words": "Bịa đặt cả."}, as_="citizen", status=422)
    assert "Xin chọn một mục." in again.main
    assert again.values("flag")["words"].strip() == "Bịa đặt cả."
    long = visit.send(page, "flag", {"reason": "false", "words": "a" * 301}, as_="citizen", status=422)
    assert "tối đa 300" in long.main
    assert rows(casework) == []


def test_ones_own_report_and_comment_offer_no_form(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    post = a_comment(a_report, report.code)
    mine = visit.get(f"/reports/{report.code}/flag", as_="citizen")
    assert not mine.all("//form[contains(@action, '/flag')]")
    own = visit.get(f"/reports/{report.code}/flag?comment={post}", as_="business")
    assert "Đây là bình luận của chính bạn." in own.main
    assert not own.all("//form[contains(@action, '/flag')]")
    refused = visit.post(
        f"/reports/{report.code}/flag?comment={post}", {"reason": "spam"}, as_="business", status=409
    )
    assert "Đây là bình luận của chính bạn." in refused.main


@pytest.mark.parametrize("comment", ["0" * 32, "x", "'", "%00"])
def test_a_comment_that_is_none_cannot_be_flagged(visit: Visit, a_report: Reports, comment: str) -> None:
    report = a_report(Status.ROUTED)
    visit.get(f"/reports/{report.code}/flag?comment={comment}", as_="business", status=409)


def test_a_moderator_sees_reasons_and_not_who_and_keeps_the_comment(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    post = a_comment(a_report, report.code)
    for reader in readers(casework, 3):
        say(casework, report.code, post, by=reader)

    page = visit.get("/moderation/comments", as_=BND)
    assert "3 bạn đọc báo có vấn đề" in page.main
    assert "Xúc phạm hoặc đe dọa" in page.main and "Đang tạm ẩn" in page.main
    assert "Bạn đọc" not in page.main.replace("Bạn đọc báo", "").replace("bạn đọc", "")
    _answer(visit, page, post, show="yes")
    assert state(casework, report.code, post) is PostState.SHOWN
    assert "Không còn bình luận nào chờ" in visit.get("/moderation/comments", as_=BND).main


def test_a_comment_that_few_flagged_stays_to_be_read_and_is_in_the_list(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    post = a_comment(a_report, report.code)
    say(casework, report.code, post, by=readers(casework, 1)[0])
    page = visit.get("/moderation/comments", as_=BND)
    assert "1 bạn đọc báo có vấn đề" in page.main and "Đang tạm ẩn" not in page.main
    _answer(visit, page, post, keep="yes")
    assert state(casework, report.code, post) is PostState.SHOWN
    assert "Không còn bình luận nào chờ" in visit.get("/moderation/comments", as_=BND).main


def _answer(visit: Visit, page: Page, post: PostId, **pressed: str) -> Page:
    fields = {**page.values(f"/comments/{post}"), **pressed}
    return visit.post(page.form(f"/comments/{post}").get("action"), fields, as_=BND)


def test_flags_on_a_report_are_settled_on_its_page(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    (reader,) = readers(casework, 1)
    say(casework, report.code, None, by=reader)
    listed = visit.get("/moderation/?waits=flagged", as_=BND)
    assert report.code in listed.main

    page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
    assert "Bạn đọc báo có vấn đề" in page.main and "Xúc phạm hoặc đe dọa" in page.main
    done = visit.send(page, "settle-flags", {"upheld": "no"}, as_=BND)

    assert "Đã xem xong" in done.text
    assert not visit.get(f"/moderation/reports/{report.code}", as_=BND).all(
        "//form[contains(@action, 'settle-flags')]"
    )
    visit.send(page, "settle-flags", {"upheld": "yes"}, as_=BND, status=409)


def test_what_a_trusted_reader_writes_is_read_at_once(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    for _time in range(3):
        a_comment(a_report, report.code, "Tôi cũng chờ.")
    thread = visit.get(f"/reports/{report.code}", as_="business")
    done = visit.send(thread, "comment", {"words": "Hôm nay vẫn chưa có."}, as_="business")
    assert "Đã đăng ý kiến của bạn." in done.text
    assert "Hôm nay vẫn chưa có." in visit.get(f"/reports/{report.code}").main


def test_a_newsroom_watches_for_words_and_sites(visit: Visit, a_report: Reports) -> None:
    page = visit.get("/moderation/watched", as_=BND)
    page = visit.send(
        page, "watched", {"outlet": "BND", "watch_kind": "word", "text": "Bán bằng giả"}, as_=BND
    )
    page = visit.send(
        page,
        "watched",
        {"outlet": "BND", "watch_kind": "site", "text": "https://www.Example.com/a"},
        as_=BND,
    )
    assert "bán bằng giả" in page.main and "example.com" in page.main
    wrong = visit.send(
        page, "watched", {"outlet": "BND", "watch_kind": "site", "text": "không phải"}, as_=BND, status=422
    )
    assert "Đây không phải địa chỉ trang web." in wrong.main
    assert wrong.values("watched")["text"] == "không phải"

    report = a_report(body="Ở một cửa có người mời tôi bán bằng giả để nộp lệ phí.")
    assert (
        "Có từ tòa soạn theo dõi: bán bằng giả"
        in visit.get(f"/moderation/reports/{report.code}", as_=BND).main
    )
    other = visit.get("/moderation/watched", as_="moderator.ptth")
    assert "bán bằng giả" not in other.main

    first = page.all("//form[contains(@action, '/remove')]")[0].get("action")
    visit.post(first, as_="moderator.ptth")
    assert "bán bằng giả" in visit.get("/moderation/watched", as_=BND).main
    visit.post(first, as_=BND)
    assert "bán bằng giả" not in visit.get("/moderation/watched", as_=BND).main


@pytest.mark.parametrize("address", ["/reports/new", "/signup"])
def test_a_program_that_fills_in_everything_is_stopped_and_a_person_is_told(
    visit: Visit, address: str
) -> None:
    page = visit.get(address)
    assert page.one("//*[@class='decoy']").get("aria-hidden") == "true"
    again = visit.post(address, {"homepage": "https://spam.example"}, status=422)
    assert "Ô này chỉ để chặn máy gửi tự động." in again.main
    assert not again.all("//*[@class='decoy']"), "who was stopped has to see what to empty"


@pytest.mark.parametrize("email", ["hoa@mailinator.com", "hoa@x.YOPMAIL.com"])
def test_a_mailbox_that_anybody_reads_is_not_taken(visit: Visit, email: str) -> None:
    signing_up = {"name": "Trần Thị Hoa", "password": "con trâu đi trước cái cày"}
    for address in ("/reports/new", "/signup"):
        again = visit.post(address, {"email": email, **signing_up}, status=422)
        assert "Hộp thư tạm ai cũng mở đọc được." in again.main
    visit.post("/signup", {"email": "hoa@notyopmail.com", **signing_up})


def test_who_has_sent_enough_for_a_day_keeps_what_they_wrote(visit: Visit, a_report: Reports) -> None:
    for _time in range(20):
        a_report(by="business")
    page = visit.get("/reports/new", as_="business")
    told = {
        "kind": "complaint",
        "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
        "body": "Tôi nộp hồ sơ ngày 12/3, đến nay đã ba lần được hẹn lại.",
        "field": "dat-dai",
        "area": "362",
    }
    again = visit.send(page, "/reports/new", told, as_="business", status=429)
    assert "Hôm nay bạn đã gửi nhiều rồi." in again.main
    assert again.values("/reports/new")["body"].strip() == told["body"]
