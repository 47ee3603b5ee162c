"""Forms that other sites send in somebody's name (security.md: CSRF on every unsafe method, Origin check)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from tests.doors.client import Visit
from web.guard import takes_from_anywhere

FROM_ANYWHERE = {"accounts.end_letters", "api.send_report", "api.track", "open311.send_request"}
SAFE = {"GET", "HEAD", "OPTIONS"}
FOREIGN = (
    {"Origin": "https://evil.test"},
    {"Origin": "null"},
    {"Origin": "http://localhost.evil.test"},
    {"Origin": "https://localhost"},
    {"Origin": "http://localhost:81"},
    {"Referer": "https://evil.test/http://localhost/"},
    {"Origin": "https://evil.test", "Referer": "http://localhost/"},
)
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def _unsafe(app: Flask) -> Iterator[tuple[str, str]]:
    """Method and address of everything that may change something, by whatever words its places are filled.

    But of what declares that it may come from anywhere: `test_notices` says what that can, and for programs
    `test_api_own`, which takes no cookie.
    """
    anywhere = set(takes_from_anywhere(app))
    assert anywhere == FROM_ANYWHERE
    for rule in (rule for rule in app.url_map.iter_rules() if rule.endpoint not in anywhere):
        for method in sorted((rule.methods or set()) - SAFE):
            yield method, _filled(rule)


def _filled(rule: Rule) -> str:
    one_of = {name: getattr(converter, "items", ["1"]) for name, converter in rule._converters.items()}
    return re.sub(r"<(?:[^<>:]*:)?(\w+)>", lambda place: sorted(one_of[place[1]])[0], rule.rule)


@pytest.mark.parametrize("who", ["guest", "admin"])
def test_without_its_token_no_form_is_taken_anywhere(app: Flask, visit: Visit, who: str) -> None:
    visit.token(who)  # the cookie to which the token belongs is there, as it is when another site sends
    asked = list(_unsafe(app))
    assert len(asked) > 60
    for method, address in asked:
        for fields in ({}, {"csrf_token": "0" * 40}, {"csrf_token": ""}):
            answer = visit.browser(who).open(address, method=method, data=fields)
            assert answer.status_code == 400, f"{method} {address} as {who}: {answer.status_code}"


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_with_the_token_in_hand_another_site_still_sends_nothing(
    app: Flask, visit: Visit, headers: dict[str, str]
) -> None:
    for method, address in _unsafe(app):
        token = {"csrf_token": visit.token("admin")}
        answer = visit.browser("admin").open(address, method=method, data=token, headers=headers)
        assert answer.status_code in (400, 403), f"{method} {address}: {answer.status_code}"
        assert "Location" not in answer.headers


def test_the_token_of_somebody_else_is_worth_nothing(visit: Visit) -> None:
    with visit.browser("business").session_transaction() as session:
        session["csrf_token"] = "1" * 40
    stolen = {"csrf_token": visit.token("business"), "name": "Kẻ khác", "locale": "vi"}
    visit.token("citizen")
    assert visit.browser("citizen").post("/account", data=stolen).status_code == 400


def test_a_token_in_the_address_or_in_a_header_of_another_kind_is_none(visit: Visit) -> None:
    token = visit.token("citizen")
    answer = visit.browser("citizen").post(
        f"/account?csrf_token={token}", data={"name": "Hoa", "locale": "vi"}
    )
    assert answer.status_code == 400


def test_no_safe_method_signs_anybody_out_or_in(visit: Visit) -> None:
    for address in ("/logout", "/demo/act-as/admin"):
        assert visit.browser("citizen").get(address).status_code == 405
