"""Finding a report again: by code and secret, by code alone, or among one's own."""

from __future__ import annotations

import pytest

from casework.actions.submit import submit
from casework.domain.values import Display, Status
from casework.readings.pages import PAGE_SIZE
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, a_submission, actor
from tests.house import Clock

NOT_FOUND = "Không mở được với mã và mật mã này"


def find(visit: Visit, code: str, secret: str = "", *, as_: str = "guest", status: int = 200) -> Page:
    """Fill in the form of /track and send it."""
    page = visit.get("/track", as_=as_)
    return visit.send(page, "/track", {"code": code, "secret": secret}, as_=as_, status=status)


def a_guests(a_report: Reports, status: Status = Status.SUBMITTED) -> tuple[str, str]:
    """A guest's report: its code and its secret."""
    code = a_report(status, by="guest", display=Display.HIDDEN).code
    secret = a_report.receipts[code].secret
    assert secret
    return code, secret


def test_code_and_secret_open_a_report_that_is_not_public(visit: Visit, a_report: Reports) -> None:
    code, secret = a_guests(a_report)

    page = find(visit, code, secret)

    assert page.url == f"/reports/{code}" and "Rút phản ánh" in page.main
    assert code in visit.get("/track").main, "and the browser knows it from now on"
    visit.get(f"/reports/{code}", as_="stranger", status=404)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_both_are_taken_as_people_type_them(visit: Visit, a_report: Reports) -> None:
    code, secret = a_guests(a_report)

    typed = code.removeprefix("PA-").replace("-", " ").lower()
    find(visit, f"  {typed} ", secret.replace("-", " ").lower())


def test_an_unknown_code_and_a_wrong_secret_get_the_same_answer(visit: Visit, a_report: Reports) -> None:
    code, secret = a_guests(a_report)
    of_account = a_report().code
    unknown = "PA-2222-2222"

    answers = [
        find(visit, code, "sai rồi", status=422),
        find(visit, code, status=422),
        find(visit, unknown, secret, status=422),
        find(visit, unknown, status=422),
        find(visit, of_account, secret, status=422),
    ]

    assert {page.error_of("code").partition(".")[0] for page in answers} == {"Lỗi: " + NOT_FOUND}
    assert all(page.values("/track")["code"] for page in answers), "what was typed stays"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("code", ["", "   ", "xin chào", "PA-7K3M", "PA-OOOO-1111", "\x00", "x" * 500])
def test_what_cannot_be_a_code_is_said_so(visit: Visit, code: str) -> None:
    assert visit.post("/track", {"code": code}, status=422).error_of("code")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_code_alone_leads_to_what_is_public(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code

    assert find(visit, code).url == f"/reports/{code}"


def test_who_is_signed_in_sees_their_own_the_newest_first(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    older = a_report(Status.ANSWERED).code
    clock.advance(hours=1)
    newer = a_report().code
    other = a_report(by="business").code

    page = visit.get("/track", as_="citizen")

    codes = [node.text for node in page.all("//main//*[contains(@class, 'own-list')]//*[@class='code']")]
    assert codes == [newer, older] and other not in page.main
    assert page.main.count("Đang chờ bạn") == 1, "the answered one waits for a verdict"


def test_own_reports_go_on_by_key(visit: Visit, casework: Casework, a_report: Reports, clock: Clock) -> None:
    sent = []
    a_report.trust("citizen")
    for _ in range(PAGE_SIZE + 3):
        clock.advance(minutes=1)
        sent.append(submit(casework, a_submission(), by=actor("citizen")).code)
    first = visit.get("/track", as_="citizen")
    more = first.one("//a[@rel='next']").get("href")

    second = visit.get(more, as_="citizen")

    def codes(page: Page) -> list[str]:
        return [node.text for node in page.all("//*[contains(@class, 'own-list')]//*[@class='code']")]

    assert codes(first) + codes(second) == sent[::-1]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_link_in_a_letter_brings_the_code_along(visit: Visit) -> None:
    assert visit.get("/track?code=pa7k3m9qxt").values("/track")["code"] == "PA-7K3M-9QXT"
    assert visit.get("/track?code=%00").values("/track")["code"] == ""
