"""Painting over parts of a picture at the newsroom's desk; the original is sealed."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from casework.actions import deeds, pictures
from casework.domain import commands as do
from casework.domain.values import ReportCode, Status
from casework.store.casework import Casework, new_post_id
from casework.store.tables import AttachmentRow
from tests.doors.client import Page, Visit
from tests.doors.stage import CAST, Reports, actor
from tests.doors.test_files import PDF, fetch, picture

one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
MODERATOR = "moderator.bnd"
CORNER = {"left_1": "0", "top_1": "0", "width_1": "50", "height_1": "12,5"}


def key_of(casework: Casework, code: str) -> str:
    with casework.db.read() as session:
        rows = (
            session.query(AttachmentRow).filter_by(report_code=code).filter(AttachmentRow.width.is_not(None))
        )
        return str(rows.one().id)


def colour(visit: Visit, url: str, at: tuple[int, int], *, as_: str = "guest") -> tuple[int, ...]:
    with Image.open(io.BytesIO(fetch(visit, url, as_=as_).data)) as shown:
        found = shown.convert("RGB").getpixel(at)
    assert isinstance(found, tuple)
    return tuple(int(part) for part in found)


@pytest.fixture
def report(a_report: Reports) -> str:
    return a_report(Status.ROUTED, uploads=[(picture(), "giấy hẹn.jpg"), (PDF, "đơn.pdf")]).code


@pytest.fixture
def desk(report: str, casework: Casework) -> str:
    """The address of the picture's page."""
    return f"/moderation/reports/{report}/pictures/{key_of(casework, report)}"


def preview(visit: Visit, desk: str, fields: dict[str, str] = CORNER, *, status: int = 200) -> Page:
    page = visit.get(desk, as_=MODERATOR)
    return visit.send(page, "/preview", fields, as_=MODERATOR, status=status)


def test_a_moderator_finds_the_picture_chooses_looks_and_covers(
    visit: Visit, casework: Casework, report: str, desk: str
) -> None:
    old = key_of(casework, report)
    review = visit.get(f"/moderation/reports/{report}", as_=MODERATOR)
    (link,) = review.all("//ul[@class='picture-choice']//a/@href")
    assert link == desk
    look = preview(visit, desk)
    cover = look.one("//svg//rect")
    assert [cover.get(side) for side in ("x", "y", "width", "height")] == ["0", "0", "320", "60"]
    assert key_of(casework, report) == old and not pictures.originals(casework)
    done = visit.send(look, desk, as_=MODERATOR)
    assert f"Đã che một phần ảnh trong {report}" in done.text and "Tòa soạn che một phần ảnh" in done.main
    new = key_of(casework, report)
    assert max(colour(visit, f"/files/{new}", (300, 50))) < 16
    assert max(colour(visit, f"/files/{new}/thumb", (200, 30))) < 16
    assert max(colour(visit, f"/files/{new}", (300, 300))) > 90
    assert len(pictures.originals(casework)) == 1


def test_the_old_address_is_nobodys_not_even_with_its_validator(
    visit: Visit, casework: Casework, report: str, desk: str
) -> None:
    old = key_of(casework, report)
    tags = {url: fetch(visit, url).headers["ETag"] for url in (f"/files/{old}", f"/files/{old}/thumb")}
    before = visit.get(f"/reports/{report}").source
    visit.send(preview(visit, desk), desk, as_=MODERATOR)
    for who in ("guest", *CAST):
        for url, tag in tags.items():
            fetch(visit, url, as_=who, status=404)
            fetch(visit, url, as_=who, status=404, If_None_Match=tag)
            fetch(visit, url, as_=who, status=404, method="HEAD")
        visit.get(f"/files/{old}/view", as_=who, status=404)
    after = visit.get(f"/reports/{report}").source
    assert old in before and old not in after and key_of(casework, report) in after


def test_the_sealed_original_has_no_address(visit: Visit, casework: Casework, desk: str) -> None:
    visit.send(preview(visit, desk), desk, as_=MODERATOR)
    (original,) = pictures.originals(casework)
    for who in ("citizen", MODERATOR, "overseer", "admin"):
        for end in ("", "/thumb", "/view", ".sealed"):
            visit.get(f"/files/{original.id}{end}", as_=who, status=404)


@one_engine
def test_looking_does_nothing_and_leads_back_with_what_was_chosen(
    visit: Visit, casework: Casework, report: str, desk: str
) -> None:
    old = key_of(casework, report)
    fields = {**CORNER, "left_3": "90", "top_3": "90.5", "width_3": "40", "height_3": "1"}
    look = preview(visit, desk, fields)
    widths = [cover.get("width") for cover in look.all("//svg//rect")]
    assert widths == ["320", "64"]  # what would stick out ends at the edge
    again = visit.post(f"{desk}/preview", {**_fields(look, "/preview"), "again": "yes"}, as_=MODERATOR)
    kept = again.values("/preview")
    assert {name: kept[name] for name in fields} == fields
    assert again.one("//main//details").get("open") is not None
    assert key_of(casework, report) == old


def _fields(page: Page, action: str) -> dict[str, str]:
    return {name: str(value) for name, value in page.values(action).items()}


