"""Readers flag, the newsroom looks; what became of it decides how much they count next time."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from casework.actions.commenting import comment
from casework.actions.erasure import erase_person
from casework.actions.flagging import flag
from casework.domain import commands as do
from casework.domain.policy import Actor
from casework.domain.queue import Waits
from casework.domain.refusals import Refused, Why
from casework.domain.standing import TRUSTED_AFTER
from casework.domain.values import (
    DeclineReason,
    FlagReason,
    PostId,
    PostState,
    RemoveReason,
    ReportCode,
    Status,
    UserId,
)
from casework.readings import queue
from casework.readings.queue import Filter
from casework.store import flags, journal, posts, queues, standing
from casework.store.casework import Casework, new_post_id
from casework.store.reports import NoSuchReport
from casework.store.tables import FlagRow, ReportRow, StandingRow, UserRow
from tests.doors.stage import Reports, actor
from tests.house import Clock

MODERATOR = "moderator.bnd"


def readers(casework: Casework, many: int, *, age: timedelta = timedelta(days=30)) -> list[Actor]:
    """So many citizens whose accounts are that old."""
    made = []
    with casework.db.write() as session:
        for _number in range(many):
            since = casework.now() - age
            row = UserRow(
                email=f"{new_post_id()}@nha.test",
                name="Bạn đọc",
                kind="citizen",
                password_hash=None,
                created_at=since,
                confirmed_at=since,
            )
            session.add(row)
            session.flush()
            made.append(Actor(user=UserId(row.id), name=row.name))
    return made


def a_comment(a_report: Reports, code: str, *, by: str | Actor = "business") -> PostId:
    """A comment that the newsroom has let readers see."""
    post = new_post_id()
    a_report.deed(code, do.Comment(post=post, words="Ông ấy nói dối."), by=by)
    a_report.deed(code, do.ReviewComment(comment=post, show=True), by=MODERATOR)
    return post


def say(
    casework: Casework,
    code: str,
    about: PostId | None,
    *,
    by: Actor,
    reason: FlagReason = FlagReason.INSULT,
) -> None:
    flag(casework, ReportCode(code), about, reason=reason, words="", by=by)


def state_of(casework: Casework, code: str, post: PostId) -> PostState:
    with casework.db.read() as session:
        found = posts.comment_under(session, ReportCode(code), post)
    assert found is not None
    return found.state


def counts(casework: Casework, code: str) -> tuple[int, int, int]:
    """The kept counts of a report: comments shown, comments waiting, flags not looked at."""
    with casework.db.read() as session:
        row = session.get_one(ReportRow, code)
        return row.comments, row.waiting_comments, row.flags


def known(casework: Casework, who: Actor) -> tuple[int, int, int]:
    """(accepted, flags right, flags wrong)"""
    assert who.user is not None
    with casework.db.read() as session:
        found = standing.of(session, who.user)
    return found.accepted, found.flags_right, found.flags_wrong


def in_queue(casework: Casework, waits: Waits) -> list[str]:
    found = queue.queue(casework, actor(MODERATOR), Filter(waits=waits), after=None)
    assert found.tallies[waits] == len(found.page.rows)
    with casework.db.write() as session:
        assert not queues.recount(session), "a kept place or count was wrong"
    return [item.report.code for item in found.page.rows]


def test_three_readers_hide_a_comment_until_the_newsroom_has_looked(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    post = a_comment(a_report, report.code)
    one, two, three = readers(casework, 3)
    for reader in (one, two):
        say(casework, report.code, post, by=reader)
        assert state_of(casework, report.code, post) is PostState.SHOWN
    assert in_queue(casework, Waits.FLAGGED) == [report.code]
    say(casework, report.code, post, by=three)
    assert state_of(casework, report.code, post) is PostState.WAITING
    assert counts(casework, report.code) == (0, 1, 3)
    assert in_queue(casework, Waits.COMMENTS) == [report.code]
    row = queue.waiting_comments(casework, actor(MODERATOR), after=None).rows[0]
    assert (row.id, row.state, len(row.flags)) == (post, PostState.WAITING, 3)
    with casework.db.read() as session:
        last = list(journal.of_report(session, report.code))[-1]
    assert type(last.event).__name__ == "CommentSetAside"
    assert last.actor is None, "the journal must not say who flagged"


@pytest.mark.parametrize(("show", "right", "wrong"), [(False, 1, 0), (True, 0, 1)])
def test_what_the_newsroom_decides_tells_whose_flags_count_more(
    casework: Casework, a_report: Reports, show: bool, right: int, wrong: int
) -> None:
    report = a_report(Status.ROUTED)
    writer, *those = readers(casework, 4)
    post = a_comment(a_report, report.code, by=writer)
    assert known(casework, writer) == (1, 0, 0)
    for reader in those:
        say(casework, report.code, post, by=reader)
    a_report.deed(report.code, do.ReviewComment(comment=post, show=show), by=MODERATOR)
    assert [known(casework, reader) for reader in those] == [(0, right, wrong)] * 3
    # Shown once more it is not one more accepted post; hidden, trust begins anew.
    assert known(casework, writer) == (1 if show else 0, 0, 0)
    assert counts(casework, report.code) == (1 if show else 0, 0, 0)
    assert in_queue(casework, Waits.FLAGGED) == []


def test_who_was_right_before_weighs_more_and_who_was_wrong_less(
    casework: Casework, a_report: Reports
) -> None:
    report = a_report(Status.ROUTED)
    good, bad = readers(casework, 3), readers(casework, 3)
    with casework.db.write() as session:
        for who, right in [*((one, True) for one in good), *((one, False) for one in bad)]:
            assert who.user is not None
            for _time in range(4):
                standing.judge_flags(session, who.user, right=right)
    posts_ = [a_comment(a_report, report.code) for _time in range(2)]
    for reader in bad:
        say(casework, report.code, posts_[0], by=reader)
    assert state_of(casework, report.code, posts_[0]) is PostState.SHOWN
    with casework.db.read() as session:
        assert flags.weights(session, (report.code, posts_[0])) == [33, 33, 33]
    for reader in good:
        say(casework, report.code, posts_[1], by=reader)
    assert state_of(casework, report.code, posts_[1]) is PostState.WAITING


def test_many_who_flag_at_once_hide_it_once(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    post = a_comment(a_report, report.code)
    with ThreadPoolExecutor(6) as together:
        done = [
            together.submit(say, casework, report.code, post, by=reader) for reader in readers(casework, 6)
        ]
    late = [type(each.exception()) for each in done if each.exception()]
    assert set(late) <= {Refused}, "who came after it was hidden is told that it is not there any more"
    assert counts(casework, report.code) == (0, 1, 6 - len(late))
    with casework.db.read() as session:
        names = [type(event.event).__name__ for event in journal.of_report(session, report.code)]
    assert names.count("CommentSetAside") == 1
    assert in_queue(casework, Waits.FLAGGED) == [report.code]


def test_accounts_of_yesterday_are_heard_and_hide_nothing(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    post = a_comment(a_report, report.code)
    for reader in readers(casework, 10, age=timedelta(days=2)):
        say(casework, report.code, post, by=reader)
    assert state_of(casework, report.code, post) is PostState.SHOWN
    assert counts(casework, report.code) == (1, 0, 10)


def test_a_report_is_never_hidden_by_flags_but_stands_before_others(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    quiet = a_report(Status.ROUTED)
    loud = a_report(Status.ROUTED)
    say(casework, quiet.code, None, by=readers(casework, 1)[0])
    clock.advance(minutes=1)
    for reader in readers(casework, 5):
        say(casework, loud.code, None, by=reader, reason=FlagReason.FALSE)
    assert in_queue(casework, Waits.FLAGGED) == [loud.code, quiet.code]
    with casework.db.read() as session:
        assert session.get_one(ReportRow, loud.code).published_at is not None
    a_report.deed(loud.code, do.SettleFlags(upheld=False), by=MODERATOR)
    assert in_queue(casework, Waits.FLAGGED) == [quiet.code]
    with pytest.raises(Refused) as refused:
        a_report.deed(loud.code, do.SettleFlags(upheld=True), by=MODERATOR)
    assert refused.value.why is Why.STALE


def test_taking_a_report_down_says_that_who_flagged_it_was_right(
    casework: Casework, a_report: Reports
) -> None:
    report, (reader,) = a_report(Status.ROUTED), readers(casework, 1)
    say(casework, report.code, None, by=reader)
    down = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(report.code, down, by=MODERATOR)
    assert known(casework, reader) == (0, 1, 0)
    assert in_queue(casework, Waits.FLAGGED) == []


def test_one_reader_says_it_once_and_nobody_flags_their_own(casework: Casework, a_report: Reports) -> None:
    report, (reader,) = a_report(Status.ROUTED), readers(casework, 1)
    post = a_comment(a_report, report.code, by=reader)
    for _time in range(2):
        say(casework, report.code, None, by=reader)
    assert counts(casework, report.code)[2] == 1
    for about, who, why in [
        (None, actor("citizen"), Why.OWN_REPORT),
        (post, reader, Why.OWN_COMMENT),
        (None, actor("officer.stnmt"), Why.NOT_ALLOWED),
        (None, actor("guest"), Why.NOT_ALLOWED),
        (new_post_id(), actor("business"), Why.BAD_TARGET),
    ]:
        with pytest.raises(Refused) as refused:
            say(casework, report.code, about, by=who)
        assert refused.value.why is why
    hidden = a_report(publish=False)
    with pytest.raises(NoSuchReport):
        say(casework, hidden.code, None, by=reader)


def test_nobody_flags_more_in_a_day_than_a_person_would(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    (reader,) = readers(casework, 1)
    report = a_report(Status.ROUTED)
    made = [a_comment(a_report, report.code, by=writer) for writer in readers(casework, 21)]
    for post in made[:20]:
        say(casework, report.code, post, by=reader)
    with pytest.raises(Refused) as refused:
        say(casework, report.code, made[20], by=reader)
    assert refused.value.why is Why.QUOTA_SPENT
    say(casework, report.code, made[0], by=reader)  # said before: nothing new
    clock.advance(days=1, seconds=1)
    say(casework, report.code, made[20], by=reader)


def test_who_was_accepted_three_times_is_read_at_once_and_a_refusal_ends_that(
    casework: Casework, a_report: Reports
) -> None:
    report, (reader,) = a_report(Status.ROUTED), readers(casework, 1)

    def write(words: str = "Tôi cũng chờ ba tuần.") -> tuple[PostId, bool]:
        post = new_post_id()
        command = do.Comment(post=post, words=words)
        return post, comment(casework, report.code, command, by=reader, seen=None)

    for _time in range(TRUSTED_AFTER):
        post, at_once = write()
        assert not at_once
        assert state_of(casework, report.code, post) is PostState.WAITING
        a_report.deed(report.code, do.ReviewComment(comment=post, show=True), by=MODERATOR)
    trusted, at_once = write()
    assert at_once
    assert state_of(casework, report.code, trusted) is PostState.SHOWN
    assert counts(casework, report.code) == (4, 0, 0)
    _post, at_once = write("Xem thêm ở abc.xyz nhé")
    assert not at_once, "a link waits, whoever wrote it"
    a_report.deed(report.code, do.ReviewComment(comment=trusted, show=False), by=MODERATOR)
    assert known(casework, reader)[0] == 0
    assert write()[1] is False


def test_reports_that_go_on_earn_trust_and_abuse_loses_it(casework: Casework, a_report: Reports) -> None:
    citizen = actor("citizen")
    for expected in (1, 2, 3):
        a_report(Status.ROUTED)
        assert known(casework, citizen)[0] == expected
    a_report(Status.DECLINED)  # for another procedure: nobody's fault
    assert known(casework, citizen)[0] == 3
    insult = a_report()
    why = do.Decline(post=new_post_id(), words="Xin viết lại.", reason=DeclineReason.ABUSIVE)
    a_report.deed(insult.code, why, by=MODERATOR)
    assert known(casework, citizen)[0] == 0


def test_the_eleventh_comment_of_a_new_account_waits_for_tomorrow(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    report, (reader,) = a_report(Status.ROUTED), readers(casework, 1)
    made = [do.Comment(post=new_post_id(), words="Tôi cũng gặp.") for _time in range(11)]
    for command in made[:10]:
        comment(casework, report.code, command, by=reader, seen=None)
    comment(casework, report.code, made[9], by=reader, seen=None)  # the same once more is the same
    with pytest.raises(Refused) as refused:
        comment(casework, report.code, made[10], by=reader, seen=None)
    assert refused.value.why is Why.QUOTA_SPENT
    assert counts(casework, report.code) == (0, 10, 0)
    clock.advance(days=1, seconds=1)
    comment(casework, report.code, made[10], by=reader, seen=None)


def test_an_account_sends_twenty_reports_a_day_until_it_is_trusted(
    casework: Casework, a_report: Reports
) -> None:
    for _time in range(20):
        a_report(by="business")
    with pytest.raises(Refused) as refused:
        a_report(by="business")
    assert refused.value.why is Why.QUOTA_SPENT


def test_with_an_account_go_its_flags_and_its_standing(casework: Casework, a_report: Reports) -> None:
    report, (reader,) = a_report(Status.ROUTED), readers(casework, 1)
    say(casework, report.code, None, by=reader)
    assert in_queue(casework, Waits.FLAGGED) == [report.code]
    assert reader.user is not None
    erase_person(casework, reader.user)
    assert in_queue(casework, Waits.FLAGGED) == []
    with casework.db.read() as session:
        assert session.query(FlagRow).count() == 0
        assert session.get(StandingRow, reader.user) is None
