"""/agency/reports/<code>: what an agency does with a case."""

from __future__ import annotations

from datetime import date

import pytest

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Display, Kind, Status
from casework.readings import state
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import SYT, Reports
from tests.house import Clock

OFFICER, SIGNER = "officer.stnmt", "signer.stnmt"
REPLY = "Giấy chứng nhận đã ký.\n\nBạn nhận tại **bộ phận một cửa** từ ngày 18/11/2026."


def url(report: Report) -> str:
    return f"/agency/reports/{report.code}"


def after(casework: Casework, report: Report) -> Report:
    return state.report(casework, report.code)


def send(
    visit: Visit, report: Report, deed: str, as_: str = OFFICER, status: int = 200, **fields: str
) -> Page:
    return visit.send(visit.get(url(report), as_=as_), f"/{deed}", fields, as_=as_, status=status)


def words_in(page: Page, action: str) -> str:
    """What stands in a form's text, as a browser reads it: without the newline after the tag."""
    return str(page.values(action)["words"]).replace("\r\n", "\n").removeprefix("\n")


def test_what_is_asked_and_by_when_comes_first(visit: Visit, a_report: Reports) -> None:
    page = visit.get(url(a_report(Status.ROUTED)), as_=OFFICER)

    assert "Còn 15 ngày làm việc · hạn 23/11/2026" in page.main
    assert page.main.index("Còn 15 ngày") < page.main.index(page.h1)
    assert "tiếp nhận hoặc trả lại, chậm nhất 05/11/2026" in page.main


def test_an_officer_accepts_and_the_page_goes_on_to_the_draft(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)

    page = send(visit, report, "accept")

    assert after(casework, report).status is Status.ACCEPTED
    assert "Đã tiếp nhận phản ánh" in page.main
    assert page.one("//*[@id='next']//h3").text == "Dự thảo câu trả lời"


def test_praise_is_acknowledged_and_asks_for_nothing_more(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED, kind=Kind.PRAISE)
    page = visit.get(url(report), as_=OFFICER)
    assert "không cần trả lời" in page.main and not page.all("//form[contains(@action, 'draft')]")

    page = visit.send(page, "/accept", as_=OFFICER)

    assert after(casework, report).status is Status.CLOSED
    assert "Đã ghi nhận lời khen" in page.main


def test_a_double_click_on_accept_is_one_deed(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ROUTED)
    page = visit.get(url(report), as_=OFFICER)
    visit.send(page, "/accept", as_=OFFICER)
    once = after(casework, report)

    visit.send(page, "/accept", as_=OFFICER)

    assert after(casework, report) == once


def test_a_report_is_returned_with_reason_words_and_a_proposal(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)

    page = send(visit, report, "return", reason="not_our_field", words="Việc của ngành y tế.", agency="SYT")

    assert after(casework, report).status is Status.RETURNED
    assert "Đã trả lại tòa soạn" in page.main
    visit.get(url(report), as_=OFFICER, status=404)


def test_a_return_needs_a_reason_and_words_and_keeps_what_was_typed(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)

    page = send(visit, report, "return", words="Không phải việc của chúng tôi.", status=422)
    assert "Xin chọn lý do" in page.error_of("return-reason")
    assert words_in(page, "/return") == "Không phải việc của chúng tôi."

    page = send(visit, report, "return", reason="other", status=422)
    assert page.error_of("return-words")


def test_a_return_sent_twice_is_answered_twice_alike(visit: Visit, a_report: Reports) -> None:
    page = visit.get(url(a_report(Status.ROUTED)), as_=OFFICER)
    fields = {"reason": "other", "words": "Không thuộc Sở."}

    first = visit.send(page, "/return", fields, as_=OFFICER)
    second = visit.send(page, "/return", fields, as_=OFFICER)

    assert first.h1 == second.h1 and "Đã trả lại" in second.main


def test_an_interim_reply_is_public_at_once(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)

    send(visit, report, "interim", words="Chúng tôi đang kiểm tra hồ sơ.")

    assert "đang kiểm tra hồ sơ" in visit.get(f"/reports/{report.code}").main


