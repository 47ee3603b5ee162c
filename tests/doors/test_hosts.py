"""One canonical address, whatever a request says of itself (security.md: links never come from its Host)."""

from __future__ import annotations

import pytest
from flask import Flask

from casework.delivery.post_office import FilesPostOffice
from casework.delivery.worker import run
from casework.domain.values import Status
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.crawl import everything
from tests.doors.stage import Reports

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
EVIL = "evil.test"
LIES = (
    {"base_url": f"http://{EVIL}"},
    {"headers": {"X-Forwarded-Host": EVIL, "X-Forwarded-Proto": "https"}},
    {"headers": {"Forwarded": f"host={EVIL};proto=https"}},
    {"headers": {"X-Original-URL": f"//{EVIL}/", "X-Rewrite-URL": f"//{EVIL}/", "X-Host": EVIL}},
)


@pytest.mark.parametrize("lie", LIES, ids=str)
def test_no_byte_of_an_answer_repeats_what_a_request_says_of_its_host(
    app: Flask, a_report: Reports, lie: dict[str, object]
) -> None:
    report = a_report(Status.ROUTED)
    client = app.test_client()
    addresses = ("/", "/en/", "/reports", f"/reports/{report.code}", f"/r/{report.code}", "/track", "/login")
    for address in (
        *addresses,
        "/account",
        "/agency",
        "/journal/heads.csv",
        "/khong-co",
        "/signup",
        "/ledger",
    ):
        answer = client.get(address, **lie)  # type: ignore[arg-type]  # because of the client's many arguments
        assert EVIL.encode() not in everything(answer), address


def test_a_page_says_which_address_is_its_own(app: Flask, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    answer = app.test_client().get(f"/en/reports/{code}", base_url=f"http://{EVIL}")
    page = Page(answer, "")
    assert page.all("//link[@rel='canonical']/@href") == [f"http://localhost/en/reports/{code}"]


def test_a_letter_leads_to_the_forum_whatever_host_was_asked_for_it(
    app: Flask, casework: Casework, visit: Visit
) -> None:
    token = {"csrf_token": visit.token("guest")}
    for address in ("/reset", "/signup"):
        fields = token | {"email": "citizen@demo.test", "name": "Hoa", "password": "con trâu đi trước"}
        cookie = visit.browser("guest").get_cookie("form")
        assert cookie is not None
        answer = app.test_client(use_cookies=False).post(
            address, data=fields, base_url=f"http://{EVIL}", headers={"Cookie": f"form={cookie.value}"}
        )
        assert answer.status_code in (200, 303, 422), address
    office = app.extensions["post-office"]
    assert isinstance(office, FilesPostOffice)
    run(casework, office, app.extensions["settings"].public_url, once=True)
    letters = office.letters()
    assert letters and all("http://localhost/" in letter.text for letter in letters)
    assert not any(EVIL in letter.text + letter.html for letter in letters)
