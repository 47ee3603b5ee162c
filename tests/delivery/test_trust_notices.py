"""Messages, replies that wait with the newsroom, and who asks to learn who reported: who is told what."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

from casework.domain import commands as do
from casework.domain.values import Display, Status
from casework.store.casework import new_post_id
from tests.delivery.conftest import text_of
from tests.doors.stage import Reports

Post = Callable[[], dict[str, EmailMessage]]
MODERATORS = {"moderator.bnd@demo.test", "moderator2.bnd@demo.test"}
OFFICE = {"officer.stnmt@demo.test", "signer.stnmt@demo.test"}
REPLY = "Ông Trần Văn Tư, số 0912 345 678, đã được mời tới."


def test_a_message_is_told_to_the_other_side_without_its_words(a_report: Reports, post: Post) -> None:
    report = a_report(Status.ACCEPTED)
    post()

    def said(command: do.Command, by: str) -> dict[str, EmailMessage]:
        a_report.deed(report.code, command, by=by)
        return post()

    words = "Tôi vừa nhận giấy hẹn lần thứ tư."
    told = said(do.MessageAgency(post=new_post_id(), words=words), "citizen")
    assert set(told) == OFFICE
    assert words not in text_of(told["officer.stnmt@demo.test"])
    assert set(said(do.MessageAgency(post=new_post_id(), words=words), "officer.stnmt")) == {
        "citizen@demo.test"
    }
    assert set(said(do.MessageNewsroom(post=new_post_id(), words=words), "citizen")) == MODERATORS
    assert set(said(do.MessageNewsroom(post=new_post_id(), words=words), "moderator.bnd")) == {
        "citizen@demo.test"
    }


def test_a_reply_that_waits_is_told_to_the_newsroom_and_when_it_comes_back_to_the_office(
    a_report: Reports, post: Post
) -> None:
    report = a_report(Status.ACCEPTED)
    post()
    a_report.deed(
        report.code, do.HoldReply(post=new_post_id(), words=REPLY, official=True), by="signer.stnmt"
    )
    told = post()
    assert set(told) == MODERATORS
    assert "0912" not in text_of(told["moderator.bnd@demo.test"])
    why = "Xin bỏ họ tên và số điện thoại của người dân."
    a_report.deed(report.code, do.SendBackReply(post=new_post_id(), words=why), by="moderator.bnd")
    told = post()
    assert set(told) == OFFICE
    assert why in text_of(told["signer.stnmt@demo.test"])
    a_report.deed(
        report.code, do.HoldReply(post=new_post_id(), words=REPLY, official=True), by="signer.stnmt"
    )
    post()
    a_report.deed(report.code, do.ReleaseReply(passages=("0912 345 678",)), by="moderator.bnd")
    assert set(post()) == {"citizen@demo.test"}


def test_break_glass_is_told_to_who_decides_then_to_who_asked_then_to_the_owner(
    a_report: Reports, post: Post
) -> None:
    report = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)
    post()
    asked = do.AskIdentity(post=new_post_id(), words="Người gửi đang bị đe dọa, cần được bảo vệ ngay.")
    a_report.deed(report.code, asked, by="moderator.bnd")
    assert set(post()) == {"overseer@demo.test"}
    a_report.deed(report.code, do.DecideIdentity(granted=True), by="overseer")
    told = post()
    assert set(told) == {"moderator.bnd@demo.test"}
    assert "24 giờ" in text_of(told["moderator.bnd@demo.test"])
    a_report.deed(report.code, do.OpenIdentity(), by="moderator.bnd")
    told = post()
    assert set(told) == {"tu@nha.test"}
    assert "nhật ký" in text_of(told["tu@nha.test"])


def test_a_refusal_of_break_glass_is_told_to_who_asked(a_report: Reports, post: Post) -> None:
    report = a_report(Status.ACCEPTED, by="guest", display=Display.CONFIDENTIAL)
    post()
    asked = do.AskIdentity(post=new_post_id(), words="Cơ quan điều tra đề nghị cung cấp.")
    a_report.deed(report.code, asked, by="overseer")
    assert set(post()) == MODERATORS
    a_report.deed(report.code, do.DecideIdentity(granted=False), by="moderator.bnd")
    told = post()
    assert set(told) == {"overseer@demo.test"}
    assert "không được đồng ý" in text_of(told["overseer@demo.test"])
