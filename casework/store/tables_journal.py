"""Tables of the journal: what happened, and the daily head by which anybody sees that it was not changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import Part, ReportCode, UserId
from casework.store.columns import CODE, Base, Moment, words


class EventRow(Base):
    """The journal. Triggers forbid changing or deleting a row."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("report_code", "version"),
        Index("ix_event_at", "at"),
        Index("ix_event_name", "name", "seq"),
    )
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    actor: Mapped[UserId | None] = mapped_column()  # no foreign key: erasing a person must not touch the log
    part: Mapped[Part] = mapped_column(words(Part))
    salt: Mapped[str] = mapped_column(String(32))  # so that nobody finds what an event says from its hash
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class DayHeadRow(Base):
    """The last event of a day, by which anybody can see later that the journal was not changed."""

    __tablename__ = "day_head"
    day: Mapped[date] = mapped_column(primary_key=True)  # in Nam Định's time
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    events: Mapped[int]  # of this day
    made_at: Mapped[datetime] = mapped_column(Moment)
