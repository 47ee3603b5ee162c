"""The clock asks about a promise once, also after weeks; and who is told what."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from email.message import EmailMessage

from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import PostId, ReportCode, Status
from casework.store import journal
from casework.store.casework import Casework, new_post_id
from tests.delivery.conftest import text_of
from tests.doors.stage import Reports
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
OFFICE = {"officer.stnmt@demo.test", "signer.stnmt@demo.test"}


def _promise(a_report: Reports, report: Report) -> PostId:
    post = new_post_id()
    a_report.deed(
        report.code, do.MakePromise(post=post, words="Sửa cống.", by=date(2026, 11, 10)), by="signer.stnmt"
    )
    return post


def _asked(casework: Casework, code: ReportCode) -> int:
    with casework.db.read() as session:
        return [type(one.event).__name__ for one in journal.of_report(session, code)].count("PromiseAsked")


def test_it_is_asked_once_however_late_and_by_however_many_workers(
    a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ANSWERED)
    _promise(a_report, report)
    clockwork.strike(casework)
    assert _asked(casework, report.code) == 0
    clock.advance(days=30)
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda _: clockwork.strike(casework), range(4)))
    assert _asked(casework, report.code) == 1
    assert clockwork.strike(casework) == 0


def test_the_reporter_is_asked_by_letter_and_a_broken_promise_is_told_to_all_it_concerns(
    a_report: Reports, post: Post, clock: Clock
) -> None:
    report = a_report(Status.ANSWERED)
    promise = _promise(a_report, report)
    post()
    clock.advance(days=10)
    told = post()
    assert set(told) == {"citizen@demo.test"}
    asked = text_of(told["citizen@demo.test"])
    assert "cam kết làm xong" in asked and f"/reports/{report.code}" in asked
    answer = do.AnswerPromise(post=new_post_id(), words="Chưa ai đến.", promise=promise, kept=False)
    a_report.deed(report.code, answer, by="citizen")
    told = post()
    assert set(told) == OFFICE | {"overseer@demo.test", "ubndtinh@namdinh.test"}
    assert "chưa làm điều đã cam kết" in text_of(told["overseer@demo.test"])
    assert "Chưa ai đến" not in text_of(told["overseer@demo.test"])


def test_a_kept_promise_is_told_to_the_office_and_a_moved_one_to_the_reporter(
    a_report: Reports, post: Post
) -> None:
    report = a_report(Status.ANSWERED)
    promise = _promise(a_report, report)
    post()
    moved = do.MovePromise(post=new_post_id(), words="Mưa bão.", promise=promise, by=date(2026, 11, 20))
    a_report.deed(report.code, moved, by="officer.stnmt")
    told = post()
    assert set(told) == {"citizen@demo.test"}
    assert "20/11/2026" in text_of(told["citizen@demo.test"]) and "Mưa bão." in text_of(
        told["citizen@demo.test"]
    )
    a_report.deed(report.code, do.ReportPromise(promise=promise), by="officer.stnmt")
    assert "báo đã làm xong" in text_of(post()["citizen@demo.test"])
    answer = do.AnswerPromise(post=new_post_id(), words="", promise=promise, kept=True)
    a_report.deed(report.code, answer, by="citizen")
    assert set(post()) == OFFICE
