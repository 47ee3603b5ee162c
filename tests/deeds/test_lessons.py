"""Proposals learn with each deed, once a report, and forget what a deed takes away."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlalchemy import select

from casework.actions import deeds, lessons
from casework.domain import commands as do
from casework.domain.lessons import EVERY, About
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Display, FieldCode, RevisionId, Status, TaskCode
from casework.store import learned
from casework.store.casework import Casework, new_post_id
from casework.store.tables import LearnedReportRow, LearnedWordRow
from tests.doors.stage import Reports, actor

BND = "moderator.bnd"


def knows(casework: Casework, word: str, about: About = About.AGENCY) -> dict[str, int]:
    """How reports with a word were decided."""
    with casework.db.read() as session:
        found = learned.of_words(session, [word])
    return dict(found.get(word, {}).get(about, {}))


def everything(casework: Casework) -> tuple[dict[str, Any], list[tuple[Any, ...]]]:
    with casework.db.read() as session:
        words = {row.word: row.counts for row in session.scalars(select(LearnedWordRow))}
        columns = LearnedReportRow.__table__.columns
        return words, sorted((tuple(row) for row in session.execute(select(*columns))), key=repr)


def route(agency: str) -> do.ApproveAndRoute:
    return do.ApproveAndRoute(post=new_post_id(), words="", agency=AgencyCode(agency))


def edit(report: Report, **changes: Any) -> do.Edit:
    kept = {
        "title": "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả",
        "body": "Tôi nộp hồ sơ.",
        "field": report.field,
        "area": report.area,
        "task": report.task,
    }
    return do.Edit(revision=RevisionId(new_post_id()), **{**kept, **changes})


def test_a_routed_report_has_taught_its_agency_field_and_task(casework: Casework, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    assert knows(casework, "so do") == {"STNMT": 1}
    assert knows(casework, "so do", About.FIELD) == {"dat-dai": 1}
    assert knows(casework, "field=dat-dai", About.TASK) == {"2": 1}


def test_what_nobody_has_decided_has_taught_nothing(casework: Casework, a_report: Reports) -> None:
    for status in (Status.SUBMITTED, Status.NEEDS_INFO, Status.DECLINED, Status.UNCONFIRMED):
        a_report(status, by="guest" if status is Status.UNCONFIRMED else "citizen")
    assert everything(casework) == ({}, [])


def test_districts_are_learned_as_one(casework: Casework, a_report: Reports) -> None:
    for district in ("UBND-362", "UBND-366"):
        a_report.deed(a_report().code, route(district), by=BND)
    assert knows(casework, "so do") == {"@district": 2}


def test_a_report_that_is_given_back_and_sent_on_teaches_only_where_it_went(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.RETURNED)
    assert knows(casework, "so do") == {}
    assert knows(casework, "so do", About.FIELD) == {"dat-dai": 1}

    again = do.Reroute(post=new_post_id(), words="", agency=AgencyCode("STC"))
    a_report.deed(report.code, again, by=BND)

    assert knows(casework, "so do") == {"STC": 1}
    assert knows(casework, EVERY) == {"STC": 1}


def test_an_edit_teaches_field_and_task_at_once_and_again_only_what_is_new(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report()
    a_report.deed(report.code, edit(report, field=FieldCode("thue"), task=TaskCode("2.5")), by=BND)
    assert knows(casework, "so do", About.FIELD) == {"thue": 1}
    assert knows(casework, "so do") == {}

    a_report.deed(report.code, route("CUCTHUE"), by=BND)
    a_report.deed(report.code, edit(report, task=TaskCode("2.3")), by=BND)

    assert knows(casework, "so do") == {"CUCTHUE": 1}
    assert knows(casework, "so do", About.FIELD) == {"dat-dai": 1}
    assert knows(casework, "so do", About.TASK) == {"2.3": 1}
    assert knows(casework, "field=thue") == {}


def test_words_that_an_edit_or_a_redaction_takes_out_are_not_known_any_more(
    casework: Casework, a_report: Reports
) -> None:
    body = "Tôi gặp anh Cao Bá Khoát ở bộ phận một cửa."
    report = a_report(Status.ROUTED, body=body, display=Display.CONFIDENTIAL, by="guest")
    assert knows(casework, "ba khoat") == {"STNMT": 1}

    hide = do.Redact(revision=RevisionId(new_post_id()), passages=("Cao Bá Khoát",))
    a_report.deed(report.code, hide, by=BND)
    words, _ = everything(casework)
    assert not [word for word in words if "khoat" in word]
    assert knows(casework, "mot cua") == {"STNMT": 1}

    a_report.deed(report.code, edit(report, body="Tôi nộp ở quầy số hai."), by=BND)
    assert knows(casework, "mot cua") == {} and knows(casework, "so hai") == {"STNMT": 1}


def test_the_same_form_sent_twice_teaches_once(casework: Casework, a_report: Reports) -> None:
    report = a_report()
    twice = do.ApproveAndRoute(post=new_post_id(), words="Xin xem kỹ.", agency=AgencyCode("STNMT"))
    for _ in range(2):
        deeds.perform(casework, report.code, twice, by=actor(BND), seen=report.version)
    assert knows(casework, EVERY) == {"STNMT": 1}


def test_a_deed_that_is_refused_teaches_nothing(casework: Casework, a_report: Reports) -> None:
    report = a_report()
    try:
        a_report.deed(report.code, route("NOBODY"), by=BND)
    except deeds.Refused:
        assert everything(casework) == ({}, [])
    else:
        raise AssertionError("nobody is no agency")


def test_six_moderators_at_once_lose_no_count(casework: Casework, a_report: Reports) -> None:
    reports = [a_report() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda report: a_report.deed(report.code, route("STNMT"), by=BND), reports))
    assert knows(casework, EVERY) == knows(casework, "so do") == {"STNMT": 6}


def test_learning_anew_gives_what_the_deeds_gave_however_often(casework: Casework, a_report: Reports) -> None:
    for status in Status:
        a_report(status, by="guest" if status is Status.UNCONFIRMED else "citizen")
    report = a_report(title="Chờ sang tên thửa đất")
    a_report.deed(report.code, edit(report, field=FieldCode("thue")), by=BND)
    by_deeds = everything(casework)
    assert len(by_deeds[1]) > 5

    for _ in range(2):
        assert lessons.learn_anew(casework) == len(by_deeds[1])
        assert everything(casework) == by_deeds


def test_learning_anew_heals_what_was_counted_wrongly(casework: Casework, a_report: Reports) -> None:
    a_report(Status.ROUTED)
    right = everything(casework)
    with casework.db.write() as session:
        session.add(LearnedWordRow(word="nobody knows", counts={"agency": {"SYT": 5}}))
        for row in session.scalars(select(LearnedWordRow).where(LearnedWordRow.word == EVERY)):
            row.counts = {"agency": {"SYT": 7}}
    assert everything(casework) != right

    lessons.learn_anew(casework)

    assert everything(casework) == right


def test_nothing_that_is_learned_says_who_reported_or_when(casework: Casework) -> None:
    assert {column.name for column in LearnedReportRow.__table__.columns} == {
        "report_code",
        "agency",
        "field",
        "task",
    }
    assert {column.name for column in LearnedWordRow.__table__.columns} == {"word", "counts"}
