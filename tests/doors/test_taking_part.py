"""What readers do under a report: say that they met the same, follow, comment."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.values import PostState, RemoveReason, Status
from casework.store import support
from casework.store.casework import Casework, new_post_id
from casework.store.tables import PostRow, ReportRow
from tests.doors.client import Page, Visit
from tests.doors.stage import Reports

WORDS = "Nhà tôi ở Nam Giang cũng bị hẹn lại hai lần."
one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def thread(visit: Visit, code: str, as_: str = "business") -> Page:
    return visit.get(f"/reports/{code}", as_=as_)


def counts(casework: Casework, code: str) -> tuple[int, int]:
    """Supports kept and supports counted."""
    with casework.db.read() as session:
        row = session.get_one(ReportRow, code)
        return row.supports, row.waiting_comments


def test_me_too_is_said_once_and_taken_back(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.ROUTED).code
    page = thread(visit, code)

    said = visit.send(page, "/support", as_="business")
    visit.send(page, "/support", as_="business")  # the same button of a page left open
    assert counts(casework, code)[0] == 1 and "1 người cũng gặp" in said.main

    visit.send(said, "/support", as_="business")
    assert counts(casework, code)[0] == 0


def test_follow_is_switched_on_and_off(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.ROUTED).code

    page = visit.send(thread(visit, code), "/follow", as_="business")
    with casework.db.read() as session:
        assert len(support.followers(session, code)) == 1

    visit.send(page, "/follow", as_="business")
    with casework.db.read() as session:
        assert support.followers(session, code) == []


def test_a_comment_awaits_review_and_its_writer_is_told(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    code = a_report(Status.ROUTED).code

    page = visit.send(thread(visit, code), "/comment", {"words": WORDS}, as_="business")

    assert "khi biên tập viên đã đọc" in page.main
    with casework.db.read() as session:
        row = session.query(PostRow).filter_by(report_code=code, source=WORDS).one()
        assert row.state is PostState.WAITING
    assert WORDS not in thread(visit, code, "stranger").main
    assert counts(casework, code)[1] == 1


def test_a_comment_sent_twice_is_one(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.ROUTED).code
    page = thread(visit, code)

    for _ in range(2):
        visit.send(page, "/comment", {"words": WORDS}, as_="business")

    assert counts(casework, code)[1] == 1


@one_engine
@pytest.mark.parametrize("words", ["", "   ", "x" * 5_001, "NUL\x00"])
def test_a_wrong_comment_comes_back(visit: Visit, a_report: Reports, casework: Casework, words: str) -> None:
    code = a_report(Status.ROUTED).code

    page = visit.post(f"/reports/{code}/comment", {"words": words}, as_="business", status=422)

    assert page.error_of("comment-words")
    assert counts(casework, code)[1] == 0


@one_engine
def test_who_is_not_signed_in_is_shown_the_way_in(visit: Visit, a_report: Reports) -> None:
    code = a_report(Status.ROUTED).code

    page = thread(visit, code, "guest")
    assert "Đăng nhập để góp ý" in page.main and page.actions == []
    for deed in ("comment", "support", "follow"):
        visit.post(f"/reports/{code}/{deed}", {"words": WORDS, "on": "yes"}, status=403)


@one_engine
def test_nobody_supports_their_own_report(visit: Visit, a_report: Reports, casework: Casework) -> None:
    code = a_report(Status.ROUTED).code

    assert not any(action.endswith("/support") for action in thread(visit, code, "citizen").actions)
    visit.post(f"/reports/{code}/support", {"on": "yes"}, as_="citizen", status=409)
    assert counts(casework, code)[0] == 0


@one_engine
@pytest.mark.parametrize("who", ["officer.stnmt", "signer.stnmt", "overseer", "admin"])
def test_who_answers_for_the_administration_only_follows(visit: Visit, a_report: Reports, who: str) -> None:
    code = a_report(Status.ROUTED).code

    assert [action.rpartition("/")[2] for action in thread(visit, code, who).actions] == ["follow"]
    visit.post(f"/reports/{code}/comment", {"words": WORDS}, as_=who, status=403)
    visit.post(f"/reports/{code}/support", {"on": "yes"}, as_=who, status=403)


@one_engine
@pytest.mark.parametrize("deed", ["comment", "support", "follow"])
def test_of_what_is_not_public_nobody_learns(visit: Visit, a_report: Reports, deed: str) -> None:
    code = a_report(Status.SUBMITTED).code
    fields = {"words": WORDS, "on": "yes"}

    hidden = visit.post(f"/reports/{code}/{deed}", fields, as_="business", status=404)
    unknown = visit.post(f"/reports/PA-2222-2222/{deed}", fields, as_="business", status=404)

    assert hidden.main == unknown.main


@one_engine
def test_a_comment_on_what_was_taken_down_meanwhile_is_told_so(visit: Visit, a_report: Reports) -> None:
    """Also one that would have been asked about first, since it may lead to a person."""
    code = a_report(Status.ROUTED).code
    page = thread(visit, code)
    remove = do.Remove(post=new_post_id(), words="Có tên người khác.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, remove, by="moderator.bnd")

    gone = visit.send(page, "/comment", {"words": f"{WORDS} 0912 345 678"}, as_="business", status=410)

    assert "gỡ" in gone.main
