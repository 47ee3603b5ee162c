"""/admin/reorganisation: one change at a time, looked at before it is carried out, and carried out once."""

from __future__ import annotations

from typing import Any

import pytest

from casework.actions import succession
from casework.domain.values import FieldCode, Status
from casework.readings import reorganisations, state
from casework.readings.directory import directory
from casework.store.casework import Casework
from tests.doors.client import Page, Visit
from tests.doors.stage import CAST, Reports, actor
from tests.dump import everything_in
from tests.house import Clock

ROOM = "/admin/reorganisation"
SOURCE = "Quyết định số 1/QĐ-UBND ngày 01/11/2026"
NEW = {
    "new_name": "Sở Nông nghiệp và Môi trường",
    "new_name_en": "Department of Agriculture and Environment",
    "new_short_name": "Sở NN&MT",
    "new_code": "SNNMT",
    "new_email": "snnmt@namdinh.test",
}
MERGER = {"agency_1": "STNMT", "agency_2": "SNN", "into": "", "source": SOURCE, **NEW}
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def preview(visit: Visit, kind: str, fields: dict[str, Any], *, query: str = "", status: int = 200) -> Page:
    page = visit.get(f"{ROOM}/{kind}{query}", as_="admin")
    return visit.send(page, f"/{kind}/preview", fields, as_="admin", status=status)


def confirm(visit: Visit, seen: Page, kind: str, *, status: int = 200) -> Page:
    """Press the button under a preview."""
    return visit.send(seen, f"/reorganisation/{kind}", {}, as_="admin", status=status)


def but_sessions(casework: Casework) -> dict[str, Any]:
    """Every row but those that say who looked when."""
    return {name: rows for name, rows in everything_in(casework).items() if name != "session"}


def text(page: Page) -> str:
    return " ".join(page.main.split())


@sqlite_only
@pytest.mark.parametrize("who", [who for who in CAST if who != "admin"])
def test_the_room_is_shut_for_everybody_else(visit: Visit, casework: Casework, who: str) -> None:
    for url in (ROOM, f"{ROOM}/merge", f"{ROOM}/split?agency=STNMT"):
        visit.get(url, as_=who, status=403)
    for url in (f"{ROOM}/merge/preview", f"{ROOM}/merge"):
        visit.post(url, MERGER, as_=who, status=403)
    assert directory(casework).agency("SNNMT") is None


@sqlite_only
@pytest.mark.parametrize("url", ["close", "split", "split?agency=NONE", "split?agency=%00", "MERGE"])
def test_there_are_four_kinds_of_change_and_a_split_is_of_an_agency(visit: Visit, url: str) -> None:
    visit.get(f"{ROOM}/{url}", as_="admin", status=404)


def test_the_room_shows_what_can_be_done_and_what_was(visit: Visit, casework: Casework) -> None:
    page = visit.get(ROOM, as_="admin")
    assert {link.rpartition("/")[2] for link in page.all("//main//h2/a/@href")} == {"rename", "merge", "end"}
    assert "Chưa có lần sắp xếp nào." in page.main
    assert page.one("//form[@action=$to]", to=f"{ROOM}/split") is not None
    done = confirm(visit, preview(visit, "merge", MERGER), "merge")
    assert "Hợp nhất Sở Tài nguyên và Môi trường" in done.main and SOURCE in done.main
    assert visit.get("/admin/", as_="admin").all("//a[@href=$to]", to=ROOM)


# ---- the preview


def test_a_preview_says_what_would_move_and_changes_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ACCEPTED)
    a_report(Status.ANSWERED)
    before = but_sessions(casework)
    seen = preview(visit, "merge", MERGER)
    assert but_sessions(casework) == before
    said = text(seen)
    for words in (
        "Bắt đầu hoạt động: Sở Nông nghiệp và Môi trường",
        "Kết thúc: Sở Tài nguyên và Môi trường → Sở Nông nghiệp và Môi trường",
        "1 phản ánh: Sở Tài nguyên và Môi trường → Sở Nông nghiệp và Môi trường",
        "Nguyễn Văn Sơn Cán bộ xử lý Sở Tài nguyên và Môi trường Sở Nông nghiệp và Môi trường",
        "Đất đai Sở Tài nguyên và Môi trường Sở Nông nghiệp và Môi trường",
        SOURCE,
    ):
        assert words in said, words


