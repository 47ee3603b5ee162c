"""What a desk sees anyway, and its people may want a letter of too: the queue, comments, ratings, edits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage

import pytest

from casework.actions import wishes
from casework.domain import commands as do
from casework.domain.calendar import LOCAL
from casework.domain.values import Display, FieldCode, PostId, RevisionId, Status, TaskCode
from casework.domain.wishes import Concern, Often
from casework.store.casework import Casework, new_post_id
from tests.delivery.conftest import everything, html_of, text_of
from tests.doors.stage import PTTH, STNMT, Reports, actor
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
CITIZEN, BUSINESS = "citizen@demo.test", "business@demo.test"
NEWSROOM = {"moderator.bnd@demo.test", "moderator2.bnd@demo.test"}
OFFICE = {"officer.stnmt@demo.test", "signer.stnmt@demo.test"}
WORDS = "Nhà tôi ở Nam Giang cũng bị hẹn lại hai lần."


def morning(day: int) -> datetime:
    return datetime(2026, 11, day, 7, tzinfo=LOCAL)


def wish(casework: Casework, who: str, **chosen: Often) -> None:
    user = actor(who).user
    assert user
    wishes.choose(casework, user, {Concern(concern): often for concern, often in chosen.items()})


def comment(a_report: Reports, code: str, by: str = "business") -> PostId:
    post = new_post_id()
    a_report.deed(code, do.Comment(post=post, words=WORDS), by=by)
    return post


def review(a_report: Reports, code: str, post: PostId, *, shown: bool) -> None:
    a_report.deed(code, do.ReviewComment(comment=post, show=shown), by="moderator.bnd")


def test_a_newsroom_is_told_each_morning_of_what_still_waits_in_its_queue(
    a_report: Reports, post: Post, clock: Clock
) -> None:
    waits, taken = a_report(), a_report(Status.ROUTED)
    guests = a_report(by="guest")
    unproven = a_report(Status.UNCONFIRMED, by="guest")
    assert not NEWSROOM & set(post())
    clock.set(morning(3))
    told = post()
    assert set(told) >= NEWSROOM
    text = text_of(told["moderator.bnd@demo.test"])
    assert "VIỆC MỚI ĐẾN TÒA SOẠN" in text
    for report in (waits, guests):
        assert f"Phản ánh mới chờ tòa soạn xem: {report.code}" in text
    for report in (taken, unproven):
        assert report.code not in everything(told["moderator.bnd@demo.test"])
    assert "moderator.ptth@demo.test" not in told


def test_who_wants_it_is_told_of_a_new_report_at_once(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    wish(casework, "moderator.bnd", queue=Often.AT_ONCE)
    wish(casework, "moderator2.bnd", queue=Often.OFF)
    report = a_report()
    letter = post()["moderator.bnd@demo.test"]
    assert letter["Subject"] == f"Phản ánh mới chờ tòa soạn xem: {report.code}"
    assert "Hạn xem: ngày 03/11/2026" in text_of(letter)
    assert letter["List-Unsubscribe"]


def test_a_report_that_is_handed_over_is_new_to_the_other_newsroom(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    for who in ("moderator.ptth", "moderator.bnd", "moderator2.bnd"):
        wish(casework, who, queue=Often.AT_ONCE)
    report = a_report()
    assert set(post()) == {CITIZEN, *NEWSROOM}
    a_report.deed(report.code, do.HandOver(outlet=PTTH), by="moderator.bnd")
    assert set(post()) == {"moderator.ptth@demo.test"}


def test_a_comment_is_told_to_the_newsroom_while_it_waits_and_its_verdict_to_who_wrote_it(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "moderator2.bnd", queue=Often.AT_ONCE)
    report = a_report(Status.ROUTED)
    post()
    seen, waits = comment(a_report, report.code), comment(a_report, report.code, by="journalist")
    review(a_report, report.code, seen, shown=True)
    told = post()
    assert set(told) == {BUSINESS, "moderator2.bnd@demo.test"}
    assert "ý kiến chờ tòa soạn duyệt" in text_of(told["moderator2.bnd@demo.test"])
    assert told[BUSINESS]["Subject"] == f"Ý kiến của bạn dưới phản ánh {report.code} đã được đăng"
    assert f"/reports/{report.code}" in text_of(told[BUSINESS])
    clock.set(morning(3))
    text = text_of(post()["moderator.bnd@demo.test"])
    assert text.count(f"Có ý kiến chờ duyệt dưới phản ánh {report.code}") == 1, "the other was reviewed"
    review(a_report, report.code, waits, shown=False)
    letter = post()["journalist@demo.test"]
    assert "không được đăng" in letter["Subject"]
    assert WORDS not in everything(letter)


def test_who_wrote_a_comment_is_told_only_of_the_verdict_that_holds(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "business", own=Often.DAILY)
    report = a_report(Status.ROUTED)
    written = comment(a_report, report.code)
    review(a_report, report.code, written, shown=True)
    post()
    review(a_report, report.code, written, shown=False)
    clock.set(morning(3))
    text = text_of(post()[BUSINESS])
    assert "không được đăng" in text and "đã được đăng" not in text


def test_an_owner_is_told_that_the_agency_works_on_it(a_report: Reports, post: Post) -> None:
    report = a_report(Status.ROUTED)
    post()
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    told = post()
    assert set(told) == {CITIZEN}
    assert "đã nhận giải quyết" in told[CITIZEN]["Subject"]


@pytest.mark.parametrize("display", [Display.NAMED, Display.CONFIDENTIAL])
def test_an_office_is_told_how_its_reply_was_rated_of_a_confidential_one_the_next_morning(
    a_report: Reports, post: Post, clock: Clock, display: Display
) -> None:
    report = a_report(Status.ANSWERED, by="guest", display=display)
    post()
    clock.set(datetime(2026, 11, 4, 23, 41, tzinfo=LOCAL))
    rating = do.Rate(post=new_post_id(), words="Cảm ơn ông Sơn.", solved=False, stars=2)
    a_report.deed(report.code, rating, by=a_report.owner(report.code))
    told = post()
    if display is Display.CONFIDENTIAL:
        assert not OFFICE & set(told)
        clock.set(morning(5))
        told = post()
    assert set(told) >= OFFICE
    letter = told["officer.stnmt@demo.test"]
    assert "chưa được giải quyết, và chấm 2 trên 5 sao" in text_of(letter)
    assert "ông Sơn" not in everything(letter)


def test_an_owner_is_told_of_an_edit_once_it_is_published_and_not_before(
    a_report: Reports, post: Post
) -> None:
    report = a_report()
    post()

    def edit(title: str) -> None:
        command = do.Edit(
            revision=RevisionId(new_post_id()),
            title=title,
            body="Đã ba lần bị hẹn lại.",
            field=FieldCode("dat-dai"),
            area=None,
            task=TaskCode("2"),
        )
        a_report.deed(report.code, command, by="moderator.bnd")

    edit("Ba lần hẹn trả sổ")
    assert post() == {}
    routing = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)
    a_report.deed(report.code, routing, by="moderator.bnd")
    post()
    a_report.deed(
        report.code, do.Redact(revision=RevisionId(new_post_id()), passages=("hẹn",)), by="moderator.bnd"
    )
    told = post()
    assert set(told) == {CITIZEN}
    assert told[CITIZEN]["Subject"] == f"Tòa soạn đã chỉnh sửa phản ánh {report.code}"
    assert "che bớt" in html_of(told[CITIZEN])
