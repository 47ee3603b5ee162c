"""/second-factor, /account/factors, /login/passkey: what people show beside the password, and who changes it.

security.md, "Signing in": staff must have a passkey or a one-use TOTP; without one they reach only enrolment;
a reset never goes around it.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any

import pyotp
import pytest
from flask import Flask

from casework.actions import factors, roles
from casework.readings import factors as readings
from casework.readings.factors import Factors
from casework.store.casework import Casework
from tests.authenticator import Device
from tests.doors import keys
from tests.doors.client import Page, Visit
from tests.doors.keys import NEW, PASSWORD
from tests.doors.stage import actor
from tests.house import Clock

ORIGIN = "http://localhost"
LIST, KEYS, APP, CODES = (f"/account/factors{end}" for end in ("", "/passkeys", "/app", "/codes"))
ASK = "/second-factor"
ALONE = "/login/passkey"
OFFICER = "officer.stnmt@demo.test"
CITIZEN = "citizen@demo.test"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sign_in(visit: Visit, email: str = OFFICER, *, wanted: str = "", as_: str = "guest") -> Page:
    return visit.post("/login", {"email": email, "password": PASSWORD, "next": wanted}, as_=as_)


def come_in(visit: Visit, casework: Casework, email: str = OFFICER, *, as_: str = "guest") -> Page:
    """With a new password, and nothing else."""
    keys.set_password(casework, email)
    return sign_in(visit, email, as_=as_)


def question(visit: Visit, url: str, *, as_: str = "guest", status: int = 200) -> str:
    """What the page's script is told to ask the device."""
    headers = {"X-CSRFToken": visit.token(as_)}
    answer = visit.browser(as_).post(f"{url}/question", headers=headers)
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    return answer.get_data(as_text=True)


def add_passkey(visit: Visit, *, as_: str = "guest", name: str = "Máy cơ quan", status: int = 200) -> Device:
    device = Device(ORIGIN)
    answer = device.create(question(visit, KEYS, as_=as_))
    visit.post(KEYS, {"name": name, "credential": answer}, as_=as_, status=status)
    return device


def add_app(visit: Visit, casework: Casework, *, as_: str = "guest") -> str:
    """Returns the secret that the page shows for typing."""
    form = visit.get(APP, as_=as_)
    secret = "".join(form.one("//*[@class='secret-key']").text.split())
    visit.send(form, APP, {"code": code_of(casework, secret)}, as_=as_)
    return secret


def code_of(casework: Casework, secret: str) -> str:
    return pyotp.TOTP(secret).at(casework.now())


def enrolled(visit: Visit, casework: Casework, email: str = OFFICER) -> tuple[Device, str]:
    """Somebody with a passkey and an app, signed out again, a minute later."""
    come_in(visit, casework, email)
    if email == CITIZEN:
        visit.post(f"{ASK}/password", {"password": PASSWORD})
    found = add_passkey(visit), add_app(visit, casework)
    visit.post("/logout")
    casework.clock.advance(minutes=1)  # type: ignore[attr-defined]  # because the tests' clock can
    return found


def prove(
    visit: Visit,
    device: Device,
    url: str = ASK,
    *,
    wanted: str = "",
    as_: str = "guest",
    status: int = 200,
    **changes: Any,
) -> Page:
    """Answer the question of a page with a passkey."""
    asked = question(visit, url, as_=as_)
    fields = {"credential": device.answer(asked, **changes), "next": wanted}
    return visit.post(f"{url}/passkey" if url == ASK else url, fields, as_=as_, status=status)


def theirs(casework: Casework, email: str = OFFICER) -> Factors:
    return readings.of(casework, keys.person(casework, email).id)


def is_inside(visit: Visit, *, as_: str = "guest") -> bool:
    return visit.get("/agency/", as_=as_).url == "/agency/"


# ---- who works here and has none


@pytest.mark.parametrize("url", ["/agency/", "/account", "/account/password", "/reports/new?x=1"])
def test_staff_without_a_factor_reach_only_enrolling(visit: Visit, casework: Casework, url: str) -> None:
    assert come_in(visit, casework).h1 == "Lập xác nhận hai lớp"

    if url.startswith("/reports"):  # what anybody may read, they read as anybody
        assert "Nguyễn Văn Sơn" not in visit.get(url).text
    elif url == "/account/password":
        visit.post(url, {"current": PASSWORD, "password": NEW}, status=403)
    else:
        assert visit.get(url).url == LIST


