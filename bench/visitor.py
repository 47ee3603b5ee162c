"""Somebody who visits the forum: reads pages, signs in through the demo's door, fills in a form."""

from __future__ import annotations

import http.client
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from flask import Flask

FORM_TYPE = "application/x-www-form-urlencoded"


class Unexpected(Exception):
    """A page that cannot be measured: the message says which, and what it answered."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    status: int
    cookies: tuple[str, ...]  # the Set-Cookie headers
    body: bytes


@dataclass(frozen=True, kw_only=True)
class FoundForm:
    """A form of a page with what stands in its fields; `texts` names those that somebody writes in."""

    action: str
    fields: Mapping[str, str]
    texts: tuple[str, ...]


class Way(Protocol):
    """How a request reaches the forum."""

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer: ...


@dataclass(frozen=True)
class OverNetwork:
    """Over a connection of its own to the server on this port."""

    port: int

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            cookies = tuple(response.headers.get_all("Set-Cookie") or ())
            return Answer(status=response.status, cookies=cookies, body=response.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class InProcess:
    """Straight into the application, without a server."""

    app: Flask

    def ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        client = self.app.test_client(use_cookies=False)
        response = client.open(path, method=method, headers=dict(headers), data=body)
        cookies = tuple(response.headers.getlist("Set-Cookie"))
        return Answer(status=response.status_code, cookies=cookies, body=response.get_data())


@dataclass
class Visitor:
    """One browser: keeps its cookies, runs nothing."""

    way: Way
    _cookies: dict[str, str] = field(default_factory=dict)

    @property
    def cookie(self) -> str:
        """The Cookie header; empty for somebody who has none."""
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def get(self, path: str, *, encodings: str = "") -> Answer:
        """Read a page; raises Unexpected unless it is there."""
        return self._ask("GET", path, {"Accept-Encoding": encodings} if encodings else {}, b"", 200)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form; raises Unexpected unless it was taken, which is to be led on."""
        return self._ask("POST", path, {"Content-Type": FORM_TYPE}, urlencode(fields).encode(), 303)

    def carry(self, name: str, value: str) -> None:
        """Have a cookie that no answer gave."""
        self._cookies[name] = value

    def sign_in(self, key: str) -> None:
        """Become one of the demo's cast."""
        form = self.form_on("/demo/", f"/act-as/{key}")
        self.post(form.action, form.fields)

    def form_on(self, page: str, action: str) -> FoundForm:
        """The form of a page whose action ends so; raises Unexpected when there is none."""
        reader = _FormReader()
        reader.feed(self.get(page).body.decode())
        for form in reader.forms:
            if urlsplit(form.action).path.endswith(action):
                return form
        raise Unexpected(f"{page} has no form for {action}")

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes, wanted: int) -> Answer:
        if self.cookie:
            headers["Cookie"] = self.cookie
        answer = self.way.ask(method, path, headers, body)
        if answer.status != wanted:
            raise Unexpected(f"{method} {path} answered {answer.status}, not {wanted}")
        for line in answer.cookies:
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return answer


class _FormReader(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[FoundForm] = []
        self._action: str | None = None
        self._fields: dict[str, str] = {}
        self._texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._action, self._fields, self._texts = found.get("action", ""), {}, []
        elif self._action is None or "name" not in found:
            return
        elif tag == "textarea":
            self._texts.append(found["name"])
        elif tag == "input" and found.get("type", "text") in ("hidden", "text"):
            self._fields[found["name"]] = found.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self._action is not None:
            form = FoundForm(action=self._action, fields=self._fields, texts=tuple(self._texts))
            self.forms.append(form)
            self._action = None
