"""The gate on a telephone, with scripts and without: two questions, one tap to go on, nothing lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from playwright.sync_api import Locator

from casework.domain.values import LegalDoor
from casework.readings import denunciations
from casework.store.tables import AttachmentRow, ReportRow
from tests.browser.live import LiveForum
from tests.browser.people import PHONE, Person, a_photograph
from tests.browser.test_accessibility import FILLED_IN, is_for_everybody
from tests.doors.stage import actor

Meet = Callable[..., Person]
COMPLAINT: Final = {
    **FILLED_IN,
    "title": "Đề nghị hủy quyết định phạt hàng rào",
    "body": "Tôi không đồng ý với quyết định phạt của xã.\n\nHàng rào có từ năm 1986.",
}
DENUNCIATION: Final = {
    **FILLED_IN,
    "title": "Cán bộ địa chính cầm tiền của dân",
    "body": "Ông Đỗ Văn Thêm nhận tiền của tôi 5 triệu hôm 20/8 rồi mới ký giấy.",
}
with_and_without_scripts = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])


def asked(meet: Meet, forum: LiveForum, scripts: bool, form: dict[str, str]) -> Person:
    """Somebody with a telephone who has filled in the form and is asked the two questions."""
    guest = meet(forum, width=PHONE, scripts=scripts).go("/reports/new")
    guest.send_refused("/reports/new", **form, attachments=a_photograph())
    return guest.sees("Hỏi bạn hai câu trước khi gửi")


def press(person: Person, button: Locator, *, refused: bool = False) -> Person:
    """Tap a button and come to the next page."""
    with person.page.expect_navigation():
        button.click()
    if refused:
        person.forgive(422)
    person.look()
    return person


def a_button(person: Person, name: str, value: str) -> Locator:
    return person.page.locator(f'main button[name="{name}"][value="{value}"]')


@with_and_without_scripts
def test_one_tap_goes_on_and_the_picture_comes_along(forum: LiveForum, meet: Meet, scripts: bool) -> None:
    guest = asked(meet, forum, scripts, COMPLAINT)
    press(guest, a_button(guest, "gate", "report"))
    guest.page.locator(".ticket").wait_for()
    code = guest.text(".ticket .big-code")
    with forum.casework.db.read() as session:
        row = session.get_one(ReportRow, code)
        assert (row.title, row.body) == (COMPLAINT["title"], COMPLAINT["body"])
        assert row.denied is LegalDoor.COMPLAINT
        assert session.query(AttachmentRow).filter_by(report_code=code).count() == 1


@with_and_without_scripts
def test_the_right_door_the_slip_and_the_way_back(forum: LiveForum, meet: Meet, scripts: bool) -> None:
    guest = asked(meet, forum, scripts, COMPLAINT)
    press(guest, a_button(guest, "door", "complaint")).sees("90 ngày")
    press(guest, guest.page.get_by_role("button", name="In phiếu hướng dẫn")).sees(
        COMPLAINT["title"], "90 ngày"
    )
    print_button = guest.page.locator("[data-print]")
    assert print_button.is_visible() is scripts
    press(guest, a_button(guest, "door", "complaint"))
    press(guest, a_button(guest, "gate", "report"))
    guest.page.locator(".ticket").wait_for()


@with_and_without_scripts
def test_it_is_sent_under_seal_and_followed(forum: LiveForum, meet: Meet, scripts: bool) -> None:
    guest = asked(meet, forum, scripts, DENUNCIATION)
    press(guest, a_button(guest, "door", "denunciation")).sees("7 ngày làm việc")
    guest.send("/reports/new/sealed", accused="Đỗ Văn Thêm, địa chính xã").sees("Đã gửi kín")
    code, secret = guest.text(".ticket .big-code"), guest.text(".ticket .secret")
    if scripts:
        assert guest.page.evaluate("localStorage.getItem('draft:report')") is None
    other = meet(forum, width=PHONE, scripts=scripts).go("/track")
    other.send("/track", code=code, secret=secret).sees("Đã đến, chưa đọc")
    other.send(f"/denunciations/{code}", words="Tôi còn giữ tin nhắn.").sees("Tôi còn giữ tin nhắn.")
    keeper = meet(forum, "keeper", width=PHONE, scripts=scripts).go("/sealed/")
    keeper.follow(code).sees(DENUNCIATION["title"], "Tôi còn giữ tin nhắn.")
    keeper.send(f"/sealed/{code}/messages", words="Chúng tôi đã đọc.")
    other.go(f"/denunciations/{code}").sees("Chúng tôi đã đọc.")
    assert code in {row.code for row in denunciations.waiting(forum.casework, actor("keeper"))}


@pytest.mark.parametrize("lang", ["", "/en"])
def test_every_page_of_it_is_for_everybody(forum: LiveForum, meet: Meet, lang: str) -> None:
    guest = meet(forum).go(f"{lang}/reports/new")
    guest.send_refused("/reports/new", **DENUNCIATION)
    is_for_everybody(guest.page, dark=True)
    press(guest, a_button(guest, "door", "denunciation"))
    guest.page.locator("#sealed > summary").click()
    is_for_everybody(guest.page, dark=True)
    press(guest, guest.page.locator("form[action$='/sealed'] [type=submit]"), refused=True)
    is_for_everybody(guest.page)
    press(guest, guest.page.locator("form.gate [type=submit]").first)
    is_for_everybody(guest.page)
    press(guest, a_button(guest, "door", "denunciation"))
    guest.send("/reports/new/sealed", accused="Đỗ Văn Thêm, địa chính xã")
    is_for_everybody(guest.page)
    code = guest.text(".ticket .big-code")
    guest.go(f"{lang}/denunciations/{code}")
    is_for_everybody(guest.page)
    guest.go(f"{lang}/track")
    is_for_everybody(guest.page)
    keeper = meet(forum, "keeper").go(f"{lang}/sealed/")
    is_for_everybody(keeper.page)
    keeper.go(f"{lang}/sealed/{code}")
    is_for_everybody(keeper.page, dark=True)


@pytest.mark.parametrize("lang", ["", "/en"])
def test_a_moderator_passes_on_and_every_page_is_for_everybody(
    forum: LiveForum, meet: Meet, lang: str
) -> None:
    report = forum.reports()(title=DENUNCIATION["title"], body=DENUNCIATION["body"])
    moderator = meet(forum, "moderator.bnd").go(f"{lang}/moderation/reports/{report.code}")
    is_for_everybody(moderator.page)
    moderator.go(f"{lang}/moderation/reports/{report.code}/pass-on")
    is_for_everybody(moderator.page)
    moderator.page.set_viewport_size({"width": PHONE, "height": 800})
    moderator.send("/pass-on", sure="y")
    is_for_everybody(moderator.page)
    citizen = meet(forum, "citizen").go(f"{lang}/reports/{report.code}")
    is_for_everybody(citizen.page)
