"""What the demo's journalist finds on their desk."""

from __future__ import annotations

from casework.domain.values import Status
from casework.store.casework import Casework
from demo import press
from tests.doors.client import Visit
from tests.doors.stage import Reports, actor


def test_the_demos_journalist_has_a_search_a_clipping_a_story_and_a_request(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    closed, waiting = a_report(Status.CLOSED).code, a_report(Status.ACCEPTED).code
    press.fill(casework, actor("journalist"), actor("moderator.bnd"))
    desk = visit.get("/press/", as_="journalist").main
    assert "Có chữ “sổ đỏ”" in desk and closed in desk
    assert visit.get(f"/reports/{closed}").all("//ul[@class='story-list']//a")
    assert "Đang chờ" in visit.get("/press/contacts", as_="journalist").main
    assert visit.get(f"/reports/{waiting}", as_="citizen").all("//main//a[contains(@href,'/contact/')]")
