"""POST /api/v1/reports, /track and /me/reports: sending by a program, and following one's own."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from casework.domain import commands as do
from casework.domain.access import Scope
from casework.domain.values import Channel, Display, LegalDoor, Status
from casework.store import reports
from casework.store.casework import Casework, new_post_id
from casework.store.tables import FormKeyRow, ReportRow
from tests.doors.client import Visit
from tests.doors.stage import Reports, a_denunciation, actor
from tests.doors.test_api_reading import a_problem
from tests.doors.test_tokens import a_token

REPORTS = "/api/v1/reports"
KEY = "0b1f6c0e-9a2d-4c39-8f5e-3f1f0f6f8a11"
SENT: dict[str, Any] = {
    "kind": "complaint",
    "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
    "text": "Tôi nộp hồ sơ ngày 12/3, đến nay đã ba lần được hẹn lại mà không ai nói vì sao.",
    "field": "dat-dai",
    "area": "362",
}
ACCUSES = {
    **SENT,
    "text": "Tôi tố cáo ông Nguyễn Văn Bình, cán bộ địa chính, nhận hối lộ năm triệu đồng ngày 12/3.",
}
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def send(app: Flask, token: str, body: Any = None, *, key: str | None = KEY, **more: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
    return app.test_client().post(REPORTS, json=SENT if body is None else body, headers=headers, **more)


def get(app: Flask, token: str, url: str) -> TestResponse:
    return app.test_client().get(url, headers={"Authorization": f"Bearer {token}"})


def count(casework: Casework) -> int:
    with casework.db.read() as session:
        return session.scalar(select(func.count()).select_from(ReportRow)) or 0


def test_a_report_arrives_from_its_owner_by_the_api_and_waits_for_the_newsroom(
    app: Flask, casework: Casework
) -> None:
    sent = {**SENT, "agency": "STNMT", "task": "2", "outlet": "PTTH", "publish": False, "consent": True}
    answer = send(app, a_token(casework), sent)
    assert answer.status_code == 201 and answer.headers["Cache-Control"] == "private, no-store"
    told = answer.get_json()
    assert (told["status"], told["secret"]) == ("submitted", None)
    with casework.db.read() as session:
        report = reports.load(session, told["code"])
        title, body = reports.text(session, told["code"])
    assert (report.channel, report.reporter) == (Channel.API, actor("citizen").user)
    assert (report.outlet, report.wanted_agency, report.task) == ("PTTH", "STNMT", "2")
    assert (report.publish, report.consent, report.display) == (False, True, Display.HIDDEN)
    assert (title, body) == (SENT["title"], SENT["text"])
    assert app.test_client().get(f"{REPORTS}/{told['code']}").status_code == 404


def test_the_same_key_sends_once_and_another_persons_key_is_another(app: Flask, casework: Casework) -> None:
    token, other = a_token(casework), a_token(casework, "business", key=2)
    first, again = send(app, token), send(app, token, {**SENT, "title": "Một tiêu đề khác hẳn"})
    assert first.get_json() == again.get_json() and again.status_code == 201
    assert send(app, other).get_json()["code"] != first.get_json()["code"]
    assert count(casework) == 2


def test_two_at_once_with_one_key_are_one_report(app: Flask, casework: Casework) -> None:
    token, told = a_token(casework), []
    at_once = [
        threading.Thread(target=lambda: told.append(send(app, token).get_json()["code"])) for _ in range(4)
    ]
    for one in at_once:
        one.start()
    for one in at_once:
        one.join()
    assert len(told) == 4 and len(set(told)) == 1 and count(casework) == 1


def test_a_confidential_report_belongs_to_no_account_and_its_secret_is_given_with_the_receipt(
    app: Flask, casework: Casework
) -> None:
    token = a_token(casework)
    told = send(app, token, {**SENT, "display": "confidential"}).get_json()
    assert told["secret"] and send(app, token, {**SENT, "display": "confidential"}).get_json() == told
    with casework.db.read() as session:
        assert reports.load(session, told["code"]).reporter is None
        kept = session.execute(select(FormKeyRow.actor, FormKeyRow.key)).one()
    assert kept.actor == "guest" and KEY not in kept.key
    assert get(app, token, "/api/v1/me/reports").get_json()["items"] == []
    a_problem(get(app, token, f"/api/v1/me/reports/{told['code']}"), 404)
    opened = app.test_client().post("/api/v1/track", json={"code": told["code"], "secret": told["secret"]})
    assert opened.get_json()["title"] == SENT["title"]
    # Who knows the key of the form, and is somebody else, is answered as somebody else.
    other = send(app, a_token(casework, "business", key=2), {**SENT, "display": "confidential"}).get_json()
    assert other["code"] != told["code"] and other["secret"] != told["secret"]


def test_what_reads_like_a_denunciation_is_asked_about_and_goes_on_when_it_is_none(
    app: Flask, casework: Casework
) -> None:
    token = a_token(casework)
    told = a_problem(send(app, token, ACCUSES), 422)
    assert told["type"].endswith("/api/v1/docs#problem-legal-door") and told["door"] == "denunciation"
    assert told["words"] and told["send_to"]["name"] == "Thanh tra tỉnh"
    assert told["guide"] == "http://localhost/slips/denunciation"
    assert told["sealed_channel"] == "http://localhost/denunciations/new"
    assert [one["pointer"] for one in told["questions"]] == ["#/is_complaint", "#/is_denunciation"]
    assert count(casework) == 0
    for half in ({"is_complaint": False}, {"is_denunciation": False}, {"is_complaint": True}):
        assert a_problem(send(app, token, {**ACCUSES, **half}), 422)["title"], half
    neither = {"is_complaint": False, "is_denunciation": False}
    code = send(app, token, {**ACCUSES, **neither}).get_json()["code"]
    with casework.db.read() as session:
        assert session.get_one(ReportRow, code).denied is LegalDoor.DENUNCIATION


def test_what_its_writer_says_belongs_elsewhere_is_not_taken_whatever_its_words(
    app: Flask, casework: Casework
) -> None:
    sent = {**SENT, "is_complaint": True, "is_denunciation": False}
    told = a_problem(send(app, a_token(casework), sent), 422)
    assert told["door"] == "complaint" and told["send_to"] and "sealed_channel" not in told
    assert count(casework) == 0


def test_the_quota_of_a_new_account_counts_here_too(
    app: Flask, casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(20):
        a_report()
    told = a_problem(refused := send(app, a_token(casework)), 429)
    assert told["type"].endswith("#problem-quota-spent") and int(refused.headers["Retry-After"]) >= 1
    assert count(casework) == 20


@sqlite_only
def test_who_sends_too_often_is_told_how_long_to_wait(app: Flask, casework: Casework) -> None:
    token = a_token(casework)
    for number in range(20):
        assert send(app, token, {}, key=f"{number:032d}").status_code == 422
    refused = send(app, token, {})
    a_problem(refused, 429)
    assert int(refused.headers["Retry-After"]) > 60 and refused.headers["RateLimit-Limit"] == "20"


@sqlite_only
def test_a_token_does_what_its_owner_chose_and_nothing_else(app: Flask, casework: Casework) -> None:
    reads = a_token(casework, "citizen", Scope.READ)
    told = a_problem(refused := send(app, reads), 403)
    assert told["type"].endswith("#problem-scope-missing")
    assert 'scope="reports:submit"' in refused.headers["WWW-Authenticate"]
    a_problem(get(app, reads, "/api/v1/me/reports"), 403)
    sends = a_token(casework, "citizen", Scope.SUBMIT, key=2)
    assert send(app, sends).status_code == 201
    a_problem(get(app, sends, "/api/v1/me/reports"), 403)


@sqlite_only
def test_without_a_token_nothing_is_sent_whoever_is_signed_in_in_that_browser(
    app: Flask, casework: Casework, visit: Visit
) -> None:
    """Cookies are nothing here, so that no other site can send anything in anybody's name."""
    browser = visit.browser("citizen")
    form = {"csrf_token": visit.token("citizen")}
    for headers in ({}, {"Origin": "http://localhost"}, {"Origin": "https://evil.test"}):
        key = {"Idempotency-Key": KEY, **headers}
        refused = browser.post(REPORTS, json=SENT, headers=key)
        a_problem(refused, 401)
        assert refused.headers["WWW-Authenticate"] == "Bearer" and "Set-Cookie" not in refused.headers
        a_problem(browser.post(REPORTS, data=form, headers=key), 401)
        a_problem(browser.get("/api/v1/me/reports", headers=headers), 401)
    assert count(casework) == 0


