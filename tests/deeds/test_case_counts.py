"""What public reports count as is kept in step with every deed: counting anew finds nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from casework.actions import indexing
from casework.domain import commands as do
from casework.domain.measures import Mark, Measure
from casework.domain.values import FieldCode, Kind, PostId, RemoveReason, ReportCode, Status
from casework.store import case_counts
from casework.store.casework import Casework, new_post_id
from casework.store.published import Works
from casework.store.tables import CaseCountRow
from casework.store.tables_counts import Subject
from tests.doors.conftest import database_url, stages
from tests.doors.stage import STNMT, Reports
from tests.house import Clock

__all__ = ["database_url", "stages"]


def of(casework: Casework, subject: Subject, code: str) -> dict[str, int]:
    with casework.db.read() as session:
        found = case_counts.of(session, subject, [code])
    return {mark.measure.value: count for mark, count in found.items() if count}


def test_every_status_is_counted_as_it_stands_and_counting_anew_gives_the_same(
    casework: Casework, a_report: Reports
) -> None:
    for status in Status:
        a_report(status, by="guest" if status is Status.UNCONFIRMED else "citizen")
    a_report(Status.ANSWERED, publish=False)
    a_report(Status.ROUTED, kind=Kind.PRAISE)
    with casework.db.read() as session:
        kept = dict(case_counts.kept(session))
        assert case_counts.adds_up(session)
    assert of(casework, Subject.OUTLET, "BND")["reports"] == 6 and not indexing.recount(casework)
    with casework.db.read() as session:
        assert case_counts.kept(session) == kept


def test_a_life_of_deeds_is_followed(casework: Casework, a_report: Reports, clock: Clock) -> None:
    code = a_report(Status.ACCEPTED, field=FieldCode("dat-dai")).code
    clock.advance(days=2)
    words = "Sở đã giải quyết xong việc này cho bà."
    a_report.deed(code, do.SignReply(post=new_post_id(), words=words), by="signer.stnmt")
    with casework.db.read() as session:
        assert case_counts.of_works(session, Works(whole=STNMT))[Mark(Measure.DAYS, 2)] == 1
    a_report.deed(code, do.Rate(post=new_post_id(), words="", solved=True, stars=1), by="citizen")
    assert of(casework, Subject.FIELD, "dat-dai") == {
        "reports": 1,
        "answered": 1,
        "due": 1,
        "in_time": 1,
        "replied": 1,
        "rated": 1,
        "discontent": 1,
        "days": 1,
    }
    assert not indexing.recount(casework)


def test_what_is_taken_down_is_counted_nowhere_and_comes_back_with_it(
    casework: Casework, a_report: Reports
) -> None:
    code = a_report(Status.ANSWERED, field=FieldCode("dat-dai")).code
    before = of(casework, Subject.FIELD, "dat-dai")
    remove = do.Remove(post=PostId("d" * 32), words="Xem lại.", reason=RemoveReason.PERSONAL_DATA)
    a_report.deed(code, remove, by="moderator.bnd")
    assert of(casework, Subject.FIELD, "dat-dai") == {} == of(casework, Subject.AGENCY, "STNMT")
    a_report.deed(code, do.Restore(), by="moderator.bnd")
    assert of(casework, Subject.FIELD, "dat-dai") == before and before["replied"] == 1


@pytest.mark.parametrize("publish", [False, True])
def test_what_nobody_may_read_is_no_number(casework: Casework, a_report: Reports, publish: bool) -> None:
    a_report(Status.ANSWERED, publish=publish)
    with casework.db.read() as session:
        assert bool(case_counts.kept(session)) is publish


def test_a_wrong_count_is_found_and_mended(casework: Casework, a_report: Reports) -> None:
    code: ReportCode = a_report(Status.ANSWERED).code
    with casework.db.write() as session:
        session.execute(update(CaseCountRow).values(reports=7))
    with casework.db.read() as session:
        assert not case_counts.adds_up(session)
    assert indexing.recount(casework) and not indexing.recount(casework)
    assert of(casework, Subject.OUTLET, "BND")["reports"] == 1, code
