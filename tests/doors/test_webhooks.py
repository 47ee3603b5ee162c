"""/admin/webhooks and /agency/webhooks: one set of pages for making, changing and removing endpoints."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from casework.actions import roles, webhooks
from casework.actions.roles import CONSOLE
from casework.actions.webhooks import Wanted
from casework.delivery import hooks
from casework.delivery.caller import Caller
from casework.domain.hook_targets import Allowed
from casework.domain.values import AgencyCode, Role
from casework.domain.webhooks import MOST, Happening
from casework.readings import webhooks as readings
from casework.store.casework import Casework, new_post_id
from casework.store.tables import WebhookRow
from tests.delivery.conftest import URL
from tests.delivery.receiver import Heard, receiving
from tests.doors.client import Page, Visit
from tests.doors.stage import STNMT, SYT, actor
from tests.doors.test_factors import add_app, code_of
from tests.house import Clock

DOORS = {"admin": "admin", "signer.stnmt": "agency"}
each_door = pytest.mark.parametrize(("who", "door"), DOORS.items())
SECRET = re.compile(r"whsec_[A-Za-z0-9+/]{43}=")
FORM = {
    "name": "Trang tin của tỉnh",
    "url": "https://tin.example.vn/nhan",
    "happenings": ["report.published"],
}


def made(casework: Casework, who: str = "admin", agency: AgencyCode | None = None) -> str:
    wanted = Wanted(
        name="Trang tin", url="https://tin.example.vn/nhan", happenings=frozenset({Happening.PUBLISHED})
    )
    key = new_post_id()
    webhooks.register(casework, key, agency, wanted, Allowed(), by=actor(who))
    return key


def endpoint_of(page: Page) -> str:
    (found,) = {
        match[1]
        for link in page.all("//a/@href")
        if (match := re.search(r"/webhooks/([0-9a-f]{32})$", str(link)))
    }
    return str(found)


@each_door
def test_an_endpoint_is_registered_and_its_secret_shown_once(who: str, door: str, visit: Visit) -> None:
    start = f"/{door}/webhooks"
    assert "Chưa có địa chỉ nào" in visit.get(start, as_=who).main
    form = visit.get(f"{start}/new", as_=who)
    shown = visit.send(form, f"{start}/new", FORM, as_=who)
    (secret,) = SECRET.findall(shown.main)
    key = endpoint_of(shown)
    one = visit.get(f"{start}/{key}", as_=who)
    assert "Trang tin của tỉnh" in one.main and "Đang gửi" in one.main and "Chưa gửi gì" in one.main
    assert secret not in one.main and not SECRET.search(visit.get(start, as_=who).main)
    again = visit.send(form, f"{start}/new", FORM, as_=who)
    assert "đã được ghi" in again.main and not SECRET.search(again.main)
    assert len(visit.get(start, as_=who).all("//a[.='Trang tin của tỉnh']")) == 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://tin.example.vn/", "phải bắt đầu bằng https"),
        ("https://127.0.0.1/", "mạng công khai"),
        ("https://10.0.0.1:443/", "mạng công khai"),
        ("https://may.internal/", "mạng công khai"),
        ("http://localhost:8000/", "phải bắt đầu bằng https"),
        ("https://a:b@tin.example.vn/", "bỏ tên và mật khẩu"),
        ("https://tin.example.vn:22/", "cổng 443"),
    ],
)
def test_an_address_that_leads_inside_is_refused_beside_its_field_with_the_words_kept(
    url: str, said: str, visit: Visit
) -> None:
    form = visit.get("/admin/webhooks/new", as_="admin")
    page = visit.send(form, "/admin/webhooks/new", FORM | {"url": url}, as_="admin", status=422)
    assert said in page.error_of("url")
    assert page.values("/admin/webhooks/new")["url"] == url
    assert page.values("/admin/webhooks/new")["name"] == FORM["name"]


def test_without_a_name_or_anything_to_be_told_of_it_is_said_beside_the_field(visit: Visit) -> None:
    form = visit.get("/admin/webhooks/new", as_="admin")
    page = visit.send(
        form, "/admin/webhooks/new", FORM | {"name": " ", "happenings": []}, as_="admin", status=422
    )
    assert "Xin điền" in page.error_of("name") and "ít nhất một việc" in page.error_of("happenings")
    unknown = FORM | {"happenings": ["no.such.thing", "nor.this"]}
    page = visit.post("/admin/webhooks/new", unknown, as_="admin", status=422)
    assert page.error_of("happenings") == "Lỗi: Xin chọn trong danh sách."


def test_no_more_than_so_many_are_registered(casework: Casework, visit: Visit) -> None:
    for _ in range(MOST):
        made(casework)
    form = visit.get("/admin/webhooks/new", as_="admin")
    page = visit.send(form, "/admin/webhooks/new", FORM, as_="admin", status=422)
    assert f"Đã có {MOST} địa chỉ" in page.error_of("name")
    made(casework, "signer.stnmt", STNMT)


def test_who_saves_second_sees_that_and_loses_nothing(casework: Casework, visit: Visit) -> None:
    address = f"/admin/webhooks/{made(casework)}"
    seen = visit.get(address, as_="admin")
    visit.send(seen, address, {"name": "Một"}, as_="admin")
    page = visit.send(seen, address, {"name": "Hai"}, as_="admin", status=409)
    assert "Có người vừa thay đổi" in page.main and page.values(address)["name"] == "Hai"
    assert "Hai" in visit.send(page, address, as_="admin").h1


def test_the_secret_is_renewed_once_by_a_form_that_is_sent_twice(casework: Casework, visit: Visit) -> None:
    key = made(casework)
    seen = visit.get(f"/admin/webhooks/{key}", as_="admin")
    shown = visit.send(seen, f"/admin/webhooks/{key}/secret", as_="admin")
    assert SECRET.search(shown.main) and "hai chữ ký" in shown.main
    again = visit.send(seen, f"/admin/webhooks/{key}/secret", as_="admin")
    assert not SECRET.search(again.main) and "khóa chưa đổi lần nữa" in again.main
    assert "Khóa cũ còn ký tới" in again.main


@each_door
def test_a_trial_is_sent_seen_in_the_log_and_sent_again(
    who: str, door: str, casework: Casework, visit: Visit
) -> None:
    key = made(casework, who, STNMT if door == "agency" else None)
    address = f"/{door}/webhooks/{key}"
    page = visit.send(visit.get(address, as_=who), f"{address}/ping", as_=who)
    assert "Đang chờ gửi" in page.main and "lần tới" in page.main
    inside = Caller(resolve=lambda host, port: ["10.0.0.1"])
    assert hooks.call_due(casework, inside, URL, worker="one") == 1
    page = visit.get(address, as_=who)
    assert "dẫn tới địa chỉ nội bộ" in page.main and "Không gửi được từ" in page.main
    (told,) = readings.log(casework, key, None, by=actor(who)).rows
    assert "đang chờ gửi" in visit.post(f"{address}/deliveries/{told.id}/again", {}, as_=who).main
    visit.post(f"{address}/deliveries/{'0' * 32}/again", {}, as_=who, status=404)


def test_pausing_resuming_and_removing(casework: Casework, visit: Visit) -> None:
    key = made(casework)
    address = f"/admin/webhooks/{key}"
    page = visit.send(visit.get(address, as_="admin"), f"{address}/pause", as_="admin")
    assert "Tạm dừng" in page.main and f"{address}/ping" not in page.actions
    page = visit.send(page, f"{address}/resume", as_="admin")
    assert "Đang gửi" in page.main
    page = visit.send(page, f"{address}/remove", as_="admin")
    assert "Đã bỏ địa chỉ" in page.main
    visit.get(address, as_="admin", status=404)


def test_nobody_sees_or_changes_an_endpoint_of_others(casework: Casework, visit: Visit) -> None:
    roles.grant(casework, actor("officer.syt").user or 0, Role.SIGNER, SYT, by=CONSOLE)  # type: ignore[arg-type]  # because 0 is nobody
    portal, hers = made(casework), made(casework, "signer.stnmt", STNMT)
    for who, address in (
        ("signer.stnmt", f"/agency/webhooks/{portal}"),
        ("signer.stnmt", f"/admin/webhooks/{portal}"),
        ("officer.stnmt", f"/agency/webhooks/{hers}"),
        ("officer.syt", f"/agency/webhooks/{hers}"),
        ("admin", f"/admin/webhooks/{hers}"),
    ):
        status = 403 if (who, address.split("/")[1]) == ("signer.stnmt", "admin") else 404
        visit.get(address, as_=who, status=status)
        visit.post(f"{address}/remove", {}, as_=who, status=status)
    assert "Dành cho người ký" in visit.get("/agency/webhooks", as_="officer.stnmt").main
    visit.get(f"/agency/webhooks/{hers}", as_="signer.stnmt")


def test_the_page_says_that_it_stopped_with_who_registered_it_and_another_takes_it_over(
    casework: Casework, visit: Visit
) -> None:
    key = made(casework, "signer.stnmt", STNMT)
    signer, officer = actor("signer.stnmt").user, actor("officer.stnmt").user
    assert signer and officer
    roles.grant(casework, officer, Role.SIGNER, STNMT, by=CONSOLE)
    roles.disable(casework, signer, by=CONSOLE)
    page = visit.get(f"/agency/webhooks/{key}", as_="officer.stnmt")
    assert "không còn quyền" in page.main
    page = visit.send(page, f"/agency/webhooks/{key}/resume", as_="officer.stnmt")
    assert "Đang gửi" in page.main and "Nguyễn Văn Sơn" in page.main


def test_the_log_goes_on_by_key(casework: Casework, visit: Visit, clock: Clock) -> None:
    key = made(casework)
    for _ in range(23):
        webhooks.ping(casework, key, by=actor("admin"))
        clock.set(clock() + timedelta(seconds=1))
    first = visit.get(f"/admin/webhooks/{key}", as_="admin")
    (more,) = first.all("//a[@rel='next']/@href")
    second = visit.get(str(more), as_="admin")
    count = [len(page.all("//section[@aria-labelledby='log-title']//li")) for page in (first, second)]
    assert count == [20, 3]
    for bad in ("%22", "W10", "WyJ4IiwieSJd"):
        visit.get(f"/admin/webhooks/{key}?after={bad}", as_="admin")


def _prove(visit: Visit, casework: Casework, who: str, secret: str) -> Page:
    """Show in another tab, by a code of the app with this secret, who they are."""
    asked = visit.get("/second-factor", as_=who)
    return visit.send(asked, "/second-factor/code", {"code": code_of(casework, secret)}, as_=who)


@each_door
def test_whoever_registers_an_endpoint_shows_just_now_who_they_are_and_loses_no_word(
    who: str, door: str, casework: Casework, visit: Visit, clock: Clock
) -> None:
    start, app = f"/{door}/webhooks/new", add_app(visit, casework, as_=who)
    form = visit.get(start, as_=who)
    clock.advance(minutes=16)
    sent_on = visit.get(start, as_=who, follow=False, status=303)
    assert sent_on.headers["Location"] == f"/second-factor?next={start}"
    kept = visit.send(form, start, FORM, as_=who, status=403)
    assert "xác nhận ở một thẻ mới" in kept.main and "/second-factor" in kept.source
    assert (
        not SECRET.search(kept.source)
        and "Chưa có địa chỉ nào" in visit.get(f"/{door}/webhooks", as_=who).main
    )
    _prove(visit, casework, who, app)
    shown = visit.send(kept, start, as_=who)
    assert SECRET.search(shown.main) and shown.headers["Cache-Control"] == "private, no-store"
    assert FORM["name"] in visit.get(f"/{door}/webhooks", as_=who).main


@each_door
def test_another_address_or_secret_is_given_to_who_has_shown_just_now_who_they_are(
    who: str, door: str, casework: Casework, visit: Visit, clock: Clock
) -> None:
    key = made(casework, who, STNMT if door == "agency" else None)
    address, app = f"/{door}/webhooks/{key}", add_app(visit, casework, as_=who)
    seen = visit.get(address, as_=who)
    clock.advance(minutes=16)
    asked = visit.send(seen, f"{address}/secret", as_=who, follow=False, status=303)
    assert asked.headers["Location"] == f"/second-factor?next={address}"
    visit.send(seen, address, {"name": "Cổng tỉnh"}, as_=who)
    seen = visit.get(address, as_=who)
    assert seen.h1 == "Cổng tỉnh", "a name leads nowhere: nobody is asked for it"
    elsewhere = {"url": "https://ke-khac.example.vn/nhan"}
    kept = visit.send(seen, address, elsewhere, as_=who, status=403)
    now = visit.get(address, as_=who).values(address)
    assert now["url"] == "https://tin.example.vn/nhan"
    _prove(visit, casework, who, app)
    assert "Đã lưu" in visit.send(kept, address, as_=who).main
    seen = visit.get(address, as_=who)
    assert seen.values(address)["url"] == elsewhere["url"]
    renewed = visit.send(seen, f"{address}/secret", as_=who)
    assert SECRET.search(renewed.main) and renewed.headers["Cache-Control"] == "private, no-store"


def done(page: Page) -> list[str]:
    """The lines of who did what, the newest first."""
    return [
        " ".join(" ".join(row.itertext()).split())
        for row in page.all("//section[@aria-labelledby='changes-title']//li")
    ]


@each_door
def test_the_page_says_who_did_what_to_an_endpoint_and_when(
    who: str, door: str, casework: Casework, visit: Visit, clock: Clock
) -> None:
    key = made(casework, who, STNMT if door == "agency" else None)
    address, name = f"/{door}/webhooks/{key}", actor(who).name
    for deed, fields in (
        ("", {"name": "Cổng của tỉnh"}),
        ("", {"url": "https://moi.example.vn/nhan?khoa=bimat"}),
        ("/secret", {}),
        ("/pause", {}),
        ("/resume", {}),
    ):
        clock.advance(minutes=1)
        visit.send(visit.get(address, as_=who), f"{address}{deed}", fields, as_=who)
    lines = done(visit.get(address, as_=who))
    assert [line.partition(f" {name} ")[0] for line in lines] == [
        "Đã cho gửi trở lại",
        "Đã tạm dừng",
        "Đã tạo khóa ký mới",
        "Đã đổi địa chỉ nhận",
        "Đã sửa tên hoặc những việc được báo",
        "Đã đăng ký địa chỉ",
    ]
    assert "moi.example.vn" in lines[3] and "tin.example.vn" in lines[4] and "02/11/2026" in lines[0]
    assert not any("bimat" in line for line in lines), "what is secret may stand in an address"
    visit.send(visit.get(address, as_=who), f"{address}/remove", as_=who)
    (first, *_) = done(visit.get(f"/{door}/webhooks", as_=who))
    assert first.startswith(f"Đã bỏ địa chỉ – Cổng của tỉnh {name}")


def test_a_button_pressed_twice_is_written_down_once(casework: Casework, visit: Visit) -> None:
    address = f"/admin/webhooks/{made(casework)}"
    seen = visit.get(address, as_="admin")
    for _ in range(2):
        visit.send(seen, f"{address}/pause", as_="admin")
    visit.send(visit.get(address, as_="admin"), address, as_="admin")
    assert [line.split(" ")[1] for line in done(visit.get(address, as_="admin"))] == ["tạm", "đăng"]


def test_that_the_forum_stopped_it_is_written_down_too(casework: Casework, visit: Visit) -> None:
    key = made(casework)
    webhooks.ping(casework, key, by=actor("admin"))

    hooks.call_due(casework, Heard(status=410), URL, worker="one")  # type: ignore[arg-type]  # because it hears only
    assert "(410) Diễn đàn" in done(visit.get(f"/admin/webhooks/{key}", as_="admin"))[0]


def test_whatever_an_endpoint_answers_is_text_in_its_log(casework: Casework, visit: Visit) -> None:
    key = made(casework)
    webhooks.ping(casework, key, by=actor("admin"))
    hostile = '<script>alert(1)</script>" onmouseover=x {{ 7*7 }} ' + "W" * 300
    with receiving() as receiver:
        receiver.answer = b"HTTP/1.1 500 No\r\n\r\n" + hostile.encode()
        with casework.db.write() as session:
            session.execute(update(WebhookRow).values(url=receiver.url))
        hooks.call_due(casework, Caller(allowed=Allowed(local=True)), URL, worker="one")
    page = visit.get(f"/admin/webhooks/{key}", as_="admin")
    (shown,) = page.all("//section[@aria-labelledby='log-title']//code[contains(@class, 'text-break')]")
    assert shown.text.startswith(hostile[:60]) and not len(shown)


def test_who_did_what_is_for_those_who_may_have_the_endpoint(casework: Casework, visit: Visit) -> None:
    made(casework)
    made(casework, "signer.stnmt", STNMT)
    assert len(done(visit.get("/admin/webhooks", as_="admin"))) == 1
    assert len(done(visit.get("/agency/webhooks", as_="signer.stnmt"))) == 1
    assert done(visit.get("/agency/webhooks", as_="officer.stnmt")) == []
