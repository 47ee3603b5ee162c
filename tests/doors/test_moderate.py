"""/moderation/reports/<code>: the review page and every deed on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.report import Report
from casework.domain.values import (
    AgencyCode,
    DeclineReason,
    Display,
    Kind,
    ReturnReason,
    Status,
    Visibility,
)
from casework.readings.thread import Thread, open_thread
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, Reports, actor
from tests.house import Clock

BND, OTHER_BND = "moderator.bnd", "moderator2.bnd"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def url(report: Report) -> str:
    return f"/moderation/reports/{report.code}"


@pytest.fixture
def now(casework: Casework) -> Callable[[Report], Thread]:
    """The report as it stands, as its newsroom reads it."""

    def read(report: Report) -> Thread:
        reader = Actor(memberships=actor(BND).memberships + actor("moderator.ptth").memberships)
        return open_thread(casework, report.code, reader)

    return read


Now = Callable[[Report], Thread]


def send(visit: Visit, report: Report, deed: str, as_: str = BND, status: int = 200, **fields: Any) -> Page:
    """Open the page and send one of its forms, as a browser does."""
    page = visit.get(url(report), as_=as_)
    return visit.send(page, f"/{deed}", fields, as_=as_, status=status)


def kept(page: Page, deed: str) -> str:
    """The words that stand in a form; a browser drops the first line end of a text box."""
    return str(page.values(deed)["words"]).removeprefix("\n")


# who gets in


def test_the_report_stands_beside_the_next_step(visit: Visit, a_report: Reports) -> None:
    page = visit.get(url(a_report(by="guest")), as_=BND)

    assert page.h1 == "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"
    assert "Duyệt và chuyển cơ quan" in page.one("//*[@class='next-step']").text_content()
    assert "0912 345 678" in page.main  # the newsroom may ring the reporter


@sqlite_only
def test_another_outlets_moderator_learns_nothing(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    visit.get(url(report), as_="moderator.ptth", status=404)
    visit.post(f"{url(report)}/note", {"words": "xin chào"}, as_="moderator.ptth", status=404)
    visit.get(f"{url(report)}/remove", as_="moderator.ptth", status=404)


@sqlite_only
def test_nobody_else_gets_in(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    for who in ("citizen", "officer.stnmt", "journalist", "overseer", "admin"):
        visit.get(url(report), as_=who, status=403)
        visit.post(f"{url(report)}/claim", as_=who, status=403)
    visit.get("/moderation/reports/PA-2222-2222", as_=BND, status=404)
    visit.post(f"{url(report)}/publish", as_=BND, status=404)


def test_a_confidential_reporter_stays_unknown_to_the_newsroom(visit: Visit, a_report: Reports) -> None:
    report = a_report(
        by="guest", display=Display.CONFIDENTIAL, contact=Contact(name="Lưu Thị Kín", phone="0988 777 666")
    )

    page = visit.get(url(report), as_=BND)

    assert "Lưu Thị Kín" not in page.source and "0988 777 666" not in page.source
    assert "niêm phong" in page.main


def test_a_moderators_own_report_is_shown_with_nothing_to_do(
    visit: Visit, a_report: Reports, now: Now
) -> None:
    report = a_report(by=BND)

    page = visit.get(url(report), as_=BND)

    assert "phản ánh của chính bạn" in page.main
    assert not [action for action in page.actions if "/moderation/" in action]
    fields = {"agency": "STNMT", "version": str(report.version)}
    visit.post(f"{url(report)}/route", fields, as_=BND, status=409)
    assert now(report).report.status is Status.SUBMITTED


# the deeds


def test_it_goes_to_the_agency_that_the_rules_propose(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report()
    page = visit.get(url(report), as_=BND)
    assert "Theo lĩnh vực đất đai ở Huyện Nam Trực" in page.main
    assert "Hạn trả lời sẽ là 23/11/2026" in page.main

    after = visit.send(page, "/route", {"agency-proposed": "UBND-362"}, as_=BND)

    assert after.url.startswith("/moderation/?") or after.url == "/moderation/"
    assert f"Đã duyệt và chuyển {report.code}" in after.main
    sent = now(report).report
    assert sent.status is Status.ROUTED and sent.is_published
    assert sent.agency == "UBND-362"


def test_a_moderator_may_choose_others_and_keep_it_from_readers(
    visit: Visit, a_report: Reports, now: Now
) -> None:
    report = a_report()

    beside = {"beside-1": "STNMT", "beside-1-part": "Xác nhận ngày nộp.", "beside-3": "STC"}
    send(visit, report, "route", agency="SYT", restrict="y", words="Xin xem kỹ.", **beside)

    thread = now(report)
    assert thread.report.agency == "SYT" and thread.report.co_agencies == ("STNMT", "STC")
    assert thread.report.visibility is Visibility.RESTRICTED
    assert {post.source for post in thread.posts} == {"Xin xem kỹ.", "Xác nhận ngày nộp."}
    asked, nothing = thread.report.shares
    assert [thread.post(post).source for post in asked.asked] == ["Xác nhận ngày nộp."]
    assert nothing.asked == () and asked.due == nothing.due is not None


def test_a_lead_does_not_stand_beside_itself(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report()

    beside = {"beside-1": "STC", "beside-2": "SYT", "beside-2-part": "Giữ phần này."}
    page = send(visit, report, "route", agency="SYT", words="Giữ lời này.", status=422, **beside)

    assert "không thể đồng thời" in page.error_of("route-beside-2")
    assert kept(page, "/route") == "Giữ lời này."
    values = page.values("/route")
    assert (values["beside-1"], values["beside-2"]) == ("STC", "SYT")
    assert "Giữ phần này." in str(values["beside-2-part"])
    assert now(report).report.status is Status.SUBMITTED


@pytest.mark.parametrize(
    ("beside", "row", "says"),
    [
        ({"beside-1": "STC", "beside-2": "STC"}, 2, "đã có ở một dòng trên"),
        ({"beside-1-part": "Xác nhận."}, 1, "Xin chọn cơ quan"),
        ({"beside-1": "KHONG-CO"}, 1, "trong danh sách"),
        ({"beside-1": "STC", "beside-1-part": "a" * 1001}, 1, "nhiều nhất 1000 ký tự"),
    ],
)
def test_what_is_wrong_with_an_agency_beside_the_lead_stands_at_its_row(
    visit: Visit, a_report: Reports, now: Now, beside: dict[str, str], row: int, says: str
) -> None:
    report = a_report()
    page = send(visit, report, "route", agency="SYT", status=422, **beside)
    assert says in page.error_of(f"route-beside-{row}")
    assert page.one("//details[.//fieldset[@id='route-beside']]").get("open") is not None
    assert now(report).report.status is Status.SUBMITTED


def test_what_was_asked_is_given_back_when_somebody_else_was_faster(visit: Visit, a_report: Reports) -> None:
    report = a_report()
    page = visit.get(url(report), as_=BND)
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=AgencyCode("SYT"))
    a_report.deed(report.code, route, by="moderator2.bnd")
    beside = {"beside-1": "STC", "beside-1-part": "Giữ phần này."}
    page = visit.send(page, "/route", {"agency": "SYT", **beside}, as_=BND, status=409)
    assert "Giữ phần này." in page.main


def test_the_routing_form_says_by_when_agencies_beside_the_lead_give_their_share(
    visit: Visit, a_report: Reports
) -> None:
    assert "góp ý trước hết ngày 16/11/2026" in visit.get(url(a_report()), as_=BND).main


def test_praise_has_no_deadline(visit: Visit, a_report: Reports) -> None:
    assert "không có hạn trả lời" in visit.get(url(a_report(kind=Kind.PRAISE)), as_=BND).main


def test_asking_the_reporter_stops_the_queue_until_they_answer(
    visit: Visit, a_report: Reports, now: Now
) -> None:
    report = a_report()
    assert send(visit, report, "ask", words="  ", status=422).error_of("ask-words")

    send(visit, report, "ask", words="Bạn nộp hồ sơ ngày nào?")

    assert now(report).report.status is Status.NEEDS_INFO
    assert "Đang chờ người gửi" in visit.get(url(report), as_=BND).main


def test_declining_needs_a_reason_and_words(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report()
    page = send(visit, report, "decline", words="Bạn gửi đơn tới huyện.", status=422)
    assert page.error_of("decline-reason")
    assert kept(page, "/decline") == "Bạn gửi đơn tới huyện."
    assert "đề nghị xem lại một lần" in page.main

    send(visit, report, "decline", reason="complaint_procedure", words="Bạn gửi đơn tới huyện.")

    assert now(report).report.decline_reason is DeclineReason.COMPLAINT_PROCEDURE


def test_an_edit_keeps_the_original_and_shows_the_difference(
    visit: Visit, a_report: Reports, now: Now
) -> None:
    report = a_report()

    page = send(visit, report, "edit", headline="Nam Trực: ba lần hẹn trả sổ đỏ", field="dat-dai", task="2.3")

    assert page.h1 == "Nam Trực: ba lần hẹn trả sổ đỏ"
    assert "Nam Trực" in page.one("//*[@class='revision-title']").text_content()
    assert page.all("//*[@class='revision-title']//ins") and page.all("//*[@class='revision-title']//del")
    thread = now(report)
    assert thread.revisions[0].title == "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"
    assert thread.report.task == "2.3"


def test_an_earlier_text_is_brought_back_after_a_look_and_keeps_what_stood_between(
    visit: Visit, a_report: Reports, now: Now, clock: Clock
) -> None:
    report = a_report()
    first = "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"
    send(visit, report, "edit", headline="Nam Trực: ba lần hẹn", body="Ngắn thôi.", field="dat-dai", task="2")
    clock.advance(minutes=3)
    (link,) = visit.get(url(report), as_=BND).all("//a[contains(., 'Đưa lại bản trước khi sửa')]/@href")

    page = visit.get(link.partition("#")[0], as_=BND)
    assert page.all("//details[@id='edit'][@open]") and "chưa lưu" in page.main
    assert page.values("/edit")["headline"] == first
    assert now(report).title == "Nam Trực: ba lần hẹn"

    visit.send(page, "/edit", as_=BND)
    thread = now(report)
    assert (thread.title, [past.title for past in thread.revisions]) == (
        first,
        [first, "Nam Trực: ba lần hẹn"],
    )
    assert "Ngắn thôi." in thread.revisions[1].body


@pytest.mark.parametrize("back", ["", "0" * 32, "x", "' OR 1=1"])
def test_what_names_no_earlier_text_of_this_report_brings_nothing_back(
    visit: Visit, a_report: Reports, back: str
) -> None:
    report, other = a_report(), a_report()
    send(visit, other, "edit", headline="Bài khác", field="dat-dai", task="2")
    page = visit.get(url(report), as_=BND, query_string={"back": back})
    assert not page.all("//details[@id='edit'][@open]")
    assert page.values("/edit")["headline"] == "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"


def test_passages_are_blacked_out_one_a_line(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report(body="Anh Tư, số 0912345678, hẹn tôi ở cổng.")
    wrong = send(visit, report, "redact", passages="0912345678\nchị Năm", status=422)
    assert "chị Năm" in wrong.error_of("redact-passages")

    send(visit, report, "redact", passages="0912345678\n\nAnh Tư")

    body = now(report).body
    assert "0912345678" not in body and "Anh Tư" not in body and "hẹn tôi ở cổng" in body


def test_a_merged_report_is_separated_with_a_reason_from_its_own_page(
    visit: Visit, a_report: Reports, now: Now
) -> None:
    report, into = a_report(), a_report(Status.ROUTED, by="business")
    send(visit, report, "merge", into=into.code)
    page = visit.get(f"/moderation/reports/{report.code}", as_="moderator.bnd")
    assert into.code in page.one("//section[@id='merged']").text_content()
    assert report.code in visit.get(f"/moderation/reports/{into.code}", as_="moderator.bnd").main

    assert send(visit, report, "unmerge", words=" ", status=422).error_of("unmerge-words")
    send(visit, report, "unmerge", words="Hai việc khác nhau.")
    assert now(report).report.status is Status.SUBMITTED
    values = {name: value for name, value in page.values("/unmerge").items() if name != "csrf_token"}
    late = {**values, "words": "Tôi cũng thấy vậy."}
    stale = visit.post(f"{url(report)}/unmerge", late, as_="moderator2.bnd", status=409)
    assert "Tôi cũng thấy vậy." in stale.main


def test_a_report_is_merged_by_a_code_however_it_is_typed(visit: Visit, a_report: Reports, now: Now) -> None:
    into, report = a_report(Status.ROUTED), a_report()
    assert send(visit, report, "merge", into="cái kia", status=422).error_of("merge-into")
    missing = send(visit, report, "merge", into="PA-2222-2222", status=409)
    assert "Không tìm thấy nơi cần tới" in missing.main

    send(visit, report, "merge", into=into.code.removeprefix("PA-").lower().replace("-", " "))

    assert now(report).report.merged_into == into.code


def test_a_report_is_handed_over_to_the_other_outlet(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report()

    send(visit, report, "hand-over", outlet="PTTH")

    assert now(report).report.outlet == PTTH
    visit.get(url(report), as_=BND, status=404)
    visit.get(url(report), as_="moderator.ptth")


def test_what_came_back_goes_to_another_agency(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report(Status.RETURNED)
    page = visit.get(url(report), as_=BND)
    assert "Sở Nội vụ sẽ quyết định" in page.main
    assert "Hồ sơ nộp tại UBND huyện" in page.main

    send(visit, report, "reroute", agency="UBND-362")

    assert now(report).report.agency == "UBND-362"


def test_a_second_return_is_for_oversight(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.RETURNED)
    a_report.deed(report.code, do.Reroute(post=new_post_id(), words="", agency=AgencyCode("SYT")), by=BND)
    again = do.Return(post=new_post_id(), words="Không phải.", reason=ReturnReason.NOT_OUR_FIELD)
    a_report.deed(report.code, again, by="officer.syt")

    page = visit.get(url(report), as_=BND)

    assert "trả lại hai lần" in page.main
    assert not [action for action in page.actions if action.endswith("/reroute")]


def test_an_appeal_is_decided_by_somebody_else(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report(Status.DECLINED)
    a_report.deed(report.code, do.Appeal(post=new_post_id(), words="Tôi đã hỏi huyện."), by="citizen")
    page = visit.get(url(report), as_=BND)
    assert "Người đã từ chối không được quyết định" in page.main
    assert not [action for action in page.actions if action.endswith("/appeal")]

    assert send(visit, report, "appeal", OTHER_BND, 422, words="Đúng là của tỉnh.").error_of("appeal-upheld")
    send(visit, report, "appeal", OTHER_BND, upheld="yes", words="Đúng là của tỉnh.")

    assert now(report).report.status is Status.SUBMITTED


@pytest.mark.parametrize("granted", ["yes", "no"])
def test_more_time_is_granted_or_refused(
    visit: Visit, a_report: Reports, casework: Casework, now: Now, granted: str
) -> None:
    report = a_report(Status.ACCEPTED)
    assert report.due is not None
    until = casework.terms().latest_extension(report.due)
    ask = do.RequestExtension(post=new_post_id(), words="Xin lỗi, cần đo lại.", until=until)
    a_report.deed(report.code, ask, by="officer.stnmt")
    assert "Xin lỗi, cần đo lại." in visit.get(url(report), as_=BND).main
    assert send(visit, report, "extension", granted="no", status=422).error_of("extension-words")

    send(visit, report, "extension", granted=granted, words="Đã gia hạn đủ lâu.")

    after = now(report).report
    assert after.extension_asked is None
    assert after.due is not None and (after.due > report.due) is (granted == "yes")


def test_a_report_is_taken_down_in_two_steps_and_put_back(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report(Status.ACCEPTED)
    link = visit.get(url(report), as_=BND).one("//a[contains(@href, '/remove')]/@href")
    page = visit.get(link, as_=BND)
    assert now(report).report.visibility is Visibility.PUBLIC
    assert visit.send(page, "/remove", as_=BND, status=422).error_of("remove-reason")

    chosen = {"reason": "personal_data", "words": "Bài lộ số giấy tờ của người khác."}
    visit.send(page, "/remove", chosen, as_=BND)
    assert now(report).report.visibility is Visibility.REMOVED
    assert report.code in visit.get("/moderation/?waits=removed", as_=BND).main

    send(visit, report, "restore")
    assert now(report).report.visibility is Visibility.PUBLIC


@sqlite_only
def test_what_is_not_public_has_no_page_to_take_it_down(visit: Visit, a_report: Reports) -> None:
    visit.get(f"{url(a_report())}/remove", as_=BND, status=409)


def test_notes_stay_in_the_newsroom(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)

    page = send(visit, report, "note", words="Đã gọi cho người gửi.")

    assert "Đã gọi cho người gửi." in page.main
    for who in ("citizen", "officer.stnmt"):
        posts = open_thread(casework, report.code, actor(who)).posts
        assert not any("Đã gọi" in post.source for post in posts)


def test_a_colleague_sees_who_is_on_it_and_may_still_help(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report()
    assert "Bạn đang xử lý" in send(visit, report, "claim").main

    page = visit.get(url(report), as_=OTHER_BND)

    assert "Vũ Minh Đức đang xử lý" in page.main
    assert not [action for action in page.actions if action.endswith("/claim")]
    visit.send(page, "/release", as_=OTHER_BND)
    assert now(report).report.claimed_by is None


# two at once


def test_the_second_of_two_moderators_learns_what_the_first_did_and_loses_nothing(
    visit: Visit, a_report: Reports, now: Now
) -> None:
    report = a_report()
    mine, theirs = visit.get(url(report), as_=BND), visit.get(url(report), as_=OTHER_BND)
    visit.send(mine, "/edit", {"headline": "Ba lần hẹn trả sổ đỏ"}, as_=BND)

    words = "Lý do tôi đã viết rất công phu."
    page = visit.send(theirs, "/decline", {"reason": "no_content", "words": words}, as_=OTHER_BND, status=409)

    assert "Đã có người xử lý phản ánh này" in page.main
    assert "Tòa soạn biên tập" in page.one("//*[@role='alert']").text_content()
    assert page.h1 == "Ba lần hẹn trả sổ đỏ"
    assert kept(page, "/decline") == words and page.values("/decline")["reason"] == "no_content"
    assert now(report).report.status is Status.SUBMITTED

    visit.send(page, "/decline", as_=OTHER_BND)
    assert now(report).report.status is Status.DECLINED


def test_when_it_can_no_longer_be_done_the_words_are_given_back(visit: Visit, a_report: Reports) -> None:
    report = a_report()
    mine, theirs = visit.get(url(report), as_=BND), visit.get(url(report), as_=OTHER_BND)
    visit.send(mine, "/route", {"agency": "STNMT"}, as_=BND)

    words = "Xin hỏi bạn đã nộp hồ sơ ở đâu?"
    page = visit.send(theirs, "/ask", {"words": words}, as_=OTHER_BND, status=409)

    alert = page.one("//*[@role='alert']").text_content()
    assert "Chuyển tới" in alert and words in alert
    assert not [action for action in page.actions if action.endswith("/ask")]


def test_a_colleagues_note_stops_nobody(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report()
    mine, theirs = visit.get(url(report), as_=BND), visit.get(url(report), as_=OTHER_BND)
    visit.send(mine, "/note", {"words": "Đã gọi."}, as_=BND)

    visit.send(theirs, "/route", {"agency": "STNMT"}, as_=OTHER_BND)

    assert now(report).report.status is Status.ROUTED


def test_a_double_click_is_one_deed(visit: Visit, a_report: Reports, now: Now) -> None:
    report = a_report()
    page = visit.get(url(report), as_=BND)

    for _ in range(2):
        visit.send(page, "/ask", {"words": "Bạn nộp ngày nào?"}, as_=BND)

    assert [post.source for post in now(report).posts] == ["Bạn nộp ngày nào?"]


# what may be sent


@sqlite_only
@pytest.mark.parametrize("words", ["\x00", "\u202e đảo", "😀" * 3, "a" * 20_001, "<script>alert(1)</script>"])
def test_odd_words_are_refused_or_made_harmless(
    visit: Visit, a_report: Reports, now: Now, words: str
) -> None:
    report = a_report()
    page = visit.get(url(report), as_=BND)
    fields = {**page.values("/ask"), "words": words}

    refused = words == "\x00" or len(words) > 20_000
    visit.post(f"{url(report)}/ask", fields, as_=BND, status=422 if refused else 200)

    assert (now(report).report.status is Status.SUBMITTED) is refused
    assert "<script>" not in "".join(post.html for post in now(report).posts)


@sqlite_only
def test_a_form_without_its_fields_or_with_a_foreign_agency_does_nothing(
    visit: Visit, a_report: Reports, now: Now
) -> None:
    report = a_report()
    visit.post(f"{url(report)}/route", {}, as_=BND, status=422)
    visit.post(f"{url(report)}/route", {"agency": "KHÔNG-CÓ"}, as_=BND, status=422)
    visit.post(f"{url(report)}/route", {"agency": "SYT"}, as_=BND, token=False, status=400)
    assert now(report).report.status is Status.SUBMITTED


@sqlite_only
@pytest.mark.parametrize("status", [status for status in Status if status is not Status.UNCONFIRMED])
def test_every_status_has_a_page_that_says_what_there_is_to_do(
    visit: Visit, a_report: Reports, clock: Clock, status: Status
) -> None:
    report = a_report(status)
    clock.advance(days=1)

    page = visit.get(url(report), as_=OTHER_BND)

    assert page.all("//*[@class='next-step']") or page.all("//*[contains(@class,'notice-info')]")


def test_the_review_page_costs_few_queries(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ANSWERED)
    visit.get(url(report), as_=BND)
    said: list[str] = []
    stop = casework.db.on_statement(said.append)

    visit.get(url(report), as_=BND)

    stop()
    asked = [statement for statement in said if statement.lstrip().upper().startswith("SELECT")]
    assert len(asked) <= 11, asked


def test_deeds_leave_the_part_of_the_queue_that_one_came_from(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.RETURNED)
    page = visit.get(f"{url(report)}?waits=new_agency", as_=BND)

    after = visit.send(page, "/reroute", {"agency": "SYT"}, as_=BND, follow=False, status=303)

    assert after.headers["Location"].endswith("/moderation/?waits=new_agency")
