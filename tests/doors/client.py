"""A strict reader of pages: every page it fetches has to be a good page, whatever the test is about."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from lxml import html
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from casework.actions import sessions
from tests.doors.stage import CAST, actor
from web.session import PERSON

_TOKEN: Final = "csrf_token"
_UNNAMED: Final = {"hidden", "submit", "button", "reset", "image"}
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS: Final = 5
Fields = Mapping[str, Any]
# What every answer carries, whatever it is about (security.md, "What goes out").
HEADERS: Final[Mapping[str, str]] = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
# What other sites may show in a frame.
FRAMED: Final[Mapping[str, str]] = {"Cross-Origin-Resource-Policy": "cross-origin"}
# What stands in a page for machines to read: no browser runs it.
DATA: Final = "@type='application/ld+json'"


class Page:
    """A page that was fetched and found good. `status`, `text` (visible words), and what forms it has."""

    def __init__(self, response: TestResponse, url: str) -> None:
        self.response = response
        self.status = response.status_code
        self.headers = response.headers
        self.url = url
        self.source = response.get_data().decode(errors="replace")  # a picture has no text
        self.tree = html.document_fromstring(self.source) if self._is_html else None

    @property
    def _is_html(self) -> bool:
        return self.response.mimetype == "text/html" and bool(self.source.strip())

    def all(self, path: str, **values: Any) -> list[Any]:
        """The nodes that an XPath finds."""
        assert self.tree is not None, f"{self.url} is no HTML page"
        found: list[Any] = self.tree.xpath(path, **values)
        return found

    def one(self, path: str, **values: Any) -> Any:
        """The only node that an XPath finds."""
        found = self.all(path, **values)
        assert len(found) == 1, f"{len(found)} × {path} {values} in {self.url}"
        return found[0]

    @property
    def title(self) -> str:
        return _text(self.one("//title"))

    @property
    def h1(self) -> str:
        return _text(self.one("//h1"))

    @property
    def text(self) -> str:
        """The words of the page in a row, runs of blanks as one."""
        return _text(self.one("//body"))

    @property
    def main(self) -> str:
        """The words between the frame's head and foot."""
        return _text(self.one("//main"))

    def form(self, action: str = "") -> Any:
        """The form that posts to an address ending so."""
        forms = [form for form in self.all("//main//form") if _path(form.get("action", "")).endswith(action)]
        assert len(forms) == 1, f"{len(forms)} forms to …{action} in {self.url}: {self.actions}"
        return forms[0]

    @property
    def actions(self) -> list[str]:
        """Where the forms of the page's middle lead, by GET or POST."""
        return [form.get("action", "") for form in self.all("//main//form")]

    def values(self, action: str = "") -> dict[str, str | list[str]]:
        """What a browser would send with that form, as it stands in the page."""
        sent: dict[str, str | list[str]] = {}
        for name, value in self.form(action).fields.items():
            if value is not None:
                sent[name] = list(value) if not isinstance(value, str) else value
        return sent

    def error_of(self, name: str) -> str:
        """The words beside a field of that name that say what is wrong with it; empty if nothing."""
        found = self.all("//*[@id=$id]", id=f"{name}-error")
        return _text(found[0]) if found else ""


