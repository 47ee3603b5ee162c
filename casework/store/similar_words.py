"""Under which words each report is found by its like: kept in step with its text and with where it stands.

No row says what a word is, and what is edited, blacked out or erased is gone from here in the same deed.
"""

from __future__ import annotations

from sqlalchemy import delete, insert, select

from casework.domain.lessons import words_of
from casework.domain.report import Report
from casework.domain.similar import key_of, shelf_of
from casework.store.db import Session
from casework.store.tables import ReportRow, SearchRow, SimilarWordRow


def index(session: Session, report: Report, title: str, body: str) -> None:
    """Let a report be found by these words where it stands, or by none; what is so already stays."""
    number = session.scalar(select(SearchRow.id).where(SearchRow.report_code == report.code))
    if number is None:  # it is only just arriving, or has lost its words
        return
    shelf = shelf_of(report)
    wanted = {key_of(shelf, word) for word in words_of(title, body)} if shelf is not None else set[int]()
    there = set(session.scalars(select(SimilarWordRow.word).where(SimilarWordRow.number == number)))
    if gone := there - wanted:
        session.execute(
            delete(SimilarWordRow).where(SimilarWordRow.number == number, SimilarWordRow.word.in_(gone))
        )
    if new := wanted - there:
        session.execute(insert(SimilarWordRow), [{"word": word, "number": number} for word in sorted(new)])


def follow(session: Session, before: Report, after: Report, row: ReportRow) -> None:
    """Move a report to the shelf where it stands after an event."""
    if shelf_of(before) != shelf_of(after):
        index(session, after, row.title, row.body)
