"""GET /api/v1/…: what everybody may read, for programs."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from api.answers import PublicStatus
from api.views_reading import ListStatus
from casework.domain import commands as do
from casework.domain.report import PUBLIC_STATUSES
from casework.domain.values import Display, RemoveReason, Status
from casework.store.casework import Casework, new_post_id
from casework.store.db import Unavailable
from tests.doors.client import HEADERS, Visit
from tests.doors.stage import CAST, Reports
from tests.house import Clock
from web.session import PERSON

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(app: Flask, url: str, status: int = 200, **more: Any) -> Any:
    """What a program is told at an address."""
    answer = app.test_client().get(url, **more)
    assert answer.status_code == status, (
        f"{answer.status_code} at {url}: {answer.get_data(as_text=True)[:500]}"
    )
    wanted = "application/json" if status < 400 else "application/problem+json"
    assert answer.mimetype == wanted
    return answer.get_json(force=True)


def a_problem(answer: TestResponse, status: int) -> Any:
    """The problem that an answer is."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:500]
    assert answer.mimetype == "application/problem+json"
    told = json.loads(answer.get_data())
    assert told["status"] == status and told["title"] and told["type"]
    return told


def test_a_list_goes_on_by_its_cursor_and_shows_everything_once(app: Flask, a_report: Reports) -> None:
    made = [a_report(Status.ROUTED).code for _ in range(5)]
    seen, url = [], "/api/v1/reports?limit=2"
    while url:
        page = ask(app, url)
        assert len(page["items"]) <= 2
        seen += [one["code"] for one in page["items"]]
        url = (page["next"] or "").removeprefix("http://localhost")
    assert sorted(seen) == sorted(made)


def test_a_list_is_narrowed_as_on_the_page(app: Flask, a_report: Reports) -> None:
    closed, routed = a_report(Status.CLOSED).code, a_report(Status.ROUTED).code
    for query, wanted in {
        "status=closed": {closed},
        "status=routed&agency=STNMT&field=dat-dai&area=362&outlet=BND&kind=complaint&task=2": {routed},
        "status=overdue": set(),
        "since=2026-11-02&until=2026-11-02": {closed, routed},
        "until=2026-11-01": set(),
        "sort=oldest": {closed, routed},
        "rating=5": {closed},
        "rating=solved&sort=worst": {closed},
        "rating=unsolved": set(),
    }.items():
        assert {one["code"] for one in ask(app, f"/api/v1/reports?{query}")["items"]} == wanted, query


def test_a_list_and_a_report_cost_few_queries(app: Flask, casework: Casework, a_report: Reports) -> None:
    """design.md, "Budgets": six for any list, whatever its length."""
    code = a_report(Status.CLOSED).code
    for _ in range(4):
        a_report(Status.ROUTED)
    for url in ("/api/v1/reports", "/api/v1/search?q=so", f"/api/v1/reports/{code}", "/api/v1/agencies"):
        ask(app, url)
        heard: list[str] = []
        stop = casework.db.on_statement(heard.append)
        ask(app, url)
        stop()
        selects = [one for one in heard if one.lstrip().upper().startswith("SELECT")]
        assert len(selects) <= 6, f"{url}: {len(selects)}"


def test_the_search_marks_what_it_found(app: Flask, a_report: Reports) -> None:
    code = a_report(Status.ANSWERED).code
    found = ask(app, "/api/v1/search", query_string={"q": "sổ đỏ"})
    assert [one["report"]["code"] for one in found["items"]] == [code]
    assert found["count"] == 1 and not found["has_more"] and found["next"] is None
    said = ask(app, "/api/v1/search", query_string={"q": "giấy chứng nhận"})["items"][0]
    assert any(piece["is_hit"] for piece in said["passage"])
    assert ask(app, "/api/v1/search?q=khongcogi")["items"] == []
    refused = ask(app, "/api/v1/search?q=so+agency:STNMT", 422)
    assert refused["errors"][0]["parameter"] == "q", "nothing of what is asked is left out in silence"


