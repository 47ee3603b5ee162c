"""Deeds: two people at once, the same form twice, and what a deed leaves behind."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from casework.actions import deeds
from casework.actions.deeds import Stale
from casework.domain import commands as do
from casework.domain import events as ev
from casework.domain.refusals import Refused, Why
from casework.domain.values import DeclineReason, Display, PostKind, PostState, RevisionId, Status
from casework.readings.thread import open_thread
from casework.store import journal, support
from casework.store.casework import Casework, new_post_id
from casework.store.reports import NoSuchReport
from tests.doors.stage import Reports, actor


def _ask(words: str = "Bạn nộp hồ sơ ở đâu?") -> do.AskInfo:
    return do.AskInfo(post=new_post_id(), words=words)


def _decline() -> do.Decline:
    return do.Decline(post=new_post_id(), words="Ngoài phạm vi.", reason=DeclineReason.OUT_OF_SCOPE)


def _withdraw() -> do.Withdraw:
    return do.Withdraw(post=new_post_id(), words="Tôi nhận được giấy rồi.")


def test_the_second_of_two_moderators_learns_what_the_first_did(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report()
    deeds.perform(casework, report.code, _ask(), by=actor("moderator.bnd"), seen=report.version)
    with pytest.raises(Stale) as refused:
        deeds.perform(casework, report.code, _decline(), by=actor("moderator2.bnd"), seen=report.version)
    assert [type(recorded.event) for recorded in refused.value.since] == [ev.InfoAsked]


def test_a_note_or_a_comment_of_somebody_else_stands_in_nobodys_way(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report()
    note = do.AddNewsroomNote(post=new_post_id(), words="Đã gọi cho người gửi.")
    deeds.perform(casework, report.code, note, by=actor("moderator2.bnd"))
    after = deeds.perform(casework, report.code, _ask(), by=actor("moderator.bnd"), seen=report.version)
    assert after.status is Status.NEEDS_INFO


def test_the_same_form_sent_twice_is_one_deed(casework: Casework, a_report: Reports) -> None:
    report = a_report()
    question = _ask()
    for _ in range(2):
        after = deeds.perform(casework, report.code, question, by=actor("moderator.bnd"), seen=report.version)
    assert after.version == report.version + 1


def test_ten_moderators_at_once_do_one_thing(casework: Casework, a_report: Reports) -> None:
    report = a_report()

    def try_it(number: int) -> str:
        command = _ask() if number % 2 else _decline()
        try:
            deeds.perform(casework, report.code, command, by=actor("moderator.bnd"), seen=report.version)
        except Stale:
            return "stale"
        return "done"

    with ThreadPoolExecutor(10) as crowd:
        outcomes = list(crowd.map(try_it, range(10)))
    assert sorted(outcomes) == ["done", *["stale"] * 9]
    with casework.db.read() as session:
        journal.verify(session)
        assert len(journal.of_report(session, report.code)) == 2


def test_a_refused_deed_changes_nothing(casework: Casework, a_report: Reports) -> None:
    hidden, public = a_report(), a_report(Status.ROUTED)
    with pytest.raises(NoSuchReport):
        deeds.perform(casework, hidden.code, _ask("Câu hỏi"), by=actor("moderator.ptth"))
    with pytest.raises(Refused) as refused:
        deeds.perform(casework, public.code, _ask("Câu hỏi"), by=actor("moderator.ptth"))
    assert refused.value.why is Why.NOT_ALLOWED
    for report in (hidden, public):
        thread = open_thread(casework, report.code, actor("moderator.bnd"))
        assert thread.report == report
        assert thread.posts == ()


def test_who_may_not_do_it_is_told_so_before_what_happened_meanwhile(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED)
    with pytest.raises(Refused) as refused:
        deeds.perform(casework, report.code, do.Accept(), by=actor("officer.syt"), seen=1)
    assert refused.value.why is Why.NOT_ALLOWED


def test_nobody_is_late_by_what_they_do_not_see(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    draft = do.DraftReply(post=new_post_id(), words="Giấy chứng nhận đã ký.")
    deeds.perform(casework, report.code, draft, by=actor("officer.stnmt"))
    deeds.perform(casework, report.code, _withdraw(), by=actor("citizen"), seen=report.version)

    report = a_report(Status.ROUTED)
    deeds.perform(casework, report.code, do.Accept(), by=actor("officer.stnmt"))
    note = do.AddNewsroomNote(post=new_post_id(), words="Đã gọi điện.")
    deeds.perform(casework, report.code, note, by=actor("moderator.bnd"))
    with pytest.raises(Stale) as stale:
        deeds.perform(casework, report.code, _withdraw(), by=actor("citizen"), seen=report.version)
    assert [type(recorded.event) for recorded in stale.value.since] == [ev.Accepted]


def test_an_agency_that_is_not_in_the_directory_gets_nothing(casework: Casework, a_report: Reports) -> None:
    report = a_report()
    command = do.ApproveAndRoute(post=new_post_id(), words="", agency="KHONGCO")  # type: ignore[arg-type]  # because a form may send anything
    with pytest.raises(Refused) as refused:
        deeds.perform(casework, report.code, command, by=actor("moderator.bnd"))
    assert refused.value.why is Why.UNKNOWN_AGENCY


def test_merging_takes_followers_and_supporters_along_once_each(
    casework: Casework, a_report: Reports
) -> None:
    from_code, into = a_report(), a_report(by="business")
    deeds.perform(
        casework, from_code.code, do.Merge(into=into.code), by=actor("moderator.bnd"), seen=from_code.version
    )
    thread = open_thread(casework, into.code, actor("citizen") if into.is_published else actor("business"))
    assert thread.report.code == into.code
    with casework.db.read() as session:
        assert support.followers(session, into.code) == [actor("citizen").user]


def test_a_redacted_passage_is_gone_from_title_and_text_and_the_original_is_kept_for_the_newsroom(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(body="Gọi cho tôi số 0912345678. Tôi chờ đã ba tháng nay rồi.")
    command = do.Redact(revision=RevisionId("a" * 32), passages=("0912345678",))
    deeds.perform(casework, report.code, command, by=actor("moderator.bnd"))
    thread = open_thread(casework, report.code, actor("moderator.bnd"))
    assert "0912345678" not in thread.body + thread.body_html
    assert "0912345678" in thread.revisions[0].body


def test_a_passage_that_does_not_stand_there_cannot_be_redacted(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report()
    command = do.Redact(revision=RevisionId("b" * 32), passages=("không có",))
    with pytest.raises(Refused) as refused:
        deeds.perform(casework, report.code, command, by=actor("moderator.bnd"))
    assert refused.value.why is Why.NO_SUCH_PASSAGE


def test_a_comment_waits_until_the_newsroom_shows_it(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    comment = do.Comment(post=new_post_id(), words="Tôi cũng vậy.")
    deeds.perform(casework, report.code, comment, by=actor("business"))
    assert open_thread(casework, report.code, actor("guest")).comments == ()
    assert open_thread(casework, report.code, actor("business")).comments[0].state is PostState.WAITING
    shown = do.ReviewComment(comment=comment.post, show=True)
    deeds.perform(casework, report.code, shown, by=actor("moderator.bnd"))
    seen = open_thread(casework, report.code, actor("guest"))
    assert [post.source for post in seen.comments] == ["Tôi cũng vậy."]
    assert seen.comment_count == 1


def test_an_apology_is_published_only_with_the_extension(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    assert report.due is not None
    until = casework.terms().latest_extension(report.due)
    ask = do.RequestExtension(post=new_post_id(), words="Xin lỗi, cần đo lại thửa đất.", until=until)
    deeds.perform(casework, report.code, ask, by=actor("officer.stnmt"))
    assert not open_thread(casework, report.code, actor("guest")).of_kind(PostKind.EXTENSION)
    grant = do.GrantExtension(post=new_post_id(), words="", granted=True)
    after = deeds.perform(casework, report.code, grant, by=actor("moderator.bnd"))
    assert open_thread(casework, report.code, actor("guest")).of_kind(PostKind.EXTENSION)
    assert after.due is not None and after.due > report.due


def test_nobody_is_on_record_for_what_a_confidential_reporter_did(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.NEEDS_INFO, display=Display.CONFIDENTIAL)
    owner = a_report.owner(report.code)
    info = do.SupplyInfo(post=new_post_id(), words="Ở huyện.")
    deeds.perform(casework, report.code, info, by=owner)
    with casework.db.read() as session:
        events = journal.of_report(session, report.code)
    assert {recorded.actor for recorded in events if not isinstance(recorded.event, ev.InfoAsked)} == {None}
    assert report.reporter is None


def test_an_unknown_code_is_no_report(casework: Casework) -> None:
    with pytest.raises(NoSuchReport):
        deeds.perform(casework, "PA-2222-2222", _ask(), by=actor("moderator.bnd"))  # type: ignore[arg-type]  # because codes come from addresses
