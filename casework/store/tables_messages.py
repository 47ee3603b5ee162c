"""The table of the channels between reporters and those who handle their reports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import PostKind, ReportCode
from casework.store.columns import CODE, Base, Moment, words


class LastMessageRow(Base):
    """Who wrote last in one channel of one report, kept so that no list has to look for it."""

    __tablename__ = "last_message"
    __table_args__ = (
        Index(
            "ix_last_message_waits", "kind", "at", postgresql_where=text("waits"), sqlite_where=text("waits")
        ),
    )
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), primary_key=True)
    kind: Mapped[PostKind] = mapped_column(words(PostKind), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_reporter: Mapped[bool]
    waits: Mapped[bool]  # the reporter's words are neither answered nor set aside
