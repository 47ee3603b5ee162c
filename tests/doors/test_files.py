"""Attachments: the rule of what they hang on, and nothing to run (security.md, "attachment · read")."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from pikepdf import Encryption
from PIL import Image
from werkzeug.test import TestResponse

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import Display, RemoveReason, Status
from casework.store.casework import Casework, new_post_id
from casework.store.tables import AttachmentRow
from tests.doors.client import Visit
from tests.doors.stage import CAST, Reports, actor
from tests.doors.test_new_report import FORM, NEW, fill
from tests.store.hostile_files import paper, png, written

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    + (b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n")
)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def fetch(
    visit: Visit, url: str, *, as_: str = "guest", status: int = 200, method: str = "GET", **headers: str
) -> TestResponse:
    """The bytes of a file, which are no page to be read."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    response = visit.browser(as_).open(url, method=method, headers=sent)
    assert response.status_code == status, f"{method} {url} as {as_}"
    return response


@pytest.fixture
def links(visit: Visit, a_report: Reports) -> tuple[str, list[str]]:
    """The code of a published report, and the addresses of its picture and its PDF."""
    report = a_report(Status.ROUTED, uploads=[(picture(), "giấy hẹn.jpg"), (PDF, "đơn.pdf")])
    page = visit.get(f"/reports/{report.code}")
    shown, paper = page.all("//ul[@class='attachments']//a/@href")
    photo = shown.removesuffix("/view")
    assert page.one("//ul[@class='attachments']//img").get("src") == f"{photo}/thumb"
    return report.code, [photo, paper]


def test_files_are_saved_and_never_run(visit: Visit, links: tuple[str, list[str]]) -> None:
    """security.md: served as attachments with `nosniff` and a sandboxing CSP."""
    _, (photo, paper) = links
    whole, small, saved = (fetch(visit, url) for url in (photo, f"{photo}/thumb", paper))
    assert int(small.headers["Content-Length"]) <= int(whole.headers["Content-Length"])
    assert (whole.headers["Content-Type"], saved.headers["Content-Type"]) == ("image/jpeg", "application/pdf")
    visit.get(f"{paper}/thumb", status=404)
    visit.get(f"{paper}/view", status=404)
    for answer in (whole, small, saved):
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Cookie" in answer.headers["Vary"]
        assert "Set-Cookie" not in answer.headers
    fetch(visit, photo, status=304, If_None_Match=whole.headers["ETag"])


def test_a_name_goes_out_as_rfc_5987_says(visit: Visit, links: tuple[str, list[str]]) -> None:
    _, (photo, _paper) = links
    said = fetch(visit, photo).headers["Content-Disposition"]
    assert unquote(said.partition("filename*=UTF-8''")[2]) == "giấy hẹn.jpg"
    assert said.isascii()


def test_a_picture_is_looked_at_on_a_page_with_the_way_back(
    visit: Visit, links: tuple[str, list[str]]
) -> None:
    code, (photo, _) = links
    page = visit.get(f"{photo}/view")
    assert page.h1 == "giấy hẹn.jpg"
    shown = page.one("//main//img")
    assert (shown.get("src"), shown.get("width"), shown.get("height")) == (photo, "640", "480")
    assert f"/reports/{code}" in page.all("//main//a/@href")


# ---- who gets it: security.md's table, written out by hand -----------------------------------------

EVERYBODY = frozenset({"guest", *CAST})
OWNER_AND_NEWSROOM = frozenset({"citizen", "moderator.bnd", "moderator2.bnd", "overseer"})
OFFICE = frozenset({"officer.stnmt", "signer.stnmt"})
Make = Callable[[Reports, Casework], Report]


def _uploads() -> list[tuple[bytes, str]]:
    return [(picture(), "anh.jpg")]


def _removed(reports: Reports, _: Casework) -> Report:
    report = reports(Status.ROUTED, uploads=_uploads())
    remove = do.Remove(post=new_post_id(), words="Lộ mặt người.", reason=RemoveReason.PERSONAL_DATA)
    return reports.deed(report.code, remove, by="moderator.bnd")


def _hidden(reports: Reports, casework: Casework) -> Report:
    report = reports(Status.ROUTED, uploads=_uploads())
    with casework.db.write() as session:
        session.query(AttachmentRow).filter_by(report_code=report.code).one().is_hidden = True
    return report


