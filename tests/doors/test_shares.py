"""Agencies beside the lead at their desk: what is asked of them, what they give, and who reads it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.actions import deeds
from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.refusals import Refused
from casework.domain.report import Report
from casework.domain.shares import Asking
from casework.domain.values import AgencyCode, Display, PostKind, Status
from casework.readings import state
from casework.store.casework import Casework, new_post_id
from casework.store.tables import PostRow
from tests.doors.client import Page, Visit
from tests.doors.stage import STNMT, SYT, Reports, actor
from tests.doors.test_new_report import picture
from tests.house import Clock

OFFICER, SIGNER, HELPER, MODERATOR = "officer.stnmt", "signer.stnmt", "officer.syt", "moderator.bnd"
SXD = AgencyCode("SXD")
ASKED, GIVEN = "Xác nhận số ca đã khám trong tháng 10.", "Trạm y tế đã khám 42 ca trong tháng 10."


def shared(a_report: Reports, *helpers: AgencyCode, words: str = ASKED, accept: bool = True) -> Report:
    report = a_report()
    helpers = helpers or (SYT,)
    asked = (Asking(agency=helpers[0], post=new_post_id(), words=words),) if words else ()
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT, co_agencies=helpers, asked=asked)
    report = a_report.deed(report.code, route, by=MODERATOR)
    return a_report.deed(report.code, do.Accept(), by=OFFICER) if accept else report


def give(a_report: Reports, report: Report, words: str = GIVEN) -> Report:
    return a_report.deed(report.code, do.Contribute(post=new_post_id(), words=words, agency=SYT), by=HELPER)


def desk(visit: Visit, report: Report, who: str = HELPER, door: str = "agency") -> Page:
    return visit.get(f"/{door}/reports/{report.code}", as_=who)


def inbox(visit: Visit, tab: str, who: str = HELPER) -> Page:
    return visit.get(f"/agency/?tab={tab}", as_=who)


def contributions(casework: Casework, report: Report) -> list[str]:
    with casework.db.read() as session:
        found = session.query(PostRow).filter_by(report_code=report.code, kind=PostKind.CONTRIBUTION)
        return sorted(row.source for row in found)


def written_draft(page: Page, action: str = "/draft") -> str:
    return str(page.values(action)["words"]).replace("\r\n", "\n").strip("\n")


def test_the_inbox_of_a_helper_shows_its_part_and_its_own_date(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    report = shared(a_report)

    page = inbox(visit, "together")

    assert report.code in page.main and "Phối hợp" in page.main and ASKED in page.main
    assert "còn 10 ngày làm việc" in page.main and "còn 15 ngày" not in page.main
    assert "còn 15 ngày làm việc" in inbox(visit, "open", OFFICER).main
    assert report.code not in inbox(visit, "urgent").main
    clock.advance(days=9)  # its date is near, the lead's is not
    assert report.code in inbox(visit, "urgent").main
    assert report.code not in inbox(visit, "urgent", OFFICER).main
    clock.advance(days=6)
    assert "quá hạn 1 ngày làm việc" in inbox(visit, "open").main


def test_what_is_given_leaves_what_is_to_be_done(visit: Visit, a_report: Reports) -> None:
    report = shared(a_report)
    give(a_report, report)

    for tab in ("open", "together", "urgent"):
        assert report.code not in inbox(visit, tab).main
    page = inbox(visit, "contributed")
    assert report.code in page.main and "đã góp ý" in page.main and "ngày làm việc" not in page.main


def test_own_date_sorts_what_is_owed(visit: Visit, a_report: Reports) -> None:
    led = a_report()
    a_report.deed(led.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=SYT), by=MODERATOR)
    helped = shared(a_report)

    main = inbox(visit, "open").main

    assert main.index(helped.code) < main.index(led.code)


def test_the_case_opens_with_what_is_asked_and_the_form(visit: Visit, a_report: Reports) -> None:
    page = desk(visit, shared(a_report))

    assert "Còn 10 ngày làm việc · hạn góp ý 16/11/2026" in page.main
    assert page.main.index("Còn 10 ngày") < page.main.index(ASKED) < page.main.index(page.h1)
    assert page.one("//*[@id='next']//h3").text == "Gửi góp ý"
    assert not any(action.endswith("/accept") for action in page.actions)


def test_a_helper_gives_its_share_with_a_file_and_may_add_to_it(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = shared(a_report)
    fields = {"words": GIVEN, "attachments": (picture(), "so-lieu.jpg")}

    page = visit.send(desk(visit, report), "/contribute", fields, as_=HELPER)

    assert "Đã gửi góp ý" in page.main and "so-lieu.jpg" in page.main
    assert state.report(casework, report.code).shares[0].is_given
    assert not page.all("//*[@id='next']")
    visit.send(page, "/contribute", {"words": "Thêm: hai ca chuyển viện."}, as_=HELPER)
    assert contributions(casework, report) == sorted([GIVEN, "Thêm: hai ca chuyển viện."])


def test_a_file_that_is_none_is_refused_beside_its_field_and_the_words_stay(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = shared(a_report)
    fields = {"words": GIVEN, "attachments": (b"MZ", "virus.exe")}

    page = visit.send(desk(visit, report), "/contribute", fields, as_=HELPER, status=422)

    assert "virus.exe" in page.error_of("contribute-attachments") and GIVEN in page.main
    assert contributions(casework, report) == []


def test_nothing_to_say_is_said_beside_the_field(visit: Visit, a_report: Reports) -> None:
    page = visit.send(desk(visit, shared(a_report)), "/contribute", {"words": "  "}, as_=HELPER, status=422)
    assert page.error_of("contribute-words")


def test_a_double_click_contributes_once(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = shared(a_report)
    page = desk(visit, report)
    for _ in range(2):
        visit.send(page, "/contribute", {"words": GIVEN}, as_=HELPER)
    assert contributions(casework, report) == [GIVEN]


def test_the_lead_has_no_share_and_says_nothing_in_anothers_name(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = shared(a_report)
    assert not any(action.endswith("/contribute") for action in desk(visit, report, OFFICER).actions)
    token = desk(visit, report, OFFICER).values("/draft")
    sent = {**token, "words": GIVEN, "post": new_post_id()}
    visit.post(f"/agency/reports/{report.code}/contribute", sent, as_=OFFICER, status=409)
    assert contributions(casework, report) == []


def test_a_contribution_is_read_by_handlers_only(visit: Visit, a_report: Reports) -> None:
    report = give(a_report, shared(a_report, SYT, SXD))

    for who, door in (
        (OFFICER, "agency"),
        (SIGNER, "agency"),
        (HELPER, "agency"),
        (MODERATOR, "moderation"),
        ("moderator2.bnd", "moderation"),
        ("overseer", "oversight"),
    ):
        page = desk(visit, report, who, door)
        assert GIVEN in page.main and ASKED in page.main, who
    for who in ("guest", "citizen", "business", "journalist", "admin", "moderator.ptth", OFFICER, HELPER):
        public = visit.get(f"/reports/{report.code}", as_=who)
        assert GIVEN not in public.source and ASKED not in public.source, who
    other = a_report()
    a_report.deed(other.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT), by=MODERATOR)
    visit.get(f"/agency/reports/{other.code}", as_=HELPER, status=404)


def test_the_lead_puts_a_contribution_into_the_draft_it_is_writing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = give(a_report, shared(a_report))
    page = desk(visit, report, OFFICER)
    (button,) = page.all("//section[@id='shares']//button")
    assert button.get("form") == "form-draft" and "Chèn vào dự thảo" in button.text_content()
    url = str(button.get("formaction")).partition("#")[0]
    typed = {**page.values("/draft"), "words": "Kính gửi bà.", "contribution": button.get("value")}

    page = visit.post(url, typed, as_=OFFICER)

    assert written_draft(page) == f"Kính gửi bà.\n\n{GIVEN}"
    assert state.report(casework, report.code).draft is None  # nothing is kept yet
    page = visit.send(page, "/draft", {}, as_=OFFICER)
    assert state.report(casework, report.code).draft is not None
    sign = visit.get(f"/agency/reports/{report.code}", as_=SIGNER)
    (button,) = sign.all("//section[@id='shares']//button")
    again = {**sign.values("/sign/preview"), "contribution": button.get("value")}
    page = visit.post(str(button.get("formaction")).partition("#")[0], again, as_=SIGNER)
    assert written_draft(page, "/sign/preview") == f"Kính gửi bà.\n\n{GIVEN}\n\n{GIVEN}"


def test_what_is_no_contribution_is_put_nowhere(visit: Visit, a_report: Reports) -> None:
    report = give(a_report, shared(a_report))
    note = a_report.deed(
        report.code, do.AddAgencyNote(post=(post := new_post_id()), words="Chỉ nội bộ."), by=OFFICER
    )
    page = desk(visit, note, OFFICER)
    typed = {**page.values("/draft"), "words": "Kính gửi bà.", "contribution": post}
    page = visit.post(f"/agency/reports/{report.code}/draft/insert", typed, as_=OFFICER)
    assert written_draft(page) == "Kính gửi bà."


def test_who_signs_is_told_for_whom_the_reply_does_not_wait(visit: Visit, a_report: Reports) -> None:
    report = give(a_report, shared(a_report, SYT, SXD))
    page = visit.send(
        desk(visit, report, SIGNER), "/sign/preview", {"words": "Đã giải quyết xong."}, as_=SIGNER
    )
    assert "Còn chờ Sở Xây dựng." in page.main and "Còn chờ Sở Y tế" not in page.main
    page = visit.send(page, "/sign", {}, as_=SIGNER)
    assert "không góp ý" in page.main


def test_of_a_confidential_report_a_share_tells_no_hour(visit: Visit, a_report: Reports) -> None:
    report = a_report(display=Display.CONFIDENTIAL, by="guest")
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT, co_agencies=(SYT,))
    report = give(a_report, a_report.deed(report.code, route, by=MODERATOR))
    page = desk(visit, report, OFFICER)
    assert "đã góp ý 02/11/2026" in " ".join(page.one("//section[@id='shares']").text_content().split())
    assert not any(
        "T" in one.get("datetime", "") for one in page.all("//section[@id='shares']//article//time")
    )


# Two at once


def test_of_two_officers_who_contribute_at_once_the_second_is_told_and_loses_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = shared(a_report)
    page = desk(visit, report)
    give(a_report, report, "Đồng nghiệp gửi trước.")

    page = visit.send(page, "/contribute", {"words": GIVEN}, as_=HELPER, status=409)

    assert "Sở Y tế đã góp ý" in page.main and GIVEN in page.main
    visit.send(page, "/contribute", {}, as_=HELPER)
    assert contributions(casework, report) == sorted(["Đồng nghiệp gửi trước.", GIVEN])


def test_a_contribution_that_comes_after_the_signature_is_refused_and_given_back(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = shared(a_report)
    page = desk(visit, report)
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã xong."), by=SIGNER)

    page = visit.send(page, "/contribute", {"words": GIVEN}, as_=HELPER, status=409)

    assert GIVEN in page.main and contributions(casework, report) == []


def test_who_signs_sees_first_what_a_helper_has_just_sent(visit: Visit, a_report: Reports) -> None:
    report = shared(a_report)
    page = visit.send(
        desk(visit, report, SIGNER), "/sign/preview", {"words": "Đã giải quyết xong."}, as_=SIGNER
    )
    give(a_report, report)
    page = visit.send(page, "/sign", {}, as_=SIGNER, status=409)
    assert GIVEN in page.main and "Đã giải quyết xong." in page.main


@pytest.mark.parametrize("rounds", range(3))
def test_a_contribution_and_a_signature_at_the_same_moment_leave_one_story(
    a_report: Reports, casework: Casework, rounds: int
) -> None:
    report = shared(a_report)
    version = report.version
    both = (
        (do.Contribute(post=new_post_id(), words=GIVEN, agency=SYT), HELPER),
        (do.Contribute(post=new_post_id(), words=GIVEN, agency=SYT), HELPER),
        (do.SignReply(post=new_post_id(), words="Đã xong."), SIGNER),
    )

    def attempt(one: tuple[do.Command, str]) -> bool:
        try:
            deeds.perform(casework, report.code, one[0], by=actor(one[1]), seen=version)
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(attempt, both))

    later = state.report(casework, report.code)
    assert sum(done) == 1
    assert len(contributions(casework, report)) == sum(done[:2]) == later.shares[0].is_given
    assert (later.status is Status.ANSWERED) == done[2]


# What readers see


def facts(page: Page) -> str:
    return " ".join(" ".join(page.one("//aside").itertext()).split())


def test_readers_see_who_leads_who_helps_and_how_far_each_is(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    report = give(a_report, shared(a_report, SYT, SXD))
    address = f"/reports/{report.code}"

    page = visit.get(address)
    assert "Cơ quan chủ trì Sở Tài nguyên và Môi trường" in facts(page)
    assert "Sở Y tế đã góp ý 02/11/2026" in facts(page)
    assert "Sở Xây dựng còn 10 ngày làm việc hạn 16/11/2026" in facts(page)
    assert "Sở Y tế đã góp ý cho câu trả lời" in facts(page)
    clock.advance(days=15)
    assert "Sở Xây dựng quá hạn góp ý 1 ngày làm việc" in facts(visit.get(address))
    page = visit.get(f"/en{address}")
    assert "gave its input on" in facts(page) and "input overdue by 1 working day" in facts(page)


def test_without_agencies_beside_it_nothing_is_said_of_a_lead(visit: Visit, a_report: Reports) -> None:
    page = facts(visit.get(f"/reports/{a_report(Status.ACCEPTED).code}"))
    assert "Cơ quan xử lý" in page and "chủ trì" not in page and "Phối hợp" not in page


def test_the_reply_names_who_had_contributed_when_it_was_signed_and_nobody_later(
    visit: Visit, a_report: Reports
) -> None:
    report = give(a_report, shared(a_report, SYT, SXD))
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã xong."), by=SIGNER)
    page = visit.get(f"/reports/{report.code}")
    assert "Với góp ý của: Sở Y tế" in page.main and "Sở Xây dựng không góp ý" in facts(page)

    a_report.deed(report.code, do.Reopen(post=new_post_id(), words="Chưa xong."), by="citizen")
    page = visit.get(f"/reports/{report.code}")
    assert "Với góp ý của: Sở Y tế" in page.main
    assert "Sở Xây dựng còn 10 ngày làm việc" in facts(page)
    alone = a_report(Status.ANSWERED)
    assert "Với góp ý của" not in visit.get(f"/reports/{alone.code}").main


def test_the_page_of_an_agency_says_how_often_it_helped_and_how_often_in_time(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    health = "/agencies/so-y-te"
    assert not visit.get(health).all("//*[@id='helped']")
    in_time, late, never = shared(a_report), shared(a_report), shared(a_report)
    give(a_report, in_time)
    clock.advance(days=20)
    clockwork.strike(casework)
    give(a_report, late)
    a_report.deed(in_time.code, do.SignReply(post=new_post_id(), words="Đã xong."), by=SIGNER)
    a_report.deed(in_time.code, do.Reopen(post=new_post_id(), words="Chưa xong."), by="citizen")
    found = [one.text for one in visit.get(health).all("//*[@id='helped']//dd")]
    assert found == ["2", "1", "1"], never.code
