"""Tables of what proposals are made from: words of agencies and tasks, and what decisions taught."""

from __future__ import annotations

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import AgencyCode, FieldCode, ReportCode, TaskCode
from casework.store.columns import CODE, Base


class AgencyKeywordsRow(Base):
    """What people call the work of an agency, separated by ;"""

    __tablename__ = "agency_keywords"
    agency: Mapped[AgencyCode] = mapped_column(CODE, ForeignKey("agency.code"), primary_key=True)
    keywords: Mapped[str] = mapped_column(String(1000))


class TaskKeywordsRow(Base):
    """What people say who mean a reform task, separated by ;"""

    __tablename__ = "task_keywords"
    task: Mapped[TaskCode] = mapped_column(CODE, ForeignKey("reform_task.code"), primary_key=True)
    keywords: Mapped[str] = mapped_column(String(1000))


class LearnedWordRow(Base):
    """How many reports with a word were decided how: {"agency": {"STNMT": 3}, "field": …, "task": …}.

    One row a word, whatever the labels: a proposal reads one for each word of a text.
    """

    __tablename__ = "learned_word"
    word: Mapped[str] = mapped_column(String(60), primary_key=True)
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)


class LearnedReportRow(Base):
    """What a report has taught, so that it never teaches it twice and can be made to take it back."""

    __tablename__ = "learned_report"
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), primary_key=True)
    agency: Mapped[str | None] = mapped_column(String(40))
    field: Mapped[FieldCode | None] = mapped_column(CODE)
    task: Mapped[TaskCode | None] = mapped_column(CODE)
