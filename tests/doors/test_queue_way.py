"""The way through the queue: after a deed the next report opens by itself."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import FieldCode, Kind, Status
from casework.store.casework import new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, Reports
from tests.house import Clock

BND, OTHER_BND = "moderator.bnd", "moderator2.bnd"


def waiting(a_report: Reports, clock: Clock, count: int = 3) -> list[Report]:
    """So many reports in the queue, each a minute after the other."""
    made = []
    for number in range(count):
        clock.advance(minutes=1)
        made.append(a_report(title=f"Việc thứ {number + 1}"))
    return made


def opened(page: Page) -> tuple[str, dict[str, list[str]]]:
    """The end of the address where a visitor is, and its query."""
    parts = urlsplit(page.url)
    return parts.path.rsplit("/", 1)[-1], parse_qs(parts.query)


def decline(visit: Visit, report: Report, query: str = "?waits=first_look") -> Page:
    page = visit.get(f"/moderation/reports/{report.code}{query}", as_=BND)
    fields = {"reason": "out_of_scope", "words": "Việc này không thuộc diễn đàn."}
    return visit.send(page, "/decline", fields, as_=BND)


def test_after_a_decision_the_next_report_of_the_part_opens(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    first, second, third = waiting(a_report, clock)
    assert opened(page := decline(visit, first)) == (second.code, {"waits": ["first_look"]})
    assert first.code in page.text  # what was done is said on the page that follows
    assert opened(decline(visit, third)) == (second.code, {"waits": ["first_look"]})
    assert opened(decline(visit, second))[0] == ""


def test_the_filter_travels_with_the_moderator(visit: Visit, a_report: Reports, clock: Clock) -> None:
    first = a_report(kind=Kind.QUESTION)
    clock.advance(minutes=1)
    a_report()
    clock.advance(minutes=1)
    third = a_report(kind=Kind.QUESTION)
    page = visit.get("/moderation/?kind=question&field=dat-dai", as_=BND)
    row = page.one("//li[contains(@class,'queue-row')][.//*[text()=$code]]//a", code=first.code)
    query = "?" + urlsplit(row.get("href")).query
    assert parse_qs(query[1:]) == {"waits": ["first_look"], "kind": ["question"], "field": ["dat-dai"]}
    assert opened(decline(visit, first, query)) == (third.code, parse_qs(query[1:]))


def test_what_somebody_else_has_or_the_moderator_sent_is_passed_over(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    first, taken, third = waiting(a_report, clock)
    a_report.deed(taken.code, do.Claim(), by=OTHER_BND)
    clock.advance(minutes=1)
    a_report(by=BND)
    assert opened(decline(visit, first))[0] == third.code
    assert opened(decline(visit, third))[0] == ""


def test_an_appeal_opens_for_nobody_who_declined(visit: Visit, a_report: Reports, clock: Clock) -> None:
    declined = []
    for _ in range(2):
        clock.advance(minutes=1)
        report = a_report(Status.DECLINED)
        a_report.deed(report.code, do.Appeal(post=new_post_id(), words="Xin xem lại."), by="citizen")
        declined.append(report)
    first, second = declined
    at = f"/moderation/reports/{first.code}/next?waits=appeal"
    assert opened(visit.get(at, as_=BND))[0] == ""  # they declined both
    assert opened(visit.get(at, as_=OTHER_BND))[0] == second.code


def test_one_can_go_on_and_back_without_deciding(visit: Visit, a_report: Reports, clock: Clock) -> None:
    first, second, third = waiting(a_report, clock)

    def go(report: Report, way: str) -> str:
        page = visit.get(f"/moderation/reports/{report.code}?waits=first_look", as_=BND)
        link = page.one(f"//nav[@class='queue-way']//a[contains(@href,'/{way}?')]")
        return opened(visit.get(link.get("href"), as_=BND))[0]

    assert go(first, "next") == second.code
    assert go(third, "next") == first.code
    assert go(second, "previous") == first.code
    assert go(first, "previous") == third.code


def test_who_came_from_elsewhere_goes_back_to_the_queue(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    first, *_ = waiting(a_report, clock)
    page = visit.get(f"/moderation/reports/{first.code}", as_=BND)
    assert not page.all("//nav[@class='queue-way']")
    assert opened(decline(visit, first, ""))[0] == ""


def test_nonsense_in_the_address_leads_to_the_queue(visit: Visit, a_report: Reports, clock: Clock) -> None:
    first, second = waiting(a_report, clock, 2)
    at = f"/moderation/reports/{first.code}/next"
    assert opened(visit.get(f"{at}?waits=nothing", as_=BND))[0] == ""
    assert opened(visit.get(f"{at}?waits=first_look&field=%3Cb%3E&q=%E2%80%AE", as_=BND))[0] == second.code


def test_another_newsrooms_report_is_no_place_to_go_on_from(visit: Visit, a_report: Reports) -> None:
    foreign = a_report(outlet=PTTH)
    assert visit.get(f"/moderation/reports/{foreign.code}/next?waits=first_look", as_=BND, status=404)


def test_a_field_that_is_unknown_narrows_nothing(visit: Visit, a_report: Reports) -> None:
    report = a_report(field=FieldCode("dat-dai"))
    page = visit.get("/moderation/?field=khong-co", as_=BND)
    assert report.code in page.main
