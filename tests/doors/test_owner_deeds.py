"""What a reporter does on the page of their report; nobody else may, and nothing typed is lost."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.values import DeclineReason, PostKind, Status
from casework.store import reports
from casework.store.casework import Casework, new_post_id
from casework.store.tables import AttachmentRow, PostRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports
from tests.doors.test_new_report import picture

DEEDS = {
    "supply-info": (Status.NEEDS_INFO, Status.SUBMITTED, {"words": "Tôi nộp ở bộ phận một cửa huyện."}),
    "appeal": (Status.DECLINED, Status.DECLINED, {"words": "Tôi không khiếu nại, tôi phản ánh việc chậm."}),
    "rate": (Status.ANSWERED, Status.CLOSED, {"solved": "yes", "stars": "5", "words": "Cảm ơn."}),
    "reopen": (Status.ANSWERED, Status.REOPENED, {"words": "Tôi đến nhận nhưng chưa có giấy."}),
    "withdraw": (Status.ROUTED, Status.WITHDRAWN, {"words": ""}),
}
LONG = "x" * 20_001
one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def now(casework: Casework, code: str) -> Status:
    with casework.db.read() as session:
        return reports.load(session, code).status


def posts(casework: Casework, code: str, kind: PostKind) -> int:
    with casework.db.read() as session:
        return session.query(PostRow).filter_by(report_code=code, kind=kind).count()


def thread(visit: Visit, code: str, as_: str = "citizen") -> Page:
    return visit.get(f"/reports/{code}", as_=as_)


@pytest.mark.parametrize("deed", DEEDS)
def test_the_owner_does_it_on_the_page(
    visit: Visit, a_report: Reports, casework: Casework, deed: str
) -> None:
    before, after, fields = DEEDS[deed]
    code = a_report(before).code

    page = visit.send(thread(visit, code), f"/{deed}", fields, as_="citizen")

    assert page.url == f"/reports/{code}" and page.all("//*[@role='status']")
    assert now(casework, code) is after


@one_engine
@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_else_is_offered_it_or_may_do_it(
    visit: Visit, a_report: Reports, casework: Casework, deed: str
) -> None:
    before, _, fields = DEEDS[deed]
    report = a_report(before)
    hidden = 403 if report.is_published else 404

    for who in ("stranger", "business", "officer.syt"):
        if report.is_published:
            actions = thread(visit, report.code, who).actions
            assert not any(action.endswith(f"/{deed}") for action in actions)
        visit.post(f"/reports/{report.code}/{deed}", fields, as_=who, status=hidden)
    visit.post(f"/reports/PA-2222-2222/{deed}", fields, status=404)
    assert now(casework, report.code) is before


@one_engine
def test_who_holds_code_and_secret_may_do_the_same(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.ANSWERED, by="guest").code
    visit.post("/track", {"code": code, "secret": a_report.receipts[code].secret})

    visit.send(thread(visit, code, "guest"), "/rate", {"solved": "yes", "stars": "4"})

    assert now(casework, code) is Status.CLOSED


@one_engine
@pytest.mark.parametrize(
    ("deed", "name", "wrong"),
    [
        ("supply-info", "words", {"words": " "}),
        ("supply-info", "words", {"words": LONG}),
        ("supply-info", "words", {"words": "NUL\x00"}),
        ("appeal", "words", {"words": ""}),
        ("reopen", "words", {"words": ""}),
        ("withdraw", "words", {"words": LONG}),
        ("rate", "solved", {"stars": "5"}),
        ("rate", "stars", {"solved": "yes"}),
        ("rate", "stars", {"solved": "yes", "stars": "6"}),
        ("rate", "words", {"solved": "yes", "stars": "5", "words": LONG}),
    ],
)
def test_a_wrong_field_says_so_and_what_was_typed_stays(
    visit: Visit, a_report: Reports, casework: Casework, deed: str, name: str, wrong: dict[str, str]
) -> None:
    code = a_report(DEEDS[deed][0]).code

    page = visit.post(f"/reports/{code}/{deed}", wrong, as_="citizen", status=422)

    assert page.error_of(f"{deed}-{name}")
    kept = page.values(f"/{deed}")
    for field, value in wrong.items():
        if "\x00" not in value and value != "6":
            assert str(kept[field]).strip() == value.strip()
    assert now(casework, code) is DEEDS[deed][0]


def test_a_double_click_is_one_deed(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.NEEDS_INFO).code
    page = thread(visit, code)
    fields = {"words": "Bộ phận một cửa huyện."}

    visit.send(page, "/supply-info", fields, as_="citizen")
    visit.send(page, "/supply-info", fields, as_="citizen")

    assert posts(casework, code, PostKind.INFO) == 1


def test_what_happened_meanwhile_is_told_and_the_words_stay(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.ROUTED).code
    page = thread(visit, code)
    a_report.deed(code, do.Accept(), by="officer.stnmt")
    words = {"words": "Việc đã xong."}

    stale = visit.send(page, "/withdraw", words, as_="citizen", status=409)

    assert "Cơ quan tiếp nhận" in stale.main and now(casework, code) is Status.ACCEPTED
    assert str(stale.values("/withdraw")["words"]).strip() == words["words"]
    visit.send(stale, "/withdraw", as_="citizen")
    assert now(casework, code) is Status.WITHDRAWN


def test_what_can_no_longer_be_done_is_said_and_the_words_stay(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.NEEDS_INFO).code
    page = thread(visit, code)
    declined = do.Decline(post=new_post_id(), words="Ngoài phạm vi.", reason=DeclineReason.OUT_OF_SCOPE)
    a_report.deed(code, declined, by="moderator.bnd")

    fields = {"words": "Bộ phận một cửa huyện."}
    again = visit.send(page, "/supply-info", fields, as_="citizen", status=409)
    refused = visit.send(again, "/supply-info", as_="citizen", status=409)

    assert "đã chuyển sang bước khác" in refused.main
    assert str(refused.values("/supply-info")["words"]).strip() == fields["words"]


def test_pictures_come_with_what_is_supplied(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.NEEDS_INFO).code
    fields = {"words": "Giấy hẹn đây.", "attachments": [(picture(), "giấy hẹn.jpg")]}

    page = visit.send(thread(visit, code), "/supply-info", fields, as_="citizen")

    assert "giấy hẹn.jpg" in page.main
    with casework.db.read() as session:
        assert session.query(AttachmentRow).one().post_id is not None


@one_engine
def test_a_bad_file_is_refused_beside_the_field(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.NEEDS_INFO).code
    fields = {"words": "Giấy hẹn đây.", "attachments": [(b"MZ a program", "giấy hẹn.jpg")]}

    page = visit.send(thread(visit, code), "/supply-info", fields, as_="citizen", status=422)

    assert "giấy hẹn.jpg" in page.error_of("supply-info-attachments")
    assert str(page.values("/supply-info")["words"]).strip() == "Giấy hẹn đây."


@one_engine
def test_the_question_stands_where_it_is_answered(visit: Visit, a_report: Reports) -> None:
    page = thread(visit, a_report(Status.NEEDS_INFO).code)

    assert "Bạn nộp hồ sơ ở bộ phận một cửa nào?" in page.one("//*[@id='supply-info']").text_content()


@one_engine
def test_not_solved_leaves_the_way_to_reopen(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.ANSWERED).code

    page = visit.send(thread(visit, code), "/rate", {"solved": "no", "stars": "1"}, as_="citizen")

    assert now(casework, code) is Status.ANSWERED
    assert page.form("/reopen") is not None
    assert not any(action.endswith("/rate") for action in page.actions)


@one_engine
def test_reloading_the_address_of_a_deed_leads_to_its_page(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code

    assert visit.get(f"/reports/{code}/withdraw").url.startswith(f"/reports/{code}")
