"""/press/contacts, /press/requests, /reports/<code>/contact: asking a reporter, who stays unknown."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from casework.actions import contact_requests as actions
from casework.actions.contact_requests import Asking
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.contact_requests import ContactRequest, Seen
from casework.domain.refusals import Refused, Why
from casework.domain.values import Display, ReportCode, Status
from casework.readings import contact_requests as readings
from casework.readings import own_data
from casework.store.casework import Casework, new_post_id
from casework.store.reports import NoSuchReport
from tests.actions.traces import rows_with
from tests.delivery.conftest import URL, Box, everything
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor, let_in
from tests.house import Clock

WHO, EDITOR, OWNER = "journalist", "moderator.bnd", "citizen"
FILLED = {"purpose": "Viết bài về sổ đỏ", "questions": "Bà chờ bao lâu rồi?"}
WORDS = "Gọi tôi số 0912 345 678 buổi tối <b>thôi</b>"


def ask(casework: Casework, code: str) -> ContactRequest:
    asking = Asking(form_key=new_post_id(), **FILLED)
    return actions.ask(casework, ReportCode(code), asking, by=actor(WHO))


def passed_on(casework: Casework, code: str) -> ContactRequest:
    asked = ask(casework, code)
    actions.forward(casework, asked.id, by=actor(EDITOR))
    return asked


def letters(casework: Casework) -> dict[str, str]:
    """The newest letter to each address."""
    box = Box()
    run(casework, box, URL, once=True)
    return {str(letter["To"]): everything(letter) for letter in box.letters}


def told(casework: Casework) -> str:
    """What was written to the journalist."""
    return letters(casework).get(f"{WHO}@demo.test", "")


def seen(casework: Casework) -> list[Seen]:
    return [one.seen for one in readings.own(casework, actor(WHO))]


def test_a_journalist_asks_the_newsroom_passes_on_and_the_reporter_gives_words(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    page = visit.get(f"/press/contacts/new?report={code}", as_=WHO)
    visit.send(page, "/press/contacts/new", FILLED, as_=WHO)
    assert code in letters(casework)["moderator.bnd@demo.test"]
    listed = visit.get("/press/requests", as_=EDITOR)
    opened = visit.get(listed.one("//main//ul[@class='queue']//a").get("href"), as_=EDITOR)
    assert FILLED["questions"] in opened.main
    visit.send(opened, "/forward", as_=EDITOR)
    letter = letters(casework)[f"{OWNER}@demo.test"]
    assert FILLED["questions"] not in letter and FILLED["purpose"] not in letter

    thread = visit.get(f"/reports/{code}", as_=OWNER)
    asked = visit.get(thread.one("//main//a[contains(@href,'/contact/')]").get("href"), as_=OWNER)
    assert FILLED["questions"] in asked.main and "Hoàng Yến" in asked.main
    visit.send(asked, "", {"answer": "yes", "words": WORDS}, as_=OWNER)
    letter = told(casework)
    assert "đồng ý" in letter and "0912" not in letter
    given = visit.get("/press/contacts", as_=WHO)
    assert WORDS in given.main
    assert "Trần Thị Hoa" not in given.text  # her name is no part of it
    (request,) = readings.at_report(casework, code)
    assert "0912" not in visit.get(f"/press/requests/{request.id}", as_=EDITOR).text


def test_no_lapse_and_decline_look_the_same_and_come_at_the_same_moment(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    """Also one whose reporter was erased meanwhile, and one that no newsroom looked at."""
    a_report.trust(OWNER)
    by_guest = a_report(Status.ROUTED, by="guest")
    codes = [a_report(Status.ROUTED).code for _ in range(4)] + [by_guest.code]
    declined, refused, lapsed, _waiting, erased = [ask(casework, code) for code in codes]
    letters(casework)
    clock.advance(hours=1)
    actions.decline(casework, declined.id, reason="Không hợp", by=actor(EDITOR))
    for one in (refused, lapsed, erased):
        actions.forward(casework, one.id, by=actor(EDITOR))
    actions.refuse(casework, refused.report, refused.id, by=actor(OWNER))
    a_report.deed(by_guest.code, do.EraseContact(), by=a_report.owner(by_guest.code))
    letters(casework)

    def rows() -> set[str]:
        page = visit.get("/press/contacts", as_=WHO)
        return {
            " ".join(row.xpath("string(p[last()])").split())
            for row in page.all("//main//li[@class='queue-row']")
        }

    assert len(rows()) == 1 and seen(casework) == [Seen.OPEN] * 5 and told(casework) == ""
    clock.advance(days=14, hours=-1, seconds=-1)
    assert len(rows()) == 1 and seen(casework) == [Seen.OPEN] * 5 and told(casework) == ""
    clock.advance(seconds=1)
    assert rows() == {"Không liên hệ được"} and seen(casework) == [Seen.UNREACHABLE] * 5
    box = Box()
    run(casework, box, URL, once=True)
    closed = [everything(one) for one in box.letters if str(one["To"]) == f"{WHO}@demo.test"]
    shapes = set()
    for code in codes:
        (text,) = [one for one in closed if code in one]
        shapes.add(text.split("Content-Type")[0].split("\nMessage-ID")[0].replace(code, ""))
    assert len(closed) == 5 and len({shape.split("<html")[0] for shape in shapes}) == 1
    assert told(casework) == ""


def test_after_the_last_day_nobody_can_do_anything(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    first, second = a_report(Status.ROUTED).code, a_report(Status.ROUTED).code
    waiting, asked = ask(casework, first), passed_on(casework, second)
    clock.advance(days=14)
    with pytest.raises(Refused) as refused:
        actions.forward(casework, waiting.id, by=actor(EDITOR))
    assert refused.value.why is Why.CONTACT_CLOSED
    with pytest.raises(Refused):
        actions.agree(casework, second, asked.id, WORDS, by=actor(OWNER))


def test_who_chooses_neither_yes_nor_no_is_asked_again_with_their_words(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    asked = passed_on(casework, a_report(Status.ROUTED).code)
    page = visit.get(f"/reports/{asked.report}/contact/{asked.id}", as_=OWNER)
    for answer in ({}, {"answer": "perhaps"}):
        wrong = visit.post(
            f"/reports/{asked.report}/contact/{asked.id}", {"words": WORDS, **answer}, as_=OWNER, status=422
        )
        assert "Xin chọn “Có” hoặc “Không”" in wrong.main and WORDS in page_words(wrong)
    assert page.h1 == wrong.h1 and seen(casework) == [Seen.OPEN]


def page_words(page: Page) -> list[str]:
    return [str(field.text).strip() for field in page.all("//textarea")]


def test_a_guest_answers_with_code_and_secret_alone(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED, by="guest", display=Display.CONFIDENTIAL)
    asked = passed_on(casework, report.code)
    letter = letters(casework)["tu@nha.test"]
    assert f"/track?code={report.code}" in letter and asked.id not in letter
    address = f"/reports/{report.code}/contact/{asked.id}"
    for who in ("guest", WHO, EDITOR, "admin", "overseer", "business"):
        visit.get(address, as_=who, status=404)
    secret = a_report.receipts[report.code].secret
    page = visit.get("/track")
    visit.send(page, "/track", {"code": report.code, "secret": secret or ""})
    opened = visit.get(address)
    assert "Bạn đã xin bảo mật danh tính" in opened.main
    wrong = visit.send(opened, "", {"answer": "yes", "words": " "}, status=422)
    assert wrong.error_of("words")
    visit.send(opened, "", {"answer": "yes", "words": WORDS})
    assert readings.own(casework, actor(WHO))[0].words == WORDS


def test_what_is_given_is_sealed_taken_back_and_destroyed(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    asked = passed_on(casework, code)
    actions.agree(casework, code, asked.id, WORDS, by=actor(OWNER))
    assert rows_with(casework, ("0912 345 678 buổi",)) == []
    page = visit.get(f"/reports/{code}/contact/{asked.id}", as_=OWNER)
    assert WORDS in page.main
    visit.send(page, "/take-back", as_=OWNER)
    assert seen(casework) == [Seen.TAKEN_BACK] and readings.own(casework, actor(WHO))[0].words == ""
    assert "đã rút lại" in visit.get("/press/contacts", as_=WHO).main


def test_it_goes_with_the_reporter(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ROUTED, by="guest")
    asked = passed_on(casework, report.code)
    owner = a_report.owner(report.code)
    actions.agree(casework, report.code, asked.id, WORDS, by=owner)
    a_report.deed(report.code, do.EraseContact(), by=owner)
    assert seen(casework) == [Seen.TAKEN_BACK] and readings.own(casework, actor(WHO))[0].words == ""


def test_nobody_else_decides_or_answers(casework: Casework, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    asked = ask(casework, code)
    for who in ("moderator.ptth", WHO, "admin", OWNER):
        with pytest.raises(Refused):
            actions.forward(casework, asked.id, by=actor(who))
        with pytest.raises(Refused):
            actions.decline(casework, asked.id, reason="Không", by=actor(who))
    with pytest.raises(Refused):  # not before the newsroom has passed it on
        actions.agree(casework, code, asked.id, WORDS, by=actor(OWNER))
    actions.forward(casework, asked.id, by=actor(EDITOR))
    for who in ("business", WHO, EDITOR, "guest"):
        with pytest.raises(Refused):
            actions.agree(casework, code, asked.id, WORDS, by=actor(who))
    other = a_report(Status.ROUTED, by="business").code
    with pytest.raises(Refused):  # the request of another report
        actions.agree(casework, other, asked.id, WORDS, by=actor("business"))


def test_who_declines_what_a_colleague_has_just_passed_on_learns_it_and_gets_the_reason_back(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    asked = ask(casework, a_report(Status.ROUTED).code)
    here, reason = f"/press/requests/{asked.id}", "Người gửi đã nói <b>không</b>."
    late = visit.get(here, as_="moderator2.bnd")
    visit.send(visit.get(here, as_=EDITOR), "/forward", as_=EDITOR)
    page = visit.send(late, "/decline", {"words": reason}, as_="moderator2.bnd", status=409)
    assert "Đồng nghiệp đã quyết định" in page.main and reason in page.main
    assert not [action for action in page.actions if asked.id in action]
    again = visit.send(late, "/forward", as_="moderator2.bnd")
    assert "Đồng nghiệp đã quyết định" in again.main
    assert "Đã chuyển" in visit.get("/press/requests", as_=EDITOR).main


def test_once_at_a_report_and_five_a_week(casework: Casework, a_report: Reports, clock: Clock) -> None:
    a_report.trust(OWNER)
    codes = [a_report(Status.ROUTED).code for _ in range(6)]
    with ThreadPoolExecutor(3) as pool:
        ids = {one.id for one in pool.map(lambda _: ask(casework, codes[0]), range(3))}
    assert len(ids) == 1
    for code in codes[1:5]:
        ask(casework, code)
    with pytest.raises(Refused) as refused:
        ask(casework, codes[5])
    assert refused.value.why is Why.TOO_MANY_CONTACTS
    clock.advance(days=7)
    ask(casework, codes[5])


def test_who_asks_there_again_is_told_so_and_keeps_what_they_wrote(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    page = visit.get(f"/press/contacts/new?report={code}", as_=WHO)
    for _ in range(2):  # the same form twice is once, and no error
        assert "Đã gửi tòa soạn" in visit.send(page, "/press/contacts/new", FILLED, as_=WHO).main
    again = visit.get(f"/press/contacts/new?report={code}", as_=WHO)
    other = {"purpose": "Bài khác", "questions": "Có <b>giấy hẹn</b> không?"}
    answer = visit.send(again, "/press/contacts/new", other, as_=WHO, status=422)
    assert "mỗi phản ánh chỉ xin một lần" in answer.main
    assert str(answer.values("/press/contacts/new")["questions"]).strip() == other["questions"]
    (own,) = readings.own(casework, actor(WHO))
    assert own.questions == FILLED["questions"]


def test_who_is_no_journalist_asks_nothing_and_of_what_is_not_public_nobody(
    casework: Casework, a_report: Reports
) -> None:
    hidden = a_report(Status.ROUTED, publish=False).code
    with pytest.raises(NoSuchReport):
        ask(casework, hidden)
    asking = Asking(form_key=new_post_id(), **FILLED)
    for who in (OWNER, EDITOR, "officer.stnmt"):
        with pytest.raises(Refused):
            actions.ask(casework, a_report(Status.ROUTED).code, asking, by=actor(who))


def test_one_of_two_answers_at_once_counts(casework: Casework, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    asked = passed_on(casework, code)

    def answer(yes: bool) -> bool:
        try:
            if yes:
                actions.agree(casework, code, asked.id, WORDS, by=actor(OWNER))
            else:
                actions.refuse(casework, code, asked.id, by=actor(OWNER))
        except Refused as refused:
            assert refused.why is Why.CONTACT_CLOSED
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(answer, (True, False))) == [False, True]


@pytest.mark.parametrize(("medium", "says"), [("", "Báo Nam Định"), ("Báo Lao Động", "Báo Lao Động")])
def test_the_reporter_reads_which_paper_asks(
    visit: Visit, casework: Casework, a_report: Reports, medium: str, says: str
) -> None:
    if medium:
        let_in(casework, WHO, medium=medium)
    asked = passed_on(casework, a_report(Status.ROUTED).code)
    page = visit.get(f"/reports/{asked.report}/contact/{asked.id}", as_=OWNER)
    assert {"Báo, đài", says} <= {
        text for one in page.all("//dl//*") for text in [one.text_content().strip()]
    }
    assert says in visit.get(f"/press/requests/{asked.id}", as_=EDITOR).main


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_the_same_answer_sent_twice_is_one_and_another_one_is_told_so_with_its_words(
    visit: Visit, casework: Casework, a_report: Reports, answer: str
) -> None:
    asked = passed_on(casework, a_report(Status.ROUTED).code)
    here = f"/reports/{asked.report}/contact/{asked.id}"
    page, sent = visit.get(here, as_=OWNER), {"answer": answer, "words": WORDS if answer == "yes" else ""}
    for _ in range(2):
        after = visit.send(page, here, sent, as_=OWNER)
        assert "Đã chuyển đúng những gì" in after.main or "Đã ghi là không" in after.main
    assert seen(casework) == [Seen.GIVEN if answer == "yes" else Seen.OPEN]
    late = visit.send(page, here, {"answer": "yes", "words": "Số khác: 0987"}, as_=OWNER, status=409)
    assert "đã khép lại" in late.main and "Số khác: 0987" in late.main
    assert sum("0912 345 678" in one.words for one in readings.own(casework, actor(WHO))) == (answer == "yes")


def test_ones_own_data_tells_no_more_than_the_page(casework: Casework, a_report: Reports) -> None:
    asked = passed_on(casework, a_report(Status.ROUTED).code)
    actions.refuse(casework, asked.report, asked.id, by=actor(OWNER))
    user = actor(WHO).user
    assert user is not None
    account = own_data.account(casework, user)
    assert account is not None
    (own,) = account.contact_requests
    assert own.seen is Seen.OPEN and own.closes_at - own.asked_at == timedelta(days=14)
