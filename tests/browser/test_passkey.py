"""Passkeys in a real browser with a virtual authenticator (security.md: "Staff must have a passkey …")."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import CDPSession, Route, expect

from casework.readings import factors as readings
from tests.browser.live import LiveForum, serving
from tests.browser.people import DESK, PHONE, Person
from tests.doors import keys
from tests.doors.conftest import Stages
from tests.doors.keys import PASSWORD

Meet = Callable[..., Person]
OFFICER = "officer.stnmt@demo.test"
# What a page's script does: ask our server what to ask the device, and send an answer.
ASK = """async () => {
    const form = document.querySelector("form[data-passkey]");
    const headers = { "X-CSRFToken": form.elements.csrf_token.value };
    return (await fetch(form.dataset.question, { method: "POST", headers })).text();
}"""
SEND = """answer => {
    const form = document.querySelector("form[data-passkey]");
    form.elements.credential.value = answer;
    form.submit();
}"""


@pytest.fixture
def forum(stages: Stages, tmp_path: Any) -> Iterator[LiveForum]:
    """By name: to an address of numbers browsers bind no passkey."""
    with stages.copy("sqlite") as url, serving(url, tmp_path, host="localhost") as live:
        keys.set_password(live.casework, OFFICER)
        yield live


def with_device(person: Person, *, knows_owner: bool = True) -> tuple[CDPSession, str]:
    """Give the browser a device that holds passkeys, and asks its owner for a finger or not."""
    cdp = person.context.new_cdp_session(person.page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": knows_owner,
        "automaticPresenceSimulation": True,
    }
    return cdp, cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def give_password(person: Person, wanted: str = "/agency/") -> None:
    person.go(wanted).send("/login", email=OFFICER, password=PASSWORD)


def press(person: Person, words: str) -> None:
    """Press a button whose script goes on by itself."""
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=words).click()
    person.look()


def enrol(person: Person) -> None:
    give_password(person)
    person.sees("Lập xác nhận hai lớp").follow("Thêm khóa truy cập")
    person.page.get_by_label("Tên để bạn nhận ra").fill("Máy ở phòng một cửa")
    press(person, "Tạo khóa truy cập")
    person.sees("Cất giữ mã dự phòng")


def sign_out(person: Person) -> None:
    person.page.locator(".menu > summary").click()
    press(person, "Đăng xuất")


@contextmanager
def answering(person: Person, url: str, change: Callable[[dict[str, Any]], None]) -> Iterator[None]:
    """Change what the server asks on its way to the page's script, as somebody in between would."""

    def fulfil(route: Route) -> None:
        answer = route.fetch()
        asked = json.loads(answer.text())
        change(asked)
        route.fulfill(response=answer, body=json.dumps(asked))

    person.page.route(url, fulfil)
    yield
    person.page.unroute(url)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_staff_enrol_a_passkey_and_sign_in_with_it_after_the_password_and_alone(
    forum: LiveForum, meet: Meet, width: int
) -> None:
    person = meet(forum, width=width)
    with_device(person)

    enrol(person)
    assert person.page.locator(".recovery-codes li").count() == 10
    person.follow("Tôi đã cất các mã này")
    person.sees("Hộp việc")
    sign_out(person)

    give_password(person, "/agency/?tab=overdue")
    person.sees("Mật khẩu đã đúng")
    press(person, "Xác nhận bằng khóa truy cập")
    assert person.page.url.endswith("/agency/?tab=overdue")
    sign_out(person)

    person.go("/login?next=/account/factors")
    press(person, "Đăng nhập bằng khóa truy cập")
    person.sees("Máy ở phòng một cửa", "Bạn còn 10 mã dự phòng")


def test_the_codes_come_as_a_file_and_on_paper(forum: LiveForum, meet: Meet) -> None:
    person = meet(forum)
    with_device(person)
    enrol(person)
    codes = person.page.locator(".recovery-codes .code").all_inner_texts()

    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="Tải về thành tệp").click()
    text = download.value.path().read_text(encoding="utf-8")
    assert all(code in text for code in codes)
    expect(person.page.get_by_role("button", name="In trang này")).to_be_visible()
    person.page.emulate_media(media="print")
    for code in codes:
        expect(person.page.get_by_text(code)).to_be_visible()
    expect(person.page.get_by_text("Tôi đã cất các mã này")).to_be_hidden()


