"""Two reports become one, and two again: who follows and supports, what each was, what is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from casework.actions import deeds, taking_part
from casework.actions.deeds import Stale
from casework.domain import commands as do
from casework.domain.evolve import fold
from casework.domain.merging import taken_in
from casework.domain.policy import Actor
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import OutletCode, RemoveReason, ReportCode, ReturnReason, Status
from casework.readings.thread import Thread, open_thread
from casework.store import journal, reports, support
from casework.store.casework import Casework, new_post_id
from casework.store.tables import FollowRow, ReportRow, SupportRow
from tests.doors.stage import Reports, actor

BND = "moderator.bnd"
PEOPLE = ("citizen", "business", "journalist", "moderator.ptth")


def unmerge(**more: Any) -> do.Unmerge:
    return do.Unmerge(**{"post": new_post_id(), "words": "Hai việc ở hai xã khác nhau.", **more})


def merge(a_report: Reports, code: ReportCode, into: ReportCode) -> Report:
    return a_report.deed(code, do.Merge(into=into), by=BND)


def returned(a_report: Reports, **changes: Any) -> Report:
    """A public report that its agency gave back: it may be merged, and people follow it."""
    return a_report(Status.RETURNED, **changes)


def say(casework: Casework, code: ReportCode, who: str, *, on: bool = True) -> None:
    taking_part.set_support(casework, code, by=actor(who), on=on)


def follow(casework: Casework, code: ReportCode, who: str, *, on: bool = True) -> None:
    taking_part.set_follow(casework, code, by=actor(who), on=on)


def stored(casework: Casework, code: ReportCode) -> Report:
    with casework.db.read() as session:
        report = reports.load(session, code)
        assert fold(journal.of_report(session, code)) == report
        return report


def who(casework: Casework, code: ReportCode) -> tuple[set[str], set[str], int]:
    """Who follows a report, who supports it, and the count that is kept."""
    names = {actor(name).user: name for name in PEOPLE}
    with casework.db.read() as session:
        follows = {names[one] for one in support.followers(session, code)}
        rows = session.query(SupportRow).filter_by(report_code=code)
        return follows, {names[row.user_id] for row in rows}, session.get_one(ReportRow, code).supports


def why(deed: Any) -> Why:
    with pytest.raises(Refused) as refused:
        deed()
    return refused.value.why


def thread(casework: Casework, code: ReportCode, name: str = BND) -> Thread:
    return open_thread(casework, code, actor(name))


# ---- who comes along, and who goes again


def test_merging_counts_nobody_twice_and_separating_gives_each_their_own_back(
    casework: Casework, a_report: Reports
) -> None:
    source, target = returned(a_report).code, a_report(Status.ROUTED, by="business").code
    for name in ("business", "journalist"):
        say(casework, source, name)
        follow(casework, source, name)
    for name in ("journalist", "moderator.ptth"):
        say(casework, target, name)
        follow(casework, target, name)

    merge(a_report, source, target)

    both = {"business", "journalist", "moderator.ptth"}
    assert who(casework, target) == (both | {"citizen"}, both, 3)

    a_report.deed(source, unmerge(), by=BND)

    assert who(casework, source) == ({"business", "journalist"}, {"business", "journalist"}, 2)
    assert who(casework, target) == ({"journalist", "moderator.ptth"}, {"journalist", "moderator.ptth"}, 2)


def test_what_was_said_anew_at_the_shared_report_stays_there(casework: Casework, a_report: Reports) -> None:
    source, target = returned(a_report).code, a_report(Status.ROUTED, by="business").code
    say(casework, source, "journalist")
    merge(a_report, source, target)
    say(casework, target, "journalist", on=False)
    say(casework, target, "journalist")
    say(casework, target, "moderator.ptth")

    a_report.deed(source, unmerge(), by=BND)

    assert who(casework, target)[1:] == ({"journalist", "moderator.ptth"}, 2)
    assert who(casework, source)[1:] == ({"journalist"}, 1)


def test_who_came_with_two_reports_stays_with_the_other(casework: Casework, a_report: Reports) -> None:
    first, second = returned(a_report).code, returned(a_report).code
    target = a_report(Status.ROUTED, by="business").code
    for code in (first, second):
        say(casework, code, "journalist")
    say(casework, first, "moderator.ptth")
    for code in (first, second):
        merge(a_report, code, target)

    a_report.deed(first, unmerge(), by=BND)
    assert who(casework, target) == ({"citizen"}, {"journalist"}, 1)

    a_report.deed(second, unmerge(), by=BND)
    assert who(casework, target) == (set(), set(), 0)


def test_what_is_merged_on_takes_along_and_gives_back_through_both(
    casework: Casework, a_report: Reports
) -> None:
    first, second = returned(a_report).code, returned(a_report, by="business").code
    last = a_report(Status.ROUTED, by="business").code
    say(casework, first, "journalist")
    say(casework, second, "moderator.ptth")
    merge(a_report, first, second)
    merge(a_report, second, last)
    assert who(casework, last) == ({"citizen", "business"}, {"journalist", "moderator.ptth"}, 2)

    a_report.deed(first, unmerge(), by=BND)
    assert who(casework, last) == ({"business"}, {"moderator.ptth"}, 1)
    assert who(casework, second)[1:] == ({"moderator.ptth"}, 1)

    a_report.deed(second, unmerge(), by=BND)
    assert who(casework, last) == (set(), set(), 0)


def test_merging_brings_nobody_to_the_limit_of_what_they_may_follow(
    casework: Casework, a_report: Reports
) -> None:
    merge(a_report, a_report().code, a_report(Status.ROUTED, by="business").code)
    user = actor("citizen").user
    assert user
    with casework.db.read() as session:
        assert session.query(FollowRow).filter_by(user_id=user).count() == 1
        assert support.count_followed(session, user) == 0


# ---- what it is again


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.NEEDS_INFO, Status.RETURNED])
def test_a_separated_report_is_again_what_it_was(
    casework: Casework, a_report: Reports, status: Status
) -> None:
    before = a_report(status)
    target = a_report(Status.ROUTED, by="business")
    merged = merge(a_report, before.code, target.code)
    assert (merged.status, merged.merged_as) == (Status.MERGED, status)

    a_report.deed(before.code, unmerge(), by="moderator2.bnd")

    now = stored(casework, before.code)
    assert (now.status, now.merged_into, now.merged_as, now.closed_at) == (status, None, None, None)
    assert (now.days_left, now.is_published) == (before.days_left, before.is_published)
    assert (now.first_look_due is not None) is (status is Status.SUBMITTED)


def test_it_can_be_routed_and_merged_again(casework: Casework, a_report: Reports) -> None:
    report, target = a_report(), a_report(Status.ROUTED, by="business")
    for _ in range(2):
        merge(a_report, report.code, target.code)
        a_report.deed(report.code, unmerge(), by=BND)
    a_report.deed(
        report.code,
        do.ApproveAndRoute(post=new_post_id(), words="", agency="STNMT"),  # type: ignore[arg-type]  # because it is one
        by=BND,
    )
    assert stored(casework, report.code).is_published


def test_both_histories_tell_of_it_and_readers_learn_no_code(casework: Casework, a_report: Reports) -> None:
    source, target = a_report().code, a_report(Status.ROUTED, by="business").code
    merge(a_report, source, target)
    assert taken_in(thread(casework, target).history) == (source,)
    assert "TookIn" in [type(one.event).__name__ for one in thread(casework, target, "guest").history]

    a_report.deed(source, unmerge(), by=BND)

    assert taken_in(thread(casework, target).history) == ()
    for name in (BND, "citizen"):
        told = [type(one.event).__name__ for one in thread(casework, source, name).history]
        assert told[-2:] == ["Merged", "Unmerged"]
    words = [post.source for post in thread(casework, source, "citizen").posts]
    assert words == ["Hai việc ở hai xã khác nhau."]


def test_a_form_of_the_shared_report_that_lay_open_meanwhile_still_goes_through(
    casework: Casework, a_report: Reports
) -> None:
    source, target = a_report().code, a_report(Status.ROUTED, by="business")
    merge(a_report, source, target.code)
    deeds.perform(casework, target.code, do.Accept(), by=actor("officer.stnmt"), seen=target.version)


# ---- what is refused


def test_what_may_not_be_merged_says_why(casework: Casework, a_report: Reports) -> None:
    report, target = a_report(), a_report(Status.ROUTED, by="business")
    elsewhere = a_report(outlet=OutletCode("PTTH"))
    public = a_report(outlet=OutletCode("PTTH"))
    route = do.ApproveAndRoute(post=new_post_id(), words="", agency="STNMT")  # type: ignore[arg-type]  # because it is one
    a_report.deed(public.code, route, by="moderator.ptth")
    chained = a_report()
    merge(a_report, chained.code, target.code)
    gone = a_report(Status.ANSWERED)
    removal = do.Remove(post=new_post_id(), words="Lộ tên.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(gone.code, removal, by=BND)

    expected = {
        report.code: Why.INTO_ITSELF,
        chained.code: Why.MERGED_ELSEWHERE,
        public.code: Why.OTHER_OUTLET,
        elsewhere.code: Why.BAD_TARGET,  # that it is there is not theirs to know
        gone.code: Why.BAD_TARGET,
        a_report(Status.WITHDRAWN).code: Why.BAD_TARGET,
        ReportCode("PA-2222-2222"): Why.BAD_TARGET,
    }
    for into, reason in expected.items():
        assert why(lambda into=into: merge(a_report, report.code, into)) is reason
    assert stored(casework, report.code).version == report.version


def test_a_circle_is_refused(casework: Casework, a_report: Reports) -> None:
    first, second = a_report(), a_report()
    merge(a_report, first.code, second.code)
    assert why(lambda: merge(a_report, second.code, first.code)) is Why.MERGED_ELSEWHERE


def test_of_two_who_merge_crosswise_at_once_one_does(casework: Casework, a_report: Reports) -> None:
    first, second = a_report().code, a_report().code

    def deed(pair: tuple[ReportCode, ReportCode]) -> str:
        try:
            merge(a_report, *pair)
        except Refused as refused:
            return refused.why.value
        return "done"

    with ThreadPoolExecutor(2) as crowd:
        said = sorted(crowd.map(deed, [(first, second), (second, first)]))
    assert said == ["done", "merged_elsewhere"] or said == ["done", "wrong_status"]


def test_who_separates_gives_a_reason_and_is_of_its_newsroom_and_not_its_reporter(a_report: Reports) -> None:
    report = a_report(Status.MERGED)
    assert why(lambda: a_report.deed(report.code, unmerge(words=" "), by=BND)) is Why.NO_WORDS
    assert why(lambda: a_report.deed(report.code, unmerge(), by="citizen")) is Why.NOT_ALLOWED
    for stranger in ("moderator.ptth", "officer.stnmt"):
        with pytest.raises(reports.NoSuchReport):
            a_report.deed(report.code, unmerge(), by=stranger)
    holder = Actor(**{**vars(actor(BND)), "holds": frozenset({report.code})})
    assert why(lambda: a_report.deed(report.code, unmerge(), by=holder)) is Why.OWN_REPORT
    assert why(lambda: a_report.deed(a_report().code, unmerge(), by=BND)) is Why.WRONG_STATUS


def test_of_two_who_separate_it_at_once_the_second_is_told_and_a_form_sent_twice_is_one_deed(
    casework: Casework, a_report: Reports
) -> None:
    merged, form = a_report(Status.MERGED), unmerge()
    deeds.perform(casework, merged.code, form, by=actor(BND), seen=merged.version)
    again = deeds.perform(casework, merged.code, form, by=actor(BND), seen=merged.version)
    assert again.status is Status.SUBMITTED
    with pytest.raises(Stale):
        deeds.perform(casework, merged.code, unmerge(), by=actor("moderator2.bnd"), seen=merged.version)


def test_what_was_given_back_twice_is_again_for_oversight(casework: Casework, a_report: Reports) -> None:
    report = returned(a_report)
    again = do.Reroute(post=new_post_id(), words="", agency="STNMT")  # type: ignore[arg-type]  # because it is one
    a_report.deed(report.code, again, by=BND)
    back = do.Return(post=new_post_id(), words="Không phải.", reason=ReturnReason.NOT_OUR_AREA, proposed=None)
    a_report.deed(report.code, back, by="officer.stnmt")
    merge(a_report, report.code, a_report(Status.ROUTED, by="business").code)
    a_report.deed(report.code, unmerge(), by=BND)
    assert stored(casework, report.code).returns == 2
    assert do.Reroute in thread(casework, report.code, "overseer").allowed
