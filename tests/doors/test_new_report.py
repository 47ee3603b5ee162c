"""The report form: what it takes, what it says when it doesn't, and one report however often it is sent."""

from __future__ import annotations

import io
import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from PIL import Image

from casework.domain.values import Display, Kind, Status
from casework.store import contacts
from casework.store.casework import Casework
from casework.store.tables import AttachmentRow, EventRow, FormKeyRow, ReporterContactRow, ReportRow
from tests.doors.client import Page, Visit
from tests.house import Clock

FORM: dict[str, Any] = {
    "kind": "complaint",
    "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
    "body": "Tôi nộp hồ sơ tại bộ phận một cửa ngày 12/3.\n\nĐến nay đã ba lần được hẹn lại.",
    "field": "dat-dai",
    "area": "362",
    "agency": "",
    "reform_task": "",
    "display": "hidden",
    "publish": "yes",
    "name": "Đinh Văn Tư",
}
NEW = "/reports/new"
CODE = re.compile(r"PA-[2-9A-Z]{4}-[2-9A-Z]{4}")
one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def picture(kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), (200, 30, 30)).save(out, kind)
    return out.getvalue()


def fill(visit: Visit, *, as_: str = "guest", status: int = 200, **changes: Any) -> Page:
    """Open the form, fill it in with `changes`, and send it."""
    page = visit.get(NEW, as_=as_)
    form = {name: value for name, value in FORM.items() if as_ == "guest" or name != "name"}
    return visit.send(page, NEW, {**form, **changes}, as_=as_, status=status)


def reports(casework: Casework) -> list[ReportRow]:
    with casework.db.read() as session:
        rows = list(session.query(ReportRow).order_by(ReportRow.submitted_at))
        session.expunge_all()
        return rows


def the_report(casework: Casework) -> ReportRow:
    found = reports(casework)
    assert len(found) == 1
    return found[0]


def code_of(page: Page) -> str:
    found = CODE.search(page.one("//main//*[contains(@class, 'big-code')][1]").text)
    assert found
    return found[0]


# ---- who sends ------------------------------------------------------------------------------------


def test_a_guest_sends_and_gets_a_code_and_a_secret(visit: Visit, casework: Casework) -> None:
    page = fill(visit, reform_task="2.3", agency="STNMT", display="named", phone="0912 345 678")

    report = the_report(casework)
    assert page.url.endswith(f"/reports/{report.code}/received")
    assert report.code in page.main and "Mật mã" in page.main
    assert (report.kind, report.field, report.area) == (Kind.COMPLAINT, "dat-dai", "362")
    assert (report.task, report.wanted_agency, report.outlet) == ("2.3", "STNMT", "BND")
    assert (report.status, report.reporter, report.shown_name) == (Status.SUBMITTED, None, "Đinh Văn Tư")
    with casework.db.read() as session:
        told = contacts.load(session, casework.vault, report.code)
    assert told and (told.name, told.phone, told.email) == ("Đinh Văn Tư", "0912 345 678", "")


def test_the_page_says_by_when_the_newsroom_looks(visit: Visit) -> None:
    page = fill(visit)  # on Monday 2 November

    assert "Chậm nhất ngày 03/11/2026" in page.main
    assert "Trong 15 ngày làm việc" in page.main


def test_a_question_is_answered_sooner_and_praise_asks_for_no_answer(visit: Visit) -> None:
    assert "Trong 5 ngày làm việc" in fill(visit, kind="question").main
    assert "Lời khen không cần trả lời" in fill(visit, kind="praise").main


def test_the_secret_survives_a_reload_for_half_an_hour_and_no_longer(visit: Visit, clock: Clock) -> None:
    page = fill(visit)
    secret = page.one("//*[contains(@class, 'secret')]").text

    clock.advance(minutes=29)
    assert secret in visit.get(page.url).main
    clock.advance(minutes=2)
    assert secret not in visit.get(page.url).main


