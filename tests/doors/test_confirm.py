"""The link that proves a guest's address: opening it does nothing, the button does, once."""

from __future__ import annotations

import pytest

from casework.domain.values import Status
from casework.store import reports, tokens
from casework.store.casework import Casework
from casework.store.tokens import Purpose
from tests.doors.client import Visit
from tests.doors.stage import Reports
from tests.house import Clock


def a_link(casework: Casework, code: str) -> str:
    """The link as the letter has it."""
    with casework.db.write() as session:
        raw = tokens.issue(session, Purpose.CONFIRM_REPORT, report_code=code, now=casework.now())
    return f"/reports/{code}/confirm/{raw}"


def status_of(casework: Casework, code: str) -> Status:
    with casework.db.read() as session:
        return reports.load(session, code).status


def test_the_button_confirms_and_opening_does_not(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.UNCONFIRMED, by="guest").code
    link = a_link(casework, code)

    page = visit.get(link)
    visit.get(link)
    assert status_of(casework, code) is Status.UNCONFIRMED

    after = visit.send(page, link)
    assert status_of(casework, code) is Status.SUBMITTED
    assert "Đã xác nhận" in after.main and after.values("/track")["code"] == code


def test_a_used_link_explains_itself(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.UNCONFIRMED, by="guest").code
    link = a_link(casework, code)
    page = visit.get(link)
    visit.send(page, link)

    assert "xác nhận rồi" in visit.send(page, link, status=404).main
    assert "xác nhận rồi" in visit.get(link, status=404).main
    assert status_of(casework, code) is Status.SUBMITTED


def test_of_two_links_the_second_harms_nothing(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.UNCONFIRMED, by="guest").code
    first, second = a_link(casework, code), a_link(casework, code)
    visit.send(visit.get(first), first)

    visit.send(visit.get(second), second)

    assert status_of(casework, code) is Status.SUBMITTED


def test_a_link_ends_after_thirty_days(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    code = a_report(Status.UNCONFIRMED, by="guest").code
    link = a_link(casework, code)
    clock.advance(days=30, minutes=1)

    visit.get(link, status=404)
    visit.post(link, status=404)
    assert status_of(casework, code) is Status.UNCONFIRMED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_link_confirms_no_other_report(visit: Visit, a_report: Reports, casework: Casework) -> None:
    mine = a_report(Status.UNCONFIRMED, by="guest").code
    other = a_report(Status.UNCONFIRMED, by="guest").code
    link = a_link(casework, mine).replace(mine, other)

    assert visit.get(link, status=404).main == visit.get("/reports/PA-2222-2222/confirm/abc", status=404).main
    visit.post(link, status=404)
    assert status_of(casework, other) is Status.UNCONFIRMED


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_link_gives_no_more_than_it_says(visit: Visit, a_report: Reports, casework: Casework) -> None:
    # An address with a slip of the finger is a stranger's: it must not open the report.
    code = a_report(Status.UNCONFIRMED, by="guest").code
    link = a_link(casework, code)
    visit.send(visit.get(link), link)

    visit.get(f"/reports/{code}", status=404)