def test_the_first_passkey_brings_the_codes_on_paper_and_lets_in(visit: Visit, casework: Casework) -> None:
    come_in(visit, casework)
    device = Device(ORIGIN)
    asked = question(visit, KEYS)

    page = visit.post(KEYS, {"name": "Máy cơ quan", "credential": device.create(asked)})

    assert page.h1 == "Cất giữ mã dự phòng"
    assert "no-store" in page.headers["Cache-Control"]
    codes = [node.text for node in page.all("//ol//span")]
    assert len(codes) == theirs(casework).codes_left == factors.CODES
    assert all(code in page.one("//a[@download]").get("href") for code in codes)
    assert visit.get(page.one("//main//a[contains(., 'Tôi đã cất')]").get("href")).url == "/agency/"
    listed = visit.get(LIST)
    assert "Bạn còn 10 mã dự phòng" in listed.text
    assert not any(code in listed.source for code in codes)
    # The forms of that page carry the token of the session that has just begun.
    token = page.one("//form[@action='/logout']//input[@name='csrf_token']").get("value")
    assert "Bạn đã đăng xuất" in visit.post("/logout", {"csrf_token": token}, token=False).text


def test_an_app_is_scanned_or_typed_and_proven_by_a_code(visit: Visit, casework: Casework) -> None:
    come_in(visit, casework)
    form = visit.get(APP)
    assert form.one("//main//img[@class='qr']").get("src").startswith("data:image/svg+xml")
    secret = "".join(form.one("//*[@class='secret-key']").text.split())
    again = visit.get(form.url)
    assert "".join(again.one("//*[@class='secret-key']").text.split()) == secret

    wrong = visit.send(form, APP, {"code": "000000"}, status=422)
    assert "không khớp" in wrong.error_of("code") and not theirs(casework).has_any
    page = visit.send(wrong, APP, {"code": code_of(casework, secret)})

    assert page.h1 == "Cất giữ mã dự phòng" and theirs(casework).has_app
    assert is_inside(visit)


