"""Tables of the journalists' desk."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.accreditation import AccreditationState
from casework.domain.contact_requests import ContactState
from casework.domain.stories import StoryState
from casework.domain.values import OutletCode, PostId, ReportCode, UserId
from casework.store.columns import CODE, HEX, Base, Codes, Moment, words


class AccreditationRow(Base):
    """Who asked an outlet to be let in as a journalist, and what its newsroom decided."""

    __tablename__ = "accreditation"
    __table_args__ = (
        Index("ix_accreditation_outlet", "outlet", "state", "asked_at"),
        Index("ix_accreditation_user_id", "user_id", "state"),
        Index("ix_accreditation_until", "state", "until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    outlet: Mapped[OutletCode] = mapped_column(CODE, ForeignKey("outlet.code"))
    name: Mapped[str] = mapped_column(String(120))
    medium: Mapped[str] = mapped_column(String(120))  # empty for the outlet's own people
    card: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(254))
    state: Mapped[AccreditationState] = mapped_column(words(AccreditationState))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[date | None] = mapped_column(Date)
    sites: Mapped[tuple[str, ...]] = mapped_column(Codes)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    reason: Mapped[str] = mapped_column(Text)


class ClippingRow(Base):
    """A report that a journalist keeps, and what they note of it for themselves. None of its words."""

    __tablename__ = "clipping"
    __table_args__ = (Index("ix_clipping_user_id", "user_id", "at", "report_code"),)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), primary_key=True)
    version: Mapped[int]  # how many steps everybody had seen
    note: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class StoryRow(Base):
    """A link to what the press has written about a report; before `published_at` it is under embargo."""

    __tablename__ = "story"
    __table_args__ = (
        UniqueConstraint("report_code", "author", "url"),
        Index("ix_story_author", "author", "published_at"),
        Index("ix_story_state", "state", "published_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    author: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    medium: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500))
    published_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[StoryState] = mapped_column(words(StoryState))
    by_newsroom: Mapped[bool]
    added_at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(500), default="", server_default="")  # told to its author
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_author: Mapped[bool] = mapped_column(default=False)


class ContactRequestRow(Base):
    """What a journalist asks of a reporter, and what the reporter gave: sealed, and theirs to destroy."""

    __tablename__ = "contact_request"
    __table_args__ = (
        UniqueConstraint("user_id", "report_code"),
        Index("ix_contact_request_report_code", "report_code", "asked_at"),
        Index("ix_contact_request_told", "told", "closes_at"),
    )
    id: Mapped[PostId] = mapped_column(HEX, primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    medium: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(300))
    questions: Mapped[str] = mapped_column(Text)
    state: Mapped[ContactState] = mapped_column(words(ContactState))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    closes_at: Mapped[datetime] = mapped_column(Moment)
    forwarded_at: Mapped[datetime | None] = mapped_column(Moment)
    told: Mapped[bool]  # that nobody could be reached
    reason: Mapped[str] = mapped_column(Text)  # of the newsroom, for itself
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
