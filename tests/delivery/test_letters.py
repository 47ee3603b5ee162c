"""What stands in a letter: the reader's language, one link, and nothing that they may not know."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path

import pytest

from app import create_app
from casework.actions import wishes
from casework.delivery import letters, paper
from casework.delivery.notices import LINKS
from casework.domain import commands as do
from casework.domain.values import DeclineReason, Display, RemoveReason, ReturnReason, Status
from casework.domain.wishes import Concern, Often
from casework.store import mailbox, people, tokens
from casework.store.casework import Casework, new_post_id
from config import Environment, Settings
from tests.delivery.conftest import URL, Box, everything, html_of, text_of
from tests.doors.stage import STNMT, Reports, actor
from tests.house import SECRET_KEY, Clock
from web.words import WORDS

Post = Callable[[], dict[str, EmailMessage]]
Notices = Callable[[], list[tuple[str, str, str]]]
Work = Callable[[], object]
LINK = re.compile(r"https?://\S+")


def _route() -> do.ApproveAndRoute:
    return do.ApproveAndRoute(post=new_post_id(), words="", agency=STNMT)


def test_a_letter_has_what_mail_programs_look_for(a_report: Reports, post: Post) -> None:
    report = a_report()
    letter = post()["citizen@demo.test"]
    assert re.fullmatch(r"<[0-9a-f]{32}@dien-dan\.test>", letter["Message-ID"])
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "<notices.dien-dan.test>"
    assert letter["Date"]
    assert letter["Content-Language"] == "vi"
    assert letter["Subject"] == f"Tòa soạn đã nhận phản ánh {report.code}"
    text = text_of(letter)
    assert "Chào Trần Thị Hoa," in text
    assert "chậm nhất ngày 03/11/2026" in text
    assert "Ba lần hẹn trả sổ đỏ" in text
    assert LINK.findall(text)[0] == f"{URL}/reports/{report.code}"
    assert "\n\n\n" not in text
    html = html_of(letter)
    assert f'href="{URL}/reports/{report.code}"' in html
    assert not re.search(r"style=|<img|<script|src=", html)


def test_a_title_is_text_in_every_part_of_a_letter(a_report: Reports, post: Post) -> None:
    a_report(title='Hồ sơ <b>"A & B"</b> chậm %(code)s')
    letter = post()["citizen@demo.test"]
    assert 'Hồ sơ <b>"A & B"</b> chậm %(code)s' in text_of(letter)
    assert "&lt;b&gt;" in html_of(letter)
    assert "<b>" not in html_of(letter)


def test_the_newsrooms_question_and_its_reason_are_in_the_letter(a_report: Reports, post: Post) -> None:
    a_report(Status.NEEDS_INFO)
    assert "> Bạn nộp hồ sơ ở bộ phận một cửa nào?" in text_of(post()["citizen@demo.test"])


def test_a_refusal_says_why_and_how_to_appeal(a_report: Reports, post: Post) -> None:
    report = a_report()
    post()
    why = "Việc này cần gửi đơn tới **UBND huyện**."
    a_report.deed(
        report.code,
        do.Decline(post=new_post_id(), words=why, reason=DeclineReason.COMPLAINT_PROCEDURE),
        by="moderator.bnd",
    )
    letter = post()["citizen@demo.test"]
    assert "Thuộc thủ tục khiếu nại" in text_of(letter)
    assert f"> {why}" in text_of(letter)
    assert "<strong>UBND huyện</strong>" in html_of(letter)
    assert "đề nghị xem lại một lần" in text_of(letter)


@pytest.mark.parametrize("display", [Display.HIDDEN, Display.CONFIDENTIAL])
def test_an_agency_never_learns_from_a_letter_who_reported(
    display: Display, a_report: Reports, work: Work, box: Box, notices: Notices, clock: Clock
) -> None:
    report = a_report(by="guest", display=display)
    a_report.deed(report.code, _route(), by="moderator.bnd")
    a_report.deed(report.code, do.Accept(), by="officer.stnmt")
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")
    words = "Tôi là Đinh Văn Tư, số 0912 345 678."
    a_report.deed(report.code, do.Reopen(post=new_post_id(), words=words), by=a_report.owner(report.code))
    work()
    clock.advance(days=1)  # what a confidential reporter does is told the next morning
    work()
    told = [everything(letter) for letter in box.letters if letter["To"] != "tu@nha.test"]
    assert {"assigned", "reopened"} <= {notice for notice, _, state in notices() if state == "sent"}
    for text in told:
        assert "Đinh Văn Tư" not in text
        assert "0912 345" not in text
        assert "tu@nha.test" not in text
        assert "hẹn lại" not in text  # the body of the report


def test_who_may_no_longer_see_it_gets_no_letter(
    a_report: Reports, post: Post, notices: Notices, casework: Casework
) -> None:
    report = a_report(publish=False)
    post()
    a_report.deed(report.code, _route(), by="moderator.bnd")
    with casework.db.write() as session:
        officer = actor("officer.stnmt")
        assert officer.user
        people.revoke(session, officer.user, officer.memberships[0])
        # Not told before the role was taken: the notice is waiting already.
        mailbox.put(
            session,
            notice="assigned",
            about="event:2",
            recipient=f"user:{officer.user}",
            report_code=report.code,
            event_seq=2,
            at=casework.now(),
        )
    assert "officer.stnmt@demo.test" not in post()
    assert ("assigned", f"user:{officer.user}", "dropped") in notices()


def test_what_is_no_longer_so_is_not_told(a_report: Reports, post: Post, notices: Notices) -> None:
    report = a_report(Status.NEEDS_INFO)
    a_report.deed(report.code, do.SupplyInfo(post=new_post_id(), words="Ở huyện."), by="citizen")
    post()
    assert ("needs_info", f"user:{actor('citizen').user}", "dropped") in notices()


def test_a_disabled_account_gets_no_letter(a_report: Reports, post: Post, casework: Casework) -> None:
    a_report()
    with casework.db.write() as session:
        citizen = actor("citizen").user
        assert citizen
        people.disable(session, citizen, casework.now())
    assert post() == {}


def test_a_letter_speaks_the_language_of_its_reader(
    a_report: Reports, post: Post, casework: Casework
) -> None:
    with casework.db.write() as session:
        citizen = actor("citizen").user
        assert citizen
        people.set_locale(session, citizen, "en")
    report = a_report()
    letter = post()["citizen@demo.test"]
    assert letter["Content-Language"] == "en"
    assert f"{URL}/en/reports/{report.code}" in text_of(letter)
    assert "3 November 2026" in text_of(letter)


def test_a_guests_link_confirms_the_report_once(a_report: Reports, post: Post, casework: Casework) -> None:
    report = a_report(Status.UNCONFIRMED, by="guest")
    letter = post()["tu@nha.test"]
    (link,) = LINK.findall(text_of(letter))
    start = f"{URL}/reports/{report.code}/confirm/"
    assert link.startswith(start)
    assert link in html_of(letter)
    with casework.db.write() as session:
        found = tokens.peek(session, "confirm_report", link.removeprefix(start), casework.now())
        assert found
        assert found.report_code == report.code
    a_report.deed(report.code, do.Confirm(), by=a_report.owner(report.code))
    received = post()["tu@nha.test"]
    assert LINK.findall(text_of(received))[0] == f"{URL}/track?code={report.code}"


@pytest.mark.parametrize(
    ("notice", "start", "purpose"),
    [
        ("account_confirm", "/account/confirm/", "confirm_account"),
        ("password_reset", "/reset/", "reset_password"),
        ("account_exists", "/login", ""),
        ("password_changed", "/login", ""),
        ("factor_added", "/login", ""),
        ("factor_removed", "/login", ""),
        ("factors_reset", "/login", ""),
        ("recovery_codes_made", "/login", ""),
        ("recovery_code_used", "/login", ""),
    ],
)
def test_letters_about_an_account_go_to_its_owner(
    notice: str, start: str, purpose: str, post: Post, casework: Casework
) -> None:
    citizen = actor("citizen").user
    assert citizen
    with casework.db.write() as session:
        mailbox.put_account(session, notice, citizen, casework.now())
    (link,) = LINK.findall(text_of(post()["citizen@demo.test"]))
    assert link.startswith(URL + start)
    if purpose:
        with casework.db.read() as session:
            token = tokens.peek(session, purpose, link.removeprefix(URL + start), casework.now())
        assert token
        assert token.user_id == citizen


def test_only_links_that_prove_an_address_go_to_one_that_is_not_proven(
    post: Post, casework: Casework, a_report: Reports
) -> None:
    with casework.db.write() as session:
        person = people.add(
            session,
            email="moi@nha.test",
            name="Người mới",
            kind="citizen",
            password_hash=None,
            locale="vi",
            at=casework.now(),
        )
        mailbox.put_account(session, "account_exists", person, casework.now())
        mailbox.put_account(session, "account_confirm", person, casework.now())
    assert "Xác nhận tài khoản" in post()["moi@nha.test"]["Subject"]


def test_a_letter_leaves_out_a_merge_target_that_its_reader_may_not_know(
    a_report: Reports, post: Post
) -> None:
    report = a_report(Status.MERGED)
    letter = post()["citizen@demo.test"]
    assert report.merged_into
    assert report.merged_into not in everything(letter)


def test_a_restricted_report_is_escalated_to_nobody_who_may_not_know_of_it(
    a_report: Reports, post: Post, notices: Notices, clock: Clock
) -> None:
    """The agency above reads what is public, so that only oversight is told."""
    report = a_report(Status.ROUTED, publish=False)
    clock.advance(days=60)
    told = post()
    escalated = {state for notice, to, state in notices() if notice == "escalated" if "agency:" in to}
    assert escalated == {"dropped"}
    link = f"{URL}/oversight/reports/{report.code}"
    assert LINK.findall(text_of(told["overseer@demo.test"]))[0] == link


def test_every_link_of_a_letter_leads_to_a_page(tmp_path: Path) -> None:
    house = create_app(
        Settings(
            environment=Environment.TEST,
            database_url=f"sqlite:///{tmp_path / 'none.db'}",
            data_dir=tmp_path,
            public_url=URL,
            secret_key=SECRET_KEY,
            master_keys={"test": bytes(32)},
            master_key="test",
            lookup_key=bytes(32),
            demo=False,
            mail_url="",
            mail_from="",
            trusted_hosts=(),
            proxies=0,
        )
    )
    addresses = house.url_map.bind("dien-dan.test")
    pages = [*letters._PAGES.values(), letters._GUESTS_PAGE, *(path for _, path in LINKS.values())]
    for page in pages:
        path = page.format(code="PA-7K3M-9QXT", token="t").partition("?")[0]
        assert addresses.test(path, method="GET"), path


def test_a_taken_down_report_is_told_to_its_reporter_with_the_reason(a_report: Reports, post: Post) -> None:
    report = a_report(Status.ROUTED)
    post()
    why = "Bài có số điện thoại của người khác."
    command = do.Remove(post=new_post_id(), words=why, reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, command, by="moderator.bnd")
    told = post()
    assert set(told) == {"citizen@demo.test"}
    assert "Lộ thông tin cá nhân" in text_of(told["citizen@demo.test"])


@pytest.mark.parametrize(
    ("macro", "reasons"),
    [
        ("decline_reason", DeclineReason),
        ("return_reason", ReturnReason),
        ("remove_reason", RemoveReason),
    ],
)
def test_reasons_have_the_same_words_in_letters_and_on_pages(macro: str, reasons: type[StrEnum]) -> None:
    words = paper.environment("vi").get_template("email/words.txt").make_module()
    for reason in reasons:
        page = WORDS[reasons, reason.value]
        assert getattr(words, macro)(reason) == page._args[0]


def test_every_letter_can_be_written_in_its_whole_life(
    a_report: Reports, work: Work, notices: Notices, casework: Casework, clock: Clock
) -> None:
    """Walk reports to every status: no template lacks a fact."""
    told_at_once, english = actor("moderator.bnd").user, actor("moderator2.bnd").user
    assert told_at_once and english
    wishes.choose(casework, told_at_once, {Concern.QUEUE: Often.AT_ONCE})
    with casework.db.write() as session:
        people.set_locale(session, english, "en")
    for status in Status:
        a_report(status)
        work()
        a_report(status, by="guest")
        work()
    clock.advance(days=1)  # for what was gathered
    work()
    assert {state for _, _, state in notices()} <= {"sent", "dropped"}


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (DeclineReason.COMPLAINT_PROCEDURE, ("UBND huyện Nam Trực", "90 ngày", "45 ngày", "Điều 9")),
        (DeclineReason.DENUNCIATION, ("Thanh tra tỉnh", "7 ngày làm việc", "giữ bí mật", "Điều 24")),
    ],
)
def test_what_belongs_to_another_door_is_declined_with_the_way_there(
    a_report: Reports, post: Post, reason: DeclineReason, told: tuple[str, ...]
) -> None:
    report = a_report()
    post()
    command = do.Decline(post=new_post_id(), words="Việc này gửi nơi khác.", reason=reason)
    a_report.deed(report.code, command, by="moderator.bnd")
    letter = post()["citizen@demo.test"]
    for words in told:
        assert words in text_of(letter) and words in html_of(letter), words
    assert "&amp;amp;" not in html_of(letter)


def test_for_any_other_reason_a_letter_leads_nowhere_else(a_report: Reports, post: Post) -> None:
    report = a_report()
    post()
    command = do.Decline(post=new_post_id(), words="Xin viết lại.", reason=DeclineReason.NO_CONTENT)
    a_report.deed(report.code, command, by="moderator.bnd")
    assert "nơi nhận riêng" not in text_of(post()["citizen@demo.test"])
