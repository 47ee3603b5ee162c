"""Twenty reports before lunch: a moderator goes through the queue by the keyboard alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from casework.domain.report import Report
from casework.domain.values import ReportCode, Status
from casework.store import reports
from tests.browser.live import LiveForum
from tests.browser.people import Person

Meet = Callable[..., Person]
MODERATOR = "moderator.bnd"


def statuses(forum: LiveForum, codes: list[ReportCode]) -> Counter[Status]:
    with forum.casework.db.read() as session:
        return Counter(reports.load(session, code).status for code in codes)


def a_day(forum: LiveForum, count: int) -> list[ReportCode]:
    """So many reports in the queue, the field and the area told, so that only a rule proposes who answers."""
    made: list[Report] = []
    for number in range(count):
        forum.clock.advance(minutes=1)
        made.append(forum.reports()(title=f"Việc thứ {number + 1}", body="Tôi đã chờ rất lâu."))
    return [report.code for report in made]


def goes_on(page: Page, *keys: str) -> None:
    """Press keys of which the last one leads to another page."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


@pytest.fixture
def moderator(forum: LiveForum, meet: Meet) -> Iterator[Person]:
    yield meet(forum, MODERATOR)


def test_twenty_reports_are_handled_without_a_mouse(forum: LiveForum, moderator: Person) -> None:
    codes = a_day(forum, 20)
    moderator.go("/moderation/")
    page = moderator.page
    goes_on(page, "j", "Enter")
    for number, code in enumerate(codes):
        expect(page.locator(".dossier-title")).to_have_text(f"Việc thứ {number + 1}")
        match (number + 1) % 4:
            case 0:  # claimed, then routed as proposed
                goes_on(page, "c")
                expect(page.get_by_text("Bạn đang xử lý").first).to_be_visible()
                goes_on(page, "a", "Enter")
            case 1:
                page.keyboard.press("d")
                page.keyboard.press("ArrowDown")
                for _ in range(3):  # past the ready texts and their button
                    page.keyboard.press("Tab")
                page.keyboard.type("Việc này không thuộc diễn đàn.")
                goes_on(page, "Tab", "Enter")
            case 2:
                page.keyboard.press("n")
                page.keyboard.type("Bạn nộp hồ sơ ngày nào?")
                goes_on(page, "Tab", "Enter")
            case 3:  # one after the other: put off, come back, route
                goes_on(page, "j")
                goes_on(page, "k")
                expect(page.locator(".dossier-title")).to_have_text(f"Việc thứ {number + 1}")
                page.keyboard.press("r")
                expect(page.locator("#route :checked[type=radio]")).to_be_focused()
                page.keyboard.press("2")  # not the one that stands chosen
                expect(page.locator("#route-agency-offer-2")).to_be_checked()
                goes_on(page, "Enter")
        assert code in page.locator(".alert, .flash, [role=status]").first.inner_text()
        moderator.look()
    assert statuses(forum, codes) == {Status.ROUTED: 10, Status.DECLINED: 5, Status.NEEDS_INFO: 5}
    expect(page).to_have_url(f"{forum.url}/moderation/?waits=first_look")


def test_where_nobody_stands_chosen_the_keys_lead_to_the_proposals(
    forum: LiveForum, moderator: Person
) -> None:
    code = forum.reports()(title="Bệnh viện bắt chờ", body="Cấp sổ đỏ chậm.").code
    moderator.go(f"/moderation/reports/{code}?waits=first_look")
    page = moderator.page
    offers = page.locator("#route [name=agency-proposed]")
    assert [offers.nth(place).is_checked() for place in range(3)] == [False] * 3
    page.keyboard.press("a")  # the button would only say that a choice is missing
    expect(offers.first).to_be_focused()
    page.keyboard.press("3")
    expect(offers.nth(2)).to_be_checked()
    chosen = offers.nth(2).get_attribute("value")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Duyệt và chuyển")).to_be_focused()
    goes_on(page, "Enter")
    with forum.casework.db.read() as session:
        assert reports.load(session, code).agency == chosen


def test_the_list_and_the_proposals_are_one_choice(forum: LiveForum, moderator: Person) -> None:
    (code,) = a_day(forum, 1)
    moderator.go(f"/moderation/reports/{code}?waits=first_look")
    page = moderator.page
    page.locator("#route-agency").select_option("STC")
    expect(page.locator("#route :checked[type=radio]")).to_have_count(0)
    page.locator("#route-agency").press("Escape")
    page.keyboard.press("1")
    expect(page.locator("#route-agency-offer-1")).to_be_checked()
    expect(page.locator("#route-agency")).to_have_value("")


def test_the_list_of_keys_opens_says_all_and_turns_them_off(forum: LiveForum, moderator: Person) -> None:
    (code,) = a_day(forum, 1)
    moderator.go(f"/moderation/reports/{code}?waits=first_look")
    page = moderator.page
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    expect(keys).to_be_visible()
    for key in "acrdnemgju":
        expect(keys.locator("kbd", has_text=key).first).to_be_visible()
    page.keyboard.press("u")  # a key pressed while the list is open does nothing
    expect(keys).to_be_visible()
    keys.get_by_label("Tắt các phím một chữ trên trình duyệt này").check()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("u")
    expect(page).to_have_url(f"{forum.url}/moderation/reports/{code}?waits=first_look")
    page.get_by_role("button", name="Phím tắt").click()
    keys.get_by_label("Tắt các phím một chữ trên trình duyệt này").uncheck()
    keys.get_by_role("button", name="Đóng").click()
    goes_on(page, "u")
    expect(page).to_have_url(f"{forum.url}/moderation/?waits=first_look")


def test_letters_that_somebody_types_are_no_keys(forum: LiveForum, moderator: Person) -> None:
    (code,) = a_day(forum, 1)
    moderator.go(f"/moderation/reports/{code}?waits=first_look")
    page = moderator.page
    page.keyboard.press("n")
    page.keyboard.type("Ju cado? r")
    expect(page.locator("#ask-info textarea, textarea:focus").first).to_have_value("Ju cado? r")
    expect(page.get_by_role("dialog")).to_be_hidden()
