"""/press/: what a journalist's day begins with."""

from __future__ import annotations

import pytest

from casework.actions import contact_requests, stories, taking_part, watching
from casework.domain import commands as do
from casework.domain.policy import CLOCK
from casework.domain.values import FieldCode, RemoveReason, Status
from casework.domain.watching import MOST_SEARCHES, Watch, Watched, search
from casework.domain.wishes import Often
from casework.readings import watching as readings
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Visit
from tests.doors.stage import Reports, actor, let_in
from tests.doors.test_stories import link
from tests.house import Clock

WHO = "journalist"
ANSWERED = "//main//section[@aria-labelledby='answered-title']//li//a"
LATE = "//main//section[@aria-labelledby='late-title']//li"


def test_who_follows_nothing_sees_the_news_of_all_and_who_follows_sees_theirs(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    mine = a_report(Status.ANSWERED, title="Chuyện đất được trả lời")
    other = a_report(Status.ANSWERED, title="Chuyện khác được trả lời", field=FieldCode("y-te"))
    page = visit.get("/press/", as_=WHO)
    links = [link.get("href") for link in page.all(ANSWERED)]
    assert sorted(links) == sorted(f"/reports/{one.code}" for one in (mine, other))
    watching.start(casework, Watch(what=Watched.FIELD, key="y-te"), by=actor(WHO))
    (link,) = visit.get("/press/", as_=WHO).all(ANSWERED)
    assert link.get("href").endswith(other.code)


def test_what_has_become_overdue_in_a_day_stands_there_and_older_does_not(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    late = a_report(Status.ACCEPTED)
    taking_part.set_follow(casework, late.code, by=actor(WHO), on=True)
    assert late.due is not None
    clock.advance(seconds=int((late.due - casework.now()).total_seconds()) + 60)
    a_report.deed(late.code, do.MarkOverdue(), by=CLOCK)
    visit.browser(WHO)
    visit.sign_in(WHO)
    assert (
        visit.get("/press/", as_=WHO)
        .one("//main//section[@aria-labelledby='late-title']//li//a")
        .get("href")
        .endswith(late.code)
    )
    clock.advance(days=1)
    visit.browser(WHO)
    visit.sign_in(WHO)
    assert not visit.get("/press/", as_=WHO).all(LATE)


def test_a_saved_search_is_counted_over_a_week_and_never_counts_what_is_not_public(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    shown = a_report(Status.ROUTED, title="Chuyện zebra thứ nhất")
    a_report(Status.SUBMITTED, title="Chuyện zebra chưa đăng")
    hidden = a_report(Status.ROUTED, title="Chuyện zebra bị gỡ")
    remove = do.Remove(post=new_post_id(), words="Gỡ.", reason=RemoveReason.OTHER)
    a_report.deed(hidden.code, remove, by="moderator.bnd")
    page = visit.get("/press/", as_=WHO)
    page = visit.send(page, "/follow", {"q": "zebra"}, as_=WHO)
    (row,) = page.all("//main//section[@aria-labelledby='searches-title']//li")
    assert "7 ngày qua: 1 phản ánh mới" in row.text_content()
    found = visit.get(row.xpath(".//a")[0].get("href"), as_=WHO)
    assert shown.code in str([link.get("href") for link in found.all("//main//a")])
    clock.advance(days=8)
    visit.browser(WHO)
    visit.sign_in(WHO)
    assert "7 ngày qua: 0 phản ánh mới" in visit.get("/press/", as_=WHO).main


def test_each_of_several_searches_is_counted_by_itself(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    for title in ("Chuyện zebra thứ nhất", "Chuyện zebra thứ hai", "Chuyện voi thứ nhất"):
        a_report(Status.ROUTED, title=title)
    for q in ("zebra", "voi", "gấu"):
        watching.start(casework, search({"q": q}, q), by=actor(WHO))
    rows = visit.get("/press/", as_=WHO).all("//main//section[@aria-labelledby='searches-title']//li")
    counted = [" ".join(row.xpath("string(p[@class='row-meta'])").split()) for row in rows]
    assert [one.partition(" phản ánh")[0] for one in counted] == [
        "7 ngày qua: 0",
        "7 ngày qua: 1",
        "7 ngày qua: 2",
    ]


def test_a_search_of_a_word_that_is_gone_says_so(visit: Visit, casework: Casework) -> None:
    old = Watch(what=Watched.SEARCH, key="x" * 32, name="Cũ", filters={"kind": "khong-con"})
    watching.start(casework, old, by=actor(WHO))
    assert "không còn dùng được" in visit.get("/press/", as_=WHO).main


@pytest.mark.parametrize("often", list(Often))
def test_how_often_a_search_is_told_is_chosen_when_it_is_saved_and_changed_in_its_row(
    visit: Visit, casework: Casework, often: Often
) -> None:
    page = visit.send(visit.get("/press/", as_=WHO), "/follow", {"q": "zebra", "often": often}, as_=WHO)
    assert rhythms(casework) == {"Có chữ “zebra”": often}
    visit.send(page, "/follow", {"q": "sổ đỏ", "often": "weekly"}, as_=WHO)
    page = visit.get("/press/", as_=WHO)
    first, second = (action for action in page.actions if "/follow/often/" in action)
    assert page.values(first)["often"] == "weekly", "what was saved last stands first"
    assert page.values(second)["often"] == often
    after = visit.send(page, first, {"often": "off"}, as_=WHO)
    assert after.url == "/press/" and "không gửi thư" in after.main
    assert rhythms(casework) == {"Có chữ “zebra”": often, "Có chữ “sổ đỏ”": Often.OFF}


def test_to_save_a_search_again_changes_how_often_it_is_told_and_nothing_else(
    visit: Visit, casework: Casework
) -> None:
    page = visit.get("/press/", as_=WHO)
    for often in ("at_once", "at_once", "weekly"):
        visit.send(page, "/follow", {"q": "zebra", "often": often}, as_=WHO)
    visit.send(page, "/follow", {"q": "ZEBRA", "often": "weekly"}, as_=WHO)
    assert rhythms(casework) == {"Có chữ “zebra”": Often.WEEKLY}


def test_what_is_no_rhythm_nobodys_or_gone_changes_nothing(visit: Visit, casework: Casework) -> None:
    visit.send(visit.get("/press/", as_=WHO), "/follow", {"q": "zebra", "often": "weekly"}, as_=WHO)
    page = visit.get("/press/", as_=WHO)
    (action,) = (one for one in page.actions if "/follow/often/" in one)
    for wrong in ({"often": "hourly"}, {"often": ""}, {}):
        visit.post(action, wrong, as_=WHO, status=400)
    visit.post("/follow", {"what": "search", "q": "tre", "often": "hourly"}, as_=WHO, status=400)
    said = visit.post(action, {"often": "off"}, as_="citizen").main
    assert "không còn trong danh sách" in said, "somebody else's is none"
    assert said == visit.post("/follow/often/99999", {"often": "off"}, as_="citizen").main
    assert rhythms(casework) == {"Có chữ “zebra”": Often.WEEKLY}
    (stop,) = (one for one in page.actions if "/follow/stop/" in one)
    visit.send(page, stop, as_=WHO)
    assert "không còn trong danh sách" in visit.send(page, action, {"often": "daily"}, as_=WHO).main
    assert rhythms(casework) == {}


def test_a_place_has_no_rhythm_of_its_own(visit: Visit, casework: Casework) -> None:
    watching.start(casework, Watch(what=Watched.FIELD, key="y-te"), by=actor(WHO), often=Often.WEEKLY)
    (place,) = readings.of(casework, actor(WHO))
    visit.post(f"/follow/often/{place.id}", {"often": "off"}, as_=WHO)
    assert rhythms(casework) == {"": None}


def rhythms(casework: Casework) -> dict[str, Often | None]:
    """What the journalist follows, and how often each is told."""
    return {one.watch.name: one.often for one in readings.of(casework, actor(WHO))}


def glance(visit: Visit, as_: str = WHO, *, desk: str = "/press/") -> dict[str, str]:
    """The numbers at the top of the desk, by their words; and where each leads."""
    links = visit.get(desk, as_=as_).all("//ul[@class='glance-list']//a")
    return {" ".join(link.text_content().split()): str(link.get("href")) for link in links}


def test_the_desk_begins_with_what_is_new_for_its_journalist_and_says_when_that_is_nothing(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    let_in(casework, WHO, medium="Báo Lao Động")
    assert "chưa có gì mới cho bạn" in visit.get("/press/", as_=WHO).main
    answered = a_report(Status.ANSWERED, title="Chuyện zebra được trả lời")
    watching.start(casework, search({"q": "zebra"}, "Có chữ “zebra”"), by=actor(WHO))
    editor = actor("moderator.bnd")
    shown, declined, _waiting = (link(casework, answered.code, url=str(number)) for number in range(3))
    stories.show(casework, shown.id, by=editor)
    stories.decline(casework, declined.id, reason="Việc khác.", by=editor)
    asking = contact_requests.Asking(form_key="c" * 32, purpose="Viết bài", questions="Bao lâu?")
    asked = contact_requests.ask(casework, answered.code, asking, by=actor(WHO))
    contact_requests.forward(casework, asked.id, by=editor)
    before = glance(visit)
    assert before == {
        "1 bài của bạn được tòa soạn cho hiện": "/press/stories",
        "1 bài của bạn tòa soạn không gắn": "/press/stories",
        "1 mới từ hôm qua: Có chữ “zebra”": "#searches-title",
        "1 trả lời chính thức trong 24 giờ": "#answered-title",
    }
    contact_requests.agree(casework, answered.code, asked.id, "Gọi tôi.", by=actor("citizen"))
    new = set(glance(visit).items()) - set(before.items())
    assert new == {("1 người gửi đồng ý và viết cho bạn", "/press/contacts")}
    clock.advance(days=8)
    visit.browser(WHO)
    visit.sign_in(WHO)
    assert glance(visit) == dict(new), "news are of a day, decisions of a week"


def test_that_a_reporter_said_nothing_shows_on_no_desk(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    let_in(casework, WHO)
    code = a_report(Status.ROUTED).code
    asking = contact_requests.Asking(form_key="c" * 32, purpose="Viết bài", questions="Bao lâu?")
    asked = contact_requests.ask(casework, code, asking, by=actor(WHO))
    before = visit.get("/press/", as_=WHO).main
    contact_requests.forward(casework, asked.id, by=actor("moderator.bnd"))
    assert visit.get("/press/", as_=WHO).main == before
    contact_requests.refuse(casework, code, asked.id, by=actor("citizen"))
    assert visit.get("/press/", as_=WHO).main == before


def test_who_is_let_in_for_some_days_more_is_told_while_there_is_time(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    let_in(casework, WHO)
    clock.advance(days=334)
    visit.browser(WHO)
    visit.sign_in(WHO)
    assert glance(visit) == {}
    clock.advance(days=5)
    visit.browser(WHO)
    visit.sign_in(WHO)
    (found,) = glance(visit).items()
    assert found[0].startswith("26 ngày nữa hết công nhận") and found[1] == "/press/apply"


@pytest.mark.parametrize(
    "desk, said",
    [
        (
            "/press/",
            (
                "2 ngày nữa hết công nhận (02/11/2027): xin lại từ bây giờ",
                "1 ngày nữa hết công nhận (02/11/2027): xin lại từ bây giờ",
                "Công nhận phóng viên hết hôm nay: xin lại ngay",
            ),
        ),
        (
            "/en/press/",
            (
                "2 days until your accreditation ends (2 November 2027): ask again now",
                "1 day until your accreditation ends (2 November 2027): ask again now",
                "Your accreditation as a journalist ends today: ask again now",
            ),
        ),
    ],
)
def test_the_end_of_an_accreditation_is_told_up_to_its_last_day(
    visit: Visit, casework: Casework, clock: Clock, desk: str, said: tuple[str, ...]
) -> None:
    let_in(casework, WHO)
    clock.advance(days=362)
    for words in said:
        clock.advance(days=1)
        visit.browser(WHO)
        visit.sign_in(WHO)
        assert list(glance(visit, desk=desk)) == [words]
    clock.advance(days=1)
    visit.browser(WHO)
    visit.sign_in(WHO)
    visit.get(desk, as_=WHO, status=403)


def test_the_desk_keeps_its_budget_of_queries_however_many_searches_there_are(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    let_in(casework, WHO)
    a_report(Status.ROUTED)
    for number in range(MOST_SEARCHES):
        watching.start(casework, search({"q": f"zebra {number}"}, f"z{number}"), by=actor(WHO))
    visit.get("/press/", as_=WHO)
    said: list[str] = []
    stop = casework.db.on_statement(said.append)
    visit.get("/press/", as_=WHO)
    stop()
    assert len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 18, said
