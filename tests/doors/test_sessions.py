"""Sessions: what ends them, and what a copy of one is worth (security.md, "Signing in")."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from casework.actions import roles, sessions
from casework.store.casework import Casework
from casework.store.tables import RememberedRow, SessionRow
from tests.doors import keys
from tests.doors.client import Visit
from tests.doors.keys import NEW, PASSWORD
from tests.doors.stage import Reports, actor
from tests.house import Clock
from web.session import HOLDER, PERSON, REMEMBERER

CITIZEN = "citizen@demo.test"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def signed_in(visit: Visit, casework: Casework) -> Visit:
    """Mrs Hoa at two browsers: "phone", which remembers her, and "desk"."""
    keys.set_password(casework, CITIZEN)
    for who, more in (("phone", {"remember": "y"}), ("desk", {})):
        visit.post("/login", {"email": CITIZEN, "password": PASSWORD, **more}, as_=who)
    return visit


def carried(visit: Visit, who: str, name: str = PERSON) -> str:
    cookie = visit.browser(who).get_cookie(name)
    return cookie.value if cookie else ""


def is_in(visit: Visit, who: str) -> bool:
    return visit.browser(who).get("/account").status_code == 200


def replayed(visit: Visit, *cookies: tuple[str, str]) -> bool:
    """Whether somebody who copied these cookies is let in."""
    thief = visit.app.test_client()
    for name, value in cookies:
        thief.set_cookie(name, value)
    return thief.get("/account").status_code == 200


def test_a_token_is_kept_hashed_and_never_seen_by_scripts(signed_in: Visit, casework: Casework) -> None:
    with casework.db.read() as session:
        kept = session.scalars(select(SessionRow.token_hash)).all()
    token = carried(signed_in, "desk")
    assert len(token) >= 43 and token not in kept and sessions.load(casework, token) is not None
    answer = signed_in.app.test_client().post(
        "/login", data={"email": CITIZEN, "password": PASSWORD, "csrf_token": signed_in.token("desk")}
    )
    assert all("HttpOnly" in line and "SameSite=Lax" in line for line in answer.headers.getlist("Set-Cookie"))


def test_a_copied_session_ends_with_signing_out(signed_in: Visit) -> None:
    """[m] Flask-Login's default session and remember cookies still work after logout."""
    cookies = [(name, carried(signed_in, "phone", name)) for name in (PERSON, REMEMBERER, "form")]
    assert all(value for _, value in cookies) and replayed(signed_in, cookies[0])
    signed_in.post("/logout", as_="phone")
    assert not replayed(signed_in, *cookies)
    assert not is_in(signed_in, "phone") and is_in(signed_in, "desk")


def test_a_copied_session_ends_with_a_new_password(signed_in: Visit) -> None:
    copies = [(name, carried(signed_in, "phone", name)) for name in (PERSON, REMEMBERER)]
    old = carried(signed_in, "desk")
    signed_in.post("/account/password", {"current": PASSWORD, "password": NEW}, as_="desk")
    assert is_in(signed_in, "desk")
    assert not replayed(signed_in, *copies) and not replayed(signed_in, (PERSON, old))


def test_a_session_ends_with_a_change_of_rights(signed_in: Visit, casework: Casework) -> None:
    citizen = actor("citizen").user
    assert citizen is not None
    copy = carried(signed_in, "desk")
    roles.grant(casework, citizen, "overseer", by=actor("admin"))
    assert not replayed(signed_in, (PERSON, copy), (REMEMBERER, carried(signed_in, "phone", REMEMBERER)))
    assert not is_in(signed_in, "desk") and not is_in(signed_in, "phone")
    fresh = sessions.begin(casework, citizen, device="", factor=True) or ""
    assert replayed(signed_in, (PERSON, fresh))
    roles.revoke(casework, citizen, "overseer", by=actor("admin"))
    assert not replayed(signed_in, (PERSON, fresh))


def test_signing_in_and_showing_a_factor_give_a_new_token(signed_in: Visit) -> None:
    before = carried(signed_in, "desk")
    signed_in.post("/login", {"email": CITIZEN, "password": PASSWORD}, as_="desk")
    assert carried(signed_in, "desk") != before and not replayed(signed_in, (PERSON, before))


