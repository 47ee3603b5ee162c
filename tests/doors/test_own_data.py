"""/account/data and "Dữ liệu của bạn" on a report: what is kept, taking it along, having it erased."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import PurePosixPath
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.actions import accounts, deeds, erasure, roles, taking_part, webhooks
from casework.actions.submit import submit
from casework.domain import commands as do
from casework.domain.hook_targets import Allowed
from casework.domain.values import Display, Status, UserId
from casework.domain.webhooks import Happening
from casework.store import factors, sealed
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import ReportRow
from tests.doors import keys
from tests.doors.client import Page, Visit
from tests.doors.keys import PASSWORD
from tests.doors.stage import STNMT, Reports, a_submission, actor
from tests.doors.test_new_report import picture
from tests.dump import everything_in
from tests.house import Clock

DATA, EXPORT, ERASE = "/account/data", "/account/data/export", "/account/data/erase"
HOA = "citizen@demo.test"
NAME = "Trần Thị Hoa"
TICKED = {"current": PASSWORD, "understood": "y"}
GUEST = Contact(name="Đinh Văn Tư", email="tu@nha.test", phone="0912 345 678")
ALIEN = (
    *("GHI-CHU", "LOI-CHO-CO-QUAN", "DU-THAO", "Y-KIEN-NGUOI-KHAC", "BAI-NGUOI-KHAC"),
    *("Vũ Minh Đức", "Nguyễn Văn Sơn", "Dệt Sông Đào", "argon2", "token"),
)
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def hoa(casework: Casework) -> None:
    keys.set_password(casework, HOA)


def number(name: str) -> UserId:
    found = actor(name).user
    assert found is not None
    return found


def unzipped(page: Page) -> tuple[dict[str, Any], zipfile.ZipFile]:
    """What a download says, and the whole of it; it must be fit to be unpacked anywhere."""
    assert page.response.mimetype == "application/zip"
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Content-Disposition"].startswith("attachment; filename=")
    packed = zipfile.ZipFile(io.BytesIO(page.response.get_data()))
    assert packed.testzip() is None
    names = packed.namelist()
    assert len(names) == len(set(names))
    for name in names:
        parts = PurePosixPath(name).parts
        assert not name.startswith("/") and ".." not in parts and "\\" not in name and ":" not in name
        assert all(not part.startswith(".") and len(part) < 130 for part in parts)
    return json.loads(packed.read("data.json")), packed


def say(kind: type[do.Worded], words: str, **more: Any) -> do.Worded:
    return kind(post=new_post_id(), words=words, **more)


def a_life(casework: Casework, a_report: Reports, clock: Clock) -> str:
    """Mrs Hoa's report with everything on it that she may and may not have; its code."""
    files = [(picture(), "../../đơn của tôi.jpg"), (picture(), "con.jpg"), (picture(), "con.jpg")]
    code = submit(casework, a_submission(uploads=files), by=actor("citizen")).code
    step = a_report.deed
    step(code, say(do.AskInfo, "LOI-HOI-CUA-TOA-SOAN"), by="moderator.bnd")
    more = [(picture(), "bổ sung.jpg")]
    deeds.perform(casework, code, say(do.SupplyInfo, "LOI-BO-SUNG"), by=actor("citizen"), uploads=more)
    step(code, say(do.AddNewsroomNote, "GHI-CHU-NOI-BO"), by="moderator.bnd")
    step(code, say(do.ApproveAndRoute, "LOI-CHO-CO-QUAN", agency=STNMT), by="moderator.bnd")
    step(code, do.Accept(), by="officer.stnmt")
    step(code, say(do.AddAgencyNote, "GHI-CHU-CUA-SO"), by="officer.stnmt")
    step(code, say(do.MessageAgency, "LOI-NHAN-SO"), by="citizen")
    step(code, say(do.MessageAgency, "SO-NHAN-LAI"), by="officer.stnmt")
    step(code, say(do.DraftReply, "DU-THAO"), by="officer.stnmt")
    reply, theirs = say(do.SignReply, "TRA-LOI-CHINH-THUC"), [(picture(), "của sở.jpg")]
    deeds.perform(casework, code, reply, by=actor("signer.stnmt"), uploads=theirs)
    step(code, say(do.Rate, "LOI-DANH-GIA", solved=True, stars=4), by="citizen")
    comment = say(do.Comment, "Y-KIEN-NGUOI-KHAC")
    step(code, comment, by="business")
    step(code, do.ReviewComment(comment=comment.post, show=True), by="moderator.bnd")
    other = a_report(Status.ROUTED, by="business", title="CUA-NGUOI-KHAC", body="BAI-NGUOI-KHAC")
    step(other.code, say(do.Comment, "Y-KIEN-CUA-TOI"), by="citizen")
    taking_part.set_follow(casework, other.code, by=actor("citizen"), on=True)
    taking_part.set_support(casework, other.code, by=actor("citizen"), on=True)
    clock.advance(minutes=1)
    return code


