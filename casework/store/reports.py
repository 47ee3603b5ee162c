"""Reports as rows: a new one, one to act on, its words and its revisions."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, select

from casework.domain.report import Report
from casework.domain.text import REDACTED
from casework.domain.urgency import urgent_phrases
from casework.domain.values import ReportCode, RevisionId, UserId
from casework.store import contacts, search
from casework.store.db import Session
from casework.store.markup import citizen_html
from casework.store.projection import state_of
from casework.store.tables import (
    AttachmentRow,
    FormKeyRow,
    LastMessageRow,
    PostRow,
    ReporterContactRow,
    ReportRow,
    RevisionRow,
    SealedOriginalRow,
)


class NoSuchReport(LookupError):
    """No report has this code."""


def from_row(row: ReportRow) -> Report:
    return state_of(row)


def load(session: Session, code: ReportCode) -> Report:
    """Raises NoSuchReport."""
    row = session.get(ReportRow, code)
    if row is None:
        raise NoSuchReport(code)
    return from_row(row)


def lock(session: Session, code: ReportCode) -> Report:
    """The report, and nobody else may act on it until this transaction ends. Raises NoSuchReport."""
    row = session.scalar(select(ReportRow).where(ReportRow.code == code).with_for_update())
    if row is None:
        raise NoSuchReport(code)
    return from_row(row)


def target_of(session: Session, code: ReportCode) -> ReportCode | None:
    """Into which report it was merged; read without holding it."""
    return session.scalar(select(ReportRow.merged_into).where(ReportRow.code == code))


def code_of_form(session: Session, actor: str, key: str) -> ReportCode | None:
    """The report that this filled-in form has already become, if it has."""
    return session.scalar(
        select(FormKeyRow.report_code).where(FormKeyRow.actor == actor, FormKeyRow.key == key)
    )


def remember_form(session: Session, actor: str, key: str, code: ReportCode) -> None:
    """Raises Conflict when the same form arrived a moment ago."""
    session.add(FormKeyRow(actor=actor, key=key, report_code=code))
    session.flush()


def rewrite(
    session: Session,
    code: ReportCode,
    revision: RevisionId,
    *,
    title: str,
    body: str,
    by: UserId | None,
    at: datetime,
) -> None:
    """Change the words and keep what they were."""
    row = session.get_one(ReportRow, code)
    session.add(RevisionRow(id=revision, report_code=code, at=at, by=by, title=row.title, body=row.body))
    row.title, row.body, row.body_html = title, body, citizen_html(body)
    row.urgent = ", ".join(urgent_phrases(f"{title}\n{body}"))
    search.index(session, code)


def redacted(session: Session, code: ReportCode, passages: tuple[str, ...]) -> tuple[str, str] | None:
    """Title and body with the passages blacked out; None when one of them does not stand there."""
    row = session.get_one(ReportRow, code)
    title, body = row.title, row.body
    for passage in passages:
        if not passage or (passage not in title and passage not in body):
            return None
        title, body = title.replace(passage, REDACTED), body.replace(passage, REDACTED)
    return title, body


def forget(session: Session, code: ReportCode) -> list[str]:
    """Drop every word, contact and file of a report; returns the names of the files to delete.

    The row stays, empty, since the journal names it.
    """
    files = empty(session, code)
    session.execute(delete(ReporterContactRow).where(ReporterContactRow.report_code == code))
    return files


def empty(session: Session, code: ReportCode, *, title: str = "") -> list[str]:
    """Drop every word and file of a report, and what its reporter told of themselves; returns the names of
    the files to delete.

    Its code and secret still open what is left of it, which pages call by `title`.
    """
    row = session.get_one(ReportRow, code)
    row.title, row.body, row.body_html, row.shown_name, row.urgent = title, "", "", "", ""
    row.denied = None
    row.name_erased, row.waiting_comments, row.stamp = False, 0, row.stamp + 1
    files = [
        *session.scalars(select(AttachmentRow.id).where(AttachmentRow.report_code == code)),
        *session.scalars(select(SealedOriginalRow.id).where(SealedOriginalRow.report_code == code)),
    ]
    # In this order: files hang on posts.
    for table in (AttachmentRow, SealedOriginalRow, LastMessageRow, PostRow, RevisionRow):
        session.execute(delete(table).where(table.report_code == code))
    contacts.erase(session, code)
    search.drop(session, code)
    return files


def text(session: Session, code: ReportCode) -> tuple[str, str]:
    """Its title and its text."""
    row = session.get_one(ReportRow, code)
    return row.title, row.body


def shown_name(session: Session, code: ReportCode) -> str:
    return session.get_one(ReportRow, code).shown_name


def any_there(session: Session) -> bool:
    return session.scalar(select(ReportRow.code).limit(1)) is not None
