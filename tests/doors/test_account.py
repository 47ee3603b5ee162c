"""/account: what one says about oneself, one's password, one's roles, what one follows."""

from __future__ import annotations

import pytest

from casework.actions import accounts, taking_part
from casework.domain import commands as do
from casework.domain.values import RemoveReason, Status
from casework.store.casework import Casework, new_post_id
from tests.doors import keys
from tests.doors.client import Visit
from tests.doors.keys import NEW, PASSWORD
from tests.doors.stage import Reports, actor

ACCOUNT = "/account"
CITIZEN = "citizen@demo.test"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_one_changes_what_one_says_about_oneself(visit: Visit, casework: Casework) -> None:
    page = visit.get(ACCOUNT, as_="citizen")

    fields = {"name": "Trần Thị Hoa Mai", "phone": "0912 345 678", "locale": "en"}
    after = visit.send(page, ACCOUNT, fields, as_="citizen")

    assert "Đã lưu" in after.text and "Trần Thị Hoa Mai" in after.text
    changed = keys.person(casework, CITIZEN)
    assert (changed.name, changed.phone, changed.locale) == ("Trần Thị Hoa Mai", "0912 345 678", "en")


@sqlite_only
@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", " "), ("name", "ộ" * 121), ("name", "\0"), ("phone", "0" * 41), ("locale", "fr")],
)
def test_what_is_wrong_is_said_beside_its_field(
    visit: Visit, casework: Casework, field: str, typed: str
) -> None:
    fields = {"name": "Hoa", "phone": "", "locale": "vi", field: typed}

    assert visit.post(ACCOUNT, fields, as_="citizen", status=422).error_of(field)
    assert keys.person(casework, CITIZEN).name == "Trần Thị Hoa"


@sqlite_only
def test_nobody_without_an_account_has_this_page(visit: Visit) -> None:
    assert visit.get(ACCOUNT).h1 == "Đăng nhập"
    for url in (ACCOUNT, "/account/password", "/account/sessions"):
        visit.post(url, {"name": "Hoa"}, status=403)


def test_the_old_password_is_asked_for(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    visit.post("/login", {"email": CITIZEN, "password": PASSWORD})
    page = visit.get(ACCOUNT)

    wrong = visit.send(page, "/account/password", {"current": "không phải", "password": NEW}, status=422)
    weak = visit.send(page, "/account/password", {"current": PASSWORD, "password": "ngắn"}, status=422)

    assert "không đúng" in wrong.error_of("current")
    assert "ngắn quá" in weak.error_of("password")
    assert accounts.authenticate(casework, CITIZEN, PASSWORD) is not None
    assert "Đã đổi" in visit.send(page, "/account/password", {"current": PASSWORD, "password": NEW}).text
    assert accounts.authenticate(casework, CITIZEN, NEW) is not None


def test_other_sessions_can_be_ended(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    for browser in ("library", "home"):
        visit.post("/login", {"email": CITIZEN, "password": PASSWORD}, as_=browser)

    page = visit.get("/account/sessions", as_="home")
    assert len(page.all("//main//li")) == 2
    visit.send(page, "/account/sessions", as_="home")

    assert visit.get(ACCOUNT, as_="home").h1 == "Tài khoản của tôi"
    assert visit.get(ACCOUNT, as_="library").h1 == "Đăng nhập"


@sqlite_only
def test_one_sees_ones_roles_and_the_way_to_work(visit: Visit) -> None:
    page = visit.get(ACCOUNT, as_="officer.stnmt")

    role = page.one("//section[@aria-labelledby='memberships-title']//li").text_content()
    assert role == "Cán bộ xử lý, Sở Tài nguyên và Môi trường"
    assert page.one("//main//a[@href='/agency/']") is not None
    assert "từ 15 ký tự" in page.main


def test_what_is_followed_is_listed_as_long_as_it_may_be_read(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    stays, goes = a_report(Status.ROUTED, title="Chờ sổ đỏ"), a_report(Status.ROUTED, title="Thu phí lạ")
    for report in (stays, goes):
        taking_part.set_follow(casework, report.code, by=actor("business"), on=True)
    assert "Thu phí lạ" in visit.get(ACCOUNT, as_="business").main

    removal = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(goes.code, removal, by="moderator.bnd")

    page = visit.get(ACCOUNT, as_="business")
    assert page.one("//main//a[text()='Chờ sổ đỏ']").get("href") == f"/reports/{stays.code}"
    assert "Thu phí lạ" not in page.main
    assert "Bạn chưa theo dõi gì" in visit.get(ACCOUNT, as_="citizen").main
