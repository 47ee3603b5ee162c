"""Readers' comments: the newsroom shows them or not, from the list or under the report."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.values import PostId, PostState, Status
from casework.readings.thread import Post, open_thread
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, STNMT, Reports, actor
from tests.house import Clock

LIST = "/moderation/comments"
BND = "moderator.bnd"
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def say(a_report: Reports, report: Report, words: str) -> PostId:
    post = new_post_id()
    a_report.deed(report.code, do.Comment(post=post, words=words), by="business")
    return post


def comment(casework: Casework, report: Report, post: PostId) -> Post:
    found = open_thread(casework, report.code, actor(BND)).comments
    return next(one for one in found if one.id == post)


def verdict(visit: Visit, page: Page, post: PostId, show: str, **more: str) -> Page:
    form = page.form(f"/comments/{post}")
    fields = {**page.values(f"/comments/{post}"), "show": show, **more}
    return visit.post(form.get("action"), fields, as_=BND)


def test_the_list_holds_what_waits_in_ones_outlets_oldest_first(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    ours, theirs = a_report(Status.ROUTED), a_report(Status.SUBMITTED, outlet=PTTH)
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)
    a_report.deed(theirs.code, route, by="moderator.ptth")
    say(a_report, ours, "Nhà tôi cũng vậy.")
    clock.advance(minutes=1)
    say(a_report, ours, "Tôi chờ từ trước Tết.")
    say(a_report, theirs, "Việc của Đài.")

    page = visit.get(LIST, as_=BND)

    assert page.main.index("Nhà tôi cũng vậy.") < page.main.index("Tôi chờ từ trước Tết.")
    assert "Việc của Đài." not in page.main


@pytest.mark.parametrize(("show", "state"), [("yes", PostState.SHOWN), ("no", PostState.HIDDEN)])
def test_a_comment_is_shown_or_hidden_from_the_list(
    visit: Visit, a_report: Reports, casework: Casework, show: str, state: PostState
) -> None:
    report = a_report(Status.ROUTED)
    post = say(a_report, report, "Nhà tôi cũng vậy.")
    assert comment(casework, report, post).state is PostState.WAITING

    page = verdict(visit, visit.get(LIST, as_=BND), post, show)

    assert page.url == LIST and "Không còn bình luận nào chờ" in page.main
    assert report.code in page.main
    assert comment(casework, report, post).state is state


def test_a_comment_is_shown_under_its_report_and_hidden_again(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ANSWERED)
    post = say(a_report, report, "Cảm ơn cơ quan.")
    url = f"/moderation/reports/{report.code}"

    page = verdict(visit, visit.get(url, as_=BND), post, "yes")
    assert comment(casework, report, post).state is PostState.SHOWN
    assert open_thread(casework, report.code, actor("guest")).comments[0].id == post

    verdict(visit, page, post, "no")
    assert comment(casework, report, post).state is PostState.HIDDEN
    assert not open_thread(casework, report.code, actor("guest")).comments


def test_two_who_look_at_the_same_comment_do_not_stumble(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ROUTED)
    post = say(a_report, report, "Nhà tôi cũng vậy.")
    page = visit.get(LIST, as_=BND)

    for _ in range(2):
        verdict(visit, page, post, "yes")

    found = open_thread(casework, report.code, actor(BND))
    assert (found.comment_count, found.waiting_comments) == (1, 0)


@sqlite_only
def test_a_comment_of_another_report_or_outlet_is_out_of_reach(visit: Visit, a_report: Reports) -> None:
    report, other = a_report(Status.ROUTED), a_report(Status.ROUTED)
    post = say(a_report, report, "Nhà tôi cũng vậy.")

    visit.post(f"/moderation/reports/{other.code}/comments/{post}", {"show": "yes"}, as_=BND, status=409)
    address = f"/moderation/reports/{report.code}/comments/{post}"
    visit.post(address, {"show": "yes"}, as_="moderator.ptth", status=404)
    visit.post(address, {"show": "yes"}, as_="citizen", status=403)
    visit.get(LIST, as_="citizen", status=403)
