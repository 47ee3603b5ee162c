"""/moderation/bulk: the same for several reports that are plainly alike."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import DeclineReason, PostId, Status
from casework.readings.thread import Thread, open_thread
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, Reports, actor
from tests.house import Clock

BND, OTHER_BND = "moderator.bnd", "moderator2.bnd"
WORDS = {"reason": "out_of_scope", "words": "Việc này không thuộc diễn đàn."}


def three(a_report: Reports, clock: Clock) -> list[Report]:
    made = []
    for _ in range(3):
        made.append(a_report())
        clock.advance(minutes=1)
    return made


def opened(visit: Visit, deed: str, chosen: list[Report], status: int = 200) -> Page:
    """The page that comes of ticking these and choosing what to do."""
    ticked = "".join(f"&code={report.code}" for report in chosen)
    return visit.get(f"/moderation/bulk?deed={deed}&waits=first_look{ticked}", as_=BND, status=status)


def read(casework: Casework, report: Report) -> Thread:
    memberships = actor(BND).memberships + actor("moderator.ptth").memberships
    return open_thread(casework, report.code, type(actor(BND))(memberships=memberships))


def test_the_queue_lets_reports_be_ticked(visit: Visit, a_report: Reports, clock: Clock) -> None:
    reports = three(a_report, clock)
    page = visit.get("/moderation/", as_=BND)
    ticks = page.all("//input[@type='checkbox'][@form='bulk'][@name='code']")
    assert [tick.get("value") for tick in ticks] == [report.code for report in reports]
    assert page.all("//form[@id='bulk']//select[@name='deed']/option[@value='decline']")


def test_several_are_declined_with_the_same_words(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    first, second, third = three(a_report, clock)
    page = opened(visit, "decline", [first, third])
    assert first.code in page.main and third.code in page.main and second.code not in page.main
    after = visit.send(page, "/bulk/decline", WORDS, as_=BND)
    assert "không tiếp nhận 2 phản ánh" in after.text
    for report in (first, third):
        thread = read(casework, report)
        assert thread.report.decline_reason is DeclineReason.OUT_OF_SCOPE
        assert [post.source for post in thread.posts] == [WORDS["words"]]
    assert read(casework, second).report.status is Status.SUBMITTED


def test_several_are_claimed_given_back_and_routed(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    reports = three(a_report, clock)
    for deed, fields, expected in (
        ("claim", {}, lambda report: report.claimed_by == actor(BND).user),
        ("release", {}, lambda report: report.claimed_by is None),
        ("route", {"agency": "STNMT"}, lambda report: report.agency == "STNMT"),
    ):
        visit.send(opened(visit, deed, reports), f"/bulk/{deed}", fields, as_=BND)
        assert all(expected(read(casework, report).report) for report in reports), deed


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_done(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    reports = three(a_report, clock)
    page = visit.send(
        opened(visit, "decline", reports), "/bulk/decline", {"words": WORDS["words"]}, as_=BND, status=422
    )
    assert page.error_of("reason")
    assert WORDS["words"] in str(page.values("/bulk/decline")["words"])
    assert len(str(page.values("/bulk/decline")["items"]).split()) == 3
    assert all(read(casework, report).report.status is Status.SUBMITTED for report in reports)
    visit.send(page, "/bulk/decline", WORDS, as_=BND)
    assert all(read(casework, report).report.status is Status.DECLINED for report in reports)


def test_who_was_faster_is_said_and_the_others_are_done(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    first, second, third = three(a_report, clock)
    page = opened(visit, "decline", [first, second, third])
    a_report.step(do.Withdraw(post=PostId("7" * 32), words=""), by="citizen")
    after = visit.send(page, "/bulk/decline", WORDS, as_=BND)
    assert "không tiếp nhận 2 phản ánh" in after.text
    assert f"Không làm được {third.code}" in after.text
    assert read(casework, third).report.status is Status.WITHDRAWN


def test_the_same_form_sent_twice_does_it_once(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    reports = three(a_report, clock)
    page = opened(visit, "decline", reports)
    for _ in range(2):
        after = visit.send(page, "/bulk/decline", WORDS, as_=BND)
        assert "không tiếp nhận 3 phản ánh" in after.text
    assert [len(read(casework, report).posts) for report in reports] == [1, 1, 1]


def test_nobody_reaches_what_another_newsroom_has_or_what_is_their_own(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    foreign, own = a_report(outlet=PTTH), a_report(by=BND)
    mine = a_report()
    page = opened(visit, "decline", [foreign, own, mine])
    assert foreign.code not in page.main
    items = f"{page.values('/bulk/decline')['items']} {foreign.code}:1:{'9' * 32}"
    after = visit.send(page, "/bulk/decline", {**WORDS, "items": items}, as_=BND)
    assert f"Không làm được {foreign.code}" in after.text and f"Không làm được {own.code}" in after.text
    assert read(casework, foreign).report.status is Status.SUBMITTED
    assert read(casework, own).report.status is Status.SUBMITTED
    assert read(casework, mine).report.status is Status.DECLINED


@pytest.mark.parametrize(
    ("query", "status"),
    [("deed=explode&code=PA-2222-2222", 404), ("deed=claim", 200), ("deed=claim&code=nonsense", 200)],
)
def test_nothing_ticked_or_nothing_known_changes_nothing(
    visit: Visit, a_report: Reports, query: str, status: int
) -> None:
    a_report()
    page = visit.get(f"/moderation/bulk?{query}", as_=BND, status=status)
    assert status == 404 or "đánh dấu ít nhất một phản ánh" in page.text


def test_two_moderators_who_claim_the_same_at_once_share_them_out(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    reports = three(a_report, clock)
    ticked = "".join(f"&code={report.code}" for report in reports)
    pages: dict[str, Any] = {
        who: visit.get(f"/moderation/bulk?deed=claim{ticked}", as_=who) for who in (BND, OTHER_BND)
    }
    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(lambda who: visit.send(pages[who], "/bulk/claim", as_=who), pages))
    claimed = [read(casework, report).report.claimed_by for report in reports]
    assert set(claimed) <= {actor(BND).user, actor(OTHER_BND).user} and None not in claimed
