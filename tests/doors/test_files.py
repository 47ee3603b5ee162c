"""Attachments: the rule of what they hang on, and nothing for a browser to run."""

from __future__ import annotations

import io

import pytest
from PIL import Image

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
    shown = visit.get(photo)
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert not shown.headers["Content-Disposition"].startswith("attachment")
    small = visit.get(f"{photo}/thumb")
    assert int(small.headers["Content-Length"]) <= int(shown.headers["Content-Length"])
    saved = visit.get(paper)
    assert saved.headers["Content-Disposition"].startswith("attachment")
    assert saved.headers["Content-Type"] == "application/pdf"
    visit.get(f"{paper}/thumb", status=404)
    for page in (shown, small, saved):
        assert page.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert "Set-Cookie" not in page.headers
    visit.get(photo, headers={"If-None-Match": shown.headers["ETag"]}, status=304)


def test_files_of_what_was_taken_down_are_gone_at_every_size(
    visit: Visit, a_report: Reports, links: tuple[str, list[str]]
) -> None:
    code, (photo, paper) = links
    remove = do.Remove(post=new_post_id(), words="Lộ mặt người.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, remove, by="moderator.bnd")
    for url in (photo, f"{photo}/thumb", paper):
        visit.get(url, status=404)
        visit.get(url, as_="business", status=404)
    seen = visit.get(photo, as_="citizen")
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
        assert visit.get(url, as_="moderator.bnd").headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("key", ["0" * 32, "x", "..%2f..%2fetc", "%00", "A" * 400])
def test_an_unknown_key_is_a_404(visit: Visit, key: str) -> None:
    visit.get(f"/files/{key}", status=404)
    visit.get(f"/files/{key}/thumb", status=404)
