"""Keys of pages, and queries, that somebody has made up (security.md, "What comes in").

JSON, in which a page's key is written, can spell what no form can send: half a pair of surrogates.
"""

from __future__ import annotations

import base64
import json

import pytest
from flask import request

from casework.domain.values import Status
from casework.readings.lists import CARDS_A_PAGE
from tests.doors.client import Visit
from tests.doors.stage import Reports
from web import cursors

NOW = "2026-11-02T02:00:00+00:00"
KEYS: list[object] = [
    ["\ud800"],
    [NOW, "\ud800"],
    ["\ud800", "\ud800"],
    ["1", "\ud800"],
    ["1", NOW, "\ud800"],
    [NOW, "PA-\x00"],
    [NOW, "\x1b[2J"],
    ["٣", NOW, "x"],
    ["9" * 90],
    ["-1"],
    ["1e9", NOW, "x"],
    ["9999-12-31T23:59:59-23:59", "x"],
    ["0001-01-01T00:00:00+23:59", "x"],
    ["2026-11-02T02:00:00", "x"],
    [NOW],
    [None, None],
    [[NOW], {"x": 1}],
    {"0": NOW},
    NOW,
    [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]],
]
# Sealed as ours are: another order or tab of a list makes keys that this one does not.
OTHERS = [(), (NOW,), (NOW, "PA-2222-2222"), ("3", NOW, "PA-2222-2222"), ("5",), ("0", "7"), ("", "", "", "")]
OUTLET, AGENCY, DESK = (
    "/outlets/bao-nam-dinh",
    "/agencies/so-tai-nguyen-va-moi-truong",
    "/moderation/reports/<code>",
)
LISTS = {
    "guest": ("/reports", "/reports?sort=support", "/ledger", "/ledger.csv", OUTLET, "/reports/<code>"),
    "citizen": ("/track",),
    "moderator.bnd": ("/moderation/", "/moderation/comments", "/moderation/messages", DESK),
    "officer.stnmt": ("/agency/", "/agency/?tab=answered"),
    "overseer": ("/oversight/", "/oversight/?tab=late"),
    "admin": ("/admin/people",),
}


@pytest.mark.parametrize("who", LISTS)
def test_a_key_that_no_list_of_ours_has_made_gives_the_first_page(
    visit: Visit, a_report: Reports, who: str
) -> None:
    code = a_report(Status.ACCEPTED).code
    for address in (one.replace("<code>", code) for one in LISTS[who]):
        for key in KEYS:
            after = base64.urlsafe_b64encode(json.dumps(key).encode()).decode().rstrip("=")
            answer = visit.browser(who).get(f"{address}{'&' if '?' in address else '?'}after={after}")
            assert answer.status_code == 200, f"{address} after {key!r}"


@pytest.mark.parametrize("who", LISTS)
def test_a_key_of_another_order_gives_the_first_page(visit: Visit, a_report: Reports, who: str) -> None:
    code = a_report(Status.ACCEPTED).code
    for address in (one.replace("<code>", code) for one in LISTS[who]):
        for key in OTHERS:
            with visit.app.test_request_context(address):
                after = cursors.sealed(key, request.endpoint or "")
            answer = visit.browser(who).get(f"{address}{'&' if '?' in address else '?'}after={after}")
            assert answer.status_code == 200, f"{address} after {key!r}"


QUERIES = (
    "endpoint=x",
    "_method=POST",
    "_external=1&_scheme=javascript&_anchor=%0aalert(1)//",
    "_external=1&_scheme=https",
    "_anchor=x",
    "code=x",
    "slug=x",
    "address=x",
    "key=x&values=x",
    "filename=../x",
    "self=x",
    "%00=%00&%ED%A0%80=%ED%A0%80",
    "=x&&&=&x",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_query_is_kept_in_links_and_never_says_how_they_are_made(visit: Visit, a_report: Reports) -> None:
    codes = [a_report(Status.ACCEPTED).code for _ in range(CARDS_A_PAGE + 1)]
    for query in QUERIES:
        for address in ("/reports", f"/reports/{codes[0]}", "/ledger", OUTLET, AGENCY):
            for link in visit.get(f"{address}?{query}").all("//main//a/@href"):
                assert link.startswith(("/", "#", "http://localhost/", "mailto:", "tel:")), link
        following = visit.get(f"/reports?{query}").one("//a[@rel='next']").get("href")
        assert following.startswith("/reports?") and visit.get(following).status == 200
        assert visit.get(f"/ledger.csv?{query}").status == 200
