"""The stage itself: every status can be reached, and the strict client is strict."""

from __future__ import annotations

import pytest
from flask import Flask, Response

from casework.domain.policy import Permission
from casework.domain.values import Status
from tests.doors.client import Visit
from tests.doors.stage import Reports

GOOD = '<!doctype html><html lang="vi"><title>Trang</title><body><main><h1>Trang</h1>%s</main></body></html>'


@pytest.mark.parametrize("status", Status)
def test_a_report_can_be_walked_to_every_status(a_report: Reports, status: Status) -> None:
    by = "guest" if status is Status.UNCONFIRMED else "citizen"

    assert a_report(status, by=by).status is status


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "wrong",
    [
        "<h1>Lần nữa</h1>",
        '<p id="a"></p><p id="a"></p>',
        '<input name="a" id="a">',
        '<form method="post" action="/page"></form>',
        '<form action="/nowhere"></form>',
        '<p style="color: red">đỏ</p>',
        '<a href="#gone">đi</a>',
        '<button type="submit"></button>',
        "<p>%(n)s ngày</p>",
    ],
)
def test_the_visitor_takes_no_bad_page(app: Flask, visit: Visit, wrong: str) -> None:
    body = [""]

    def page() -> Response:
        return Response(GOOD.replace("%s", body[0], 1), mimetype="text/html")

    page.permission = Permission.READ_PUBLIC  # type: ignore[attr-defined]  # because it is data on a function
    app.add_url_rule("/page", "page", page, methods=["GET", "POST"])
    visit.get("/page")
    body[0] = wrong

    with pytest.raises(AssertionError):
        visit.get("/page")