def test_what_a_guest_received_is_nobody_elses(visit: Visit) -> None:
    page = fill(visit)
    secret = page.one("//*[contains(@class, 'secret')]").text

    for other in ("stranger", "citizen", "moderator.bnd"):
        seen = visit.get(page.url, as_=other)
        assert seen.url.startswith("/track") and secret not in seen.source
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_guest_with_an_address_is_asked_to_confirm_it(visit: Visit, casework: Casework) -> None:
    page = fill(visit, email="Tu@Nha.TEST")

    assert "Còn một bước" in page.main
    report = the_report(casework)
    assert report.status is Status.UNCONFIRMED
    with casework.db.read() as session:
        told = contacts.load(session, casework.vault, report.code)
    assert told and told.email == "tu@nha.test"


def test_who_is_signed_in_is_not_asked_who_they_are(visit: Visit, casework: Casework) -> None:
    form = visit.get(NEW, as_="citizen")
    assert "name" not in form.values(NEW) and "Trần Thị Hoa" in form.main

    page = fill(visit, as_="citizen", display="named")

    report = the_report(casework)
    assert (report.reporter, report.shown_name) == (1, "Trần Thị Hoa")
    assert "trong tài khoản của bạn" in page.main
    assert not page.all("//*[contains(@class, 'secret')]")


def test_a_confidential_report_is_not_tied_to_the_account(visit: Visit, casework: Casework) -> None:
    page = fill(visit, as_="citizen", display="confidential", consent="y")

    report = the_report(casework)
    assert (report.display, report.reporter, report.consent) == (Display.CONFIDENTIAL, None, False)
    assert page.one("//*[contains(@class, 'secret')]").text
    with casework.db.read() as session:
        assert session.query(FormKeyRow).one().actor == "guest"
        assert session.query(EventRow.actor).distinct().all() == [(None,)]


@one_engine
@pytest.mark.parametrize(("first", "second"), [("confidential", "named"), ("named", "confidential")])
def test_a_form_sent_again_with_another_choice_of_name_stays_one_report(
    visit: Visit, casework: Casework, first: str, second: str
) -> None:
    form = visit.get(NEW, as_="citizen")
    fields = {name: value for name, value in FORM.items() if name != "name"}

    visit.send(form, NEW, {**fields, "display": first}, as_="citizen")
    page = visit.send(form, NEW, {**fields, "display": second}, as_="citizen")

    assert the_report(casework).display == first
    has_secret = bool(page.all("//*[contains(@class, 'secret')]"))
    assert has_secret == (first == "confidential")


def test_a_confidential_guest_leaves_no_name(visit: Visit, casework: Casework) -> None:
    fill(visit, display="confidential", name="")

    assert the_report(casework).shown_name == ""


@one_engine
@pytest.mark.parametrize("who", ["officer.stnmt", "signer.stnmt", "overseer", "admin"])
def test_who_answers_for_the_administration_does_not_report_in_that_account(visit: Visit, who: str) -> None:
    visit.get(NEW, as_=who, status=403)
    visit.post(NEW, FORM, as_=who, status=403)


@one_engine
def test_the_form_begins_with_what_the_link_to_it_says(visit: Visit) -> None:
    page = visit.get(f"{NEW}?agency=SYT&field=y-te&outlet=PTTH&kind=praise&area=none&reform_task=4.6")

    values = page.values(NEW)
    assert (values["agency"], values["outlet"], values["kind"]) == ("SYT", "PTTH", "praise")
    assert values["area"] == ""


# ---- what is wrong is said beside the field -------------------------------------------------------