@sqlite_only
@pytest.mark.parametrize(
    ("who", "step", "lasts"),
    [
        ("signer.stnmt", {"minutes": 29}, {"hours": 12}),
        ("citizen", {"hours": 11}, {"days": 7}),
    ],
)
def test_a_session_ends_after_a_while_unused_and_after_a_longer_while_anyway(
    who: str, step: dict[str, float], lasts: dict[str, float], app: Flask, casework: Casework, clock: Clock
) -> None:
    """Staff: 30 minutes and 12 hours."""
    user = actor(who).user
    assert user is not None
    used, unused = (sessions.begin(casework, user, device="", factor=True) or "" for _ in range(2))
    begun = clock()
    end = clock.advance(**lasts)
    clock.set(begun)
    while clock.advance(**step) < end:
        assert sessions.load(casework, used) is not None, clock() - begun
    assert sessions.load(casework, unused) is None
    assert sessions.load(casework, used) is None


def test_a_citizen_who_asked_to_be_remembered_is_known_for_thirty_days(
    signed_in: Visit, clock: Clock
) -> None:
    for _ in range(3):
        before = carried(signed_in, "phone", REMEMBERER)
        clock.advance(days=9)
        assert is_in(signed_in, "phone") and not is_in(signed_in, "desk")
        assert carried(signed_in, "phone", REMEMBERER) not in ("", before)
    clock.advance(days=9)
    assert not is_in(signed_in, "phone")


def test_two_tabs_that_wake_up_at_once_are_both_let_in(signed_in: Visit, clock: Clock) -> None:
    copy = carried(signed_in, "phone", REMEMBERER)
    clock.advance(days=8)
    assert replayed(signed_in, (REMEMBERER, copy))
    clock.advance(seconds=59)
    assert replayed(signed_in, (REMEMBERER, copy))


def test_a_copy_of_what_remembers_ends_everything_when_it_is_used_again(
    signed_in: Visit, clock: Clock, casework: Casework
) -> None:
    copy = carried(signed_in, "phone", REMEMBERER)
    clock.advance(days=8)
    assert is_in(signed_in, "phone")
    clock.advance(minutes=2)
    assert not replayed(signed_in, (REMEMBERER, copy))
    assert not is_in(signed_in, "phone")
    with casework.db.read() as session:
        assert not session.scalars(select(RememberedRow)).all()


def test_who_works_here_is_never_remembered(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, "signer.stnmt@demo.test")
    visit.post(
        "/login", {"email": "signer.stnmt@demo.test", "password": PASSWORD, "remember": "y"}, as_="phone"
    )
    assert carried(visit, "phone") and not carried(visit, "phone", REMEMBERER)


def test_one_sees_where_one_is_signed_in_and_ends_one_or_all_others(signed_in: Visit) -> None:
    page = signed_in.get("/account/sessions", as_="desk")
    (end,) = [action for action in page.actions if action.endswith("/end")]
    signed_in.post(end, as_="desk")
    assert not replayed(signed_in, (PERSON, carried(signed_in, "phone")))
    signed_in.post(end, as_="desk", status=404)
    signed_in.post("/account/sessions/" + "0" * 32 + "/end", as_="desk", status=404)
    signed_in.post("/account/sessions", as_="desk")
    assert not is_in(signed_in, "phone") and is_in(signed_in, "desk")


def test_a_browser_signed_out_from_afar_is_not_remembered_either(
    signed_in: Visit, casework: Casework, clock: Clock
) -> None:
    """Else the stolen phone, signed out from the desk, would be in again at the next click."""
    copies = [(name, carried(signed_in, "phone", name)) for name in (PERSON, REMEMBERER)]
    page = signed_in.get("/account/sessions", as_="desk")
    assert page.text.count("được nhớ 30 ngày") == 1
    (end,) = [action for action in page.actions if action.endswith("/end")]
    signed_in.post(end, as_="desk")
    assert not replayed(signed_in, *copies) and is_in(signed_in, "desk")


