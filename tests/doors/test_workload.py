"""/moderation/workload: who did what in a month, how soon, and how it turned out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from casework.domain import commands as do
from casework.domain.values import DeclineReason, ReturnReason, Status
from casework.store.casework import new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, STNMT, Reports
from tests.house import Clock

WORKLOAD = "/moderation/workload"
ME, OTHER, ALL = "Vũ Minh Đức (bạn)", "Phạm Thu Hằng", "Cả tòa soạn"


def figures(page: Page, who: str) -> dict[str, str]:
    """What stands under each heading in somebody's row."""
    heads = [head.text_content() for head in page.all("//table//thead//th")][1:]
    row = page.one("//tbody/tr[normalize-space(th)=$who]", who=who)
    return dict(zip(heads, (cell.text_content().strip() for cell in row.xpath("td")), strict=True))


def declined(words: str = "Việc này không thuộc diễn đàn.") -> do.Decline:
    return do.Decline(post=new_post_id(), words=words, reason=DeclineReason.OUT_OF_SCOPE)


def test_everybodys_month_stands_in_their_row_and_all_together_in_the_last(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    slow = a_report()
    clock.advance(days=2)
    quick = a_report()
    clock.advance(hours=1)
    a_report.deed(
        slow.code, do.ApproveAndRoute(agency=STNMT, post=new_post_id(), words=""), by="moderator.bnd"
    )
    a_report.deed(quick.code, declined(), by="moderator.bnd")
    other = a_report()
    clock.advance(minutes=20)
    a_report.deed(other.code, declined(), by="moderator2.bnd")

    page = visit.get(WORKLOAD, as_="moderator.bnd")

    mine, theirs, all_ = figures(page, ME), figures(page, OTHER), figures(page, ALL)
    assert (mine["Xem lần đầu"], mine["Đúng hạn"], mine["Chuyển đi"], mine["Không nhận"]) == (
        "2",
        "1/2",
        "1",
        "1",
    )
    assert (theirs["Xem lần đầu"], theirs["Thường chờ"], theirs["Đúng hạn"]) == ("1", "20 phút", "1/1")
    assert (all_["Xem lần đầu"], all_["Thường chờ"], all_["Không nhận"]) == ("3", "60 phút", "2")
    assert mine["Xem lại: người gửi đúng"] == mine["Bị trả lại"].replace("0", "–") == "–"


def test_only_the_first_decision_ends_the_wait(visit: Visit, a_report: Reports, clock: Clock) -> None:
    report = a_report()
    clock.advance(hours=2)
    a_report.deed(report.code, do.AskInfo(post=new_post_id(), words="Một cửa nào?"), by="moderator2.bnd")
    a_report.deed(report.code, do.SupplyInfo(post=new_post_id(), words="Ở huyện."), by="citizen")
    clock.advance(days=5)
    a_report.deed(report.code, declined(), by="moderator.bnd")

    page = visit.get(WORKLOAD, as_="moderator.bnd")

    assert (figures(page, OTHER)["Xem lần đầu"], figures(page, OTHER)["Hỏi thêm"]) == ("1", "1")
    assert (figures(page, ME)["Xem lần đầu"], figures(page, ME)["Không nhận"]) == ("0", "1")
    assert (figures(page, ME)["Thường chờ"], figures(page, ME)["Đúng hạn"]) == ("–", "–")


def test_a_guests_report_waits_from_when_it_was_confirmed(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    report = a_report(Status.UNCONFIRMED, by="guest")
    clock.advance(days=3)
    a_report.deed(report.code, do.Confirm(), by=a_report.owner(report.code))
    clock.advance(minutes=30)
    a_report.deed(report.code, declined(), by="moderator.bnd")

    assert figures(visit.get(WORKLOAD, as_="moderator.bnd"), ME)["Thường chờ"] == "30 phút"


def test_what_turned_out_wrong_counts_for_who_had_decided_it(visit: Visit, a_report: Reports) -> None:
    won, lost, routed = a_report(), a_report(), a_report(Status.ACCEPTED)
    for report, upheld in ((won, True), (lost, False)):
        a_report.deed(report.code, declined(), by="moderator.bnd")
        a_report.deed(
            report.code, do.Appeal(post=new_post_id(), words="Đây là thủ tục hành chính."), by="citizen"
        )
        a_report.deed(
            report.code,
            do.DecideAppeal(post=new_post_id(), words="Đã xem.", upheld=upheld),
            by="moderator2.bnd",
        )
    returned = do.Return(post=new_post_id(), words="Việc của huyện.", reason=ReturnReason.NOT_OUR_AREA)
    a_report.deed(routed.code, returned, by="officer.stnmt")

    page = visit.get(WORKLOAD, as_="moderator.bnd")

    mine, theirs = figures(page, ME), figures(page, OTHER)
    assert (mine["Xem lại: người gửi đúng"], mine["Bị trả lại"]) == ("1/2", "1")
    assert (theirs["Xem lại: người gửi đúng"], theirs["Bị trả lại"], theirs["Việc khác"]) == ("–", "0", "2")


def test_nobody_sees_another_newsroom(visit: Visit, a_report: Reports) -> None:
    report = a_report(outlet=PTTH)
    a_report.deed(report.code, declined(), by="moderator.ptth")

    page = visit.get(WORKLOAD, as_="moderator.bnd")

    assert "Chưa có việc nào" in page.main
    assert "Đỗ Quang Huy" not in page.text
    assert figures(visit.get(WORKLOAD, as_="moderator.ptth"), "Đỗ Quang Huy (bạn)")["Không nhận"] == "1"


@pytest.mark.parametrize("month", ["2026-10", "2026-13", "x", "2026-00", "٢٠٢٦-١٠", "2026-11"])
def test_another_month_is_another_table_and_no_month_is_this_one(
    visit: Visit, a_report: Reports, clock: Clock, month: str
) -> None:
    clock.set(datetime(2026, 10, 31, 16, 59, tzinfo=UTC))  # the last minute of October in Nam Định
    a_report.deed(a_report().code, declined(), by="moderator.bnd")
    clock.set(datetime(2026, 10, 31, 17, 0, tzinfo=UTC))
    for _ in range(2):
        a_report.deed(a_report().code, declined(), by="moderator.bnd")

    page = visit.get(f"{WORKLOAD}?month={month}", as_="moderator.bnd")

    assert figures(page, ME)["Không nhận"] == ("1" if month == "2026-10" else "2")
