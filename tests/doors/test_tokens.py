"""/account/tokens: what somebody gives to programs, and what ends it."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from casework.actions import access_tokens, accounts, roles, sessions
from casework.actions.access_tokens import MadeAlready, TooMany
from casework.domain.access import MOST, Scope
from casework.domain.refusals import Refused
from casework.readings import access_tokens as readings
from casework.store.casework import Casework
from casework.store.tables import AccessTokenRow
from tests.doors import keys
from tests.doors.client import Visit
from tests.doors.keys import NEW, PASSWORD
from tests.doors.stage import actor
from tests.house import Clock

FIELDS = {"name": "Ứng dụng xã", "may_read": "y", "may_submit": "y", "days": "90"}
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def a_token(casework: Casework, who: str = "citizen", *scopes: Scope, days: int = 30, key: int = 1) -> str:
    """A token of one of the cast, good for these; without any for all that a citizen may give."""
    given = scopes or (Scope.READ, Scope.SUBMIT, Scope.TRACK)
    return access_tokens.make(casework, f"{key:032x}", name="Máy xã", scopes=given, days=days, by=actor(who))


def status(app: Flask, token: str) -> int:
    """What a program with this token gets where everybody may read."""
    header = {"Authorization": f"Bearer {token}"}
    return app.test_client().get("/api/v1/fields", headers=header).status_code


def test_a_token_is_shown_once_and_works(visit: Visit, app: Flask, casework: Casework) -> None:
    form = visit.get("/account/tokens/new", as_="citizen")
    made = visit.send(form, "/account/tokens/new", FIELDS, as_="citizen", follow=False)
    assert made.headers["Cache-Control"] == "private, no-store"
    token = made.one("//code").text
    assert re.fullmatch(r"ddcc_[\w-]{43}", token) and status(app, token) == 200
    listed = visit.get("/account/tokens", as_="citizen")
    assert "Ứng dụng xã" in listed.main and token not in listed.source
    assert "02/11/2026" in listed.main and "31/01/2027" in listed.main
    with casework.db.read() as session:
        row = session.scalars(select(AccessTokenRow)).one()
        assert token not in str(vars(row)) and token.removeprefix("ddcc_") not in row.token_hash
        assert row.scopes == ("read", "reports:submit")


def test_a_form_sent_twice_makes_one_token_and_shows_none_again(visit: Visit, casework: Casework) -> None:
    form = visit.get("/account/tokens/new", as_="citizen")
    visit.send(form, "/account/tokens/new", FIELDS, as_="citizen")
    again = visit.send(form, "/account/tokens/new", FIELDS, as_="citizen")
    assert "chỉ hiện một lần" in again.main and not again.all("//code[starts-with(., 'ddcc_')]")
    assert len(readings.of_user(casework, actor("citizen").user or 0)) == 1  # type: ignore[arg-type]  # because any number will do


def test_what_is_wrong_stands_beside_its_field_with_what_was_typed(visit: Visit) -> None:
    form = visit.get("/account/tokens/new", as_="citizen")
    fields = {**FIELDS, "name": "", "may_read": "", "may_submit": ""}
    back = visit.send(form, "/account/tokens/new", fields, as_="citizen", status=422)
    assert back.error_of("name") and back.error_of("may_read")
    assert back.one("//input[@name='days' and @checked]").get("value") == "90"


def test_who_may_not_report_gives_no_program_the_right_to(visit: Visit, casework: Casework) -> None:
    page = visit.get("/account/tokens/new", as_="officer.stnmt")
    assert not page.all("//input[@name='may_submit']") and page.all("//input[@name='may_track']")
    visit.post("/account/tokens/new", FIELDS, as_="officer.stnmt", status=403)
    with pytest.raises(Refused):
        a_token(casework, "officer.stnmt", Scope.SUBMIT)
    with pytest.raises(Refused):
        a_token(casework, "guest")


def test_who_has_not_shown_who_they_are_just_now_is_asked_to_and_comes_back(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    keys.set_password(casework, "citizen@demo.test")
    form = visit.get("/account/tokens/new", as_="citizen")
    clock.advance(minutes=16)
    asked = visit.send(form, "/account/tokens/new", FIELDS, as_="citizen")
    assert asked.all("//input[@name='password']")
    assert readings.of_user(casework, actor("citizen").user or 0) == []  # type: ignore[arg-type]  # because any number will do
    back = visit.send(asked, "/second-factor/password", {"password": PASSWORD}, as_="citizen")
    assert back.one("//input[@name='name']").get("value") == "Ứng dụng xã"


def test_a_revoked_token_opens_nothing_and_nobody_revokes_anothers(
    visit: Visit, app: Flask, casework: Casework
) -> None:
    token = a_token(casework)
    identity = f"{1:032x}"
    visit.post(f"/account/tokens/{identity}/revoke", as_="business", status=404)
    assert status(app, token) == 200
    said = visit.post(f"/account/tokens/{identity}/revoke", as_="citizen")
    assert "Đã thu hồi" in said.main and "Chưa có mã nào" in said.main
    assert status(app, token) == 401


def _expires(casework: Casework, clock: Clock) -> None:
    clock.advance(days=30, seconds=1)


def _resets(casework: Casework, clock: Clock) -> None:
    keys.set_password(casework, "citizen@demo.test", NEW)


def _is_blocked(casework: Casework, clock: Clock) -> None:
    user = actor("citizen").user
    assert user is not None
    roles.disable(casework, user, by=actor("admin"))


def _changes_password(casework: Casework, clock: Clock) -> None:
    user = actor("citizen").user
    assert user is not None
    accounts.change_password(casework, user, current=PASSWORD, new=NEW)


@pytest.mark.parametrize("ends", [_expires, _resets, _is_blocked, _changes_password])
def test_a_token_ends_with_its_time_its_owners_password_and_their_account(
    app: Flask,
    casework: Casework,
    clock: Clock,
    ends: Callable[[Casework, Clock], None],
) -> None:
    keys.set_password(casework, "citizen@demo.test")
    token = a_token(casework)
    assert status(app, token) == 200
    ends(casework, clock)
    assert status(app, token) == 401


def test_a_blocked_account_that_is_opened_again_has_none_of_its_tokens(
    app: Flask, casework: Casework
) -> None:
    token, user = a_token(casework), actor("citizen").user
    assert user is not None
    roles.disable(casework, user, by=actor("admin"))
    roles.enable(casework, user, by=actor("admin"))
    assert status(app, token) == 401


def test_signing_out_elsewhere_leaves_programs_alone(app: Flask, casework: Casework) -> None:
    token, user = a_token(casework), actor("citizen").user
    assert user is not None
    browser = sessions.begin(casework, user, device="Chrome")
    here = sessions.load(casework, browser or "")
    assert here is not None
    sessions.end_others(casework, user, but=here.id)
    assert status(app, token) == 200


def test_of_its_use_only_the_day_is_kept(app: Flask, casework: Casework, clock: Clock) -> None:
    token = a_token(casework)
    clock.advance(hours=5, minutes=17)
    for _ in range(2):
        status(app, token)
    with casework.db.read() as session:
        used = session.scalars(select(AccessTokenRow.used_at)).one()
    assert used is not None and used.isoformat() == "2026-11-01T17:00:00+00:00"  # midnight in Nam Định
    heard: list[str] = []
    stop = casework.db.on_statement(heard.append)
    status(app, token)
    stop()
    assert not any("UPDATE" in one for one in heard)
    clock.advance(days=1)
    status(app, token)
    with casework.db.read() as session:
        assert session.scalars(select(AccessTokenRow.used_at)).one() == used + timedelta(days=1)


def test_one_account_has_ten_at_most_and_one_form_one_however_many_come_at_once(casework: Casework) -> None:
    for key in range(MOST - 1):
        a_token(casework, key=key)
    wrong: list[type[Exception]] = []

    def make(key: int) -> None:
        try:
            a_token(casework, key=key)
        except (MadeAlready, TooMany) as error:
            wrong.append(type(error))

    at_once = [threading.Thread(target=make, args=(key,)) for key in (90, 90, 91, 92)]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert len(wrong) == 3 and set(wrong) <= {MadeAlready, TooMany}
    assert len(readings.of_user(casework, actor("citizen").user or 0)) == MOST  # type: ignore[arg-type]  # because any number will do


@sqlite_only
@pytest.mark.parametrize(
    "header",
    [
        "Bearer x",
        "Bearer",
        "Bearer ",
        "Basic aG9hOmhvYQ==",
        f"Bearer {'a' * 5000}",
        "bearer ddcc_\u00e9",
        "x",
    ],
)
def test_a_token_that_is_none_is_refused_even_where_nobody_needs_one(app: Flask, header: str) -> None:
    answer = app.test_client().get("/api/v1/fields", headers={"Authorization": header})
    assert answer.status_code == 401 and answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert "Access-Control-Allow-Origin" not in answer.headers


@sqlite_only
def test_a_token_opens_no_page_for_people(app: Flask, casework: Casework) -> None:
    header = {"Authorization": f"Bearer {a_token(casework)}"}
    assert app.test_client().get("/account", headers=header).status_code == 302


@sqlite_only
def test_who_may_read_more_may_ask_more_and_what_they_get_is_kept_by_nobody_else(
    app: Flask, casework: Casework
) -> None:
    reads = a_token(casework, "citizen", Scope.READ)
    other = a_token(casework, "business", Scope.TRACK, key=2)
    answers = {
        token: app.test_client().get("/api/v1/fields", headers={"Authorization": f"Bearer {token}"})
        for token in (reads, other)
    }
    limits = [answers[token].headers["RateLimit-Limit"] for token in (reads, other)]
    assert limits == ["600", "120"]
    for answer in answers.values():
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert "Access-Control-Allow-Origin" not in answer.headers and "Set-Cookie" not in answer.headers
