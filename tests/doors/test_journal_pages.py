"""/journal and /ledger: what anybody can check, and what nobody learns there (security.md, "Journal")."""

from __future__ import annotations

import csv
import io

import pytest

from casework.actions import day_heads
from casework.domain import commands as do
from casework.domain.values import DeclineReason, Display, PostId, RemoveReason, RevisionId, Status
from casework.readings import journal as readings
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def check(visit: Visit, receipt: str, status: int = 200) -> Page:
    return visit.send(visit.get("/journal"), "/journal", {"receipt": receipt}, status=status)


def test_a_receipt_is_given_on_arrival_and_stands_in_the_journal(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report()
    receipt = visit.get(f"/reports/{report.code}/received", as_="citizen").one("//code[@class='hash']").text
    found = check(visit, receipt)
    assert "Biên nhận đúng" in found.main and "02/11/2026" in found.main
    assert "đăng sau nửa đêm" in found.main
    clock.advance(days=1)
    assert day_heads.make_due(casework) == 1
    (head,) = readings.heads(casework)
    found = check(visit, f"  {receipt.upper().replace('-', ' ', 3)} ".replace(" ", "-", 2).strip("-"))
    assert head.hash in found.main


def test_a_check_says_nothing_of_what_the_receipt_stands_for(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(by="guest", display=Display.CONFIDENTIAL, title="Vòi tiền ở một cửa")
    found = check(visit, readings.receipt(casework, report.code))
    for told in (report.code, "Vòi tiền", "09:00", "09 giờ", "complaint", "BND"):
        assert told not in found.main


@pytest.mark.parametrize(
    "typed",
    ["1", "1-abcd", "x" * 300, "1-" + "0" * 32, "999999-" + "a" * 32, "٣-" + "a" * 32,
     "9" * 30 + "-" + "a" * 32, "-1-" + "a" * 32, "1-" + "g" * 32],
)  # fmt: skip  # because a list of nonsense reads better in few lines
@sqlite_only
def test_what_is_no_receipt_of_ours_gets_one_answer(visit: Visit, a_report: Reports, typed: str) -> None:
    a_report()
    page = check(visit, typed[:200], status=422)
    assert "Không có biên nhận này" in page.error_of("receipt")


@sqlite_only
def test_the_heads_are_listed_by_page_and_as_a_table(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    assert "Chưa có dấu nào" in visit.get("/journal").main
    for _ in range(33):
        a_report()
        clock.advance(days=1)
    assert day_heads.make_due(casework) == 33
    first = visit.get("/journal")
    assert len(first.all("//main//tbody/tr")) == 31
    second = visit.get(first.one("//a[@rel='next']").get("href"))
    assert len(second.all("//main//tbody/tr")) == 2
    answer = visit.browser("guest").get("/journal/heads.csv")
    rows = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff"))))
    assert rows[0] == ["day", "last_event", "sha256"] and len(rows) == 34
    for bad in ("2026-13-40", "x", "٢٠٢٦-11-01"):
        assert len(visit.get("/journal", query_string={"before": bad}).all("//main//tbody/tr")) == 31


def test_the_ledger_shows_what_newsrooms_did_and_nothing_of_what_never_was_public(
    visit: Visit, a_report: Reports
) -> None:
    declined = a_report(title="Dấu kín một")
    a_report.deed(
        declined.code,
        do.Decline(post=new_post_id(), words="Lời riêng.", reason=DeclineReason.DENUNCIATION),
        by="moderator.bnd",
    )
    public = a_report(Status.ROUTED)
    edit = do.Edit(
        revision=RevisionId(new_post_id()), title="Tiêu đề mới", body="Chữ mới của phản ánh.",
        field=public.field, area=public.area, task=public.task,
    )  # fmt: skip  # because a list of fields reads better in few lines
    a_report.deed(public.code, edit, by="moderator.bnd")
    comment = PostId(new_post_id())
    a_report.deed(public.code, do.Comment(post=comment, words="Lời thô."), by="business")
    a_report.deed(public.code, do.ReviewComment(comment=comment, show=False), by="moderator.bnd")
    shown = PostId(new_post_id())
    a_report.deed(public.code, do.Comment(post=shown, words="Lời hay."), by="business")
    a_report.deed(public.code, do.ReviewComment(comment=shown, show=True), by="moderator.bnd")
    why = do.Remove(post=new_post_id(), words="Lộ số.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(public.code, why, by="moderator.bnd")
    a_report.deed(public.code, do.Restore(), by="moderator.bnd")

    page = visit.get("/ledger")

    rows = [" ".join(" ".join(row.itertext()).split()) for row in page.all("(//main//tbody)[2]/tr")]
    assert [row.split(" ", 1)[1] for row in rows] == [
        f"Đăng lại Báo Nam Định {public.code}",
        f"Gỡ khỏi diễn đàn Lộ thông tin cá nhân Báo Nam Định {public.code}",
        f"Không đăng bình luận Báo Nam Định {public.code}",
        f"Sửa chữ Báo Nam Định {public.code}",
        "Không tiếp nhận Thuộc thủ tục tố cáo Báo Nam Định chưa từng công khai",
    ]
    answer = visit.browser("guest").get("/ledger.csv")
    for text in (page.source, answer.get_data(as_text=True)):
        for told in (declined.code, "Dấu kín", "Lời riêng", "Lời thô", "Lộ số", "Vũ Minh Đức"):
            assert told not in text, told
    assert answer.get_data(as_text=True).count("\n") == 6


def test_what_a_reporter_does_to_their_own_report_is_no_act_of_a_newsroom(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report()
    edit = do.Edit(
        revision=RevisionId(new_post_id()), title="Tiêu đề của tôi", body="Chữ của tôi viết lại.",
        field=report.field, area=report.area, task=report.task,
    )  # fmt: skip  # because a list of fields reads better in few lines
    a_report.deed(report.code, edit, by="citizen")
    assert "Không có việc nào" in visit.get("/ledger").main


@sqlite_only
def test_the_ledger_is_asked_by_outlet_kind_and_month(visit: Visit, a_report: Reports, clock: Clock) -> None:
    a_report.trust("citizen")
    for _ in range(31):
        a_report(Status.DECLINED)
    clock.advance(days=30)
    a_report(Status.DECLINED)

    def count(**asked: str) -> int:
        return len(visit.get("/ledger", query_string=asked).all("(//main//tbody)[2]/tr"))

    assert count() == 30 and count(outlet="PTTH") == 0 and count(kind="Removed") == 0
    assert count(month="2026-11") == 30 and count(month="2026-12") == 1 and count(kind="Declined") == 30
    following = visit.get("/ledger").one("//a[@rel='next']").get("href")
    assert len(visit.get(following).all("(//main//tbody)[2]/tr")) == 2
    assert count(outlet="x'", kind="Rated", month="2026-99", after="AAAA") == 30
    link = visit.browser("guest").get("/ledger.csv").headers["Link"]
    assert link.startswith("</ledger.csv?") and 'rel="next"' in link
