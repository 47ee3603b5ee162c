"""Where reports stand in the queues of the newsrooms, brought in step with every event, and their counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, insert, select, update

from casework.domain.queue import Beside, Waits, places
from casework.domain.report import Report
from casework.domain.standing import LEAST_PEOPLE
from casework.domain.values import OutletCode
from casework.store.db import Session
from casework.store.tables import QueuePlaceRow, QueueTallyRow, ReportRow

URGENT, NORMAL = 0, 1
_BATCH = 500
Part = tuple[OutletCode, Waits]
Place = tuple[OutletCode, int, datetime]


def follow(session: Session, report: Report, row: ReportRow) -> None:
    """Let the report stand where it belongs after an event.

    The caller holds the journal's end, so that nobody else counts meanwhile.
    """
    wanted = _places(report, row)
    there = {
        place.waits: place
        for place in session.scalars(select(QueuePlaceRow).where(QueuePlaceRow.report_code == report.code))
    }
    steps: Counter[Part] = Counter()
    for waits, place in there.items():
        if waits not in wanted:
            steps[place.outlet, waits] -= 1
            session.delete(place)
    for waits, (outlet, rank, since) in wanted.items():
        if waits not in there:
            there[waits] = QueuePlaceRow(report_code=report.code, waits=waits)
            session.add(there[waits])
            steps[outlet, waits] += 1
        elif there[waits].outlet != outlet:
            steps[there[waits].outlet, waits] -= 1
            steps[outlet, waits] += 1
        there[waits].outlet, there[waits].rank, there[waits].since = outlet, rank, since
    _count(session, steps)


def tallies(session: Session, outlets: frozenset[OutletCode]) -> dict[Waits, int]:
    """How many reports of these newsrooms wait for what. One query."""
    rows = session.execute(
        select(QueueTallyRow.waits, func.sum(QueueTallyRow.reports))
        .where(QueueTallyRow.outlet.in_(outlets))
        .group_by(QueueTallyRow.waits)
    )
    found = {waits: int(count) for waits, count in rows}
    return {waits: found.get(waits, 0) for waits in Waits}


def counted(session: Session) -> dict[Part, tuple[int, int]]:
    """Of every part with any: how many are said to stand there, and how many do."""
    said = session.execute(select(QueueTallyRow.outlet, QueueTallyRow.waits, QueueTallyRow.reports))
    stand = session.execute(
        select(QueuePlaceRow.outlet, QueuePlaceRow.waits, func.count()).group_by(
            QueuePlaceRow.outlet, QueuePlaceRow.waits
        )
    )
    here, there = ({(outlet, waits): int(count) for outlet, waits, count in rows} for rows in (said, stand))
    found = {part: (here.get(part, 0), there.get(part, 0)) for part in sorted(here.keys() | there.keys())}
    return {part: both for part, both in found.items() if any(both)}


def put_all(session: Session, rows: Iterable[tuple[Report, ReportRow]]) -> None:
    """Let all reports stand where they belong, from the beginning, and count them."""
    session.execute(delete(QueuePlaceRow))
    session.execute(delete(QueueTallyRow))
    batch: list[dict[str, object]] = []
    steps: Counter[Part] = Counter()
    for report, row in rows:
        for waits, (outlet, rank, since) in _places(report, row).items():
            steps[outlet, waits] += 1
            batch.append(
                {
                    "report_code": report.code,
                    "waits": waits,
                    "outlet": outlet,
                    "rank": rank,
                    "since": since,
                }
            )
        if len(batch) > _BATCH:
            session.execute(insert(QueuePlaceRow), batch)
            batch = []
    if batch:
        session.execute(insert(QueuePlaceRow), batch)
    _count(session, steps)


def _places(report: Report, row: ReportRow) -> dict[Waits, Place]:
    beside = Beside(waiting_comments=row.waiting_comments, flagged_at=row.flagged_at, reply_due=row.reply_due)
    found = places(report, beside)
    return {waits: (report.outlet, _rank(row, waits), since) for waits, since in found.items()}


def _rank(row: ReportRow, waits: Waits) -> int:
    many_say_so = waits is Waits.FLAGGED and row.flags >= LEAST_PEOPLE
    return URGENT if row.urgent or many_say_so else NORMAL


def _count(session: Session, steps: Counter[Part]) -> None:
    for (outlet, waits), step in sorted(steps.items()):
        if not step:
            continue
        done = session.execute(
            update(QueueTallyRow)
            .where(QueueTallyRow.outlet == outlet, QueueTallyRow.waits == waits)
            .values(reports=QueueTallyRow.reports + step)
            .returning(QueueTallyRow.waits)
            .execution_options(synchronize_session=False)
        ).first()
        if done is None:
            session.execute(insert(QueueTallyRow).values(outlet=outlet, waits=waits, reports=step))
