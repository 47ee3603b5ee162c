"""/press/surges: where more is reported this week than usual."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.values import AreaCode, FieldCode, Kind, RemoveReason, Status
from casework.readings.surges import surges
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Visit
from tests.doors.stage import Reports
from tests.house import Clock

WHO = "journalist"
HEALTH, LAND = FieldCode("y-te"), FieldCode("dat-dai")


@pytest.fixture
def twelve_weeks(a_report: Reports, clock: Clock) -> None:
    """One report about land a week, for thirteen weeks."""
    a_report.trust("citizen")
    for _week in range(13):
        a_report(Status.ROUTED)
        clock.advance(days=7)


def test_what_is_more_than_usual_is_named_with_its_reports_one_click_away(
    visit: Visit, a_report: Reports, twelve_weeks: None, casework: Casework
) -> None:
    found = [
        a_report(Status.ROUTED, field=HEALTH, area=AreaCode("366"), kind=Kind.COMPLAINT) for _ in range(6)
    ]
    there = {"field": HEALTH, "area": AreaCode("366")}
    a_report(Status.SUBMITTED, **there)
    a_report(Status.ROUTED, publish=False, **there)
    gone = a_report(Status.ROUTED, **there)
    remove = do.Remove(post=new_post_id(), words="Gỡ.", reason=RemoveReason.OTHER)
    a_report.deed(gone.code, remove, by="moderator.bnd")

    page = visit.get("/press/surges", as_=WHO)
    rows = {
        " ".join(row.xpath("string(.//a)").split()): row for row in page.all("//main//ul[@class='queue']/li")
    }
    row = rows["Y tế · Huyện Hải Hậu"]
    assert "6 phản ánh trong 7 ngày" in row.text_content() and "thường là 0 mỗi tuần" in row.text_content()
    listed = visit.get(row.xpath(".//a")[0].get("href"), as_=WHO)
    shown = {link.get("href") for link in listed.all("//article[@class='report-card']//h2/a")}
    assert shown == {f"/reports/{one.code}" for one in found}
    assert "Đất đai" not in str(list(rows))
    desk = visit.get("/press/", as_=WHO)
    assert len(desk.all("//main//section[@aria-labelledby='surges-title']//li")) == 3


def test_a_young_forum_says_that_it_cannot_compare_yet(visit: Visit, a_report: Reports) -> None:
    for _ in range(6):
        a_report(Status.ROUTED)
    assert "ít nhất 4 tuần" in visit.get("/press/surges", as_=WHO).main


def test_it_takes_two_queries_however_much_there_is(
    casework: Casework, a_report: Reports, twelve_weeks: None
) -> None:
    for _ in range(8):
        a_report(Status.ROUTED)
    surges(casework)  # the directory is known from now on
    asked: list[str] = []
    stop = casework.db.on_statement(asked.append)
    found = surges(casework)
    stop()
    assert found.findings.surges
    assert len([one for one in asked if one.startswith("SELECT")]) == 2, asked
    assert "published_at >=" in asked[-1]
