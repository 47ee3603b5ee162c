"""The public way of a report: who had it from when to when, and why it was given back."""

from __future__ import annotations

import pytest

from casework.actions.deeds import perform
from casework.domain import commands as do
from casework.domain.refusals import Refused, Why
from casework.domain.values import AgencyCode, Display, ReturnReason, Status
from casework.readings import state
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import STNMT, SYT, Reports, actor
from tests.house import Clock

INTERNAL = "Anh Bình ở phòng một cửa nói hồ sơ nằm bên huyện."


def returned(a_report: Reports, clock: Clock, **changes: object) -> str:
    """Sent on the 2nd, given back on the 4th with a proposal, sent on the 5th."""
    code = a_report(Status.ROUTED, **changes).code
    clock.advance(days=2)
    back = do.Return(
        post=new_post_id(),
        words=INTERNAL,
        reason=ReturnReason.NOT_OUR_AREA,
        proposed=AgencyCode("UBND-362"),
    )
    a_report.deed(code, back, by="officer.stnmt")
    clock.advance(days=1)
    a_report.deed(code, do.Reroute(post=new_post_id(), words="", agency=SYT), by="moderator.bnd")
    return code


def stretches(page: Page) -> list[str]:
    return [" ".join(node.text_content().split()) for node in page.all("//ol[@class='custody']/li")]


def test_everybody_reads_who_had_it_when_and_why_it_was_given_back(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    page = visit.get(f"/reports/{returned(a_report, clock)}")
    assert stretches(page) == [
        "Tòa soạn 02/11/2026 Chuyển cơ quan",
        "Sở Tài nguyên và Môi trường 02/11/2026 – 04/11/2026 Trả lại: Không thuộc địa bàn của cơ quan; "
        "đề nghị chuyển UBND huyện Nam Trực",
        "Tòa soạn 04/11/2026 – 05/11/2026 Chuyển cơ quan",
        "Sở Y tế 05/11/2026 – nay",
    ]
    assert page.one("//ol[@class='custody']/li[@aria-current='step']").text_content().split()[:3] == [
        "Sở",
        "Y",
        "tế",
    ]
    assert "Đã chuyển cơ quan 2 lần, bị trả lại 1 lần." in page.one("//section[@id='way']").text_content()
    assert page.one("//ol[@class='custody']//a[text()='Sở Y tế']").get("href") == "/agencies/so-y-te"


def test_the_explanation_to_the_newsroom_is_on_no_public_page(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    code = returned(a_report, clock)
    assert "một cửa nói" not in visit.get(f"/reports/{code}").text
    assert "một cửa nói" not in visit.get(f"/reports/{code}", as_="citizen").text
    assert INTERNAL in visit.get(f"/moderation/reports/{code}", as_="moderator.bnd").text


def test_the_way_is_told_in_english_too(visit: Visit, a_report: Reports, clock: Clock) -> None:
    page = visit.get(f"/en/reports/{returned(a_report, clock)}")
    assert "Sent to an agency 2 times, returned 1 time." in page.main
    assert any("Returned: " in line and "suggested" in line for line in stretches(page))


def test_the_second_return_is_oversights_to_decide_and_everybody_sees_that(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    code = returned(a_report, clock)
    again = do.Return(post=new_post_id(), words="Không phải.", reason=ReturnReason.NOT_OUR_FIELD)
    a_report.deed(code, again, by="officer.syt")
    page = visit.get(f"/reports/{code}")
    assert stretches(page)[-1] == "Sở Nội vụ quyết định 05/11/2026 – nay"
    assert "bị trả lại 2 lần" in page.main
    desk = visit.get(f"/oversight/reports/{code}", as_="overseer")
    assert stretches(desk) == stretches(page)


def test_what_no_agency_has_had_has_no_way_yet(visit: Visit, a_report: Reports) -> None:
    page = visit.get(f"/reports/{a_report(Status.SUBMITTED).code}", as_="citizen")
    assert not page.all("//*[@id='way']")


def test_of_a_confidential_report_only_days_are_told(visit: Visit, a_report: Reports, clock: Clock) -> None:
    page = visit.get(f"/reports/{returned(a_report, clock, display=Display.CONFIDENTIAL)}")
    times = page.all("//ol[@class='custody']//time/@datetime")
    assert len(times) == 6 and all(len(one) == len("2026-11-02") for one in times)


@pytest.mark.parametrize(("proposed", "why"), [("STNMT", Why.BAD_TARGET), ("NOBODY", Why.UNKNOWN_AGENCY)])
def test_who_gives_it_back_names_somebody_else_who_works(
    a_report: Reports, casework: Casework, proposed: str, why: Why
) -> None:
    report = a_report(Status.ROUTED)
    back = do.Return(
        post=new_post_id(),
        words="Không phải.",
        reason=ReturnReason.OTHER,
        proposed=AgencyCode(proposed),
    )
    with pytest.raises(Refused) as refused:
        perform(casework, report.code, back, by=actor("officer.stnmt"))
    assert refused.value.why is why
    assert state.report(casework, report.code).agency == STNMT


def test_an_answer_closes_the_last_stretch(visit: Visit, a_report: Reports) -> None:
    page = visit.get(f"/reports/{a_report(Status.ANSWERED).code}")
    assert stretches(page)[-1].endswith("Đã trả lời")
    assert not page.all("//ol[@class='custody']/li[@aria-current]")
