"""Who is named in a report asks to reply; the newsroom publishes it, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from casework.actions import taking_part
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import AskedState, PostKind, RemoveReason, Status
from casework.readings import reply_requests as readings
from casework.readings.reply_requests import ReplyRequest
from casework.readings.thread import Post, open_thread
from casework.store import journal
from casework.store.casework import Casework, new_post_id
from casework.store.tables import EventRow, ReplyRequestRow
from tests.delivery.conftest import URL, Box, text_of
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor
from tests.house import Clock

BND, OTHER = "moderator.bnd", "moderator2.bnd"
MAIL = "chi.tho@nha.test"
ASKED = {
    "name": "Chị Thơ, bộ phận một cửa",
    "about": "Câu “hẹn ba lần”",
    "words": "Tôi hẹn một lần, hai lần sau là do chưa có phiếu thuế.",
}
Letters = Callable[[], dict[str, EmailMessage]]


@pytest.fixture
def letters(casework: Casework) -> Letters:
    """Let a worker do all there is to do, and give the last new letter to each address."""
    box = Box()

    def new() -> dict[str, EmailMessage]:
        run(casework, box, URL, once=True)
        return {str(letter["To"]): letter for letter in box.empty()}

    return new


def page_of(report: Report) -> str:
    return f"/reports/{report.code}/right-of-reply"


def ask(visit: Visit, report: Report, as_: str = "stranger", status: int = 200, **changes: str) -> Page:
    page = visit.get(page_of(report), as_=as_)
    mail = {"email": MAIL} if page.all("//input[@name='email']") else {}
    return visit.send(page, "/right-of-reply", {**ASKED, **mail, **changes}, as_=as_, status=status)


def link_in(letter: EmailMessage) -> str:
    found = re.search(rf"{re.escape(URL)}(\S*/right-of-reply/confirm/\S+)", text_of(letter))
    assert found is not None
    return found[1]


def waiting(casework: Casework, report: Report) -> list[ReplyRequest]:
    return list(readings.waiting(casework, report.code))


def replies(casework: Casework, report: Report) -> tuple[Post, ...]:
    return open_thread(casework, report.code, actor("guest")).of_kind(PostKind.RIGHT_OF_REPLY)


def desk(visit: Visit, report: Report, as_: str = BND) -> Page:
    return visit.get(f"/moderation{page_of(report)}", as_=as_)


def test_a_guest_proves_the_address_first_and_the_newsroom_sees_nothing_before(
    visit: Visit, a_report: Reports, casework: Casework, letters: Letters
) -> None:
    report = a_report(Status.ACCEPTED)
    letters()
    thread = visit.get(f"/reports/{report.code}")
    assert page_of(report) in thread.all("//a/@href")
    assert "bấm xác nhận" in ask(visit, report).main
    assert waiting(casework, report) == []
    assert "Yêu cầu phản hồi 0" in visit.get("/moderation/?waits=replies", as_=BND).main

    told = letters()
    assert set(told) == {MAIL}
    link = link_in(told[MAIL])
    for _look in range(2):  # what opens links in mail confirms nothing
        visit.get(link)
    assert waiting(casework, report) == []
    visit.send(visit.get(link), "/confirm/" + link.rsplit("/", 1)[1])
    (asked,) = waiting(casework, report)
    assert (asked.name, asked.about, asked.text) == (ASKED["name"], ASKED["about"], ASKED["words"])
    visit.get(link, status=404)  # used up

    queue = visit.get("/moderation/?waits=replies", as_=BND)
    assert "Yêu cầu phản hồi 1" in queue.main and report.code in queue.main
    assert f"/moderation{page_of(report)}" in " ".join(queue.all("//a/@href"))
    page = desk(visit, report)
    assert ASKED["words"] in page.main and "ba lần được hẹn lại" in page.main
    assert "còn 5 ngày làm việc" in page.main and MAIL not in page.source


def test_an_account_needs_no_link_and_the_same_form_twice_asks_once(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    page = visit.get(page_of(report), as_="business")
    assert not page.all("//input[@name='email']")
    for _again in range(2):
        visit.send(page, "/right-of-reply", ASKED, as_="business")
    assert [one.user for one in waiting(casework, report)] == [actor("business").user]


def test_a_link_confirms_no_request_but_its_own(
    visit: Visit, a_report: Reports, casework: Casework, letters: Letters
) -> None:
    report, other = a_report(Status.ACCEPTED), a_report(Status.ACCEPTED)
    letters()
    ask(visit, report, as_="one", email="ai.do@nha.test", name="Người khác")
    ask(visit, report, as_="two")
    token = link_in(letters()[MAIL]).rsplit("/", 1)[1]
    visit.get(f"{page_of(other)}/confirm/{token}", status=404)
    visit.post(f"{page_of(report)}/confirm/{token}")
    assert [one.name for one in waiting(casework, report)] == [ASKED["name"]]


def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    page = ask(visit, report, status=422, email="a@mailinator.com", words="Sai.", name="")
    assert page.error_of("email") and page.error_of("words") and page.error_of("name")
    assert page.values("/right-of-reply")["about"] == ASKED["about"]
    assert ask(visit, report, status=422, homepage="http://spam.test").error_of("homepage")
    assert ask(visit, report, status=422, email="").error_of("email")


def test_who_has_another_voice_there_is_told_so(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)
    for who in ("citizen", BND):
        page = visit.get(page_of(report), as_=who)
        assert not page.all("//textarea")
        fields = {**ASKED, "form_key": "a" * 32}
        visit.post(page_of(report), fields, as_=who, status=409)
    assert waiting(casework, report) == []


def test_of_what_is_not_public_nobody_can_ask(visit: Visit, a_report: Reports) -> None:
    for report in (a_report(Status.SUBMITTED), a_report(Status.ACCEPTED, publish=False)):
        for who in ("stranger", "citizen"):
            visit.get(page_of(report), as_=who, status=404)
            visit.post(page_of(report), {**ASKED, "email": MAIL}, as_=who, status=404)
    report = a_report(Status.ACCEPTED)
    removal = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, removal, by=BND)
    visit.get(page_of(report), status=410)


def test_the_newsroom_takes_three_of_one_person_on_one_report(
    visit: Visit, a_report: Reports, casework: Casework, letters: Letters
) -> None:
    report, other = a_report(Status.ACCEPTED), a_report(Status.ACCEPTED)
    letters()
    for _time in range(3):
        ask(visit, report, as_="business")
        ask(visit, report)
        visit.post(link_in(letters()[MAIL]))
    assert "không nhận thêm" in ask(visit, report, as_="business", status=409).main
    ask(visit, report)  # whether somebody has asked often nobody learns but at the end of the link
    visit.post(link_in(letters()[MAIL]), status=409)
    ask(visit, other, as_="business")
    assert len(waiting(casework, report)) == 6 and len(waiting(casework, other)) == 1


def test_it_is_published_in_other_words_beside_the_report_and_told_to_all(
    visit: Visit, a_report: Reports, casework: Casework, letters: Letters
) -> None:
    report = a_report(Status.ANSWERED)
    taking_part.set_follow(casework, report.code, by=actor("business"), on=True)
    letters()
    ask(visit, report)
    visit.post(link_in(letters()[MAIL]))
    letters()
    page = desk(visit, report)
    mended = "Tôi hẹn một lần; hai lần sau chưa có phiếu thuế."
    visit.send(page, "/publish", {"body": mended}, as_=BND)

    thread = visit.get(f"/reports/{report.code}")
    assert f"Phản hồi của người, cơ quan được nhắc tới: {ASKED['name']}" in thread.main
    assert mended in thread.main and MAIL not in thread.source and "Vũ Minh Đức" not in thread.source
    assert waiting(casework, report) == []
    told = letters()
    assert set(told) == {
        *(MAIL, "citizen@demo.test", "business@demo.test"),
        *("officer.stnmt@demo.test", "signer.stnmt@demo.test"),
    }
    for who, letter in told.items():
        assert mended in text_of(letter) and (MAIL not in letter.as_string() or who == MAIL)
    mine = text_of(told[MAIL])
    assert "[-,-][+;+]" in mine and "là do" in mine and f"/reports/{report.code}" in mine
    assert "Trần Thị Hoa" not in mine and "citizen@demo.test" not in told[MAIL].as_string()
    with casework.db.read() as session:
        row = session.scalars(select(ReplyRequestRow)).one()
        written = " ".join(str(one) for one in session.scalars(select(EventRow.payload)))
        assert (row.state, row.text) == (AskedState.PUBLISHED, ASKED["words"])
        assert MAIL.encode() not in row.ciphertext
    assert MAIL not in written and ASKED["name"] not in written


def test_it_is_declined_with_reason_and_words_by_mail_also_when_the_report_was_taken_down(
    visit: Visit, a_report: Reports, casework: Casework, letters: Letters
) -> None:
    report = a_report(Status.ACCEPTED)
    letters()
    ask(visit, report)
    visit.post(link_in(letters()[MAIL]))
    removal = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, removal, by=BND)
    letters()
    page = desk(visit, report)
    assert not page.all("//form[contains(@action, '/publish')]")
    assert page.values("/decline")["reason"] == "not_public"
    page = visit.send(page, "/decline", {"words": ""}, as_=BND, status=422)
    assert page.error_of("decline-words")
    visit.send(page, "/decline", {"words": "Bài đã được gỡ, xin cảm ơn."}, as_=BND)
    told = letters()
    assert set(told) == {MAIL}
    assert "Bài đã được gỡ" in text_of(told[MAIL]) and "Phản ánh không còn đăng" in text_of(told[MAIL])
    assert report.code in text_of(told[MAIL]) and "Ba lần hẹn trả sổ đỏ" not in text_of(told[MAIL])
    assert open_thread(casework, report.code, actor(BND)).of_kind(PostKind.RIGHT_OF_REPLY) == ()


def test_what_may_lead_to_a_person_is_shown_first_but_not_the_name_that_asks(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    ask(visit, report, as_="business", name="Nguyễn Thị Thơ", words="Tôi, Nguyễn Thị Thơ, đã hẹn lại bà.")
    page = desk(visit, report)
    leaking = {"body": "Tôi, Nguyễn Thị Thơ, đã gọi số 0912 345 678 cho bà."}
    stopped = visit.send(page, "/publish", leaking, as_=BND, status=422)
    assert stopped.error_of("publish-looked") and replies(casework, report) == ()
    named = {**page.values("/publish"), "headline": "Thơ 0912 345 678"}
    url = str(page.form("/publish").get("action"))
    assert visit.post(url, named, as_=BND, status=422).error_of("publish-looked")
    visit.send(page, "/publish", as_=BND)
    assert [post.author_name for post in replies(casework, report)] == ["Nguyễn Thị Thơ"]


def test_of_two_who_decide_at_once_the_second_sees_it_and_loses_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    ask(visit, report, as_="business")
    mine, theirs = desk(visit, report), desk(visit, report, OTHER)
    visit.send(mine, "/publish", as_=BND)
    words = {"reason": "abusive", "words": "Lời này chưa đăng được, xin viết lại."}
    told = visit.send(theirs, "/decline", words, as_=OTHER, status=409)
    assert "Đồng nghiệp đã quyết định yêu cầu này." in told.main and words["words"] in told.main
    visit.send(mine, "/publish", as_=BND)  # a double click
    assert len(replies(casework, report)) == 1

    other = a_report(Status.ACCEPTED)
    ask(visit, other, as_="business")
    first, second = desk(visit, other), desk(visit, other, OTHER)
    visit.send(first, "/decline", words, as_=BND)
    told = visit.send(second, "/publish", {"body": "Viết lại cho gọn hơn."}, as_=OTHER, status=409)
    assert "Đồng nghiệp đã quyết định" in told.main and "Viết lại cho gọn hơn." in told.main
    assert replies(casework, other) == ()


def test_only_its_newsroom_reads_it_and_nobody_decides_their_own(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report, other = a_report(Status.ACCEPTED), a_report(Status.ACCEPTED)
    ask(visit, report, as_="moderator.ptth")
    (asked,) = waiting(casework, report)
    url = f"/moderation{page_of(report)}?request={asked.id}"
    visit.get(url, as_="moderator.ptth", status=404)
    visit.get(f"/moderation{page_of(other)}?request={asked.id}", as_=BND, status=404)
    for who, seen in (
        ("officer.stnmt", f"/agency/reports/{report.code}"),
        ("citizen", f"/reports/{report.code}"),
    ):
        page = visit.get(seen, as_=who)
        assert ASKED["words"] not in page.source and "yêu cầu phản hồi đang chờ" not in page.source
    assert "1 yêu cầu phản hồi đang chờ" in visit.get(f"/moderation/reports/{report.code}", as_=BND).main


def test_it_is_late_after_the_working_days_of_the_rule_and_the_late_stand_first(
    visit: Visit, a_report: Reports, clock: Clock, casework: Casework, letters: Letters
) -> None:
    first, second = a_report(Status.ACCEPTED), a_report(Status.ACCEPTED)
    ask(visit, second, as_="business")
    clock.advance(days=1)
    ask(visit, first, as_="business")
    clock.advance(days=8)
    queue = visit.get("/moderation/?waits=replies", as_=BND).main
    assert queue.index(second.code) < queue.index(first.code) and "quá hạn" in queue
    told = letters()
    late = [who for who, letter in told.items() if "quá hạn" in str(letter["Subject"])]
    assert set(late) == {"moderator.bnd@demo.test", "moderator2.bnd@demo.test"}
    assert f"/moderation{page_of(first)}" in text_of(told[late[0]]) or second.code in text_of(told[late[0]])
    assert ASKED["words"] not in text_of(told[late[0]])
    clock.advance(days=1)
    assert not [letter for letter in letters().values() if "quá hạn" in str(letter["Subject"])], "once"
    with casework.db.read() as session:
        names = [type(one.event).__name__ for one in journal.of_report(session, second.code)]
    assert names[-1] == "ReplyRequested"
