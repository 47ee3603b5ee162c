"""The sealed channel at the doors: sending, following with code and secret, and the keeper's own door."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask

from casework.actions import roles, sessions
from casework.actions.denunciations import open_case
from casework.actions.roles import CONSOLE
from casework.domain.denunciations import Deed
from casework.domain.values import DenunciationCode, Role, SealedStatus
from casework.readings import denunciations
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import CAST, TTT, a_denunciation, actor
from tests.doors.test_gate import DENUNCIATION, asked, go_on, press
from tests.doors.test_new_report import FORM, NEW, picture, reports, the_report
from tests.dump import everything_in

KEEPER = actor("keeper")
SEALED = "/reports/new/sealed"
DIRECT = "/denunciations/new"
CODE = re.compile(r"TC-[2-9A-Z]{4}-[2-9A-Z]{4}")
SECRET = re.compile(r"(?:[2-9A-Z]{4}-){6}[2-9A-Z]{4}")
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def at_the_door(visit: Visit, as_: str = "guest", **changes: Any) -> Page:
    """The page of the right door for a tố cáo, with the form that seals it."""
    page = asked(visit, as_=as_, **{**DENUNCIATION, **changes})
    return press(visit, page, "door", "denunciation", as_=as_)


def send(visit: Visit, as_: str = "guest", page: Page | None = None, **fields: Any) -> Page:
    page = page or at_the_door(visit, as_)
    return visit.send(page, SEALED, {"accused": "Nguyễn Văn Bình, địa chính xã", **fields}, as_=as_)


def code_and_secret(page: Page) -> tuple[DenunciationCode, str]:
    code, secret = CODE.search(page.main), SECRET.search(page.main)
    assert code and secret, page.main
    return DenunciationCode(code[0]), secret[0]


def content(casework: Casework, code: DenunciationCode) -> Any:
    return open_case(casework, code, by=KEEPER).content


# ---- sending


def test_a_guest_denounces_and_gets_a_code_and_a_secret(visit: Visit, casework: Casework) -> None:
    page = send(visit, phone="0912 345 678")
    code, secret = code_and_secret(page)
    assert page.url == f"/denunciations/{code}/received"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.all("//*[@data-draft-clear='report']")
    told = content(casework, code)
    assert (told.title, told.body) == (DENUNCIATION["title"], DENUNCIATION["body"])
    assert told.accused == "Nguyễn Văn Bình, địa chính xã"
    assert (told.contact.name, told.contact.phone) == (FORM["name"], "0912 345 678")
    assert denunciations.secret_opens(casework, code, secret)
    assert reports(casework) == []


def test_who_knows_the_door_goes_straight_to_it(visit: Visit, casework: Casework) -> None:
    assert visit.get(NEW).one(f"//a[@href='{DIRECT}']") is not None
    told = {"accused": "Nguyễn Văn Bình, địa chính xã", "title": "Địa chính xã đòi tiền của dân"}
    page = visit.get(DIRECT)
    assert page.headers["Cache-Control"] == "private, no-store"
    page = visit.send(page, DIRECT, told, status=422)
    assert page.url == DIRECT and page.error_of("body") and page.values(DIRECT)["title"] == told["title"]
    page = visit.send(page, DIRECT, {"body": "Ông Bình nhận của tôi năm triệu ngày 12/3 rồi mới đưa giấy."})
    code, secret = code_and_secret(page)
    assert denunciations.secret_opens(casework, code, secret)
    assert content(casework, code).accused == told["accused"]


def test_the_direct_form_sent_twice_is_one_and_two_forms_are_two(visit: Visit, casework: Casework) -> None:
    told = {
        "accused": "Nguyễn Văn Bình, địa chính xã",
        "title": "Địa chính xã đòi tiền của dân",
        "body": "Ông Bình nhận của tôi năm triệu ngày 12/3 rồi mới đưa giấy.",
    }
    first = visit.get(DIRECT)
    again = [code_and_secret(visit.send(first, DIRECT, told)) for _ in range(2)]
    assert again[0] == again[1] != code_and_secret(visit.send(visit.get(DIRECT), DIRECT, told))
    assert len(denunciations.waiting(casework, KEEPER)) == 2


def test_where_nobody_keeps_it_the_paper_way_is_told(visit: Visit, casework: Casework) -> None:
    assert KEEPER.user is not None
    roles.revoke(casework, KEEPER.user, Role.KEEPER, TTT, by=CONSOLE)
    page = visit.get(DIRECT)
    assert DIRECT not in page.actions
    assert "Chưa gửi kín ở đây được" in page.main and "Thanh tra tỉnh" in page.main


def test_the_same_page_sent_twice_is_one(visit: Visit, casework: Casework) -> None:
    page = at_the_door(visit)
    assert code_and_secret(send(visit, page=page)) == code_and_secret(send(visit, page=page))
    assert len(denunciations.waiting(casework, KEEPER)) == 1


def test_files_from_the_form_and_more_go_along(visit: Visit, casework: Casework) -> None:
    page = at_the_door(visit, attachments=[(picture(), "nhà tôi.jpg")])
    page = send(visit, page=page, attachments=[(picture("PNG"), "giấy.png")])
    code, _ = code_and_secret(page)
    case = open_case(casework, code, by=KEEPER)
    assert [file.media_type for file in case.files] == ["image/jpeg", "image/png"]


def test_whom_it_accuses_is_asked_for_and_nothing_is_lost(visit: Visit, casework: Casework) -> None:
    page = visit.send(at_the_door(visit), SEALED, {"phone": "0912 345 678"}, status=422)
    assert "người nào" in page.error_of("accused")
    values = page.values(SEALED)
    assert (values["title"], values["phone"]) == (DENUNCIATION["title"], "0912 345 678")
    assert str(values["body"]).strip() == DENUNCIATION["body"]
    assert page.one("//details[@id='sealed']").get("open") is not None
    assert denunciations.waiting(casework, KEEPER) == []
    go_on(visit, page)
    assert (the_report(casework).body, the_report(casework).field) == (DENUNCIATION["body"], "dat-dai")


def test_a_file_that_is_not_taken_is_named(visit: Visit) -> None:
    fields = {"accused": "Ông Bình", "attachments": [(b"MZ", "virus.exe")]}
    page = visit.send(at_the_door(visit), SEALED, fields, status=422)
    assert "virus.exe" in page.error_of("attachments")


def test_who_is_signed_in_is_written_down_nowhere(visit: Visit, casework: Casework) -> None:
    page = at_the_door(visit, "citizen")
    before = everything_in(casework)
    code, _ = code_and_secret(send(visit, "citizen", page))
    after = everything_in(casework)
    fresh = {name: [row for row in after[name] if row not in before[name]] for name in after}
    assert {name for name, rows in fresh.items() if rows} <= {
        "delivery",
        "denunciation",
        "denunciation_log",
        "session",
    }
    assert content(casework, code).contact.is_empty
    # The session that has shown the secret is nobody's; the person's own is not touched by it.
    assert all("TC-" not in str(row) or actor("citizen").user not in row for row in fresh["session"])


def test_without_a_keeper_it_is_not_offered(visit: Visit, casework: Casework) -> None:
    user = KEEPER.user
    assert user is not None
    page = at_the_door(visit)
    roles.revoke(casework, user, Role.KEEPER, TTT, by=CONSOLE)
    assert not [action for action in at_the_door(visit).actions if action.endswith("/sealed")]
    page = visit.send(page, SEALED, {"accused": "Ông Bình ở xã"}, status=409)
    assert "Chưa có người" in page.main
    assert page.values(SEALED)["title"] == DENUNCIATION["title"]


def test_a_khieu_nai_is_not_offered_the_sealed_channel(visit: Visit) -> None:
    page = press(visit, asked(visit), "door", "complaint")
    assert not [action for action in page.actions if action.endswith("/sealed")]


def test_who_works_for_the_administration_does_not_denounce_here(visit: Visit) -> None:
    for who in ("officer.stnmt", "overseer", "admin", "keeper"):
        visit.post(SEALED, {"accused": "Ông Bình"}, as_=who, status=403)


# ---- following


def test_it_is_found_again_by_code_and_secret(visit: Visit, casework: Casework) -> None:
    told = a_denunciation(casework)
    page = visit.send(visit.get("/track"), "/track", {"code": told.code.lower(), "secret": told.secret})
    assert page.url == f"/denunciations/{told.code}"
    assert "Đã đến, chưa đọc" in page.main
    assert "năm triệu" not in page.source and "Bình" not in page.source
    assert told.code in visit.get("/track").main


def test_a_wrong_secret_and_an_unknown_code_get_the_same_answer(visit: Visit, casework: Casework) -> None:
    told = a_denunciation(casework)
    answers = []
    for code in (told.code, "TC-2222-2222"):
        fields = {"code": code, "secret": "AAAA-BBBB-CCCC-DDDD-EEEE-FFFF-GGGG"}
        page = visit.send(visit.get("/track"), "/track", fields, status=422)
        answers.append(page.main.replace(code, "…"))
    assert answers[0] == answers[1]
    for code in (told.code, "TC-2222-2222"):
        visit.send(visit.get("/track"), "/track", {"code": code}, status=422)


@pytest.mark.parametrize("path", ["/denunciations/{}", "/denunciations/{}/received"])
def test_who_has_shown_no_secret_is_led_to_where_to_show_one(
    visit: Visit, casework: Casework, path: str
) -> None:
    told = a_denunciation(casework)
    for who in ("guest", *CAST):
        for code in (told.code, "TC-2222-2222"):
            page = visit.get(path.format(code), as_=who)
            assert page.url == f"/track?code={code}", who
            assert page.values("/track")["code"] == code


def test_its_author_writes_and_reads_answers(visit: Visit, casework: Casework) -> None:
    code, _ = code_and_secret(send(visit))
    page = visit.get(f"/denunciations/{code}")
    fields = {"words": "Tôi nhớ <b>thêm</b> một việc.", "attachments": [(picture(), "b.jpg")]}
    page = visit.send(page, f"/denunciations/{code}", fields)
    assert "Tôi nhớ <b>thêm</b> một việc." in page.main and "1 tệp kèm theo" in page.main
    answer = visit.get(f"/sealed/{code}", as_="keeper")
    assert "Tôi nhớ <b>thêm</b> một việc." in answer.main
    visit.send(answer, f"/sealed/{code}/messages", {"words": "Đã đọc.\nCảm ơn bạn."}, as_="keeper")
    page = visit.get(f"/denunciations/{code}")
    assert "Đã đọc. Cảm ơn bạn." in page.main and "Đã viết cho người gửi" in page.main
    assert CAST["keeper"].name not in page.source


def test_an_empty_message_is_asked_for(visit: Visit) -> None:
    code, _ = code_and_secret(send(visit))
    page = visit.send(visit.get(f"/denunciations/{code}"), f"/denunciations/{code}", {}, status=422)
    assert page.error_of("words")


def test_after_the_end_nobody_writes(visit: Visit, casework: Casework) -> None:
    code, _ = code_and_secret(send(visit))
    page = visit.get(f"/denunciations/{code}")
    desk = visit.get(f"/sealed/{code}", as_="keeper")
    visit.send(desk, f"/sealed/{code}/close", {"words": "Đã xử lý."}, as_="keeper")
    again = visit.send(page, f"/denunciations/{code}", {"words": "Còn nữa."}, status=409)
    assert "sang bước khác" in again.main
    assert "Đã khép lại" in again.main and "Còn nữa." in again.main


# ---- the keeper's door


def test_the_keeper_sees_codes_and_days_then_opens_one(visit: Visit, casework: Casework) -> None:
    told = a_denunciation(casework)
    page = visit.get("/sealed/", as_="keeper")
    assert told.code in page.main and "02/11/2026" in page.main and "11/11/2026" in page.main
    assert "địa chính" not in page.source
    assert CAST["keeper"].name in page.main
    page = visit.get(f"/sealed/{told.code}", as_="keeper")
    for words in ("Cán bộ địa chính", "năm triệu", "Nguyễn Văn Bình", "Đinh Văn Tư", "0912 345 678"):
        assert words in page.main
    log = page.one("//section[@aria-labelledby='log-title']")
    assert "Mở xem" in " ".join(log.itertext()) and CAST["keeper"].name in " ".join(log.itertext())


def test_an_empty_channel_says_what_it_is(visit: Visit) -> None:
    assert "Chưa có gì" in visit.get("/sealed/", as_="keeper").main


def test_the_list_goes_on_by_pages(visit: Visit, casework: Casework) -> None:
    codes = {a_denunciation(casework).code for _ in range(25)}
    page, seen = visit.get("/sealed/", as_="keeper"), set[str]()
    for _ in range(5):
        seen |= set(CODE.findall(page.main))
        following = page.all("//a[contains(@href, 'after=')]/@href")
        if not following:
            break
        page = visit.get(following[-1], as_="keeper")
    assert seen == codes
    visit.get("/sealed/?after=x&after=y", as_="keeper")


def test_it_is_taken_up_forwarded_and_closed(visit: Visit, casework: Casework) -> None:
    told = a_denunciation(casework)
    here = f"/sealed/{told.code}"
    page = visit.send(visit.get(here, as_="keeper"), f"{here}/accept", {}, as_="keeper")
    assert "Đã thụ lý" in page.main and "02/12/2026" in page.main
    page = visit.send(page, f"{here}/forward", {"agency": "CATINH"}, as_="keeper")
    assert "Công an tỉnh" in page.main
    page = visit.send(page, f"{here}/close", {"words": "Đã có kết luận."}, as_="keeper")
    assert "Hồ sơ đã khép lại" in page.main and not page.all("//main//form")
    assert denunciations.settled(casework, KEEPER).rows[0].status is SealedStatus.CLOSED


@pytest.mark.parametrize(
    ("deed", "field"), [("messages", "words"), ("forward", "agency"), ("close", "words")]
)
def test_what_is_missing_is_said_beside_the_field(
    visit: Visit, casework: Casework, deed: str, field: str
) -> None:
    here = f"/sealed/{a_denunciation(casework).code}"
    page = visit.send(visit.get(here, as_="keeper"), f"{here}/{deed}", {}, as_="keeper", status=422)
    assert page.error_of(f"{deed}-{field}")


def test_the_second_keeper_is_told_and_keeps_what_they_wrote(visit: Visit, casework: Casework) -> None:
    here = f"/sealed/{a_denunciation(casework).code}"
    page = visit.get(here, as_="keeper")
    visit.send(page, f"{here}/accept", {}, as_="keeper")
    again = visit.send(page, f"{here}/messages", {"words": "Chữ của tôi."}, as_="keeper", status=409)
    assert "Đã có người" in again.main
    assert str(again.values(f"{here}/messages")["words"]).strip() == "Chữ của tôi."
    visit.send(again, f"{here}/messages", {}, as_="keeper")
    lost = visit.send(page, f"{here}/accept", {"words": "Lời này."}, as_="keeper", status=409)
    assert "Lời này." in lost.main


def test_a_file_goes_out_to_be_kept_and_is_written_down(visit: Visit, casework: Casework) -> None:
    told = a_denunciation(casework, uploads=[(picture(), "a.jpg")])
    page = visit.get(f"/sealed/{told.code}", as_="keeper")
    link = page.one("//section[@aria-labelledby='files-title']//a/@href")
    answer = visit.browser("keeper").get(link)
    assert answer.get_data().startswith(b"\xff\xd8")
    assert answer.headers["Content-Disposition"] == f"attachment; filename={told.code}-1.jpg"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    log = open_case(casework, told.code, by=KEEPER).log
    assert (Deed.TOOK_FILE, KEEPER.user) in [(entry.deed, entry.user) for entry in log]
    visit.get(link.replace(link[-6:], "000000"), as_="keeper", status=404)


def test_nobody_else_gets_past_the_door(visit: Visit, casework: Casework) -> None:
    told = a_denunciation(casework, uploads=[(picture(), "a.jpg")])
    place = open_case(casework, told.code, by=KEEPER).files[0].id
    before = len(open_case(casework, told.code, by=KEEPER).log)
    for who in (name for name in CAST if name != "keeper"):
        for path in (
            "/sealed/",
            f"/sealed/{told.code}",
            f"/sealed/{told.code}/files/{place}",
            "/sealed/TC-2222-2222",
        ):
            visit.get(path, as_=who, status=403)
        for deed in ("messages", "accept", "forward", "close"):
            visit.post(f"/sealed/{told.code}/{deed}", {"words": "x"}, as_=who, status=403)
    assert visit.get("/sealed/").url.startswith("/login")
    assert len(open_case(casework, told.code, by=KEEPER).log) == before + 1


def test_what_is_not_there_is_not_found(visit: Visit) -> None:
    visit.get("/sealed/TC-2222-2222", as_="keeper", status=404)
    visit.post("/sealed/TC-2222-2222/accept", {}, as_="keeper", status=404)
    visit.post("/sealed/TC-2222-2222/burn", {}, as_="keeper", status=404)


def test_a_keeper_with_the_password_alone_reads_nothing(app: Flask, casework: Casework) -> None:
    told = a_denunciation(casework)
    user = KEEPER.user
    assert user is not None
    token = sessions.begin(casework, user, device="Chrome, Linux", factor=False)
    assert token is not None
    browser = app.test_client()
    browser.set_cookie("session", token)
    answer = browser.get(f"/sealed/{told.code}")
    assert answer.status_code == 302 and "năm triệu" not in answer.get_data(as_text=True)


@sqlite_only
def test_every_page_of_the_channel_speaks_english(visit: Visit, casework: Casework) -> None:
    code, _ = code_and_secret(send(visit))
    assert "Sealed" in visit.get(f"/en/denunciations/{code}").main
    assert "Sealed channel" in visit.get("/en/sealed/", as_="keeper").main
    assert "Who has looked" in visit.get(f"/en/sealed/{code}", as_="keeper").main


@sqlite_only
def test_a_reloaded_address_leads_to_the_form(visit: Visit) -> None:
    assert visit.get(SEALED).url == NEW