@sqlite_only
def test_another_site_may_send_what_brings_a_token(app: Flask, casework: Casework) -> None:
    """No form of ours, no token of a form: the token of the program is what counts."""
    headers = {
        "Authorization": f"Bearer {a_token(casework)}",
        "Idempotency-Key": KEY,
        "Origin": "https://a.test",
    }
    answer = app.test_client().post(REPORTS, json=SENT, headers=headers)
    assert answer.status_code == 201 and "Access-Control-Allow-Origin" not in answer.headers


@sqlite_only
def test_who_may_not_report_may_not_by_a_program(app: Flask, casework: Casework) -> None:
    a_problem(send(app, a_token(casework, "officer.stnmt", Scope.TRACK)), 403)


@sqlite_only
@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"kind": "x"}, "#/kind"),
        ({"kind": None}, "#/kind"),
        ({"title": "Ngắn"}, "#/title"),
        ({"title": "  \n Ngắn  \u200b\u200b\u200b\u200b\u200b"}, "#/title"),
        ({"title": "a" * 201}, "#/title"),
        ({"title": "Có ký tự \x00 không đọc được"}, "#/title"),
        ({"title": "Có ký tự \u0007 không đọc được"}, "#/title"),
        ({"text": "Ngắn quá"}, "#/text"),
        ({"text": "a" * 20_001}, "#/text"),
        ({"text": 5}, "#/text"),
        ({"field": "khong-co"}, "#/field"),
        ({"area": "999"}, "#/area"),
        ({"agency": "KHONG"}, "#/agency"),
        ({"outlet": "VTV"}, "#/outlet"),
        ({"task": "99"}, "#/task"),
        ({"publish": "no"}, "#/publish"),
        ({"publish": 0}, "#/publish"),
        ({"consent": None}, "#/consent"),
        ({"display": "nobody"}, "#/display"),
        ({"reporter": 5}, "#/reporter"),
        ({"channel": "letter"}, "#/channel"),
        ({"a/b~c": 1}, "#/a~1b~0c"),
    ],
)
def test_what_is_wrong_in_a_body_is_told_by_its_place(
    app: Flask, casework: Casework, change: dict[str, Any], wrong: str
) -> None:
    told = a_problem(send(app, a_token(casework), {**SENT, **change}), 422)
    assert [one["pointer"] for one in told["errors"]] == [wrong] and told["errors"][0]["detail"]
    assert count(casework) == 0


