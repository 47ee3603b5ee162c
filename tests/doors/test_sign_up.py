"""/signup and /account/confirm/<token>: from a form to an account that works."""

from __future__ import annotations

import pytest
from flask import Flask

from casework.readings import people
from casework.store.casework import Casework
from casework.store.tokens import Purpose
from tests.doors import keys
from tests.doors.client import Visit
from tests.doors.keys import PASSWORD
from tests.house import Clock

SIGNUP = "/signup"
MEN = {
    "kind": "citizen",
    "name": "Nguyễn Thị Mến",
    "organisation": "",
    "email": "men@demo.test",
    "password": PASSWORD,
}
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_from_the_form_over_the_letter_into_the_forum(app: Flask, visit: Visit, casework: Casework) -> None:
    sent = visit.send(visit.get(SIGNUP), SIGNUP, MEN)
    assert sent.h1 == "Xem hộp thư của bạn"
    letter = keys.letters(app, casework)[0]
    assert "men@demo.test" in str(letter.to)
    path = keys.path_in(letter, "/account/confirm/")

    looked = visit.get(path, as_="mail scanner")
    assert visit.get(path, as_="mail scanner").h1 == looked.h1 == "Xác nhận địa chỉ"
    done = visit.send(visit.get(path), path)

    assert done.h1 == "Đăng nhập" and "Đã xác nhận địa chỉ" in done.text
    home = visit.send(done, "/login", {"email": MEN["email"], "password": PASSWORD})
    assert "Nguyễn Thị Mến" in home.text
    visit.post(path, status=410)
    assert visit.get(path, status=410).h1 == "Đường dẫn không còn dùng được"


def test_a_known_address_gets_the_same_answer_and_a_letter(
    app: Flask, visit: Visit, casework: Casework
) -> None:
    new = visit.post(SIGNUP, MEN, as_="a")
    known = visit.post(SIGNUP, {**MEN, "email": "citizen@demo.test"}, as_="b")

    assert (new.url, new.main) == (known.url, known.main)
    assert keys.person(casework, "citizen@demo.test").name == "Trần Thị Hoa"
    told = [letter for letter in keys.letters(app, casework) if "citizen@" in str(letter.to)]
    assert len(told) == 1 and "/account/confirm/" not in told[0].text


def test_a_business_says_its_name(visit: Visit, casework: Casework) -> None:
    page = visit.post(SIGNUP, {**MEN, "kind": "business"}, status=422)
    assert page.error_of("organisation")

    visit.send(page, SIGNUP, {"organisation": "Công ty Dệt Sông Đào", "password": PASSWORD})

    made = keys.person(casework, "men@demo.test")
    assert (made.kind, made.organisation) == ("business", "Công ty Dệt Sông Đào")


@sqlite_only
@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Xin điền"),
        ("name", "ộ" * 121, "Dài quá"),
        ("name", "Mến\0", "ký tự không đọc được"),
        ("email", "men", "chưa đúng"),
        ("email", "mến@demo.test", "chưa đúng"),
        ("email", "", "Xin điền"),
        ("password", "ngắn", "ngắn quá"),
        ("password", "12345678", "dễ đoán"),
        ("password", "men.nguyen va ruong dong", ""),
        ("password", "d" * 129, "tối đa 128"),
        ("kind", "staff", "Xin chọn"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    visit: Visit, casework: Casework, field: str, typed: str, said: str
) -> None:
    if not said:
        visit.post(SIGNUP, {**MEN, field: typed})
        return

    page = visit.post(SIGNUP, {**MEN, field: typed}, status=422)

    assert said in page.error_of(field)
    kept = page.values(SIGNUP)
    if field != "name":
        assert kept["name"] == MEN["name"]
    assert not kept.get("password")
    assert people.find_by_email(casework, "men@demo.test") is None


@sqlite_only
def test_the_form_helps_browsers_and_keepers_of_passwords(visit: Visit) -> None:
    def hint(page: object, name: str) -> str:
        return str(page.one("//main//input[@name=$n]", n=name).get("autocomplete"))  # type: ignore[attr-defined]  # because any page will do

    form, login = visit.get(SIGNUP), visit.get("/login")
    assert [hint(form, name) for name in ("name", "organisation", "email", "password")] == [
        "name",
        "organization",
        "email",
        "new-password",
    ]
    assert [hint(login, name) for name in ("email", "password")] == ["username", "current-password"]


@sqlite_only
def test_a_link_lasts_thirty_minutes(visit: Visit, casework: Casework, clock: Clock) -> None:
    visit.post(SIGNUP, MEN)
    path = f"/account/confirm/{keys.link(casework, Purpose.CONFIRM_ACCOUNT, 'men@demo.test')}"
    clock.advance(minutes=31)

    visit.get(path, status=410)
    visit.post(path, status=410)

    assert not keys.person(casework, "men@demo.test").is_confirmed


@sqlite_only
@pytest.mark.parametrize("token", ["x", "a" * 300, "%F0%9F%98%80"])
def test_a_link_that_never_was_helps_on(visit: Visit, token: str) -> None:
    page = visit.get(f"/account/confirm/{token}", status=410)

    assert page.one("//main//a[@href='/login']") is not None


@sqlite_only
def test_who_is_signed_in_needs_no_other_account(visit: Visit) -> None:
    assert visit.get(SIGNUP, as_="citizen").url == "/account"


@sqlite_only
def test_nobody_fills_a_mailbox(visit: Visit, casework: Casework) -> None:
    for number in range(5):
        visit.post(
            SIGNUP, MEN, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"}, follow=False, status=303
        )

    stopped = visit.post(SIGNUP, MEN, environ_base={"REMOTE_ADDR": "198.51.100.99"}, status=429)

    assert int(stopped.headers["Retry-After"]) > 0
