"""/admin/: people and their roles, invitations, the directory, and how the worker fares."""

from __future__ import annotations

import pytest
from flask import Flask

from casework.domain.policy import Membership
from casework.domain.values import AgencyCode, OutletCode, Role
from casework.readings import people as readings
from casework.store.casework import Casework
from casework.store.tables import DeliveryRow
from tests.doors import keys
from tests.doors.client import Visit
from tests.doors.keys import NEW
from tests.doors.stage import CAST, actor
from tests.house import Clock

PEOPLE = "/admin/people"
CITIZEN = 1
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def roles_of(casework: Casework, email: str = "citizen@demo.test") -> tuple[Membership, ...]:
    return keys.person(casework, email).memberships


@sqlite_only
@pytest.mark.parametrize("who", [who for who in CAST if who != "admin"])
def test_the_door_is_shut_for_everybody_else(visit: Visit, casework: Casework, who: str) -> None:
    for url in ("/admin/", PEOPLE, f"{PEOPLE}/new", f"{PEOPLE}/{CITIZEN}", "/admin/directory"):
        visit.get(url, as_=who, status=403)
    fields = {"role": "admin", "where": "", "place": "", "name": "A", "email": "a@demo.test", "locale": "vi"}
    for url in ("new", "1/roles", "1/roles/revoke", "1/disable", "1/enable", "1/letter"):
        visit.post(f"{PEOPLE}/{url}", fields, as_=who, status=403)
    assert not roles_of(casework)


@sqlite_only
def test_guests_are_asked_to_sign_in(visit: Visit) -> None:
    assert visit.get("/admin/").h1 == "Đăng nhập"
    visit.post(f"{PEOPLE}/1/roles", {"role": "admin"}, status=403)


def test_a_role_is_given_and_taken_back(visit: Visit, casework: Casework) -> None:
    page = visit.get(f"{PEOPLE}/{CITIZEN}", as_="admin")

    given = visit.send(page, "/roles", {"role": "officer", "where": "agency:STNMT"}, as_="admin")
    assert "Đã giao vai trò “Cán bộ xử lý” cho Trần Thị Hoa" in given.text
    assert roles_of(casework) == (Membership(role=Role.OFFICER, agency=AgencyCode("STNMT")),)
    assert visit.get("/agency/", as_="citizen").status == 200

    twice = visit.send(given, "/roles", {"role": "officer", "where": "agency:STNMT"}, as_="admin")
    assert "đã có vai trò" in twice.text and len(roles_of(casework)) == 1

    taken = visit.send(twice, "/roles/revoke", as_="admin")
    assert "Đã thu lại vai trò" in taken.text
    assert not roles_of(casework)
    # What they may do has changed: their sessions have ended, and the next one may less.
    assert visit.get("/agency/", as_="citizen").url.startswith("/login")
    visit.sign_in("citizen")
    visit.get("/agency/", as_="citizen", status=403)


@sqlite_only
@pytest.mark.parametrize(
    ("role", "where", "wrong"),
    [
        ("officer", "", "where"),
        ("signer", "outlet:BND", "where"),
        ("moderator", "agency:STNMT", "where"),
        ("journalist", "", "where"),
        ("overseer", "agency:SNV", "where"),
        ("admin", "outlet:BND", "where"),
        ("officer", "agency:NOWHERE", "where"),
        ("", "agency:STNMT", "role"),
        ("king", "agency:STNMT", "role"),
    ],
)
def test_a_role_needs_the_right_place(
    visit: Visit, casework: Casework, role: str, where: str, wrong: str
) -> None:
    page = visit.post(f"{PEOPLE}/{CITIZEN}/roles", {"role": role, "where": where}, as_="admin", status=422)

    assert page.error_of(wrong)
    assert not roles_of(casework)


@sqlite_only
@pytest.mark.parametrize(
    ("role", "where", "expected"),
    [
        ("moderator", "outlet:PTTH", Membership(role=Role.MODERATOR, outlet=OutletCode("PTTH"))),
        ("journalist", "outlet:BND", Membership(role=Role.JOURNALIST, outlet=OutletCode("BND"))),
        ("overseer", "", Membership(role=Role.OVERSEER)),
        ("admin", "", Membership(role=Role.ADMIN)),
    ],
)
def test_every_role_can_be_given_where_it_belongs(
    visit: Visit, casework: Casework, role: str, where: str, expected: Membership
) -> None:
    visit.post(f"{PEOPLE}/{CITIZEN}/roles", {"role": role, "where": where}, as_="admin")

    assert roles_of(casework) == (expected,)


@sqlite_only
@pytest.mark.parametrize(
    "fields", [{}, {"role": "king"}, {"role": "officer"}, {"role": "admin", "place": "BND"}]
)
def test_what_is_no_role_cannot_be_taken_back(visit: Visit, fields: dict[str, str]) -> None:
    visit.post(f"{PEOPLE}/{CITIZEN}/roles/revoke", fields, as_="admin", status=400)


def test_an_account_is_closed_and_opened_again(visit: Visit, casework: Casework) -> None:
    visit.get("/account", as_="citizen")

    closed = visit.send(visit.get(f"{PEOPLE}/{CITIZEN}", as_="admin"), "/disable", as_="admin")
    assert "Đã khóa tài khoản" in closed.text
    assert visit.get("/account", as_="citizen").h1 == "Đăng nhập"

    opened = visit.send(closed, "/enable", as_="admin")
    assert "Đã mở lại" in opened.text
    assert not keys.person(casework, "citizen@demo.test").is_disabled


