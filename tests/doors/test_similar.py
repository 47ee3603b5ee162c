"""Similar reports: shown to who writes one, asked about before it is sent, offered to who reviews it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from casework.actions import indexing
from casework.domain import commands as do
from casework.domain.lessons import words_of
from casework.domain.report import Report
from casework.domain.similar import PUBLIC, Shelf, key_of
from casework.domain.values import Display, RemoveReason, RevisionId, Status
from casework.store import reports as stored
from casework.store.casework import Casework, new_post_id
from casework.store.tables import SearchRow, SimilarWordRow, SupportRow
from tests.doors.client import Page, Visit
from tests.doors.stage import BND, PTTH, Reports
from tests.doors.test_gate import COMPLAINT, press
from tests.doors.test_new_report import FORM, NEW, fill, picture, reports

LOOK = "/reports/new/similar"
MINE = {
    "title": "Hẹn trả sổ đỏ ba lần chưa có kết quả",
    "body": "Nhà tôi nộp hồ sơ ở bộ phận một cửa từ tháng 3, được hẹn lại ba lần.",
}
ELSEWHERE = {
    "title": "Đèn đường thôn Bắc hỏng cả tháng",
    "body": "Buổi tối trẻ con đi học về tối om, nguy hiểm.",
}


def offered(visit: Visit, *, as_: str = "guest", **typed: str) -> list[str]:
    """The titles that the form's script would show for what is typed."""
    return titles(look(visit, as_=as_, **typed))


def look(visit: Visit, *, as_: str = "guest", **typed: str) -> Any:
    """What the form's script gets."""
    answer = visit.post(LOOK, {**MINE, **typed}, as_=as_).response.get_json()
    found = html.fromstring(f"<div>{answer['html']}</div>")
    assert answer["found"] == len(titles(found))
    return found


def titles(node: Any) -> list[str]:
    return [link.text_content() for link in node.xpath("//*[@class='similar-title']/a")]


def shelf(casework: Casework, report: Report) -> Shelf | None:
    """Where a report lies, told from the words under which it is found; None when there are none."""
    with casework.db.read() as session:
        number = select(SearchRow.id).where(SearchRow.report_code == report.code).scalar_subquery()
        keys = set(session.scalars(select(SimilarWordRow.word).where(SimilarWordRow.number == number)))
        words = words_of(*stored.text(session, report.code))
    if not keys:
        return None
    for one in (PUBLIC, Shelf(BND), Shelf(PTTH)):
        if keys == {key_of(one, word) for word in words}:
            return one
    raise AssertionError("it lies on two shelves")


# ---- while somebody writes


def test_what_others_reported_is_shown_with_its_state_and_how_many_met_the_same(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED)
    a_report(Status.ROUTED, **ELSEWHERE)
    visit.post(f"/reports/{report.code}/support", {"on": "yes"}, as_="business")

    found = look(visit)

    assert titles(found) == ["Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"]
    words = " ".join(found.text_content().split())
    assert "Sở Tài nguyên và Môi trường" in words and "1 người cũng gặp" in words
    assert found.xpath("//a/@href")[0] == f"/reports/{report.code}"
    assert visit.post(LOOK, MINE).headers["Cache-Control"] == "private, no-store"


def test_at_most_five_are_shown_and_nothing_for_what_is_like_nothing(visit: Visit, a_report: Reports) -> None:
    for _ in range(7):
        a_report(Status.ROUTED)
    assert len(offered(visit)) == 5
    assert offered(visit, **ELSEWHERE) == []
    assert offered(visit, title="", body="") == []


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.NEEDS_INFO, Status.DECLINED, Status.WITHDRAWN])
def test_what_is_not_published_is_never_found(visit: Visit, a_report: Reports, status: Status) -> None:
    a_report(status)
    for who in ("guest", "citizen", "business", "moderator.bnd"):
        assert offered(visit, as_=who) == []


