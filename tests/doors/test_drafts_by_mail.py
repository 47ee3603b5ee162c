"""What an officer and a signer see of a draft that came by mail, and a moderator of a reporter's answer."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from casework.delivery.worker import run
from casework.domain import commands as do
from casework.domain.values import PostKind, Status
from casework.readings.thread import open_thread
from casework.store.casework import Casework, new_post_id
from tests.delivery.conftest import URL, Box
from tests.delivery.mails import WORDS, an_answer
from tests.delivery.test_inbound import (
    CITIZEN,
    MAILBOX,
    OFFICER,
    Handing,
    Posting,
    a_picture,
    factors,
    hand_in,
    with_file,
)
from tests.doors.client import Visit
from tests.doors.stage import Reports, actor

__all__ = ["factors", "hand_in"]


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def letters(casework: Casework, box: Box) -> Posting:
    def new() -> dict[str, EmailMessage]:
        run(casework, box, URL, once=True, reply_mail=MAILBOX)
        return {str(letter["To"]): letter for letter in box.empty()}

    return new


def test_the_case_says_that_a_draft_came_by_mail_when_and_with_which_files(
    a_report: Reports, letters: Posting, hand_in: Handing, visit: Visit
) -> None:
    report = a_report(Status.ACCEPTED)
    letter = letters()[OFFICER]
    hand_in(with_file(an_answer(letter, "Giấy đã ký."), a_picture(), "giấy hẹn.jpg"))
    for who in ("officer.stnmt", "signer.stnmt"):
        page = visit.get(f"/agency/reports/{report.code}", as_=who).main
        assert "Nháp nhận qua thư điện tử lúc 02/11/2026, 09:00" in page, who
        assert "giấy hẹn.jpg" in page
    assert "Người viết không đăng nhập khi gửi" in page
    english = visit.get(f"/en/agency/reports/{report.code}", as_="signer.stnmt").main
    assert "Draft received by e-mail" in english


def test_a_draft_that_was_written_here_says_nothing_of_mail(a_report: Reports, visit: Visit) -> None:
    report = a_report(Status.ACCEPTED)
    a_report.deed(report.code, do.DraftReply(post=new_post_id(), words="Giấy đã ký."), by="officer.stnmt")
    page = visit.get(f"/agency/reports/{report.code}", as_="signer.stnmt").main
    assert "Giấy đã ký." in page and "qua thư điện tử" not in page


def test_a_file_on_a_draft_is_its_agencys_alone(
    a_report: Reports, letters: Posting, hand_in: Handing, visit: Visit, casework: Casework
) -> None:
    report = a_report(Status.ACCEPTED)
    hand_in(with_file(an_answer(letters()[OFFICER], "Giấy đã ký."), a_picture(), "giấy.jpg"))
    (draft,) = open_thread(casework, report.code, actor("signer.stnmt")).of_kind(PostKind.DRAFT)
    address = f"/files/{draft.files[0].key}"
    assert visit.browser("signer.stnmt").get(address).status_code == 200
    for who in ("guest", "citizen", "moderator.bnd", "officer.syt", "journalist", "overseer"):
        assert visit.browser(who).get(address).status_code == 404, who


def test_a_reporters_answer_stands_where_their_messages_do_and_says_nothing_of_mail(
    a_report: Reports, letters: Posting, hand_in: Handing, visit: Visit
) -> None:
    report = a_report(Status.ROUTED)
    hand_in(an_answer(letters()[CITIZEN]))
    page = visit.get(f"/moderation/reports/{report.code}", as_="moderator.bnd").main
    assert WORDS in page and "thư điện tử lúc" not in page
    assert "Người gửi vừa" in page or "chờ trả lời" in page
