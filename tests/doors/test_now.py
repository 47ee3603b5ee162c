"""What is overdue now, and what was thanked in a month."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.actions import indexing
from casework.domain import commands as do
from casework.domain.values import Kind, PostId, RemoveReason, ReportCode, Status
from casework.store.casework import Casework, new_post_id
from casework.store.tables import ReportRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.house import Clock


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is counted once a minute is counted at once."""
    monkeypatch.setattr("casework.readings.kept.KEPT_SECONDS", -1)


def titles(page: Page) -> list[str]:
    return [heading.text_content().strip() for heading in page.all("//article//h2")]


def make_late(casework: Casework, code: ReportCode, *, days: int) -> None:
    """As the clock leaves it, so many calendar days after its date."""
    with casework.db.write() as session:
        late = {"overdue": True, "due": casework.now() - timedelta(days=days)}
        session.execute(update(ReportRow).where(ReportRow.code == code).values(**late))
    indexing.recount(casework)


def test_what_is_overdue_stands_with_its_working_days_the_longest_first(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    for title, days in (("Trễ một tuần", 7), ("Trễ hai tuần", 14), ("Trễ một ngày", 3)):
        make_late(casework, a_report(Status.ACCEPTED, title=title).code, days=days)
    a_report(Status.ACCEPTED, title="Còn hạn")
    answered = a_report(Status.ANSWERED, title="Trả lời muộn")
    make_late(casework, answered.code, days=20)
    make_late(casework, a_report(Status.ACCEPTED, title="Không công khai", publish=False).code, days=30)
    page = visit.get("/overdue")
    assert titles(page) == ["Trễ hai tuần", "Trễ một tuần", "Trễ một ngày"]
    said = [" ".join(one.text_content().split()) for one in page.all("//p[@class='late-since']")]
    assert [one.partition(" · ")[2] for one in said] == [
        "quá hạn 10 ngày làm việc",
        "quá hạn 5 ngày làm việc",
        "quá hạn 1 ngày làm việc",
    ]
    assert page.one("//option[@value='STNMT']").text_content() == "Sở Tài nguyên và Môi trường (3)"
    assert "Không công khai" not in page.source and page.headers["Cache-Control"].startswith("public")


def test_it_is_narrowed_to_one_agency_and_empty_in_a_friendly_way(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    assert "Không có việc nào quá hạn" in visit.get("/overdue").main
    make_late(casework, a_report(Status.ACCEPTED, title="Trễ").code, days=7)
    assert titles(visit.get("/overdue?agency=STNMT")) == ["Trễ"]
    assert "Cơ quan này không có việc nào quá hạn" in visit.get("/overdue?agency=SYT").main
    for nonsense in ("x", "%00", "' OR 1=1"):
        assert titles(visit.get(f"/overdue?agency={nonsense}")) == ["Trễ"]
    assert titles(visit.get("/reports?sort=late")) == ["Trễ"]


def test_what_was_answered_or_taken_down_leaves_the_page(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    codes = [a_report(Status.ACCEPTED, title=f"Trễ {n}").code for n in range(2)]
    for code in codes:
        make_late(casework, code, days=7)
    words = "Sở đã giải quyết xong việc này."
    a_report.deed(codes[0], do.SignReply(post=new_post_id(), words=words), by="signer.stnmt")
    remove = do.Remove(post=PostId("d" * 32), words="Xem lại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(codes[1], remove, by="moderator.bnd")
    assert titles(visit.get("/overdue")) == []


def test_thanks_stand_by_month_and_lead_to_the_months_before(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    a_report(Status.ROUTED, kind=Kind.PRAISE, title="Cảm ơn tháng 11")
    a_report(Status.ROUTED, kind=Kind.PRAISE, title="Khen kín", publish=False)
    a_report(Status.ROUTED, title="Không phải lời khen")
    assert titles(visit.get("/thanks")) == ["Cảm ơn tháng 11"]
    clock.advance(days=65)
    page = visit.get("/thanks")
    assert titles(page) == [] and "Tháng này chưa có lời khen nào" in page.main
    earlier = page.one("//nav[@aria-label='Các tháng']/a").get("href")
    assert earlier == "/thanks?month=2026-11", "months without thanks are passed over"
    assert visit.get(earlier).h1 == "Được khen trong tháng 11/2026"
    assert visit.get(f"/en{earlier}").h1 == "Thanked in November 2026"
    old = visit.get(earlier)
    assert titles(old) == ["Cảm ơn tháng 11"]
    assert old.one("//nav[@aria-label='Các tháng']/a").get("href") == "/thanks?month=2026-12"


@pytest.mark.parametrize("month", ["x", "2026-13", "2099-01", "0001-01", "%00", "2026-11-02"])
def test_a_month_that_is_none_of_ours_is_this_one(visit: Visit, a_report: Reports, month: str) -> None:
    a_report(Status.ROUTED, kind=Kind.PRAISE, title="Cảm ơn")
    assert titles(visit.get(f"/thanks?month={month}")) == ["Cảm ơn"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("url", "asks", "index"),
    [
        ("/overdue", "report.due IS NOT NULL", "ix_report_late"),
        ("/agencies/so-tai-nguyen-va-moi-truong", "kind = 'question'", "ix_report_asked_of_agency"),
        ("/fields/dat-dai", "kind = 'question'", "ix_report_asked_of_field"),
    ],
)
def test_an_index_gives_each_list_in_its_order(
    visit: Visit, a_report: Reports, casework: Casework, url: str, asks: str, index: str
) -> None:
    a_report(Status.ROUTED)
    heard: list[str] = []
    silence = casework.db.on_statement(heard.append)
    visit.get(url)
    silence()
    (asked,) = (one for one in heard if asks in one)
    with casework.db.read() as session:
        raw = session.connection().connection
        plan = str(raw.execute(f"EXPLAIN QUERY PLAN {asked}", [None] * asked.count("?")).fetchall())
    assert index in plan and "TEMP B-TREE" not in plan