class Visit:
    """The people of the tests with a browser each: `as_` is one of the cast, or any other name for a guest.

    `get` and `post` return a `Page`; every HTML page is checked. An answer that sends elsewhere is followed,
    unless `follow=False`.
    """

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._browsers: dict[str, FlaskClient] = {}
        self._seen: dict[str, datetime] = {}  # when by the test's clock each was last there

    def browser(self, who: str, *, wakes: bool = True) -> FlaskClient:
        """The browser of one person, with its cookies; signed in if they are of the cast.

        `wakes`: signed in again when the session has lain idle.
        """
        browser = self._browsers.get(who)
        if browser is None:
            self._browsers[who] = browser = self.app.test_client()
            if who in CAST:
                self.sign_in(who)
        elif wakes and who in CAST and self._fell_asleep(who, browser):
            self.sign_in(who)
        return browser

    def _fell_asleep(self, who: str, browser: FlaskClient) -> bool:
        """The clock of a test jumps over days: who has not signed out comes in again."""
        cookie, now = browser.get_cookie(PERSON), self.app.extensions["casework"].now()
        before, self._seen[who] = self._seen.get(who), now
        if before == now:
            return False
        return cookie is not None and sessions.load(self.app.extensions["casework"], cookie.value) is None

    def sign_in(self, who: str) -> None:
        """Give one of the cast a session in which they have shown all there is to show."""
        user = actor(who).user
        assert user is not None
        token = sessions.begin(self.app.extensions["casework"], user, device="Chrome, Linux", factor=True)
        if token is not None:  # a closed account gets none
            self._browsers[who].set_cookie(PERSON, token)
        self._seen[who] = self.app.extensions["casework"].now()

    def get(
        self, url: str, *, as_: str = "guest", status: int = 200, follow: bool = True, **more: Any
    ) -> Page:
        """Fetch a page; `more` goes to Flask's client (headers, query_string)."""
        return self._answer(self.browser(as_).get(url, **more), url, as_, status, follow)

    def post(
        self,
        url: str,
        fields: Fields | None = None,
        *,
        as_: str = "guest",
        status: int = 200,
        follow: bool = True,
        token: bool = True,
        **more: Any,
    ) -> Page:
        """Send a form with the token that this browser's pages carry. A file is (bytes, name); a list is
        sent as several values of one name."""
        sent = {name: _sendable(value) for name, value in (fields or {}).items()}
        if token:
            sent.setdefault(_TOKEN, self.token(as_))
        content = "multipart/form-data" if _has_files(sent) else "application/x-www-form-urlencoded"
        response = self.browser(as_).post(url, data=sent, content_type=content, **more)
        return self._answer(response, url, as_, status, follow)

    def send(
        self,
        page: Page,
        action: str = "",
        fields: Fields | None = None,
        *,
        as_: str = "guest",
        status: int = 200,
        follow: bool = True,
    ) -> Page:
        """Fill in a form of a page and send it as a browser would: with its hidden fields, and no field that
        it does not have."""
        form = page.form(action)
        values: dict[str, Any] = dict(page.values(action))
        for name, value in (fields or {}).items():
            assert name in form.fields, (
                f"the form to …{action} has no field {name}: {sorted(form.fields.keys())}"
            )
            values[name] = value
        url = form.get("action") or page.url
        if form.get("method", "get").lower() == "get":
            return self.get(url, as_=as_, status=status, follow=follow, query_string=values)
        return self.post(url, values, as_=as_, status=status, follow=follow, token=False)

    def token(self, who: str) -> str:
        """The token of this browser's session."""
        with self.browser(who).session_transaction() as session:
            raw = session.setdefault(_TOKEN, "0" * 40)
        secret = self.app.config["SECRET_KEY"]
        made = URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(raw)
        return made if isinstance(made, str) else made.decode()

    def _answer(self, response: TestResponse, url: str, who: str, status: int, follow: bool) -> Page:
        for _ in range(_MOST_REDIRECTS):
            if not follow or response.status_code not in _REDIRECTS:
                break
            url = response.headers["Location"]
            assert url.startswith("/"), f"a redirect leads out of the house: {url}"
            response = self.browser(who).get(url)
        page = Page(response, url)
        assert page.status == status, f"{page.status} instead of {status} at {url}: {_what_it_says(page)}"
        check(self.app, page)
        return page