@one_engine
@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({}, "left_1", "ít nhất một vùng"),
        ({"left_1": "5"}, "top_1", "Xin ghi số này"),
        ({**CORNER, "width_1": "0"}, "width_1", "rộng và cao hơn 0"),
        ({**CORNER, "left_1": "100"}, "left_1", "ngoài ảnh"),
        ({**CORNER, "left_1": "101"}, "left_1", "từ 0 đến 100"),
        ({**CORNER, "top_1": "-1"}, "top_1", "từ 0 đến 100"),
        ({**CORNER, "top_1": "nửa trên"}, "top_1", "từ 0 đến 100"),
        ({**CORNER, "top_1": "1e1"}, "top_1", "từ 0 đến 100"),
        ({**CORNER, "height_1": "NaN"}, "height_1", "từ 0 đến 100"),
        ({**CORNER, "height_1": "٥"}, "height_1", "từ 0 đến 100"),
        ({**CORNER, "height_1": "9" * 5_000}, "height_1", "từ 0 đến 100"),
        ({**CORNER, "height_1": "1\x00"}, "height_1", "không đọc được"),
        ({**CORNER, "left_6": "1"}, "height_6", "Xin ghi số này"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_the_rest_stays(
    visit: Visit, casework: Casework, report: str, desk: str, wrong: dict[str, str], field: str, said: str
) -> None:
    old = key_of(casework, report)
    sent = {"version": "99", "post": "a" * 32, **wrong}
    for url in (desk, f"{desk}/preview"):
        page = visit.post(url, sent, as_=MODERATOR, status=422)
        assert said in page.error_of(f"picture-{field}")
        kept = page.values("/preview")
        for name, value in wrong.items():
            assert "\x00" in value or str(kept[name]) == value
    assert key_of(casework, report) == old


@one_engine
def test_nobody_else_gets_to_that_page(visit: Visit, casework: Casework, report: str, desk: str) -> None:
    old = key_of(casework, report)
    sent = {**CORNER, "version": "1", "post": "a" * 32}
    for who in sorted({"guest", *CAST} - {MODERATOR, "moderator2.bnd"}):
        status = 404 if who == "moderator.ptth" else 403
        for url in (desk, f"{desk}/preview"):
            visit.post(url, sent, as_=who, status=status)
        if who != "guest":
            visit.get(desk, as_=who, status=status)
    assert key_of(casework, report) == old


@one_engine
def test_a_moderators_own_report_is_for_a_colleague(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.SUBMITTED, by=MODERATOR, uploads=[(picture(), "a.jpg")]).code
    desk = f"/moderation/reports/{code}/pictures/{key_of(casework, code)}"
    visit.get(desk, as_=MODERATOR, status=409)
    visit.post(desk, {**CORNER, "version": "1", "post": "a" * 32}, as_=MODERATOR, status=409)
    assert not visit.get(f"/moderation/reports/{code}", as_=MODERATOR).all("//ul[@class='picture-choice']")
    visit.get(desk, as_="moderator2.bnd")


@one_engine
@pytest.mark.parametrize("key", ["0" * 32, "x", "..", "%00"])
def test_no_other_picture_has_such_a_page(
    visit: Visit, a_report: Reports, casework: Casework, report: str, key: str
) -> None:
    visit.get(f"/moderation/reports/{report}/pictures/{key}", as_=MODERATOR, status=404)
    other = a_report(Status.ROUTED, uploads=[(picture(), "khac.jpg")]).code
    alien = f"/moderation/reports/{report}/pictures/{key_of(casework, other)}"
    visit.get(alien, as_=MODERATOR, status=404)
    visit.post(alien, {**CORNER, "version": "9", "post": "a" * 32}, as_=MODERATOR, status=409)
    with casework.db.read() as session:
        papers = session.query(AttachmentRow.id).filter_by(report_code=report, media_type="application/pdf")
        (paper,) = papers.one()
    visit.get(f"/moderation/reports/{report}/pictures/{paper}", as_=MODERATOR, status=404)


def test_of_two_moderators_the_second_is_told_and_keeps_what_they_chose(
    visit: Visit, casework: Casework, report: str, desk: str
) -> None:
    mine = preview(visit, desk)
    theirs = visit.send(
        visit.get(desk, as_="moderator2.bnd"), "/preview", {**CORNER, "left_1": "33,25"}, as_="moderator2.bnd"
    )
    visit.send(mine, desk, as_=MODERATOR)
    told = visit.send(theirs, desk, as_="moderator2.bnd", status=409)
    assert "Tòa soạn che một phần ảnh" in told.main and "33,25" in told.main
    assert len(pictures.originals(casework)) == 1


def test_the_same_form_sent_twice_is_one_deed(visit: Visit, casework: Casework, desk: str) -> None:
    look = preview(visit, desk)
    visit.send(look, desk, as_=MODERATOR)
    again = visit.send(look, desk, as_=MODERATOR)
    assert "Đã che một phần ảnh" in again.text
    assert len(pictures.originals(casework)) == 1


@one_engine
def test_what_happened_meanwhile_to_the_report_is_told_beside_the_picture(
    visit: Visit, a_report: Reports, casework: Casework, report: str, desk: str
) -> None:
    look = preview(visit, desk)
    a_report.deed(report, do.Accept(), by="officer.stnmt")
    told = visit.send(look, desk, as_=MODERATOR, status=409)
    assert "Cơ quan tiếp nhận" in told.main
    assert told.values("/preview")["height_1"] == "12,5"
    visit.send(visit.send(told, "/preview", as_=MODERATOR), desk, as_=MODERATOR)
    assert len(pictures.originals(casework, ReportCode(report))) == 1


@one_engine
def test_a_picture_that_hangs_on_what_the_reporter_added_can_be_covered_too(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.NEEDS_INFO).code
    info = do.SupplyInfo(post=new_post_id(), words="Đây là giấy hẹn.")
    deeds.perform(casework, ReportCode(code), info, by=actor("citizen"), uploads=[(picture(), "a.jpg")])
    desk = f"/moderation/reports/{code}/pictures/{key_of(casework, code)}"
    visit.send(preview(visit, desk), desk, as_=MODERATOR)
    new = key_of(casework, code)
    assert max(colour(visit, f"/files/{new}", (10, 10), as_="citizen")) < 16
    fetch(visit, f"/files/{new}", status=404)
