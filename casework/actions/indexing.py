"""By which words reports are found, written anew: after an import, or a change of how texts are split."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from casework.store import case_counts, journal, projection, published_words, search, similar_words
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.reports import from_row
from casework.store.tables import ReportRow

_BATCH: Final = 200  # reports a transaction, so that nobody waits long


def index_published(casework: Casework) -> int:
    """Write anew what readers find each report by, and by what their lists order it; returns how many were
    looked at.

    What was told by a process of before, while an upgrade ran, comes right by it.
    Calling it again gives the same, and deeds may go on meanwhile.
    """
    return _anew(casework, _index_published)


def index_similar(casework: Casework) -> int:
    """The same for the words under which each is found by its like."""
    return _anew(
        casework, lambda session, row: similar_words.index(session, from_row(row), row.title, row.body)
    )


def recount(casework: Casework) -> bool:
    """Count anew what public reports count as; whether something was wrong.

    Deeds wait until it is done, a few seconds for a hundred thousand reports.
    """
    with casework.db.write() as session:
        journal.hold(session)
        return case_counts.recount(session)


def _index_published(session: Session, row: ReportRow) -> None:
    report = from_row(row)
    if report.is_published:
        projection.derive(row, report)
    published_words.index(session, report, row)


def _anew(casework: Casework, index: Callable[[Session, ReportRow], None]) -> int:
    last, count = 0, 0
    while True:
        with casework.db.write() as session:
            journal.hold(session)
            rows = search.rows_after(session, last, limit=_BATCH)
            for _, row in rows:
                index(session, row)
            if not rows:
                return count
            last, count = rows[-1][0], count + len(rows)
