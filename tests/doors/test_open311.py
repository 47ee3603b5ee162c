"""/open311/: GeoReport v2, read and written, as the specification says and as its public client reads it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from flask import Flask
from georeport import GeoReport
from sqlalchemy import func, select
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from casework.domain import commands as do
from casework.domain.access import Scope
from casework.domain.values import Channel, Display, Kind, RemoveReason, Status
from casework.store import reports
from casework.store.casework import Casework, new_post_id
from casework.store.tables import ReportRow
from tests.doors.client import Visit
from tests.doors.stage import STNMT, Reports, actor
from tests.doors.test_files import picture
from tests.doors.test_tokens import a_token
from tests.house import Clock

V2 = "/open311/v2"
SENT = {
    "service_code": "dat-dai",
    "description": "Tôi nộp hồ sơ ngày 12/3, đến nay đã ba lần được hẹn lại mà không ai nói vì sao.",
    "attribute[title]": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
    "attribute[kind]": "complaint",
    "attribute[area]": "362",
}
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def told(app: Flask, path: str, status: int = 200) -> Any:
    answer = app.test_client().get(f"{V2}/{path}")
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    assert answer.mimetype == "application/json"
    return answer.get_json(force=True)


def xml(app: Flask, path: str, status: int = 200) -> ElementTree.Element:
    answer = app.test_client().get(f"{V2}/{path}")
    assert answer.status_code == status and answer.content_type == "text/xml; charset=utf-8"
    return ElementTree.fromstring(answer.get_data())


def an_error(answer: TestResponse, status: int) -> str:
    """The description of the one error that is told."""
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    (error,) = answer.get_json(force=True)
    assert error["code"] == status and error["description"]
    assert answer.headers["Cache-Control"] == "no-store"
    return str(error["description"])


def post(app: Flask, key: str, written: str = "json", **changes: Any) -> TestResponse:
    form = {**SENT, "api_key": key, **changes}
    fields = {name: value for name, value in form.items() if value is not None}
    return app.test_client().post(f"{V2}/requests.{written}", data=fields)


def count(casework: Casework) -> int:
    with casework.db.read() as session:
        return session.scalar(select(func.count()).select_from(ReportRow)) or 0


def codes(found: Any) -> set[str]:
    return {one["service_request_id"] for one in found}


# ---- the public client, on a server that runs


@pytest.fixture
def address(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the forum listens for a while."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    running = threading.Thread(target=server.serve_forever)
    running.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    running.join()
    server.server_close()


@pytest.mark.parametrize("written", ["json", "xml"])
def test_the_public_client_reads_services_and_requests(address: str, a_report: Reports, written: str) -> None:
    made = [a_report(Status.CLOSED).code, a_report(Status.ROUTED).code]
    client = GeoReport(f"{address}{V2}", output_format=written)
    services = client.get_service_list()
    assert "dat-dai" in {one["service_code"] for one in services}
    definition = client.get_service_definition("dat-dai")
    assert definition["service_code"] == "dat-dai" and definition["attributes"]
    found = client.get_service_requests(service_code="dat-dai,thue")
    assert codes(found) == set(made)
    assert {one["status"] for one in found} == {"open", "closed"}
    listed = client.get_service_requests(service_request_id=",".join(made), status="open")
    assert codes(listed) == set(made), "what is asked for by name overrides the rest"
    one = client.get_service_request(made[0])
    assert (one["service_request_id"], one["status_notes"]) == (made[0], "Đã kết thúc")
    assert one["agency_responsible"] == "Sở Tài nguyên và Môi trường"
    with pytest.raises(requests.HTTPError):
        client.get_service_request("PA-2222-2222")


# ---- reading


def test_a_request_has_what_the_specification_names(app: Flask, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED, uploads=[(picture(), "anh.png")])
    (one,) = told(app, f"requests/{report.code}.json")
    assert one["requested_datetime"] == one["updated_datetime"] == "2026-11-02T00:00:00+07:00"
    assert one["expected_datetime"] == "2026-11-23T00:00:00+07:00"
    assert (one["status"], one["status_notes"]) == ("open", "Đang giải quyết")
    assert (one["service_code"], one["service_name"]) == ("dat-dai", "Đất đai")
    assert (one["address"], one["address_id"]) == ("Huyện Nam Trực", "362")
    assert "lat" not in one and "long" not in one and "extended_attributes" not in one
    assert one["description"].startswith("Ba lần hẹn") and "Trần Thị Hoa" not in str(one)
    shown = app.test_client().get(one["media_url"].removeprefix("http://localhost"))
    assert shown.status_code == 200 and shown.mimetype.startswith("image/")
    tree = xml(app, f"requests/{report.code}.xml")
    assert tree.tag == "service_requests" and tree[0].tag == "request"
    assert {each.tag: each.text for each in tree[0]} == one


@pytest.mark.parametrize("name", ["extended_attributes", "extensions"])
def test_attributes_of_ours_come_when_they_are_asked_for(app: Flask, a_report: Reports, name: str) -> None:
    code = a_report(Status.ANSWERED).code
    (one,) = told(app, f"requests/{code}.json?{name}=true")
    more = one["extended_attributes"]
    assert (more["kind"], more["status"], more["outlet"]) == ("complaint", "answered", "BND")
    assert (more["is_overdue"], more["was_on_time"], more["answered_on"]) == (False, True, "2026-11-02")
    assert more["url"] == f"http://localhost/reports/{code}"
    (tree,) = xml(app, f"requests.xml?{name}=true").iter("extended_attributes")
    assert tree.findtext("was_on_time") == "true"


def test_requests_are_narrowed_as_the_specification_says(app: Flask, a_report: Reports, clock: Clock) -> None:
    old = a_report(Status.CLOSED).code
    clock.advance(days=100)
    new, other = a_report(Status.ROUTED).code, a_report(Status.CLOSED, field="thue").code
    for query, wanted in {
        "": {new, other},
        "?status=open": {new},
        "?status=closed": {other},
        "?status=open,closed": {new, other},
        "?service_code=thue": {other},
        "?service_code=thue,dat-dai&status=open": {new},
        "?service_code=khong-co": set(),
        f"?service_request_id={old},{new}": {old, new},
        f"?service_request_id={old.lower()}&start_date=2027-01-01T00:00:00Z": {old},
        "?start_date=2026-10-01T00:00:00Z": {old},
        "?end_date=2026-11-02T00:00:00%2B07:00": {old},
        "?end_date=2026-11-02T00:00:00+07:00": {old},
        "?start_date=2026-10-01T00:00:00Z&end_date=2026-11-01T00:00:00Z": set(),
        "?start_date=2027-02-01T00:00:00Z&end_date=2027-02-28T00:00:00Z&status=open": {new},
    }.items():
        assert codes(told(app, f"requests.json{query}")) == wanted, query


@sqlite_only
@pytest.mark.parametrize(
    "query",
    [
        "status=done",
        "start_date=2026-01-01",
        "start_date=2026-01-01T00:00:00",
        "start_date=x",
        "end_date=0001-01-01T00:00:00Z",
        "end_date=9999-12-31T23:59:59Z",
        "start_date=٢٠٢٦-01-01T00:00:00Z",
        "start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z",
        "start_date=2026-03-01T00:00:00Z&end_date=2026-01-01T00:00:00Z",
        "service_code=" + "a" * 41,
        "service_code=a%00b",
        "service_request_id=" + ",".join(["PA-2222-2222"] * 101),
        "lat=20.4",
        "page=2",
    ],
)
def test_what_means_nothing_is_an_error(app: Flask, query: str) -> None:
    an_error(app.test_client().get(f"{V2}/requests.json?{query}"), 400)
    tree = xml(app, f"requests.xml?{query}", 400)
    assert tree.tag == "errors" and tree.findtext("error/code") == "400"
    assert tree.findtext("error/description")


@sqlite_only
def test_too_many_codes_and_a_code_that_is_none_are_told_apart(app: Flask) -> None:
    client = app.test_client()
    many = client.get(f"{V2}/requests.json?service_request_id=" + ",".join(["PA-2222-2222"] * 1000)).json
    none = client.get(f"{V2}/requests.json?service_request_id=a%00b").json
    assert many and many[0]["description"] == "service_request_id: nhiều nhất 100 mã mỗi lần."
    assert none and none[0]["description"] == "service_request_id: có mã không đúng."


@sqlite_only
def test_another_place_and_what_is_not_there_are_errors(app: Flask) -> None:
    client = app.test_client()
    assert client.get(f"{V2}/services.json?jurisdiction_id=localhost").status_code == 200
    an_error(client.get(f"{V2}/services.json?jurisdiction_id=sfgov.org"), 404)
    an_error(client.get(f"{V2}/services/khong-co.json"), 404)
    an_error(client.get(f"{V2}/requests/PA-2222-2222.json"), 404)
    an_error(client.get(f"{V2}/requests/x.json"), 404)
    an_error(client.get(f"{V2}/tokens/x.json"), 404)
    an_error(client.get(f"{V2}/nothing.json"), 404)
    an_error(client.put(f"{V2}/requests.json"), 405)
    assert xml(app, "services.html", 404).tag == "errors"
    assert client.get(f"/en{V2}/services/khong-co.json").get_json()[0]["description"].startswith("No such")


@pytest.mark.parametrize("written", ["json", "xml"])
def test_what_is_not_public_is_nowhere(app: Flask, a_report: Reports, written: str) -> None:
    hidden = [a_report(Status.SUBMITTED).code, a_report(Status.ROUTED, publish=False).code]
    gone = a_report(Status.ROUTED).code
    removed = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(gone, removed, by="moderator.bnd")
    hidden.append(gone)
    for query in ("", f"?service_request_id={','.join(hidden)}", "?extended_attributes=true"):
        text = app.test_client().get(f"{V2}/requests.{written}{query}").get_data(as_text=True)
        assert not any(code in text for code in hidden), query
    for code in hidden:
        assert app.test_client().get(f"{V2}/requests/{code}.{written}").status_code == 404


def test_hours_are_told_of_no_report_and_found_by_no_search(
    app: Flask, a_report: Reports, clock: Clock
) -> None:
    """Of a confidential report pages tell the day; whoever asks by the hour gets the whole day."""
    clock.advance(hours=5)
    code = a_report(Status.ROUTED, display=Display.CONFIDENTIAL).code
    for hour in ("00:00:00", "06:30:00", "23:59:59"):
        moment = f"2026-11-02T{hour}%2B07:00"
        (one,) = told(app, f"requests.json?start_date={moment}&end_date={moment}")
        assert one["service_request_id"] == code
        assert one["requested_datetime"] == "2026-11-02T00:00:00+07:00"


def test_however_many_requests_cost_few_queries(app: Flask, casework: Casework, a_report: Reports) -> None:
    for _ in range(3):
        a_report(Status.ROUTED)
    told(app, "requests.json")
    heard: list[str] = []
    stop = casework.db.on_statement(heard.append)
    assert len(told(app, "requests.json")) == 3
    stop()
    assert sum("SELECT" in one for one in heard) <= 6


@sqlite_only
def test_a_thousand_are_the_most_in_one_answer(
    app: Flask, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        a_report(Status.ROUTED)
    monkeypatch.setattr("casework.readings.open_requests.MOST", 2)
    assert len(told(app, "requests.json")) == 2


@sqlite_only
def test_the_discovery_document_leads_to_the_endpoint(app: Flask) -> None:
    found = app.test_client().get("/open311/discovery.json").get_json()
    (endpoint,) = found["endpoints"]
    assert endpoint["url"] == f"http://localhost{V2}" and endpoint["type"] == "production"
    assert "http://localhost/account/tokens" in found["key_service"]
    tree = ElementTree.fromstring(app.test_client().get("/open311/discovery.xml").get_data())
    assert tree.tag == "discovery" and tree.findtext("endpoints/endpoint/formats/format") == "text/xml"


@sqlite_only
def test_answers_are_shared_and_validated_and_any_site_may_read_them(app: Flask, visit: Visit) -> None:
    first = visit.browser("moderator.bnd").get(f"{V2}/services.xml")
    assert first.headers["Cache-Control"].startswith("public") and "Set-Cookie" not in first.headers
    assert first.headers["Access-Control-Allow-Origin"] == "*" and first.headers["RateLimit-Limit"] == "120"
    again = app.test_client().get(f"{V2}/services.xml", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


# ---- sending


@pytest.mark.parametrize("written", ["json", "xml"])
def test_what_is_sent_gets_a_token_that_leads_to_the_request_once_it_is_public(
    app: Flask, casework: Casework, a_report: Reports, written: str
) -> None:
    answer = post(app, a_token(casework), written)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "private, no-store"
    if written == "json":
        (sent,) = answer.get_json()
        token, notice = sent["token"], sent["service_notice"]
    else:
        (tree,) = ElementTree.fromstring(answer.get_data())
        token, notice = tree.findtext("token"), tree.findtext("service_notice")
    assert "Tòa soạn" in notice
    with casework.db.read() as session:
        code = session.scalars(select(ReportRow.code)).one()
        report, words = reports.load(session, code), reports.text(session, code)
    assert code not in answer.get_data(as_text=True)
    assert (report.channel, report.reporter, report.kind) == (
        Channel.API,
        actor("citizen").user,
        Kind.COMPLAINT,
    )
    assert words == (SENT["attribute[title]"], SENT["description"])
    (asked,) = told(app, f"tokens/{token}.json")
    assert asked == {"service_request_id": None, "token": token}
    routed = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)
    a_report.deed(code, routed, by="moderator.bnd")
    assert told(app, f"tokens/{token}.json")[0]["service_request_id"] == code
    assert xml(app, f"tokens/{token}.xml").findtext("request/service_request_id") == code


def test_the_same_form_again_is_the_same_report_and_another_is_another(
    app: Flask, casework: Casework
) -> None:
    key = a_token(casework)
    first, again = post(app, key).get_json(), post(app, key).get_json()
    assert first == again and count(casework) == 1
    assert post(app, key, description=SENT["description"] + " Xin trả lời.").get_json() != first
    assert post(app, a_token(casework, "business", key=2)).get_json() != first
    assert count(casework) == 3


def test_nothing_that_the_specification_has_and_we_have_not_is_lost(app: Flask, casework: Casework) -> None:
    more = {
        "address_string": "12 Trần Hưng Đạo",
        "lat": "20.42",
        "long": "106.17",
        "media_url": "https://anh.test/1.jpg",
        "address_id": "362",
        "attribute[area]": None,
        "attribute[publish]": "no",
        "attribute[display]": "named",
        "attribute[agency]": "STNMT",
        "first_name": "Hoa",
        "jurisdiction_id": "localhost",
    }
    assert post(app, a_token(casework), **more).status_code == 200
    with casework.db.read() as session:
        code = session.scalars(select(ReportRow.code)).one()
        report, (_, body) = reports.load(session, code), reports.text(session, code)
    assert all(words in body for words in ("12 Trần Hưng Đạo", "20.42, 106.17", "https://anh.test/1.jpg"))
    assert (report.area, report.publish, report.display) == ("362", False, Display.NAMED)
    assert report.wanted_agency == "STNMT"


@sqlite_only
def test_who_has_no_key_that_is_good_for_it_sends_nothing(
    app: Flask, casework: Casework, visit: Visit
) -> None:
    for key in ("", "x", "ddcc_" + "a" * 43, "a" * 5000, "\x00"):
        an_error(post(app, key), 403)
    an_error(post(app, a_token(casework, "citizen", Scope.READ)), 403)
    an_error(post(app, a_token(casework, "officer.syt", Scope.TRACK, key=2)), 403)
    an_error(visit.browser("citizen").post(f"{V2}/requests.json", data=SENT), 403)
    foreign = {"Origin": "https://evil.test"}
    an_error(visit.browser("citizen").post(f"{V2}/requests.json", data=SENT, headers=foreign), 403)
    assert count(casework) == 0


@sqlite_only
@pytest.mark.parametrize(
    ("change", "status", "named"),
    [
        ({"service_code": None}, 400, "service_code"),
        ({"service_code": "khong-co"}, 404, "service_code"),
        ({"attribute[area]": None}, 400, "area"),
        ({"attribute[area]": "999"}, 422, "area"),
        ({"attribute[kind]": None}, 400, "kind"),
        ({"attribute[kind]": "x"}, 400, "kind"),
        ({"attribute[title]": "Ngắn"}, 400, "title"),
        ({"attribute[title]": "Có ký tự \x00 lạ trong này"}, 400, "title"),
        ({"description": None}, 400, "description"),
        ({"description": "a" * 20_001}, 400, "description"),
        ({"attribute[display]": "confidential"}, 400, "display"),
        ({"attribute[publish]": "maybe"}, 400, "publish"),
        ({"attribute[hidden]": "x"}, 400, "hidden"),
        ({"channel": "letter"}, 400, "channel"),
        ({"jurisdiction_id": "sfgov.org"}, 404, "jurisdiction_id"),
    ],
)
def test_what_is_wrong_in_a_form_is_named(
    app: Flask, casework: Casework, change: dict[str, Any], status: int, named: str
) -> None:
    assert named in an_error(post(app, a_token(casework), **change), status)
    assert count(casework) == 0


def test_what_reads_like_a_denunciation_is_asked_about(app: Flask, casework: Casework) -> None:
    key = a_token(casework)
    accuses = {"description": "Tôi tố cáo ông Nguyễn Văn Bình, cán bộ địa chính, nhận hối lộ năm triệu đồng."}
    said = an_error(post(app, key, **accuses), 422)
    assert "tố một người cụ thể" in said and "is_denunciation" in said
    neither = {"attribute[is_complaint]": "no", "attribute[is_denunciation]": "no"}
    assert post(app, key, **accuses, **neither).status_code == 200
    assert count(casework) == 1


@sqlite_only
def test_who_sends_too_often_waits(app: Flask, casework: Casework) -> None:
    key = a_token(casework)
    for _ in range(20):
        post(app, key, service_code=None)
    refused = post(app, key)
    an_error(refused, 429)
    assert int(refused.headers["Retry-After"]) >= 1
