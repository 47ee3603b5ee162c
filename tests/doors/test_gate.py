"""The gate before a report that reads like a khiếu nại or a tố cáo: two questions, the right door, a slip."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from casework.actions.pictures import sweep
from casework.domain import commands as do
from casework.domain.values import DeclineReason, LegalDoor, Status
from casework.store.casework import Casework, new_post_id
from casework.store.tables import AttachmentRow, SettingRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.doors.test_new_report import FORM, NEW, fill, picture, reports, the_report
from tests.dump import everything_in

COMPLAINT = {
    "title": "Đơn khiếu nại quyết định thu hồi đất",
    "body": "Đề nghị hủy quyết định số 15 của huyện.\n\nĐo sai diện tích <b>nhà tôi</b> & hàng xóm.",
}
DENUNCIATION = {
    "title": "Cán bộ địa chính đòi tiền của dân",
    "body": "Ông Nguyễn Văn Bình nhận tiền của tôi 5 triệu ngày 12/3 rồi mới đưa giấy.",
}
GATE, SLIP = "/reports/new/gate", "/reports/new/slip"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def asked(visit: Visit, as_: str = "guest", **changes: Any) -> Page:
    """Fill in the form with what is asked about; the page with the two questions."""
    return fill(visit, as_=as_, status=422, **{**COMPLAINT, **changes})


def press(visit: Visit, page: Page, name: str, value: str, *, as_: str = "guest", status: int = 200) -> Page:
    """Press the button of that name and value, wherever it leads."""
    button = page.one("//main//button[@name=$name and @value=$value]", name=name, value=value)
    form = button.xpath("ancestor::form")[0]
    url = button.get("formaction") or form.get("action")
    sent = {field.name: field.value for field in form.inputs if field.name and field.type == "hidden"}
    return visit.post(url, {**sent, name: value}, as_=as_, status=status, token=False)


def go_on(visit: Visit, page: Page, *, as_: str = "guest", status: int = 200) -> Page:
    return press(visit, page, "gate", "report", as_=as_, status=status)


def files_on_disk(casework: Casework, tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


# ---- the questions


def test_what_is_the_forums_is_sent_without_a_question(visit: Visit, casework: Casework) -> None:
    page = fill(visit)
    assert page.url.endswith("/received")
    assert the_report(casework).denied is None


def test_what_reads_like_a_khieu_nai_is_asked_about_before_anything_is_kept(
    visit: Visit, casework: Casework
) -> None:
    page = visit.get(NEW)
    before = everything_in(casework)
    page = visit.send(page, NEW, {**FORM, **COMPLAINT}, status=422)
    assert "Hỏi bạn hai câu" in page.h1
    assert "Đơn khiếu nại" in page.main and "hủy quyết định" in page.main
    assert [heading.get("id") for heading in page.all("//main//h2")] == [
        "gate-complaint",
        "gate-denunciation",
    ]
    assert page.headers["Cache-Control"] == "private, no-store"
    assert everything_in(casework) == before


def test_the_likelier_question_comes_first(visit: Visit) -> None:
    page = asked(visit, **DENUNCIATION)
    assert [heading.get("id") for heading in page.all("//main//h2")] == [
        "gate-denunciation",
        "gate-complaint",
    ]


def test_one_tap_sends_it_as_a_report_and_not_a_word_is_lost(visit: Visit, casework: Casework) -> None:
    page = asked(
        visit,
        display="named",
        publish="no",
        consent="y",
        agency="STNMT",
        reform_task="2.3",
        phone="0912 345 678",
    )
    page = go_on(visit, page)
    report = the_report(casework)
    assert page.url.endswith(f"/reports/{report.code}/received")
    assert (report.title, report.body) == (COMPLAINT["title"], COMPLAINT["body"])
    assert (report.display, report.publish, report.consent) == ("named", False, True)
    assert (report.wanted_agency, report.task, report.shown_name) == ("STNMT", "2.3", FORM["name"])
    assert report.denied is LegalDoor.COMPLAINT


def test_the_same_page_sent_twice_is_one_report(visit: Visit, casework: Casework) -> None:
    page = asked(visit)
    first, second = go_on(visit, page), go_on(visit, page)
    assert first.url == second.url
    assert len(reports(casework)) == 1


def test_who_is_signed_in_goes_on_too(visit: Visit, casework: Casework) -> None:
    page = go_on(visit, asked(visit, as_="citizen"), as_="citizen")
    assert page.url.endswith("/received")
    assert the_report(casework).reporter is not None


def test_a_form_with_faults_is_put_right_before_it_is_asked_about(visit: Visit) -> None:
    page = fill(visit, status=422, **{**COMPLAINT, "field": ""})
    assert "Hỏi bạn" not in page.h1
    assert page.error_of("field")


def test_another_program_that_answers_the_gate_at_once_is_not_asked(visit: Visit, casework: Casework) -> None:
    visit.get(NEW)
    visit.post(NEW, {**FORM, **COMPLAINT, "gate": "report"})
    assert the_report(casework).denied is LegalDoor.COMPLAINT


# ---- files


def test_files_wait_encrypted_and_come_along(visit: Visit, casework: Casework, tmp_path: Path) -> None:
    page = asked(visit, attachments=[(picture(), "dat.jpg"), (picture("PNG"), "nha.png")])
    assert "giữ lại một giờ" in page.main
    waiting = files_on_disk(casework, tmp_path)
    assert len(waiting) == 2
    assert all(path.suffix == ".sealed" and b"JFIF" not in path.read_bytes() for path in waiting)
    go_on(visit, page)
    with casework.db.read() as session:
        rows = session.query(AttachmentRow).order_by(AttachmentRow.position).all()
        assert [(row.name, row.media_type) for row in rows] == [
            ("dat.jpg", "image/jpeg"),
            ("nha.png", "image/png"),
        ]


def test_files_wait_for_an_hour_and_are_asked_for_again_after_it(
    visit: Visit, casework: Casework, tmp_path: Path
) -> None:
    page = asked(visit, attachments=[(picture(), "dat.jpg")])
    assert sweep(casework) == 0
    assert sweep(casework, spared=timedelta(seconds=-5)) == 1
    again = go_on(visit, page, status=422)
    assert "xin chọn lại" in again.main
    assert again.values(NEW)["title"] == COMPLAINT["title"]
    assert reports(casework) == []
    visit.send(again, NEW, {"attachments": [(picture(), "dat.jpg")]})
    assert the_report(casework).denied is LegalDoor.COMPLAINT


def test_a_file_that_is_not_taken_is_named_at_once(visit: Visit, casework: Casework, tmp_path: Path) -> None:
    page = fill(visit, status=422, **COMPLAINT, attachments=[(b"MZ no picture", "virus.jpg")])
    assert "virus.jpg" in page.error_of("attachments")
    assert files_on_disk(casework, tmp_path) == []


@sqlite_only
@pytest.mark.parametrize("word", ["x", "a.b.c.d", "x" * 4000, "ZmlsZXM.AAAA.AAAA.AAAA"])
def test_a_word_for_files_that_is_none_of_ours_brings_nothing(visit: Visit, word: str) -> None:
    visit.get(NEW)
    page = visit.post(NEW, {**FORM, "laid_aside": word}, status=422)
    assert "xin chọn lại" in page.main


def test_files_that_wait_stay_when_the_form_comes_back_for_another_reason(
    visit: Visit, casework: Casework
) -> None:
    page = asked(visit, attachments=[(picture(), "dat.jpg")])
    sent = {**page.values(GATE), "field": "", "gate": "report"}
    again = visit.post(NEW, sent, status=422, token=False)
    assert "vẫn được giữ" in again.main
    visit.send(again, NEW, {"field": "dat-dai"})
    with casework.db.read() as session:
        assert session.query(AttachmentRow).count() == 1


# ---- the right door


def test_a_khieu_nai_is_led_to_who_decided_by_when_and_with_what(visit: Visit, casework: Casework) -> None:
    before = everything_in(casework)
    page = press(visit, asked(visit, agency="STNMT"), "door", "complaint")
    assert "gửi tới nơi đã ra quyết định" in page.h1
    for told in (
        "Sở Tài nguyên và Môi trường",
        "90 ngày",
        "10 ngày",
        "30 ngày",
        "45 ngày",
        "Điều 9",
        "Điều 28",
    ):
        assert told in page.main, told
    assert "Đơn khiếu nại có chữ ký" in page.main
    assert everything_in(casework) == before


def test_without_an_agency_it_is_whoever_leads_for_the_field_there(visit: Visit) -> None:
    page = press(visit, asked(visit), "door", "complaint")
    assert "UBND huyện Nam Trực" in page.main


def test_a_to_cao_is_led_to_the_inspectorate(visit: Visit) -> None:
    page = press(visit, asked(visit, **DENUNCIATION), "door", "denunciation")
    for told in ("Thanh tra tỉnh", "7 ngày làm việc", "30 ngày", "Điều 24", "Điều 30", "giữ bí mật"):
        assert told in page.main, told


def test_the_periods_are_settings(visit: Visit, casework: Casework) -> None:
    with casework.db.write() as session:
        session.add(
            SettingRow(
                name="legal.complaint_within_days",
                valid_from=date(2026, 1, 1),
                value="120",
                source="Luật Khiếu nại sửa đổi, Điều 7",
            )
        )
    page = press(visit, asked(visit), "door", "complaint")
    assert "120 ngày" in page.main and "Luật Khiếu nại sửa đổi, Điều 7" in page.main


def test_from_the_right_door_one_can_still_go_on(visit: Visit, casework: Casework) -> None:
    page = press(visit, asked(visit, attachments=[(picture(), "dat.jpg")]), "door", "complaint")
    go_on(visit, page)
    assert the_report(casework).body == COMPLAINT["body"]
    with casework.db.read() as session:
        assert session.query(AttachmentRow).count() == 1


def test_from_the_right_door_one_can_answer_again(visit: Visit) -> None:
    page = press(visit, asked(visit), "door", "complaint")
    sent = page.values(SLIP)
    assert "Hỏi bạn hai câu" in visit.post(NEW, sent, status=422, token=False).h1


# ---- the slip


def test_the_slip_says_what_where_and_when_and_nothing_of_it_is_stored(
    visit: Visit, casework: Casework
) -> None:
    page = press(visit, asked(visit), "door", "complaint")
    before = everything_in(casework)
    slip = visit.post(SLIP, page.values(SLIP), token=False)
    assert "Phiếu hướng dẫn gửi đơn khiếu nại" in slip.h1
    assert COMPLAINT["title"] in slip.main and "02/11/2026" in slip.main
    assert "UBND huyện Nam Trực" in slip.main and "90 ngày" in slip.main
    assert COMPLAINT["body"].split("\n")[0] not in slip.main and FORM["name"] not in slip.main
    assert slip.headers["Cache-Control"] == "private, no-store"
    assert everything_in(casework) == before
    go_on(visit, slip)
    assert the_report(casework).title == COMPLAINT["title"]


@pytest.mark.parametrize(("word", "told"), [("complaint", "90 ngày"), ("denunciation", "Thanh tra tỉnh")])
def test_anybody_may_have_a_slip_without_writing_anything(visit: Visit, word: str, told: str) -> None:
    page = visit.get(f"/slips/{word}")
    assert told in page.main
    assert page.actions == []
    assert visit.get("/slips/complaint?agency=SYT").main.count("Sở Y tế") == 1


@sqlite_only
def test_the_steps_speak_english(visit: Visit) -> None:
    page = visit.send(visit.get("/en/reports/new"), NEW, {**FORM, **COMPLAINT}, status=422)
    assert "Two questions" in page.h1
    page = press(visit, page, "door", "complaint")
    assert "Nam Trực District People’s Committee" in page.main and "90 days" in page.main


@sqlite_only
@pytest.mark.parametrize("step", [GATE, SLIP])
def test_a_step_without_a_door_is_no_step_and_its_address_leads_to_the_form(visit: Visit, step: str) -> None:
    visit.get(NEW)
    visit.post(step, {**FORM, "door": "window"}, status=400)
    visit.post(step, {**FORM}, status=400)
    assert visit.get(step).url == NEW
    assert visit.get("/slips/window", status=404).status == 404


@sqlite_only
def test_what_no_keyboard_makes_stops_no_slip(visit: Visit) -> None:
    visit.get(NEW)
    page = visit.post(SLIP, {**FORM, "title": "a\x00b", "door": "complaint", "agency": "KHONG-CO"})
    assert "Phiếu hướng dẫn" in page.h1


# ---- the newsroom and the answer


def test_the_newsroom_sees_the_words_and_that_the_sender_was_asked(visit: Visit, casework: Casework) -> None:
    go_on(visit, asked(visit))
    page = visit.get(f"/moderation/reports/{the_report(casework).code}", as_="moderator.bnd")
    assert "Giống đơn khiếu nại" in page.main and "hủy quyết định" in page.main
    assert "đã được hỏi và trả lời là không phải" in page.main


def test_what_a_moderator_entered_was_not_asked_about(visit: Visit, a_report: Reports) -> None:
    report = a_report(**DENUNCIATION)
    page = visit.get(f"/moderation/reports/{report.code}", as_="moderator.bnd")
    assert "Giống đơn tố cáo" in page.main and "Người gửi chưa được hỏi" in page.main


def test_nobody_else_sees_the_finding_and_it_goes_when_the_newsroom_has_decided(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED, **DENUNCIATION)
    for who, address in (
        ("moderator.bnd", f"/moderation/reports/{report.code}"),
        ("officer.stnmt", f"/agency/reports/{report.code}"),
        ("overseer", f"/oversight/reports/{report.code}"),
        ("guest", f"/reports/{report.code}"),
    ):
        assert "Giống đơn" not in visit.get(address, as_=who).main, who


@pytest.mark.parametrize(
    ("reason", "told"),
    [(DeclineReason.COMPLAINT_PROCEDURE, "90 ngày"), (DeclineReason.DENUNCIATION, "Thanh tra tỉnh")],
)
def test_who_is_declined_finds_the_slip_on_their_page(
    visit: Visit, a_report: Reports, reason: DeclineReason, told: str
) -> None:
    report = a_report(by="citizen")
    a_report.deed(
        report.code,
        do.Decline(post=new_post_id(), words="Việc này gửi nơi khác.", reason=reason),
        by="moderator.bnd",
    )
    page = visit.get(f"/reports/{report.code}", as_="citizen")
    section = page.one("//section[@aria-labelledby='slip-title']")
    assert told in " ".join(section.itertext())
    link = section.xpath(".//a/@href")[0]
    assert "Phiếu hướng dẫn" in visit.get(link, as_="citizen").h1


def test_for_any_other_reason_there_is_no_slip(visit: Visit, a_report: Reports) -> None:
    report = a_report(by="citizen")
    command = do.Decline(post=new_post_id(), words="Xin viết lại.", reason=DeclineReason.NO_CONTENT)
    a_report.deed(report.code, command, by="moderator.bnd")
    assert not visit.get(f"/reports/{report.code}", as_="citizen").all("//*[@id='slip-title']")
