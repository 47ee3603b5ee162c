"""/moderation/reports/new: what reached the newsroom by phone, in a letter, on air or in person."""

from __future__ import annotations

import io
from typing import Any

import pytest
from PIL import Image

from casework.domain.policy import Actor
from casework.domain.values import Channel, Display, Kind, ReportCode, Status
from casework.readings.thread import Thread, open_thread
from casework.store import contacts
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import actor
from tests.house import Clock

NEW = "/moderation/reports/new"
BND = "moderator.bnd"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CALL: dict[str, Any] = {
    "channel": "phone",
    "kind": "complaint",
    "title": "Bác Lợi ở Ý Yên gọi điện về giấy khai tử",
    "body": "Bác đi ba lần chưa xin được giấy khai tử cho mẹ.",
    "field": "ho-tich",
    "area": "360",
    "name": "Phan Văn Lợi",
    "phone": "0912 000 111",
    "display": "hidden",
    "publish": "yes",
}


def enter(visit: Visit, status: int = 200, **changes: Any) -> Page:
    return visit.send(visit.get(NEW, as_=BND), "/new", {**CALL, **changes}, as_=BND, status=status)


def code_on(page: Page) -> ReportCode:
    return ReportCode(page.one("//*[contains(@class,'big-code')]").text_content())


def secret_on(page: Page) -> str:
    return str(page.one("//*[contains(@class,'big-secret')]").text_content())


def thread(casework: Casework, code: ReportCode) -> Thread:
    return open_thread(casework, code, actor(BND))


def test_a_call_becomes_a_report_with_the_same_code_clock_and_secret(
    visit: Visit, casework: Casework
) -> None:
    page = enter(visit)

    code = code_on(page)
    found = thread(casework, code)
    report = found.report
    assert (report.channel, report.kind, report.status) == (Channel.PHONE, Kind.COMPLAINT, Status.SUBMITTED)
    assert report.first_look_due is not None and report.entered_by == actor(BND).user
    assert report.reporter is None and found.contact is not None
    assert (found.contact.name, found.contact.phone) == ("Phan Văn Lợi", "0912 000 111")
    with casework.db.read() as session:
        assert contacts.secret_fits(session, code, secret_on(page).lower())
    assert open_thread(casework, code, Actor(holds=frozenset({code}))).title == CALL["title"]


def test_whoever_wrote_it_down_may_review_it(visit: Visit) -> None:
    code = code_on(enter(visit))

    page = visit.get(f"/moderation/reports/{code}", as_=BND)

    assert [action for action in page.actions if action.endswith("/route")]
    assert "Điện thoại" in page.main


def test_the_form_sent_twice_is_one_report(visit: Visit, casework: Casework) -> None:
    form = visit.get(NEW, as_=BND)
    first = visit.send(form, "/new", {**CALL, "received": "2026-10-30"}, as_=BND)
    second = visit.send(form, "/new", {**CALL, "received": "2026-10-30"}, as_=BND)

    assert (code_on(first), secret_on(first)) == (code_on(second), secret_on(second))
    assert len(thread(casework, code_on(first)).posts) == 1


def test_the_day_a_letter_came_is_remembered(visit: Visit, casework: Casework) -> None:
    page = enter(visit, channel="letter", received="2026-10-30")

    assert "30/10/2026" in thread(casework, code_on(page)).posts[0].source


@sqlite_only
def test_nothing_arrives_tomorrow(visit: Visit) -> None:
    page = enter(visit, received="2026-11-03", status=422)

    assert "không thể sau hôm nay" in page.error_of("received")
    assert page.values("/new")["title"] == CALL["title"]


def test_a_sealed_reporter_is_sealed_from_the_newsroom_too(visit: Visit, casework: Casework) -> None:
    page = enter(visit, display="confidential")

    found = thread(casework, code_on(page))
    assert found.report.display is Display.CONFIDENTIAL and found.contact is None


def test_a_scanned_letter_may_hang_on_it(visit: Visit, casework: Casework) -> None:
    scan = io.BytesIO()
    Image.new("RGB", (60, 80), "white").save(scan, "PNG")
    values = {**visit.get(NEW, as_=BND).values("/new"), **CALL, "channel": "letter"}

    page = visit.post(NEW, {**values, "attachments": (scan.getvalue(), "thu.png")}, as_=BND)

    assert [file.name for file in thread(casework, code_on(page)).files] == ["thu.png"]


@sqlite_only
def test_a_file_that_is_none_is_refused_with_the_words_kept(visit: Visit) -> None:
    values = {**visit.get(NEW, as_=BND).values("/new"), **CALL}

    page = visit.post(NEW, {**values, "attachments": (b"MZ\x90 program", "thu.png")}, as_=BND, status=422)

    assert "thu.png" in page.error_of("attachments")
    assert page.values("/new")["title"] == CALL["title"]


@sqlite_only
@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("title", ""),
        ("title", "a" * 201),
        ("body", "  "),
        ("body", "a" * 20_001),
        ("body", "nul \x00"),
        ("email", "khong-phai"),
        ("name", "a" * 121),
        ("received", "hôm qua"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(visit: Visit, field: str, wrong: str) -> None:
    values = {**visit.get(NEW, as_=BND).values("/new"), **CALL, field: wrong}

    page = visit.post(NEW, values, as_=BND, status=422)

    assert page.error_of(field)


@sqlite_only
@pytest.mark.parametrize(
    "choice", ["channel", "kind", "display", "publish", "outlet", "field", "area", "agency"]
)
def test_no_choice_may_be_made_up(visit: Visit, choice: str) -> None:
    values = {**visit.get(NEW, as_=BND).values("/new"), **CALL, choice: "PTTH-x"}

    visit.post(NEW, values, as_=BND, status=422)


@sqlite_only
def test_a_moderator_enters_for_their_own_outlet_only(visit: Visit) -> None:
    values = {**visit.get(NEW, as_=BND).values("/new"), **CALL, "outlet": "PTTH"}

    visit.post(NEW, values, as_=BND, status=422)


@sqlite_only
def test_only_moderators_enter_reports_for_others(visit: Visit, clock: Clock) -> None:
    for who in ("citizen", "officer.stnmt", "journalist", "overseer"):
        visit.get(NEW, as_=who, status=403)
        visit.post(NEW, CALL, as_=who, status=403)
