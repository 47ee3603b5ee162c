"""What who answers for a webhook is written when it cannot be told, in their language."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

import pytest

from casework.actions import webhooks
from casework.delivery import hooks
from casework.delivery.worker import run
from casework.domain.webhooks import PAUSED_AFTER
from casework.store import people
from casework.store.casework import Casework
from tests.delivery.conftest import URL, Box, html_of, text_of
from tests.delivery.receiver import Heard
from tests.delivery.test_webhooks import a_webhook, log
from tests.doors.stage import STNMT, actor
from tests.house import Clock

SIGNER = "signer.stnmt"
LETTERS = {
    ("failed", "vi"): (
        "Webhook “Trang tin” không nhận được một tin",
        ["nhiều lần trong khoảng ba ngày mà không được", "bấm “Gửi lại” ở tin ấy", "Xem nhật ký"],
    ),
    ("failed", "en"): (
        "The webhook “Trang tin” did not receive a message",
        ["could not, so it has given up", "press “Send again” beside that message", "See the log"],
    ),
    ("stopped", "vi"): (
        "Webhook “Trang tin” đã dừng",
        ["Nhiều ngày liền không gửi được tin nào", "bấm “Gửi trở lại”", "không được gửi sau"],
    ),
    ("stopped", "en"): (
        "The webhook “Trang tin” has stopped",
        ["For days no message could be sent", "press “Send again from now on”", "is not sent later"],
    ),
    ("gone", "vi"): (
        "Webhook “Trang tin” đã dừng",
        ["báo rằng địa chỉ không còn (410)", "bấm “Gửi trở lại”", "Xem nhật ký"],
    ),
    ("gone", "en"): (
        "The webhook “Trang tin” has stopped",
        ["says that the address is gone (410)", "press “Send again from now on”", "See the log"],
    ),
}


def call(casework: Casework, heard: Heard) -> None:
    hooks.call_due(casework, heard, URL, worker="one")  # type: ignore[arg-type]  # because it hears only


def gives_up(casework: Casework, endpoint: str, clock: Clock, how: str) -> None:
    """Let a trial fail until somebody is written to: given up, stopped after days, or gone."""
    heard = Heard(status=410 if how == "gone" else 500)
    webhooks.ping(casework, endpoint, by=actor(SIGNER))
    call(casework, heard)
    while how == "failed" and (told := log(casework, endpoint, SIGNER)[0]).is_waiting:
        clock.at = max(told.next_at, clock.at + timedelta(minutes=1))
        call(casework, heard)
    if how == "stopped":
        clock.at += PAUSED_AFTER + timedelta(minutes=1)
        call(casework, heard)


@pytest.mark.parametrize(("how", "language"), LETTERS)
def test_the_letter_says_in_its_readers_language_what_happened_and_what_to_do(
    how: str, language: str, casework: Casework, clock: Clock
) -> None:
    endpoint, _ = a_webhook(casework, STNMT)
    signer = actor(SIGNER).user
    assert signer
    with casework.db.write() as session:
        people.set_locale(session, signer, language)
    gives_up(casework, endpoint, clock, how)
    box = Box()
    run(casework, box, URL, once=True)
    (letter,) = box.letters
    subject, words = LETTERS[how, language]
    assert (str(letter["To"]), str(letter["Subject"])) == (f"{SIGNER}@demo.test", subject)
    assert letter["Content-Language"] == language
    page = f"{URL}{'/en' if language == 'en' else ''}/agency/webhooks/{endpoint}"
    plain, shown = (" ".join(unescape(one(letter)).split()) for one in (text_of, html_of))
    for said in (*words, page):
        assert said in plain and said in shown, said
    other = {"vi": "The webhook", "en": "Webhook “"}[language]
    assert other not in plain and other not in shown


def test_nobody_is_told_that_it_stopped_who_has_resumed_it_meanwhile(
    casework: Casework, clock: Clock
) -> None:
    endpoint, _ = a_webhook(casework, STNMT)
    gives_up(casework, endpoint, clock, "gone")
    webhooks.resume(casework, endpoint, by=actor(SIGNER))
    box = Box()
    run(casework, box, URL, once=True)
    assert box.letters == []
