"""/press/stories/<n>: what the newsroom decides about a story, and how who linked it learns of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest

from casework.actions import stories, wishes
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.accreditation import LONGEST_REASON
from casework.domain.calendar import LOCAL
from casework.domain.refusals import Refused, Why
from casework.domain.stories import StoryState
from casework.domain.values import RemoveReason, Status
from casework.domain.wishes import Concern, Often
from casework.readings import own_data, press_desk
from casework.readings import stories as readings
from casework.store.casework import Casework, new_post_id
from tests.delivery.conftest import URL, Box, everything, html_of, text_of
from tests.doors.client import Visit
from tests.doors.stage import Reports, actor, let_in
from tests.doors.test_stories import EDITOR, HEADLINE, WHO, link
from tests.house import Clock

OTHER_MEDIUM = "Báo Lao Động"
REASON = "Bài nói về <b>việc khác</b>,\nkhông phải phản ánh này."
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(casework: Casework, who: str = WHO) -> list[EmailMessage]:
    box = Box()
    run(casework, box, URL, once=True)
    return [one for one in box.letters if one["To"] == f"{who}@demo.test"]


def wish(casework: Casework, often: Often) -> None:
    user = actor(WHO).user
    assert user
    wishes.choose(casework, user, {Concern.OWN: often})


@pytest.fixture
def waiting(casework: Casework, a_report: Reports) -> stories.Story:
    """A story of another medium that has appeared, and waits for the newsroom."""
    let_in(casework, WHO, medium=OTHER_MEDIUM)
    story = link(casework, a_report(Status.ROUTED, title="Chờ sổ đỏ").code)
    told(casework)
    return story


def test_who_linked_a_story_is_told_that_it_is_shown_and_finds_it_at_the_desk(
    visit: Visit, casework: Casework, waiting: stories.Story
) -> None:
    visit.send(visit.get("/press/stories", as_=EDITOR), f"/{waiting.id}/show", as_=EDITOR)
    (letter,) = told(casework)
    assert letter["Subject"] == f"Bài của bạn đã hiện ở {waiting.report}: {HEADLINE}"
    assert "Báo Nam Định đã xem bài" in text_of(letter) and "Chờ sổ đỏ" in text_of(letter)
    assert f"{URL}/press/stories" in text_of(letter)
    assert HEADLINE not in html_of(letter), "what somebody typed is escaped"
    page = visit.get("/press/stories", as_=WHO)
    assert "Tòa soạn cho hiện, ngày" in page.main
    assert told(casework) == []


def test_who_linked_a_story_is_told_why_it_is_not_shown_and_reads_it_at_the_desk(
    visit: Visit, casework: Casework, waiting: stories.Story
) -> None:
    page = visit.get(f"/press/stories/{waiting.id}", as_=EDITOR)
    answer = visit.send(page, f"/{waiting.id}/decline", {"words": " "}, as_=EDITOR, status=422)
    assert answer.error_of("words")
    long = "c" * (LONGEST_REASON + 1)
    answer = visit.send(page, f"/{waiting.id}/decline", {"words": long}, as_=EDITOR, status=422)
    assert answer.error_of("words") and answer.values(f"/{waiting.id}/decline")["words"].strip() == long
    after = visit.send(page, f"/{waiting.id}/decline", {"words": REASON}, as_=EDITOR)
    assert "báo lý do" in after.main
    (letter,) = told(casework)
    assert letter["Subject"] == f"Tòa soạn không gắn bài của bạn vào {waiting.report}: {HEADLINE}"
    assert REASON in text_of(letter).replace("\r\n", "\n") and "&lt;b&gt;việc khác" in html_of(letter)
    for who in (WHO, EDITOR):
        page = visit.get("/press/stories", as_=who)
        assert "<b>việc khác</b>" in page.main and "&lt;b&gt;việc khác" in page.source
    assert not [action for action in visit.get("/press/stories", as_=WHO).actions if "remove" in action]


@sqlite_only
@pytest.mark.parametrize("who", ["guest", "citizen", "moderator.ptth", "officer.stnmt", "overseer"])
def test_the_reason_is_for_who_linked_it_and_for_the_newsroom(
    visit: Visit, casework: Casework, waiting: stories.Story, who: str
) -> None:
    stories.decline(casework, waiting.id, reason="Chuyện zebra.", by=actor(EDITOR))
    for page in (f"/reports/{waiting.report}", "/outlets/bao-nam-dinh"):
        assert "zebra" not in visit.get(page, as_=who).source
    with pytest.raises(Refused):
        stories.show(casework, waiting.id, seen=StoryState.REMOVED, by=actor(who))
    assert readings.find(casework, actor(who), waiting.id) is None


@pytest.mark.parametrize("shown", [True, False])
def test_of_a_story_under_embargo_no_letter_names_it(
    casework: Casework, a_report: Reports, clock: Clock, shown: bool
) -> None:
    let_in(casework, WHO, medium=OTHER_MEDIUM)
    story = link(casework, a_report(Status.ROUTED, title="Chờ sổ đỏ").code, hours=5)
    asked = told(casework, EDITOR)
    assert [one for one in asked if "bài hẹn giờ" in one["Subject"]]
    if shown:
        stories.show(casework, story.id, by=actor(EDITOR))
    else:
        stories.decline(casework, story.id, reason="Việc khác.", by=actor(EDITOR))
    (letter,) = told(casework)
    assert "hẹn giờ" in letter["Subject"] and story.report in letter["Subject"]
    for one in (letter, *asked):
        for trace in ("Ba lần hẹn", "baonamdinh.vn/1"):
            assert trace not in everything(one)
    assert story.report in text_of(letter)


def test_an_embargo_that_ends_while_a_page_is_open_is_over_for_the_page_too(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    let_in(casework, WHO, medium=OTHER_MEDIUM)
    code = a_report(Status.ROUTED, title="Chờ sổ đỏ").code
    story = link(casework, code, hours=0.02)
    told(casework)
    page = visit.get(f"/press/stories/{story.id}", as_=EDITOR)
    assert "Đến giờ đăng thì bạn đọc mới thấy" in page.main
    before = visit.get(f"/reports/{code}").source
    clock.advance(minutes=2)
    assert HEADLINE not in visit.get(f"/reports/{code}").main, "the newsroom has not looked at it yet"
    visit.send(page, f"/{story.id}/show", as_=EDITOR)
    assert HEADLINE in visit.get(f"/reports/{code}").main and HEADLINE not in before
    (letter,) = told(casework)
    assert letter["Subject"] == f"Bài của bạn đã hiện ở {code}: {HEADLINE}"


def test_it_is_told_as_its_author_wishes(casework: Casework, a_report: Reports, clock: Clock) -> None:
    let_in(casework, WHO, medium=OTHER_MEDIUM)
    code = a_report(Status.ROUTED, title="Chờ sổ đỏ").code
    told(casework)
    wish(casework, Often.OFF)
    stories.show(casework, link(casework, code, url="1").id, by=actor(EDITOR))
    assert told(casework) == []
    wish(casework, Often.DAILY)
    assert told(casework) == [], "what happened while it was off is not made up for"
    stories.decline(casework, link(casework, code, url="2").id, reason="Trùng.", by=actor(EDITOR))
    assert told(casework) == []
    clock.set(datetime(2026, 11, 3, 7, tzinfo=LOCAL))
    (letter,) = told(casework)
    assert "PHẢN ÁNH CỦA TÔI" in text_of(letter) and "Tòa soạn không gắn bài của bạn" in text_of(letter)
    assert letter["List-Unsubscribe-Post"]
    stories.show(casework, link(casework, code, url="3").id, by=actor(EDITOR))
    wish(casework, Often.AT_ONCE)
    stories.decline(casework, link(casework, code, url="4").id, reason="Trùng.", by=actor(EDITOR))
    wish(casework, Often.OFF)
    assert told(casework) == [], "off is off at once, for what waits too"


def test_the_letter_speaks_its_readers_language(
    visit: Visit, casework: Casework, waiting: stories.Story
) -> None:
    visit.send(visit.get("/account", as_=WHO), "/account", {"locale": "en"}, as_=WHO)
    stories.decline(casework, waiting.id, reason="Another matter.", by=actor(EDITOR))
    (letter,) = told(casework)
    assert letter["Subject"] == f"The newsroom does not link your story to {waiting.report}: {HEADLINE}"
    assert "you linked a story" in text_of(letter) and "gắn" not in text_of(letter)


def test_only_the_last_decision_is_told(casework: Casework, waiting: stories.Story, clock: Clock) -> None:
    stories.show(casework, waiting.id, by=actor(EDITOR))
    clock.advance(seconds=5)
    stories.decline(casework, waiting.id, reason="Nhầm.", seen=StoryState.SHOWN, by=actor(EDITOR))
    clock.advance(seconds=5)
    stories.show(casework, waiting.id, seen=StoryState.REMOVED, by=actor(EDITOR))
    (letter,) = told(casework)
    assert letter["Subject"].startswith("Bài của bạn đã hiện")
    clock.advance(seconds=5)
    stories.decline(casework, waiting.id, reason="Thôi.", seen=StoryState.SHOWN, by=actor(EDITOR))
    (letter,) = told(casework)
    assert "Thôi." in text_of(letter), "and every later one"


def test_of_two_editors_who_decide_at_once_one_does_and_the_other_learns_it(
    visit: Visit, casework: Casework, waiting: stories.Story
) -> None:
    page = visit.get(f"/press/stories/{waiting.id}", as_="moderator2.bnd")
    visit.send(visit.get("/press/stories", as_=EDITOR), f"/{waiting.id}/show", as_=EDITOR)
    late = visit.send(page, f"/{waiting.id}/show", as_="moderator2.bnd")
    assert "Đồng nghiệp đã quyết định" in late.main
    stories.decline(casework, waiting.id, reason="Nhầm.", seen=StoryState.SHOWN, by=actor(EDITOR))
    for action, fields in (("show", {}), ("decline", {"words": "Lần nữa."})):
        late = visit.send(page, f"/{waiting.id}/{action}", fields, as_="moderator2.bnd")
        assert "Đồng nghiệp đã quyết định" in late.main, action
    found = readings.find(casework, actor(EDITOR), waiting.id)
    assert found and (found.state, found.reason) == (StoryState.REMOVED, "Nhầm.")
    again = visit.get(f"/press/stories/{waiting.id}", as_=EDITOR)
    visit.send(again, f"/{waiting.id}/show", as_=EDITOR)
    found = readings.find(casework, actor(WHO), waiting.id)
    assert found and (found.state, found.reason) == (StoryState.SHOWN, "")


def test_who_declines_what_a_colleague_has_just_shown_learns_it_and_keeps_the_reason(
    visit: Visit, casework: Casework, waiting: stories.Story
) -> None:
    page = visit.get(f"/press/stories/{waiting.id}", as_="moderator2.bnd")
    visit.send(visit.get("/press/stories", as_=EDITOR), f"/{waiting.id}/show", as_=EDITOR)
    late = visit.send(
        page, f"/{waiting.id}/decline", {"words": "Việc khác."}, as_="moderator2.bnd", status=409
    )
    assert "Đồng nghiệp đã quyết định" in late.main
    assert late.values(f"/{waiting.id}/decline")["words"].strip() == "Việc khác."
    assert HEADLINE in visit.get(f"/reports/{waiting.report}").main
    (letter,) = told(casework)
    assert letter["Subject"].startswith("Bài của bạn đã hiện")
    visit.send(late, f"/{waiting.id}/decline", as_="moderator2.bnd")
    found = readings.find(casework, actor(WHO), waiting.id)
    assert found and (found.state, found.reason) == (StoryState.REMOVED, "Việc khác."), "once they know"


def test_three_clicks_at_one_time_are_one_decision_and_one_letter(
    casework: Casework, waiting: stories.Story
) -> None:
    def click(who: str) -> str:
        try:
            stories.show(casework, waiting.id, by=actor(who))
        except Refused as refused:
            return refused.why
        return "done"

    with ThreadPoolExecutor(3) as crowd:
        found = sorted(crowd.map(click, [EDITOR, "moderator2.bnd", EDITOR]))
    assert found == [Why.ALREADY_DECIDED, Why.ALREADY_DECIDED, "done"]
    assert len(told(casework)) == 1


def test_who_may_not_open_the_desk_any_more_is_led_to_the_report(
    casework: Casework, waiting: stories.Story, clock: Clock
) -> None:
    clock.advance(days=800)
    stories.decline(casework, waiting.id, reason="Muộn quá.", by=actor(EDITOR))
    (letter,) = [one for one in told(casework) if "không gắn" in one["Subject"]]
    assert f"{URL}/reports/{waiting.report}" in text_of(letter)
    assert "/press/stories" not in text_of(letter)


def test_of_a_report_that_is_taken_down_no_title_is_told(
    casework: Casework, waiting: stories.Story, a_report: Reports
) -> None:
    stories.decline(casework, waiting.id, reason="Việc khác.", by=actor(EDITOR))
    why = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(waiting.report, why, by=EDITOR)
    (letter,) = told(casework)
    assert "Chờ sổ đỏ" not in everything(letter) and waiting.report in text_of(letter)


def test_who_takes_their_story_away_is_told_nothing(casework: Casework, waiting: stories.Story) -> None:
    stories.show(casework, waiting.id, by=actor(EDITOR))
    stories.remove(casework, waiting.id, by=actor(WHO))
    assert told(casework) == []
    with pytest.raises(Refused):
        stories.remove(casework, waiting.id, by=actor(EDITOR))


def news(casework: Casework) -> list[int]:
    """The stories of the editor whose decision stands at their desk as new."""
    return [one.id for one in press_desk.desk(casework, actor(EDITOR)).decided]


def test_what_somebody_decides_about_their_own_link_for_the_newsroom_is_no_news_to_them(
    casework: Casework, a_report: Reports
) -> None:
    story = link(casework, a_report(Status.ROUTED).code, by=EDITOR)
    stories.decline(casework, story.id, reason="Sai bài.", seen=StoryState.SHOWN, by=actor("moderator2.bnd"))
    assert [one for one in told(casework, EDITOR) if "Tòa soạn không gắn" in one["Subject"]]
    assert news(casework) == [story.id], "what a colleague decided is news"
    stories.show(casework, story.id, seen=StoryState.REMOVED, by=actor(EDITOR))
    assert not [one for one in told(casework, EDITOR) if "Bài của bạn" in one["Subject"]]
    assert news(casework) == [], "and what they decided themselves is none"
    stories.decline(casework, story.id, reason="Vẫn sai.", seen=StoryState.SHOWN, by=actor("moderator2.bnd"))
    assert news(casework) == [story.id]


@sqlite_only
def test_the_decision_is_among_ones_own_data(casework: Casework, waiting: stories.Story) -> None:
    stories.decline(casework, waiting.id, reason="Việc khác.", by=actor(EDITOR))
    user = actor(WHO).user
    assert user
    found = own_data.account(casework, user)
    assert found and found.stories[0].reason == "Việc khác."
    assert found.stories[0].decided_at == casework.now() - timedelta(0)