class TestExtension:
    def test_the_latest_day_is_shown_and_may_be_asked_for_once(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.ACCEPTED)
        page = visit.get(url(report), as_=OFFICER)
        latest = page.one("//input[@name='until']").get("max")
        assert date.fromisoformat(latest).strftime("%d/%m/%Y") in page.main

        page = visit.send(page, "/extension", {"until": latest, "words": "Xin lỗi vì chậm."}, as_=OFFICER)

        assert after(casework, report).extended
        assert "Đang xin gia hạn" in page.main
        assert not page.all("//form[contains(@action, 'extension')]")

    def test_a_day_too_far_is_refused_with_the_words_kept(self, visit: Visit, a_report: Reports) -> None:
        report = a_report(Status.ACCEPTED)

        page = send(visit, report, "extension", until="2027-03-01", words="Xin lỗi.", status=409)

        assert "vượt quá số ngày" in page.main
        assert words_in(page, "/extension") == "Xin lỗi."

    @pytest.mark.parametrize("until", ["", "mai", "2026-13-45", "99999-01-01"])
    def test_a_day_that_is_none_is_said_beside_the_field(
        self, visit: Visit, a_report: Reports, until: str
    ) -> None:
        page = send(visit, a_report(Status.ACCEPTED), "extension", until=until, words="Lỗi.", status=422)

        assert page.error_of("extension-until")

    def test_a_day_may_be_written_as_people_write_it(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.ACCEPTED)

        send(visit, report, "extension", until="27/11/2026", words="Xin lỗi vì chậm.")

        assert after(casework, report).extended

    def test_after_the_deadline_it_is_too_late(
        self, visit: Visit, a_report: Reports, clock: Clock, casework: Casework
    ) -> None:
        report = a_report(Status.ACCEPTED)
        page = visit.get(url(report), as_=OFFICER)
        clock.advance(days=30)
        assert not visit.get(url(report), as_=OFFICER).all("//input[@name='until']")

        page = visit.send(
            page, "/extension", {"until": "2026-11-27", "words": "Xin lỗi."}, as_=OFFICER, status=409
        )

        assert "Đã quá hạn" in page.main and "Xin lỗi." in page.main
        assert not after(casework, report).extended


def test_the_draft_is_not_public_and_waits_for_the_signer(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)

    page = send(visit, report, "draft", words=REPLY)

    assert "Chờ ký" in page.main
    assert words_in(page, "/draft") == REPLY
    assert "bộ phận một cửa từ ngày" not in visit.get(f"/reports/{report.code}").main
    assert not page.all("//form[contains(@action, '/sign')]")
    assert after(casework, report).draft is not None


