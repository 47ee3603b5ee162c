"""Digests: gathered as people wish, sent once, short, with only what their reader may see at that moment."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from casework.actions import wishes
from casework.delivery import digests, fanout
from casework.delivery.letters import Desk
from casework.delivery.post_office import Failed, Shut
from casework.delivery.worker import SENDER, Round, run
from casework.domain import commands as do
from casework.domain.calendar import LOCAL
from casework.domain.values import Display, RemoveReason, ReportCode, Status
from casework.domain.wishes import Concern, Often, digest_from, digest_until
from casework.store import outbox, people, support
from casework.store.casework import Casework, new_post_id
from casework.store.outbox import LEASE
from casework.store.tables import DeliveryRow
from tests.delivery.conftest import URL, Box, everything, html_of, text_of
from tests.doors.stage import Reports, actor
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
Work = Callable[[], Round]
CITIZEN, BUSINESS, OFFICER = "citizen@demo.test", "business@demo.test", "officer.stnmt@demo.test"


quiet = pytest.mark.usefixtures("quiet_newsroom")


def at(day: int, hour: int = 7, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL)


def wish(casework: Casework, who: str, **chosen: Often) -> None:
    user = actor(who).user
    assert user
    wishes.choose(casework, user, {Concern(concern): often for concern, often in chosen.items()})


def follow(casework: Casework, who: str, codes: Iterable[ReportCode]) -> None:
    user = actor(who).user
    assert user
    with casework.db.write() as session:
        for code in codes:
            support.set_follow(session, user, code, on=True, at=casework.now())


def remove(a_report: Reports, code: ReportCode) -> None:
    why = do.Remove(post=new_post_id(), words="Lộ số điện thoại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, why, by="moderator.bnd")


@pytest.mark.parametrize(
    ("now", "often", "due"),
    [
        (at(2, 6, 59), Often.DAILY, at(2)),
        (at(2), Often.DAILY, at(2)),
        (at(2, 7, 1), Often.DAILY, at(3)),
        (at(2, 7, 1), Often.WEEKLY, at(9)),
        (at(8, 23), Often.WEEKLY, at(9)),
        (at(1, 3), Often.WEEKLY, at(2)),
    ],
)
def test_a_digest_is_due_at_seven_in_the_morning_in_nam_dinh(
    now: datetime, often: Often, due: datetime
) -> None:
    assert digest_from(now, often) == due
    before = digest_until(now, often)
    assert before <= now < digest_from(before + timedelta(seconds=1), often)


def test_what_is_wished_daily_comes_in_one_letter_the_next_morning(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    first = a_report(Status.ANSWERED, title="Chờ sổ đỏ")
    second = a_report(Status.ROUTED, title="Thu phí lạ")
    assert CITIZEN not in post()
    clock.set(at(3, 6, 59))
    assert CITIZEN not in post()
    clock.set(at(3))
    letter = post()[CITIZEN]
    assert letter["Subject"] == "5 tin mới từ diễn đàn, ngày 03/11/2026"
    text = text_of(letter)
    assert "PHẢN ÁNH CỦA TÔI" in text and "Chờ sổ đỏ" in text and "Thu phí lạ" in text
    assert f"02/11/2026: Sở Tài nguyên và Môi trường đã trả lời phản ánh {first.code}" in text
    assert f"{URL}/reports/{second.code}" in text
    assert f'href="{URL}/reports/{first.code}"' in html_of(letter)
    clock.set(at(4))
    assert post() == {}


def test_what_is_wished_weekly_comes_on_monday_together_with_what_comes_daily(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "business", followed=Often.WEEKLY, own=Often.DAILY)
    followed = a_report(Status.ACCEPTED)
    follow(casework, "business", [followed.code])
    post()
    a_report.deed(followed.code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")
    for day in range(3, 9):
        clock.set(at(day))
        assert BUSINESS not in post()
    clock.set(at(8, 12))
    own = a_report(by="business")
    post()
    clock.set(at(9))
    text = text_of(post()[BUSINESS])
    assert text.index(own.code) < text.index(followed.code), "one's own comes first"


def test_what_is_turned_off_is_not_told_and_another_way_of_being_concerned_counts(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.OFF)
    report = a_report(Status.ACCEPTED)
    assert CITIZEN not in post()
    follow(casework, "citizen", [report.code])
    a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")
    assert "phản ánh bạn theo dõi" in text_of(post()[CITIZEN])


@quiet
def test_who_turns_it_off_meanwhile_gets_nothing_that_waits(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    a_report()
    post()
    wish(casework, "citizen", own=Often.OFF)
    clock.set(at(3))
    assert post() == {}


def test_what_an_agency_owes_is_told_daily_whatever_was_chosen(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "officer.stnmt", office=Often.OFF)
    wish(casework, "signer.stnmt", office=Often.WEEKLY)
    report = a_report(Status.ROUTED)
    assert not {OFFICER, "signer.stnmt@demo.test"} & set(post())
    clock.set(at(3))
    told = post()
    assert "VIỆC CỦA CƠ QUAN TÔI" in text_of(told[OFFICER])
    assert "signer.stnmt@demo.test" in told
    assert told[OFFICER]["List-Unsubscribe"] is None, "it would not end"
    a_report.deed(report.code, do.Withdraw(post=new_post_id(), words="Đã xong."), by="citizen")
    clock.set(at(4))
    assert OFFICER not in post()


def test_a_digest_has_twenty_lines_however_much_there_is_to_tell(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "business", followed=Often.DAILY)
    reports = [a_report(Status.ACCEPTED, title=f"Việc số {number:02}") for number in range(27)]
    post()
    follow(casework, "business", [report.code for report in reports])
    for report in reports:
        reply = do.InterimReply(post=new_post_id(), words="Đang kiểm tra.")
        a_report.deed(report.code, reply, by="officer.stnmt")
        clock.advance(minutes=1)
    post()
    clock.set(at(3))
    letter = post()[BUSINESS]
    text = text_of(letter)
    assert len(re.findall(r"^  \d\d/\d\d/\d{4}: ", text, re.MULTILINE)) == digests.LINES
    assert "… và 7 tin khác." in text
    assert "Xem tất cả" in text
    assert re.search(rf"{URL}/account/digests/[0-9a-f]{{32}}", text)


def test_nothing_is_in_a_digest_that_its_reader_may_not_see_any_more(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "business", followed=Often.DAILY)
    goes, stays = (a_report(Status.ACCEPTED, title=title) for title in ("Bí mật lộ ra", "Việc còn đó"))
    post()
    follow(casework, "business", [goes.code, stays.code])
    for report in (goes, stays):
        a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")
    post()
    remove(a_report, goes.code)
    clock.set(at(3))
    letter = post()[BUSINESS]
    assert "Việc còn đó" in text_of(letter)
    assert "1 tin mới" in letter["Subject"]
    for trace in ("Bí mật lộ ra", goes.code):
        assert trace not in everything(letter)


def test_who_has_lost_a_role_is_told_nothing_of_it(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "officer.stnmt", office=Often.DAILY)
    a_report(Status.ROUTED, publish=False)
    post()
    officer = actor("officer.stnmt")
    assert officer.user
    with casework.db.write() as session:
        people.revoke(session, officer.user, officer.memberships[0])
    clock.set(at(3))
    assert OFFICER not in post()


@pytest.mark.parametrize("deed", [do.MessageAgency, do.Reopen])
def test_a_digest_tells_an_office_the_day_and_not_the_hour_of_a_confidential_reporter(
    a_report: Reports, post: Post, casework: Casework, clock: Clock, deed: type[do.Worded]
) -> None:
    wish(casework, "officer.stnmt", office=Often.DAILY)
    status = Status.ANSWERED if deed is do.Reopen else Status.ACCEPTED
    report = a_report(status, by="guest", display=Display.CONFIDENTIAL)
    post()
    clock.set(at(4, 6, 41))  # before that morning's digest
    words = deed(post=new_post_id(), words="Chưa xong, xin xem lại.")
    a_report.deed(report.code, words, by=a_report.owner(report.code))
    before = post().get(OFFICER)
    clock.set(at(4, 7, 30))
    assert OFFICER not in post()
    clock.set(at(5))
    letter = post()[OFFICER]
    assert before is None or "04/11/2026" not in text_of(before)
    assert "04/11/2026" in text_of(letter)
    assert not re.search(r"\b0?6[:h]41|23:41", text_of(letter) + html_of(letter))


def test_after_a_week_without_mail_there_is_one_digest_and_nothing_is_lost(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    codes = []
    box.trouble = lambda letter: Shut("ConnectionRefusedError")
    for day in range(2, 9):
        clock.set(at(day, 10))
        codes.append(a_report().code)
        work()
    clock.set(at(9, 11))
    box.trouble = lambda letter: None
    work()
    work()
    (letter,) = (letter for letter in box.letters if letter["To"] == CITIZEN)
    assert all(code in text_of(letter) for code in codes)
    assert "ngày 09/11/2026" in letter["Subject"]


def test_a_worker_that_comes_back_after_a_week_tells_it_all_in_one_digest(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    a_report()
    work()
    for day in range(3, 9):
        clock.set(at(day, 10))
        a_report()
    clock.set(at(9, 6))
    work()
    clock.set(at(9))
    work()
    told = [letter for letter in box.letters if letter["To"] == CITIZEN]
    assert [letter["Subject"][:9] for letter in told] == ["1 tin mới", "6 tin mới"]


@quiet
def test_what_a_killed_worker_had_taken_comes_once_more_under_the_same_message_id(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    a_report()
    work()
    clock.set(at(3))
    with casework.db.write() as session:
        taken = outbox.take_delivery(session, clock(), worker="killed")
    assert taken
    sent_by_the_killed = digests.compose(_desk(casework), taken)
    assert sent_by_the_killed
    other = a_report()
    work()
    assert box.empty() == []
    clock.advance(seconds=LEASE.total_seconds() + 1)
    work()
    (again,) = box.empty()
    assert again["Message-ID"] == sent_by_the_killed["Message-ID"]
    assert other.code not in text_of(again), "what came since goes with the next one"
    clock.set(at(4))
    work()
    (following,) = box.empty()
    assert other.code in text_of(following)


@quiet
def test_a_digest_that_is_not_taken_is_tried_again_with_the_same_news_in_it(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    first = a_report()
    work()
    clock.set(at(3))
    box.trouble = lambda letter: Failed("451")
    work()
    late = a_report()
    work()
    box.trouble = lambda letter: None
    clock.advance(minutes=2)
    work()
    (letter,) = box.empty()
    assert first.code in text_of(letter)
    assert late.code not in text_of(letter)


def test_two_workers_send_each_digest_once(
    a_report: Reports, box: Box, casework: Casework, clock: Clock
) -> None:
    """Of several digests that are due at one time each person gets one, whoever takes it."""
    people_ = ("citizen", "business")
    for who in people_:
        wish(casework, who, own=Often.DAILY)
    codes: dict[str, list[str]] = {who: [] for who in people_}
    for day in range(2, 6):
        clock.set(at(day, 10))
        for who in people_:
            codes[who].append(a_report(by=who).code)
        while fanout.tell_next(casework):
            pass
    clock.set(at(6))
    together = threading.Barrier(4)

    def one(_: int) -> Round:
        together.wait()
        return run(casework, box, URL, once=True)

    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(one, range(4)))
    run(casework, box, URL, once=True)
    for who in people_:
        (letter,) = (letter for letter in box.letters if letter["To"] == f"{who}@demo.test")
        assert all(code in text_of(letter) for code in codes[who])


def test_two_that_tell_at_one_time_gather_into_one_digest(
    a_report: Reports, casework: Casework, work: Work, box: Box, clock: Clock
) -> None:
    for who in ("citizen", "business", "officer.stnmt", "signer.stnmt"):
        wish(casework, who, **dict.fromkeys(Concern, Often.DAILY))
    for _ in range(5):
        report = a_report(Status.ACCEPTED)
        follow(casework, "business", [report.code])
        a_report.deed(report.code, do.SignReply(post=new_post_id(), words="Đã ký."), by="signer.stnmt")

    def tell(_: int) -> int:
        return sum(1 for _ in itertools.takewhile(bool, iter(lambda: fanout.tell_next(casework), None)))

    with ThreadPoolExecutor(3) as crowd:
        assert sum(crowd.map(tell, range(3))) == 20
    clock.set(at(3))
    work()
    to = [letter["To"] for letter in box.letters]
    assert len(to) == len(set(to))
    assert {CITIZEN, BUSINESS} <= set(to)
    with casework.db.read() as session:
        left = session.scalars(select(DeliveryRow.state).where(DeliveryRow.state == outbox.GATHERED)).all()
    assert left == []


def test_a_digest_speaks_the_language_of_its_reader(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    user = actor("citizen").user
    assert user
    with casework.db.write() as session:
        people.set_locale(session, user, "en")
    report = a_report()
    post()
    clock.set(at(3))
    letter = post()[CITIZEN]
    assert letter["Subject"] == "1 piece of news from the forum, 3 November 2026"
    assert "MY REPORTS" in text_of(letter)
    assert f"{URL}/en/reports/{report.code}" in text_of(letter)


def test_words_of_a_title_are_text_in_every_part_of_a_digest(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    a_report(title='Hồ sơ <b>"A & B"</b> chậm %(code)s')
    post()
    clock.set(at(3))
    letter = post()[CITIZEN]
    assert 'Hồ sơ <b>"A & B"</b> chậm %(code)s' in text_of(letter)
    assert "&lt;b&gt;" in html_of(letter)
    assert "<b>" not in html_of(letter)


@quiet
def test_what_waits_for_tomorrow_is_no_reason_to_look_after_the_worker(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    wish(casework, "citizen", own=Often.DAILY)
    a_report()
    post()
    with casework.db.read() as session:
        counts = outbox.counts(session, clock())
    assert (counts.letters_waiting, counts.oldest_letter) == (0, None)
    clock.set(at(3, 8))
    with casework.db.read() as session:
        counts = outbox.counts(session, clock())
    assert (counts.letters_waiting, counts.oldest_letter) == (1, at(3))


def _desk(casework: Casework) -> Desk:
    return Desk(casework=casework, public_url=URL, sender=SENDER)