def check(app: Flask, page: Page) -> None:
    """Fail unless the answer is fit to be sent; a page of HTML more than others."""
    assert "default-src 'none'" in page.headers.get("Content-Security-Policy", ""), f"no CSP at {page.url}"
    assert "camera=()" in page.headers.get("Permissions-Policy", ""), page.url
    wanted = HEADERS | (FRAMED if "/embed/" in page.url and page.status == 200 else {})
    sent = {name: page.headers.get(name) for name in HEADERS}
    assert sent == wanted, f"{sent} at {page.url}"
    if page.tree is None:
        return
    where = f"at {page.url}"
    assert page.tree.get("lang") in ("vi", "en"), f"no language {where}"
    assert page.title, f"no title {where}"
    assert len(page.all("//h1")) == 1, f"{len(page.all('//h1'))} headings of the first level {where}"
    twice = [name for name, count in Counter(page.all("//@id")).items() if count > 1]
    assert not twice, f"ids used twice {where}: {twice}"
    assert not page.all("//@style") and not page.all("//style"), f"a style inside the page {where}"
    assert not page.all(f"//script[not(@src) and not({DATA})]"), f"a script inside the page {where}"
    for data in page.all(f"//script[{DATA}]"):
        json.loads(data.text)
    assert not page.all("//@*[starts-with(name(), 'on')]"), f"a script in an attribute {where}"
    assert not re.search(r"%\(\w+\)[sd]", page.text), f"a word was not put into its place {where}"
    _check_references(page, where)
    _check_labels(page, where)
    for form in page.all("//form"):
        _check_form(app, form, page, where)


def _check_references(page: Page, where: str) -> None:
    ids = set(page.all("//@id"))
    for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for"):
        for value in page.all(f"//@{name}"):
            assert set(value.split()) <= ids, f"{name}={value!r} names nothing {where}"
    broken = [link for link in page.all("//a/@href") if link.startswith("#") and link[1:] not in ids]
    assert not broken, f"links to places that are not there {where}: {broken}"


def _check_labels(page: Page, where: str) -> None:
    for field in page.all("//input | //select | //textarea"):
        if field.get("type") in _UNNAMED:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby") or field.xpath("ancestor::label")
        labels = page.all("//label[@for=$id]", id=field.get("id") or "")
        assert named or any(_text(label) for label in labels), f"{field.get('name')} has no label {where}"
    for button in page.all("//button | //a[@href]"):
        name = _text(button) or button.get("aria-label") or button.xpath(".//img/@alt")
        assert name, f"a button or link without words {where}: {html.tostring(button)!r}"


def _check_form(app: Flask, form: Any, page: Page, where: str) -> None:
    action, method = form.get("action") or page.url, form.get("method", "get").upper()
    assert method in ("GET", "POST"), f"a form by {method} {where}"
    script_root, path = (
        ("/en", _path(action)[3:]) if _path(action).startswith("/en/") else ("", _path(action))
    )
    adapter = app.url_map.bind("localhost", script_name=script_root or "/")
    try:
        adapter.match(path, method=method)
    except RequestRedirect:
        pass
    except HTTPException as error:
        raise AssertionError(f"the form to {action} leads nowhere {where}: {error}") from None
    tokens = form.xpath(".//input[@name=$name]", name=_TOKEN)
    if method == "POST":
        assert len(tokens) == 1 and tokens[0].get("value"), f"{len(tokens)} tokens in {action} {where}"
        has_file = bool(form.xpath(".//input[@type='file']"))
        assert not has_file or form.get("enctype") == "multipart/form-data", f"{action} cannot send files"
    else:
        assert not tokens, f"a token would stand in the address {where}"


def _text(node: Any) -> str:
    return " ".join(" ".join(node.itertext()).split())


def _path(url: str) -> str:
    return url.partition("?")[0].partition("#")[0]


def _what_it_says(page: Page) -> str:
    if page.tree is None:
        return page.source[:300]
    errors = [_text(node) for node in page.all("//*[contains(@class, 'field-error') or @role='alert']")]
    return f"{page.title} | {' | '.join(errors)} | {page.main[:300]}"


def _sendable(value: Any) -> Any:
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], bytes):
        return io.BytesIO(value[0]), value[1]
    if isinstance(value, list):
        return [_sendable(one) for one in value]
    return value


def _has_files(fields: Mapping[str, Any]) -> bool:
    def is_file(value: Any) -> bool:
        return isinstance(value, tuple)

    values: Sequence[Any] = list(fields.values())
    return any(is_file(v) or (isinstance(v, list) and any(map(is_file, v))) for v in values)
