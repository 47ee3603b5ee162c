"""What the newsroom does with replies that agencies handed in, and with what the leak guard found."""

from __future__ import annotations

import pytest

from casework.domain import commands as do
from casework.domain.report import Report
from casework.domain.text import REDACTED
from casework.domain.values import Display, PostKind, Status
from casework.readings import state
from casework.readings.thread import Post, open_thread
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from tests.doors.client import Page, Visit
from tests.doors.stage import PTTH, STNMT, Reports, actor
from tests.house import Clock

SIGNER, BND = "signer.stnmt", "moderator.bnd"
QUEUE = "/moderation/?waits=held"
PHONE, CARD = "0912 345 678", "036085001234"
WORDS = f"Giấy đã ký. Đã gọi {PHONE}, thẻ {CARD}, lại gọi {PHONE}."
sqlite_only = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def hand_in(a_report: Reports, report: Report, words: str = WORDS, *, official: bool = True) -> None:
    by = SIGNER if official else "officer.stnmt"
    a_report.deed(report.code, do.HoldReply(post=new_post_id(), words=words, official=official), by=by)


def url(report: Report) -> str:
    return f"/moderation/reports/{report.code}/held"


def release(visit: Visit, page: Page, passages: list[str], *, as_: str = BND, status: int = 200) -> Page:
    form = page.form("/release-reply")
    fields = {**page.values("/release-reply"), "passages": passages}
    return visit.post(form.get("action"), fields, as_=as_, status=status)


def replies(casework: Casework, report: Report, who: str = "guest") -> tuple[Post, ...]:
    thread = open_thread(casework, report.code, actor(who))
    return thread.of_kind(PostKind.OFFICIAL_REPLY, PostKind.INTERIM_REPLY)


def test_what_waits_stands_in_the_queue_the_longest_first_with_its_count(
    visit: Visit, a_report: Reports, clock: Clock
) -> None:
    second, first = a_report(Status.ACCEPTED), a_report(Status.ACCEPTED)
    other = a_report(Status.SUBMITTED, outlet=PTTH)
    a_report.deed(
        other.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT), by="moderator.ptth"
    )
    a_report.deed(other.code, do.Accept(), by="officer.stnmt")
    for report in (first, second, other):
        hand_in(a_report, report)
        clock.advance(minutes=1)

    page = visit.get(QUEUE, as_=BND)

    assert page.main.index(first.code) < page.main.index(second.code)
    assert other.code not in page.main
    assert "Trả lời chờ xem 2" in page.main
    assert page.all("//a[contains(@href, $url)]", url=url(first))
    assert url(first) in visit.get(f"/moderation/reports/{first.code}", as_=BND).source


