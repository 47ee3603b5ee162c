"""The clock of the press beside the agency's: thirty days, which no extension moves and a reply ends."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from casework.domain import commands as do
from casework.domain.clocks import Clocks, Terms
from casework.domain.codes import is_letter_number, letter_number
from casework.domain.lifecycle import decide
from casework.domain.policy import CLOCK, Actor
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import LetterNumber, PostId, Status, Visibility
from tests.domain.cast import (
    COLLEAGUE,
    MODERATOR,
    OFFICER,
    OTHER_OFFICER,
    SIGNER,
    TERMS,
    a_command,
    a_report,
    after,
    at,
    end_of,
)

MARK = do.MarkPressOverdue()


def why(report: Report, command: do.Command, *, by: Actor = CLOCK, now: datetime | None = None) -> Why:
    with pytest.raises(Refused) as refused:
        decide(report, command, actor=by, now=now or at(4, month=12), terms=TERMS)
    return refused.value.why


def test_an_agency_has_thirty_days_and_those_that_end_on_a_sunday_end_on_monday() -> None:
    assert TERMS.press_due(at(3)) == end_of(3, month=12)
    assert TERMS.press_due(at(6)) == end_of(7, month=12)
    shorter = Terms(calendar=TERMS.calendar, clocks=Clocks(press_calendar_days=10))
    assert shorter.press_due(at(3)) == end_of(13)


def test_the_press_waits_until_the_last_second_and_marks_it_once() -> None:
    report = a_report(Status.ACCEPTED)
    assert why(report, MARK, now=end_of(3, month=12)) is Why.NOT_DUE
    late = after(report, MARK, by=CLOCK, now=at(4, month=12))
    assert late.press_overdue and late.awaits_press_letter
    assert why(late, MARK, now=at(30, month=12)) is Why.NOT_DUE


def test_no_extension_moves_it() -> None:
    asked = after(a_report(Status.ACCEPTED), a_command(do.RequestExtension), by=OFFICER, now=at(20))
    granted = after(asked, a_command(do.GrantExtension), by=MODERATOR, now=at(23))
    assert granted.due == end_of(1, month=12)
    assert after(granted, MARK, by=CLOCK, now=at(4, month=12)).press_overdue


def test_who_gets_it_next_has_thirty_days_of_their_own() -> None:
    back = after(a_report(Status.ACCEPTED), a_command(do.Return), by=OFFICER, now=at(20))
    assert back.press_from is None
    again = after(back, a_command(do.Reroute), by=MODERATOR, now=at(23))
    assert again.press_from == at(23)
    assert why(again, MARK, now=at(4, month=12)) is Why.NOT_DUE
    assert after(again, MARK, by=CLOCK, now=at(24, month=12)).press_overdue
    assert again.agency in OTHER_OFFICER.agencies


def test_an_official_reply_ends_it_and_what_is_reopened_does_not_begin_it_anew() -> None:
    late = after(a_report(Status.ACCEPTED), MARK, by=CLOCK, now=at(4, month=12))
    sent = after(late, a_command(do.RecordPressLetter), by=MODERATOR, now=at(7, month=12))
    answered = after(sent, a_command(do.SignReply), by=SIGNER, now=at(8, month=12))
    assert (answered.press_from, answered.press_overdue, answered.press_letter) == (None, False, None)
    assert answered.press_letter_on is None
    assert why(a_report(Status.REOPENED), MARK) is Why.WRONG_STATUS


def test_while_the_newsroom_itself_has_the_reply_the_agency_is_not_late_for_the_press() -> None:
    held = a_report(Status.ACCEPTED, held=PostId("5" * 32), held_official=True, held_at=at(30))
    assert why(held, MARK) is Why.NOT_DUE
    interim = a_report(Status.ACCEPTED, held=PostId("5" * 32), held_at=at(30))
    assert after(interim, MARK, by=CLOCK, now=at(4, month=12)).press_overdue


def test_what_was_taken_down_begins_anew_when_it_is_put_back() -> None:
    down = after(a_report(Status.ROUTED), a_command(do.Remove), by=MODERATOR, now=at(20))
    assert why(down, MARK) is Why.NOT_PUBLISHED
    back = after(down, do.Restore(), by=COLLEAGUE, now=at(1, month=12))
    assert back.press_from == at(1, month=12)
    late = a_report(Status.ROUTED, press_overdue=True)
    down = after(late, a_command(do.Remove), by=MODERATOR, now=at(5, month=12))
    assert not down.awaits_press_letter
    assert after(down, do.Restore(), by=COLLEAGUE, now=at(6, month=12)).awaits_press_letter


def test_a_letter_has_a_number_and_a_day_between_the_routing_and_today() -> None:
    late = a_report(Status.ACCEPTED, press_overdue=True)

    def refused(**changes: object) -> Why:
        return why(late, a_command(do.RecordPressLetter, **changes), by=MODERATOR, now=at(7, month=12))

    assert refused(number=LetterNumber("Gọi bà Hoa 0912 345 678")) is Why.BAD_LETTER_NUMBER
    assert refused(sent_on=date(2026, 12, 8)) is Why.BAD_LETTER_DAY
    assert refused(sent_on=date(2026, 11, 3)) is Why.BAD_LETTER_DAY
    sent = after(late, a_command(do.RecordPressLetter), by=MODERATOR, now=at(7, month=12))
    assert (sent.press_letter, sent.press_letter_on) == ("05/BND-BĐ", end_of(7, month=12))
    assert not sent.awaits_press_letter
    restricted = a_report(Status.ACCEPTED, press_overdue=True, visibility=Visibility.RESTRICTED)
    assert restricted.awaits_press_letter


@pytest.mark.parametrize(
    ("typed", "kept", "good"),
    [
        ("05/BND-BĐ", "05/BND-BĐ", True),
        (" 112 / 2026/cv-bđ ", "112/2026/CV-BĐ", True),
        ("7/BND", "7/BND", True),
        ("BND", "BND", False),
        ("0912345678", "0912345678", False),
        ("05/", "05/", False),
        ("٠٥/BND", "٠٥/BND", False),
        ("05/BND\nHoa", "05/BNDHOA", True),
        ("05/bà Trần Thị Hoa ở thôn Đông", "05/BÀTRẦNTHỊHOAỞTHÔNĐÔNG", False),
    ],
)
def test_a_letter_is_numbered_as_offices_number_them(typed: str, kept: str, good: bool) -> None:
    assert letter_number(typed) == kept
    assert is_letter_number(kept) is good