def test_a_preview_leads_back_with_everything_that_was_typed(visit: Visit) -> None:
    seen = preview(visit, "merge", MERGER)
    again = visit.send(seen, "/merge/preview", {}, as_="admin")
    values = again.values("/merge/preview")
    assert {name: values[name] for name in MERGER} == MERGER


def test_it_is_all_in_english_too(visit: Visit) -> None:
    page = visit.get(f"/en{ROOM}/merge", as_="admin")
    seen = visit.send(page, "/merge/preview", MERGER, as_="admin")
    assert seen.h1 == "Look at what would move"
    assert "Ends: Department of Natural Resources and Environment" in text(seen)


# ---- carried out


def test_a_merger_is_written_into_the_directory_and_open_work_follows(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    done = confirm(visit, preview(visit, "merge", MERGER), "merge")
    assert "Đã ghi vào danh bạ" in done.text
    assert "Còn 1 phản ánh đang mở ở cơ quan đã kết thúc" in done.main, "the worker has not been there"
    succession.carry_on(casework)
    assert state.report(casework, report.code).agency == "SNNMT"
    assert "Còn 1 phản ánh" not in visit.get(ROOM, as_="admin").main
    assert visit.get("/agencies/so-nong-nghiep-va-moi-truong").h1 == NEW["new_name"]
    (record,) = reorganisations.recorded(casework, by=actor("admin"))
    assert record.by == actor("admin").user


def test_pressed_twice_it_is_done_once(visit: Visit, casework: Casework) -> None:
    seen = preview(visit, "merge", MERGER)
    confirm(visit, seen, "merge")
    before = but_sessions(casework)
    again = confirm(visit, seen, "merge")
    assert "Thay đổi này đã được ghi vào danh bạ." in again.text
    assert but_sessions(casework) == before


def test_a_preview_of_another_directory_is_shown_anew_and_nothing_is_done(
    visit: Visit, casework: Casework
) -> None:
    seen = preview(visit, "merge", MERGER)
    confirm(visit, preview(visit, "end", {"agency": "SXD", "successor": "SCT", "source": SOURCE}), "end")
    stale = confirm(visit, seen, "merge", status=409)
    assert "Danh bạ vừa được người khác thay đổi" in stale.main
    assert directory(casework).agency("SNNMT") is None
    confirm(visit, stale, "merge")
    assert directory(casework).agency("SNNMT") is not None


def test_without_a_preview_nothing_is_carried_out(visit: Visit, casework: Casework) -> None:
    visit.post(f"{ROOM}/merge", {**MERGER, "day": "2026-11-02"}, as_="admin", status=409)
    assert directory(casework).agency("SNNMT") is None


def test_another_name_is_another_agency_in_its_place(visit: Visit, casework: Casework) -> None:
    new = {**NEW, "new_name": "Sở Nội vụ và Lao động", "new_code": "SNVLD"}
    confirm(visit, preview(visit, "rename", {"agency": "SNV", "source": SOURCE, **new}), "rename")
    named = directory(casework)
    old, made = named.agency("SNV"), named.agency("SNVLD")
    assert old is not None and made is not None
    assert (old.name, old.successor) == ("Sở Nội vụ", "SNVLD")
    assert (made.level, made.parent, made.slug) == (old.level, old.parent, "so-noi-vu-va-lao-dong")


def test_two_of_one_name_have_two_addresses(visit: Visit, casework: Casework) -> None:
    new = {**NEW, "new_name": "Sở Nội vụ", "new_code": "SNV2"}
    confirm(visit, preview(visit, "rename", {"agency": "SNV", "source": SOURCE, **new}), "rename")
    made = directory(casework).agency("SNV2")
    assert made is not None and made.slug == "so-noi-vu-snv2"


def test_an_end_without_a_successor_goes_by_field(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED, field=FieldCode("y-te"))
    seen = preview(visit, "end", {"agency": "STNMT", "successor": "", "source": SOURCE}, status=422)
    assert "Lĩnh vực Đất đai sẽ không còn cơ quan nào chủ trì." in seen.main
    seen = preview(visit, "end", {"agency": "UBND-362", "successor": "", "source": SOURCE})
    assert "từng phản ánh về cơ quan phụ trách lĩnh vực đó" in seen.main
    confirm(visit, seen, "end")
    assert state.report(casework, report.code).agency == "STNMT"
    lead = directory(casework).agency_for("ho-tich", "362", succession.local_day(casework.now()))
    assert lead is not None and lead.code == "STP"


def test_a_split_by_field_takes_each_report_where_its_field_goes(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    land = a_report(Status.ACCEPTED)
    other = a_report(Status.ACCEPTED, field=FieldCode("moi-truong"))
    clock.advance(days=1)
    fields = {"to_dat-dai": "SXD", "rest": "STNMT", "source": SOURCE, "day": "03/11/2026"}
    seen = preview(visit, "split", fields, query="?agency=STNMT")
    assert "1 phản ánh: Sở Tài nguyên và Môi trường → Sở Xây dựng" in text(seen)
    assert "Không cơ quan nào bắt đầu hay kết thúc hoạt động." in seen.main
    confirm(visit, seen, "split")
    succession.carry_on(casework)
    assert state.report(casework, land.code).agency == "SXD"
    assert state.report(casework, other.code).agency == "STNMT"


def test_a_day_to_come_waits_for_the_worker(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)
    done = confirm(visit, preview(visit, "merge", {**MERGER, "day": "2026-11-10"}), "merge")
    assert "chưa tới ngày" in done.main and "Đang chuyển" not in done.main
    assert succession.carry_on(casework).deeds == 0
    clock.advance(days=8)
    succession.carry_on(casework)
    assert state.report(casework, report.code).agency == "SNNMT"


# ---- what is refused


FAULTS: dict[str, tuple[dict[str, str], str]] = {
    "nobody to merge with": ({"agency_2": "STNMT"}, "agency_2"),
    "no code": ({"new_code": ""}, "new_code"),
    "a code with a blank": ({"new_code": "S N"}, "new_code"),
    "no name": ({"new_name": "  "}, "new_name"),
    "a name that is too long": ({"new_name": "x" * 201}, "new_name"),
    "no address": ({"new_email": "snnmt"}, "new_email"),
    "no decision": ({"source": ""}, "source"),
    "a day that is none": ({"day": "31/02/2026"}, "day"),
}


@sqlite_only
@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_said_beside_its_field_and_what_was_typed_stays(
    visit: Visit, casework: Casework, name: str
) -> None:
    changes, field = FAULTS[name]
    again = preview(visit, "merge", {**MERGER, **changes}, status=422)
    assert again.error_of(field)
    kept = {name: value for name, value in MERGER.items() if name not in changes}
    values = again.values("/merge/preview")
    assert {name: values[name] for name in kept} == kept
    assert directory(casework).agency("SNNMT") is None


@sqlite_only
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"new_code": "SYT"}, "Mã Sở Y tế đã là của cơ quan khác."),
        ({"day": "2013-01-01"}, "Ngày này sớm hơn ngày Sở Tài nguyên và Môi trường bắt đầu hoạt động."),
    ],
)
def test_what_cannot_be_is_said_in_words(visit: Visit, changes: dict[str, str], said: str) -> None:
    assert said in text(preview(visit, "merge", {**MERGER, **changes}, status=422))


@sqlite_only
def test_a_split_of_nothing_is_asked_again(visit: Visit) -> None:
    fields = {"rest": "STNMT", "source": SOURCE}
    again = preview(visit, "split", fields, query="?agency=STNMT", status=422)
    assert again.error_of("rest")


@sqlite_only
def test_who_has_ended_has_nothing_left_to_split(visit: Visit, casework: Casework) -> None:
    confirm(visit, preview(visit, "end", {"agency": "SXD", "successor": "SCT", "source": SOURCE}), "end")
    fields = {"to_dat-dai": "SCT", "rest": "SXD", "source": SOURCE}
    again = preview(visit, "split", fields, query="?agency=SXD", status=422)
    assert "đã kết thúc hoạt động" in again.error_of("rest")
    assert directory(casework).takeovers == ()
