"""`flask proposals learn`: what was decided is learned anew."""

from __future__ import annotations

from collections.abc import Callable

from click.testing import Result

from casework.domain.values import Status
from casework.store import learned
from casework.store.casework import Casework
from tests.doors.stage import Reports


def test_it_learns_from_every_decided_report_and_says_how_many(
    flask: Callable[..., Result], casework: Casework
) -> None:
    reports = Reports(casework=casework)
    for status in (Status.ROUTED, Status.CLOSED, Status.SUBMITTED):
        reports(status)
    with casework.db.write() as session:
        learned.forget_all(session)

    for _ in range(2):
        done = flask("proposals", "learn")
        assert done.exit_code == 0 and "Learned from 2 decided reports." in done.output

    with casework.db.read() as session:
        assert learned.of_words(session, ["so do"])["so do"] == {
            "agency": {"STNMT": 2},
            "field": {"dat-dai": 2},
            "task": {"2": 2},
        }
