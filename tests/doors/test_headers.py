"""What goes out with every answer, errors too (security.md, "What goes out")."""

from __future__ import annotations

import dataclasses
import io
import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask, redirect
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

import app as house
from casework.store.db import Unavailable
from config import Environment, Settings
from tests.doors import keys
from tests.doors.client import HEADERS
from tests.doors.keys import PASSWORD
from web.page import INSIDE, safe_next

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WANTED = {
    **HEADERS,
    "Content-Security-Policy": CSP,
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
}
HTTPS = {"base_url": "https://forum.test"}


@pytest.fixture
def deployed(settings: Settings) -> Iterator[Flask]:
    """The forum as it is deployed: HTTPS, one host, errors shown as pages."""
    made = house.create_app(
        dataclasses.replace(
            settings,
            environment=Environment.DEVELOPMENT,
            public_url="https://forum.test",
            trusted_hosts=("forum.test",),
        )
    )
    made.config["TESTING"] = False

    def fails() -> str:
        raise RuntimeError("a fault of ours")

    def gone() -> str:
        raise Unavailable("SELECT 1", None, Exception("gone"))

    for name, view in (("fails", fails), ("gone", gone), ("away", lambda: redirect("https://evil.test/"))):
        view.permission = house.guard.Permission.READ_PUBLIC  # type: ignore[attr-defined]  # because it is data
        made.add_url_rule(f"/{name}", name, view)
    yield made
    made.extensions["casework"].db.dispose()


def _too_often(app: Flask) -> TestResponse:
    client = app.test_client()
    for _ in range(40):
        answer = client.post("/track", data={"csrf_token": _token(client)}, headers=ORIGIN, **HTTPS)
    return answer


ORIGIN = {"Origin": "https://forum.test", "Referer": "https://forum.test/track"}


def _token(client: object) -> str:
    page = client.get("/track", **HTTPS).get_data(as_text=True)  # type: ignore[attr-defined]  # because any client will do
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found is not None
    return found[1]


