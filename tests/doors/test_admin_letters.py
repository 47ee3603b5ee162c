"""/admin/letters: what could not be sent, without its text, and sending it again."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from sqlalchemy import update

from admin.notices import NOTICES
from casework.delivery.bounces import receive
from casework.delivery.notices import Notice
from casework.delivery.post_office import Failed, NotTaken, Refused
from casework.delivery.worker import run
from casework.domain.values import Status
from casework.store import outbox
from casework.store.casework import Casework
from casework.store.tables import OutboxRow
from tests.delivery.conftest import URL, Box
from tests.delivery.test_bounces import about
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports, actor
from tests.house import Clock

LETTERS = "/admin/letters"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def work(
    casework: Casework, trouble: Callable[[EmailMessage], NotTaken | None] = lambda _: None
) -> list[str]:
    """Let a worker work; returns whom it wrote to."""
    box = Box(trouble=trouble)
    run(casework, box, URL, once=True)
    return [str(letter["To"]) for letter in box.letters]


def refuse(letter: EmailMessage) -> NotTaken | None:
    return Refused("550") if letter["To"] == "citizen@demo.test" else Refused("554 5.7.1")


def rows(page: Page, section: str) -> list[str]:
    return [
        " ".join(row.text_content().split())
        for row in page.all(f"//section[@aria-labelledby='{section}']//li")
    ]


def test_dead_letters_are_shown_by_kind_and_number_without_a_word_of_them(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    a_report(by="guest")
    work(casework, refuse)

    assert "5 thư chờ bạn xem" in visit.get("/admin/", as_="admin").main
    page = visit.get(LETTERS, as_="admin")

    assert len(rows(page, "dead-title")) == 5
    assert any("Giao việc cho cơ quan" in row and "đã thử 1 lần" in row for row in rows(page, "dead-title"))
    citizen = actor("citizen").user
    assert page.all(f"//main//a[@href='/admin/people/{citizen}'][text()='Tài khoản số {citizen}']")
    assert "Người gửi không có tài khoản" in page.main
    errors = [row.removesuffix(" Gửi lại tất cả") for row in rows(page, "errors-title")]
    assert errors == ["Refused 554 5.7.1 3 thư", "Refused 550 2 thư"]
    for secret in (report.code, "sổ đỏ", "citizen@demo.test", "tu@nha.test", "Trần Thị Hoa"):
        assert secret not in page.main


def test_one_letter_is_sent_again_and_one_that_is_dead_no_more_says_so(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report()
    work(casework, refuse)
    page = visit.get(LETTERS, as_="admin")
    (action,) = (action for action in page.actions if action != f"{LETTERS}/again")

    after = visit.send(page, action, as_="admin")
    assert "sẽ được gửi lại" in after.main and "Không có thư nào hỏng" in after.main
    assert "không còn nằm trong số" in visit.send(page, action, as_="admin").main
    assert work(casework) == ["citizen@demo.test"]
    visit.post(f"{LETTERS}/{'0' * 32}/again", {}, as_="admin")
    visit.post(f"{LETTERS}/nothing/again", {}, as_="admin", status=404)


def test_all_that_died_of_one_thing_are_sent_again_and_no_others(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report()
    a_report()
    a_report(by="business")
    work(casework, refuse)
    page = visit.get(f"{LETTERS}?error=Refused+550", as_="admin")
    assert len(rows(page, "dead-title")) == 2

    after = visit.post(f"{LETTERS}/again", {"error": "Refused 550"}, as_="admin")

    assert "2 thư sẽ được gửi lại" in after.main
    assert work(casework) == ["citizen@demo.test"] * 2
    assert len(rows(visit.get(LETTERS, as_="admin"), "dead-title")) == 1
    assert "0 thư" in visit.post(f"{LETTERS}/again", {"error": "nothing"}, as_="admin").main
    assert "0 thư" in visit.post(f"{LETTERS}/again", {}, as_="admin").main


def test_letters_to_an_address_that_gave_them_back_are_sent_again_as_if_it_were_mended(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    for _ in range(2):
        a_report()
        box = Box()
        run(casework, box, URL, once=True)
        receive(casework, about(box.letters[0]["Message-ID"]))
    a_report()
    assert work(casework) == []
    page = visit.get(LETTERS, as_="admin")
    assert "thư gửi tới địa chỉ này bị trả lại" in page.main

    visit.send(page, f"{LETTERS}/again", as_="admin")

    assert work(casework) == ["citizen@demo.test"]


@sqlite_only
def test_the_list_goes_on_by_key(visit: Visit, a_report: Reports, casework: Casework, clock: Clock) -> None:
    a_report.trust("citizen")
    for _ in range(23):
        a_report()
        clock.advance(minutes=1)
    work(casework, refuse)

    page = visit.get(LETTERS, as_="admin")
    assert len(rows(page, "dead-title")) == 20
    page = visit.get(page.one("//a[@rel='next']").get("href"), as_="admin")
    assert len(rows(page, "dead-title")) == 3
    assert not page.all("//a[@rel='next']")
    for key in ("W10", "WyJhIiwiYiJd", "x"):
        assert len(rows(visit.get(f"{LETTERS}?after={key}", as_="admin"), "dead-title")) == 20


def test_what_waits_for_long_is_shown_with_its_next_attempt(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    a_report()
    work(casework, lambda _: Failed("451"))
    assert rows(visit.get(LETTERS, as_="admin"), "slow-title") == []
    clock.advance(minutes=31)

    (row,) = rows(visit.get(LETTERS, as_="admin"), "slow-title")

    assert row.startswith("Đã nhận phản ánh Tài khoản số 1")
    assert "Failed 451" in row


def test_events_that_nobody_could_be_told_of_are_told_again(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report()
    with casework.db.write() as session:
        session.execute(update(OutboxRow).values(attempts=outbox.ATTEMPTS))
    assert work(casework) == []
    page = visit.get(LETTERS, as_="admin")
    assert [row.split(" ·")[0] for row in rows(page, "stuck-title")] == ["số 1 Submitted"]

    after = visit.send(page, f"{LETTERS}/events/again", as_="admin")

    assert "1 sự kiện" in after.main
    assert work(casework) == ["citizen@demo.test"]


@sqlite_only
@pytest.mark.parametrize("who", ["citizen", "moderator.bnd", "officer.stnmt", "overseer", "journalist"])
def test_only_administrators_see_and_send_again(visit: Visit, who: str) -> None:
    visit.get(LETTERS, as_=who, status=403)
    for url in (f"{LETTERS}/again", f"{LETTERS}/events/again", f"{LETTERS}/{'0' * 32}/again"):
        visit.post(url, {"error": "x"}, as_=who, status=403)


def test_every_notice_has_a_name() -> None:
    assert set(NOTICES) == set(Notice)


# ---- and whose letters come back, on their own page


def test_the_account_page_says_that_letters_come_back_and_takes_the_word_that_it_is_mended(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    for _ in range(2):
        assert "bị trả lại" not in visit.get("/account", as_="citizen").main
        a_report()
        box = Box()
        run(casework, box, URL, once=True)
        receive(casework, about(box.letters[0]["Message-ID"]))
    a_report()
    assert work(casework) == []

    page = visit.get("/account", as_="citizen")
    assert "Thư gửi tới citizen@demo.test bị trả lại" in page.main
    assert "bị trả lại" not in visit.get("/account", as_="business").main

    after = visit.send(page, "/account/mended", as_="citizen")
    assert "bị trả lại" not in after.main and "lại gửi thư" in after.main
    visit.post("/account/mended", {}, as_="citizen")
    assert work(casework) == ["citizen@demo.test"]