def test_administrators_do_nothing_to_themselves(visit: Visit, casework: Casework) -> None:
    me = actor("admin").user
    page = visit.get(f"{PEOPLE}/{me}", as_="admin")

    assert "Đây là tài khoản của bạn" in page.main and not page.actions
    for url, fields in (
        ("roles", {"role": "overseer", "where": ""}),
        ("roles/revoke", {"role": "admin", "place": ""}),
        ("disable", {}),
        ("enable", {}),
    ):
        visit.post(f"{PEOPLE}/{me}/{url}", fields, as_="admin", status=403)
    found = keys.person(casework, "admin@demo.test")
    assert found.memberships == (Membership(role=Role.ADMIN),) and not found.is_disabled


def test_who_is_invited_sets_a_password_and_goes_on_to_a_second_factor(
    app: Flask, visit: Visit, casework: Casework
) -> None:
    fields = {"name": "Lê Văn Mới", "email": "moi@stnmt.test", "locale": "vi"}

    page = visit.send(visit.get(f"{PEOPLE}/new", as_="admin"), "/new", fields, as_="admin")

    assert page.h1 == "Lê Văn Mới" and "gửi thư mời tới moi@stnmt.test" in page.text
    visit.send(page, "/roles", {"role": "officer", "where": "agency:STNMT"}, as_="admin")
    path = keys.path_in(keys.letters(app, casework)[0], "/reset/")
    login = visit.send(visit.get(path), path, {"password": NEW})
    enrolling = visit.send(login, "/login", {"email": "moi@stnmt.test", "password": NEW})
    assert enrolling.url == "/account/factors" and enrolling.h1 == "Lập xác nhận hai lớp"


@sqlite_only
def test_an_invitation_can_be_sent_again(app: Flask, visit: Visit, casework: Casework) -> None:
    page = visit.send(visit.get(f"{PEOPLE}/6", as_="admin"), "/letter", as_="admin")

    assert "Đã gửi thư" in page.text
    assert "officer.stnmt@demo.test" in str(keys.letters(app, casework)[0].to)


@sqlite_only
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("email", "citizen@demo.test", "đã có tài khoản"),
        ("email", "moi", "chưa đúng"),
        ("email", "", "Xin điền"),
        ("name", " ", "Xin điền"),
        ("name", "ộ" * 121, "Dài quá"),
        ("locale", "fr", "Xin chọn"),
    ],
)
def test_a_faulty_invitation_is_not_sent(
    app: Flask, visit: Visit, casework: Casework, field: str, typed: str, said: str
) -> None:
    fields = {"name": "Mới", "email": "moi@demo.test", "locale": "vi", field: typed}

    assert said in visit.post(f"{PEOPLE}/new", fields, as_="admin", status=422).error_of(field)
    assert not keys.letters(app, casework)


def test_people_are_found_by_name_address_and_role(visit: Visit) -> None:
    def names(query: str) -> set[str]:
        page = visit.get(f"{PEOPLE}{query}", as_="admin")
        return {node.text_content() for node in page.all("//p[@class='row-title']")}

    assert names("?q=hoàng") == {"Hoàng Yến"}
    assert names("?q=officer.s") == {"Nguyễn Văn Sơn", "Bùi Đình Nam"}
    assert names("?role=overseer") == {"Trịnh Xuân Lộc"}
    assert names("?q=s&role=signer") == {"Lê Thị Mai"}
    assert len(names("")) == len(names("?role=king")) == len(CAST)
    assert "Không tìm thấy ai" in visit.get(f"{PEOPLE}?q=kh%C3%B4ng+ai", as_="admin").main


def test_the_list_goes_on_by_key(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readings, "A_PAGE", 4)
    seen: list[str] = []
    url: str | None = PEOPLE + "?q=demo"
    while url:
        page = visit.get(url, as_="admin")
        seen += [node.text_content() for node in page.all("//p[@class='row-title']")]
        following = page.all("//a[@rel='next']/@href")
        url = following[0] if following else None
    assert len(seen) == len(set(seen)) == len(CAST)


@sqlite_only
@pytest.mark.parametrize("person_id", ["0", "999", "99999999999999999999", "x", "-1"])
def test_nobody_is_a_page_that_says_so(visit: Visit, person_id: str) -> None:
    visit.get(f"{PEOPLE}/{person_id}", as_="admin", status=404)


@sqlite_only
@pytest.mark.parametrize("after", ["x", "bnVsbA", "W10", "WzFd", "WyJhIiwgImIiXQ"])
def test_a_broken_key_is_a_list_all_the_same(visit: Visit, after: str) -> None:
    visit.get(f"{PEOPLE}?after={after}", as_="admin")


def test_the_overview_says_what_waits_and_what_is_lost(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    assert "Mọi tin đều được gửi kịp thời" in visit.get("/admin/", as_="admin").main
    visit.post("/reset", {"email": "citizen@demo.test"})
    visit.post("/reset", {"email": "business@demo.test"})
    with casework.db.write() as session:
        session.query(DeliveryRow).filter_by(recipient="user:2").update({"state": "dead"})
    clock.advance(hours=1)

    page = visit.get("/admin/", as_="admin")

    assert "Cần người xem" in page.main
    assert "1 thư không gửi được" in page.main and "Có thư chờ từ" in page.main


@sqlite_only
def test_the_directory_is_shown_with_the_way_to_change_it(visit: Visit) -> None:
    page = visit.get("/admin/directory", as_="admin")

    assert "directory import" in page.main
    assert "Sở Tài nguyên và Môi trường" in page.main
    assert page.all("//main//td[text()='Làm việc']")


@sqlite_only
def test_every_page_is_there_in_english(visit: Visit) -> None:
    for url in ("/admin/", PEOPLE, f"{PEOPLE}/new", f"{PEOPLE}/1", "/admin/directory", "/account"):
        assert visit.get(f"/en{url}", as_="admin").tree.get("lang") == "en"  # type: ignore[union-attr]  # because these are HTML
