"""Letters of saved searches: each as often as was chosen for it, in one letter, once, ended by one click."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email.message import EmailMessage
from typing import Any

import pytest
from sqlalchemy import select

from casework.actions import watching, wishes
from casework.actions.wishes import BadLink
from casework.delivery import searches
from casework.delivery.post_office import Shut
from casework.delivery.worker import Round, run
from casework.domain import commands as do
from casework.domain.calendar import LOCAL
from casework.domain.values import RemoveReason, Status
from casework.domain.watching import MOST_SEARCHES, Watch, Watched, mark, search
from casework.domain.wishes import Concern, Often
from casework.readings import watching as readings
from casework.store import mailbox, published
from casework.store.casework import Casework, new_post_id
from casework.store.db import Session
from casework.store.directory import Directory
from casework.store.outbox import LEASE
from casework.store.published import Filters
from casework.store.tables import DeliveryRow
from tests.delivery.conftest import URL, Box, everything, html_of, text_of
from tests.doors.stage import Reports, actor
from tests.house import Clock

Post = Callable[[], dict[str, EmailMessage]]
Work = Callable[[], Round]
JOURNALIST = "journalist@demo.test"
ONCE, DAILY, WEEKLY, OFF = Often.AT_ONCE, Often.DAILY, Often.WEEKLY, Often.OFF


def at(day: int, hour: int = 7, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=LOCAL)


def save(casework: Casework, q: str, often: Often, who: str = "journalist") -> Watch:
    watch = search({"q": q}, f"Tìm {q}")
    watching.start(casework, watch, by=actor(who), often=often)
    return watch


def rhythms(casework: Casework, who: str = "journalist") -> dict[str, Often | None]:
    return {one.watch.name: one.often for one in readings.of(casework, actor(who))}


def link_in(letter: EmailMessage) -> str:
    """The token of the link by which a mail program ends such letters."""
    found = re.fullmatch(rf"<{URL}/unsubscribe/(\S+)>", letter["List-Unsubscribe"])
    assert found and letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return found[1]


def links_in(letter: EmailMessage) -> list[str]:
    """The tokens of the links that stand under the searches."""
    return re.findall(rf"Thôi báo tìm kiếm này: {URL}/unsubscribe/(\S+)", text_of(letter))


def test_each_search_is_told_as_often_as_was_chosen_for_it(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    for q, often in (("zebra", ONCE), ("voi", DAILY), ("gấu", WEEKLY), ("tê giác", OFF)):
        save(casework, q, often)
    clock.advance(hours=1)
    for q in ("zebra", "voi", "gấu", "tê giác"):
        a_report(Status.ROUTED, title=f"Chuyện con {q} thứ nhất")
    clock.advance(minutes=2)
    letter = post()[JOURNALIST]
    assert letter["Subject"] == "1 phản ánh mới: Tìm zebra"
    assert "con voi" not in everything(letter)
    clock.set(at(3))
    assert post()[JOURNALIST]["Subject"] == "1 phản ánh mới: Tìm voi"
    clock.set(at(9))
    assert post()[JOURNALIST]["Subject"] == "1 phản ánh mới: Tìm gấu"
    for day in range(10, 24):
        clock.set(at(day))
        assert JOURNALIST not in post(), "once each; and of one that is off never"


def test_a_search_of_days_that_nobody_means_is_told_like_any_other(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    asked = {"q": "zebra", "since": "0001-01-01", "until": "9999-12-31"}
    watching.start(casework, search(asked, "Mọi ngày"), by=actor("journalist"), often=ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    assert post()[JOURNALIST]["Subject"] == "1 phản ánh mới: Mọi ngày"


def test_a_search_that_cannot_be_looked_for_keeps_nobody_else_waiting(
    a_report: Reports,
    post: Post,
    casework: Casework,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    save(casework, "thứ", ONCE, who="citizen")
    save(casework, "zebra", ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    between = published.published_between

    def fails(session: Session, names: Directory, filters: Filters, *rest: Any, **more: Any) -> Any:
        if filters.q == "thứ":
            raise OverflowError("date value out of range")
        return between(session, names, filters, *rest, **more)

    monkeypatch.setattr(published, "published_between", fails)
    assert post()[JOURNALIST]["Subject"] == "1 phản ánh mới: Tìm zebra"
    assert "broke off: OverflowError" in caplog.text


def test_several_searches_that_are_due_together_are_one_letter_that_names_each(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    save(casework, "voi", ONCE)
    save(casework, "con", ONCE)
    clock.advance(hours=1)
    both = a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    a_report(Status.ROUTED, title="Chuyện con voi thứ nhất")
    clock.advance(minutes=2)
    work()
    (letter,) = [one for one in box.empty() if one["To"] == JOURNALIST]
    assert letter["Subject"] == "2 phản ánh mới khớp tìm kiếm đã lưu"
    for name in ("zebra", "voi", "con"):
        assert f"Tìm kiếm: Tìm {name}" in text_of(letter)
        assert f"<h2>Tìm kiếm: Tìm {name}</h2>" in html_of(letter)
    assert text_of(letter).count(f"Mới đăng: {both.code}") == 2
    work()
    assert not box.letters


def test_what_is_told_at_once_and_what_is_due_in_the_morning_come_in_one_letter(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    save(casework, "voi", DAILY)
    a_report(Status.ROUTED, title="Chuyện con voi thứ nhất")
    clock.set(at(3, 6, 58))
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.set(at(3, 7, 1))
    work()
    (letter,) = [one for one in box.empty() if one["To"] == JOURNALIST]
    assert "con voi" in text_of(letter) and "con zebra" in text_of(letter)
    clock.set(at(3, 7, 3))
    work()
    assert not [one for one in box.letters if one["To"] == JOURNALIST]


def test_one_click_stops_that_search_and_no_other_and_is_taken_back(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    save(casework, "voi", ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    letter = post()[JOURNALIST]
    token = link_in(letter)
    assert links_in(letter) == [token], "under the search and in the header stands the same"
    assert wishes.look(casework, token).searches == ("Tìm zebra",)
    for _ in range(2):
        assert wishes.turn_off(casework, token).is_off
    assert rhythms(casework) == {"Tìm zebra": OFF, "Tìm voi": ONCE}
    a_report(Status.ROUTED, title="Chuyện con zebra với con voi")
    clock.advance(minutes=2)
    letter = post()[JOURNALIST]
    assert letter["Subject"] == "1 phản ánh mới: Tìm voi"
    assert not wishes.turn_on(casework, token).is_off
    assert rhythms(casework) == {"Tìm zebra": ONCE, "Tìm voi": ONCE}
    clock.advance(minutes=2)
    assert JOURNALIST not in post(), "what was published meanwhile is old news"


def test_the_letter_of_several_stops_all_of_them_with_one_click_and_each_by_its_own_link(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    for q in ("zebra", "chuyện", "voi"):
        save(casework, q, ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    letter = post()[JOURNALIST]
    one, other = links_in(letter)
    wishes.turn_off(casework, one)
    assert sorted(str(often) for often in rhythms(casework).values()) == ["at_once", "at_once", "off"]
    wishes.turn_on(casework, one)
    assert one != other
    wishes.turn_off(casework, link_in(letter))
    assert rhythms(casework) == {"Tìm zebra": OFF, "Tìm chuyện": OFF, "Tìm voi": ONCE}


def test_the_link_of_a_digest_of_more_than_searches_stops_all_that_is_gathered(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", DAILY)
    save(casework, "voi", ONCE)
    watching.start(casework, Watch(what=Watched.FIELD, key="dat-dai"), by=actor("journalist"))
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    post()
    clock.set(at(3))
    letter = post()[JOURNALIST]
    assert "NƠI TÔI THEO DÕI" in text_of(letter) and "Tìm kiếm: Tìm zebra" in text_of(letter)
    token = link_in(letter)
    assert links_in(letter) and links_in(letter) != [token]
    assert wishes.turn_off(casework, token).searches == ("Tìm zebra",)
    assert rhythms(casework) | {"": None} == {"Tìm zebra": OFF, "Tìm voi": ONCE, "": None}
    assert wishes.look(casework, token).is_off
    wishes.turn_on(casework, token)
    assert rhythms(casework)["Tìm zebra"] is DAILY


def test_a_link_to_a_search_that_is_gone_says_so_and_never_means_a_later_one(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    zebra = save(casework, "zebra", ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    token = link_in(post()[JOURNALIST])
    watching.stop(casework, Watched.SEARCH, zebra.key, by=actor("journalist"))
    save(casework, "voi", ONCE)  # SQLite gives it the number of the one that is gone
    assert wishes.turn_off(casework, token).is_gone and wishes.turn_on(casework, token).is_gone
    assert rhythms(casework) == {"Tìm voi": ONCE}
    with pytest.raises(BadLink):
        wishes.turn_off(casework, token[:-1] + ("A" if token[-1] != "A" else "B"))
    with pytest.raises(BadLink):
        wishes.turn_off(casework, token.replace(mark(zebra.key), "00000000"))


def test_the_link_of_twenty_searches_is_still_one_of_ours(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    for number in range(MOST_SEARCHES):
        save(casework, "zebra " + "con " * number, ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="zebra" + " con" * MOST_SEARCHES)
    clock.advance(minutes=2)
    assert len(wishes.turn_off(casework, link_in(post()[JOURNALIST])).searches) == MOST_SEARCHES
    assert set(rhythms(casework).values()) == {OFF}


class Killed(BaseException):
    """Nothing that is caught anywhere: the process is gone."""


def test_a_worker_that_is_killed_while_it_puts_the_letter_together_leaves_all_or_nothing(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(casework, "zebra", ONCE)
    save(casework, "chuyện", ONCE)
    clock.advance(hours=1)
    report = a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)

    def die(*_: object) -> None:
        raise Killed

    for place in ("put_found", "put_into"):
        with monkeypatch.context() as patched:
            patched.setattr(mailbox, place, die)
            with pytest.raises(Killed):
                work()
        clock.advance(minutes=1)
        assert not [one for one in box.letters if one["To"] == JOURNALIST]
    work()
    (letter,) = [one for one in box.empty() if one["To"] == JOURNALIST]
    assert text_of(letter).count(f"Mới đăng: {report.code}") == 2


def test_a_worker_that_is_killed_while_it_sends_sends_the_same_letter_once_more_and_no_other(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    sent: list[EmailMessage] = []

    def die(letter: EmailMessage) -> None:
        if letter["To"] == JOURNALIST and not sent:
            sent.append(letter)
            raise Killed

    box.trouble = die
    with pytest.raises(Killed):
        work()
    a_report(Status.ROUTED, title="Chuyện con zebra thứ hai")
    clock.advance(seconds=int(LEASE.total_seconds()) + 60)
    work()
    letters = [one for one in box.empty() if one["To"] == JOURNALIST]
    assert sum("thứ nhất" in text_of(one) for one in letters) == 1
    assert sum("thứ hai" in text_of(one) for one in letters) == 1
    work()
    assert not box.letters


def test_three_workers_at_one_time_send_one_letter(
    a_report: Reports, box: Box, casework: Casework, clock: Clock
) -> None:
    for who in ("journalist", "business", "citizen"):
        save(casework, "zebra", ONCE, who)
        save(casework, "chuyện", ONCE, who)
    clock.advance(hours=1)
    report = a_report(Status.ROUTED, by="guest", title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    with ThreadPoolExecutor(3) as crowd:
        list(crowd.map(lambda _: run(casework, box, URL, once=True), range(3)))
    run(casework, box, URL, once=True)
    told = [str(one["To"]) for one in box.letters if f"Mới đăng: {report.code}" in text_of(one)]
    assert sorted(told) == ["business@demo.test", "citizen@demo.test", JOURNALIST]


@pytest.mark.parametrize("often", [ONCE, DAILY])
def test_while_a_search_is_looked_for_everybody_can_write(
    a_report: Reports,
    post: Post,
    casework: Casework,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    often: Often,
) -> None:
    save(casework, "zebra", often)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.set(at(3, 7, 1))
    between, written = published.published_between, list[str]()

    def slow(*asked: Any, **more: Any) -> Any:
        with ThreadPoolExecutor(1) as somebody:
            title = "Chuyện con zebra thứ hai"
            report = somebody.submit(lambda: a_report(Status.ROUTED, title=title)).result(timeout=5)
        written.append(report.code)
        return between(*asked, **more)

    with monkeypatch.context() as patched:
        patched.setattr(published, "published_between", slow)
        letter = post()[JOURNALIST]
    assert letter["Subject"] == "1 phản ánh mới: Tìm zebra" and written
    assert written[0] not in text_of(letter)
    clock.set(at(4, 7, 2))
    assert written[0] in text_of(post()[JOURNALIST]), "what comes meanwhile is found the next time, once"


def test_who_turns_a_search_off_while_it_is_looked_for_is_told_nothing(
    a_report: Reports, post: Post, casework: Casework, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(casework, "zebra", ONCE)
    save(casework, "con", ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    between = published.published_between

    def turned_off(session: Session, names: Directory, filters: Filters, *rest: Any, **more: Any) -> Any:
        if filters.q == "zebra":
            with ThreadPoolExecutor(1) as owner:
                owner.submit(lambda: save(casework, "zebra", OFF)).result(timeout=5)
        return between(session, names, filters, *rest, **more)

    monkeypatch.setattr(published, "published_between", turned_off)
    assert post()[JOURNALIST]["Subject"] == "1 phản ánh mới: Tìm con"
    clock.advance(minutes=5)
    assert JOURNALIST not in post()


def test_while_the_post_office_is_shut_letters_at_once_become_one(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    box.trouble = lambda letter: Shut("421")
    for number in range(4):
        clock.advance(minutes=30)
        a_report(Status.ROUTED, title=f"Chuyện con zebra số {number}")
        clock.advance(minutes=2)
        work()
    box.trouble = lambda letter: None
    clock.advance(minutes=30)
    work()
    (letter,) = [one for one in box.empty() if one["To"] == JOURNALIST]
    assert letter["Subject"] == "4 phản ánh mới: Tìm zebra"


def test_what_is_taken_down_before_the_letter_goes_is_not_in_it_and_a_letter_of_nothing_goes_not(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    clock.advance(hours=1)
    for status in (Status.SUBMITTED, Status.DECLINED):
        a_report(status, title="Chuyện con zebra chưa đăng")
    a_report(Status.ROUTED, title="Chuyện con zebra kín", publish=False)
    gone = a_report(Status.ROUTED, title="Chuyện con zebra bị gỡ")
    clock.advance(minutes=2)
    searches.call(casework)
    why = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(gone.code, why, by="moderator.bnd")
    work()
    assert not [one for one in box.letters if one["To"] == JOURNALIST]
    with casework.db.read() as session:
        found = select(DeliveryRow.state).where(DeliveryRow.notice == "found")
        assert session.scalars(found).all() == ["dropped"]


def test_a_search_by_state_tells_what_is_published_in_it_and_not_what_comes_to_it_later_as_its_page_says(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    for state in (Status.ACCEPTED, Status.ANSWERED):
        watching.start(casework, search({"status": state}, state), by=actor("journalist"), often=ONCE)
    clock.advance(hours=1)
    later = a_report(Status.ACCEPTED)
    clock.advance(minutes=2)
    assert post()[JOURNALIST]["Subject"] == "1 phản ánh mới: accepted"
    a_report.deed(later.code, do.SignReply(post=new_post_id(), words="Đã giải quyết."), by="signer.stnmt")
    clock.advance(minutes=2)
    assert JOURNALIST not in post()
    a_report(Status.ANSWERED)
    clock.advance(minutes=2)
    assert post()[JOURNALIST]["Subject"] == "1 phản ánh mới: answered"


def test_while_nothing_new_is_published_nobodys_search_is_looked_at(
    a_report: Reports, work: Work, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED)
    clock.advance(minutes=2)
    work()
    said: list[str] = []
    stop = casework.db.on_statement(said.append)
    clock.advance(minutes=2)
    searches.call(casework)
    stop()
    assert not [one for one in said if "published_words" in one or one.startswith("UPDATE")], said


def test_places_are_told_by_their_own_choice_whatever_is_chosen_for_searches(
    a_report: Reports, post: Post, casework: Casework, clock: Clock
) -> None:
    user = actor("journalist").user
    assert user
    save(casework, "zebra", ONCE)
    watching.start(casework, Watch(what=Watched.FIELD, key="dat-dai"), by=actor("journalist"))
    wishes.choose(casework, user, {Concern.PLACES: OFF})
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    letter = post()[JOURNALIST]
    assert "Tìm kiếm: Tìm zebra" in text_of(letter) and "NƠI TÔI" not in text_of(letter)
    clock.set(at(3))
    assert JOURNALIST not in post()


def test_who_turns_a_search_off_is_not_told_what_waits_already(
    a_report: Reports, work: Work, box: Box, casework: Casework, clock: Clock
) -> None:
    save(casework, "zebra", ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    searches.call(casework)
    save(casework, "zebra", OFF)
    work()
    assert not [one for one in box.letters if one["To"] == JOURNALIST]


@pytest.mark.parametrize(
    "q", ["zebra <script>alert(1)</script>", "zebra\r\nBcc: all@demo.test", "zebra " * 33]
)
def test_what_somebody_searches_stands_in_the_letter_as_words_and_nothing_else(
    a_report: Reports, post: Post, casework: Casework, clock: Clock, q: str
) -> None:
    watch = search({"q": "zebra"}, q[:200])
    watching.start(casework, watch, by=actor("journalist"), often=ONCE)
    clock.advance(hours=1)
    a_report(Status.ROUTED, title="Chuyện con zebra thứ nhất")
    clock.advance(minutes=2)
    letter = post()[JOURNALIST]
    assert letter["Bcc"] is None and "<script>" not in html_of(letter)
    assert letter["Subject"] == f"1 phản ánh mới: {' '.join(q[:200].split())}"
