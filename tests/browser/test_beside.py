"""Agencies beside the lead in a browser: rows that come one by one, and a contribution put into the draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from casework.domain.values import Status
from tests.browser.live import LiveForum
from tests.browser.people import DESK, PHONE, Person
from tests.doors.test_shares import GIVEN, give, shared

Meet = Callable[..., Person]
ROWS = "[data-beside-row]"


@pytest.mark.parametrize("scripts", [True, False])
def test_the_next_row_comes_when_the_one_before_is_chosen_and_without_scripts_all_are_there(
    meet: Meet, forum: LiveForum, scripts: bool
) -> None:
    report = forum.reports()(Status.SUBMITTED)
    person = meet(forum, "moderator.bnd", width=PHONE, scripts=scripts)
    page = person.go(f"/moderation/reports/{report.code}").page
    page.locator("#route details.tucked summary, details.tucked:has([data-beside]) summary").first.click()
    rows = page.locator(f"{ROWS}:visible")
    expect(rows).to_have_count(1 if scripts else 4)
    page.locator("[name=beside-1]").select_option("SYT")
    expect(rows).to_have_count(2 if scripts else 4)
    page.locator("[name=beside-2]").select_option("STC")
    page.locator("[name=beside-1]").select_option("")
    expect(rows).to_have_count(2 if scripts else 4)  # what is filled in stays in sight
    assert not person.troubles


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (DESK, False)])
def test_a_contribution_is_put_under_what_was_typed(
    meet: Meet, forum: LiveForum, width: int, scripts: bool
) -> None:
    reports = forum.reports()
    report = give(reports, shared(reports))
    person = meet(forum, "officer.stnmt", width=width, scripts=scripts)
    page = person.go(f"/agency/reports/{report.code}").page
    page.locator("#draft-words").fill("Kính gửi bà.")
    page.get_by_role("button", name="Chèn vào dự thảo").click()
    expect(page.locator("#draft-words")).to_have_value(f"Kính gửi bà.\n\n{GIVEN}")
    person.look()