@sqlite_only
def test_who_waited_too_long_gives_the_password_again_before_enrolling(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    come_in(visit, casework)
    clock.advance(minutes=16)
    page = visit.get(KEYS)
    assert page.url.startswith(ASK) and "Mật khẩu" in page.main
    assert visit.send(page, "/password", {"password": "sai rồi"}, status=422).error_of("password")
    assert visit.send(page, "/password", {"password": PASSWORD}).url == KEYS


# ---- signing in with the password and more


def test_after_the_password_the_app_is_asked_and_leads_to_where_they_wanted(
    visit: Visit, casework: Casework
) -> None:
    _, secret = enrolled(visit, casework)
    page = sign_in(visit, wanted="/agency/?tab=overdue")
    assert page.h1 == "Xác nhận là bạn" and not is_inside(visit)

    wrong = visit.send(page, "/code", {"code": "123456"}, status=422)
    assert "không đúng" in wrong.error_of("code")
    assert visit.send(wrong, "/code", {"code": code_of(casework, secret)}).url == "/agency/?tab=overdue"
    assert is_inside(visit)


def test_a_code_that_was_seen_over_the_shoulder_lets_nobody_else_in(visit: Visit, casework: Casework) -> None:
    _, secret = enrolled(visit, casework)
    code = code_of(casework, secret)
    sign_in(visit)
    visit.post(f"{ASK}/code", {"code": code})
    sign_in(visit, as_="thief")
    visit.post(f"{ASK}/code", {"code": code}, as_="thief", status=422)
    assert is_inside(visit) and not is_inside(visit, as_="thief")


def test_after_the_password_a_passkey_is_enough_without_its_pin(visit: Visit, casework: Casework) -> None:
    device, _ = enrolled(visit, casework)
    sign_in(visit)
    assert prove(visit, device, wanted="/agency/?a=b", verified=False).url == "/agency/?a=b"


def test_a_code_on_paper_stands_in_for_a_lost_device_once(visit: Visit, casework: Casework) -> None:
    enrolled(visit, casework)
    code = factors.new_codes(casework, keys.person(casework, OFFICER).id)[0]
    page = sign_in(visit)

    assert visit.send(page, "/recovery", {"recovery": "AAAA"}, status=422).error_of("recovery")
    inside = visit.send(page, "/recovery", {"recovery": code.lower()})

    assert inside.url == LIST and "còn lại 9 mã" in inside.text
    sign_in(visit, as_="thief")
    visit.post(f"{ASK}/recovery", {"recovery": code}, as_="thief", status=422)


@sqlite_only
def test_another_persons_factors_prove_nothing(visit: Visit, casework: Casework) -> None:
    enrolled(visit, casework)
    device, secret = enrolled(visit, casework, "officer.syt@demo.test")
    sign_in(visit)
    visit.post(f"{ASK}/code", {"code": code_of(casework, secret)}, status=422)
    prove(visit, device, status=422)
    assert not is_inside(visit)


def test_with_the_password_alone_nobody_changes_what_the_owner_has(visit: Visit, casework: Casework) -> None:
    """Who has stolen the password neither adds a factor of their own, nor sees or removes the owner's."""
    enrolled(visit, casework)
    before = theirs(casework)
    sign_in(visit)

    for url in (LIST, KEYS, APP):
        assert visit.get(url).url == ASK
    visit.browser("guest").post(f"{KEYS}/question", headers={"X-CSRFToken": visit.token("guest")})
    made = Device(ORIGIN).create(
        json.dumps({"user": {"id": "AA"}, "challenge": "AA", "rp": {"id": "localhost"}})
    )
    offer = factors.offer_app(casework, keys.person(casework, OFFICER).id, "Diễn đàn")
    posts: dict[str, dict[str, str]] = {
        KEYS: {"name": "Của tôi", "credential": made},
        APP: {"offer": offer.token, "code": code_of(casework, offer.secret)},
        f"{APP}/remove": {},
        f"{KEYS}/{before.passkeys[0].id}/remove": {},
        f"{KEYS}/{before.passkeys[0].id}/name": {f"{before.passkeys[0].id}-name": "Khác"},
    }
    for url, fields in posts.items():
        assert visit.post(url, fields).url == ASK, url
    visit.post(CODES, status=403)
    visit.post(f"{ASK}/password", {"password": PASSWORD}, status=403)

    assert theirs(casework) == before and not is_inside(visit)


def test_a_new_password_never_goes_around_the_factor(visit: Visit, casework: Casework) -> None:
    enrolled(visit, casework)
    keys.set_password(casework, OFFICER, NEW)

    page = visit.post("/login", {"email": OFFICER, "password": NEW, "next": "/agency/"})

    assert page.h1 == "Xác nhận là bạn" and not is_inside(visit)
    assert len(theirs(casework).passkeys) == 1 and theirs(casework).has_app


@sqlite_only
@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/\\evil.example", "/a\n/b"])
def test_showing_a_factor_sends_nobody_out_of_the_house(
    visit: Visit, casework: Casework, wanted: str
) -> None:
    device, secret = enrolled(visit, casework)
    sign_in(visit)
    fields = {"code": code_of(casework, secret), "next": wanted}
    assert visit.post(f"{ASK}/code", fields, follow=False, status=303).headers["Location"] == "/agency/"
    visit.post("/logout")
    assert prove(visit, device, ALONE, wanted=wanted).url == "/agency/"


@sqlite_only
def test_guests_are_asked_to_sign_in_first(visit: Visit) -> None:
    for url in (ASK, LIST, KEYS, APP):
        assert visit.get(url).h1 == "Đăng nhập"
    for url in (f"{ASK}/code", f"{ASK}/recovery", f"{ASK}/passkey", KEYS, APP, CODES):
        visit.post(url, {"code": "123456"}, status=403)


# ---- a passkey in place of the password


def test_a_passkey_alone_signs_in(visit: Visit, casework: Casework) -> None:
    device, _ = enrolled(visit, casework)
    assert "data-passkey" in visit.get("/login").source
    asked = json.loads(question(visit, ALONE))
    assert asked["userVerification"] == "required" and not asked["allowCredentials"]

    assert prove(visit, device, ALONE, wanted="/agency/?a=b").url == "/agency/?a=b"
    assert is_inside(visit)


@pytest.mark.parametrize(
    "changes",
    [{"verified": False}, {"origin": "http://evil.localhost"}, {"challenge": "AAAA"}, {"owner": b"x"}],
    ids=str,
)
def test_a_passkey_that_is_not_right_signs_nobody_in(
    visit: Visit, casework: Casework, changes: dict[str, Any]
) -> None:
    """Phished on another address, without finger or PIN, or with a made-up challenge."""
    device, _ = enrolled(visit, casework)
    page = prove(visit, device, ALONE, **changes)
    assert page.h1 == "Đăng nhập" and "Chưa xác nhận được" in page.text
    assert not is_inside(visit)


def test_an_answer_is_good_once_and_for_five_minutes(visit: Visit, casework: Casework, clock: Clock) -> None:
    device, _ = enrolled(visit, casework)
    answer = device.answer(question(visit, ALONE))
    clock.advance(minutes=6)
    assert visit.post(ALONE, {"credential": answer}).h1 == "Đăng nhập"

    answer = device.answer(question(visit, ALONE))
    visit.post(ALONE, {"credential": answer})
    assert is_inside(visit)
    visit.post("/logout")
    assert visit.post(ALONE, {"credential": answer}).h1 == "Đăng nhập"
    visit.get("/login", as_="thief")
    assert visit.post(ALONE, {"credential": answer}, as_="thief").h1 == "Đăng nhập"


@sqlite_only
def test_the_challenge_of_one_browser_is_no_use_in_another(visit: Visit, casework: Casework) -> None:
    device, _ = enrolled(visit, casework)
    answer = device.answer(question(visit, ALONE))
    question(visit, ALONE, as_="thief")
    assert visit.post(ALONE, {"credential": answer}, as_="thief").h1 == "Đăng nhập"


@sqlite_only
def test_at_an_address_of_numbers_no_passkey_is_offered(app: Flask, casework: Casework) -> None:
    """Browsers bind passkeys to a name: there is one in production, and in development with localhost."""
    app.extensions["settings"] = dataclasses.replace(
        app.extensions["settings"], public_url="http://127.0.0.1:8000"
    )
    visit = Visit(app)
    assert "data-passkey" not in visit.get("/login").source
    come_in(visit, casework)
    page = visit.get(LIST)
    assert "Thêm ứng dụng tạo mã" in page.text and "Thêm khóa truy cập" not in page.text
    visit.get(KEYS, status=404)
    question(visit, ALONE, status=404)


@sqlite_only
def test_a_closed_account_opens_to_no_passkey(visit: Visit, casework: Casework) -> None:
    device, _ = enrolled(visit, casework)
    roles.disable(casework, keys.person(casework, OFFICER).id, by=actor("admin"))
    assert prove(visit, device, ALONE).h1 == "Đăng nhập"


@sqlite_only
@pytest.mark.parametrize("credential", ["", "null", "[[[[", "{}", "x" * 20_000, '{"rawId":"AA"}', "\0"])
def test_nothing_sent_in_place_of_an_answer_breaks_the_page(
    visit: Visit, casework: Casework, credential: str
) -> None:
    enrolled(visit, casework)
    question(visit, ALONE)
    assert visit.post(ALONE, {"credential": credential}).h1 == "Đăng nhập"
    sign_in(visit)
    question(visit, ASK)
    visit.post(f"{ASK}/passkey", {"credential": credential}, status=422)


@sqlite_only
@pytest.mark.parametrize("url", [f"{ALONE}/question", f"{ASK}/question", f"{KEYS}/question"])
def test_the_script_sends_the_token_of_the_form(visit: Visit, casework: Casework, url: str) -> None:
    come_in(visit, casework)
    assert visit.browser("guest").post(url).status_code == 400
    headers = {"X-CSRFToken": visit.token("guest"), "Origin": "https://evil.example"}
    assert visit.browser("guest").post(url, headers=headers).status_code == 403


# ---- changing what one has


def test_a_change_needs_a_factor_that_was_shown_lately(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    device, secret = enrolled(visit, casework)
    sign_in(visit)
    visit.post(f"{ASK}/code", {"code": code_of(casework, secret)})
    clock.advance(minutes=16)
    before = theirs(casework)
    assert visit.get(LIST).h1 == "Xác nhận hai lớp"

    for url in (f"{APP}/remove", f"{KEYS}/{before.passkeys[0].id}/remove", CODES):
        assert visit.post(url).url == f"{ASK}?next={LIST}", url
    assert json.loads(question(visit, KEYS))["go_to"] == f"{ASK}?next={LIST}"
    page = visit.get(KEYS)
    assert page.url == f"{ASK}?next={KEYS}" and "xác nhận lại" in page.main
    assert theirs(casework) == before

    assert prove(visit, device, wanted=KEYS).url == KEYS
    assert "Đã bỏ ứng dụng" in visit.post(f"{APP}/remove").text


def test_the_last_factor_of_who_works_here_stays(visit: Visit, casework: Casework) -> None:
    come_in(visit, casework)
    add_passkey(visit)
    (kept,) = theirs(casework).passkeys
    page = visit.get(LIST)
    assert "cách xác nhận duy nhất" in page.text and f"{KEYS}/{kept.id}/remove" not in page.actions

    refused = visit.post(f"{KEYS}/{kept.id}/remove")

    assert refused.url == LIST and "ít nhất một cách" in refused.text
    assert theirs(casework).passkeys == (kept,)


def test_passkeys_are_renamed_and_removed(visit: Visit, casework: Casework) -> None:
    come_in(visit, casework)
    add_passkey(visit)
    add_passkey(visit, name="Điện thoại")
    first, second = theirs(casework).passkeys
    page = visit.get(LIST)

    wrong = visit.send(page, f"{first.id}/name", {f"{first.id}-name": " "}, status=422)
    assert wrong.error_of(f"{first.id}-name")
    assert "Khóa <1> & 2" in visit.send(page, f"{first.id}/name", {f"{first.id}-name": "Khóa <1> & 2"}).text
    assert "Đã bỏ khóa" in visit.send(page, f"{second.id}/remove").text
    visit.post(f"{KEYS}/{second.id}/remove", status=404)

    assert [each.name for each in theirs(casework).passkeys] == ["Khóa <1> & 2"]


@sqlite_only
def test_nobody_touches_anothers_passkey(visit: Visit, casework: Casework) -> None:
    enrolled(visit, casework)
    (kept,) = theirs(casework).passkeys
    come_in(visit, casework, "officer.syt@demo.test", as_="other")
    add_passkey(visit, as_="other")
    visit.post(f"{KEYS}/{kept.id}/remove", as_="other", status=404)
    visit.post(f"{KEYS}/{kept.id}/name", {f"{kept.id}-name": "Khác"}, as_="other", status=404)
    assert theirs(casework).passkeys == (kept,)


def test_new_codes_are_made_on_demand_and_shown_once(visit: Visit, casework: Casework) -> None:
    come_in(visit, casework)
    add_passkey(visit)
    user = keys.person(casework, OFFICER).id
    old = factors.new_codes(casework, user)
    page = visit.send(visit.get(LIST), CODES)
    new = [node.text for node in page.all("//ol//span")]
    assert len(new) == factors.CODES and not set(old) & set(new)
    visit.get(CODES, status=405)
    with pytest.raises(factors.NotProven):
        factors.check_code(casework, user, old[0])


def test_a_citizen_may_have_a_factor_and_is_asked_for_it_from_then_on(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    assert come_in(visit, casework, CITIZEN).url == "/track"
    assert "Không bắt buộc" in visit.get(LIST).text
    visit.post(f"{ASK}/password", {"password": PASSWORD})
    secret = add_app(visit, casework)
    assert theirs(casework, CITIZEN).has_app
    visit.post("/logout")
    clock.advance(minutes=1)

    page = sign_in(visit, CITIZEN)
    assert page.h1 == "Xác nhận là bạn" and "Trần Thị Hoa" not in page.text
    assert visit.send(page, "/code", {"code": code_of(casework, secret)}).url == "/track"
    visit.post(f"{APP}/remove")
    assert not theirs(casework, CITIZEN).has_any
    visit.post("/logout")
    assert sign_in(visit, CITIZEN).url == "/track"


@sqlite_only
def test_a_citizen_without_a_factor_gives_the_password_again_before_adding_one(
    visit: Visit, casework: Casework
) -> None:
    """Also at once after signing in: a browser that remembers them has seen no password."""
    come_in(visit, casework, CITIZEN)
    page = visit.get(KEYS)
    assert page.url == f"{ASK}?next={KEYS}"
    assert json.loads(question(visit, KEYS))["go_to"] == f"{ASK}?next={LIST}"
    assert visit.send(page, "/password", {"password": "sai rồi"}, status=422).error_of("password")
    assert visit.send(page, "/password", {"password": PASSWORD}).url == KEYS


def test_the_first_factor_ends_the_sessions_that_have_shown_none(visit: Visit, casework: Casework) -> None:
    come_in(visit, casework, CITIZEN)
    sign_in(visit, CITIZEN, as_="thief")
    visit.post(f"{ASK}/password", {"password": PASSWORD}, as_="thief")
    visit.post(f"{ASK}/password", {"password": PASSWORD})

    add_passkey(visit)

    assert visit.get("/account", as_="thief").h1 == "Đăng nhập"
    assert visit.get("/account").h1 == "Tài khoản của tôi"
    second = add_passkey(visit, name="Thứ hai")
    prove(visit, second, ALONE, as_="thief")
    add_passkey(visit, name="Thứ ba")
    assert visit.get("/account", as_="thief").h1 == "Tài khoản của tôi"


# ---- an administrator, and the letters


def test_an_administrator_frees_who_lost_every_device(visit: Visit, casework: Casework, app: Flask) -> None:
    device, secret = enrolled(visit, casework)
    sign_in(visit)
    visit.post(f"{ASK}/code", {"code": code_of(casework, secret)})
    user = keys.person(casework, OFFICER).id

    page = visit.get(f"/admin/people/{user}", as_="admin")
    assert "có 2 cách" in page.text
    freed = visit.send(page, "/factors", as_="admin")

    assert "Đã bỏ mọi cách xác nhận" in freed.text and not theirs(casework).has_any
    assert visit.get("/agency/").h1 == "Đăng nhập"
    assert prove(visit, device, ALONE).h1 == "Đăng nhập"
    assert sign_in(visit).h1 == "Lập xác nhận hai lớp"
    subjects = [letter.subject for letter in keys.letters(app, casework) if OFFICER in letter.to]
    assert "Cách xác nhận khi đăng nhập của bạn đã được đặt lại" in subjects


@sqlite_only
@pytest.mark.parametrize("who", ["moderator.bnd", "overseer", "signer.stnmt", "citizen"])
def test_nobody_but_an_administrator_does(visit: Visit, casework: Casework, who: str) -> None:
    enrolled(visit, casework)
    user = keys.person(casework, OFFICER).id
    visit.post(f"/admin/people/{user}/factors", as_=who, status=403)
    own = keys.person(casework, "admin@demo.test").id
    visit.post(f"/admin/people/{own}/factors", as_="admin", status=403)
    assert "/factors" not in " ".join(visit.get(f"/admin/people/{own}", as_="admin").actions)
    assert theirs(casework).has_any


@sqlite_only
def test_every_change_is_told_by_mail_and_names_no_code(visit: Visit, casework: Casework, app: Flask) -> None:
    come_in(visit, casework)
    add_passkey(visit)
    add_app(visit, casework)
    code = factors.new_codes(casework, keys.person(casework, OFFICER).id)[0]
    visit.post(f"{APP}/remove")
    sign_in(visit, as_="elsewhere")
    visit.post(f"{ASK}/recovery", {"recovery": code}, as_="elsewhere")

    told = [letter for letter in keys.letters(app, casework) if OFFICER in letter.to]

    for words in ("thêm một cách", "bớt một cách", "mã dự phòng mới", "mã dự phòng của bạn vừa được dùng"):
        assert any(words in letter.subject for letter in told), words
    assert not any(code in letter.text or "http://localhost/login" not in letter.text for letter in told)


# ---- guessing


@pytest.mark.parametrize(("url", "field"), [(f"{ASK}/code", "code"), (f"{ASK}/recovery", "recovery")])
def test_guessing_at_one_persons_codes_is_stopped_from_wherever_it_comes(
    visit: Visit, casework: Casework, url: str, field: str
) -> None:
    """security.md: limits by account, by address and by the pair; whatever else the form says."""
    enrolled(visit, casework)
    sign_in(visit, as_="thief")
    sent = [
        visit.browser("thief").post(
            url,
            data={field: f"{number:06}", "email": f"a{number}@demo.test", "csrf_token": visit.token("thief")},
            environ_base={"REMOTE_ADDR": f"198.51.100.{number}"},
        )
        for number in range(11)
    ]
    assert {answer.status_code for answer in sent[:10]} == {422}
    assert sent[10].status_code == 429 and int(sent[10].headers["Retry-After"]) > 60


@sqlite_only
def test_who_guesses_at_one_person_keeps_nobody_else_out(visit: Visit, casework: Casework) -> None:
    enrolled(visit, casework)
    sign_in(visit, as_="thief")
    for number in range(11):
        fields = {"code": f"{number:06}"}
        visit.post(f"{ASK}/code", fields, as_="thief", status=422 if number < 10 else 429)
    _, secret = enrolled(visit, casework, "officer.syt@demo.test")
    sign_in(visit, "officer.syt@demo.test")
    assert visit.post(f"{ASK}/code", {"code": code_of(casework, secret)}).url == "/agency/"
