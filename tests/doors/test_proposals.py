"""Proposals on the review page: three agencies with why, a click each, and what a report is about."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import AgencyCode, FieldCode, ReturnReason, Status
from casework.readings import directory
from casework.store import directory as rows
from casework.store import reports
from casework.store.casework import Casework, new_post_id
from casework.store.tables import AgencyRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports

BND = "moderator.bnd"
OFFERS = "//input[@name='agency-proposed']"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def url(report: Report) -> str:
    return f"/moderation/reports/{report.code}"


def offered(page: Page, field: str = "agency") -> list[str]:
    return [box.get("value") for box in page.all(f"//input[@name='{field}-proposed']")]


def why(page: Page, code: str) -> str:
    box = page.one(f"//input[@value='{code}'][@type='radio']")
    words = page.one("//*[@id=$id]", id=box.get("aria-describedby")).text_content()
    return " ".join(words.split())


def stored(casework: Casework, report: Report) -> Report:
    with casework.db.read() as session:
        return reports.load(session, report.code)


def status(casework: Casework, report: Report) -> tuple[Status, str | None]:
    found = stored(casework, report)
    return found.status, found.agency


def taught(a_report: Reports, agency: str, how_often: int, **changes: Any) -> None:
    """Moderators have sent so many such reports there."""
    for _ in range(how_often):
        done = a_report(**changes)
        a_report.deed(
            done.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=AgencyCode(agency)), by=BND
        )


def test_three_agencies_are_offered_each_with_why(visit: Visit, a_report: Reports) -> None:
    page = visit.get(url(a_report()), as_=BND)

    codes = offered(page)
    assert len(codes) == 3 and set(codes) >= {"STNMT", "UBND-362"}
    assert why(page, "STNMT").startswith("Theo lĩnh vực đất đai ở toàn tỉnh; vì có chữ “sổ đỏ”")
    assert why(page, "UBND-362").startswith("Theo lĩnh vực đất đai ở Huyện Nam Trực")
    english = visit.get(f"/en{url(a_report())}", as_=BND)
    assert why(english, "UBND-362").startswith("By the rule for land in Nam Trực District")


def test_a_click_sends_it_there(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report()
    page = visit.get(url(report), as_=BND)

    visit.send(page, "/route", {"agency-proposed": "STNMT"}, as_=BND)

    assert status(casework, report) == (Status.ROUTED, "STNMT")


def test_what_moderators_did_with_similar_reports_is_told_from_three_on(
    visit: Visit, a_report: Reports
) -> None:
    other = {
        "title": "Chờ khám bệnh quá lâu",
        "body": "Xếp hàng từ bốn giờ sáng ở bệnh viện huyện.",
        "field": FieldCode("y-te"),
    }
    taught(a_report, "SYT", 6, **other)
    taught(a_report, "STNMT", 2)
    assert "phản ánh có từ ngữ như vậy" not in why(visit.get(url(a_report()), as_=BND), "STNMT")

    taught(a_report, "STNMT", 1)

    page = visit.get(url(a_report()), as_=BND)
    assert "3 phản ánh có từ ngữ như vậy đã chuyển về đây" in why(page, "STNMT")


CLEAR = {
    "title": "Bệnh viện bắt chờ khám bệnh cả buổi",
    "body": "Bác sĩ đến muộn, người bệnh chờ ở phòng khám.",
    "field": FieldCode("y-te"),
}
ONLY_BY_RULE = {"title": "Cần cải thiện", "body": "Mong được quan tâm.", "field": FieldCode("y-te")}


@pytest.mark.parametrize("report", [CLEAR, ONLY_BY_RULE], ids=["much likelier", "only by rule"])
def test_who_is_much_likelier_or_laid_down_stands_chosen_so_that_one_click_accepts(
    visit: Visit, a_report: Reports, casework: Casework, report: dict[str, Any]
) -> None:
    made = a_report(**report)
    page = visit.get(url(made), as_=BND)
    assert page.one(f"{OFFERS}[@checked]").get("value") == "SYT"
    assert "Theo lĩnh vực y tế" in why(page, "SYT")

    visit.send(page, "/route", as_=BND)

    assert status(casework, made) == (Status.ROUTED, "SYT")


def test_where_words_speak_against_the_rule_a_moderator_chooses(visit: Visit, a_report: Reports) -> None:
    unsure = visit.get(url(a_report(title="Bệnh viện bắt chờ", body="Cấp sổ đỏ chậm.")), as_=BND)
    assert not unsure.all(f"{OFFERS}[@checked]") and len(offered(unsure)) == 3
    assert "Chưa cơ quan nào đủ chắc để chọn sẵn" in unsure.main

    sent = visit.send(unsure, "/route", as_=BND, status=422)

    assert "Xin chọn một mục" in sent.error_of("route-agency")


def test_what_is_taken_from_the_list_goes_before_what_stood_chosen(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(**CLEAR)
    page = visit.get(url(report), as_=BND)
    assert page.all(f"{OFFERS}[@checked]")

    visit.send(page, "/route", {"agency": "STC"}, as_=BND)

    assert status(casework, report) == (Status.ROUTED, "STC")


def test_who_chose_in_both_places_is_asked_and_loses_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(title="Bệnh viện bắt chờ", body="Cấp sổ đỏ chậm.")
    page = visit.get(url(report), as_=BND)
    both = {"agency": "STC", "agency-proposed": "SYT", "words": "Giữ lời này."}

    again = visit.send(page, "/route", both, as_=BND, status=422)

    assert "xin giữ lại một" in again.error_of("route-agency")
    values = again.values("/route")
    assert (values["agency"], values["agency-proposed"]) == ("STC", "SYT")
    assert str(values["words"]).strip() == "Giữ lời này."
    assert status(casework, report) == (Status.SUBMITTED, None)


@pytest.mark.parametrize("code", ["NOBODY", "x" * 5000, "STNMT\x00"])
def test_an_offer_that_nobody_made_is_refused(
    visit: Visit, a_report: Reports, casework: Casework, code: str
) -> None:
    report = a_report()
    page = visit.get(url(report), as_=BND)

    again = visit.post(
        f"{url(report)}/route", {**page.values("/route"), "agency-proposed": code}, as_=BND, status=422
    )

    assert "trong danh sách" in again.error_of("route-agency")
    assert status(casework, report) == (Status.SUBMITTED, None)


def test_who_gave_it_back_is_not_offered_and_who_they_proposed_is(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    back = do.Return(
        post=new_post_id(),
        words="Của thuế.",
        reason=ReturnReason.NOT_OUR_FIELD,
        proposed=AgencyCode("CUCTHUE"),
    )
    a_report.deed(report.code, back, by="officer.stnmt")

    page = visit.get(url(report), as_=BND)

    assert offered(page)[0] == "CUCTHUE" and "STNMT" not in offered(page)
    assert why(page, "CUCTHUE").startswith("Cơ quan trả lại đề xuất")


@sqlite_only
def test_only_agencies_that_work_are_offered_and_their_past_counts_for_their_heirs(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    with casework.db.write() as session:
        ended = update(AgencyRow).where(AgencyRow.code == "STNMT")
        session.execute(ended.values(valid_to=date(2026, 1, 1), successor="SNN"))
    rows.forget(casework.db)

    page = visit.get(url(a_report()), as_=BND)

    assert "SNN" in offered(page) and "STNMT" not in offered(page)
    assert directory.directory(casework).agency("STNMT") is not None


# what a report is about


def test_a_field_that_looks_wrong_is_put_right_by_a_click_and_the_words_stay(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(field=FieldCode("khac"), title="Tách thửa, sang tên sổ đỏ chờ bốn tháng")
    page = visit.get(url(report), as_=BND)
    assert offered(page, "field")[0] == "dat-dai"
    assert "vì có chữ “tách thửa”" in why(page, "dat-dai").lower()

    after = visit.send(page, "/classify", {"field-proposed": "dat-dai"}, as_=BND)

    assert f"Đã lưu phân loại của {report.code}" in after.main
    assert after.h1 == "Tách thửa, sang tên sổ đỏ chờ bốn tháng"
    assert "Những lần biên tập" not in after.main
    assert not offered(after, "field")
    assert stored(casework, report).field == "dat-dai"


def test_a_task_that_is_missing_is_proposed(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(
        task=None, title="Quá hẹn ba lần, giấy hẹn để không", body="Trễ hẹn trả kết quả, chờ mãi."
    )
    page = visit.get(url(report), as_=BND)
    assert offered(page, "task")[0] == "2.3"

    assert "Xin chọn một mục" in visit.send(page, "/classify", as_=BND, status=422).error_of("classify-task")
    visit.send(page, "/classify", {"task-proposed": "2.3"}, as_=BND)

    found = stored(casework, report)
    assert (found.task, found.field) == ("2.3", "dat-dai")


@sqlite_only
def test_nothing_is_proposed_where_nothing_is_missing_or_looks_wrong(visit: Visit, a_report: Reports) -> None:
    right = a_report(title="Tách thửa, sang tên sổ đỏ chờ bốn tháng")
    page = visit.get(url(right), as_=BND)
    assert not [action for action in page.actions if action.endswith("/classify")]
    sent = a_report(Status.ROUTED, field=FieldCode("khac"), title="Tách thửa, sang tên sổ đỏ")
    assert not [one for one in visit.get(url(sent), as_=BND).actions if one.endswith("/classify")]


@sqlite_only
def test_a_classification_without_a_choice_is_no_edit(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(field=FieldCode("khac"), title="Tách thửa, sang tên sổ đỏ chờ bốn tháng")
    page = visit.get(url(report), as_=BND)

    again = visit.send(page, "/classify", as_=BND, status=422)

    assert "Chưa có gì được chọn" in again.error_of("classify-field")
    assert status(casework, report) == (Status.SUBMITTED, None)


@sqlite_only
def test_a_colleague_who_edited_meanwhile_is_not_overruled(visit: Visit, a_report: Reports) -> None:
    report = a_report(field=FieldCode("khac"), title="Tách thửa, sang tên sổ đỏ chờ bốn tháng")
    page = visit.get(url(report), as_=BND)
    a_report.deed(report.code, do.AskInfo(post=new_post_id(), words="Ở đâu?"), by="moderator2.bnd")

    again = visit.send(page, "/classify", {"field-proposed": "dat-dai"}, as_=BND, status=409)

    assert again.values("/classify")["field-proposed"] == "dat-dai"


def test_a_double_click_classifies_once(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(field=FieldCode("khac"), title="Tách thửa, sang tên sổ đỏ chờ bốn tháng")
    page = visit.get(url(report), as_=BND)

    visit.send(page, "/classify", {"field-proposed": "dat-dai"}, as_=BND)
    again = visit.send(page, "/classify", {"field-proposed": "dat-dai"}, as_=BND, status=409)

    assert "bản gốc được lưu" in again.one("//*[@role='alert']").text_content()
    found = stored(casework, report)
    assert (found.field, found.version) == ("dat-dai", report.version + 1)


@sqlite_only
def test_what_a_colleague_has_classified_meanwhile_is_said_and_the_choice_is_kept(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(field=FieldCode("khac"), title="Tách thửa, sang tên sổ đỏ chờ bốn tháng")
    mine, theirs = visit.get(url(report), as_=BND), visit.get(url(report), as_="moderator2.bnd")
    visit.send(theirs, "/classify", {"field-proposed": "dat-dai"}, as_="moderator2.bnd")

    again = visit.send(mine, "/classify", {"field-proposed": "thue"}, as_=BND, status=409)

    assert again.values("/classify")["field"] == "thue"


@sqlite_only
def test_a_classification_sent_where_nothing_is_proposed_is_refused(visit: Visit, a_report: Reports) -> None:
    report = a_report(title="Tách thửa, sang tên sổ đỏ chờ bốn tháng")
    page = visit.post(f"{url(report)}/classify", {}, as_=BND, status=422)
    assert "Chưa có gì được chọn" in page.error_of("classify-field")
