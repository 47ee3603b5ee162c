"""The buttons that follow an agency, a field, an area, an outlet, a search; and the list of it all."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from casework.actions import watching
from casework.domain.values import Status
from casework.domain.watching import MOST_SEARCHES, search
from casework.readings import own_data
from casework.store import erasing, support
from casework.store import watching as kept
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor
from tests.house import Clock
from web.own_data import _watched

FOLLOW, FOLLOWS = "/follow", "/account/follows"
STNMT_PAGE = "/agencies/so-tai-nguyen-va-moi-truong"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def followed(casework: Casework, who: str = "citizen") -> list[tuple[str, str]]:
    """What, and the key or the name of it."""
    user = actor(who).user
    assert user
    with casework.db.read() as session:
        found = kept.of_user(session, user)
    return [(one.watch.what.value, one.watch.name or one.watch.key) for one in found]


def label(page: Page) -> str:
    return str(page.form(FOLLOW).xpath("string(.//button)")).strip()


def test_a_list_by_rating_is_not_followed_since_no_letter_could_come(
    visit: Visit, casework: Casework
) -> None:
    for page in ("/reports?rating=1", "/search?q=so+do&rating=unsolved"):
        assert FOLLOW not in visit.get(page, as_="citizen").actions
    visit.post(
        FOLLOW, {"what": "search", "rating": "1", "q": "sổ đỏ", "on": "yes"}, as_="citizen", status=400
    )
    assert followed(casework) == []


@pytest.mark.parametrize(
    ("url", "what"),
    [
        (STNMT_PAGE, ("agency", "STNMT")),
        ("/outlets/bao-nam-dinh", ("outlet", "BND")),
        ("/reports?agency=STNMT", ("agency", "STNMT")),
        ("/reports?field=dat-dai&sort=oldest", ("field", "dat-dai")),
        ("/reports?area=362", ("area", "362")),
        ("/reports?outlet=BND", ("outlet", "BND")),
        ("/reports?q=sổ+đỏ&area=362&sort=oldest", ("search", "Có chữ “sổ đỏ” · Huyện Nam Trực")),
        ("/reports?status=overdue", ("search", "Quá hạn trả lời")),
        ("/reports?kind=praise", ("search", "Khen ngợi")),
    ],
)
def test_one_follows_what_a_page_is_about_and_stops_on_the_same_page(
    visit: Visit, casework: Casework, url: str, what: tuple[str, str]
) -> None:
    page = visit.get(url, as_="citizen")
    assert label(page) == ("Theo dõi tìm kiếm này" if what[0] == "search" else "Theo dõi")

    after = visit.send(page, FOLLOW, as_="citizen")
    assert followed(casework) == [what]
    assert "mới được gom vào một thư lúc 7 giờ sáng" in after.main
    assert after.url == page.url.replace("sổ+đỏ", "s%E1%BB%95+%C4%91%E1%BB%8F") or after.url.startswith(
        url[:8]
    )
    visit.send(page, FOLLOW, as_="citizen")
    assert followed(casework) == [what], "the same button of a page left open"
    assert label(after) == "Thôi theo dõi"

    stopped = visit.send(after, FOLLOW, as_="citizen")
    assert followed(casework) == [] and label(stopped).startswith("Theo dõi")


@sqlite_only
def test_who_follows_a_search_by_state_reads_that_what_comes_to_it_later_is_not_told(
    visit: Visit, a_report: Reports
) -> None:
    a_report(Status.ANSWERED, field="dat-dai")
    said = "phản ánh cũ vừa chuyển sang trạng thái đó thì không báo"
    for url in ("/reports?status=answered", "/reports?status=overdue", "/search?q=sổ&status=answered"):
        assert said in visit.get(url, as_="journalist").main, url
        assert said not in visit.get(url).main, "a guest is asked to sign in first"
    for url in ("/reports?field=dat-dai", "/reports?q=sổ", "/agencies/so-tai-nguyen-va-moi-truong"):
        assert said not in visit.get(url, as_="journalist").main, url
    pages = (FOLLOWS, "/account", "/press/")
    assert all(said not in visit.get(url, as_="journalist").main for url in pages)
    for url in ("/reports?q=sổ&field=dat-dai", "/reports?status=answered", "/reports?status=overdue"):
        visit.send(visit.get(url, as_="journalist"), FOLLOW, as_="journalist")
    for url in pages:
        assert visit.get(url, as_="journalist").main.count(said) == 1, f"once, however many: {url}"
    assert "older ones that come to it later" in visit.get("/en" + FOLLOWS, as_="journalist").main


def test_a_list_of_everything_is_no_search(visit: Visit) -> None:
    for url in ("/reports", "/reports?sort=oldest", "/reports?kind=nothing"):
        page = visit.get(url, as_="citizen")
        assert not any(action.endswith(FOLLOW) for action in page.actions)


@sqlite_only
def test_a_guest_is_led_to_where_to_sign_in_and_every_guest_gets_the_same_page(visit: Visit) -> None:
    page = visit.get("/reports?q=sổ", as_="guest")
    link = page.one("//main//a[contains(., 'Đăng nhập để theo dõi')]").get("href")
    assert unquote(unquote(link)) == "/login?next=/reports?q=sổ"
    assert page.headers["Cache-Control"].startswith("public")
    assert page.source == visit.get("/reports?q=sổ", as_="another guest").source
    visit.post(FOLLOW, {"what": "agency", "key": "STNMT", "on": "yes"}, status=403)


@sqlite_only
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"what": "nothing", "key": "STNMT"},
        {"what": "agency", "key": "NOBODY"},
        {"what": "agency"},
        {"what": "field", "key": "\0"},
        {"what": "search"},
        {"what": "search", "sort": "oldest"},
        {"what": "search", "q": "   "},
        {"what": "search", "agency": "STNMT"},
    ],
)
def test_what_is_nothing_of_ours_is_not_followed(
    visit: Visit, casework: Casework, fields: dict[str, str]
) -> None:
    visit.post(FOLLOW, {**fields, "on": "yes"}, as_="citizen", status=400)
    assert followed(casework) == []


@sqlite_only
@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example", "/\\evil", ""])
def test_it_goes_on_to_an_address_of_the_house(visit: Visit, away: str) -> None:
    fields = {"what": "agency", "key": "STNMT", "on": "yes", "next": away}
    page = visit.post(FOLLOW, fields, as_="citizen", follow=False, status=303)
    assert page.headers["Location"] == FOLLOWS


@sqlite_only
@pytest.mark.parametrize("who", ["officer.stnmt", "moderator.bnd", "overseer", "journalist", "admin"])
def test_everybody_who_has_an_account_follows(visit: Visit, casework: Casework, who: str) -> None:
    visit.send(visit.get(STNMT_PAGE, as_=who), FOLLOW, as_=who)
    assert followed(casework, who) == [("agency", "STNMT")]


@sqlite_only
@pytest.mark.parametrize(
    ("often", "said"),
    [
        ("at_once", "Có tin mới là chúng tôi gửi thư cho bạn ngay"),
        ("weekly", "7 giờ sáng thứ Hai"),
        ("off", "đang tắt loại thư này"),
    ],
)
def test_the_button_says_when_one_is_told(visit: Visit, often: str, said: str) -> None:
    visit.post("/account/notices", {"own": "off", "followed": "off", "places": often}, as_="citizen")
    assert said in visit.send(visit.get(STNMT_PAGE, as_="citizen"), FOLLOW, as_="citizen").main
    after = visit.send(visit.get("/reports?q=sổ", as_="citizen"), FOLLOW, as_="citizen").main
    assert "lúc 7 giờ sáng" in after, "a search is told as it was said of that search"


def test_the_list_shows_all_with_the_way_to_stop(visit: Visit, a_report: Reports, casework: Casework) -> None:
    assert "Chưa theo dõi nơi nào" in visit.get(FOLLOWS, as_="citizen").main
    for url in (STNMT_PAGE, "/outlets/bao-nam-dinh", "/reports?field=dat-dai", "/reports?q=sổ&kind=praise"):
        visit.send(visit.get(url, as_="citizen"), FOLLOW, as_="citizen")
    report = a_report(Status.ROUTED, by="business", title="Thu phí lạ")
    visit.send(visit.get(f"/reports/{report.code}", as_="citizen"), "/follow", as_="citizen")

    for url in (FOLLOWS, "/account"):
        page = visit.get(url, as_="citizen")
        links = {one.text_content(): one.get("href") for one in page.all("//main//li//a")}
        assert links["Sở Tài nguyên và Môi trường"] == STNMT_PAGE
        assert links["Đất đai"] == "/reports?field=dat-dai"
        assert links["Báo Nam Định"] == "/outlets/bao-nam-dinh"
        assert links["Có chữ “sổ” · Khen ngợi"].startswith("/reports?kind=praise&q=")
        assert links["Thu phí lạ"] == f"/reports/{report.code}"
    page = visit.get(FOLLOWS, as_="citizen")
    stops = [action for action in page.actions if "/follow/stop/" in action]
    assert len(stops) == 4
    for action in stops:
        after = visit.send(page, action, as_="citizen")
        assert after.url == FOLLOWS
    after = visit.send(after, f"/reports/{report.code}/follow", as_="citizen")
    assert after.url == FOLLOWS
    assert followed(casework) == []
    assert "Chưa theo dõi nơi nào" in after.main and "Chưa theo dõi phản ánh nào" in after.main


def test_many_followed_reports_go_on_by_key(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    user = actor("business").user
    assert user
    codes = [a_report(Status.ROUTED, title=f"Việc {number:02}").code for number in range(23)]
    with casework.db.write() as session:
        for code in codes:
            support.set_follow(session, user, code, on=True, at=clock.advance(minutes=1))
    page = visit.get(FOLLOWS, as_="business")
    first = [one.text_content() for one in page.all("//main//li//p[@class='row-title']/a")]
    assert first == [f"Việc {number:02}" for number in range(22, 2, -1)]
    page = visit.get(page.one("//a[@rel='next']").get("href"), as_="business")
    assert [one.text_content() for one in page.all("//main//li//p[@class='row-title']/a")] == [
        "Việc 02",
        "Việc 01",
        "Việc 00",
    ]
    assert len(visit.get("/account", as_="business").all("//main//li//p[@class='row-title']/a")) == 5


@sqlite_only
def test_too_many_is_said_where_the_button_stands(
    visit: Visit, a_report: Reports, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(MOST_SEARCHES):
        watching.start(casework, search({"q": f"sổ {number}"}, f"s{number}"), by=actor("citizen"))
    page = visit.send(visit.get("/reports?q=phí", as_="citizen"), FOLLOW, as_="citizen")
    assert "20 tìm kiếm, nhiều nhất có thể" in page.main
    assert page.url.startswith("/reports?q=")

    monkeypatch.setattr("casework.actions.taking_part.MOST_REPORTS", 1)
    first, second = a_report(Status.ROUTED), a_report(Status.ROUTED)
    for report, said in ((first, "mỗi khi có bước mới"), (second, "nhiều nhất có thể")):
        page = visit.send(visit.get(f"/reports/{report.code}", as_="business"), "/follow", as_="business")
        assert said in page.main
    visit.post(f"/reports/{first.code}/follow", {"on": "yes"}, as_="business")


@sqlite_only
def test_somebody_elses_list_is_not_touched(visit: Visit, casework: Casework) -> None:
    visit.send(visit.get(STNMT_PAGE, as_="citizen"), FOLLOW, as_="citizen")
    (action,) = (one for one in visit.get(FOLLOWS, as_="citizen").actions if "/stop/" in one)
    visit.post(action, {}, as_="business")
    visit.post("/follow/stop/99", {}, as_="business")
    assert followed(casework) == [("agency", "STNMT")]


@sqlite_only
def test_the_list_speaks_english(visit: Visit) -> None:
    for url in (STNMT_PAGE, "/reports?q=so"):
        visit.send(visit.get("/en" + url, as_="citizen"), "/follow", as_="citizen")
    page = visit.get("/en" + FOLLOWS, as_="citizen")
    assert page.h1 == "You follow"
    assert "Department of Natural Resources and Environment" in page.main
    assert "Contains “so”" in page.main


def test_a_list_with_the_button_keeps_its_budget_of_queries(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    for _ in range(3):
        a_report(Status.ROUTED)
    visit.get("/reports?q=sổ", as_="citizen")
    said: list[str] = []
    stop = casework.db.on_statement(said.append)
    visit.get("/reports?q=sổ", as_="citizen")
    stop()
    assert len([one for one in said if one.lstrip().upper().startswith("SELECT")]) <= 6, said


@sqlite_only
def test_what_one_follows_is_among_ones_own_data_and_goes_with_the_account(
    visit: Visit, casework: Casework
) -> None:
    for url in (STNMT_PAGE, "/reports?q=sổ&kind=praise"):
        visit.send(visit.get(url, as_="citizen"), FOLLOW, as_="citizen")
    user = actor("citizen").user
    assert user
    found = own_data.account(casework, user)
    assert found
    told = [_watched(one) for one in found.watches]
    assert told == [
        {
            "kind": "search",
            "name": "Có chữ “sổ” · Khen ngợi",
            "filters": {"kind": "praise", "q": "sổ"},
            "letters": "daily",
        },
        {"kind": "agency", "code": "STNMT"},
    ]
    assert "watch" in {column.table.name for column in erasing.owned()}
