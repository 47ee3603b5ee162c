"""What a report waits for, and by which moment it is in order."""

from __future__ import annotations

from typing import Any

import pytest

from casework.domain.queue import Beside, Waits, places
from casework.domain.values import LetterNumber, PostId, Status, Visibility
from tests.domain.cast import DUE, a_report, at

HELD = PostId("5" * 32)
SINCE = at(3)
LETTER = LetterNumber("05/BND-BĐ")


@pytest.mark.parametrize(
    ("status", "more", "waiting", "expected"),
    [
        (Status.UNCONFIRMED, {}, 0, {}),
        (Status.SUBMITTED, {"status_since": SINCE}, 0, {Waits.FIRST_LOOK: SINCE, Waits.OPEN: None}),
        (Status.NEEDS_INFO, {"status_since": SINCE}, 0, {Waits.INFO: SINCE, Waits.OPEN: None}),
        (Status.RETURNED, {"status_since": SINCE}, 0, {Waits.NEW_AGENCY: SINCE, Waits.OPEN: None}),
        (Status.DECLINED, {}, 0, {}),
        (
            Status.DECLINED,
            {"appealed": True, "appeal_pending": True, "status_since": SINCE},
            0,
            {Waits.APPEAL: SINCE, Waits.OPEN: None},
        ),
        (Status.ROUTED, {"due": DUE}, 0, {Waits.OPEN: None}),
        (
            Status.ACCEPTED,
            {"due": DUE, "extension_asked": at(20), "held": HELD, "held_at": SINCE, "overdue": True},
            2,
            {
                Waits.EXTENSION: DUE,
                Waits.HELD: SINCE,
                Waits.OVERDUE: DUE,
                Waits.COMMENTS: None,
                Waits.OPEN: None,
            },
        ),
        (
            Status.ROUTED,
            {"press_from": SINCE, "press_overdue": True},
            0,
            {Waits.PRESS: SINCE, Waits.OPEN: None},
        ),
        (Status.ROUTED, {"press_overdue": True, "press_letter": LETTER}, 0, {Waits.OPEN: None}),
        (Status.CLOSED, {"visibility": Visibility.REMOVED}, 0, {Waits.REMOVED: None}),
        (Status.CLOSED, {}, 1, {Waits.COMMENTS: None}),
        (Status.MERGED, {}, 1, {}),
        (Status.WITHDRAWN, {"visibility": Visibility.REMOVED}, 1, {}),
    ],
)
def test_a_report_stands_where_it_waits(
    status: Status, more: dict[str, Any], waiting: int, expected: dict[Waits, Any]
) -> None:
    report = a_report(status, **more)
    known = {waits: moment or report.submitted_at for waits, moment in expected.items()}
    assert places(report, Beside(waiting_comments=waiting)) == known


def test_what_readers_flagged_waits_while_it_is_public() -> None:
    flagged = Beside(flagged_at=SINCE)
    assert places(a_report(Status.ROUTED), flagged)[Waits.FLAGGED] == SINCE
    assert Waits.FLAGGED not in places(a_report(Status.ROUTED, visibility=Visibility.REMOVED), flagged)
    assert Waits.FLAGGED not in places(a_report(Status.ROUTED), Beside())
