"""Numbers are ASCII and bounded (security.md, "What comes in"): Python reads digits of every writing."""

from __future__ import annotations

import ast

import pytest

from casework.domain.values import Status
from tests.doors.client import Visit
from tests.doors.stage import Reports
from tests.doors.test_files import picture
from tests.structure.tree import DOORS, files, parsed, place

sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
# Four, twenty-seventh of November, thirty per cent: in Arabic, wide and Bengali digits.
FOUR, THIRTY = ("٤", "４", "৪", "४"), ("٣٠", "３０", "৩০")
DAYS = ("٢٠٢٦-١١-٢٧", "２０２６-11-27", "27/11/২০২৬", "+2026-11-27", "20261127", "2026-11-27T00:00")


@sqlite_only
def test_no_view_reads_stars_days_or_parts_in_the_digits_of_another_writing(
    visit: Visit, a_report: Reports
) -> None:
    answered = a_report(Status.ANSWERED)
    verdict = visit.get(f"/reports/{answered.code}", as_="citizen").values("/rate") | {"solved": "yes"}
    for stars in (*FOUR, "0", "6", "4.0", " 4", "9" * 400):
        visit.post(f"/reports/{answered.code}/rate", verdict | {"stars": stars}, as_="citizen", status=422)

    case = a_report(Status.ACCEPTED, uploads=[(picture(), "anh.png")])
    desk = visit.get(f"/agency/reports/{case.code}", as_="officer.stnmt").values("/extension")
    entry = visit.get("/moderation/reports/new", as_="moderator.bnd").values("/moderation/reports/new")
    for day in DAYS:
        more = desk | {"until": day, "words": "Xin lỗi vì chậm."}
        page = visit.post(f"/agency/reports/{case.code}/extension", more, as_="officer.stnmt", status=422)
        assert page.error_of("extension-until"), day
        typed = visit.post(
            "/moderation/reports/new", entry | {"received": day}, as_="moderator.bnd", status=422
        )
        assert typed.error_of("received"), day

    review = visit.get(f"/moderation/reports/{case.code}", as_="moderator.bnd")
    (address,) = {link for link in review.all("//main//a/@href") if "/pictures/" in link}
    form = visit.get(address, as_="moderator.bnd").values("/preview")
    for part in THIRTY:
        sides = {"left_1": part, "top_1": "10", "width_1": "30", "height_1": "30"}
        page = visit.post(address, form | sides, as_="moderator.bnd", status=422)
        assert page.error_of("picture-left_1"), part


@sqlite_only
def test_a_version_that_is_no_number_of_ours_is_the_first(visit: Visit, a_report: Reports) -> None:
    """Then something has happened since, and nothing is overwritten unseen."""
    case = a_report(Status.ACCEPTED)
    desk = visit.get(f"/agency/reports/{case.code}", as_="officer.stnmt").values("/interim")
    for version in ("٤", "-1", "9" * 400, "1e1", "4.0", ""):
        sent = desk | {"version": version, "words": "Đang xem hồ sơ."}
        visit.post(f"/agency/reports/{case.code}/interim", sent, as_="officer.stnmt", status=409)


def test_no_form_has_a_field_that_reads_numbers_as_python_does() -> None:
    lenient = {"IntegerField", "DecimalField", "FloatField", "DateField", "DateTimeField", "TimeField"}
    found = [
        place(path, node.lineno)
        for path in files(*DOORS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("wtforms")
        for alias in node.names
        if alias.name in lenient
    ]
    assert not found, f"use web.fields.DayField, or a LineField that is looked at: {found}"
