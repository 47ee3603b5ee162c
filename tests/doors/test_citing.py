"""/reports/<code>?v=<version>: naming a report in a story, and what happened since."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.values import Display, RevisionId, Status
from casework.domain.versions import public_steps
from casework.store import journal
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock


def version(casework: Casework, code: str) -> int:
    with casework.db.read() as session:
        return len(public_steps(journal.of_report(session, code)))  # type: ignore[arg-type]  # because codes are text


def cited(page: Page) -> str:
    return " ".join(page.one("//details[@id='cite']").text_content().split())


def test_both_sentences_name_title_code_outlet_days_version_and_address(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    said = cited(visit.get(f"/reports/{report.code}"))
    number = version(casework, report.code)
    assert f"Phản ánh {report.code}, Diễn đàn Cải cách hành chính, Báo Nam Định, đăng ngày 02/11/2026" in said
    assert f"/reports/{report.code}?v={number} (truy cập ngày 02/11/2026)" in said
    assert "Administrative Reform Forum" in said and f"version {number} of 2 November 2026" in said
    assert f"/en/reports/{report.code}?v={number}" in cited(visit.get(f"/en/reports/{report.code}"))


def test_an_older_version_says_how_many_changes_there_were_and_which(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    old = version(casework, report.code)
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    page = visit.get(f"/reports/{report.code}?v={old}")
    assert (
        "Từ đó có 1 thay đổi" in page.main
        and "nhận" in page.one("//div[@class='notice notice-info']//li").text_content()
    )
    for now in (f"?v={old + 1}", "?v=999999", "?v=0", "?v=-1", "?v=1e3", "?v=%D9%A1", ""):
        assert "Từ đó có" not in visit.get(f"/reports/{report.code}{now}").main


def test_a_version_tells_nothing_of_what_only_handlers_know(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED)
    before = version(casework, report.code)
    address = f"/reports/{report.code}?v={before}"
    page = visit.get(address).text
    a_report.deed(report.code, do.AddNewsroomNote(post=new_post_id(), words="Gọi lại."), by="moderator.bnd")
    a_report.deed(report.code, do.MessageAgency(post=new_post_id(), words="Bao giờ?"), by="citizen")
    assert version(casework, report.code) == before
    assert visit.get(address).text == page
    # Who sees more of the history reads the same number.
    assert f"?v={before}" in cited(visit.get(address, as_="moderator.bnd"))


def test_what_was_blacked_out_comes_back_in_no_version(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED, body="Gọi cho bà Nguyễn Thị Thử ở nhà.")
    old = version(casework, report.code)
    redact = do.Redact(revision=RevisionId("a" * 32), passages=("Nguyễn Thị Thử",))
    a_report.deed(report.code, redact, by="moderator.bnd")
    page = visit.get(f"/reports/{report.code}?v={old}")
    assert "Nguyễn Thị Thử" not in page.text and "Từ đó có 1 thay đổi" in page.main


def test_what_is_not_public_has_no_citation(visit: Visit, a_report: Reports) -> None:
    for report in (a_report(Status.SUBMITTED), a_report(Status.ROUTED, publish=False)):
        assert not visit.get(f"/reports/{report.code}", as_="citizen").all("//details[@id='cite']")


@pytest.mark.parametrize("display", [Display.CONFIDENTIAL])
def test_a_confidential_report_is_cited_by_days(
    visit: Visit, casework: Casework, a_report: Reports, display: Display, clock: Clock
) -> None:
    report = a_report(Status.ROUTED, by="guest", display=display)
    old = version(casework, report.code)
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    notice = visit.get(f"/reports/{report.code}?v={old}").one("//div[@class='notice notice-info']")
    assert not [one for one in notice.xpath(".//time/@datetime") if "T" in one]
