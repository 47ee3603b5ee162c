"""Who is told what: the table is complete, and each person is told once."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

from casework.delivery.fanout import SILENT, TOLD, tell_next
from casework.delivery.notices import RULES, Notice
from casework.domain import commands as do
from casework.domain.events import REGISTRY
from casework.domain.values import AgencyCode, Display, ReturnReason, Status
from casework.store import support
from casework.store.casework import Casework, new_post_id
from casework.store.contacts import Contact
from casework.store.tables import OutboxRow
from tests.delivery.conftest import text_of
from tests.doors.stage import NAM_DINH, STNMT, SYT, Reports, actor

Post = Callable[[], dict[str, EmailMessage]]
Notices = Callable[[], list[tuple[str, str, str]]]
EMAIL = NAM_DINH.parents[1] / "templates" / "email"


def test_every_event_is_told_or_silent_on_purpose() -> None:
    assert set(TOLD) | SILENT == set(REGISTRY.values())
    assert not set(TOLD) & SILENT


def test_every_notice_has_a_rule_and_its_three_templates() -> None:
    assert set(RULES) == set(Notice)
    folders = {path.name: path for path in EMAIL.iterdir() if path.is_dir()}
    # No event is told by what a mail gets back that was not taken.
    assert set(folders) == {notice.value for notice in Notice} | {"not_taken"}
    for folder in folders.values():
        assert {path.name for path in Path(folder).iterdir()} == {"subject.txt", "body.txt", "body.html"}


def test_a_report_on_its_way_tells_the_right_people(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    report = a_report()
    assert set(post()) == {"citizen@demo.test"}  # received, although they did it themselves
    with casework.db.write() as session:
        follower = actor("business").user
        assert follower
        support.set_follow(session, follower, report.code, on=True, at=casework.now())
    a_report.deed(report.code, _route(STNMT), by="moderator.bnd")
    routed = post()
    assert set(routed) == {
        "citizen@demo.test",
        "business@demo.test",
        "officer.stnmt@demo.test",
        "signer.stnmt@demo.test",
    }
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    assert set(post()) == {"citizen@demo.test"}
    a_report.deed(report.code, do.DraftReply(post=new_post_id(), words="Đã ký."), by="officer.stnmt")
    assert set(post()) == {"signer.stnmt@demo.test"}
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")
    assert set(post()) == {"citizen@demo.test", "business@demo.test"}
    a_report.deed(report.code, do.Reopen(post=new_post_id(), words="Chưa có giấy."), by="citizen")
    reopened = post()
    # The agency above has no account yet, so that its own mailbox is told.
    assert set(reopened) == {
        "officer.stnmt@demo.test",
        "signer.stnmt@demo.test",
        "ubndtinh@namdinh.test",
    }


def test_who_does_something_is_not_told_of_it(a_report: Reports, post: Post) -> None:
    report = a_report(Status.ROUTED)
    post()
    command = do.Return(post=new_post_id(), words="Không thuộc Sở.", reason=ReturnReason.NOT_OUR_AREA)
    a_report.deed(report.code, command, by="officer.stnmt")
    assert set(post()) == {"moderator.bnd@demo.test", "moderator2.bnd@demo.test"}


def test_the_second_return_is_told_to_oversight(a_report: Reports, post: Post) -> None:
    report = a_report(Status.RETURNED)
    a_report.deed(report.code, do.Reroute(post=new_post_id(), words="", agency=SYT), by="moderator.bnd")
    post()
    command = do.Return(post=new_post_id(), words="Không thuộc Sở Y tế.", reason=ReturnReason.NOT_OUR_FIELD)
    a_report.deed(report.code, command, by="officer.syt")
    assert "overseer@demo.test" in post()


def test_an_answer_to_a_question_goes_to_who_asked(a_report: Reports, post: Post) -> None:
    report = a_report(Status.NEEDS_INFO)
    assert "moderator.bnd@demo.test" not in post()
    a_report.deed(report.code, do.SupplyInfo(post=new_post_id(), words="Ở huyện."), by="citizen")
    assert set(post()) == {"moderator.bnd@demo.test"}


def test_what_has_changed_meanwhile_does_not_change_who_is_concerned(
    a_report: Reports, notices: Notices, casework: Casework
) -> None:
    """Routed, returned and routed elsewhere before the worker came: each agency has had its notice."""
    report = a_report(Status.RETURNED)
    a_report.deed(report.code, do.Reroute(post=new_post_id(), words="", agency=SYT), by="moderator.bnd")
    while tell_next(casework):
        pass
    assigned = [recipient for notice, recipient, _ in notices() if notice == "assigned"]
    assert assigned == [
        f"user:{actor(name).user}" for name in ("officer.stnmt", "signer.stnmt", "officer.syt")
    ]


def test_a_guest_without_an_address_is_told_nothing(a_report: Reports, post: Post) -> None:
    a_report(by="guest", contact=Contact(name="Đinh Văn Tư", phone="0912 345 678"))
    assert post() == {}


def test_a_confidential_reporter_who_left_an_address_is_told_without_the_title(
    a_report: Reports, post: Post
) -> None:
    report = a_report(by="guest", display=Display.CONFIDENTIAL)
    letter = post()["tu@nha.test"]
    assert report.code in text_of(letter)
    assert "sổ đỏ" not in letter.as_string() + text_of(letter)


def test_telling_an_event_again_tells_nobody_twice(
    a_report: Reports, notices: Notices, post: Post, casework: Casework
) -> None:
    a_report(Status.ROUTED)
    post()
    before = notices()
    with casework.db.write() as session:
        session.add_all(OutboxRow(seq=seq, next_at=casework.now()) for seq in (1, 2))
    assert post() == {}
    assert notices() == before


def _route(agency: AgencyCode) -> do.ApproveAndRoute:
    return do.ApproveAndRoute(post=new_post_id(), words="", agency=agency)