ANSWERS: dict[str, tuple[int, Callable[[Flask], TestResponse]]] = {
    "a page": (200, lambda app: app.test_client().get("/", **HTTPS)),
    "a file of the house": (200, lambda app: app.test_client().get("/static/css/site.css", **HTTPS)),
    "a file of the house that is not there": (
        404,
        lambda app: app.test_client().get("/static/x.css", **HTTPS),
    ),
    "a file of the house that one has": (
        304,
        lambda app: app.test_client().get(
            "/static/css/site.css", headers={"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, **HTTPS
        ),
    ),
    "a slash too few": (308, lambda app: app.test_client().get("/agency", **HTTPS)),
    "a redirect": (302, lambda app: app.test_client().get("/account", **HTTPS)),
    "a form without its token": (400, lambda app: app.test_client().post("/track", headers=ORIGIN, **HTTPS)),
    "a host of somebody else": (400, lambda app: app.test_client().get("/", base_url="https://evil.test")),
    "a form of another site": (
        400,
        lambda app: app.test_client().post("/track", headers={"Origin": "https://evil.test"}, **HTTPS),
    ),
    "no such page": (404, lambda app: app.test_client().get("/khong-co", **HTTPS)),
    "no such method": (405, lambda app: app.test_client().delete("/", headers=ORIGIN, **HTTPS)),
    "too large": (
        413,
        lambda app: app.test_client().post(
            "/track", data={"code": "x" * (2 * 1024 * 1024)}, headers=ORIGIN, **HTTPS
        ),
    ),
    "too often": (429, _too_often),
    "a fault of ours": (500, lambda app: app.test_client().get("/fails", **HTTPS)),
    "no database": (503, lambda app: app.test_client().get("/gone", **HTTPS)),
}


@sqlite_only
@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_has_every_header(name: str, deployed: Flask) -> None:
    status, ask = ANSWERS[name]
    answer = ask(deployed)
    assert answer.status_code == status
    assert {header: answer.headers.get(header) for header in WANTED} == WANTED
    assert "camera=()" in answer.headers["Permissions-Policy"]
    if status in (429, 503):
        assert int(answer.headers["Retry-After"]) >= 1
    if status >= 400:
        assert "fault of ours" not in answer.get_data(as_text=True)
        assert "public" not in answer.headers.get("Cache-Control", "")


@sqlite_only
def test_urlencoded_bodies_are_limited_too(deployed: Flask) -> None:
    """[m] MAX_FORM_MEMORY_SIZE does not cover urlencoded bodies."""
    body = b"code=" + b"x" * (2 * 1024 * 1024)
    kind = "application/x-www-form-urlencoded"
    answer = deployed.test_client().post("/track", data=body, content_type=kind, headers=ORIGIN, **HTTPS)
    assert answer.status_code == 413


@sqlite_only
def test_bodies_that_do_not_say_how_long_they_are_are_limited_too(deployed: Flask) -> None:
    """security.md: MAX_CONTENT_LENGTH 1 MB. [m] Werkzeug cuts a body without a length off, silently."""
    client = deployed.test_client()
    fields = f"csrf_token={_token(client)}&code=x&secret=".encode()
    body = io.BytesIO(fields + b"x" * (2 * 1024 * 1024))
    answer = client.post(
        "/track",
        input_stream=body,
        content_type="application/x-www-form-urlencoded",
        headers={**ORIGIN, "Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
        **HTTPS,
    )
    assert answer.status_code == 411 and body.tell() == 0


@sqlite_only
@pytest.mark.parametrize("headers", [{"Origin": "https://forum.test"}, {}])
def test_who_hides_the_referer_may_still_send_a_form(deployed: Flask, headers: dict[str, str]) -> None:
    """[m] no-referrer breaks Flask-WTF's check over HTTPS: Origin is asked in its place, and the token."""
    client = deployed.test_client()
    answer = client.post("/track", data={"csrf_token": _token(client)}, headers=headers, **HTTPS)
    assert answer.status_code == 422
    for foreign in ({"Origin": "https://evil.test"}, {"Origin": "null"}, {"Referer": "https://evil.test/"}):
        sent = client.post("/track", data={"csrf_token": _token(client)}, headers=foreign, **HTTPS)
        assert sent.status_code in (400, 403), foreign


@sqlite_only
def test_signing_out_takes_along_what_the_browser_kept(deployed: Flask) -> None:
    client = deployed.test_client()
    answer = client.post("/logout", data={"csrf_token": _token(client)}, headers=ORIGIN, **HTTPS)
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


@sqlite_only
def test_cookies_keep_to_this_host(deployed: Flask) -> None:
    client = deployed.test_client()
    keys.set_password(deployed.extensions["casework"], "citizen@demo.test")
    fields = {"email": "citizen@demo.test", "password": PASSWORD, "remember": "y"}
    answer = client.post("/login", data={**fields, "csrf_token": _token(client)}, headers=ORIGIN, **HTTPS)
    set_ = answer.headers.getlist("Set-Cookie")
    names = {line.partition("=")[0] for line in set_}
    assert {"__Host-session", "__Host-remember", "__Host-known"} <= names
    for line in set_:
        assert line.startswith("__Host-") and "Secure" in line and "HttpOnly" in line and "Path=/" in line
        assert "SameSite=Lax" in line and "Domain" not in line


@sqlite_only
def test_a_redirect_never_leads_out_of_the_house(deployed: Flask) -> None:
    """security.md: checked again on the final Location."""
    answer = deployed.test_client().get("/away", **HTTPS)
    assert answer.status_code == 500 and "Location" not in answer.headers


@given(st.text(max_size=60) | st.from_regex(r"\A[/\\.hpt:@ \t]{0,8}evil\.test[/\\]{0,3}\Z"))
def test_where_to_go_on_to_is_inside_or_nowhere(given_: str) -> None:
    """[m] ////evil and http:///evil pass the usual check."""
    found = safe_next(given_, "/")
    assert INSIDE.fullmatch(found) and not found.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "evil",
    ["////evil.test", "http:///evil.test", "//evil.test", "/\\evil.test", "\\\\evil.test", "https:evil.test",
     "/\t/evil.test", "/%0d%0aLocation:evil\r\n", "javascript:alert(1)", "/\x00", " //evil.test"],
)  # fmt: skip  # because a list of attacks reads better in few lines
def test_known_ways_out_are_shut(evil: str) -> None:
    assert safe_next(evil, "/") == "/"


@sqlite_only
def test_only_configured_proxies_speak_for_the_client(settings: Settings) -> None:
    """security.md: X-Forwarded-For counts only from a configured number of proxies."""
    for proxies, seen in ((0, "10.0.0.9"), (1, "198.51.100.2")):
        made = house.create_app(dataclasses.replace(settings, proxies=proxies))
        with made.test_client() as client:
            client.get(
                "/healthz",
                headers={"X-Forwarded-For": "203.0.113.7, 198.51.100.2"},
                environ_base={"REMOTE_ADDR": "10.0.0.9"},
            )
            assert house.limits.client() == seen
        made.extensions["casework"].db.dispose()
