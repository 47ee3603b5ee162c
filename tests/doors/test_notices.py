"""/account/notices, /account/digests and /unsubscribe: what somebody is told by letter, and how that ends."""

from __future__ import annotations

import re
from datetime import datetime
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.calendar import LOCAL
from casework.domain.unsubscribe import Link, link_of, token_of
from casework.domain.values import Display, RemoveReason, ReportCode, Status, UserId
from casework.domain.wishes import DEFAULTS, Concern
from casework.store import wishes
from casework.store.casework import Casework, new_post_id
from casework.store.tables import DeliveryRow, WishRow
from tests.delivery.conftest import URL, Box, text_of
from tests.doors.client import Visit
from tests.doors.stage import Reports, actor
from tests.house import SECRET_KEY, Clock
from web.guard import takes_from_anywhere

NOTICES = "/account/notices"
ONE_CLICK = {"List-Unsubscribe": "One-Click"}
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def user(name: str) -> UserId:
    found = actor(name).user
    assert found
    return found


def wished(casework: Casework, name: str) -> dict[str, str]:
    """What differs from the usual."""
    with casework.db.read() as session:
        found = wishes.of_user(session, user(name))
    return {concern.value: often.value for concern, often in found.items() if often is not DEFAULTS[concern]}


def letters(casework: Casework) -> dict[str, EmailMessage]:
    box = Box()
    run(casework, box, URL, once=True)
    return {str(letter["To"]): letter for letter in box.letters}


def link_in(letter: EmailMessage) -> str:
    """The path of the link by which the letter says that it can be ended."""
    found = re.fullmatch(rf"<{URL}(/\S+)>", letter["List-Unsubscribe"])
    assert found
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert URL + found[1] in text_of(letter)
    return found[1]


# ---- choosing


def test_one_chooses_how_often_for_each_group(visit: Visit, casework: Casework) -> None:
    page = visit.get("/account", as_="citizen")
    assert page.one(f"//main//a[@href='{NOTICES}']") is not None
    page = visit.get(NOTICES, as_="citizen")
    assert page.values(NOTICES) | {"csrf_token": ""} == {
        "csrf_token": "",
        "own": "at_once",
        "followed": "at_once",
        "places": "daily",
    }

    after = visit.send(page, NOTICES, {"own": "daily", "places": "off"}, as_="citizen")

    assert "Đã lưu" in after.main
    assert after.values(NOTICES)["own"] == "daily"
    assert wished(casework, "citizen") == {"own": "daily", "places": "off"}
    assert wished(casework, "business") == {}


@sqlite_only
@pytest.mark.parametrize(
    ("who", "fields"),
    [
        ("citizen", {"own", "followed", "places"}),
        ("moderator.bnd", {"own", "newsroom", "queue", "followed", "places"}),
        ("officer.stnmt", {"office", "followed", "places"}),
        ("signer.stnmt", {"office", "followed", "places"}),
        ("overseer", {"oversight", "followed", "places"}),
        ("admin", {"followed", "places"}),
    ],
)
def test_only_what_concerns_somebody_is_offered(visit: Visit, who: str, fields: set[str]) -> None:
    page = visit.get(NOTICES, as_=who)

    assert set(page.values(NOTICES)) - {"csrf_token"} == fields
    assert ("không tắt được" in page.main.partition("Luôn được gửi ngay")[0]) == ("office" in fields)


@sqlite_only
def test_what_is_no_choice_of_ours_changes_nothing(visit: Visit, casework: Casework) -> None:
    typed = {"own": "never", "followed": "off", "places": "daily", "office": "off"}

    page = visit.post(NOTICES, typed, as_="citizen", status=422)

    assert page.error_of("own")
    assert wished(casework, "citizen") == {}
    visit.post(NOTICES, typed | {"own": "off"}, as_="citizen")
    assert wished(casework, "citizen") == {"own": "off", "followed": "off"}, "no office of theirs"


# ---- the link in a letter