@one_engine
@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("kind", "", "Xin chọn"),
        ("kind", "rant", "Xin chọn"),
        ("title", "", "Xin điền"),
        ("title", "   \n ", "Xin điền"),
        ("title", "Ngắn quá", "ít nhất 10"),
        ("title", "dài " * 51, "tối đa 200"),
        ("title", "Chữ có NUL\x00 ở giữa", "không đọc được"),
        ("body", "", "Xin điền"),
        ("body", "Chậm lắm.", "ít nhất 30"),
        ("body", "dài quá " * 2_501, "tối đa 20000"),
        ("body", "Chữ có NUL\x00 ở giữa và đủ dài để không thiếu chữ nào", "không đọc được"),
        ("field", "", "Xin chọn lĩnh vực"),
        ("field", "no-such-field", "trong danh sách"),
        ("field", "\x00", "trong danh sách"),
        ("area", "", "Xin chọn nơi"),
        ("area", "999", "trong danh sách"),
        ("agency", "CIA", "trong danh sách"),
        ("reform_task", "9.9", "trong danh sách"),
        ("outlet", "TASS", "trong danh sách"),
        ("display", "loud", "trong danh sách"),
        ("publish", "maybe", "trong danh sách"),
        ("name", "", "Xin cho biết tên"),
        ("name", "Tư " * 60, "tối đa 120"),
        ("email", "tu@", "Địa chỉ chưa đúng"),
        ("email", "tu @nha.test", "Địa chỉ chưa đúng"),
        ("email", "đinh.tư@nha.test", "Địa chỉ chưa đúng"),
        ("email", "a" * 260 + "@nha.test", "tối đa 254"),
        ("phone", "gọi nhà bên", "Số chưa đúng"),
        ("phone", "12", "Số chưa đúng"),
        ("organisation", "Công ty " * 30, "tối đa 200"),
    ],
)
def test_a_wrong_field_says_so_and_everything_typed_stays(
    visit: Visit, casework: Casework, name: str, value: str, said: str
) -> None:
    page = visit.post(NEW, {**FORM, "phone": "0912 345 678", name: value}, status=422)

    assert said in page.error_of(name), page.error_of(name)
    assert page.all("//*[contains(@class, 'error-summary')]")
    kept = page.values(NEW)
    for other in ("title", "body", "field", "area", "name"):
        if other != name:
            assert str(kept[other]).replace("\r", "").strip() == FORM[other]
    assert page.title.startswith("Có chỗ cần xem lại")
    assert reports(casework) == []


@one_engine
def test_everything_missing_is_said_at_once(visit: Visit) -> None:
    page = visit.post(NEW, {}, status=422)

    for name in ("kind", "title", "body", "field", "area", "name"):
        assert page.error_of(name), name


@one_engine
@pytest.mark.parametrize(
    "phone", ["0912345678", "0912.345.678", "(0228) 3849 284", "+84 912 345 678", "+49 30 901820"]
)
def test_telephone_numbers_are_taken_as_people_write_them(
    visit: Visit, casework: Casework, phone: str
) -> None:
    fill(visit, phone=phone)

    with casework.db.read() as session:
        told = contacts.load(session, casework.vault, the_report(casework).code)
    assert told and told.phone == phone


def test_any_text_that_people_can_type_is_kept(visit: Visit, casework: Casework) -> None:
    body = (
        "Gia đình 👨‍👩‍👧 chờ sổ đỏ 😡 " * 3
        + "\r\n\r\n\u202eNgược\u202c <script>alert(1)</script> & “trích” 'q'"
    )

    fill(visit, title="Sổ đỏ 😡 \u202eđỏ\u202c <b>chậm</b>", body=body)

    report = the_report(casework)
    assert report.title == "Sổ đỏ 😡 đỏ <b>chậm</b>"
    assert "👨‍👩‍👧" in report.body and "\u202e" not in report.body and "\r" not in report.body
    assert "<script>" not in report.body_html


def test_twenty_thousand_characters_are_taken_whole(visit: Visit, casework: Casework) -> None:
    body = ("Chữ Việt có dấu, đủ cả. " * 1_000)[:19_999] + "."

    fill(visit, body=body)

    assert len(the_report(casework).body) == 20_000


@one_engine
def test_other_programs_may_leave_out_what_has_a_usual_value(visit: Visit, casework: Casework) -> None:
    needed = {name: FORM[name] for name in ("kind", "title", "body", "field", "area", "name")}

    visit.post(NEW, needed)

    report = the_report(casework)
    assert (report.display, report.publish, report.outlet) == (Display.HIDDEN, True, "BND")


@one_engine
def test_without_a_token_nothing_is_taken(visit: Visit, casework: Casework) -> None:
    visit.post(NEW, FORM, token=False, status=400)

    assert reports(casework) == []


# ---- files ----------------------------------------------------------------------------------------


