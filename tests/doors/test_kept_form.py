"""A form that lay open too long is given back with its text; nothing is sent, and no secret repeated."""

from __future__ import annotations

import pytest

from casework.domain.values import Status
from casework.store.casework import Casework
from tests.doors import keys
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.doors.test_files import picture
from tests.house import Clock
from web.session import PERSON

WORDS = "Tôi nộp hồ sơ ngày 12/3.\n\n<b>Đến nay</b> đã ba lần được hẹn lại & chưa có kết quả."
HOSTILE = '</textarea><script>alert(1)</script>" onfocus="alert(1)'


def _texts(page: Page) -> list[str]:
    return [(node.text or "").lstrip("\n") for node in page.all("//main//textarea")]


def _expired(visit: Visit, url: str, fields: dict[str, object], as_: str = "guest") -> Page:
    return visit.post(url, {"csrf_token": "too old", **fields}, as_=as_, status=400)


def test_what_a_guest_wrote_comes_back_and_can_be_sent(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    """security.md: an expired token gives the form back with its text."""
    form = visit.get("/reports/new")
    values = {name: value for name, value in form.values("/reports/new").items() if name != "csrf_token"}
    values |= {"title": "Ba lần hẹn trả sổ đỏ", "body": WORDS, "kind": "complaint", "outlet": "BND"}
    values |= {"display": "hidden", "publish": "yes", "field": "dat-dai", "area": "362", "name": "Hoa"}
    kept = _expired(visit, "/reports/new", dict(values))
    assert "không mất chữ nào" in kept.main and WORDS in _texts(kept)
    sent = visit.send(kept, "/reports/new")
    assert sent.status == 200 and "/received" in sent.url


def test_a_comment_of_who_was_signed_out_meanwhile_waits_until_they_are_back(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    url = f"/reports/{report.code}/comment"
    values = visit.get(f"/reports/{report.code}", as_="business").values("/comment")
    visit.browser("business").delete_cookie(PERSON)
    kept = visit.post(url, {**values, "words": WORDS}, as_="business", status=403)
    assert WORDS in _texts(kept) and "/login" in kept.source
    visit.sign_in("business")
    assert "tòa soạn" in visit.send(kept, url, as_="business").main.lower()


def test_an_officer_whose_session_lay_idle_loses_no_word_of_a_reply(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    """Staff sessions end after 30 idle minutes; the whole way back, with the signing in in another tab."""
    keys.set_password(casework, "officer.stnmt@demo.test")
    report = a_report(Status.ACCEPTED)
    page = visit.get(f"/agency/reports/{report.code}", as_="officer.stnmt")
    (url,) = [action for action in page.actions if action.endswith("/interim")]
    values = page.values(url) | {"words": WORDS}
    clock.advance(minutes=31)
    browser = visit.browser("officer.stnmt", wakes=False)

    def sent(fields: dict[str, object]) -> Page:
        return Page(browser.post(url, data=fields), url)

    kept = sent(values)
    assert kept.status == 403 and WORDS in _texts(kept) and "/login" in kept.source
    person = {"email": "officer.stnmt@demo.test", "password": keys.PASSWORD}
    browser.post("/login", data={**person, "csrf_token": kept.values(url)["csrf_token"]})
    kept = sent(kept.values(url))
    assert kept.status == 400 and WORDS in _texts(kept) and "/second-factor" in kept.source
    visit.sign_in("officer.stnmt")
    assert sent(kept.values(url)).status == 303
    assert "ba lần được hẹn lại" in visit.get(f"/agency/reports/{report.code}", as_="officer.stnmt").text


def test_who_need_not_sign_in_is_not_told_to(visit: Visit) -> None:
    kept = _expired(visit, "/reports/new", {"body": WORDS})
    assert "/login" not in "".join(kept.all("//main//a/@href")) and "Gửi lại" in kept.main
    assert kept.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_who_sends_too_often_is_told_how_long_to_wait_and_keeps_what_they_wrote(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = visit.get("/signup").values("/signup")
    for number in range(10):
        visit.post("/signup", {**form, "name": "Nguyễn Thị Mến", "email": f"m{number}@x.test"}, status=422)
    kept = visit.post("/signup", {"csrf_token": form["csrf_token"], "name": "Nguyễn Thị Mến"}, status=429)
    assert "Nguyễn Thị Mến" in _texts(kept) and "Xin đợi khoảng" in kept.main
    plain = visit.post("/signup", {**form, "password": "con trâu đi trước"}, status=429)
    assert "Xin đợi khoảng" in plain.main and not _texts(plain)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_comes_back_goes_where_it_was_sent_and_nowhere_else(visit: Visit) -> None:
    for asked in ("/reports/new?a=%22%3E&b=//evil.test", "/en/reports/new?next=https://evil.test"):
        kept = _expired(visit, asked, {"body": WORDS})
        (action,) = [one for one in kept.actions if "/reports/new" in one]
        assert action.startswith(asked.partition("?")[0] + "?") and not action.startswith("//")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_secret_is_repeated_and_files_are_asked_for_again(visit: Visit) -> None:
    kept = _expired(visit, "/login", {"email": "hoa@demo.test", "password": "con trâu đi trước"})
    assert "con trâu" not in kept.source
    assert kept.one("//main//input[@name='password']").get("type") == "password"
    kept = _expired(visit, "/track", {"code": "PA-7K3M-9QXT", "secret": "ABCD-EFGH"})
    assert "ABCD" not in kept.source and "PA-7K3M" not in kept.source
    kept = _expired(visit, "/reports/new", {"body": WORDS, "attachments": (picture(), "anh.jpg")})
    assert kept.one("//main//input[@type='file']").get("name") == "attachments"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_comes_back_is_text(visit: Visit) -> None:
    kept = _expired(
        visit, "/reports/new?x=%22%3E%3Cscript%3E", {"body": HOSTILE, HOSTILE: "mười hai chữ cái"}
    )
    assert HOSTILE in _texts(kept)
    assert not kept.all("//main//script")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.test"}, {"Origin": "null"}, {"Referer": "https://evil.test/x"}]
)
def test_a_form_of_another_site_is_not_given_back(visit: Visit, headers: dict[str, str]) -> None:
    answer = visit.browser("guest").post("/reports/new", data={"body": WORDS}, headers=headers)
    assert answer.status_code in (400, 403) and "12/3" not in answer.get_data(as_text=True)
