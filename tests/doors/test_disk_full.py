"""A full disk: what is sent is refused clearly and given back, and everybody reads on (security.md)."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from app import create_app
from casework.actions import sessions
from casework.delivery import worker
from casework.domain.values import Status
from casework.store import files, room
from casework.store.casework import Casework
from casework.store.db import Unavailable
from casework.store.tables import ReportRow
from config import Settings
from tests.delivery.conftest import URL, Box
from tests.doors.client import Page, Visit
from tests.doors.crawl import crawl
from tests.doors.stage import Reports, actor
from tests.doors.test_files import picture
from tests.full import full
from tests.house import Clock
from web import uploads
from web.session import REMEMBERER

WORDS = "Tôi nộp hồ sơ ngày 12/3.\n\nĐến nay đã ba lần được hẹn lại."
READERS = {
    "guest": ("/", "/en/", "/track", "/reports/new"),
    "citizen": ("/account", "/track"),
    "moderator.bnd": ("/moderation/",),
    "officer.stnmt": ("/agency/",),
    "signer.stnmt": ("/agency/",),
    "overseer": ("/oversight/",),
    "admin": ("/admin/",),
}
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def app(settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The forum as it is served: errors are pages."""
    made = create_app(settings)
    made.config["TESTING"] = False
    object.__setattr__(made.extensions["casework"], "clock", clock)
    yield made
    made.extensions["casework"].db.dispose()


def _filled_in(visit: Visit, who: str = "guest", prefix: str = "") -> dict[str, Any]:
    values = visit.get(f"{prefix}/reports/new", as_=who).values("/reports/new")
    del values["similar"]  # a browser with scripts says nothing of it, and is asked nothing before
    values |= {"title": "Ba lần hẹn trả sổ đỏ", "body": WORDS, "kind": "complaint", "outlet": "BND"}
    return values | {"display": "hidden", "publish": "yes", "field": "dat-dai", "area": "362", "name": "Hoa"}


def _is_refused_and_given_back(page: Page, words: str = WORDS) -> None:
    assert page.status == 503 and int(page.headers["Retry-After"]) > 30
    assert page.headers["Cache-Control"] == "private, no-store"
    assert words in [(node.text or "").lstrip("\n") for node in page.all("//main//textarea")]
    assert "hết chỗ lưu" in page.main and "Chưa có gì được gửi đi" in page.main


def _titles(casework: Casework) -> list[str]:
    with casework.db.read() as session:
        return [title for title in session.scalars(select(ReportRow.title)) if title.startswith("Ba lần")]