def test_a_report_is_told_with_its_answers_promises_history_and_comments(
    app: Flask, a_report: Reports
) -> None:
    code = a_report(Status.CLOSED).code
    comment = do.Comment(post=new_post_id(), words="Tôi cũng vậy.")
    a_report.deed(code, comment, by="business")
    a_report.deed(code, do.ReviewComment(comment=comment.post, show=True), by="moderator.bnd")
    told = ask(app, f"/api/v1/reports/{code}")
    assert (told["status"], told["agency"]["code"], told["published_on"]) == ("closed", "STNMT", "2026-11-02")
    (answer,) = told["answers"]
    assert answer["kind"] == "official_reply" and answer["signed_by"] == "Lê Thị Mai"
    assert answer["is_in_force"] and "18/11/2026" in answer["text"]
    assert [one["text"] for one in told["comments"]["items"]] == ["Tôi cũng vậy."]
    assert told["history"] and all(re.fullmatch(r"\d{4}-\d\d-\d\d", one["on"]) for one in told["history"])
    assert ask(app, f"/api/v1/reports/{code.lower().replace('-', ' ')}")["code"] == code


def test_comments_go_on_by_their_cursor(app: Flask, a_report: Reports, clock: Clock) -> None:
    code = a_report(Status.ROUTED).code
    a_report.trust("business")
    for number in range(23):
        clock.advance(minutes=1)
        comment = do.Comment(post=new_post_id(), words=f"Ý kiến {number}")
        a_report.deed(code, comment, by="business")
        a_report.deed(code, do.ReviewComment(comment=comment.post, show=True), by="moderator.bnd")
    first = ask(app, f"/api/v1/reports/{code}")["comments"]
    rest = ask(app, first["next"].removeprefix("http://localhost"))["comments"]
    said = [one["text"] for one in (*first["items"], *rest["items"])]
    assert said == [f"Ý kiến {number}" for number in range(23)] and rest["next"] is None


@pytest.mark.parametrize("display", Display)
def test_nobody_is_named_no_hour_is_told_and_no_number_of_ours(
    app: Flask, casework: Casework, a_report: Reports, clock: Clock, display: Display
) -> None:
    """Never more than the page shows everybody; hours would tell which reports are confidential."""
    code = a_report(Status.ANSWERED, display=display).code
    comment = do.Comment(post=new_post_id(), words="Tôi cũng vậy.")
    a_report.trust("business")
    a_report.deed(code, comment, by="business")
    clock.advance(days=1)
    with casework.db.read() as session:
        posts = [str(row) for row in session.connection().exec_driver_sql("SELECT id FROM post").scalars()]
    assert posts
    for url in (f"/api/v1/reports/{code}", "/api/v1/reports", "/api/v1/search?q=so", "/api/v1/statistics"):
        text = json.dumps(ask(app, url), ensure_ascii=False)
        assert not re.search(r"\d\d:\d\d|T\d\d", text), url
        assert CAST["citizen"].name not in text and CAST["business"].name not in text
        assert not any(post in text for post in posts)
        assert "submitted" not in text


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.NEEDS_INFO, Status.DECLINED, Status.WITHDRAWN])
def test_what_is_not_public_is_nowhere(app: Flask, a_report: Reports, status: Status) -> None:
    code = a_report(status).code
    restricted = a_report(Status.ROUTED, publish=False).code
    for each in (code, restricted, "PA-2222-2222", "x"):
        ask(app, f"/api/v1/reports/{each}", 404)
    for url in ("/api/v1/reports", "/api/v1/search?q=so", "/api/v1/statistics", "/api/v1/agencies"):
        text = json.dumps(ask(app, url))
        assert code not in text and restricted not in text
    assert ask(app, "/api/v1/statistics")["all"]["reports"] == 0