def test_what_is_kept_is_told_and_the_way_there_is_on_the_account_page(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    a_life(casework, a_report, clock)
    assert visit.get("/account", as_="citizen").one(f"//main//a[@href='{DATA}']") is not None
    told = visit.get(DATA, as_="citizen").main
    assert "1 phản ánh bạn gửi bằng tài khoản" in told and "1 ý kiến bạn viết" in told
    assert "1 phản ánh bạn theo dõi" in told and "họ tên, địa chỉ thư." in told
    in_english = visit.get(f"/en{DATA}", as_="citizen").main
    assert "1 report that you sent with your account" in in_english


def test_the_zip_holds_what_is_theirs_and_nothing_of_others(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock, hoa: None
) -> None:
    code = a_life(casework, a_report, clock)

    told, packed = unzipped(
        visit.send(visit.get(DATA, as_="citizen"), EXPORT, {"current": PASSWORD}, as_="citizen")
    )

    assert told["account"]["email"] == HOA and told["account"]["name"] == NAME
    (report,) = told["reports"]
    assert (report["code"], report["status"], report["stars"], report["name_shown"]) == (
        code,
        "closed",
        4,
        NAME,
    )
    texts = {post["text"]: post["by"] for post in report["posts"]}
    assert texts == {
        "LOI-HOI-CUA-TOA-SOAN": "Báo Nam Định",
        "LOI-BO-SUNG": "you",
        "LOI-NHAN-SO": "you",
        "SO-NHAN-LAI": "Sở Tài nguyên và Môi trường",
        "TRA-LOI-CHINH-THUC": "Sở Tài nguyên và Môi trường",
        "LOI-DANH-GIA": "you",
    }
    assert [post["signed_by"] for post in report["posts"] if post["signed_by"]] == ["Lê Thị Mai"]
    assert [one["text"] for one in told["comments"]] == ["Y-KIEN-CUA-TOI"]
    assert (
        [one["title"] for one in told["follows"]]
        == ["CUA-NGUOI-KHAC"]
        == [one["title"] for one in told["supports"]]
    )
    assert {one["event"] for one in told["deeds"]} >= {"Submitted", "InfoSupplied", "Rated", "CommentPosted"}
    assert {entry["event"] for entry in report["history"]} >= {"Submitted", "Routed", "ReplySigned"}
    assert "IdentityAsked" not in json.dumps(report["history"])
    assert told["letters"][0]["notice"] == "password_changed"
    assert set(told) - {"notes", "made_at"} <= set(told["notes"]) | {"report"}

    posts = {post["text"]: post["files"] for post in report["posts"]}
    assert [file["name"] for file in posts["TRA-LOI-CHINH-THUC"]] == ["của sở.jpg"]
    assert "place" not in posts["TRA-LOI-CHINH-THUC"][0], "it is the agency's"
    places = [file["place"] for file in (*report["files"], *posts["LOI-BO-SUNG"])]
    assert packed.namelist() == ["data.json", *places]
    assert places == [
        f"files/{code}/001-đơn của tôi.jpg",
        f"files/{code}/002-con.jpg",
        f"files/{code}/003-con.jpg",
        f"files/{code}/004-bổ sung.jpg",
    ]
    assert all(packed.read(place)[:2] == b"\xff\xd8" for place in places)
    everything = json.dumps(told, ensure_ascii=False)
    for alien in ALIEN:
        assert alien not in everything, alien


@sqlite_only
def test_who_works_here_gets_their_deeds_and_nobodys_reports(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    code = a_life(casework, a_report, clock)
    keys.set_password(casework, "moderator.bnd@demo.test", "con trâu đi trước cái cày sâu")
    told, packed = unzipped(
        visit.post(EXPORT, {"current": "con trâu đi trước cái cày sâu"}, as_="moderator.bnd")
    )
    assert [role["role"] for role in told["roles"]] == ["moderator"]
    assert [(one["report"], one["event"]) for one in told["deeds"]][:2] == [
        (code, "InfoAsked"),
        (code, "NewsroomNoteAdded"),
    ]
    assert told["reports"] == [] and packed.namelist() == ["data.json"]
    everything = json.dumps(told, ensure_ascii=False)
    assert "GHI-CHU" not in everything and "LOI-" not in everything


def test_who_answers_for_webhooks_takes_along_which_and_what_they_did_but_no_secret(
    visit: Visit, casework: Casework, clock: Clock
) -> None:
    long = "con trâu đi trước cái cày sâu"
    keys.set_password(casework, "signer.stnmt@demo.test", long)
    wanted = webhooks.Wanted(
        name="Trang của Sở",
        url="https://tin.example.vn/nhan?khoa=bimat",
        happenings=frozenset({Happening.PUBLISHED, Happening.ANSWERED}),
    )
    signer = actor("signer.stnmt")
    _, secret = webhooks.register(casework, "a" * 32, STNMT, wanted, Allowed(), by=signer)
    webhooks.register(casework, "b" * 32, None, wanted, Allowed(), by=actor("admin"))
    clock.advance(minutes=1)
    webhooks.pause(casework, "a" * 32, by=signer)
    told, _ = unzipped(visit.post(EXPORT, {"current": long}, as_="signer.stnmt"))
    (endpoint,) = told["webhooks"]
    assert (endpoint["agency"], endpoint["name"], endpoint["host"], endpoint["state"]) == (
        STNMT,
        "Trang của Sở",
        "tin.example.vn",
        "paused",
    )
    assert endpoint["happenings"] == ["reply.official", "report.published"]
    assert [one["deed"] for one in told["webhook_changes"]] == ["paused", "registered"]
    assert {"webhooks", "webhook_changes"} <= set(told["notes"])
    everything = json.dumps(told)
    assert secret not in everything and "bimat" not in everything


def test_a_wrong_password_gives_and_takes_nothing(visit: Visit, casework: Casework, hoa: None) -> None:
    visit.get(DATA, as_="citizen")
    before = everything_in(casework)
    for url, template in ((EXPORT, "Dữ liệu của bạn"), (ERASE, "Xóa tài khoản")):
        page = visit.post(url, {**TICKED, "current": "không phải câu này"}, as_="citizen", status=422)
        assert page.h1 == template
        assert page.error_of("current") == "Lỗi: Mật khẩu hiện nay không đúng."
    assert "đánh dấu" in visit.post(ERASE, {"current": PASSWORD}, as_="citizen", status=422).error_of(
        "understood"
    )
    assert visit.post(ERASE, {}, as_="citizen", status=422).error_of("current")
    assert everything_in(casework) == before


@sqlite_only
def test_who_guesses_is_made_to_wait(visit: Visit, hoa: None) -> None:
    for _ in range(10):
        visit.post(EXPORT, {"current": "đoán bừa một câu"}, as_="citizen", status=422)
    assert visit.post(EXPORT, {"current": PASSWORD}, as_="citizen", status=429).headers["Retry-After"]
    assert visit.post(ERASE, TICKED, as_="citizen", status=429)


@sqlite_only
def test_strangers_have_none_of_these_pages(visit: Visit) -> None:
    for url in (DATA, ERASE):
        assert visit.get(url).h1 == "Đăng nhập"
    for url in (EXPORT, ERASE):
        visit.post(url, TICKED, status=403)
    assert visit.get("/erased").h1 == "Đã xóa tài khoản"


def test_an_erased_citizen_is_signed_out_and_their_name_stands_on_no_page(
    visit: Visit, casework: Casework, app: Flask, a_report: Reports, clock: Clock, hoa: None
) -> None:
    code = a_life(casework, a_report, clock)
    waiting = a_report()
    assert NAME in visit.get(f"/reports/{code}").source  # and the page is on the shelf now
    visit.post("/login", {"email": HOA, "password": PASSWORD, "remember": "y"}, as_="home")

    asked = visit.get(ERASE, as_="citizen").main
    assert (
        "1 phản ánh tòa soạn đang xem mà chưa đăng" in asked and "1 phản ánh đã chuyển cho cơ quan" in asked
    )
    page = visit.send(visit.get(ERASE, as_="citizen"), ERASE, TICKED, as_="citizen")

    assert (page.url, page.h1) == ("/erased", "Đã xóa tài khoản")
    assert visit.browser("citizen", wakes=False).get("/account").status_code == 302
    assert visit.get("/account", as_="home").h1 == "Đăng nhập"
    assert "không đúng" in visit.post(
        "/login", {"email": HOA, "password": PASSWORD}, as_="x", status=422
    ).error_of("password")
    for who, url in (
        ("guest", f"/reports/{code}"),
        ("business", f"/reports/{code}"),
        ("moderator.bnd", f"/moderation/reports/{code}"),
        ("moderator.bnd", f"/moderation/reports/{waiting.code}"),
        ("officer.stnmt", f"/agency/reports/{code}"),
        ("overseer", f"/oversight/reports/{code}"),
        ("admin", "/admin/people"),
        ("guest", "/reports"),
        ("guest", "/"),
    ):
        assert NAME not in visit.get(url, as_=who).source, (who, url)
    thread = visit.get(f"/reports/{code}")
    assert "Người gửi đã xóa tên" in thread.main
    assert "The reporter has removed their name" in visit.get(f"/en/reports/{code}").main
    assert (
        "Người gửi đã xóa tên và cách liên lạc"
        in visit.get(f"/moderation/reports/{code}", as_="moderator.bnd").main
    )
    assert "Nội dung đã được xóa" in visit.get(f"/moderation/reports/{waiting.code}", as_="moderator.bnd").h1
    assert visit.get(f"/admin/people/{number('citizen')}", as_="admin", status=404)
    subjects = [letter.subject for letter in keys.letters(app, casework) if letter.to == HOA]
    assert subjects == ["Tài khoản của bạn đã được xóa"]


@sqlite_only
def test_names_that_never_stood_there_are_not_said_to_be_gone(
    visit: Visit, casework: Casework, a_report: Reports, hoa: None
) -> None:
    hidden = a_report(Status.ROUTED, display=Display.HIDDEN)
    erasure.erase_person(casework, number("citizen"))
    assert "xóa tên" not in visit.get(f"/reports/{hidden.code}").main


def test_a_comment_of_an_erased_person_stays_without_a_name(
    visit: Visit, casework: Casework, a_report: Reports, hoa: None
) -> None:
    other = a_report(Status.ROUTED, by="business")
    comment = say(do.Comment, "Tôi cũng bị hẹn như thế.")
    a_report.deed(other.code, comment, by="citizen")
    a_report.deed(other.code, do.ReviewComment(comment=comment.post, show=True), by="moderator.bnd")
    assert NAME in visit.get(f"/reports/{other.code}").main

    visit.post(ERASE, TICKED, as_="citizen")

    page = visit.get(f"/reports/{other.code}").main
    assert "Người viết đã xóa tài khoản" in page and "Tôi cũng bị hẹn như thế." in page and NAME not in page


@sqlite_only
def test_who_has_a_second_factor_shows_it_before_anything_is_erased(
    visit: Visit, casework: Casework, clock: Clock, hoa: None
) -> None:
    with casework.db.write() as session:
        box = casework.vault.seal({"secret": "A" * 32}, sealed.context_of_app(number("citizen")))
        factors.put_app(session, number("citizen"), box, step=1, at=casework.now())
    visit.get("/account", as_="citizen")
    clock.advance(minutes=20)
    assert (
        visit.get(ERASE, as_="citizen", follow=False, status=303)
        .headers["Location"]
        .startswith("/second-factor")
    )
    sent = visit.post(ERASE, TICKED, as_="citizen", follow=False, status=303)
    assert sent.headers["Location"] == f"/second-factor?next={ERASE}"
    assert keys.person(casework, HOA).name == NAME


@sqlite_only
def test_the_last_administrator_is_told_why_not(visit: Visit, casework: Casework) -> None:
    long = "con trâu đi trước cái cày sâu"
    keys.set_password(casework, "admin@demo.test", long)
    page = visit.get(ERASE, as_="admin")
    assert "bạn là quản trị viên duy nhất" in page.main and page.actions == []
    visit.post(ERASE, {"current": long, "understood": "y"}, as_="admin", status=409)
    assert keys.person(casework, "admin@demo.test")

    roles.grant(casework, number("overseer"), "admin", by=roles.CONSOLE)
    assert visit.post(ERASE, {"current": long, "understood": "y"}, as_="admin").url == "/erased"


# ---- one report


def opened(visit: Visit, a_report: Reports, code: str, who: str = "guest") -> Page:
    visit.post("/track", {"code": code, "secret": a_report.receipts[code].secret}, as_=who)
    return visit.get(f"/reports/{code}", as_=who)


def test_the_data_of_one_report_is_for_its_owner(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    code = a_life(casework, a_report, clock)
    told, packed = unzipped(visit.send(visit.get(f"/reports/{code}", as_="citizen"), "/data", as_="citizen"))
    assert told["report"]["code"] == code and told["contact"] is None
    assert len(packed.namelist()) == 5
    assert "GHI-CHU" not in json.dumps(told) and "Y-KIEN-NGUOI-KHAC" not in json.dumps(told)
    for who in ("business", "moderator.bnd", "officer.stnmt", "overseer", "stranger"):
        visit.post(f"/reports/{code}/data", as_=who, status=403)
    secret = a_report()
    for who in ("business", "officer.syt", "stranger"):
        visit.post(f"/reports/{secret.code}/data", as_=who, status=404)
    assert visit.get(f"/reports/{code}/data", as_="citizen").url.startswith(f"/reports/{code}")


def test_a_guest_takes_the_data_and_has_the_contact_erased(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ROUTED, by="guest", contact=GUEST).code
    page = opened(visit, a_report, code)
    told, _ = unzipped(visit.send(page, "/data"))
    assert told["contact"] == {"name": GUEST.name, "email": GUEST.email, "phone": GUEST.phone}

    wrong = visit.send(page, "/erase-contact", status=422)
    assert "đánh dấu" in wrong.error_of("erase-contact-understood")
    done = visit.send(page, "/erase-contact", {"understood": "y"})

    assert "Đã xóa tên và cách liên lạc" in done.text and "Người gửi đã xóa tên" in done.main
    assert not [action for action in done.actions if action.endswith("/erase-contact")]
    again = opened(visit, a_report, code, "library")
    assert "Mã và mật mã vẫn mở được trang này" in again.main
    assert unzipped(visit.send(again, "/data", as_="library"))[0]["contact"] is None
    visit.post(f"/reports/{code}/erase-contact", {"understood": "y"}, status=409)


@sqlite_only
def test_nobody_else_erases_a_contact(visit: Visit, casework: Casework, a_report: Reports) -> None:
    own, guests = a_report(Status.ROUTED), a_report(Status.ROUTED, by="guest", contact=GUEST)
    assert not [
        one
        for one in visit.get(f"/reports/{own.code}", as_="citizen").actions
        if one.endswith("erase-contact")
    ]
    for code, who in (
        (own.code, "citizen"),
        (guests.code, "citizen"),
        (guests.code, "moderator.bnd"),
        (guests.code, "stranger"),
    ):
        visit.post(f"/reports/{code}/erase-contact", {"understood": "y"}, as_=who, status=403)
    before = a_report(by="guest", contact=GUEST)
    visit.post(f"/reports/{before.code}/erase-contact", {"understood": "y"}, as_="citizen", status=404)
    with casework.db.read() as session:
        assert not any(session.scalars(select(ReportRow.contact_erased)))


@sqlite_only
def test_of_a_confidential_report_only_days_are_given_and_the_contact_stays_sealed(
    visit: Visit, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    clock.advance(hours=1, minutes=23)
    code = a_report(Status.ANSWERED, by="guest", contact=GUEST, display=Display.CONFIDENTIAL).code
    told, packed = unzipped(visit.send(opened(visit, a_report, code), "/data"))
    assert told["contact"] == "sealed"
    everything = json.dumps(told, ensure_ascii=False)
    assert GUEST.name not in everything and GUEST.email not in everything
    times = [entry["at"] for entry in told["report"]["history"]] + [
        post["at"] for post in told["report"]["posts"]
    ]
    assert times and all("T00:00:00+07:00" in at for at in times)
    assert told["report"]["submitted_at"].endswith("T00:00:00+07:00")
    assert packed.namelist() == ["data.json"]


@sqlite_only
def test_a_file_that_was_lost_spoils_nothing(visit: Visit, casework: Casework, hoa: None) -> None:
    code = submit(casework, a_submission(uploads=[(picture(), "đơn.jpg")]), by=actor("citizen")).code
    (key,) = casework.files.keys()
    casework.files.delete(key)
    told, packed = unzipped(visit.post(EXPORT, {"current": PASSWORD}, as_="citizen"))
    assert told["reports"][0]["files"][0]["name"] == "đơn.jpg"
    assert packed.namelist() == ["data.json"] and told["reports"][0]["code"] == code


@sqlite_only
def test_nothing_of_a_download_is_left_on_the_disk(
    visit: Visit, app: Flask, tmp_path: Any, hoa: None
) -> None:
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    visit.post(EXPORT, {"current": PASSWORD}, as_="citizen")
    assert {path for path in tmp_path.rglob("*") if path.is_file()} == before


@sqlite_only
def test_two_clicks_erase_once(visit: Visit, casework: Casework, hoa: None) -> None:
    fields = {**TICKED, "csrf_token": visit.token("citizen")}
    first = visit.browser("citizen").post(ERASE, data=fields)
    assert first.status_code == 303
    erasure.erase_person(casework, number("citizen"))
    assert accounts.authenticate(casework, HOA, PASSWORD) is None
    written = casework.erasures.path.read_text().splitlines()
    assert len(written) == 1
