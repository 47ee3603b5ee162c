"""Tables of the newsrooms' work: what waits for what, kept with every deed so that no page has to look."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.queue import Waits
from casework.domain.values import OutletCode, ReportCode
from casework.store.columns import CODE, Base, Moment, words


class QueuePlaceRow(Base):
    """A report in one part of a newsroom's queue; `rank` is 0 for what is looked at before others, else 1."""

    __tablename__ = "queue_place"
    __table_args__ = (Index("ix_queue_place_order", "outlet", "waits", "rank", "since", "report_code"),)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), primary_key=True)
    waits: Mapped[Waits] = mapped_column(words(Waits), primary_key=True)
    outlet: Mapped[OutletCode] = mapped_column(CODE, ForeignKey("outlet.code"))
    rank: Mapped[int]
    since: Mapped[datetime] = mapped_column(Moment)


class QueueTallyRow(Base):
    """How many reports stand in one part of a newsroom's queue."""

    __tablename__ = "queue_tally"
    outlet: Mapped[OutletCode] = mapped_column(CODE, ForeignKey("outlet.code"), primary_key=True)
    waits: Mapped[Waits] = mapped_column(words(Waits), primary_key=True)
    reports: Mapped[int]
