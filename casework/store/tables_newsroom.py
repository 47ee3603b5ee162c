"""Tables of the newsrooms' work: what waits for what, kept with every deed so that no page has to look."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.queue import Waits
from casework.domain.ready_texts import Use
from casework.domain.values import AreaCode, FieldCode, Kind, OutletCode, ReportCode, UserId
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


class ReadyTextRow(Base):
    """Words that a newsroom says again and again; without an outlet every newsroom has them."""

    __tablename__ = "ready_text"
    code: Mapped[str] = mapped_column(CODE, primary_key=True)
    outlet: Mapped[OutletCode | None] = mapped_column(CODE, ForeignKey("outlet.code"), index=True)
    use: Mapped[Use] = mapped_column(words(Use))
    name: Mapped[str] = mapped_column(String(80))
    vi: Mapped[str] = mapped_column(Text)
    en: Mapped[str] = mapped_column(Text)
    position: Mapped[int]


class SavedViewRow(Base):
    """A part of the queue, narrowed down, that a moderator has given a name."""

    __tablename__ = "saved_view"
    __table_args__ = (UniqueConstraint("user_id", "name"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(60))
    waits: Mapped[Waits] = mapped_column(words(Waits))
    kind: Mapped[Kind | None] = mapped_column(words(Kind))
    field: Mapped[FieldCode | None] = mapped_column(CODE, ForeignKey("field.code"))
    area: Mapped[AreaCode | None] = mapped_column(CODE, ForeignKey("area.code"))
    q: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Moment)


class QueueTallyRow(Base):
    """How many reports stand in one part of a newsroom's queue."""

    __tablename__ = "queue_tally"
    outlet: Mapped[OutletCode] = mapped_column(CODE, ForeignKey("outlet.code"), primary_key=True)
    waits: Mapped[Waits] = mapped_column(words(Waits), primary_key=True)
    reports: Mapped[int]
