"""What decided reports taught, as counts: written with the deed, read for a proposal.

Whoever writes here holds the journal's lock, as every deed does once it has appended: no two count at once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import bindparam, delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert

from casework.domain import lessons
from casework.domain.lessons import Counts, Learned, Lesson, Tally, agency_label
from casework.domain.report import Report
from casework.domain.values import ReportCode
from casework.store import reports
from casework.store.db import Session
from casework.store.tables import AgencyRow, EventRow, LearnedReportRow, LearnedWordRow, ReportRow

_AT_ONCE = 500  # words a statement
_TABLE = LearnedWordRow.__table__
_OF_WORDS = select(_TABLE.c.word, _TABLE.c.counts).where(
    _TABLE.c.word.in_(bindparam("words", expanding=True))
)


def of_words(session: Session, words: Collection[str]) -> Learned:
    """How reports with each of these words were decided; words that nobody knows are missing."""
    # Past the ORM, which costs as much again for rows that are only read.
    rows = session.connection().execute(_OF_WORDS, {"words": list(set(words))})
    return {row.word: row.counts for row in rows}  # an About is its own name


def settle(session: Session, report: Report, *, was: tuple[str, str], edited: bool) -> None:
    """Let a report teach what has been decided of it now, and no more what it taught before.

    `was` is its title and text before this deed; `edited` says that a moderator has just set field and task.
    """
    kept = session.get(LearnedReportRow, report.code)
    before = _lesson(kept)
    after = _taught_by(session, report, decided=edited or kept is not None)
    now = reports.text(session, report.code)
    if before == after and (was == now or not after.labels):
        return
    tally: Tally = {}
    lessons.count(tally, before, was, kind=report.kind, by=-1)
    lessons.count(tally, after, now, kind=report.kind)
    _keep(session, kept, report.code, after)
    _add(session, tally)


def forget_all(session: Session) -> None:
    """Know nothing any more."""
    session.execute(delete(LearnedWordRow))
    session.execute(delete(LearnedReportRow))


def learn_more(session: Session, *, after: ReportCode, limit: int) -> tuple[ReportCode | None, int]:
    """Learn from the next reports by code that were decided and have taught nothing yet.

    Returns the last of them (None: there are no more) and how many there were.
    """
    has_taught = exists().where(LearnedReportRow.report_code == ReportRow.code)
    edited = select(EventRow.report_code).where(EventRow.name == "Edited")
    rows = session.scalars(
        select(ReportRow)
        .where(
            ReportRow.code > after,
            ~has_taught,
            or_(ReportRow.routed_at.is_not(None), ReportRow.code.in_(edited)),
        )
        .order_by(ReportRow.code)
        .limit(limit)
    ).all()
    tally: Tally = {}
    for row in rows:
        report = reports.from_row(row)
        lesson = _taught_by(session, report, decided=True)
        lessons.count(tally, lesson, (row.title, row.body), kind=row.kind)
        _keep(session, None, report.code, lesson)
    _add(session, tally)
    return (rows[-1].code if rows else None), len(rows)


def _taught_by(session: Session, report: Report, *, decided: bool) -> Lesson:
    """Its field and task once a moderator let them stand, its agency while it has one; nothing of what was
    passed on to the inspectorate."""
    if report.passed_on or (not decided and report.routed_at is None):
        return Lesson()
    agency = session.get(AgencyRow, report.agency) if report.agency else None
    label = agency_label(agency.code, agency.level, is_local=agency.area is not None) if agency else None
    return Lesson(agency=label, field=report.field, task=report.task)


def _lesson(kept: LearnedReportRow | None) -> Lesson:
    if kept is None:
        return Lesson()
    return Lesson(agency=kept.agency, field=kept.field, task=kept.task)


def _keep(session: Session, kept: LearnedReportRow | None, code: ReportCode, lesson: Lesson) -> None:
    if kept is None:
        session.add(
            LearnedReportRow(report_code=code, agency=lesson.agency, field=lesson.field, task=lesson.task)
        )
    else:
        kept.agency, kept.field, kept.task = lesson.agency, lesson.field, lesson.task
    session.flush()


def _add(session: Session, tally: Tally) -> None:
    """Change the counts, words in order, so that no two could ever wait for each other."""
    changed = [word for word, counts in sorted(tally.items()) if any(map(any, _numbers(counts)))]
    for words in _batches(changed, _AT_ONCE):
        rows = session.execute(
            select(LearnedWordRow.word, LearnedWordRow.counts)
            .where(LearnedWordRow.word.in_(words))
            .order_by(LearnedWordRow.word)
            .with_for_update()
        )
        there = {row.word: row.counts for row in rows}
        made = [(word, _sum(there.get(word, {}), tally[word])) for word in words]
        kept = [{"word": word, "counts": counts} for word, counts in made if counts]
        if kept:
            adding = insert(LearnedWordRow)
            session.execute(
                adding.on_conflict_do_update(
                    index_elements=["word"], set_={"counts": adding.excluded.counts}
                ),
                kept,
            )
        gone = [word for word, counts in made if not counts and word in there]
        if gone:
            session.execute(delete(LearnedWordRow).where(LearnedWordRow.word.in_(gone)))


def _numbers(counts: Counts) -> Iterator[Iterable[int]]:
    return (by_label.values() for by_label in counts.values())


def _sum(there: dict[str, dict[str, int]], more: Counts) -> dict[str, dict[str, int]]:
    """Both together; what has come to nothing is gone."""
    made = {about: dict(by_label) for about, by_label in there.items()}
    for about, by_label in more.items():
        counts = made.setdefault(about.value, {})
        for label, number in by_label.items():
            counts[label] = counts.get(label, 0) + number
    known = {about: {label: n for label, n in counts.items() if n > 0} for about, counts in made.items()}
    return {about: counts for about, counts in known.items() if counts}


def _batches(items: Sequence[str], size: int) -> Iterator[list[str]]:
    left = iter(items)
    while batch := list(islice(left, size)):
        yield batch
