"""Ready texts as rows: those that every newsroom has, and each newsroom's own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from casework.domain.ready_texts import Use
from casework.domain.report import Report
from casework.domain.values import OutletCode
from casework.store.db import Session
from casework.store.tables import ReadyTextRow, ReporterContactRow, UserRow


@dataclass(frozen=True, kw_only=True)
class ReadyText:
    """`outlet` None: every newsroom has it. `en` may be empty: then the reporter reads Vietnamese."""

    code: str
    outlet: OutletCode | None
    use: Use
    name: str
    vi: str
    en: str

    def words(self, locale: str) -> str:
        return self.en if locale == "en" and self.en else self.vi


def of_outlets(session: Session, outlets: Collection[OutletCode]) -> list[ReadyText]:
    """The common ones and those of these newsrooms, in the order in which they are offered. One query."""
    return [_text(row) for row in session.scalars(_offered(outlets))]


def _offered(outlets: Collection[OutletCode]) -> Select[ReadyTextRow]:
    return (
        select(ReadyTextRow)
        .where(or_(ReadyTextRow.outlet.is_(None), ReadyTextRow.outlet.in_(outlets)))
        .order_by(ReadyTextRow.use, ReadyTextRow.outlet.is_(None), ReadyTextRow.position, ReadyTextRow.code)
    )


def for_report(session: Session, report: Report) -> tuple[list[ReadyText], str]:
    """What the newsroom of a report can choose from, and the language that its reporter reads. One query."""
    reads = select(UserRow.locale).where(UserRow.id == report.reporter).scalar_subquery()
    if report.reporter is None:
        reads = (
            select(ReporterContactRow.locale)
            .where(ReporterContactRow.report_code == report.code)
            .scalar_subquery()
        )
    rows = session.execute(_offered({report.outlet}).add_columns(reads)).all()
    return [_text(row) for row, _ in rows], next((locale for _, locale in rows if locale), "vi")


def find(session: Session, code: str) -> ReadyText | None:
    row = session.get(ReadyTextRow, code)
    return _text(row) if row else None


def put(session: Session, text: ReadyText, *, most: int) -> bool:
    """Write it, new or changed; False when its newsroom has `most` others."""
    row = session.get(ReadyTextRow, text.code)
    if row is None:
        count = session.scalar(select(func.count()).where(ReadyTextRow.outlet == text.outlet)) or 0
        if count >= most:
            return False
        row = ReadyTextRow(code=text.code, outlet=text.outlet, position=count + 1)
        session.add(row)
    row.use, row.name, row.vi, row.en = text.use, text.name, text.vi, text.en
    session.flush()
    return True


def remove(session: Session, code: str) -> None:
    row = session.get(ReadyTextRow, code)
    if row is not None:
        session.delete(row)


def _text(row: ReadyTextRow) -> ReadyText:
    return ReadyText(code=row.code, outlet=row.outlet, use=row.use, name=row.name, vi=row.vi, en=row.en)
