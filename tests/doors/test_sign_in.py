"""/login and /logout: who gets in, where they go on to, and what nobody learns."""

from __future__ import annotations

import pytest

from casework.actions import accounts, roles
from casework.actions.accounts import SignUp
from casework.domain.values import Display
from casework.store.casework import Casework
from tests.doors import keys
from tests.doors.client import Page, Visit
from tests.doors.keys import NEW, PASSWORD
from tests.doors.stage import Reports, actor

LOGIN = "/login"
CITIZEN = "citizen@demo.test"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def sign_in(
    visit: Visit, email: str, password: str = PASSWORD, *, as_: str = "guest", **more: object
) -> Page:
    return visit.post(LOGIN, {"email": email, "password": password, "next": ""}, as_=as_, **more)  # type: ignore[arg-type]  # because what is left goes on as it came


def test_who_has_signed_in_is_known_until_they_sign_out(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    form = visit.get(LOGIN)

    home = visit.send(form, LOGIN, {"email": " Citizen@Demo.test ", "password": PASSWORD})

    assert home.url == "/track"
    assert "Trần Thị Hoa" in home.text
    assert "Tài khoản của tôi" in visit.get("/account").h1
    assert "Bạn đã đăng xuất" in visit.post("/logout").text
    assert visit.get("/account", follow=False, status=302).headers["Location"] == "/login?next=/account"


@sqlite_only
@pytest.mark.parametrize(
    ("who", "room"),
    [
        ("citizen", "/track"),
        ("business", "/track"),
        ("journalist", "/second-factor"),
        ("moderator.bnd", "/second-factor"),
        ("officer.stnmt", "/second-factor"),
        ("signer.stnmt", "/second-factor"),
        ("overseer", "/second-factor"),
        ("admin", "/second-factor"),
    ],
)
def test_everybody_goes_on_to_their_own_room_and_who_works_here_shows_more_first(
    visit: Visit, casework: Casework, who: str, room: str
) -> None:
    keys.set_password(casework, f"{who}@demo.test")

    assert sign_in(visit, f"{who}@demo.test", follow=False, status=303).headers["Location"] == room


@sqlite_only
@pytest.mark.parametrize(
    ("who", "room"),
    [
        ("citizen", "/track"),
        ("journalist", "/track"),
        ("moderator.bnd", "/moderation/"),
        ("officer.stnmt", "/agency/"),
        ("overseer", "/oversight/"),
        ("admin", "/admin/"),
    ],
)
def test_who_is_signed_in_already_is_sent_to_their_room(visit: Visit, who: str, room: str) -> None:
    assert visit.get(LOGIN, as_=who, follow=False, status=303).headers["Location"] == room


@sqlite_only
def test_in_english_one_stays_in_english(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    form = visit.get("/en/login")

    sent = visit.send(form, LOGIN, {"email": CITIZEN, "password": PASSWORD}, follow=False, status=303)

    assert sent.headers["Location"] == "/en/track"


@sqlite_only
def test_who_was_sent_to_sign_in_comes_back_to_where_they_were(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    form = visit.get("/account?a=b")

    assert form.h1 == "Đăng nhập"
    assert visit.send(form, LOGIN, {"email": CITIZEN, "password": PASSWORD}).url == "/account?a=b"


@sqlite_only
@pytest.mark.parametrize(
    "wanted",
    [
        "////evil.example",
        "///evil.example",
        "//evil.example",
        "http:///evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/account\n",
        " //evil.example",
        "javascript:alert(1)",
        "evil.example",
    ],
)
def test_nobody_is_sent_out_of_the_house(visit: Visit, casework: Casework, wanted: str) -> None:
    keys.set_password(casework, CITIZEN)
    fields = {"email": CITIZEN, "password": PASSWORD, "next": wanted}

    assert visit.get(LOGIN, query_string={"next": wanted}).values(LOGIN)["next"] == ""
    assert visit.post(LOGIN, fields, follow=False, status=303).headers["Location"] == "/track"
    again = visit.get(LOGIN, query_string={"next": wanted}, follow=False, status=303)
    assert again.headers["Location"] == "/track"


def test_wrong_unknown_unproven_and_disabled_get_the_same_answer(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    keys.set_password(casework, "business@demo.test")
    roles.disable(casework, keys.person(casework, "business@demo.test").id, by=actor("admin"))
    accounts.sign_up(casework, SignUp(email="moi@demo.test", name="Mới", password=PASSWORD))

    answers = [
        sign_in(visit, CITIZEN, "sai mật khẩu rồi", as_="a", status=422),
        sign_in(visit, "nobody@demo.test", as_="b", status=422),
        sign_in(visit, "moi@demo.test", as_="c", status=422),
        sign_in(visit, "moi@demo.test", "sai mật khẩu rồi", as_="c", status=422),
        sign_in(visit, "business@demo.test", as_="d", status=422),
        sign_in(visit, "không phải địa chỉ", as_="e", status=422),
        sign_in(visit, "officer.stnmt@demo.test", as_="f", status=422),  # has no password
    ]

    assert len({answer.main for answer in answers}) == 1
    assert "không đúng" in answers[0].error_of("password")
    assert answers[0].values(LOGIN)["email"] == CITIZEN
    assert "password" not in answers[0].values(LOGIN) or not answers[0].values(LOGIN)["password"]
    assert answers[0].one("//main//a[@href='/reset' and text()='Đặt mật khẩu mới']") is not None


@sqlite_only
def test_empty_fields_are_named(visit: Visit) -> None:
    page = visit.post(LOGIN, {}, status=422)

    assert page.error_of("email") and page.error_of("password")


@sqlite_only
@pytest.mark.parametrize(
    "typed", ["a\0b@demo.test", "\u202egro", "😀" * 3000, "' OR 1=1 --", "a@b\r\nBcc: c@d"]
)
def test_nothing_typed_breaks_the_form(visit: Visit, typed: str) -> None:
    visit.post(LOGIN, {"email": typed, "password": typed}, status=422)


def test_a_session_planted_before_signing_in_is_worth_nothing(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    visit.get(LOGIN)
    with visit.browser("guest").session_transaction() as session:
        session["planted"] = "yes"
        before = session.get("csrf_token")

    sign_in(visit, CITIZEN)

    with visit.browser("guest").session_transaction() as session:
        assert "planted" not in session
        assert session.get("csrf_token") != before


@sqlite_only
def test_reports_whose_secret_was_shown_stay_shown(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    keys.set_password(casework, CITIZEN)
    report = a_report(by="guest", display=Display.CONFIDENTIAL)
    visit.post("/track", {"code": report.code, "secret": a_report.receipts[report.code].secret or ""})

    sign_in(visit, CITIZEN)

    visit.get(f"/reports/{report.code}")
    visit.post("/logout")
    visit.get(f"/reports/{report.code}", status=404)


def test_other_sessions_end_with_the_password_and_this_one_goes_on(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    sign_in(visit, CITIZEN, as_="phone")
    sign_in(visit, CITIZEN, as_="desk")

    page = visit.post("/account/password", {"current": PASSWORD, "password": NEW}, as_="desk")

    assert page.h1 == "Tài khoản của tôi" and "Đã đổi mật khẩu" in page.text
    assert visit.get("/account", as_="phone").h1 == "Đăng nhập"
    assert visit.get("/account", as_="desk").h1 == "Tài khoản của tôi"


@sqlite_only
def test_a_session_ends_with_its_account(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    sign_in(visit, CITIZEN)
    roles.disable(casework, keys.person(casework, CITIZEN).id, by=actor("admin"))

    assert visit.get("/account").h1 == "Đăng nhập"


@sqlite_only
@pytest.mark.parametrize("url", [LOGIN, "/logout", "/signup", "/reset"])
def test_without_its_token_no_form_is_taken(visit: Visit, url: str) -> None:
    visit.post(url, {"email": CITIZEN, "password": PASSWORD}, token=False, status=400)


@sqlite_only
def test_a_form_on_a_foreign_page_is_not_taken(visit: Visit) -> None:
    visit.post(LOGIN, {"email": CITIZEN}, headers={"Origin": "https://evil.example"}, status=403)


@sqlite_only
def test_signing_out_is_no_link(visit: Visit) -> None:
    visit.get("/logout", as_="citizen", status=405)


@sqlite_only
def test_pages_of_who_is_signed_in_are_kept_by_nobody(visit: Visit) -> None:
    assert visit.get("/account", as_="citizen").headers["Cache-Control"] == "private, no-store"


def test_guessing_at_one_account_is_stopped_from_wherever_it_comes(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    for number in range(20):
        environ = {"REMOTE_ADDR": f"198.51.100.{number}"}
        sign_in(visit, CITIZEN, f"đoán lần thứ {number}", status=422, environ_base=environ)

    stopped = sign_in(visit, CITIZEN.upper(), status=429, environ_base={"REMOTE_ADDR": "198.51.100.99"})

    assert 1 <= int(stopped.headers["Retry-After"]) <= 900
    assert stopped.h1 == "Bạn thao tác hơi nhanh"
    sign_in(visit, "business@demo.test", status=422)


@sqlite_only
@pytest.mark.parametrize(
    ("address", "neighbour", "other"),
    [
        ("203.0.113.5", "203.0.113.5", "203.0.113.6"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2:ffff::1", "2001:db8:1:3::4"),
        ("::ffff:203.0.113.5", "203.0.113.5", "::ffff:203.0.113.6"),
    ],
)
def test_one_address_may_try_twenty_times_a_minute(
    visit: Visit, address: str, neighbour: str, other: str
) -> None:
    for number in range(20):
        name = f"nguoi{number}@demo.test"
        sign_in(visit, name, status=422, environ_base={"REMOTE_ADDR": address})

    stopped = sign_in(visit, "nua@demo.test", status=429, environ_base={"REMOTE_ADDR": neighbour})

    assert 1 <= int(stopped.headers["Retry-After"]) <= 60
    sign_in(visit, "nua@demo.test", status=422, environ_base={"REMOTE_ADDR": other})
    assert visit.get(LOGIN, environ_base={"REMOTE_ADDR": address}).h1 == "Đăng nhập"


@sqlite_only
def test_a_limit_ends_nobodys_session(visit: Visit) -> None:
    for number in range(21):
        sign_in(visit, f"nguoi{number}@demo.test", status=422 if number < 20 else 429)

    assert visit.get("/account", as_="citizen").h1 == "Tài khoản của tôi"


def test_strangers_do_not_lock_out_a_browser_that_was_signed_in_before(
    visit: Visit, casework: Casework
) -> None:
    """security.md: a limit by account is for who was never there."""
    keys.set_password(casework, CITIZEN)
    sign_in(visit, CITIZEN, as_="phone")
    visit.post("/logout", as_="phone")
    for number in range(19):  # and the time that she signed in
        sign_in(visit, CITIZEN, "đoán", status=422, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"})

    sign_in(visit, CITIZEN, status=429, environ_base={"REMOTE_ADDR": "198.51.100.99"})
    sign_in(visit, CITIZEN, as_="phone", environ_base={"REMOTE_ADDR": "203.0.113.7"})
    assert visit.get("/account", as_="phone").h1 == "Tài khoản của tôi"


@sqlite_only
def test_a_browser_known_to_one_account_is_a_stranger_to_another(visit: Visit, casework: Casework) -> None:
    keys.set_password(casework, CITIZEN)
    keys.set_password(casework, "business@demo.test")
    sign_in(visit, "business@demo.test", as_="phone")
    visit.post("/logout", as_="phone")
    for number in range(20):
        sign_in(visit, CITIZEN, "đoán", status=422, environ_base={"REMOTE_ADDR": f"198.51.100.{number}"})

    sign_in(visit, CITIZEN, as_="phone", status=429)


@sqlite_only
def test_guesses_from_one_place_at_one_account_are_stopped_sooner(visit: Visit, casework: Casework) -> None:
    """security.md: by the pair, known browser or not."""
    keys.set_password(casework, CITIZEN)
    sign_in(visit, CITIZEN)
    visit.post("/logout")
    for _ in range(5):
        sign_in(visit, CITIZEN, "đoán", status=422)

    stopped = sign_in(visit, CITIZEN, status=429)
    assert "Xin đợi khoảng 1 phút" in stopped.main


@sqlite_only
def test_one_address_spelled_in_many_ways_is_one_account(visit: Visit) -> None:
    spellings = ("hoa@bücher.test", "hoa@xn--bcher-kva.test", "HOA@BÜCHER.test", " hoa@bücher.test ")
    for number in range(20):
        environ = {"REMOTE_ADDR": f"198.51.100.{number}"}
        sign_in(visit, spellings[number % 4], "đoán", status=422, environ_base=environ)

    for spelling in spellings:
        sign_in(visit, spelling, status=429, environ_base={"REMOTE_ADDR": "198.51.100.99"})


def test_who_has_shown_the_password_alone_sees_it_and_can_go_on_or_out(
    visit: Visit, casework: Casework
) -> None:
    keys.set_password(casework, "officer.stnmt@demo.test")
    sign_in(visit, "officer.stnmt@demo.test")

    home = visit.get("/")

    assert "Đăng nhập chưa xong" in home.text and "Nguyễn Văn Sơn" not in home.text
    assert home.headers["Cache-Control"] == "private, no-store"
    assert "/second-factor" in home.all("//header//a/@href")
    assert "/logout" in home.all("//header//form/@action")
    visit.get("/agency/", follow=False, status=302)
    visit.post("/logout")
    assert "Đăng nhập chưa xong" not in visit.get("/").text


def test_who_comes_to_work_here_needs_a_longer_password_than_a_citizen(
    visit: Visit, casework: Casework
) -> None:
    """security.md: staff 15 or more, also those who chose theirs before."""
    short = "trâu trước cày"
    keys.set_password(casework, CITIZEN, short)
    keys.set_password(casework, "business@demo.test", short)
    user = keys.person(casework, CITIZEN).id
    roles.grant(casework, user, "overseer", by=actor("admin"))

    refused = sign_in(visit, CITIZEN, short, status=422)

    assert "15 ký tự" in refused.error_of("password")
    assert visit.get("/account").h1 == "Đăng nhập"
    assert "15 ký tự" not in sign_in(visit, CITIZEN, short + "?", status=422).error_of("password")
    sign_in(visit, "business@demo.test", short, as_="phone")
    keys.set_password(casework, CITIZEN, NEW)
    assert sign_in(visit, CITIZEN, NEW, follow=False, status=303).headers["Location"] == "/second-factor"
