"""/reset: a new password by a letter."""

from __future__ import annotations

import pytest
from flask import Flask

from casework.actions import accounts, roles
from casework.store.casework import Casework
from casework.store.tokens import Purpose
from tests.doors import keys
from tests.doors.client import Visit
from tests.doors.keys import NEW, PASSWORD
from tests.doors.stage import actor

CITIZEN, OFFICER = "citizen@demo.test", "officer.stnmt@demo.test"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def test_a_forgotten_password_is_replaced_by_the_letter(app: Flask, visit: Visit, casework: Casework) -> None:
    visit.get("/account", as_="citizen")  # a session from before
    sent = visit.send(visit.get("/reset"), "/reset", {"email": CITIZEN})
    assert sent.h1 == "Xem hộp thư của bạn"
    path = keys.path_in(keys.letters(app, casework)[0], "/reset/")

    visit.get(path, as_="mail scanner")
    done = visit.send(visit.get(path), path, {"password": NEW})

    assert done.h1 == "Đăng nhập" and "Đã đặt mật khẩu mới" in done.text
    assert accounts.authenticate(casework, CITIZEN, NEW) is not None
    assert visit.get("/account", as_="citizen").h1 == "Đăng nhập"
    visit.get(path, status=410)
    visit.post(path, {"password": PASSWORD}, status=410)
    assert accounts.authenticate(casework, CITIZEN, PASSWORD) is None


def test_known_unknown_and_disabled_addresses_get_the_same_answer(
    app: Flask, visit: Visit, casework: Casework
) -> None:
    roles.disable(casework, keys.person(casework, "journalist@demo.test").id, by=actor("admin"))
    addresses = (CITIZEN, "nobody@demo.test", "journalist@demo.test")

    answers = [visit.post("/reset", {"email": one}, as_=one) for one in addresses]

    assert len({(answer.url, answer.main) for answer in answers}) == 1
    assert len(keys.letters(app, casework)) == 1


@sqlite_only
@pytest.mark.parametrize("typed", ["", "men", "a\0b@demo.test", "\ud800".encode("utf-8", "surrogatepass")])
def test_what_is_no_address_is_said_beside_the_field(visit: Visit, typed: object) -> None:
    assert visit.post("/reset", {"email": typed}, status=422).error_of("email")


@sqlite_only
def test_a_password_that_is_not_taken_leaves_the_link_good(visit: Visit, casework: Casework) -> None:
    path = f"/reset/{keys.link(casework, Purpose.RESET_PASSWORD, OFFICER)}"

    short = visit.post(path, {"password": "con trâu"}, status=422)  # long enough for a citizen
    empty = visit.post(path, {"password": ""}, status=422)

    assert "ngắn quá" in short.error_of("password") and empty.error_of("password")
    assert visit.send(short, path, {"password": NEW}).h1 == "Đăng nhập"


@sqlite_only
def test_a_dead_link_leads_to_a_new_one(visit: Visit) -> None:
    page = visit.get("/reset/x", status=410)

    assert page.one("//main//a[@href='/reset']") is not None


@sqlite_only
def test_letters_about_one_account_are_limited(visit: Visit) -> None:
    for number in range(5):
        visit.post("/reset", {"email": CITIZEN}, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"})

    visit.post("/reset", {"email": CITIZEN}, environ_base={"REMOTE_ADDR": "198.51.100.99"}, status=429)
