"""What public reports count as, by agency, field, area, task and outlet: kept in step with every event.

The counts follow from the reports' rows alone, so that counting them anew gives the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, false, func, or_, select

from casework.domain.measures import Counts, Mark, Measure, marks_of
from casework.domain.report import Report
from casework.domain.values import AgencyCode, AreaCode, FieldCode
from casework.store import inserts
from casework.store.db import Session
from casework.store.published import Work, Works, published
from casework.store.tables import CaseCountRow, ReportRow
from casework.store.tables_counts import Subject

Cell = tuple[Subject, str, str, str]  # subject, code, field, area
_BATCH = 100  # rows a statement
_KEY = (CaseCountRow.subject, CaseCountRow.code, CaseCountRow.field, CaseCountRow.area)
_TOTAL = func.sum(CaseCountRow.reports)


@dataclass(frozen=True, kw_only=True)
class OfWork:
    """What one part of an agency's work counts as, without days."""

    work: Work
    counts: Counts


def follow(session: Session, before: Report | None, after: Report) -> None:
    """Bring the counts in step after an event; `before` is None for a new report.

    The caller holds the journal's end, so that nobody else counts meanwhile.
    """
    steps: Counter[tuple[Cell, Mark]] = Counter()
    _add(steps, after, 1)
    if before is not None:
        _add(steps, before, -1)
    _write(session, {place: step for place, step in steps.items() if step})


def of(session: Session, subject: Subject, codes: Collection[str]) -> Counts:
    """What the public reports of these count as together; one query."""
    return _summed(session, CaseCountRow.subject == subject, CaseCountRow.code.in_(sorted(codes)))


def of_works(session: Session, works: Works) -> Counts:
    """What counts for an agency on the map of now: all of its own work, and parts of others'; one query."""
    parts = (
        and_(
            CaseCountRow.code == work.agency,
            CaseCountRow.field == (work.field or ""),
            CaseCountRow.area == (work.area or ""),
        )
        for work in works.parts
    )
    whole = false() if works.whole is None else CaseCountRow.code == works.whole
    return _summed(session, CaseCountRow.subject == Subject.AGENCY, or_(whole, *parts))


def by_work(session: Session, agencies: Collection[AgencyCode] | None = None) -> Sequence[OfWork]:
    """The work of these agencies, or of all, part by part, what is with nobody left out; one query."""
    query = select(*_KEY, CaseCountRow.measure, _TOTAL.label("total")).where(
        CaseCountRow.subject == Subject.AGENCY,
        CaseCountRow.code != "",
        CaseCountRow.measure != Measure.DAYS,
        CaseCountRow.reports > 0,
    )
    if agencies is not None:
        query = query.where(CaseCountRow.code.in_(sorted(agencies)))
    found: dict[Work, dict[Mark, int]] = {}
    for row in session.execute(query.group_by(*_KEY, CaseCountRow.measure)):
        work = Work(
            agency=AgencyCode(row.code),
            field=FieldCode(row.field) if row.field else None,
            area=AreaCode(row.area) if row.area else None,
        )
        found.setdefault(work, {})[Mark(row.measure)] = int(row.total)
    return [OfWork(work=work, counts=counts) for work, counts in found.items()]


def of_all(session: Session) -> Counts:
    """What all public reports count as; one query. Each has one outlet."""
    return _summed(session, CaseCountRow.subject == Subject.OUTLET)


def adds_up(session: Session) -> bool:
    """Whether as many reports are counted as there are public ones."""
    counted = sum(count for mark, count in of_all(session).items() if mark.measure in _ONE_EACH)
    return counted == session.scalar(select(func.count()).select_from(ReportRow).where(published()))


def recount(session: Session) -> bool:
    """Count anew from the reports' rows; whether something was wrong. The caller holds the journal's end."""
    before = kept(session)
    names = [field.name for field in fields(Report)]
    rows = session.execute(
        select(*(getattr(ReportRow, name) for name in names))
        .where(published())
        .execution_options(yield_per=1_000)
    )
    steps: Counter[tuple[Cell, Mark]] = Counter()
    for row in rows:
        _add(steps, Report(**dict(zip(names, row, strict=True))), 1)
    session.execute(delete(CaseCountRow))
    _write(session, steps)
    return kept(session) != before


def kept(session: Session) -> Mapping[tuple[Cell, Mark], int]:
    """Every count that is not nought."""
    columns = (*_KEY, CaseCountRow.measure, CaseCountRow.days, CaseCountRow.reports)
    rows = session.execute(select(*columns).where(CaseCountRow.reports != 0))
    return {((*key,), Mark(measure, days)): count for *key, measure, days, count in rows}  # type: ignore[misc]  # because a row's parts have no types


_ONE_EACH = (Measure.REPORTS, Measure.THANKS)


def _add(steps: Counter[tuple[Cell, Mark]], report: Report, step: int) -> None:
    for mark in marks_of(report):
        for cell in _cells(report):
            steps[cell, mark] += step


def _cells(report: Report) -> Iterable[Cell]:
    yield Subject.AGENCY, report.agency or "", report.field or "", report.area or ""
    yield Subject.OUTLET, report.outlet, "", ""
    for subject, code in (
        (Subject.FIELD, report.field),
        (Subject.AREA, report.area),
        (Subject.TASK, report.task),
    ):
        if code is not None:
            yield subject, code, "", ""


def _write(session: Session, steps: Mapping[tuple[Cell, Mark], int]) -> None:
    rows = iter(
        [
            {
                "subject": subject,
                "code": code,
                "field": field,
                "area": area,
                "measure": mark.measure,
                "days": mark.days,
                "reports": step,
            }
            # In one order, so that the same steps are the same statement.
            for ((subject, code, field, area), mark), step in sorted(steps.items())
        ]
    )
    while batch := list(islice(rows, _BATCH)):
        put = inserts.insert(session, CaseCountRow).values(batch)
        session.execute(
            put.on_conflict_do_update(
                index_elements=[column.key for column in CaseCountRow.__table__.primary_key],
                set_={"reports": CaseCountRow.reports + put.excluded.reports},
            )
        )


def _summed(session: Session, *conditions: ColumnElement[bool]) -> Counts:
    query: Any = select(CaseCountRow.measure, CaseCountRow.days, _TOTAL).where(*conditions)
    rows = session.execute(query.group_by(CaseCountRow.measure, CaseCountRow.days))
    return {Mark(measure, days): int(count) for measure, days, count in rows}