def test_what_is_restricted_merged_unconfirmed_or_taken_down_is_never_found(
    visit: Visit, a_report: Reports
) -> None:
    a_report(Status.ROUTED, publish=False)
    a_report(Status.ROUTED, publish=False, by="guest", display=Display.CONFIDENTIAL)
    a_report(Status.MERGED)
    a_report(Status.UNCONFIRMED, by="guest")
    report = a_report(Status.ANSWERED)
    assert len(offered(visit)) == 1

    removal = do.Remove(post=new_post_id(), words="Lộ số căn cước.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, removal, by="moderator.bnd")
    assert offered(visit) == []

    a_report.deed(report.code, do.Restore(), by="moderator.bnd")
    assert len(offered(visit)) == 1


def test_a_row_that_stayed_behind_shows_nothing_that_is_not_public(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.SUBMITTED)
    with casework.db.write() as session:
        number = session.scalars(select(SearchRow.id).where(SearchRow.report_code == report.code)).one()
        session.add_all(
            SimilarWordRow(word=key_of(PUBLIC, word), number=number) for word in words_of(*MINE.values())
        )
    assert offered(visit) == []


def test_words_that_were_blacked_out_or_edited_away_find_nothing_any_more(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    rewritten = do.Edit(
        revision=RevisionId(new_post_id()),
        title=ELSEWHERE["title"],
        body=ELSEWHERE["body"],
        field=report.field,  # type: ignore[arg-type]  # because it has one
        area=report.area,
        task=report.task,  # type: ignore[arg-type]  # because it has one
    )
    a_report.deed(report.code, rewritten, by="moderator.bnd")
    assert offered(visit) == []
    assert offered(visit, **ELSEWHERE) == [ELSEWHERE["title"]]


def test_one_press_says_toi_cung_gap_for_who_is_signed_in(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    button = look(visit, as_="business").xpath("//button[@form='similar-support']")[0]
    own = visit.get(NEW, as_="business").form("/track")
    assert own.get("id") == "similar-support"
    values = {field.name: field.value for field in own.inputs if field.name}

    thanked = visit.post(button.get("formaction"), values, as_="business", token=False)

    assert "bạn cũng gặp việc này" in thanked.text
    with casework.db.read() as session:
        assert session.scalars(select(SupportRow.report_code)).all() == [report.code]


def test_a_guest_is_led_to_sign_in_and_the_reporter_has_nothing_to_press(
    visit: Visit, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    guests = look(visit)
    assert guests.xpath("//button") == []
    assert guests.xpath("//a/@href")[1] == f"/login?next=/reports/{report.code}"
    own = look(visit, as_="citizen")
    assert titles(own) and own.xpath("//button") == [] and len(own.xpath("//a")) == 1


def test_it_asks_for_the_forms_token_and_may_be_asked_so_often_and_no_more(
    visit: Visit, a_report: Reports
) -> None:
    a_report(Status.ROUTED)
    visit.post(LOOK, MINE, token=False, status=400)
    typed = {**MINE, "csrf_token": visit.token("guest")}
    answers = [visit.browser("guest").post(LOOK, data=typed).status_code for _ in range(60)]
    assert answers[0] == 200 and answers[-1] == 429


def test_what_is_typed_stands_in_no_log_and_no_address(
    visit: Visit, a_report: Reports, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: Any) -> None:
        raise RuntimeError(MINE["body"])

    caplog.set_level(logging.DEBUG)
    assert visit.post(LOOK, MINE).url.endswith(LOOK)
    monkeypatch.setattr("casework.store.similar.by_words", fails)
    assert offered(visit) == []
    assert "similar reports could not be looked for: RuntimeError" in caplog.text
    assert "bộ phận" not in caplog.text and "Hẹn trả" not in caplog.text


def test_a_text_with_signs_that_no_keyboard_makes_or_far_too_long_finds_nothing(visit: Visit) -> None:
    assert offered(visit, title="x\x00y") == []
    assert offered(visit, body="nước máy " * 5000) == []


# ---- before it is sent, without scripts


def test_without_scripts_what_is_like_it_is_shown_before_it_is_sent(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)

    step = fill(visit, as_="business", status=422, **MINE)

    assert "đã có người phản ánh" in step.h1 and titles(step.tree)
    assert [one.code for one in reports(casework)] == [report.code]
    assert step.headers["Cache-Control"] == "private, no-store"


def test_who_goes_on_sends_what_was_typed_and_its_files(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ROUTED)
    step = fill(visit, status=422, **MINE, attachments=(picture(), "giay-hen.jpg"))

    sent = press(visit, step, "similar", "seen")

    assert sent.url.endswith("/received")
    new = reports(casework)[-1]
    assert (new.title, new.body) == (MINE["title"], MINE["body"])
    page = visit.get(f"/reports/{new.code}")
    assert "giay-hen" in page.source


def test_who_would_change_it_gets_the_form_with_what_was_typed(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    step = fill(visit, status=422, **MINE, attachments=(picture(), "giay-hen.jpg"))

    form = press(visit, step, "similar", "back")

    values = form.values(NEW)
    assert (values["title"], values["name"]) == (MINE["title"], FORM["name"])
    assert str(values["body"]).strip() == MINE["body"]
    assert "vẫn được giữ" in form.main
    sent = press(visit, visit.send(form, NEW, {}, status=422), "similar", "seen")
    assert sent.url.endswith("/received")


def test_the_gate_comes_first_and_its_answer_holds(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    a_report(Status.ROUTED, **COMPLAINT)
    gate = fill(visit, status=422, **COMPLAINT)
    assert "Hỏi bạn hai câu" in gate.h1

    step = press(visit, gate, "gate", "report", status=422)
    assert "đã có người phản ánh" in step.h1
    assert press(visit, step, "similar", "seen").url.endswith("/received")
    assert len(reports(casework)) == 2


def test_a_program_and_what_is_like_nothing_are_asked_nothing(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    assert fill(visit, **ELSEWHERE).url.endswith("/received")
    values = visit.get(NEW).values(NEW)
    del values["similar"]
    sent = visit.post(NEW, {**values, **FORM, **MINE}, token=False)
    assert sent.url.endswith("/received")


def test_a_report_is_taken_though_nothing_can_be_looked_for(
    visit: Visit, a_report: Reports, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(Status.ROUTED)

    def fails(*_: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("casework.store.similar.by_words", fails)
    assert fill(visit, **MINE).url.endswith("/received")


def test_the_form_is_there_in_english_too(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    step = visit.send(visit.get(f"/en{NEW}"), NEW, {**FORM, **MINE}, status=422)
    assert step.h1 == "Has somebody reported this already?"


# ---- who reviews it


def review(visit: Visit, report: Report, *, as_: str = "moderator.bnd", **query: str) -> Page:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return visit.get(f"/moderation/reports/{report.code}" + (f"?{asked}" if asked else ""), as_=as_)


def beside(page: Page) -> list[str]:
    return [node.text_content() for node in page.all("//section[@id='similar']//*[@class='code']")]


def test_a_moderator_sees_public_ones_and_those_of_the_own_queue_with_what_they_share(
    visit: Visit, a_report: Reports
) -> None:
    public, queued = a_report(Status.ROUTED), a_report(Status.NEEDS_INFO)
    a_report(Status.DECLINED), a_report(Status.ROUTED, publish=False), a_report(outlet=PTTH)
    report = a_report(**MINE)

    page = review(visit, report)

    assert set(beside(page)) == {public.code, queued.code}
    section = " ".join(page.one("//section[@id='similar']").text_content().split())
    assert "Cùng có chữ" in section and "bộ phận một cửa" in section
    assert report.code not in beside(page)


def test_what_waits_in_another_newsroom_is_nobody_elses(visit: Visit, a_report: Reports) -> None:
    a_report()
    report = a_report(outlet=PTTH, **MINE)
    assert beside(review(visit, report, as_="moderator.ptth")) == []


def test_a_public_one_of_another_newsroom_is_shown_without_the_way_to_merge(
    visit: Visit, a_report: Reports
) -> None:
    other = a_report(outlet=PTTH)
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency="STNMT")  # type: ignore[arg-type]  # because it is one
    a_report.deed(other.code, route, by="moderator.ptth")

    page = review(visit, a_report(**MINE))

    assert beside(page) == [other.code]
    assert page.all("//section[@id='similar']//a[contains(@href, 'into=')]") == []
    assert "chỉ gộp được trong cùng một tòa soạn" in page.text


def test_the_way_to_merge_opens_the_form_with_the_code_in_it(visit: Visit, a_report: Reports) -> None:
    earlier, report = a_report(Status.ROUTED), a_report(**MINE)
    link = review(visit, report).one("//section[@id='similar']//a[contains(@href, 'into=')]").get("href")
    assert link.endswith("#merge")

    page = visit.get(link.partition("#")[0], as_="moderator.bnd")

    assert page.one("//details[@id='merge']").get("open") is not None
    assert page.values("/merge")["into"] == earlier.code
    visit.send(page, "/merge", {}, as_="moderator.bnd")
    assert "Đã gộp" in review(visit, report).text


def test_where_nothing_can_be_merged_nothing_is_looked_for(visit: Visit, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    assert beside(review(visit, a_report(Status.ACCEPTED))) == []


# ---- what is kept


def test_a_report_lies_where_it_stands_whatever_is_done_to_it(a_report: Reports, casework: Casework) -> None:
    report = a_report()
    assert shelf(casework, report) == BND
    assert shelf(casework, a_report.deed(report.code, do.HandOver(outlet=PTTH), by="moderator.bnd")) == PTTH
    for status, where in (
        (Status.NEEDS_INFO, BND),
        (Status.ROUTED, PUBLIC),
        (Status.RETURNED, PUBLIC),
        (Status.CLOSED, PUBLIC),
        (Status.DECLINED, None),
        (Status.WITHDRAWN, None),
        (Status.MERGED, None),
    ):
        assert shelf(casework, a_report(status)) == where


def test_writing_the_words_anew_gives_the_same(a_report: Reports, casework: Casework) -> None:
    for status in (Status.SUBMITTED, Status.ROUTED, Status.DECLINED):
        a_report(status)

    def rows() -> set[tuple[int, int]]:
        with casework.db.read() as session:
            return {(row.word, row.number) for row in session.scalars(select(SimilarWordRow))}

    by_deeds = rows()
    with casework.db.write() as session:
        session.query(SimilarWordRow).delete()
    for _ in range(2):
        assert indexing.index_similar(casework) == 3
        assert rows() == by_deeds
    assert by_deeds
