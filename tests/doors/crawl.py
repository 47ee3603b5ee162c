"""Somebody who follows every link that they are shown, and keeps every byte that they get."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urldefrag, urljoin, urlsplit

from werkzeug.test import TestResponse

from tests.doors.client import Visit

_LINK = re.compile(rb"""(?:href|src|action)=["']([^"']+)["']""")
# What tells one report, agency or search from another.
_VARIES = re.compile(r"(?<=/)[^/?]*[-0-9][^/?]*|(?<==)[^&]*")
_HERE = "http://localhost"
# Following these would end the walk.
_AVOIDED = ("/logout", "/demo/", "/static/", "/bootstrap/")
# Each report has a state of its own; lists, agencies, fields there are many, all alike.
_OF_A_REPORT = re.compile(r"\b(?:PA|TC)-[0-9A-Z]{4}-")
_MOST_REPORTS, _MOST_ALIKE = 6, 2
_MOST_IN_ENGLISH = 1  # the same page in other words


def crawl(
    visit: Visit, who: str, *starts: str, avoided: tuple[str, ...] = ()
) -> Iterator[tuple[str, TestResponse]]:
    """Every address of the house that `who` comes to from `starts`, each once, with the answer.

    Pages, pictures, files, feeds, and where forms lead as far as that is by GET; of those that are alike the
    first few. Nothing that begins as `avoided` says.
    """
    waiting, seen = deque(starts), set(starts)
    alike: Counter[str] = Counter()
    while waiting:
        address = waiting.popleft()
        response = visit.browser(who).get(address)
        yield address, response
        links = [link.decode() for link in _LINK.findall(response.get_data())]
        links.append(response.headers.get("Location", address))
        for found in filter(None, (_address(address, link) for link in links)):
            shape = _shape(found)
            if found in seen or found.startswith((*_AVOIDED, *avoided)) or alike[shape] >= _most(found):
                continue
            alike[shape] += 1
            seen.add(found)
            waiting.append(found)


def _most(address: str) -> int:
    """Of how many that are alike one is looked at."""
    if address.startswith("/en/"):
        return _MOST_IN_ENGLISH
    return _MOST_REPORTS if _OF_A_REPORT.search(address) else _MOST_ALIKE


def _shape(address: str) -> str:
    """What pages that are alike have in common; all with several filters at once are alike: there is no end
    to them."""
    path, _, query = _VARIES.sub("*", address).partition("?")
    return f"{path}?&" if "&" in query else f"{path}?{query}"


def everything(response: TestResponse) -> bytes:
    """Every byte of an answer: its headers, then its body."""
    return str(response.headers).encode() + response.get_data()


def _address(base: str, link: str) -> str:
    """The link as an address of the house, without what a browser keeps to itself; empty if it leads out."""
    whole = urlsplit(urldefrag(urljoin(f"{_HERE}{base}", link.replace("&amp;", "&"))).url)
    if f"{whole.scheme}://{whole.netloc}" != _HERE:
        return ""
    return whole.path + (f"?{whole.query}" if whole.query else "")