def _on_a_post(status: Status, command: type[do.Worded], by: str) -> Make:
    def make(reports: Reports, casework: Casework) -> Report:
        report = reports(status)
        post = command(post=new_post_id(), words="Kèm theo ảnh này.")
        return deeds.perform(casework, report.code, post, by=actor(by), uploads=_uploads())

    return make


def _at(status: Status, **more: object) -> Make:
    return lambda reports, _: reports(status, uploads=_uploads(), **more)


STATES: dict[str, tuple[Make, frozenset[str]]] = {
    "public": (_at(Status.ROUTED), EVERYBODY),
    "closed, public": (_at(Status.CLOSED), EVERYBODY),
    "confidential, public": (
        _at(Status.ROUTED, by="guest", display=Display.CONFIDENTIAL),
        EVERYBODY,
    ),
    "submitted": (_at(Status.SUBMITTED), OWNER_AND_NEWSROOM),
    "needs info": (_at(Status.NEEDS_INFO), OWNER_AND_NEWSROOM),
    "declined": (_at(Status.DECLINED), OWNER_AND_NEWSROOM),
    "removed": (_removed, OWNER_AND_NEWSROOM),
    "restricted": (_at(Status.ROUTED, publish=False), OWNER_AND_NEWSROOM | OFFICE),
    # Nobody's account owns it; who sent it shows the secret, which no one of the cast has done here.
    "confidential, submitted": (
        _at(Status.SUBMITTED, by="citizen", display=Display.CONFIDENTIAL),
        OWNER_AND_NEWSROOM - {"citizen"},
    ),
    "unconfirmed": (_at(Status.UNCONFIRMED, by="guest"), frozenset()),
    # Not for its owner either: who hid it did so because it must not go round.
    "its own flag hides it": (_hidden, OWNER_AND_NEWSROOM - {"citizen"}),
    "on what the reporter added": (
        _on_a_post(Status.NEEDS_INFO, do.SupplyInfo, "citizen"),
        OWNER_AND_NEWSROOM,
    ),
    "on an agency's note": (
        _on_a_post(Status.ACCEPTED, do.AddAgencyNote, "officer.stnmt"),
        OFFICE | {"overseer"},
    ),
    "on the newsroom's note": (
        _on_a_post(Status.ROUTED, do.AddNewsroomNote, "moderator.bnd"),
        frozenset({"moderator.bnd", "moderator2.bnd", "overseer"}),
    ),
    "on a word to the newsroom": (
        _on_a_post(Status.ROUTED, do.MessageNewsroom, "citizen"),
        OWNER_AND_NEWSROOM,
    ),
    "on a comment that waits": (
        _on_a_post(Status.ROUTED, do.Comment, "business"),
        frozenset({"business", "moderator.bnd", "moderator2.bnd", "overseer"}),
    ),
}


@pytest.mark.parametrize("state", STATES)
def test_a_file_goes_to_whom_the_table_names_and_to_nobody_else_at_any_size(
    visit: Visit, a_report: Reports, casework: Casework, state: str
) -> None:
    """security.md, "attachment · read", and "never a picture of a report that is not public, at any size"."""
    make, readers = STATES[state]
    code = make(a_report, casework).code
    with casework.db.read() as session:
        key = session.query(AttachmentRow.id).filter_by(report_code=code).one()[0]
    for who in sorted(EVERYBODY):
        status = 200 if who in readers else 404
        for url, size in ((f"/files/{key}", "full"), (f"/files/{key}/thumb", "thumb")):
            answers = [
                fetch(visit, url, as_=who, status=status),
                fetch(visit, url, as_=who, status=status, method="HEAD"),
                fetch(visit, url, as_=who, status=status, Range="bytes=0-9"),
                fetch(
                    visit,
                    url,
                    as_=who,
                    status=304 if who in readers else 404,
                    If_None_Match=f'"{key}-{size}"',
                ),
            ]
            kept = {answer.headers["Cache-Control"] for answer in answers}
            if who == "guest" and who in readers:
                assert kept == {"public, max-age=0, must-revalidate"}
            elif who in readers:
                assert kept == {"private, no-store"}, who
            else:
                assert not any("public" in said for said in kept), kept
                assert not any(answer.mimetype.startswith("image/") for answer in answers)
        visit.get(f"/files/{key}/view", as_=who, status=status)