def test_what_was_taken_down_is_gone_and_says_why(app: Flask, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code
    removed = do.Remove(post=new_post_id(), words="Lộ số điện thoại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, removed, by="moderator.bnd")
    told = ask(app, f"/api/v1/reports/{code}", 410)
    assert told["detail"].startswith("Lý do:") and "Lộ số điện thoại" not in told["detail"]


def test_what_was_merged_leads_on(app: Flask, a_report: Reports) -> None:
    target = a_report(Status.ROUTED, by="business").code
    code = a_report(Status.SUBMITTED).code
    a_report.deed(code, do.Merge(into=target), by="moderator.bnd")
    answer = app.test_client().get(f"/en/api/v1/reports/{code}")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/en/api/v1/reports/{target}")


def test_the_statuses_that_are_described_are_those_that_readers_see() -> None:
    assert {one.value for one in PublicStatus} == {one.value for one in PUBLIC_STATUSES}
    assert {one.value for one in ListStatus} == {*(one.value for one in PublicStatus), "overdue"}


@sqlite_only
def test_the_directory_is_told_by_code(app: Flask) -> None:
    assert ask(app, "/api/v1/agencies/STNMT")["name"] == "Sở Tài nguyên và Môi trường"
    ask(app, "/api/v1/agencies/XX", 404)
    assert "dat-dai" in {one["code"] for one in ask(app, "/api/v1/fields")["items"]}
    assert "362" in {one["code"] for one in ask(app, "/api/v1/areas")["items"]}
    assert {"2", "2.1"} <= {one["code"] for one in ask(app, "/api/v1/tasks")["items"]}
    assert {"BND", "PTTH"} == {one["code"] for one in ask(app, "/api/v1/outlets")["items"]}


# ---- how it is told


@sqlite_only
def test_an_answer_has_a_validator_and_need_not_come_twice(app: Flask, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    client = app.test_client()
    first = client.get("/api/v1/reports")
    again = client.get("/api/v1/reports", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.get_data()) == (304, b"")
    a_report(Status.ROUTED)
    assert client.get("/api/v1/reports").headers["ETag"] != first.headers["ETag"]


@sqlite_only
def test_everybody_gets_the_same_answer_and_any_site_may_read_it(app: Flask, visit: Visit) -> None:
    """Cookies count for nothing: who is signed in in this browser is nobody here."""
    bare = app.test_client().get("/api/v1/reports")
    signed_in = visit.browser("moderator.bnd").get("/api/v1/reports")
    with_an_old_one = app.test_client()
    with_an_old_one.set_cookie(PERSON, "x" * 43)
    stale = with_an_old_one.get("/api/v1/reports")
    assert bare.get_data() == signed_in.get_data() == stale.get_data()
    for answer in (bare, signed_in, stale):
        assert answer.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in answer.headers
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"] and "Authorization" in answer.headers["Vary"]
        assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@sqlite_only
def test_how_often_one_may_ask_stands_in_the_answer(app: Flask) -> None:
    client = app.test_client()
    first, second = (client.get("/api/v1/fields") for _ in range(2))
    assert first.headers["RateLimit-Limit"] == "120" and first.headers["RateLimit-Policy"] == "120;w=60"
    left = [int(one.headers["RateLimit-Remaining"]) for one in (first, second)]
    assert left == [119, 118] and 0 < int(first.headers["RateLimit-Reset"]) <= 61
    for _ in range(118):
        client.get("/api/v1/areas")
    told = a_problem(refused := client.get("/api/v1/fields"), 429)
    assert "phút" in told["detail"] and int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["RateLimit-Remaining"] == "0"


@sqlite_only
def test_problems_are_told_in_the_language_of_the_address(app: Flask) -> None:
    assert ask(app, "/api/v1/reports?kind=x", 422)["title"] == "Yêu cầu có chỗ chưa đúng"
    english = ask(app, "/en/api/v1/reports?kind=x", 422)
    assert english["title"] == "Something in the request is wrong"
    assert english["type"].endswith("/en/api/v1/docs#problem-invalid-request")


@sqlite_only
@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("foo=1", "foo"),
        ("kind=complaint&kind=praise", "kind"),
        ("kind=", "kind"),
        ("status=submitted", "status"),
        ("limit=0", "limit"),
        ("limit=51", "limit"),
        ("limit=99999999999999999999999", "limit"),
        ("limit=٣", "limit"),
        ("limit=1.0", "limit"),
        ("since=2026-13-01", "since"),
        ("since=1700000000", "since"),
        ("since=0001-01-01", "since"),
        ("since=2026-11-02T00:00", "since"),
        ("agency=KHONG", "agency"),
        ("agency=a%00b", "agency"),
        (f"agency={'a' * 41}", "agency"),
        ("after=xx", "after"),
        ("after=%00", "after"),
        ("after=WyIyMDI2IiwgIlBBIl0", "after"),
        (f"after={'a' * 401}", "after"),
        ("sort=%ff", "sort"),
    ],
)
def test_what_means_nothing_is_refused_by_its_name(app: Flask, query: str, wrong: str) -> None:
    told = ask(app, f"/api/v1/reports?{query}", 422)
    assert {one["parameter"] for one in told["errors"]} == {wrong}
    assert all(one["detail"] for one in told["errors"])


@sqlite_only
def test_a_cursor_of_another_list_is_none_of_this_one(app: Flask, a_report: Reports) -> None:
    for _ in range(2):
        a_report(Status.ROUTED)
    cursor = ask(app, "/api/v1/reports?limit=1")["next"].partition("after=")[2]
    ask(app, f"/api/v1/reports?limit=1&after={cursor}")
    ask(app, f"/api/v1/reports?limit=1&sort=oldest&after={cursor}", 422)
    ask(app, f"/api/v1/search?q=so&after={cursor}", 422)
    ask(app, f"/api/v1/reports?limit=1&after={cursor[:-2]}", 422)


@sqlite_only
def test_whatever_cannot_be_done_is_told_as_a_problem(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = app.test_client()
    a_problem(client.get("/api/v1/khong-co"), 404)
    a_problem(client.get("/api/"), 404)
    a_problem(client.get("/api/v1/reports/a%00b"), 404)
    assert "GET" in client.delete("/api/v1/reports").headers["Allow"]
    a_problem(client.delete("/api/v1/reports"), 405)
    a_problem(client.get("/api/v1/fields?x=1"), 422)

    def gone(*_: Any, **__: Any) -> None:
        raise Unavailable("SELECT 1", None, Exception("gone"))

    monkeypatch.setattr("api.views_reading.published_reports", gone)
    refused = client.get("/api/v1/reports")
    a_problem(refused, 503)
    assert int(refused.headers["Retry-After"]) >= 1


@sqlite_only
def test_a_fault_of_ours_tells_nothing_of_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("api.views_reading.tallies_of_all", fails)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    told = a_problem(app.test_client().get("/api/v1/statistics"), 500)
    assert "fault of ours" not in json.dumps(told)


# ---- the description


@sqlite_only
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_description_is_openapi_3_1_and_says_a_word_of_everything(app: Flask, prefix: str) -> None:
    told = ask(app, f"{prefix}/api/v1/openapi.json")
    assert told["openapi"] == "3.1.0" and told["servers"] == [{"url": f"http://localhost{prefix}"}]
    served = {
        re.sub(r"<(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.endswith(("openapi", "docs"))
    }
    assert set(told["paths"]) == served
    for name, schema in told["components"]["schemas"].items():
        assert all(one.get("description") for one in schema.get("properties", {}).values()), name
    for path, methods in told["paths"].items():
        for one in methods.values():
            assert one["summary"] and one["operationId"]
            assert all(each["description"] for each in one["parameters"]), path
