"""A newsroom corrects in public: a correction stands on the report, and a note at the text that was wrong."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import PostId, PostKind, Status
from casework.readings.thread import open_thread
from casework.store.casework import Casework, new_post_id
from tests.doors.client import Page, Visit
from tests.doors.stage import STNMT, Reports, actor
from tests.house import Clock

BND = "moderator.bnd"
WORDS = "Bài ghi **ngày 12/3**; đúng ra là ngày 12/4."


def desk(report: Report) -> str:
    return f"/moderation/reports/{report.code}"


def correct(
    visit: Visit, report: Report, wrong: str = "report", words: str = WORDS, status: int = 200
) -> Page:
    page = visit.get(desk(report), as_=BND)
    return visit.send(page, "/correct", {"wrong": wrong, "words": words}, as_=BND, status=status)


def reply_of(casework: Casework, report: Report) -> PostId:
    reply = open_thread(casework, report.code, actor("guest")).report.reply
    assert reply is not None
    return reply


def a_comment(a_report: Reports, report: Report, *, show: bool = True) -> PostId:
    comment = new_post_id()
    a_report.deed(report.code, do.Comment(post=comment, words="Tôi cũng nộp ngày 12/3."), by="business")
    a_report.deed(report.code, do.ReviewComment(comment=comment, show=show), by=BND)
    return comment


def noted_above(page: Page, anchor: str = "") -> list[str]:
    """Where the notes lead that stand within an element, or before the report's own text."""
    inside = f"//*[@id='{anchor}']" if anchor else "//div[@class='thread-main']"
    path = "//p[@class='corrected']//a/@href" if anchor else "/p[@class='corrected']//a/@href"
    return [str(href) for href in page.all(inside + path)]


def test_a_correction_stands_on_the_report_and_a_note_at_the_head_of_its_text_leads_there(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    assert "Đã đăng đính chính" in correct(visit, report).main

    page = visit.get(f"/reports/{report.code}")
    (post,) = open_thread(casework, report.code, actor("guest")).of_kind(PostKind.CORRECTION)
    place = f"post-{post.id[:12]}"
    assert noted_above(page) == [f"#{place}"]
    (section,) = page.all("//section[@id=$id]", id=place)
    said = " ".join(section.itertext())
    assert "Đính chính" in said and "Báo Nam Định" in said and "ngày 12/3" in said
    assert section.xpath(".//strong[text()='ngày 12/3']")
    # Nor to machines: the newsroom speaks.
    fed = visit.browser("guest").get(f"/reports/{report.code}/feed.atom").get_data(as_text=True)
    assert "Đính chính" in fed and "<name>Báo Nam Định</name>" in fed
    assert "Vũ Minh Đức" not in page.source + fed
    assert "Tòa soạn đính chính phản ánh" in page.main
    assert "Đọc trả lời" not in page.main  # nobody has answered yet

    for who, url in ((BND, desk(report)), ("officer.stnmt", f"/agency/reports/{report.code}")):
        there = visit.get(url, as_=who)
        assert place in there.all("//@id") and f"#{place}" in there.all("//p[@class='corrected']//a/@href")
    assert "Corrected on" in visit.get(f"/en/reports/{report.code}").main
    assert "Đính chính" in visit.get("/ledger").main


def test_what_was_wrong_may_be_a_reply_a_comment_or_a_correction(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ANSWERED)
    wrong = [reply_of(casework, report), a_comment(a_report, report)]
    for post in wrong:
        correct(visit, report, post)
        clock.advance(minutes=1)
    first = open_thread(casework, report.code, actor("guest")).of_kind(PostKind.CORRECTION)[0].id
    correct(visit, report, first, "Ngày 12/4 cũng chưa đúng: là ngày 12/5.")

    page = visit.get(f"/reports/{report.code}")
    made = open_thread(casework, report.code, actor("guest")).of_kind(PostKind.CORRECTION)
    for post, correction in zip([*wrong, first], made, strict=True):
        assert noted_above(page, f"post-{post[:12]}") == [f"#post-{correction.id[:12]}"]
    assert noted_above(page) == []  # the report itself was right
    assert f"#post-{wrong[0][:12]}" in page.all("//section[contains(@class, 'correction')]//a/@href")


def test_only_what_readers_see_on_this_report_can_be_corrected(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report, other = a_report(Status.ANSWERED), a_report(Status.ANSWERED)
    hidden = a_comment(a_report, report, show=False)
    for post in (hidden, reply_of(casework, other), new_post_id()):
        with pytest.raises(Refused) as refused:
            a_report.deed(report.code, do.Correct(post=new_post_id(), words=WORDS, about=post), by=BND)
        assert refused.value.why is Why.BAD_TARGET
    page = visit.get(desk(report), as_=BND)
    assert hidden not in page.all("//select[@name='wrong']/option/@value")
    assert correct(visit, report, "nothing", status=422).error_of("correct-wrong")
    assert correct(visit, report, words="", status=422).error_of("correct-words")
    assert open_thread(casework, report.code, actor("guest")).of_kind(PostKind.CORRECTION) == ()


def test_what_may_lead_to_a_person_is_shown_first_and_blacked_out_or_let_stand(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    stopped = correct(visit, report, words="Đúng ra là số 0912 345 678.", status=422)
    assert stopped.error_of("correct-looked") and "0912 345 678" in stopped.values("/correct")["words"]
    assert open_thread(casework, report.code, actor("guest")).of_kind(PostKind.CORRECTION) == ()
    values = {**stopped.values("/correct"), "black_out_all": "yes"}
    looked = visit.post(f"{desk(report)}/correct", values, as_=BND, status=422)
    assert "0912" not in looked.values("/correct")["words"]
    visit.post(f"{desk(report)}/correct", looked.values("/correct"), as_=BND)
    assert "0912" not in visit.get(f"/reports/{report.code}").source
    (post,) = open_thread(casework, report.code, actor("guest")).of_kind(PostKind.CORRECTION)
    assert "Đúng ra là số" in post.source


def test_of_two_at_once_the_second_sees_the_first_and_keeps_what_they_wrote(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    late = visit.get(desk(report), as_="moderator2.bnd")
    correct(visit, report)
    fields = {"wrong": "report", "words": "Bài ghi sai ngày."}
    told = visit.send(late, "/correct", fields, as_="moderator2.bnd", status=409)
    assert "Tòa soạn đính chính phản ánh" in told.main
    assert told.values("/correct")["words"].strip() == "Bài ghi sai ngày."
    values = late.values("/correct") | fields | {"version": told.values("/correct")["version"]}
    for _again in range(2):  # a double click does it once
        visit.post(f"{desk(report)}/correct", values, as_="moderator2.bnd")
    assert len(open_thread(casework, report.code, actor("guest")).of_kind(PostKind.CORRECTION)) == 2


def test_what_is_not_published_and_ones_own_report_are_not_corrected(visit: Visit, a_report: Reports) -> None:
    for report in (a_report(Status.SUBMITTED), a_report(Status.ACCEPTED, publish=False)):
        assert not visit.get(desk(report), as_=BND).all("//form[contains(@action, '/correct')]")
    own = a_report(Status.SUBMITTED, by=BND)
    routed = do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)
    a_report.deed(own.code, routed, by="moderator2.bnd")
    assert not visit.get(desk(own), as_=BND).all("//form[contains(@action, '/correct')]")
    with pytest.raises(Refused) as refused:
        a_report.deed(own.code, do.Correct(post=new_post_id(), words=WORDS, about=None), by=BND)
    assert refused.value.why is Why.OWN_REPORT