def test_pictures_come_with_the_report(visit: Visit, casework: Casework) -> None:
    fill(visit, attachments=[(picture(), "giấy hẹn.jpg"), (picture("PNG"), "biên nhận.png")])

    with casework.db.read() as session:
        rows = session.query(AttachmentRow).order_by(AttachmentRow.position)
        kept = [(row.name, row.media_type) for row in rows]
    assert kept == [
        ("giấy hẹn.jpg", "image/jpeg"),
        ("biên nhận.png", "image/png"),
    ]


@one_engine
def test_a_file_that_is_not_what_it_says_is_refused_by_name(visit: Visit, casework: Casework) -> None:
    files = [(picture(), "ảnh.jpg"), (b"MZ\x90 a program", "giấy hẹn.jpg")]

    page = fill(visit, attachments=files, status=422)

    said = page.error_of("attachments")
    assert "giấy hẹn.jpg" in said and "không phải ảnh" in said and "chọn lại tệp" in said
    assert page.values(NEW)["title"] == FORM["title"]
    assert reports(casework) == [] and not list(casework.files._root.glob("??/*"))


@one_engine
def test_a_file_that_is_too_large_is_refused_by_name(visit: Visit) -> None:
    large = b"\xff\xd8\xff" + b"0" * (10 * 1024 * 1024 + 1)

    page = fill(visit, attachments=[(large, "to.jpg")], status=422)

    assert "to.jpg" in page.error_of("attachments") and "10 MB" in page.error_of("attachments")


@one_engine
def test_eleven_files_are_too_many(visit: Visit) -> None:
    page = fill(visit, attachments=[(picture(), f"{n}.jpg") for n in range(11)], status=422)

    assert "Nhiều nhất 10 tệp" in page.error_of("attachments")


@one_engine
def test_files_have_to_be_chosen_again_when_something_else_was_wrong(visit: Visit) -> None:
    page = fill(visit, title="", attachments=[(picture(), "ảnh.jpg")], status=422)

    assert "chọn lại tệp" in page.error_of("attachments")


@one_engine
def test_only_forms_with_files_may_be_large(visit: Visit) -> None:
    visit.post("/track", {"code": "x" * 1_100_000}, status=413)


# ---- one form, one report -------------------------------------------------------------------------


def test_the_same_form_sent_twice_is_one_report(visit: Visit, casework: Casework) -> None:
    form = visit.get(NEW)
    first = visit.send(form, NEW, FORM)
    again = visit.send(form, NEW, FORM)  # the back button, and once more

    assert (first.url, first.main) == (again.url, again.main)
    the_report(casework)


def test_twenty_at_once_are_one_report(app: Flask, visit: Visit, casework: Casework) -> None:
    form = {**FORM, **visit.get(NEW).values(NEW), **FORM, "email": "tu@nha.test"}
    cookie = visit.browser("guest").get_cookie("form")
    assert cookie is not None
    together = Barrier(20)

    def send(_: int) -> tuple[int, str]:
        browser = app.test_client()
        browser.set_cookie("form", cookie.value)
        together.wait()
        answer = browser.post(NEW, data=form)
        return answer.status_code, answer.headers.get("Location", answer.get_data(as_text=True)[:300])

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(send, range(20)))

    assert answers == {(303, f"/reports/{the_report(casework).code}/received")}
    with casework.db.read() as session:
        assert session.query(ReporterContactRow).count() == 1


def test_two_forms_are_two_reports(visit: Visit, casework: Casework) -> None:
    fill(visit)
    fill(visit)

    assert len(reports(casework)) == 2


@one_engine
@pytest.mark.parametrize("key", ["", "1", "0" * 31, "g" * 32, "\x00" * 32, "a" * 500])
def test_a_form_without_a_good_key_gets_one_of_its_own(visit: Visit, casework: Casework, key: str) -> None:
    # A key that others can guess would show them the secret of the report that it became.
    visit.post(NEW, {**FORM, "form_key": key})
    visit.post(NEW, {**FORM, "form_key": key}, as_="stranger")

    assert len(reports(casework)) == 2


@one_engine
def test_the_form_reads_in_english_too(visit: Visit) -> None:
    page = visit.get(f"/en{NEW}")

    assert page.one("//html").get("lang") == "en"
    assert page.form("/en/reports/new") is not None