def test_a_replayed_challenge_is_refused(forum: LiveForum, meet: Meet) -> None:
    """The answer that was seen on its way is sent once more: from the same browser, and from another."""
    person, thief = meet(forum), meet(forum)
    with_device(person)
    enrol(person)
    sign_out(person)
    sent: list[dict[str, str]] = []
    person.page.on("request", lambda request: sent.append(_form_of(request.post_data)))
    person.go("/login")
    press(person, "Đăng nhập bằng khóa truy cập")
    person.sees("Hộp việc")
    sign_out(person)
    answer = next(form["credential"] for form in sent if form.get("credential"))

    for one in (person, thief):
        one.go("/login")
        with one.page.expect_navigation():
            one.page.evaluate(SEND, answer)
        one.sees("Chưa xác nhận được bằng khóa truy cập")
        assert one.go("/agency/").page.url.split("?")[0].endswith("/login")


def test_at_another_address_the_device_gives_no_answer(forum: LiveForum, meet: Meet) -> None:
    """Phishing: a copy of our page under another name passes our question on. (That the server refuses such
    an answer too is in tests/doors/test_factors.py.)"""
    person, thief = meet(forum), meet(forum)
    with_device(person)
    enrol(person)
    sign_out(person)
    elsewhere = forum.url.replace("localhost", "dien-dan.localhost")
    asked: list[str] = []

    def relay(route: Route) -> None:
        path = route.request.url.removeprefix(elsewhere)
        assert path != "/login/passkey", "the device has answered"
        if path == "/login/passkey/question":
            asked.append(thief.page.evaluate(ASK))
            route.fulfill(body=asked[0], content_type="application/json")
        else:
            route.fulfill(response=route.fetch(url=forum.url + path))

    thief.go("/login")
    person.context.route(f"{elsewhere}/**", relay)
    person.page.goto(f"{elsewhere}/login")
    person.page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    person.sees("Chưa được: mạng chập chờn")
    assert json.loads(asked[0])["rpId"] == "localhost"


def test_a_challenge_that_somebody_changed_on_the_way_is_refused(forum: LiveForum, meet: Meet) -> None:
    person = meet(forum)
    with_device(person)
    enrol(person)
    sign_out(person)
    person.go("/login")

    def change(asked: dict[str, Any]) -> None:
        asked["challenge"] = "A" * 43

    with answering(person, "**/login/passkey/question", change):
        press(person, "Đăng nhập bằng khóa truy cập")
    person.sees("Chưa xác nhận được bằng khóa truy cập")


def test_a_device_that_does_not_know_its_owner_signs_nobody_in_alone(forum: LiveForum, meet: Meet) -> None:
    person = meet(forum)
    cdp, device = with_device(person)
    enrol(person)
    sign_out(person)
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    person.go("/login")

    person.page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()

    person.sees("Chưa xong: hộp thoại đã đóng hoặc hết giờ")
    expect(person.page.get_by_role("button", name="Đăng nhập bằng khóa truy cập")).to_be_enabled()


def test_the_same_device_is_not_enrolled_twice(forum: LiveForum, meet: Meet) -> None:
    person = meet(forum)
    with_device(person)
    enrol(person)
    person.go("/account/factors/passkeys")
    person.page.get_by_label("Tên để bạn nhận ra").fill("Lần nữa")

    person.page.get_by_role("button", name="Tạo khóa truy cập").click()

    person.sees("Thiết bị này đã có khóa truy cập của bạn rồi")
    assert len(readings.of(forum.casework, keys.person(forum.casework, OFFICER).id).passkeys) == 1


def test_without_scripts_one_is_told_what_else_there_is(forum: LiveForum, meet: Meet) -> None:
    person = meet(forum, scripts=False, width=PHONE)
    expect(person.go("/login").page.get_by_role("button", name="Đăng nhập bằng khóa")).to_be_hidden()
    give_password(person)
    person.follow("Thêm khóa truy cập").sees("Trình duyệt này chưa dùng được khóa truy cập")
    expect(person.page.get_by_role("button", name="Tạo khóa truy cập")).to_be_hidden()
    person.follow("Thêm ứng dụng tạo mã").sees("Quét mã vuông này")


def _form_of(body: str | None) -> dict[str, str]:
    return dict(parse_qsl(body or ""))