def test_the_signer_sees_the_reply_as_readers_will_and_then_signs(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    send(visit, report, "draft", words=REPLY)

    look = send(visit, report, "sign/preview", as_=SIGNER)
    assert look.one("//div[@class='prose']/p/strong").text == "bộ phận một cửa"
    assert after(casework, report).status is Status.ACCEPTED

    visit.send(look, "/sign", as_=SIGNER)
    visit.send(look, "/sign", as_=SIGNER)  # a double click

    assert after(casework, report).status is Status.ANSWERED
    assert "bộ phận một cửa" in visit.get(f"/reports/{report.code}").main


def test_an_officer_may_not_sign(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)

    visit.post(f"{url(report)}/sign", {"words": REPLY}, as_=OFFICER, status=403)

    assert after(casework, report).status is Status.ACCEPTED


def test_two_officers_at_once_the_second_learns_it_and_loses_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    page = visit.get(url(report), as_=OFFICER)
    a_report.deed(report.code, do.InterimReply(post=new_post_id(), words="Đang làm."), by=OFFICER)

    page = visit.send(page, "/draft", {"words": REPLY}, as_=OFFICER, status=409)
    assert "Cơ quan trả lời bước đầu" in page.one("//*[@role='alert']").text_content()
    assert words_in(page, "/draft") == REPLY

    visit.send(page, "/draft", as_=OFFICER)
    assert after(casework, report).draft is not None


def test_words_are_given_back_when_the_deed_is_no_longer_possible(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    page = visit.get(url(report), as_=OFFICER)
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã xong."), by=SIGNER)

    page = visit.send(page, "/draft", {"words": REPLY}, as_=OFFICER, status=409)

    assert "bộ phận một cửa" in page.one("//*[@role='alert']").text_content()


def test_words_are_given_back_when_the_case_has_left(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    page = visit.get(url(report), as_=OFFICER)
    send(visit, report, "return", reason="other", words="Không thuộc Sở.")

    page = visit.send(page, "/draft", {"words": REPLY}, as_=OFFICER, status=404)

    assert "bộ phận một cửa" in page.main


@pytest.mark.parametrize("who", ["officer.syt"])
def test_another_agency_learns_nothing(visit: Visit, a_report: Reports, casework: Casework, who: str) -> None:
    report = a_report(Status.ROUTED)

    unknown = visit.post("/agency/reports/PA-2222-2222/accept", as_=who, status=404)
    theirs = visit.post(f"{url(report)}/accept", as_=who, status=404)

    visit.get(url(report), as_=who, status=404)
    assert unknown.main == theirs.main
    assert after(casework, report).status is Status.ROUTED


@pytest.mark.parametrize("who", ["citizen", "moderator.bnd", "journalist", "overseer", "admin"])
def test_the_door_is_closed_to_everybody_else(visit: Visit, a_report: Reports, who: str) -> None:
    report = a_report(Status.ROUTED)

    visit.get(url(report), as_=who, status=403)
    visit.get("/agency/", as_=who, status=403)


class TestIdentity:
    def test_a_restricted_report_shows_no_name_without_consent(self, visit: Visit, a_report: Reports) -> None:
        report = a_report(Status.REOPENED, display=Display.NAMED, publish=False)

        assert "Trần Thị Hoa" not in visit.get(url(report), as_=OFFICER).source
        assert "Trần Thị Hoa" not in visit.get("/agency/", as_=OFFICER).source

    def test_with_consent_the_agency_may_reach_the_reporter(self, visit: Visit, a_report: Reports) -> None:
        report = a_report(Status.ACCEPTED, by="guest", display=Display.HIDDEN, consent=True)

        assert "0912 345 678" in visit.get(url(report), as_=OFFICER).main

    def test_without_consent_there_is_no_way_to_reach_them(self, visit: Visit, a_report: Reports) -> None:
        report = a_report(Status.ACCEPTED, by="guest", display=Display.HIDDEN)
        page = visit.get(url(report), as_=OFFICER)

        assert not any(mark in page.source for mark in ("0912 345 678", "tu@nha.test", "Đinh Văn Tư"))

    def test_of_a_confidential_report_there_are_days_and_no_times(
        self, visit: Visit, a_report: Reports, clock: Clock
    ) -> None:
        clock.advance(minutes=17, seconds=43)
        report = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL, consent=True)
        page = visit.get(url(report), as_=OFFICER)

        assert not any(mark in page.source for mark in ("9:17", "02:17", "Đinh Văn Tư", "0912 345 678"))
        assert "02/11/2026" in page.main


def test_a_note_is_for_ones_own_agency(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)

    page = send(visit, report, "note", words="Đã gọi chi nhánh Nam Trực.")

    assert "Đã gọi chi nhánh" in page.main
    assert "Đã gọi chi nhánh" not in visit.get(f"/reports/{report.code}").source


def test_a_helper_sees_whom_it_helps(visit: Visit, a_report: Reports) -> None:
    report = a_report()
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=AgencyCode("SXD"), co_agencies=(SYT,))
    a_report.deed(report.code, route, by="moderator.bnd")

    assert "Phối hợp với Sở Xây dựng" in visit.get(url(report), as_="officer.syt").main


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("status", [Status.ANSWERED, Status.REOPENED, Status.CLOSED])
def test_the_page_stands_in_every_status(visit: Visit, a_report: Reports, status: Status) -> None:
    report = a_report(status)

    for who in (OFFICER, SIGNER):
        visit.get(url(report), as_=who)
