"""Who reported in confidence is in no byte that anybody else can get: pages, headers, files, letters."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import update

from casework.delivery.post_office import FilesPostOffice
from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.values import Display, Status
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import UserRow
from tests.doors.client import Visit
from tests.doors.crawl import crawl, everything
from tests.doors.stage import Reports, actor

# The words of the two reporters' names, addresses and files; none is a word of the house.
MARKS = (
    "quỳnh-chi", "dấu-tên", "0987654321", "987 654 321", "hop-thu-rieng", "hợp-tác-xã-dấu",
    "anh-nha-toi", "may-anh-rieng", "tai-khoan-rieng", "0912000777", "912 000 777", "doanh-nghiep-dau",
)  # fmt: skip  # because a list of words reads better in few lines
GUEST = Contact(
    name="Nguyễn Dấu-Tên Quỳnh-Chi",
    email="hop-thu-rieng@nha.test",
    phone="0987654321",
    organisation="Hợp-tác-xã-dấu",
)
EVERYBODY_ELSE = {
    "guest": ("/", "/en/", "/reports", "/track"),
    "business": ("/", "/track", "/account"),
    "moderator.bnd": ("/", "/moderation/", "/moderation/comments"),
    "moderator.ptth": ("/", "/moderation/"),
    "officer.stnmt": ("/", "/agency/"),
    "signer.stnmt": ("/", "/agency/"),
    "officer.syt": ("/", "/agency/"),
    "journalist": ("/", "/account"),
    "overseer": ("/", "/oversight/"),
    "admin": ("/admin/",),
}
PAGES = ("/reports/{}", "/moderation/reports/{}", "/agency/reports/{}", "/oversight/reports/{}", "/r/{}")


def photograph() -> bytes:
    """A picture that says whose camera took it."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x013B] = "may-anh-rieng", "Quỳnh-Chi"
    Image.new("RGB", (320, 240), "teal").save(out, "JPEG", exif=exif, comment=b"anh-nha-toi")
    return out.getvalue()


def lived(a_report: Reports, by: str, status: Status, **more: object) -> str:
    """A confidential report that has seen every channel and every hand; its code."""
    photo = (photograph(), "anh-nha-toi.jpg")
    report = a_report(status, by=by, display=Display.CONFIDENTIAL, uploads=[photo], **more)
    owner = a_report.owner(report.code)
    a_report.deed(report.code, do.MessageNewsroom(post=new_post_id(), words="Tôi lo lắng."), by=owner)
    if status in (Status.ACCEPTED, Status.REOPENED):
        a_report.deed(report.code, do.MessageAgency(post=new_post_id(), words="Tôi chờ tin."), by=owner)
        a_report.deed(
            report.code,
            do.AskIdentity(post=new_post_id(), words="Người gửi có thể đang bị đe dọa."),
            by="moderator.bnd",
        )
        a_report.deed(report.code, do.DecideIdentity(granted=True), by="overseer")
    return report.code


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_mark_of_a_confidential_reporter_is_in_anybody_elses_hands(
    app: Flask, casework: Casework, a_report: Reports
) -> None:
    """security.md, "identity of a confidential reporter": C alone; M and O by break-glass, G never."""
    with casework.db.write() as session:
        session.execute(
            update(UserRow)
            .where(UserRow.id == actor("citizen").user)
            .values(
                name="Trần Dấu-Tên Quỳnh-Chi",
                email="tai-khoan-rieng@nha.test",
                phone="0912000777",
                organisation="Doanh-nghiep-dau",
            )
        )
    codes = []
    for status in (Status.SUBMITTED, Status.ACCEPTED, Status.REOPENED, Status.CLOSED):
        codes.append(lived(a_report, "guest", status, contact=GUEST))
        codes.append(lived(a_report, "citizen", status, contact=GUEST))
    codes.append(lived(a_report, "guest", Status.ACCEPTED, contact=GUEST, publish=False))
    for who, starts in EVERYBODY_ELSE.items():
        visit, seen = Visit(app), set()
        for address, response in crawl(visit, who, *starts, *(p.format(c) for c in codes for p in PAGES)):
            if "/admin/people" in address:  # in either language
                continue  # the list of accounts, which names no report
            got = everything(response).decode("utf-8", "replace").lower()
            found = [mark for mark in MARKS if mark in got]
            assert not found, f"{found} at {address} for {who}"
            seen |= {code for code in codes if code in address and response.status_code == 200}
        assert seen, f"{who} never looked at one"
    office = app.extensions["post-office"]
    assert isinstance(office, FilesPostOffice)
    run(casework, office, "http://localhost", once=True)
    others = [letter for letter in office.letters() if letter.to != GUEST.email]
    assert len(others) > 10
    for letter in others:
        got = f"{letter.subject}{letter.text}{letter.html}".lower()
        assert not [mark for mark in MARKS if mark in got], (letter.to, letter.subject)
