"""/moderation/views: parts of the queue that a moderator has given a name."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import parse_qs, urlsplit

from casework.actions.saved_views import MOST
from casework.domain.values import FieldCode, Kind
from casework.store.casework import Casework
from casework.store.tables import SavedViewRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports

BND, OTHER_BND = "moderator.bnd", "moderator2.bnd"
NARROW = "/moderation/?waits=first_look&field=dat-dai&kind=question&q=s%E1%BB%95+%C4%91%E1%BB%8F"


def save(visit: Visit, name: str, at: str = NARROW, as_: str = BND, status: int = 200) -> Page:
    return visit.send(visit.get(at, as_=as_), "/views", {"name": name}, as_=as_, status=status)


def names(page: Page) -> list[str]:
    return [" ".join(link.text_content().split()) for link in page.all("//ul[@class='saved-views']//a")]


def test_a_filter_gets_a_name_and_is_one_click_away(visit: Visit, a_report: Reports) -> None:
    wanted = a_report(kind=Kind.QUESTION, title="Sổ đỏ bao giờ có?", field=FieldCode("dat-dai"))
    other = a_report(kind=Kind.COMPLAINT)
    said = save(visit, "Hỏi về đất")
    assert "Đã lưu bộ lọc “Hỏi về đất”" in said.text
    (link,) = visit.get("/moderation/", as_=BND).all("//ul[@class='saved-views']//a")
    assert parse_qs(urlsplit(link.get("href")).query) == parse_qs(urlsplit(NARROW).query)
    page = visit.get(link.get("href"), as_=BND)
    assert wanted.code in page.main and other.code not in page.main
    assert page.one("//ul[@class='saved-views']//a").get("aria-current") == "page"


def test_the_same_name_again_takes_its_place(visit: Visit) -> None:
    save(visit, "Của tôi")
    page = save(visit, " Của  tôi ", "/moderation/?waits=overdue&field=y-te")
    assert names(page) == ["Của tôi"]
    assert "waits=overdue" in page.one("//ul[@class='saved-views']//a").get("href")


def test_nothing_is_offered_where_nothing_is_narrowed(visit: Visit) -> None:
    page = visit.get("/moderation/", as_=BND)
    assert not [action for action in page.actions if "/views" in action]


def test_a_name_is_needed_and_not_too_long(visit: Visit) -> None:
    page = save(visit, "  ", status=422)
    assert page.error_of("view-name")
    long = save(visit, "x" * 61, status=422)
    assert long.error_of("view-name") and long.values("/views")["name"] == "x" * 61
    assert "dat-dai" in long.one("//form[contains(@action,'/views')]").get("action")


def test_there_is_an_end_to_them_and_what_was_typed_stays(visit: Visit, casework: Casework) -> None:
    for number in range(MOST):
        save(visit, f"Bộ lọc {number:02}")
    page = save(visit, "Một cái nữa", status=422)
    assert str(MOST) in page.error_of("view-name") and page.values("/views")["name"] == "Một cái nữa"
    save(visit, "Bộ lọc 00", "/moderation/?waits=info&field=y-te")  # in the place of one that is there


def test_everybody_has_their_own(visit: Visit, casework: Casework) -> None:
    save(visit, "Của tôi")
    with casework.db.read() as session:
        number = session.query(SavedViewRow.id).scalar()
    assert names(visit.get("/moderation/", as_=OTHER_BND)) == []
    theirs = save(visit, "Của chị", as_=OTHER_BND)
    token = theirs.values(f"/views/{number + 1}/remove")
    visit.browser(OTHER_BND).post(f"/moderation/views/{number}/remove", data=token)
    assert names(visit.get("/moderation/", as_=BND)) == ["Của tôi"]
    page = visit.get(NARROW, as_=BND)
    after = visit.send(page, f"/views/{number}/remove", as_=BND)
    assert names(after) == [] and "Đã bỏ bộ lọc" in after.text and "dat-dai" in after.url


def test_the_same_form_twice_at_once_keeps_one(visit: Visit) -> None:
    page = visit.get(NARROW, as_=BND)
    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(lambda _: visit.send(page, "/views", {"name": "Của tôi"}, as_=BND), range(2)))
    assert names(visit.get("/moderation/", as_=BND)) == ["Của tôi"]
