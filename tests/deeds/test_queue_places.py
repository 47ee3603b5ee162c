"""Who stands where in the queues, and how many, is kept with every deed; nothing has to be counted."""

from __future__ import annotations

import pytest

from casework.delivery import clockwork
from casework.domain import commands as do
from casework.domain.queue import Waits
from casework.domain.values import FieldCode, RevisionId, Status, TaskCode
from casework.readings import queue
from casework.readings.queue import Filter
from casework.store import queue_places, queues
from casework.store.casework import Casework, new_post_id
from casework.store.tables import QueueTallyRow
from tests.doors.stage import BND, PTTH, Reports, actor
from tests.house import Clock

MODERATOR = actor("moderator.bnd")


def tallies(casework: Casework, who: str = "moderator.bnd") -> dict[Waits, int]:
    found = queue.queue(casework, actor(who), Filter(), after=None).tallies
    return {waits: count for waits, count in found.items() if count}


def codes(casework: Casework, waits: Waits) -> list[str]:
    found = queue.queue(casework, MODERATOR, Filter(waits=waits), after=None)
    return [item.report.code for item in found.page.rows]


def stands_right(casework: Casework) -> bool:
    """Whether a count from the beginning finds what was kept."""
    with casework.db.write() as session:
        return not queues.recount(session)


def test_every_way_through_the_statuses_leaves_the_counts_right(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    for status in Status:
        a_report(status)
        clock.advance(minutes=1)
    routed = a_report(Status.ROUTED)
    a_report.deed(routed.code, do.Comment(post=new_post_id(), words="Tôi cũng gặp."), by="business")
    handed = a_report()
    a_report.deed(handed.code, do.HandOver(outlet=PTTH), by="moderator.bnd")
    clock.advance(days=90)
    clockwork.strike(casework)
    kept = tallies(casework)
    assert stands_right(casework)
    assert tallies(casework) == kept
    assert tallies(casework, "moderator.ptth") == {Waits.FIRST_LOOK: 1, Waits.OPEN: 1}


def test_comments_are_counted_until_the_last_is_looked_at(casework: Casework, a_report: Reports) -> None:
    report = a_report(Status.ROUTED)
    posts = [new_post_id(), new_post_id()]
    for post in posts:
        a_report.deed(report.code, do.Comment(post=post, words="Tôi cũng gặp."), by="business")
        assert tallies(casework)[Waits.COMMENTS] == 1
    a_report.deed(report.code, do.ReviewComment(comment=posts[0], show=True), by="moderator.bnd")
    assert tallies(casework)[Waits.COMMENTS] == 1
    a_report.deed(report.code, do.ReviewComment(comment=posts[1], show=False), by="moderator.bnd")
    assert Waits.COMMENTS not in tallies(casework)


def test_what_may_be_dangerous_stands_first_and_an_edit_can_change_that(
    casework: Casework, a_report: Reports, clock: Clock
) -> None:
    calm = a_report()
    clock.advance(minutes=5)
    urgent = a_report(body="Cán bộ xã đe dọa gia đình tôi.")
    assert codes(casework, Waits.FIRST_LOOK) == [urgent.code, calm.code]
    edit = do.Edit(
        revision=RevisionId("1" * 32),
        title="Chậm trả sổ đỏ",
        body="Đã bỏ lời lẽ không kiểm chứng được.",
        field=FieldCode("dat-dai"),
        area=None,
        task=TaskCode("2"),
    )
    a_report.deed(urgent.code, edit, by="moderator.bnd")
    assert codes(casework, Waits.FIRST_LOOK) == [calm.code, urgent.code]


def test_what_is_latest_stands_first(casework: Casework, a_report: Reports, clock: Clock) -> None:
    first = a_report(Status.NEEDS_INFO)
    clock.advance(days=3)
    second = a_report(Status.RETURNED)
    third = a_report()
    clock.advance(days=3)
    a_report.deed(first.code, do.SupplyInfo(post=new_post_id(), words="Ở Nam Trực."), by="citizen")
    # Sent first, but the newsroom has had it back only now.
    assert codes(casework, Waits.FIRST_LOOK) == [third.code, first.code]
    assert codes(casework, Waits.NEW_AGENCY) == [second.code]


def test_a_wrong_count_is_found_and_mended(casework: Casework, a_report: Reports) -> None:
    a_report()
    with casework.db.write() as session:
        session.get_one(QueueTallyRow, (BND, Waits.FIRST_LOOK)).reports = 7
    with casework.db.read() as session:
        assert queue_places.counted(session)[BND, Waits.FIRST_LOOK] == (7, 1)
    assert not stands_right(casework)
    assert tallies(casework) == {Waits.FIRST_LOOK: 1, Waits.OPEN: 1}


@pytest.mark.parametrize("backwards", [False, True])
def test_going_on_from_a_report_that_has_left_begins_at_the_end(
    casework: Casework, a_report: Reports, clock: Clock, backwards: bool
) -> None:
    waiting = []
    for _ in range(3):
        waiting.append(a_report())
        clock.advance(minutes=1)
    gone = a_report(Status.DECLINED)
    found = queue.next_one(casework, MODERATOR, Filter(), past=gone.code, backwards=backwards)
    assert found == waiting[-1 if backwards else 0].code