def test_a_remembered_browser_that_sleeps_is_listed_and_can_be_ended(
    signed_in: Visit, casework: Casework, clock: Clock
) -> None:
    copy = carried(signed_in, "phone", REMEMBERER)
    clock.advance(days=8)
    signed_in.post("/login", {"email": CITIZEN, "password": PASSWORD}, as_="desk")
    page = signed_in.get("/account/sessions", as_="desk")
    (end,) = [action for action in page.actions if action.endswith("/end")]
    assert "được nhớ 30 ngày" in page.text
    signed_in.post(end, as_="desk")
    assert not replayed(signed_in, (REMEMBERER, copy))
    assert len(signed_in.get("/account/sessions", as_="desk").all("//main//li")) == 1


def test_ending_all_others_leaves_this_browser_as_it_is(signed_in: Visit, clock: Clock) -> None:
    signed_in.post("/account/sessions", as_="phone")
    assert not is_in(signed_in, "desk")
    clock.advance(days=8)
    assert is_in(signed_in, "phone")


def test_who_signs_in_after_somebody_else_is_not_taken_for_them_later(
    signed_in: Visit, casework: Casework, clock: Clock
) -> None:
    """The browser remembered Mrs Hoa; the firm signs in with it and does not ask to be remembered."""
    keys.set_password(casework, "business@demo.test")
    signed_in.post("/login", {"email": "business@demo.test", "password": PASSWORD}, as_="phone")
    clock.advance(hours=13)
    assert not is_in(signed_in, "phone")


def test_sessions_that_ended_leave_the_table(signed_in: Visit, casework: Casework, clock: Clock) -> None:
    clock.advance(days=40)
    signed_in.post("/login", {"email": CITIZEN, "password": PASSWORD, "remember": "y"}, as_="desk")
    with casework.db.read() as session:
        assert len(session.scalars(select(SessionRow)).all()) == 1
        assert len(session.scalars(select(RememberedRow)).all()) == 1


def test_showing_a_factor_again_prolongs_no_session(casework: Casework, clock: Clock) -> None:
    """12 hours for who works here, however often they are asked."""
    user = actor("signer.stnmt").user
    assert user is not None
    token = sessions.begin(casework, user, device="") or ""
    end, former = clock() + sessions.STAFF_WHOLE, token
    found = sessions.load(casework, token)
    assert found is not None and found.awaits_factor
    while clock.advance(minutes=29) < end:
        former, token = token, sessions.prove(casework, token) or ""
        found = sessions.load(casework, token)
        assert found is not None and not found.awaits_factor
        assert sessions.load(casework, former) is None
    assert sessions.load(casework, token) is None and sessions.prove(casework, token) is None


def test_nobody_ends_a_session_of_somebody_else(signed_in: Visit, casework: Casework) -> None:
    with casework.db.read() as session:
        theirs = session.scalars(select(SessionRow.id).where(SessionRow.user_id == actor("citizen").user))
        for identity in theirs.all():
            signed_in.post(f"/account/sessions/{identity}/end", as_="business", status=404)
    assert is_in(signed_in, "desk")


def test_no_row_ties_a_person_to_a_report_that_they_hold(
    signed_in: Visit, casework: Casework, a_report: Reports
) -> None:
    """security.md: a confidential report shares nothing linkable; a person's session holds none."""
    report = a_report(by="guest")
    secret = a_report.receipts[report.code].secret
    signed_in.post("/track", {"code": report.code, "secret": secret}, as_="desk")
    with casework.db.read() as session:
        rows = [(row.user_id, row.device) for row in session.scalars(select(SessionRow)) if row.held]
    assert rows == [(None, "")]
    assert carried(signed_in, "desk", HOLDER)


@sqlite_only
def test_a_page_of_somebody_signed_in_asks_for_them_in_one_query(
    signed_in: Visit, casework: Casework
) -> None:
    token = carried(signed_in, "desk")
    heard: list[str] = []
    stop = casework.db.on_statement(heard.append)
    assert sessions.load(casework, token) is not None
    stop()
    assert len([one for one in heard if one.startswith("SELECT")]) == 1
    assert not [one for one in heard if one.startswith("UPDATE")]


@sqlite_only
def test_files_of_the_house_are_the_same_for_everybody(visit: Visit) -> None:
    answer = visit.browser("citizen").get("/static/css/site.css")
    assert "Cookie" not in answer.headers.get("Vary", "") and "Set-Cookie" not in answer.headers
