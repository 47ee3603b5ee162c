"""What a browser keeps of a text while it is written: until it arrives, and nothing of who stays hidden."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from casework.domain.values import Display, Status
from tests.browser.live import LiveForum
from tests.browser.people import Person

Meet = Callable[..., Person]
WORDS = "Tôi nộp hồ sơ ngày 12/3, đến nay đã ba lần được hẹn lại."
STORED = "() => JSON.stringify({...localStorage})"


def _is_kept(page: Page) -> None:
    page.wait_for_function(
        "words => Object.values(localStorage).some(kept => kept.includes(words))", arg=WORDS
    )


def _follow(forum: LiveForum, meet: Meet, display: Display) -> tuple[Person, str]:
    """Somebody at a browser who has shown code and secret of a report that an agency works on."""
    reports = forum.reports()
    code = reports(Status.ACCEPTED, by="guest", display=display).code
    secret = reports.receipts[code].secret
    assert secret is not None
    return meet(forum).go("/track").send("/track", code=code, secret=secret), code


def test_what_was_typed_is_there_again_until_it_has_arrived(forum: LiveForum, meet: Meet) -> None:
    person, code = _follow(forum, meet, Display.HIDDEN)
    form = person.form(f"/reports/{code}/message-newsroom")
    person._unfold(form)
    form.locator("[name=words]").fill(WORDS)
    _is_kept(person.page)
    person.go(f"/reports/{code}")
    expect(form.locator("[name=words]")).to_have_value(WORDS)
    person.send(f"/reports/{code}/message-newsroom").sees(WORDS)
    assert WORDS not in person.page.evaluate(STORED)
    person.go(f"/reports/{code}")
    expect(form.locator("[name=words]")).to_have_value("")


def test_nothing_of_a_confidential_reporter_stays_in_a_borrowed_browser(forum: LiveForum, meet: Meet) -> None:
    """Not of the report, whenever they choose to stay unknown, and not of what they write later."""
    person = meet(forum).go("/reports/new")
    form = person.form("/reports/new")
    form.locator("[name=body]").fill(WORDS)
    _is_kept(person.page)
    form.locator("[name=display][value=confidential]").evaluate("choice => choice.click()")
    person.page.wait_for_function("() => localStorage.length === 0")
    form.locator("[name=title]").fill("Ba lần hẹn trả sổ đỏ")
    person.page.wait_for_timeout(800)  # longer than a draft waits to be kept
    assert person.page.evaluate(STORED) == "{}"

    person, code = _follow(forum, meet, Display.CONFIDENTIAL)
    for box in person.page.locator("main textarea").all():
        box.evaluate(
            "(box, words) => { box.value = words; box.dispatchEvent(new Event('input', {bubbles: true})); }",
            WORDS,
        )
    person.page.wait_for_timeout(800)
    kept = person.page.evaluate(STORED)
    assert WORDS not in kept and code not in kept
