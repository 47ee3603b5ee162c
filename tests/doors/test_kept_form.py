"""A form that lay open too long is given back with its text; nothing is sent, and no secret repeated."""

from __future__ import annotations

import pytest

from casework.domain.values import Status
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.doors.test_files import picture
from web.session import PERSON

WORDS = "Tôi nộp hồ sơ ngày 12/3.\n\n<b>Đến nay</b> đã ba lần được hẹn lại & chưa có kết quả."
HOSTILE = '</textarea><script>alert(1)</script>" onfocus="alert(1)'


def _texts(page: Page) -> list[str]:
    return [(node.text or "").removeprefix("\n") for node in page.all("//main//textarea")]


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
