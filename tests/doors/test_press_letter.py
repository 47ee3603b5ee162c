"""The press clock in the newsroom and on the report's page: the task, the draft, the letter that was sent."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime

import pytest
from lxml import etree

from casework.actions import rules
from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.rules import Setting
from casework.domain.values import Display, Status
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor
from tests.house import Clock

BND = "moderator.bnd"
LATE = datetime.fromisoformat("2026-12-03T09:00:00+07:00")  # routed on 2 November
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def late(a_report: Reports, casework: Casework, clock: Clock) -> Report:
    """A report that the agency has had for more than thirty days."""
    report = a_report(Status.ACCEPTED)
    clock.set(LATE)
    clockwork.strike(casework)
    return report


def desk(report: Report) -> str:
    return f"/moderation/reports/{report.code}"


def draft(visit: Visit, report: Report, as_: str = BND) -> tuple[Page, str]:
    """The answer, and all that Word would find in the file."""
    page = visit.get(f"{desk(report)}/press-letter.docx", as_=as_)
    with zipfile.ZipFile(io.BytesIO(page.response.get_data())) as archive:
        everything = [etree.fromstring(archive.read(name)) for name in archive.namelist()]
    return page, "\n".join("".join(part.itertext()) for part in everything)


def record(visit: Visit, report: Report, status: int = 200, **fields: str) -> Page:
    sent = {"number": "05/bnd-bđ", "sent_on": "2026-12-03", **fields}
    return visit.send(visit.get(desk(report), as_=BND), "/press-letter", sent, as_=BND, status=status)


def test_it_is_a_task_of_the_queue_until_the_letter_is_sent(visit: Visit, late: Report) -> None:
    assert late.code in visit.get("/moderation/?waits=press", as_=BND).main
    assert late.code not in visit.get("/moderation/?waits=press", as_="moderator.ptth").main
    record(visit, late)
    assert (
        "Không có phản ánh nào quá hạn trả lời báo chí" in visit.get("/moderation/?waits=press", as_=BND).main
    )


def test_the_desk_leads_with_the_draft_and_the_letter(visit: Visit, late: Report) -> None:
    page = visit.get(desk(late), as_=BND)
    assert "Đã quá hạn trả lời báo chí" in page.main
    assert "Kiến nghị cơ quan cấp trên" in page.one("//*[@class='next-step']").text_content()
    assert "Nơi nhận: Ủy ban nhân dân tỉnh Nam Định." in page.main


def test_before_that_there_is_neither_draft_nor_form(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    page = visit.get(desk(report), as_=BND)
    assert not [action for action in page.actions if action.endswith("/press-letter")]
    assert "công văn" not in page.main
    again = visit.get(f"{desk(report)}/press-letter.docx", as_=BND)
    assert again.h1 == page.h1, "back at the desk"


def test_the_draft_is_a_file_for_word_about_this_report(visit: Visit, late: Report) -> None:
    page, said = draft(visit, late)
    assert page.headers["Content-Disposition"] == f"attachment; filename=cong-van-{late.code}.docx"
    assert page.headers["Cache-Control"] == "private, no-store"
    for words in (
        "BÁO NAM ĐỊNH",
        "Kính gửi: Ủy ban nhân dân tỉnh Nam Định",
        "Nam Định, ngày",
        late.code,
        "Ba lần hẹn trả sổ đỏ",
        "lĩnh vực Đất đai, địa bàn Huyện Nam Trực",
        "Luật Báo chí số 103/2016/QH13, điều 39",
        "ngày 02/12/2026, đến nay đã quá 1 ngày",
    ):
        assert words in said, words


@pytest.mark.parametrize("display", list(Display))
def test_nothing_in_the_draft_leads_to_the_reporter(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock, display: Display
) -> None:
    report = a_report(Status.ACCEPTED, by="guest", display=display)
    clock.set(LATE)
    clockwork.strike(casework)
    _, said = draft(visit, report)
    for secret in ("Đinh Văn Tư", "Tư", "tu@nha.test", "0912", "345 678", "bộ phận một cửa"):
        assert secret not in said, secret


def test_a_title_that_names_somebody_or_that_readers_do_not_see_stays_out_of_it(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    named = a_report(Status.ACCEPTED, title="Ông Nguyễn Văn Bình gọi số 0912 345 678 đòi tiền")
    closed = a_report(Status.ACCEPTED, publish=False)
    clock.set(LATE)
    clockwork.strike(casework)
    assert "Bình" not in draft(visit, named)[1]
    _, said = draft(visit, closed)
    assert "sổ đỏ" not in said and "công khai" not in said and closed.code in said


def test_the_draft_stands_on_what_an_administrator_has_set(
    visit: Visit, late: Report, casework: Casework
) -> None:
    setting = Setting(valid_from=LATE.date(), value=20, source="Luật Báo chí năm 2025")
    rules.change(casework, "press_calendar_days", setting, by=actor("admin"))
    said = draft(visit, late)[1]
    assert "Căn cứ Luật Báo chí năm 2025;" in said and "(20 ngày kể từ ngày chuyển)" in said


def test_readers_learn_that_it_has_run_out_and_by_which_letter_the_newsroom_turned_higher(
    visit: Visit, late: Report
) -> None:
    before = visit.get(f"/reports/{late.code}")
    assert "Đã quá 30 ngày mà báo chí chưa được trả lời" in before.main
    assert "phải trả lời trước hết ngày 02/12/2026. Nay Báo Nam Định có quyền kiến nghị" in before.main
    assert "Quá hạn trả lời báo chí" in before.main, "in the history"

    record(visit, late)

    after = visit.get(f"/reports/{late.code}")
    assert "đã gửi công văn số 05/BND-BĐ ngày 03/12/2026" in after.main
    assert "Tòa soạn kiến nghị Ủy ban nhân dân tỉnh Nam Định: công văn số 05/BND-BĐ" in after.main
    english = visit.get(f"/en/reports/{late.code}")
    assert "The press has waited more than 30 days without an answer" in english.main
    assert "letter no. 05/BND-BĐ of" in english.main


def test_an_official_reply_takes_it_away(visit: Visit, late: Report, a_report: Reports) -> None:
    a_report.deed(
        late.code, do.SignReply(post=new_post_id(), words="Giấy đã ký, mời bà tới nhận."), by="signer.stnmt"
    )
    assert "báo chí chưa được trả lời" not in visit.get(f"/reports/{late.code}").main
    assert late.code not in visit.get("/moderation/?waits=press", as_=BND).main


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("number", "Gọi bà Hoa", "Số công văn có dạng 05/BND"),
        ("number", "", "Xin điền"),
        ("sent_on", "2026-12-04", "không muộn hơn hôm nay"),
        ("sent_on", "2026-11-02", "Ngày gửi phải sau 02/11/2026"),
        ("sent_on", "hôm qua", ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_stays(
    visit: Visit, late: Report, field: str, typed: str, said: str
) -> None:
    page = record(visit, late, status=422, **{field: typed})
    assert said in page.error_of(f"press-letter-{field}")
    assert page.error_of(f"press-letter-{field}")
    other = {"number": "sent_on", "sent_on": "number"}[field]
    assert page.values("/press-letter")[other] == {"sent_on": "2026-12-03", "number": "05/bnd-bđ"}[other]
    assert "Tòa soạn kiến nghị" not in visit.get(f"/reports/{late.code}").main


def test_the_same_form_twice_records_one_letter(visit: Visit, late: Report) -> None:
    page = visit.get(desk(late), as_=BND)
    sent = {"number": "05/BND", "sent_on": "2026-12-03"}
    visit.send(page, "/press-letter", sent, as_=BND)
    again = visit.send(page, "/press-letter", sent, as_=BND, status=409)
    assert "05/BND" in again.main, "what was typed is given back"
    assert visit.get(f"/reports/{late.code}").main.count("Tòa soạn kiến nghị") == 1


@sqlite_only
def test_nobody_but_its_newsroom_drafts_it(visit: Visit, late: Report) -> None:
    for who in ("citizen", "officer.stnmt", "journalist", "overseer", "admin"):
        visit.get(f"{desk(late)}/press-letter.docx", as_=who, status=403)
    visit.get(f"{desk(late)}/press-letter.docx", as_="moderator.ptth", status=404)