def test_one_click_of_a_mail_program_ends_letters_without_cookie_token_or_origin(
    app: Flask, visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report()
    link = link_in(letters(casework)["citizen@demo.test"])
    provider = app.test_client()

    for _ in range(2):
        answer = provider.post(link, data=ONE_CLICK)
        assert answer.status_code == 200, "no redirect: mail programs follow none"
        assert "Phản ánh của tôi" in answer.get_data(as_text=True)

    assert wished(casework, "citizen") == {"own": "off"}
    a_report()
    assert letters(casework) == {}
    assert visit.get(NOTICES, as_="citizen").values(NOTICES)["own"] == "off"


@pytest.mark.parametrize("origin", ["https://mail.example", "null"])
@sqlite_only
def test_only_this_form_may_come_from_anywhere(
    app: Flask, visit: Visit, a_report: Reports, casework: Casework, origin: str
) -> None:
    a_report()
    link = link_in(letters(casework)["citizen@demo.test"])
    headers = {"Origin": origin}

    visit.post(link, ONE_CLICK, token=False, headers=headers)
    assert wished(casework, "citizen") == {"own": "off"}
    visit.post(link + "/back", {}, token=False, status=400)
    visit.post(link + "/back", {}, status=403, headers=headers)
    visit.post(NOTICES, {"own": "at_once"}, as_="citizen", status=403, headers=headers)
    assert wished(casework, "citizen") == {"own": "off"}
    # Nobody is signed in at the doors of programs, whatever cookie comes along.
    others = [name for name in takes_from_anywhere(app) if not name.startswith(("api.", "open311."))]
    assert others == ["accounts.end_letters"]


def test_opening_the_link_does_nothing_and_its_button_does(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report()
    link = link_in(letters(casework)["citizen@demo.test"])

    page = visit.get(link)
    assert "Phản ánh của tôi" in page.main and wished(casework, "citizen") == {}
    done = visit.send(page, link)
    assert "Đã tắt" in done.main and "Phản ánh của tôi" in done.main
    assert wished(casework, "citizen") == {"own": "off"}
    assert "Đã tắt" in visit.get(link).main

    back = visit.send(done, link + "/back")
    assert "như trước" in back.main
    assert wished(casework, "citizen") == {}
    visit.post(link + "/back", {})
    assert wished(casework, "citizen") == {}, "twice is once"


def test_the_link_of_a_digest_ends_what_is_gathered_and_nothing_else(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    visit.post(NOTICES, {"own": "weekly", "followed": "at_once", "places": "daily"}, as_="citizen")
    a_report()
    letters(casework)
    clock.set(datetime(2026, 11, 9, 7, tzinfo=LOCAL))
    link = link_in(letters(casework)["citizen@demo.test"])

    page = visit.send(visit.get(link), link)

    assert {item.text_content() for item in page.all("//main//li")} == {
        "Phản ánh của tôi",
        "Nơi tôi theo dõi",
    }
    assert wished(casework, "citizen") == {"own": "off", "places": "off"}
    assert "Phản ánh của tôi" in visit.post(link, ONE_CLICK, token=False).main, "still says what"
    visit.send(page, link + "/back")
    assert wished(casework, "citizen") == {"own": "weekly"}


def test_a_reporter_without_an_account_ends_and_resumes_letters_about_their_report(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(by="guest", display=Display.CONFIDENTIAL)
    other = a_report(by="guest")
    letters(casework)
    link = link_in(_letter_about(casework, report.code))
    visit.post(link, ONE_CLICK, token=False)
    a_report.deed(report.code, do.AskInfo(post=new_post_id(), words="Ở đâu?"), by="moderator.bnd")
    a_report.deed(other.code, do.AskInfo(post=new_post_id(), words="Ở đâu?"), by="moderator.bnd")
    told = text_of(letters(casework)["tu@nha.test"])
    assert other.code in told and report.code not in told
    with casework.db.read() as session:
        assert session.scalars(select(WishRow)).all() == []

    visit.send(visit.get(link), link + "/back")
    assert not _is_silent(casework, report.code)


@sqlite_only
def test_letters_that_must_be_have_no_such_link(a_report: Reports, casework: Casework) -> None:
    a_report(Status.UNCONFIRMED, by="guest")
    a_report(Status.ROUTED)
    told = letters(casework)
    for address in ("tu@nha.test", "officer.stnmt@demo.test"):
        assert told[address]["List-Unsubscribe"] is None
        assert "/unsubscribe/" not in text_of(told[address])
    assert told["citizen@demo.test"]["List-Unsubscribe"]


@sqlite_only
def test_a_silent_reporter_still_gets_the_link_that_confirms(a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.UNCONFIRMED, by="guest")
    with casework.db.write() as session:
        wishes.be_silent(session, report.code, on=True)
    assert "tu@nha.test" in letters(casework)


@sqlite_only
def test_a_link_that_is_not_ours_opens_nothing(visit: Visit, casework: Casework) -> None:
    good = token_of(Link(user=user("citizen"), concern=Concern.OWN), SECRET_KEY)
    other = token_of(Link(user=user("business"), concern=Concern.OWN), SECRET_KEY)
    forged = (
        "",
        "x",
        good[:-1],
        good + "A",
        good.replace("own", "office"),
        good.replace("u1", "u2"),
        other.rpartition(".")[0] + "." + good.rpartition(".")[2],
        token_of(Link(user=user("citizen"), concern=Concern.OWN), b"another key, sixteen or more"),
        token_of(Link(user=UserId(999), concern=Concern.OWN), SECRET_KEY),
        token_of(Link(report=ReportCode("PA-2222-2222"), concern=Concern.OWN), SECRET_KEY),
        "ở-đâu",
        "u1.own." + "A" * 500,
    )
    for token in forged:
        if token:
            visit.get(f"/unsubscribe/{token}", status=404)
            visit.post(f"/unsubscribe/{token}", ONE_CLICK, token=False, status=404)
            visit.post(f"/unsubscribe/{token}/back", {}, status=404)
    assert wished(casework, "citizen") == wished(casework, "business") == {}


def test_a_link_signed_with_a_former_key_still_ends_letters() -> None:
    link = Link(user=UserId(5), concern=None)
    token = token_of(link, b"the former key of the house")
    assert link_of(token, (b"the key of today, of course", b"the former key of the house")) == link
    assert link_of(token, (b"the key of today, of course",)) is None


@sqlite_only
def test_a_mailbox_for_it_is_named_only_where_there_is_one(a_report: Reports, casework: Casework) -> None:
    a_report()
    box = Box()
    run(casework, box, URL, unsubscribe_mail="thoi-nhan@dien-dan.test", once=True)
    (letter,) = box.letters
    assert re.fullmatch(
        rf"<{URL}/unsubscribe/(\S+)>, <mailto:thoi-nhan@dien-dan\.test\?subject=\1>",
        letter["List-Unsubscribe"],
    )
    raw = letter.as_bytes().decode("ascii")
    header = next(line for line in raw.split("\r\n") if line.startswith("List-Unsubscribe: "))
    assert header == f"List-Unsubscribe: {letter['List-Unsubscribe']}", "neither folded nor encoded"


# ---- all that a digest told


def test_the_page_of_a_digest_lists_all_by_key_as_far_as_it_may_be_seen(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    visit.post(NOTICES, {"own": "daily", "followed": "daily", "places": "daily"}, as_="citizen")
    reports = [a_report(Status.ROUTED, title=f"Việc số {number:02}") for number in range(13)]
    letters(casework)
    gone = reports[0]
    removal = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    clock.set(datetime(2026, 11, 3, 7, tzinfo=LOCAL))
    text = text_of(letters(casework)["citizen@demo.test"])
    assert "… và 6 tin khác." in text
    found = re.search(rf"{URL}(/account/digests/\S+)", text)
    assert found

    page = visit.get(found[1], as_="citizen")
    seen = len(page.all("//main//li[@class='mb-3']"))
    assert seen == 20
    page = visit.get(page.one("//a[@rel='next']").get("href"), as_="citizen")
    assert seen + len(page.all("//main//li[@class='mb-3']")) == 26
    assert not page.all("//a[@rel='next']")

    a_report.deed(gone.code, removal, by="moderator.bnd")
    visit.get(f"/reports/{gone.code}", as_="citizen")
    for path in (found[1], found[1] + "?after=W10", found[1] + "?after=WyJhIiwiYiJd"):
        assert visit.get(path, as_="citizen").h1 == "Tin ngày 03/11/2026"
    for who in ("business", "moderator.bnd", "admin"):
        visit.get(found[1], as_=who, status=404)
    visit.get("/account/digests/nothing", as_="citizen", status=404)
    with casework.db.read() as session:
        no_digest = session.scalars(select(DeliveryRow.id).where(DeliveryRow.notice != "digest")).first()
    visit.get(f"/account/digests/{no_digest}", as_="citizen", status=404)


def test_a_follower_does_not_find_on_the_page_what_was_taken_down_since(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    visit.post(NOTICES, {"own": "daily", "followed": "daily", "places": "daily"}, as_="business")
    report = a_report(Status.ACCEPTED, title="Lộ ra mất rồi")
    letters(casework)
    visit.send(visit.get(f"/reports/{report.code}", as_="business"), "/follow", as_="business")
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")
    letters(casework)
    clock.set(datetime(2026, 11, 3, 7, tzinfo=LOCAL))
    found = re.search(rf"{URL}(/account/digests/\S+)", text_of(letters(casework)["business@demo.test"]))
    assert found
    assert "Lộ ra mất rồi" in visit.get(found[1], as_="business").main

    removal = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, removal, by="moderator.bnd")

    page = visit.get(found[1], as_="business")
    assert "Lộ ra mất rồi" not in page.source and report.code not in page.source
    assert "Không có gì để xem" in page.main


def _letter_about(casework: Casework, code: ReportCode) -> EmailMessage:
    """A letter to the reporter about this report, as it would be sent now."""
    box = Box()
    with casework.db.write() as session:
        row = session.scalars(
            select(DeliveryRow).where(DeliveryRow.report_code == code, DeliveryRow.recipient == "reporter")
        ).first()
        assert row
        row.state, row.next_at = "waiting", casework.now()
    run(casework, box, URL, once=True)
    (letter,) = box.letters
    return letter


def _is_silent(casework: Casework, code: ReportCode) -> bool:
    with casework.db.read() as session:
        return wishes.is_silent(session, code)
