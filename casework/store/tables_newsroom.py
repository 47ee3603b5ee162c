"""Tables of the newsrooms' work: what waits for what, kept with every deed so that no page has to look."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.queue import Waits
from casework.domain.ready_texts import Use
from casework.domain.values import (
    AreaCode,
    AskedState,
    FieldCode,
    FlagReason,
    Kind,
    NoReplyReason,
    OutletCode,
    PostId,
    ReportCode,
    UserId,
)
from casework.domain.watched import Kind as WatchedKind
from casework.store.columns import CODE, HEX, Base, Moment, words


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


class FlagRow(Base):
    """What a reader says is wrong with a report, or with one comment under it."""

    __tablename__ = "flag"
    __table_args__ = (
        UniqueConstraint("user_id", "report_code", "comment"),
        Index("ix_flag_report_code", "report_code", "comment", "settled_at"),
        Index("ix_flag_user_id", "user_id", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    comment: Mapped[str] = mapped_column(HEX)  # empty for the report itself
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[FlagReason] = mapped_column(words(FlagReason))
    words: Mapped[str] = mapped_column(String(300))
    weight: Mapped[int]  # in hundredths, as it was then
    at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    upheld: Mapped[bool | None]


class StandingRow(Base):
    """What became of what somebody wrote and flagged."""

    __tablename__ = "standing"
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), primary_key=True)
    accepted: Mapped[int] = mapped_column(default=0)  # since the last refusal
    flags_right: Mapped[int] = mapped_column(default=0)
    flags_wrong: Mapped[int] = mapped_column(default=0)


class WatchedRow(Base):
    """A word or a site that a newsroom watches for."""

    __tablename__ = "watched"
    __table_args__ = (UniqueConstraint("outlet", "kind", "text"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    outlet: Mapped[OutletCode] = mapped_column(CODE, ForeignKey("outlet.code"))
    kind: Mapped[WatchedKind] = mapped_column(words(WatchedKind))
    text: Mapped[str] = mapped_column(String(80))
    by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime] = mapped_column(Moment)


class QueueTallyRow(Base):
    """How many reports stand in one part of a newsroom's queue."""

    __tablename__ = "queue_tally"
    outlet: Mapped[OutletCode] = mapped_column(CODE, ForeignKey("outlet.code"), primary_key=True)
    waits: Mapped[Waits] = mapped_column(words(Waits), primary_key=True)
    reports: Mapped[int]


class ReplyRequestRow(Base):
    """Somebody whom a report names, and what they ask to be published. How to reach who has no account is
    sealed; what was published is a post."""

    __tablename__ = "reply_request"
    __table_args__ = (
        Index("ix_reply_request_report_code", "report_code", "state", "due"),
        Index("ix_reply_request_user_id", "user_id"),
        Index("ix_reply_request_state", "state", "asked_at"),
    )
    id: Mapped[PostId] = mapped_column(HEX, primary_key=True)  # the key of the form, digested
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(120))  # to be shown
    about: Mapped[str] = mapped_column(String(300))  # what of the report
    text: Mapped[str] = mapped_column(Text)  # as it was sent
    state: Mapped[AskedState] = mapped_column(words(AskedState))
    locale: Mapped[str] = mapped_column(String(5))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime | None] = mapped_column(Moment)  # None: not yet confirmed
    reminded: Mapped[bool] = mapped_column(default=False)  # the newsroom, that it is late
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[NoReplyReason | None] = mapped_column(words(NoReplyReason))
    said: Mapped[str] = mapped_column(Text, default="")  # to who asked, when it was declined
    post: Mapped[PostId | None] = mapped_column(HEX)
    mark: Mapped[str] = mapped_column(String(64))  # a keyed hash of address and report, to count by
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
