"""A confidential report at the doors: days without hours for agencies and readers, and tied to no account.

security.md: a confidential report shows agencies dates without times, and shares nothing linkable.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from casework.actions.taking_part import set_follow
from casework.delivery.post_office import FilesPostOffice
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.calendar import LOCAL
from casework.domain.policy import Actor
from casework.domain.refusals import Refused
from casework.domain.values import Display, PostKind, ReportCode, Status
from casework.store import journal
from casework.store.casework import Casework, new_post_id
from casework.store.tables import FollowRow, PostRow
from tests.actions.test_unlinkable import of_report, rows, told
from tests.doors.client import Visit
from tests.doors.crawl import crawl
from tests.doors.stage import CAST, STNMT, Reports, actor
from tests.doors.test_files import picture
from tests.doors.test_new_report import fill
from tests.house import Clock

one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PEOPLE = frozenset({"user_id", "reporter", "author", "actor", "by", "entered_by", "claimed_by"})
OUTSIDE = {
    "officer.stnmt": ("/agency/", "/agency/?tab=messages", "/agency/?tab=answered", "/"),
    "signer.stnmt": ("/agency/",),
    "guest": ("/", "/en/"),
    "journalist": ("/",),
    "overseer": ("/oversight/",),
}


def lived(a_report: Reports, clock: Clock, *, publish: bool) -> ReportCode:
    """A confidential report that was written to and answered, each at an hour and minute of its own."""
    clock.set(datetime(2026, 11, 2, 9, 17, 43, tzinfo=LOCAL))
    code = a_report(by="guest", display=Display.CONFIDENTIAL, publish=publish).code
    owner = a_report.owner(code)
    deeds: tuple[tuple[do.Command, str | Actor], ...] = (
        (do.MessageNewsroom(post=new_post_id(), words="Tôi xin nói thêm."), owner),
        (do.ApproveAndRoute(post=new_post_id(), words="Nhờ sở xem.", agency=STNMT), "moderator.bnd"),
        (do.MessageAgency(post=new_post_id(), words="Tôi đã tới quầy."), owner),
        (do.Accept(), "officer.stnmt"),
        (do.MessageAgency(post=new_post_id(), words="Sở đã nhận."), "officer.stnmt"),
        (do.AddAgencyNote(post=new_post_id(), words="Đã gọi chi nhánh."), "officer.stnmt"),
        (do.InterimReply(post=new_post_id(), words="Đang xem."), "officer.stnmt"),
        (do.DraftReply(post=new_post_id(), words="Dự thảo."), "officer.stnmt"),
        (do.SignReply(post=new_post_id(), words="Đã xong."), "signer.stnmt"),
        (do.Reopen(post=new_post_id(), words="Chưa xong."), owner),
        (do.MessageAgency(post=new_post_id(), words="Tôi vẫn chờ."), owner),
    )
    for number, (command, who) in enumerate(deeds, 1):
        clock.advance(hours=1, minutes=3 + number, seconds=number)
        a_report.deed(code, command, by=who)
    if publish:
        clock.advance(minutes=11)
        comment = do.Comment(post=new_post_id(), words="Tôi cũng vậy.")
        a_report.deed(code, comment, by="business")
        a_report.deed(code, do.ReviewComment(comment=comment.post, show=True), by="moderator.bnd")
    return code


def hours(casework: Casework, code: ReportCode) -> re.Pattern[str]:
    """The hours and minutes of everything that happened to it, as pages and machines write them."""
    with casework.db.read() as session:
        moments = {recorded.at for recorded in journal.of_report(session, code)}
        moments |= set(session.scalars(select(PostRow.at).where(PostRow.report_code == code)))
    written = {at.astimezone(zone).strftime("%H:%M") for at in moments for zone in (LOCAL, UTC)}
    return re.compile(r"(?<![0-9:])(?:" + "|".join(sorted(written)) + r")(?![0-9])")


@one_engine  # every page there is: the letters beside it are looked at on both
@pytest.mark.parametrize("publish", [True, False])
def test_no_hour_of_it_is_in_any_page_outside_the_newsroom(
    app: Flask, casework: Casework, a_report: Reports, clock: Clock, publish: bool
) -> None:
    code = lived(a_report, clock, publish=publish)
    clock.set(datetime(2026, 11, 5, 8, 0, tzinfo=LOCAL))
    pattern = hours(casework, code)
    assert pattern.search("lúc 9:17 và 09:17")
    pages = [f"{door}/reports/{code}" for door in ("", "/agency", "/oversight", "/en")]
    for who, starts in OUTSIDE.items():
        seen = 0
        for address, response in crawl(Visit(app), who, *starts, *pages):
            body = response.get_data(as_text=True) if response.mimetype == "text/html" else ""
            headers = "\n".join(value for name, value in response.headers if name != "Date")
            found = pattern.findall(address + headers + body)
            assert not found, f"{found} at {address} for {who}"
            seen += code in address and response.status_code == 200
        assert seen or (not publish and who in ("guest", "journalist")), f"{who} saw nothing of it"
    newsroom = Visit(app).get(f"/moderation/reports/{code}", as_="moderator.bnd")
    assert pattern.search(newsroom.source)  # the newsroom has its hours


def test_no_hour_of_it_is_in_a_letter_to_an_agency(
    app: Flask, casework: Casework, a_report: Reports, clock: Clock
) -> None:
    code = lived(a_report, clock, publish=True)
    pattern = hours(casework, code)
    office = app.extensions["post-office"]
    assert isinstance(office, FilesPostOffice)
    clock.set(datetime(2026, 11, 5, 8, 0, tzinfo=LOCAL))
    run(casework, office, "http://localhost", once=True)
    letters = [one for one in office.letters() if one.to.startswith(("officer.", "signer."))]
    assert letters
    for letter in letters:
        assert not pattern.findall(f"{letter.subject}{letter.text}{letter.html}"), letter.subject


def test_no_row_ties_what_was_sent_from_an_account_to_the_account(visit: Visit, casework: Casework) -> None:
    """security.md: nothing linkable; who copies the database learns no name of a confidential reporter."""
    page = fill(visit, as_="citizen", display="confidential")
    code = re.search(r"PA-\w{4}-\w{4}", page.main)
    assert code
    page = visit.get(f"/reports/{code[0]}", as_="citizen")
    visit.send(page, "/message-newsroom", {"words": "Thêm."}, as_="citizen")
    visit.get("/track", as_="citizen")

    user = actor("citizen").user
    for name, row in of_report(rows(casework), ReportCode(code[0])):
        assert CAST["citizen"].name not in told((name, row)), name
        assert user not in {row[column] for column in PEOPLE & set(row)}, (name, row)


def test_its_reporter_does_not_follow_it_with_an_account(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED, by="guest", display=Display.CONFIDENTIAL)
    secret = a_report.receipts[report.code].secret
    assert any(
        action.endswith("/follow") for action in visit.get(f"/reports/{report.code}", as_="citizen").actions
    )
    page = visit.post("/track", {"code": report.code, "secret": secret}, as_="citizen")
    assert not any(action.endswith("/follow") for action in page.actions)
    visit.post(f"/reports/{report.code}/follow", {"on": "yes"}, as_="citizen", status=403)
    with casework.db.read() as session:
        assert session.query(FollowRow).count() == 0
    set_follow(casework, report.code, by=actor("business"), on=True)


@one_engine
def test_a_signed_in_owner_acts_as_nobody_in_the_journal(
    visit: Visit, casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ANSWERED, by="citizen", display=Display.CONFIDENTIAL)
    secret = a_report.receipts[report.code].secret
    page = visit.post("/track", {"code": report.code, "secret": secret}, as_="citizen")
    visit.send(page, "/reopen", {"words": "Chưa xong."}, as_="citizen")
    with casework.db.read() as session:
        acted = {recorded.actor for recorded in journal.of_report(session, report.code)}
        assert actor("citizen").user not in acted
        post = session.query(PostRow).filter_by(report_code=report.code, kind=PostKind.REOPEN).one()
        assert post.author is None
    with pytest.raises(Refused):
        a_report.deed(report.code, do.Withdraw(post=new_post_id(), words=""), by="citizen")


def test_no_address_of_the_network_is_stored_with_it(
    visit: Visit, casework: Casework, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor anywhere else: not of who sends it, looks at it again, writes, and tries a wrong secret."""
    address, agent = "203.0.113.77", "Mozilla/5.0 (Linux; Android 7.7.77)"
    visit.browser("guest").environ_base |= {"REMOTE_ADDR": address, "HTTP_USER_AGENT": agent}
    page = fill(visit, display="confidential", attachments=(picture(), "anh.png"))
    code = re.search(r"PA-\w{4}-\w{4}", page.main)
    assert code
    page = visit.get(f"/reports/{code[0]}")
    visit.send(page, "/message-newsroom", {"words": "Thêm."})
    visit.post("/track", {"code": code[0], "secret": "AAAA-BBBB-CCCC"}, status=422)
    everything = "".join(told(row) for row in rows(casework)) + caplog.text
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for mark in (address, "7.7.77"):
        assert mark not in everything and mark.encode() not in kept
