"""What is told under seal is in no byte that anybody but its keeper can get, and in no row, log or letter."""

from __future__ import annotations

import logging
import secrets
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from casework.actions.denunciations import open_case, perform, write
from casework.delivery.post_office import FilesPostOffice
from casework.delivery.worker import run
from casework.domain.denunciations import Deed
from casework.domain.policy import Actor
from casework.domain.values import Status
from casework.store.casework import Casework
from casework.store.contacts import Contact
from casework.store.tables import Base
from tests.doors.client import Visit
from tests.doors.crawl import crawl, everything
from tests.doors.stage import CAST, Reports, a_denunciation, actor
from tests.doors.test_confidential_bytes import photograph
from tests.house import Clock

# Words of title, text, accused, author, messages, answer and files; none is a word of the house.
MARKS = (
    "dấu-tiêu-đề", "dấu-nội-dung", "dấu-bị-cáo", "dấu-người-gửi", "hop-thu-dau", "0987000111",
    "dấu-viết-thêm", "dấu-trả-lời", "dau-ten-tep", "may-anh-rieng", "anh-nha-toi",
)  # fmt: skip  # because a list of words reads better in few lines
PHOTO = photograph()
AUTHOR = Contact(name="Lục Dấu-người-gửi", email="hop-thu-dau@nha.test", phone="0987000111")
STARTS = {
    "guest": ("/", "/en/", "/reports", "/track", "/journal", "/ledger"),
    "citizen": ("/", "/track", "/account"),
    "moderator.bnd": ("/", "/moderation/", "/moderation/comments"),
    "moderator.ptth": ("/", "/moderation/"),
    "officer.stnmt": ("/", "/agency/"),
    "signer.stnmt": ("/", "/agency/"),
    "journalist": ("/", "/account"),
    "overseer": ("/", "/oversight/"),
    "admin": ("/admin/", "/admin/people?role=keeper"),
}


def lived(casework: Casework, clock: Clock, by: str) -> str:
    """A denunciation that has seen every hand there is; its code."""
    told = a_denunciation(
        casework,
        by=by,
        title="Việc dấu-tiêu-đề ở xã",
        body="Ngày 12/3 dấu-nội-dung nhận tiền của tôi.",
        accused="Ông dấu-bị-cáo, địa chính",
        contact=AUTHOR,
        uploads=[(PHOTO, "dau-ten-tep.jpg")],
    )
    author, keeper = Actor(holds=frozenset({told.code})), actor("keeper")
    clock.advance(hours=1)
    first, second = secrets.token_hex(16), secrets.token_hex(16)
    write(casework, told.code, first, "Tôi dấu-viết-thêm.", [(PHOTO, "dau-ten-tep.jpg")], by=author)
    seen = open_case(casework, told.code, by=keeper).denunciation.version
    perform(casework, told.code, Deed.ANSWERED, by=keeper, seen=seen, message=second, words="Dấu-trả-lời.")
    return told.code


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_mark_of_it_is_in_anybody_elses_hands(
    app: Flask, casework: Casework, clock: Clock, a_report: Reports
) -> None:
    codes = [lived(casework, clock, "guest")]
    a_report(Status.ACCEPTED)
    for who, starts in STARTS.items():
        visit = Visit(app)
        asked = [f"/{path}/{code}" for code in codes for path in ("sealed", "denunciations", "reports", "r")]
        pages = 0
        for address, response in crawl(visit, who, *starts, *asked):
            got = everything(response).decode("utf-8", "replace").lower()
            assert not _found(got), f"{_found(got)} at {address} for {who}"
            # Nobody is told a code that they did not ask with.
            asked_with_it = any(code in address for code in codes)
            assert asked_with_it or not any(code.lower() in got for code in codes), (address, who)
            pages += response.status_code == 200
        assert pages > 5, who


def test_no_row_says_any_of_it_and_none_names_its_author(
    casework: Casework, clock: Clock, tmp_path: Path
) -> None:
    codes = [lived(casework, clock, "citizen"), lived(casework, clock, "guest")]
    citizen = actor("citizen").user
    with casework.db.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(select(table)):
                told = " ".join(_readable(value) for value in row).lower()
                assert not _found(told), (table.name, _found(told))
                if any(code.lower() in told for code in codes):
                    assert table.name.startswith("denunciation"), table.name
                    assert row._mapping.get("user_id") != citizen
    for path in (tmp_path / "files").rglob("*"):
        if path.is_file():
            assert not _found(path.read_bytes().decode("utf-8", "replace").lower()), path


def test_no_log_and_no_letter_says_any_of_it(
    app: Flask, casework: Casework, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    code = lived(casework, clock, "guest")
    visit = Visit(app)
    visit.get(f"/sealed/{code}", as_="keeper")
    visit.get(f"/sealed/{code}", as_="admin", status=403)
    clock.advance(days=1)
    office = app.extensions["post-office"]
    assert isinstance(office, FilesPostOffice)
    run(casework, office, "http://localhost", once=True)
    letters = list(office.letters())
    assert [letter.to for letter in letters] == ["keeper@demo.test"]
    for letter in letters:
        assert not _found(f"{letter.subject}{letter.text}{letter.html}".lower())
        assert code not in f"{letter.subject}{letter.text}{letter.html}"
    assert not _found(caplog.text.lower())


def test_everybody_of_the_cast_has_been_asked() -> None:
    asked = {who.partition(".")[0].rstrip("2") for who in STARTS}
    assert {who.partition(".")[0].rstrip("2") for who in CAST} - asked <= {"keeper", "business"}


def _found(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


def _readable(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