def _on_disk(folder: Path) -> list[str]:
    return [path.name for path in (folder / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("who", ["guest", "citizen"])
def test_a_report_is_given_back_and_taken_once_when_there_is_room_again(
    visit: Visit,
    casework: Casework,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    values = _filled_in(visit, who)
    with full(casework, monkeypatch):
        kept = visit.post("/reports/new", values, as_=who, status=503)
        _is_refused_and_given_back(kept)
        _is_refused_and_given_back(visit.send(kept, "/reports/new", as_=who, status=503))
    assert "the disk is full: OperationalError at forum.submit_report" in caplog.text or (
        "the disk is full: DiskFull at forum.submit_report" in caplog.text
    )
    assert _titles(casework) == []
    assert "/received" in visit.send(kept, "/reports/new", as_=who).url
    assert _titles(casework) == ["Ba lần hẹn trả sổ đỏ"]


@on_sqlite
def test_it_is_told_in_the_readers_language(
    visit: Visit, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = _filled_in(visit, prefix="/en")
    login = visit.get("/en/login").values("/login") | {"email": "a@b.vn", "password": "x" * 20}
    with full(casework, monkeypatch):
        kept = visit.post("/en/reports/new", values, status=503)
        assert "run out of storage" in kept.main and "hết chỗ" not in kept.main
        monkeypatch.setattr("casework.actions.accounts.authenticate", lambda *_: 1)
        plain = visit.post("/en/login", login, status=503)
        assert "you can read, but not send" in plain.h1 and "can be read" in plain.main


def test_everybody_reads_on(
    visit: Visit, casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    for status in (Status.SUBMITTED, Status.ACCEPTED, Status.ANSWERED):
        a_report(status, uploads=[(picture(), "giấy hẹn.jpg")])
    for who in READERS:
        visit.get("/", as_=who)
    clock.advance(minutes=2)  # a page would be noted by now as the last that was looked at
    with full(casework, monkeypatch):
        with pytest.raises(Unavailable), casework.db.write() as session:
            session.execute(ReportRow.__table__.update().values(title=""))  # type: ignore[attr-defined]  # because Base has no table
        for who, starts in READERS.items():
            seen = 0
            for address, response in crawl(visit, who, *starts, avoided=("/en/reports", "/en/agencies")):
                assert response.status_code < 500, (who, address)
                seen += response.status_code == 200
            assert seen > 4, who


@pytest.mark.parametrize(
    ("who", "path", "action", "fields"),
    [
        ("business", "/reports/{code}", "/comment", {"words": WORDS}),
        ("citizen", "/reports/{code}", "/message-newsroom", {"words": WORDS}),
        ("moderator.bnd", "/moderation/reports/{code}", "/note", {"words": WORDS}),
        ("officer.stnmt", "/agency/reports/{code}", "/interim", {"words": WORDS}),
        ("signer.stnmt", "/agency/reports/{code}", "/note", {"words": WORDS}),
    ],
)
@on_sqlite
def test_whatever_is_written_is_given_back(
    visit: Visit,
    casework: Casework,
    a_report: Reports,
    monkeypatch: pytest.MonkeyPatch,
    who: str,
    path: str,
    action: str,
    fields: dict[str, str],
) -> None:
    report = a_report(Status.ACCEPTED)
    page = visit.get(path.format(code=report.code), as_=who)
    with full(casework, monkeypatch):
        kept = visit.send(page, action, fields, as_=who, status=503)
        _is_refused_and_given_back(kept)
    visit.send(kept, action, as_=who)
    assert visit.get(path.format(code=report.code), as_=who).status == 200


@on_sqlite
def test_a_remembered_browser_reads_as_a_stranger_and_is_known_again_later(
    visit: Visit, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = actor("citizen").user
    assert user is not None
    token = sessions.begin(casework, user, device="Chrome")
    assert token is not None
    cookie = sessions.remember(casework, token)
    assert cookie is not None
    sessions.end_one(casework, user, "none")
    visit.browser("stranger").set_cookie(REMEMBERER, cookie)
    with full(casework, monkeypatch):
        assert visit.get("/reports", as_="stranger").status == 200
        kept = visit.browser("stranger").get_cookie(REMEMBERER)
        assert kept is not None and kept.value == cookie
    assert "Trần Thị Hoa" in visit.get("/account", as_="stranger").text


# ---- files


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def _no_room(*_: Any) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@on_sqlite
def test_a_file_that_cannot_be_kept_is_told_and_nothing_of_it_is_left(
    visit: Visit, casework: Casework, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = _filled_in(visit) | {"attachments": (picture(), "giấy hẹn.jpg")}
    with monkeypatch.context() as limited:
        limited.setattr(files, "_sync", _no_room)
        kept = visit.post("/reports/new", values, status=503)
    _is_refused_and_given_back(kept)
    assert kept.one("//main//input[@type='file']").get("name") == "attachments"
    assert (_titles(casework), _on_disk(tmp_path)) == ([], [])
    assert "/received" in visit.send(kept, "/reports/new").url


def test_files_of_what_could_not_be_written_down_leave_their_room_at_once(
    visit: Visit, casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    values = _filled_in(visit) | {"attachments": (picture(), "giấy hẹn.jpg"), "similar": ""}
    report = a_report(Status.ACCEPTED)
    page = visit.get(f"/reports/{report.code}", as_="citizen")
    said = {"words": WORDS, "attachments": (picture(), "giấy hẹn.jpg")}
    with full(casework, monkeypatch):
        _is_refused_and_given_back(visit.post("/reports/new", values, status=503))
        assert _on_disk(tmp_path) == []
        kept = visit.send(page, "/message-newsroom", said, as_="citizen", status=503)
        _is_refused_and_given_back(kept)
        assert _on_disk(tmp_path) == []


@on_sqlite
def test_the_words_of_a_form_whose_files_find_no_room_on_the_way_in_are_not_lost(
    visit: Visit, casework: Casework, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is larger than half a megabyte is laid aside before anybody looks at the form."""
    values = _filled_in(visit) | {"attachments": (b"\xff\xd8\xff" + bytes(2_000_000), "giấy hẹn.jpg")}
    with monkeypatch.context() as limited:
        # Whoever writes there is told by the system itself that there is no room.
        limited.setattr(tempfile, "TemporaryFile", lambda **_: FileIO("/dev/full", "r+"))
        kept = visit.post("/reports/new", values, status=503)
    _is_refused_and_given_back(kept)
    assert "/received" in visit.send(kept, "/reports/new").url


def test_a_large_file_comes_in_whole() -> None:
    stream = uploads.Spool()
    content = bytes(range(256)) * 4096 * 3
    for at in range(0, len(content), 65_536):
        assert stream.write(content[at : at + 65_536]) == 65_536
    stream.seek(0)
    assert stream.read() == content and not stream.is_cut


@on_sqlite
@pytest.mark.parametrize("free", [0, 10**12])
def test_a_file_is_called_damaged_only_where_there_was_room_to_clean_it(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, free: int
) -> None:
    """The child that cleans it cannot tell one from the other."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Usage(10**12, 0, free))
    values = _filled_in(visit) | {"attachments": (picture()[:200], "giấy hẹn.jpg")}
    if free:
        page = visit.post("/reports/new", values, status=422)
        assert "có thể tệp bị hỏng" in page.main
    else:
        _is_refused_and_given_back(visit.post("/reports/new", values, status=503))


@on_sqlite
def test_another_fault_of_the_system_is_no_full_disk(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    values = _filled_in(visit) | {"attachments": (picture(), "giấy hẹn.jpg")}
    monkeypatch.setattr(files, "_sync", denied)
    assert "hết chỗ" not in visit.post("/reports/new", values, status=500).main


# ---- the worker


def test_a_worker_loses_no_letter_by_a_full_disk(
    casework: Casework, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report()
    box = Box()
    with full(casework, monkeypatch):
        with pytest.raises(Unavailable) as raised:
            worker.run(casework, box, URL, once=True)
        assert room.is_disk_full(raised.value)
        assert box.letters == []
    worker.run(casework, box, URL, once=True)
    assert len(box.letters) == 1


def test_what_an_error_says_about_room() -> None:
    assert room.is_disk_full(OSError(errno.ENOSPC, ""))
    assert room.is_disk_full(OSError(errno.EDQUOT, ""))
    assert not room.is_disk_full(OSError(errno.EACCES, ""))
    assert not room.is_disk_full(ValueError(errno.ENOSPC))
    assert not room.is_disk_full(Unavailable("SELECT 1", None, Exception("gone")))
