"""A simulated month ends with every clock, reminder and letter as the rules say, and the totals add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import pytest
from sqlalchemy import func, select

from casework.domain.evolve import Recorded
from casework.domain.report import WITH_AGENCY, Report
from casework.domain.values import OutletCode, ReportCode, Role, UserId
from casework.readings.directory import directory
from casework.store import journal, queues
from casework.store.casework import Casework
from casework.store.reports import from_row
from casework.store.tables import AssignmentRow, DeliveryRow, EventRow, MembershipRow, ReportRow
from tests.doors.conftest import database_url, stages
from tests.house import Clock
from tests.simulation import oracle
from tests.simulation.month import AGENCIES, DOWN, Month

__all__ = ["database_url", "stages"]
_STRUCK = ("Reminded", "MarkedOverdue", "Escalated", "Closed", *oracle.OF_SHARES)
MANY = 60  # `python -m tests.simulation 2000` plays a whole one


@pytest.fixture
def month(casework: Casework, clock: Clock) -> Month:
    """Played."""
    played = Month(casework, clock, many=MANY)
    played.play()
    return played


def test_every_clock_letter_and_total_of_a_month_is_what_the_rules_say(
    month: Month, casework: Casework
) -> None:
    check(month)


def check(month: Month) -> Mapping[str, int]:
    """Compare the month with the rules; returns how often what happened."""
    casework = month.casework
    with casework.db.read() as session:
        rows = {row.code: from_row(row) for row in session.scalars(select(ReportRow))}
        journals = {code: journal.of_report(session, code) for code in rows}
    assert len(rows) == month.many and len(month.cast.officers) == AGENCIES
    happened = Counter(type(one.event).__name__ for steps in journals.values() for one in steps)
    _clocks(month, journals, rows)
    _letters(month, journals, rows)
    _totals(month, journals)
    with casework.db.write() as session:
        assert not queues.recount(session), "a place in a queue or a count was wrong"
        assert journal.verify(session)[0] == sum(happened.values())
    return happened


def _clocks(
    month: Month, journals: Mapping[ReportCode, Sequence[Recorded]], rows: Mapping[ReportCode, Report]
) -> None:
    calendar = month.casework.terms().calendar
    seen: Counter[str] = Counter()
    after_the_gap = min(tick for tick in month.ticks if (tick - month.ticks[0]).days >= DOWN.stop)
    made_up = 0
    for code, steps in journals.items():
        expected = oracle.struck(
            steps, rows[code].kind, month.ticks, lambda day: not calendar.is_working(day)
        )
        found = [(type(one.event).__name__, one.at) for one in steps if oracle.is_clocks(one)]
        assert found == expected, f"{code}: {found}, not {expected}"
        seen.update(name for name, _at in found)
        made_up += sum(at == after_the_gap for _name, at in found)
    # Else nothing was asked.
    assert all(seen[name] for name in _STRUCK), seen
    assert made_up, "nothing fell due while no worker ran"


def _letters(
    month: Month, journals: Mapping[ReportCode, Sequence[Recorded]], rows: Mapping[ReportCode, Report]
) -> None:
    people = _people(month)
    expected: Counter[tuple[str, str, str]] = Counter()
    infos: Counter[str] = Counter()
    for code, steps in journals.items():
        owner, outlet = rows[code].reporter, rows[code].outlet
        assert owner is not None
        for (version, notice, recipient), times in oracle.told(steps, owner, outlet, people).items():
            expected[f"{code} {version}", notice, recipient] += times
        infos.update(code for one in steps if type(one.event).__name__ == "InfoSupplied")
    with month.casework.db.read() as session:
        found = session.execute(
            select(
                EventRow.report_code,
                EventRow.version,
                DeliveryRow.id,
                DeliveryRow.notice,
                DeliveryRow.recipient,
                DeliveryRow.state,
                DeliveryRow.digest,
            ).join(DeliveryRow, DeliveryRow.event_seq == EventRow.seq)
        ).all()
        states = Counter(session.scalars(select(DeliveryRow.state)))
    written = Counter(
        (f"{row.report_code} {row.version}", row.notice, row.recipient)
        for row in found
        if row.notice != "info_supplied"
    )
    assert written == expected, (written - expected, expected - written)
    # Who asked is told of the answer, and nobody else.
    assert Counter(row.report_code for row in found if row.notice == "info_supplied") == infos
    assert set(states) <= {"sent", "gathered", "dropped"}, f"something is stuck: {states}"
    ids = [str(letter["Message-ID"]).strip("<>").split("@")[0] for letter in month.box.letters]
    assert len(set(ids)) == len(ids), "a letter went out twice"
    went_with = {row.digest or row.id for row in found if row.state == "sent"}
    assert went_with <= set(ids), "what is said to be sent reached nobody"


def _people(month: Month) -> oracle.People:
    named = directory(month.casework)
    moderators: dict[OutletCode, list[UserId]] = {}
    offices: dict[str, list[UserId]] = {}
    overseers: list[UserId] = []
    with month.casework.db.read() as session:
        for row in session.scalars(select(MembershipRow)):
            if row.role is Role.MODERATOR and row.outlet:
                moderators.setdefault(row.outlet, []).append(row.user_id)
            elif row.role in (Role.OFFICER, Role.SIGNER) and row.agency:
                offices.setdefault(row.agency, []).append(row.user_id)
            elif row.role is Role.OVERSEER:
                overseers.append(row.user_id)
    return oracle.People(
        moderators=moderators,
        offices=offices,
        parents={agency.code: agency.parent for agency in named.agencies},
        overseers=overseers,
    )


def _totals(month: Month, journals: Mapping[ReportCode, Sequence[Recorded]]) -> None:
    """Open at start (none) + received = settled + open at end, agency by agency."""
    with month.casework.db.read() as session:
        still = session.execute(
            select(ReportRow.agency, func.count())
            .where(ReportRow.status.in_(WITH_AGENCY))
            .group_by(ReportRow.agency)
        ).all()
        in_inboxes = session.execute(
            select(AssignmentRow.agency, func.count())
            .where(AssignmentRow.is_lead.is_(True), AssignmentRow.ended_at.is_(None))
            .group_by(AssignmentRow.agency)
        ).all()
    open_at_end = {row[0]: row[1] for row in still}
    sums = oracle.balance(journals)
    assert sum(received for received, _settled in sums.values()) > month.many // 2
    for agency, (received, settled) in sums.items():
        assert received == settled + open_at_end.get(agency, 0), agency
    assert {row[0]: row[1] for row in in_inboxes} == open_at_end