def test_each_finding_is_ticked_and_published_blacked_out(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    hand_in(a_report, report)
    page = visit.get(url(report), as_=BND)
    boxes = page.all("//input[@name='passages']")
    assert [box.get("value") for box in boxes] == [PHONE, CARD]
    assert all(box.get("checked") is not None for box in boxes)

    page = release(visit, page, [PHONE, CARD])

    assert "Đã đăng câu trả lời" in page.main
    (reply,) = replies(casework, report)
    assert reply.source == f"Giấy đã ký. Đã gọi {REDACTED}, thẻ {REDACTED}, lại gọi {REDACTED}."
    assert state.report(casework, report.code).status is Status.ANSWERED
    public = visit.get(f"/reports/{report.code}").source
    assert "0912" not in public and CARD not in public


def test_what_may_stand_is_left_when_its_tick_is_taken_away(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    hand_in(a_report, report, official=False)

    release(visit, visit.get(url(report), as_=BND), [CARD])

    (reply,) = replies(casework, report)
    assert PHONE in reply.source and CARD not in reply.source
    assert reply.kind is PostKind.INTERIM_REPLY


def test_it_is_sent_back_with_words_and_not_without(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    hand_in(a_report, report)
    page = visit.get(url(report), as_=BND)

    page = visit.send(page, "/send-back", {"words": ""}, as_=BND, status=422)
    assert page.error_of("send-back-words")
    visit.send(page, "/send-back", {"words": "Xin bỏ số thẻ."}, as_=BND)

    assert state.report(casework, report.code).held is None
    assert "Xin bỏ số thẻ." in visit.get(f"/agency/reports/{report.code}", as_=SIGNER).main
    assert replies(casework, report) == ()


def test_two_moderators_at_once_publish_it_once(visit: Visit, a_report: Reports, casework: Casework) -> None:
    report = a_report(Status.ACCEPTED)
    hand_in(a_report, report)
    mine, theirs = visit.get(url(report), as_=BND), visit.get(url(report), as_="moderator2.bnd")

    release(visit, mine, [PHONE, CARD])
    visit.send(theirs, "/send-back", {"words": "Xin sửa."}, as_="moderator2.bnd", status=409)

    assert state.report(casework, report.code).status is Status.ANSWERED
    assert "0912" not in replies(casework, report)[0].source


def test_one_that_the_agency_replaced_meanwhile_is_not_published_unseen(
    visit: Visit, a_report: Reports, casework: Casework, clock: Clock
) -> None:
    report = a_report(Status.ACCEPTED)
    hand_in(a_report, report, "Gọi 0987 654 321.")
    page = visit.get(url(report), as_=BND)
    clock.advance(minutes=1)
    hand_in(a_report, report, f"Gọi {PHONE}.")

    page = release(visit, page, [], status=409)

    assert PHONE in page.main and replies(casework, report) == ()


def test_a_passage_that_does_not_stand_there_publishes_nothing(
    visit: Visit, a_report: Reports, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    hand_in(a_report, report)
    release(visit, visit.get(url(report), as_=BND), ["0987 654 321"], status=409)
    assert replies(casework, report) == ()


@sqlite_only
def test_nobody_else_may_look_or_decide(visit: Visit, a_report: Reports, casework: Casework) -> None:
    """security.md: claim, approve, route …: M not their own; nobody of another house."""
    report = a_report(Status.ACCEPTED)
    hand_in(a_report, report)
    for who in (SIGNER, "citizen", "journalist", "overseer", "admin"):
        visit.get(url(report), as_=who, status=403)
        visit.post(f"{url(report)}/release-reply", {}, as_=who, status=403)
    visit.get(url(report), as_="moderator.ptth", status=404)
    visit.post(f"{url(report)}/release-reply", {}, as_="moderator.ptth", status=404)
    own = a_report(Status.SUBMITTED, by=BND)
    a_report.deed(
        own.code, do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT), by="moderator2.bnd"
    )
    a_report.deed(own.code, do.Accept(), by="officer.stnmt")
    hand_in(a_report, own)
    visit.get(url(own), as_=BND, status=409)
    visit.post(f"{url(own)}/release-reply", {"version": "99"}, as_=BND, status=409)
    assert state.report(casework, report.code).held and state.report(casework, own.code).held


@sqlite_only
def test_where_nothing_waits_the_page_leads_to_the_report(visit: Visit, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    assert visit.get(url(report), as_=BND).h1 == "Ba lần hẹn trả sổ đỏ vẫn chưa có kết quả"


class TestReports:
    """What was found in the report itself is blacked out by one click beside it."""

    def a_leaking(self, a_report: Reports, **changes: object) -> Report:
        body = f"Tôi là Đinh Văn Tư, số {PHONE}.\n\nThẻ {CARD}, xin gọi {PHONE}."
        contact = Contact(name="Đinh Văn Tư", phone=PHONE)
        more = {"display": Display.HIDDEN, "body": body, "contact": contact, **changes}
        return a_report(by="guest", **more)

    def press(self, visit: Visit, report: Report, status: int = 200, **button: str) -> Page:
        page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
        fields = {**page.values("/black-out"), **button}
        return visit.post(page.form("/black-out").get("action"), fields, as_=BND, status=status)

    def test_each_by_one_click(self, visit: Visit, a_report: Reports, casework: Casework) -> None:
        report = self.a_leaking(a_report)
        page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
        assert [mark.text.strip() for mark in page.all("//mark")] == ["Đinh Văn Tư", PHONE, CARD, PHONE]
        assert "tên người gửi" in page.main

        self.press(visit, report, black_out=PHONE)

        body = open_thread(casework, report.code, actor(BND)).body
        assert body == f"Tôi là Đinh Văn Tư, số {REDACTED}.\n\nThẻ {CARD}, xin gọi {REDACTED}."

    def test_all_by_one_click(self, visit: Visit, a_report: Reports, casework: Casework) -> None:
        report = self.a_leaking(a_report)
        page = self.press(visit, report, black_out_all="yes")
        assert not page.all("//mark")
        assert open_thread(casework, report.code, actor(BND)).body.count(REDACTED) == 4

    def test_nothing_but_what_was_found(self, visit: Visit, a_report: Reports, casework: Casework) -> None:
        report = self.a_leaking(a_report)
        self.press(visit, report, status=422, black_out="Tôi là")
        assert REDACTED not in open_thread(casework, report.code, actor(BND)).body

    def test_of_a_sealed_report_no_name_is_called_the_reporters(
        self, visit: Visit, a_report: Reports
    ) -> None:
        """security.md: identity of a confidential reporter, M by break-glass alone."""
        report = self.a_leaking(a_report, display=Display.CONFIDENTIAL)
        page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
        assert "Đinh Văn Tư" in [mark.text.strip() for mark in page.all("//mark")]
        assert "tên người gửi" not in page.source

    def test_an_edit_that_leaks_is_looked_at_first(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.SUBMITTED)
        page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
        page = visit.send(page, "/edit", {"body": f"Xin gọi {PHONE}."}, as_=BND, status=422)
        assert PHONE in [mark.text.strip() for mark in page.all("//mark")]
        assert PHONE not in open_thread(casework, report.code, actor(BND)).body

        blacked = {**page.values("/edit"), "black_out": PHONE}
        mended = visit.post(page.form("/edit").get("action"), blacked, as_=BND, status=422)
        assert str(mended.values("/edit")["body"]).strip() == f"Xin gọi {REDACTED}."
        assert PHONE not in open_thread(casework, report.code, actor(BND)).body

        visit.send(page, "/edit", {"looked": "y"}, as_=BND)
        assert PHONE in open_thread(casework, report.code, actor(BND)).body


class TestComments:
    """What was found in a comment is ticked: one click publishes the rest."""

    def say(self, a_report: Reports, report: Report) -> str:
        post = new_post_id()
        a_report.deed(report.code, do.Comment(post=post, words=f"Gọi {PHONE} nhé."), by="business")
        return post

    @pytest.mark.parametrize("where", ["/moderation/comments", "/moderation/reports/{code}"])
    def test_it_is_published_without_what_was_found(
        self, visit: Visit, a_report: Reports, casework: Casework, where: str
    ) -> None:
        report = a_report(Status.ROUTED)
        post = self.say(a_report, report)
        page = visit.get(where.format(code=report.code), as_=BND)
        fields = {**page.values(f"/comments/{post}"), "show": "yes"}
        assert fields["passages"]

        for _ in range(2):
            visit.post(page.form(f"/comments/{post}").get("action"), fields, as_=BND)

        (comment,) = open_thread(casework, report.code, actor("guest")).comments
        assert comment.source == f"Gọi {REDACTED} nhé." and "0912" not in comment.html

    def test_one_that_is_shown_already_is_mended(
        self, visit: Visit, a_report: Reports, casework: Casework
    ) -> None:
        report = a_report(Status.ROUTED)
        post = self.say(a_report, report)
        a_report.deed(report.code, do.ReviewComment(comment=post, show=True), by=BND)
        page = visit.get(f"/moderation/reports/{report.code}", as_=BND)
        assert "Che các chỗ đã chọn" in page.main

        fields = {**page.values(f"/comments/{post}"), "show": "yes"}
        visit.post(page.form(f"/comments/{post}").get("action"), fields, as_=BND)

        found = open_thread(casework, report.code, actor("guest"))
        assert found.comments[0].source == f"Gọi {REDACTED} nhé." and found.comment_count == 1
        assert "0912" not in visit.get(f"/reports/{report.code}").source

    def test_what_is_hidden_stays_as_it_is(self, visit: Visit, a_report: Reports, casework: Casework) -> None:
        report = a_report(Status.ROUTED)
        post = self.say(a_report, report)
        page = visit.get("/moderation/comments", as_=BND)
        fields = {**page.values(f"/comments/{post}"), "show": "no"}
        visit.post(page.form(f"/comments/{post}").get("action"), fields, as_=BND)
        assert open_thread(casework, report.code, actor(BND)).comments[0].source == f"Gọi {PHONE} nhé."
