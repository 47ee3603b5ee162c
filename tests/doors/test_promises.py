"""From the days in a reply to what the reporter says: ticked at the signature, public, asked, answered."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import Display, Status
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock

SIGNER, OFFICER, OVERSEER = "signer.stnmt", "officer.stnmt", "overseer"
REPLY = "Hồ sơ thiếu bản vẽ. Sở trả giấy chứng nhận chậm nhất ngày 20/11/2026. Ngày 25/11 huyện họp dân."
TICK = "Sở trả giấy chứng nhận chậm nhất ngày 20/11/2026"


def case(report: Report) -> str:
    return f"/agency/reports/{report.code}"


def preview(visit: Visit, report: Report, words: str = REPLY) -> Page:
    page = visit.get(case(report), as_=SIGNER)
    return visit.send(page, "/sign/preview", {"words": words}, as_=SIGNER)


def sign(visit: Visit, report: Report, status: int = 200, **fields: Any) -> Page:
    return visit.send(preview(visit, report), "/sign", fields, as_=SIGNER, status=status)


@pytest.fixture
def promised(a_report: Reports, visit: Visit) -> Report:
    """A report whose signed reply promises something by the 20th."""
    report = a_report(Status.ACCEPTED)
    sign(visit, report)
    return report


@pytest.fixture
def asked(promised: Report, casework: Casework, clock: Clock) -> Report:
    """The day is over, and the clock has struck."""
    clock.set(datetime.fromisoformat("2026-11-21T09:00:00+07:00"))
    clockwork.strike(casework)
    return promised


def thread(visit: Visit, report: Report, **more: Any) -> str:
    return visit.get(f"/reports/{report.code}", **more).main


def test_the_signer_is_offered_each_day_with_its_sentence_and_likely_ones_ticked(
    visit: Visit, a_report: Reports
) -> None:
    page = preview(visit, a_report(Status.ACCEPTED))
    boxes = page.all("//input[@type='checkbox'][@name='promised']")
    assert [box.get("checked") is not None for box in boxes] == [True, False]
    assert TICK in page.main and "Đây là cam kết: chậm nhất ngày 20/11/2026" in page.main
    assert "ngày làm việc" in page.main, "never a bare date"


def test_signing_publishes_what_is_ticked_with_the_days_that_are_left(visit: Visit, promised: Report) -> None:
    shown = thread(visit, promised)
    assert "Cơ quan đã cam kết" in shown and TICK in shown and "huyện họp dân" in shown
    section = visit.get(f"/reports/{promised.code}").one("//section[@id='promises']").text_content()
    assert "ngày làm việc" in section and "Sở Tài nguyên và Môi trường" in section
    assert "huyện họp dân" not in section
    assert "What the agency has promised" in visit.get(f"/en/reports/{promised.code}").main


def test_what_is_not_ticked_is_no_promise(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    sign(visit, report, promised=[])
    assert "Cơ quan đã cam kết" not in thread(visit, report)


def test_a_promise_is_added_by_hand_and_what_is_wrong_with_it_is_said_before_signing(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED)
    for fields, field in (
        ({"promise_what": "Sửa cống đầu làng"}, "sign-promise_by"),
        ({"promise_by": "2026-12-01"}, "sign-promise_what"),
        ({"promise_what": "Sửa cống", "promise_by": "2026-10-01"}, "sign-promise_by"),
        ({"promise_what": "Gọi bà Hoa số 0912 345 678", "promise_by": "2026-12-01"}, "sign-promise_what"),
    ):
        page = sign(visit, report, status=422, **fields)
        assert page.error_of(field), fields
        assert TICK in page.main
    assert "Trả lời chính thức" not in thread(visit, report), "nothing was signed"
    sign(visit, report, promise_what="Sửa cống đầu làng", promise_by="2026-12-01")
    assert "Sửa cống đầu làng" in thread(visit, report)


def test_the_same_signature_twice_promises_once(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    page = preview(visit, report)
    for _ in range(2):
        visit.send(page, "/sign", {}, as_=SIGNER)
    assert len(visit.get(f"/reports/{report.code}").all("//li[contains(@class,'promise ')]")) == 1


def test_when_the_day_is_over_the_reporter_is_asked_and_their_word_is_public(
    visit: Visit, asked: Report
) -> None:
    assert "Đang hỏi người gửi: đã làm chưa?" in thread(visit, asked)
    page = visit.get(f"/reports/{asked.code}", as_="citizen")
    assert "Cam kết này đã làm chưa?" in page.main
    visit.send(page, "/promise", {"kept": "no", "words": "Vẫn chưa có giấy."}, as_="citizen")

    assert "Người gửi nói: chưa làm" in thread(visit, asked)
    assert "Vẫn chưa có giấy" not in thread(visit, asked), "for the newsroom and the agency"
    assert "Vẫn chưa có giấy" in visit.get(case(asked), as_=SIGNER).main
    assert not [to for to in visit.get(f"/reports/{asked.code}", as_="citizen").actions if "promise" in to]


def test_who_holds_code_and_secret_answers_as_well(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)
    sign(visit, report)
    clock.set(datetime.fromisoformat("2026-11-21T09:00:00+07:00"))
    clockwork.strike(casework)
    a_report.deed(
        report.code,
        do.AnswerPromise(post=new_post_id(), words="", promise=_first(visit, casework, report), kept=True),
        by=a_report.owner(report.code),
    )
    assert "Người gửi nói: đã làm" in thread(visit, report)


def _first(visit: Visit, casework: Casework, report: Report) -> Any:
    from casework.store import reports  # because only this test looks into the row

    with casework.db.read() as session:
        return reports.load(session, report.code).promises[0].post


def test_nothing_chosen_is_said_beside_the_choice_with_the_words_kept(visit: Visit, asked: Report) -> None:
    page = visit.get(f"/reports/{asked.code}", as_="citizen")
    again = visit.send(page, "/promise", {"words": "Tôi chưa rõ."}, as_="citizen", status=422)
    assert "Xin chọn đã làm hay chưa." in again.main and "Tôi chưa rõ." in again.source


def test_a_broken_promise_stands_in_the_list_of_oversight_and_in_the_figures_of_the_agency(
    visit: Visit, asked: Report
) -> None:
    place = "/agencies/so-tai-nguyen-va-moi-truong"

    def figures() -> list[str]:
        return [node.text for node in visit.get(place).all("//dl[@id='promises']//dd")]

    assert figures() == ["0", "0", "1"], "kept, missed, waiting"
    assert "Không có cam kết nào chưa làm" in visit.get("/oversight/?tab=missed", as_=OVERSEER).main
    page = visit.get(f"/reports/{asked.code}", as_="citizen")
    visit.send(page, "/promise", {"kept": "no"}, as_="citizen")

    assert TICK in visit.get("/oversight/?tab=missed", as_=OVERSEER).main
    assert figures() == ["0", "1", "0"]


def test_the_agency_says_that_it_is_done_before_the_day(visit: Visit, promised: Report) -> None:
    visit.send(visit.get(case(promised), as_=OFFICER), "/keep-promise", {}, as_=OFFICER)
    assert "Cơ quan báo đã làm theo cam kết" in thread(visit, promised)
    assert "Cam kết này đã làm chưa?" in thread(visit, promised, as_="citizen")


def test_the_agency_moves_the_day_once_and_both_days_and_the_reason_are_public(
    visit: Visit, promised: Report
) -> None:
    why = "Mưa bão, đội đo đạc chưa ra đồng được."
    page = visit.get(case(promised), as_=OFFICER)
    early = visit.send(page, "/move-promise", {"by": "2026-11-19", "words": why}, as_=OFFICER, status=422)
    assert early.error_of("move-promise-by") == "Lỗi: Ngày mới phải sau ngày 20/11/2026."
    visit.send(page, "/move-promise", {"by": "2026-12-15", "words": why}, as_=OFFICER)
    shown = thread(visit, promised)
    assert "Lùi từ ngày 20/11/2026 sang ngày 15/12/2026" in shown and why in shown
    assert not [to for to in visit.get(case(promised), as_=OFFICER).actions if to.endswith("/move-promise")]


def test_one_more_is_promised_after_the_signature_past_the_leak_guard(visit: Visit, promised: Report) -> None:
    page = visit.get(case(promised), as_=OFFICER)
    found = {"words": "Gọi lại số 0912 345 678 cho bà con", "by": "2026-12-01"}
    assert "Chưa đăng" in visit.send(page, "/promise", found, as_=OFFICER, status=422).h1
    page = visit.get(case(promised), as_=OFFICER)
    visit.send(page, "/promise", {"words": "Dán bảng phí ở cửa", "by": "2026-12-01"}, as_=OFFICER)
    assert "Dán bảng phí ở cửa" in thread(visit, promised)
