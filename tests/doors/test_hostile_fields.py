"""What no keyboard makes, in every field, every query, every place of an address and every header
(security.md, "What comes in": a NUL passes SQLite and breaks PostgreSQL, a surrogate breaks both)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Final

import pytest
from flask import Flask
from sqlalchemy import make_url

from config import Settings
from tests.doors.addresses import PEOPLE, Row
from tests.doors.every_field import EveryField, column_of
from tests.doors.stage import Reports
from tests.doors.test_who_may import ROWS

# As bytes of a form or an address. On PostgreSQL: NUL, and a number beyond every column.
BREAK_POSTGRESQL: Final = ("a%00b", "9" * 30)
# And what breaks readers on any engine: half a pair of surrogates and an escape, a number beyond Python's.
BREAK_READERS: Final = ("%ED%A0%80a%1B%5B2J", "9" * 5000)
ALONE: Final = 3
IN_ADDRESSES: Final = ("%ED%A0%80", "%1B%5B2J", "..%2F", "%25", "x" * 3000, "%F0%9F%98%80", "%E2%80%AE")


@pytest.fixture
def every_field(app: Flask, a_report: Reports, monkeypatch: pytest.MonkeyPatch) -> EveryField:
    return EveryField(app, a_report, monkeypatch)


def _outcome(every_field: EveryField, row: Row, changes: dict[str, str]) -> int | str:
    try:
        return every_field.send(row, changes).status_code
    except Exception as error:  # in tests a fault is raised instead of shown
        return f"{type(error).__name__} {str(error)[:80]}"


def _alone_or_together(every_field: EveryField) -> Iterator[tuple[Row, tuple[str, ...]]]:
    """Each row with what to fill in there. A name stands alone at the first addresses that read it; from then
    on it goes together with what is as well known, since the same code reads it everywhere."""
    known: Counter[tuple[str, ...]] = Counter()
    for row, read in groupby(every_field, key=itemgetter(0)):
        together: list[str] = []
        for _, names in read:
            known[row.method, *names] += 1
            if known[row.method, *names] <= ALONE:
                yield row, names
            else:
                together += names
        if together:
            yield row, tuple(together)


def test_nothing_in_a_field_or_a_query_breaks_a_page(every_field: EveryField, settings: Settings) -> None:
    is_sqlite = make_url(settings.database_url).get_backend_name() == "sqlite"
    payloads = BREAK_READERS if is_sqlite else BREAK_POSTGRESQL
    wrong, read = [], 0
    for row, names in _alone_or_together(every_field):
        read += len(names)
        for payload in payloads:
            got = _outcome(every_field, row, dict.fromkeys(names, payload))
            if isinstance(got, str) or got >= 500:
                wrong.append(f"{row}: {names}={payload[:30]} gives {got}")
    assert not wrong, "\n".join(wrong)
    assert read > 800


def test_nothing_in_the_place_of_a_name_breaks_an_address(every_field: EveryField) -> None:
    stage, wrong = every_field.stage, []
    for row in (row for row in ROWS if "<" in row.address):
        browser = stage.visit.browser(PEOPLE[column_of(row)])
        token = {"csrf_token": stage.visit.token(PEOPLE[column_of(row)])}
        for payload in (*BREAK_POSTGRESQL, *IN_ADDRESSES):
            address = re.sub(r"<[\w-]+>", payload, row.address)
            try:
                got = browser.open(address, method=row.method, data=token).status_code
            except Exception as error:  # as above
                wrong.append(f"{row}: {address[:80]} gives {type(error).__name__}")
            else:
                assert got < 500, f"{row}: {address[:80]} gives {got}"
    assert not wrong, "\n".join(wrong)


LIES: Final = ("\xff\xfe\x80", "%00", "a" * 6000, ";;;===,,,", "bytes=0-,-1", "9" * 400, "\x7f", "http://[")
HEADERS: Final = (
    *("User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Content-Type", "Referer", "Origin"),
    *("If-None-Match", "If-Modified-Since", "Range", "X-Forwarded-For", "Cookie"),
)


@pytest.mark.parametrize("header", HEADERS)
def test_nothing_in_a_header_breaks_a_page(every_field: EveryField, header: str) -> None:
    stage = every_field.stage
    pages = ("/", "/login", f"/reports/{stage.report.code}", f"/files/{stage.key}", "/static/css/site.css")
    client = stage.app.test_client(use_cookies=False)
    for lie in LIES:
        cookies = "; ".join(f"{name}={lie}" for name in ("session", "held", "remember", "form", "known"))
        sent = {header: cookies if header == "Cookie" else lie}
        for address in pages:
            assert client.get(address, headers=sent).status_code < 500, f"{header}: {lie[:30]!r} at {address}"
        assert client.post("/login", data=b"email=x", headers=sent).status_code < 500, (
            f"{header}: {lie[:30]!r}"
        )
