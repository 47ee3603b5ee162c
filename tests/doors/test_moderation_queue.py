"""/moderation/: the newsroom's queue."""

from __future__ import annotations

import pytest

from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.values import Display, FieldCode, Kind, Status
from casework.readings.queue import ROWS_A_PAGE
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, Reports
from tests.house import Clock

QUEUE = "/moderation/"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def rows(page: Page) -> list[str]:
    """The codes of the rows, in order."""
    return [code.text_content() for code in page.all("//li[contains(@class,'queue-row')]//*[@class='code']")]


def tally(page: Page, label: str) -> int:
    tab = page.one("//ul[@class='tabs']//a[contains(normalize-space(), $label)]", label=label)
    return int(tab.xpath("string(.//*[@class='count'])"))


def test_a_moderator_sees_what_waits_in_their_own_outlet_oldest_first(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    first = a_report(title="Chờ cấp giấy khai sinh")
    clock.advance(minutes=5)
    second = a_report(title="Chờ sổ đỏ")
    a_report(outlet=PTTH, title="Việc của Đài")
    a_report(Status.ROUTED)

    page = visit.get(QUEUE, as_="moderator.bnd")

    assert rows(page) == [first.code, second.code]
    assert "Chờ cấp giấy khai sinh" in page.main and "Việc của Đài" not in page.main


@pytest.mark.parametrize(
    ("status", "waits", "label"),
    [
        (Status.SUBMITTED, "first_look", "Chờ xem"),
        (Status.NEEDS_INFO, "info", "Cần bổ sung"),
        (Status.RETURNED, "new_agency", "Bị trả lại"),
    ],
)
def test_every_part_of_the_queue_holds_and_counts_its_own(
    visit: Visit, a_report: Reports, status: Status, waits: str, label: str
) -> None:
    mine = a_report(status)
    for other in (Status.SUBMITTED, Status.NEEDS_INFO, Status.RETURNED, Status.DECLINED, Status.CLOSED):
        if other is not status:
            a_report(other)

    page = visit.get(f"{QUEUE}?waits={waits}", as_="moderator.bnd")

    assert rows(page) == [mine.code]
    assert tally(page, label) == 1
    assert tally(page, "Tất cả đang mở") == 3


def test_an_appeal_waits_in_the_queue(visit: Visit, a_report: Reports) -> None:
    declined = a_report(Status.DECLINED)
    a_report.deed(declined.code, do.Appeal(post=new_post_id(), words="Tôi đã hỏi huyện rồi."), by="citizen")

    page = visit.get(f"{QUEUE}?waits=appeal", as_="moderator2.bnd")

    assert rows(page) == [declined.code]


def test_a_request_for_more_time_waits_in_the_queue(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    routed = a_report(Status.ACCEPTED)
    assert routed.due is not None
    asked = do.RequestExtension(
        post=new_post_id(), words="Xin lỗi, cần đo lại.", until=casework.terms().latest_extension(routed.due)
    )
    a_report.deed(routed.code, asked, by="officer.stnmt")

    assert rows(visit.get(f"{QUEUE}?waits=extension", as_="moderator.bnd")) == [routed.code]


def test_what_an_agency_lets_lie_waits_under_overdue(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    routed = a_report(Status.ACCEPTED)
    clock.advance(days=60)
    clockwork.strike(casework)

    page = visit.get(f"{QUEUE}?waits=overdue", as_="moderator.bnd")

    assert rows(page) == [routed.code]
    assert "quá hạn" in page.main


def test_a_report_nobody_looked_at_in_time_is_marked_late(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    a_report()
    assert not visit.get(QUEUE, as_="moderator.bnd").all("//li[contains(@class,'is-late')]")
    clock.advance(days=4)

    page = visit.get(QUEUE, as_="moderator.bnd")

    assert page.all("//li[contains(@class,'is-late')]")
    assert "quá hạn" in page.main


def test_a_row_tells_who_is_on_it_and_what_to_mind(visit: Visit, a_report: Reports) -> None:
    taken = a_report(display=Display.CONFIDENTIAL, publish=False)
    a_report.deed(taken.code, do.Claim(), by="moderator2.bnd")

    page = visit.get(QUEUE, as_="moderator.bnd")

    assert "Phạm Thu Hằng đang xử lý" in page.main
    assert "Bảo mật" in page.main and "Không muốn đăng" in page.main
    assert "Bạn đang xử lý" in visit.get(QUEUE, as_="moderator2.bnd").main


def test_the_queue_can_be_narrowed(visit: Visit, a_report: Reports) -> None:
    a_report(kind=Kind.COMPLAINT, title="Sổ đỏ chậm")
    question = a_report(kind=Kind.QUESTION, field=FieldCode("y-te"), title="Khám bảo hiểm ở đâu")

    for narrowed in ("kind=question", "field=y-te", "q=bảo hiểm", f"q={question.code.lower()}"):
        assert rows(visit.get(f"{QUEUE}?{narrowed}", as_="moderator.bnd")) == [question.code], narrowed
    assert not rows(visit.get(f"{QUEUE}?area=366", as_="moderator.bnd"))


@sqlite_only
@pytest.mark.parametrize(
    "odd", ["waits=nonsense", "kind=%00", "q=%00", "field=đ&area=x", "after=zzzz", "after=WyJhIiwiYiJd"]
)
def test_an_address_that_is_none_of_ours_still_gives_the_queue(
    visit: Visit, a_report: Reports, odd: str
) -> None:
    report = a_report()

    assert rows(visit.get(f"{QUEUE}?{odd}", as_="moderator.bnd")) == [report.code]


@sqlite_only
def test_a_long_queue_goes_on_where_it_stopped(visit: Visit, a_report: Reports, clock: Clock) -> None:
    codes = []
    a_report.trust("citizen")
    for _ in range(ROWS_A_PAGE + 2):
        codes.append(a_report().code)
        clock.advance(seconds=1)

    first = visit.get(QUEUE, as_="moderator.bnd")
    second = visit.get(first.one("//a[@rel='next']/@href"), as_="moderator.bnd")

    assert rows(first) + rows(second) == codes
    assert not second.all("//a[@rel='next']")


def test_a_page_of_the_queue_costs_few_queries(visit: Visit, a_report: Reports, casework: Casework) -> None:
    for _ in range(5):
        a_report()
    visit.get(QUEUE, as_="moderator.bnd")
    said: list[str] = []
    stop = casework.db.on_statement(said.append)

    visit.get(QUEUE, as_="moderator.bnd")

    stop()
    asked = [statement for statement in said if statement.lstrip().upper().startswith("SELECT")]
    assert 2 <= len(asked) <= 6, asked


def test_an_empty_queue_says_so(visit: Visit) -> None:
    assert "Hết việc ở mục này" in visit.get(QUEUE, as_="moderator.bnd").main


@sqlite_only
def test_only_moderators_enter(visit: Visit) -> None:
    for who in ("citizen", "officer.stnmt", "overseer", "admin"):
        visit.get(QUEUE, as_=who, status=403)
    assert visit.get(QUEUE, follow=False, status=302).headers["Location"].startswith("/login")
