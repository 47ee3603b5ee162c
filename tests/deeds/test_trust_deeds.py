"""What waits with the newsroom is read by nobody else, and what was erased is gone."""

from __future__ import annotations

import pytest

from casework.actions import deeds
from casework.domain import commands as do
from casework.domain.policy import ANYBODY
from casework.domain.refusals import Refused, Why
from casework.domain.values import Display, Part, PostKind, PostState, Status
from casework.readings.thread import Post, open_thread
from casework.store import contacts, threads
from casework.store.casework import Casework, new_post_id
from tests.doors.stage import Reports, actor
from tests.doors.test_files import picture

REPLY = "Đã mời bà Hoa, số 0912 345 678, tới nhận giấy ngày 20/11."


def _replies(casework: Casework, code: str, who: str) -> list[Post]:
    thread = open_thread(casework, code, ANYBODY if who == "guest" else actor(who))
    return [post for post in thread.posts if post.kind is PostKind.OFFICIAL_REPLY]


def _hand_in(a_report: Reports, code: str) -> None:
    a_report.deed(code, do.HoldReply(post=new_post_id(), words=REPLY, official=True), by="signer.stnmt")


def test_readers_read_a_held_reply_only_after_the_newsroom_and_without_what_it_blacked_out(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED)
    _hand_in(a_report, report.code)
    for outsider in ("guest", "citizen", "business", "officer.syt", "journalist", "moderator.ptth"):
        assert _replies(casework, report.code, outsider) == [], outsider
    for insider in ("moderator.bnd", "signer.stnmt", "officer.stnmt", "overseer"):
        assert len(_replies(casework, report.code, insider)) == 1, insider
    after = a_report.deed(report.code, do.ReleaseReply(passages=("0912 345 678",)), by="moderator.bnd")
    assert after.status is Status.ANSWERED
    (reply,) = _replies(casework, report.code, "guest")
    assert (reply.state, reply.part) == (PostState.SHOWN, Part.SIGNER)
    assert "0912" not in reply.source + reply.html and "█████" in reply.html
    assert reply.author_name == "Lê Thị Mai"  # who signed, not who released


def test_a_passage_that_does_not_stand_there_releases_nothing(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ACCEPTED)
    _hand_in(a_report, report.code)
    with pytest.raises(Refused) as refused:
        a_report.deed(report.code, do.ReleaseReply(passages=("0913 000 000",)), by="moderator.bnd")
    assert refused.value.why is Why.NO_SUCH_PASSAGE
    assert _replies(casework, report.code, "guest") == []


def test_one_that_was_sent_back_or_replaced_is_shown_to_no_reader(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ACCEPTED)
    _hand_in(a_report, report.code)
    a_report.deed(
        report.code, do.SendBackReply(post=new_post_id(), words="Xin bỏ số điện thoại."), by="moderator.bnd"
    )
    _hand_in(a_report, report.code)
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã có giấy."), by="signer.stnmt")
    assert [reply.source for reply in _replies(casework, report.code, "guest")] == ["Đã có giấy."]


def test_a_moderator_who_reported_it_writes_as_the_reporter(casework: Casework, a_report: Reports) -> None:
    """security.md: nobody handles their own report, and their name is not shown beside it."""
    report = a_report(by="moderator.bnd", display=Display.HIDDEN)
    a_report.deed(
        report.code, do.MessageNewsroom(post=new_post_id(), words="Tôi có thêm ảnh."), by="moderator.bnd"
    )
    thread = open_thread(casework, report.code, actor("moderator2.bnd"))
    (message,) = [post for post in thread.posts if post.kind is PostKind.NEWSROOM_MESSAGE]
    assert message.part is Part.OWNER and message.author_name == ""


def test_an_erased_contact_is_gone_and_the_secret_still_opens_the_report(
    casework: Casework, a_report: Reports
) -> None:
    """security.md: erasing is destroying the key."""
    report = a_report(by="guest", display=Display.CONFIDENTIAL)
    secret = a_report.receipts[report.code].secret or ""
    after = a_report.deed(report.code, do.EraseContact(), by=a_report.owner(report.code))
    assert after.contact_erased
    with casework.db.read() as session:
        assert contacts.load(session, casework.vault, report.code) is None
        assert contacts.secret_fits(session, report.code, secret)


def test_files_of_a_confidential_report_lose_the_names_they_came_with(
    casework: Casework, a_report: Reports
) -> None:
    """security.md: nothing links a confidential report to a person, not even what their camera called it."""
    report = a_report(
        Status.NEEDS_INFO,
        by="guest",
        display=Display.CONFIDENTIAL,
        uploads=[(picture(), "Trần Thị Hoa 0912345678.jpg")],
    )
    deeds.perform(
        casework,
        report.code,
        do.SupplyInfo(post=new_post_id(), words="Thêm ảnh."),
        by=a_report.owner(report.code),
        uploads=[(picture(), "IMG_20261102_hoa.jpg")],
    )
    with casework.db.read() as session:
        assert [file.name for file in threads.files(session, report.code)] == ["1.jpg", "1.jpg"]
