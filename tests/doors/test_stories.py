"""/press/stories: what the press has written about a report, and embargoes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from casework.actions import stories
from casework.actions.stories import Linking
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.refusals import Refused, Why
from casework.domain.stories import Story, StoryState
from casework.domain.values import RemoveReason, Status
from casework.readings import own_data
from casework.readings import stories as readings
from casework.store.casework import Casework, new_post_id
from casework.store.reports import NoSuchReport
from tests.delivery.conftest import URL, Box, text_of
from tests.doors.client import Visit
from tests.doors.stage import PTTH, Reports, actor, let_in
from tests.house import Clock

WHO, EDITOR = "journalist", "moderator.bnd"
HEADLINE = "Ba lần hẹn <b>một</b> quyển sổ"
FILLED = {
    "title": HEADLINE,
    "medium": "Báo Nam Định",
    "url": "https://baonamdinh.vn/so-do?a=1&b=2",
    "day": "2026-11-02",
    "hour": "08:00",
}


def link(casework: Casework, code: str, *, by: str = WHO, hours: float = -1, url: str = "1") -> Story:
    linking = Linking(
        title=HEADLINE,
        medium="Báo Nam Định",
        url=f"https://baonamdinh.vn/{url}",
        published_at=casework.now() + timedelta(hours=hours),
    )
    return stories.link(casework, code, linking, by=actor(by))  # type: ignore[arg-type]  # because codes are text


def shown_at(visit: Visit, code: str, as_: str = "guest") -> list[str]:
    page = visit.get(f"/reports/{code}", as_=as_)
    return [link.text_content() for link in page.all("//ul[@class='story-list']//a")]


def test_a_journalist_of_the_outlet_links_a_story_and_everybody_finds_it(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    let_in(casework, WHO)
    code = a_report(Status.ROUTED).code
    assert shown_at(visit, code) == []
    page = visit.get(f"/press/stories/new?report={code}", as_=WHO)
    visit.send(page, "/press/stories/new", FILLED, as_=WHO)
    (found,) = visit.get(f"/reports/{code}").all("//ul[@class='story-list']//a")
    assert (found.get("href"), found.text_content()) == (FILLED["url"], HEADLINE)
    assert found.get("rel") == "noopener nofollow ugc"
    assert HEADLINE in visit.get("/outlets/bao-nam-dinh").main
    assert HEADLINE not in visit.get("/outlets/dai-phat-thanh-truyen-hinh").main
    assert HEADLINE in visit.get("/press/stories", as_=WHO).main


def test_what_is_wrong_is_said_beside_the_field_and_the_rest_is_kept(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    let_in(casework, WHO)
    page = visit.get(f"/press/stories/new?report={a_report(Status.ROUTED).code}", as_=WHO)
    wrong = FILLED | {"url": "http://baonamdinh.vn/1", "hour": "25:00", "medium": " "}
    answer = visit.send(page, "/press/stories/new", wrong, as_=WHO, status=422)
    assert answer.error_of("url") and answer.error_of("hour") and answer.error_of("medium")
    assert answer.values("/press/stories/new")["title"] == HEADLINE
    others = FILLED | {"url": "https://bao-khac.vn/1"}
    assert "trang báo" in visit.send(page, "/press/stories/new", others, as_=WHO, status=422).error_of("url")


def test_under_embargo_only_its_author_and_the_newsroom_see_it_until_the_minute(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    let_in(casework, WHO)
    code = a_report(Status.ROUTED).code
    before = visit.get(f"/reports/{code}")
    etag = visit.browser("guest").get(f"/reports/{code}").headers["ETag"]
    link(casework, code, hours=2)
    assert visit.get(f"/reports/{code}").text == before.text
    again = visit.browser("guest").get(f"/reports/{code}", headers={"If-None-Match": etag})
    assert again.status_code == 304
    for who in ("guest", "citizen", "moderator.ptth", "officer.stnmt", "overseer", "admin"):
        assert shown_at(visit, code, who) == [], who
        assert HEADLINE not in visit.get("/outlets/bao-nam-dinh", as_=who).text
    for who in (WHO, EDITOR):
        assert shown_at(visit, code, who) == [HEADLINE], who
        assert "Chưa đến giờ đăng" in visit.get(f"/reports/{code}", as_=who).main
    clock.advance(seconds=2 * 3600 - 1)
    assert shown_at(visit, code) == []
    clock.advance(seconds=1)
    # Nobody did anything: the kept page and its validator end by themselves.
    answer = visit.browser("guest").get(f"/reports/{code}", headers={"If-None-Match": etag})
    assert answer.status_code == 200 and shown_at(visit, code) == [HEADLINE]
    assert "so quyển" not in answer.text and "Chưa đến giờ đăng" not in answer.text


def test_what_other_media_link_waits_for_the_newsroom(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    let_in(casework, WHO, medium="Báo Lao Động")
    code = a_report(Status.ROUTED).code
    story = link(casework, code)
    assert story.state is StoryState.WAITING and shown_at(visit, code) == []
    box = Box()
    run(casework, box, URL, once=True)
    told = [text_of(one) for one in box.letters if str(one["To"]).startswith("moderator.bnd")]
    assert any(code in text and "gắn một bài báo" in text for text in told)
    page = visit.get("/press/stories", as_=EDITOR)
    visit.send(page, f"/{story.id}/show", as_=EDITOR)
    assert shown_at(visit, code) == [HEADLINE]
    page = visit.get(f"/press/stories/{story.id}", as_=EDITOR)
    visit.send(page, f"/{story.id}/decline", {"words": "Không phải việc này."}, as_=EDITOR)
    assert shown_at(visit, code) == []
    assert link(casework, code).state is StoryState.REMOVED
    assert "Tòa soạn không gắn" in visit.get("/press/stories", as_=WHO).main


@pytest.mark.parametrize(
    ("day", "says"),
    [
        ("0001-01-01", "Xin xem lại năm: 1."),
        ("9999-12-31", "Xin xem lại năm: 9999."),
        ("2026-02-30", "Ngày không đọc được"),
        ("mai", "Ngày không đọc được"),
        (" ", "Xin điền mục này."),
    ],
)
def test_a_day_that_nobody_means_is_asked_again_with_what_was_typed(
    visit: Visit, casework: Casework, a_report: Reports, day: str, says: str
) -> None:
    let_in(casework, WHO)
    here = f"/press/stories/new?report={a_report(Status.ROUTED).code}"
    sent = {**FILLED, "day": day, "hour": "00:30"}
    page = visit.send(visit.get(here, as_=WHO), "/press/stories/new", sent, as_=WHO, status=422)
    assert says in page.error_of("day")
    assert page.values("/press/stories/new")["day"] == day
    assert page.values("/press/stories/new")["title"] == HEADLINE


def test_a_journalist_of_another_outlet_waits_too_and_decides_nothing(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    let_in(casework, WHO, outlet=PTTH)
    story = link(casework, a_report(Status.ROUTED).code)
    assert story.state is StoryState.WAITING
    for who in ("moderator.ptth", WHO):
        with pytest.raises(Refused):
            stories.show(casework, story.id, by=actor(who))
    token = visit.token("moderator.ptth")
    for deed in ("show", "decline", "remove"):
        answer = visit.browser("moderator.ptth").post(
            f"/press/stories/{story.id}/{deed}", data={"csrf_token": token}
        )
        assert answer.status_code == 404


def test_its_author_takes_it_away_for_good(visit: Visit, casework: Casework, a_report: Reports) -> None:
    let_in(casework, WHO)
    code = a_report(Status.ROUTED).code
    story = link(casework, code)
    assert shown_at(visit, code) == [HEADLINE]
    visit.send(visit.get("/press/stories", as_=WHO), f"/{story.id}/remove", as_=WHO)
    assert shown_at(visit, code) == [] and readings.find(casework, actor(EDITOR), story.id) is None


def test_the_newsroom_links_any_site_and_answers_for_it(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED).code
    page = visit.get(f"/press/stories/new?report={code}", as_=EDITOR)
    visit.send(page, "/press/stories/new", FILLED | {"url": "https://vtv.vn/1"}, as_=EDITOR)
    (found,) = visit.get(f"/reports/{code}").all("//ul[@class='story-list']//a")
    assert (found.get("href"), found.get("rel")) == ("https://vtv.vn/1", "noopener")


def test_two_clicks_are_one_story_also_at_once(casework: Casework, a_report: Reports) -> None:
    let_in(casework, WHO)
    code = a_report(Status.ROUTED).code
    with ThreadPoolExecutor(3) as pool:
        numbers = {story.id for story in pool.map(lambda _: link(casework, code), range(3))}
    assert len(numbers) == 1


def test_there_is_an_end_to_them(
    casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casework.actions.stories.MOST", 1)
    let_in(casework, WHO)
    code = a_report(Status.ROUTED).code
    link(casework, code)
    with pytest.raises(Refused) as refused:
        link(casework, code, url="2")
    assert refused.value.why is Why.TOO_MANY_STORIES


def test_what_readers_do_not_have_gets_no_story_and_keeps_none_in_sight(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    let_in(casework, WHO)
    hidden = a_report(Status.ROUTED, publish=False)
    with pytest.raises(NoSuchReport):
        link(casework, hidden.code)
    visit.get(f"/press/stories/new?report={hidden.code}", as_=WHO, status=404)
    code = a_report(Status.ROUTED).code
    link(casework, code)
    remove = do.Remove(post=new_post_id(), words="Gỡ.", reason=RemoveReason.OTHER)
    a_report.deed(code, remove, by=EDITOR)
    assert HEADLINE not in visit.get("/outlets/bao-nam-dinh").text
    assert HEADLINE not in visit.get(f"/reports/{code}", status=410).text


def test_without_a_site_a_journalist_links_nothing(casework: Casework, a_report: Reports) -> None:
    with pytest.raises(Refused) as refused:
        link(casework, a_report(Status.ROUTED).code)
    assert refused.value.why is Why.NOT_YOUR_SITE


def test_they_are_among_ones_own_data(casework: Casework, a_report: Reports) -> None:
    let_in(casework, WHO)
    link(casework, a_report(Status.ROUTED).code)
    user = actor(WHO).user
    assert user is not None
    account = own_data.account(casework, user)
    assert account is not None and [one.title for one in account.stories] == [HEADLINE]
