"""Attachments: the rule of what they hang on, and nothing for a browser to run."""

from __future__ import annotations

import io

import pytest
from PIL import Image
from werkzeug.test import TestResponse

from casework.domain import commands as do
from casework.domain.values import RemoveReason, Status
from casework.store.casework import new_post_id
from tests.doors.client import Visit
from tests.doors.stage import Reports

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    + (b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n")
)


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "teal").save(out, "JPEG")
    return out.getvalue()


def fetch(visit: Visit, url: str, *, as_: str = "guest", status: int = 200, **headers: str) -> TestResponse:
    """The bytes of a file, which are no page to be read."""
    response = visit.browser(as_).get(url, headers={k.replace("_", "-"): v for k, v in headers.items()})
    assert response.status_code == status, url
    return response


@pytest.fixture
def links(visit: Visit, a_report: Reports) -> tuple[str, list[str]]:
    """The code of a published report, and the addresses of its picture and its PDF."""
    report = a_report(Status.ROUTED, uploads=[(picture(), "giấy hẹn.jpg"), (PDF, "đơn.pdf")])
    page = visit.get(f"/reports/{report.code}")
    found = page.all("//ul[@class='attachments']//a/@href")
    assert len(found) == 2
    assert page.one("//ul[@class='attachments']//img").get("src") == f"{found[0]}/thumb"
    return report.code, found


def test_a_picture_is_shown_and_a_paper_is_saved(visit: Visit, links: tuple[str, list[str]]) -> None:
    _, (photo, paper) = links
    shown = fetch(visit, photo)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert not shown.headers["Content-Disposition"].startswith("attachment")
    small = fetch(visit, f"{photo}/thumb")
    assert int(small.headers["Content-Length"]) <= int(shown.headers["Content-Length"])
    saved = fetch(visit, paper)
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.headers["Content-Type"] == "application/pdf"
    visit.get(f"{paper}/thumb", status=404)
    for page in (shown, small, saved):
        assert page.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Set-Cookie" not in page.headers
    fetch(visit, photo, status=304, If_None_Match=shown.headers["ETag"])


def test_files_of_what_was_taken_down_are_gone_at_every_size(
    visit: Visit, a_report: Reports, links: tuple[str, list[str]]
) -> None:
    code, (photo, paper) = links
    remove = do.Remove(post=new_post_id(), words="Lộ mặt người.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, remove, by="moderator.bnd")
    for url in (photo, f"{photo}/thumb", paper):
        visit.get(url, status=404)
        visit.get(url, as_="business", status=404)
    seen = fetch(visit, photo, as_="citizen")
    assert seen.headers["Cache-Control"] == "private, no-store"


def test_files_of_a_report_that_is_not_public_are_for_those_who_may_read_it(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.SUBMITTED, uploads=[(picture(), "anh.jpg")])
    page = visit.get(f"/reports/{report.code}", as_="citizen")
    (photo,) = page.all("//ul[@class='attachments']//a/@href")
    for url in (photo, f"{photo}/thumb"):
        visit.get(url, status=404)
        visit.get(url, as_="officer.stnmt", status=404)
        assert fetch(visit, url, as_="moderator.bnd").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("key", ["0" * 32, "x", "..%2f..%2fetc", "%00", "A" * 400])
def test_an_unknown_key_is_a_404(visit: Visit, key: str) -> None:
    visit.get(f"/files/{key}", status=404)
    visit.get(f"/files/{key}/thumb", status=404)