@sqlite_only
@pytest.mark.parametrize(
    ("written", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"title": "\\ud800"}', 400),
        (b'{"title": NaN}', 422),
        (b"[" * 33 + b"]" * 33, 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 500_00 + b"1" + b"}" * 500_00, 400),
        (b"[]", 422),
        (b"null", 422),
        (b'"' + b"[" * 100 + b'"', 422),
        (b"1" * 5000, 400),
        (b"{" + b" " * (1024 * 1024), 413),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_no_json_of_ours_is_refused(
    app: Flask, casework: Casework, written: bytes, status: int
) -> None:
    """security.md: JSON at most 32 deep, a body of 1 MB at most."""
    headers = {"Authorization": f"Bearer {a_token(casework)}", "Idempotency-Key": KEY}
    answer = app.test_client().post(REPORTS, data=written, content_type="application/json", headers=headers)
    a_problem(answer, status)


@sqlite_only
def test_json_alone_is_taken(app: Flask, casework: Casework) -> None:
    headers = {"Authorization": f"Bearer {a_token(casework)}", "Idempotency-Key": KEY}
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = app.test_client().post(
            REPORTS, data=json.dumps(SENT).encode(), content_type=kind, headers=headers
        )
        a_problem(answer, 415)


@sqlite_only
@pytest.mark.parametrize("key", [None, "", "1", "a" * 21, "a" * 65, "á" * 30, "a b" * 10])
def test_a_key_that_could_be_guessed_is_none(app: Flask, casework: Casework, key: str | None) -> None:
    told = a_problem(send(app, a_token(casework), key=key), 422)
    assert [one["header"] for one in told["errors"]] == ["Idempotency-Key"]


# ---- following one's own


def test_ones_own_are_listed_and_opened_and_nobody_elses(
    app: Flask, casework: Casework, a_report: Reports
) -> None:
    waits = a_report(Status.NEEDS_INFO).code
    others = a_report(Status.NEEDS_INFO, by="business").code
    public = a_report(Status.ROUTED, by="business").code
    token = a_token(casework)
    (one,) = get(app, token, "/api/v1/me/reports").get_json()["items"]
    assert (one["code"], one["status"], one["awaits_you"], one["is_public"]) == (
        waits,
        "needs_info",
        True,
        False,
    )
    told = get(app, token, f"/api/v1/me/reports/{waits}").get_json()
    assert [(each["kind"], each["text"]) for each in told["messages"]] == [
        ("question", "Bạn nộp hồ sơ ở bộ phận một cửa nào?")
    ]
    for code in (others, public, "PA-2222-2222", "x"):
        a_problem(get(app, token, f"/api/v1/me/reports/{code}"), 404)


def test_a_moderator_sees_by_a_program_what_they_sent_and_nothing_of_the_newsroom(
    app: Flask, casework: Casework, a_report: Reports
) -> None:
    token, theirs = a_token(casework, "moderator.bnd"), a_report(Status.SUBMITTED).code
    a_problem(get(app, token, f"/api/v1/me/reports/{theirs}"), 404)
    a_problem(get(app, token, f"{REPORTS}/{theirs}"), 404)
    code = a_report(Status.SUBMITTED, by="moderator.bnd").code
    note = do.AddNewsroomNote(post=new_post_id(), words="Ghi chú nội bộ.")
    a_report.deed(code, note, by="moderator2.bnd")
    assert "Ghi chú nội bộ" not in get(app, token, f"/api/v1/me/reports/{code}").get_data(as_text=True)


def test_the_list_of_ones_own_goes_on_by_its_cursor(
    app: Flask, casework: Casework, a_report: Reports
) -> None:
    a_report.trust("citizen")
    made = [a_report().code for _ in range(21)]
    token = a_token(casework)
    first = get(app, token, "/api/v1/me/reports").get_json()
    rest = get(app, token, first["next"].removeprefix("http://localhost")).get_json()
    assert sorted(one["code"] for one in (*first["items"], *rest["items"])) == sorted(made)
    other = a_token(casework, "business", key=2)
    a_problem(get(app, other, first["next"].removeprefix("http://localhost")), 422)


def test_a_guest_follows_by_code_and_secret_in_the_body(app: Flask, a_report: Reports) -> None:
    report = a_report(Status.DECLINED, by="guest")
    secret = a_report.receipts[report.code].secret
    told = app.test_client().post("/api/v1/track", json={"code": report.code.lower(), "secret": secret})
    assert told.status_code == 200 and told.headers["Cache-Control"] == "private, no-store"
    assert told.get_json()["messages"][0]["kind"] == "decline"


def test_an_unknown_code_and_a_wrong_secret_get_the_same_answer(
    app: Flask, casework: Casework, a_report: Reports
) -> None:
    report, sealed = a_report(Status.ROUTED, by="guest"), a_denunciation(casework)
    tries = [(report.code, "x" * 34), ("PA-2222-2222", "x" * 34), ("x", "\x00"), (sealed.code, sealed.secret)]
    told = [
        app.test_client().post("/api/v1/track", json={"code": code, "secret": secret})
        for code, secret in tries
    ]
    assert {one.status_code for one in told} == {404} and len({one.get_data() for one in told}) == 1


@sqlite_only
def test_nobody_guesses_at_secrets_for_long(app: Flask) -> None:
    guess = {"code": "PA-2222-2222", "secret": "x" * 34}
    answers = [app.test_client().post("/api/v1/track", json=guess).status_code for _ in range(11)]
    assert answers == [404] * 10 + [429]