def test_the_reporter_who_shows_code_and_secret_gets_their_own_files_and_no_cache_keeps_them(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.SUBMITTED, by="guest", display=Display.CONFIDENTIAL, uploads=_uploads())
    with casework.db.read() as session:
        key = session.query(AttachmentRow.id).filter_by(report_code=report.code).one()[0]
    secret = a_report.receipts[report.code].secret
    visit.post("/track", {"code": report.code, "secret": secret}, as_="a guest with a secret")
    got = fetch(visit, f"/files/{key}", as_="a guest with a secret")
    assert got.headers["Cache-Control"] == "private, no-store"
    fetch(visit, f"/files/{key}", as_="another guest", status=404)


def test_who_has_kept_the_validator_is_told_nothing_once_it_is_taken_down(
    visit: Visit, a_report: Reports, links: tuple[str, list[str]]
) -> None:
    """security.md: never from any cache; "not modified" would be an answer about what is not public."""
    code, (photo, paper) = links
    tags = {url: fetch(visit, url).headers["ETag"] for url in (photo, f"{photo}/thumb", paper)}
    remove = do.Remove(post=new_post_id(), words="Lộ mặt người.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, remove, by="moderator.bnd")
    for url, tag in tags.items():
        for who in ("guest", "business", "officer.stnmt"):
            for condition in (tag, "*", f"W/{tag}"):
                fetch(visit, url, as_=who, status=404, If_None_Match=condition)
            fetch(visit, url, as_=who, status=404, Range="bytes=0-0", If_Range=tag)
            fetch(visit, url, as_=who, status=404, method="HEAD")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("ho\u202egpj.exe", "hogpj.exe"),
        ("a'><script>alert(1)<b>.jpg", "a'><script>alert(1)<b>.jpg"),
        ("ả" * 300, "ả" * 100),
        ("a%0d%0ab.jpg", "a%0d%0ab.jpg"),
    ],
)
def test_a_name_that_plays_tricks_plays_none_in_the_error_and_nothing_typed_is_lost(
    visit: Visit, name: str, shown: str
) -> None:
    page = fill(visit, attachments=[(b"nothing", name)], status=422)
    assert f"“{shown}”" in page.error_of("attachments")
    assert "\u202e" not in page.source and "<script>alert" not in page.source
    kept = page.values(NEW)
    assert (kept["title"], kept["name"]) == (FORM["title"], FORM["name"])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"GIF89a" + bytes(90), "không phải ảnh JPEG, PNG, WebP hay tài liệu PDF"),
        (png(12_000, 12_000, bits=1), "40 triệu điểm ảnh"),
        (png(50, 50)[:60], "Không đọc được"),
        (written(paper(), encryption=Encryption(owner="o", user="")), "có mật khẩu"),
        (bytes(10 * 1024 * 1024 + 1), "10 MB"),
    ],
    ids=["type", "pixels", "damaged", "encrypted", "size"],
)
def test_why_a_file_was_not_taken_is_said_beside_it_in_the_readers_language(
    visit: Visit, tmp_path: Path, content: bytes, said: str
) -> None:
    page = fill(visit, attachments=[(picture(), "tốt.jpg"), (content, "xấu.jpg")], status=422)
    assert said in page.error_of("attachments") and "xấu.jpg" in page.error_of("attachments")
    assert not [path for path in (tmp_path / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    "key", ["0" * 32, "x", "..%2f..%2fetc", "%00", "A" * 400, "%2e%2e", "0" * 32 + ".thumb"]
)
def test_an_unknown_key_is_a_404(visit: Visit, key: str) -> None:
    for end in ("", "/thumb", "/view"):
        visit.get(f"/files/{key}{end}", status=404)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_files_are_changed_by_no_method(visit: Visit, links: tuple[str, list[str]], method: str) -> None:
    for url in (links[1][0], f"{links[1][0]}/thumb", f"{links[1][0]}/view"):
        response = visit.browser("moderator.bnd").open(url, method=method)
        assert response.status_code in (400, 405), response.status_code
