"""Tables of people: accounts, what they may do, and the links that prove an address."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import AgencyCode, OutletCode, PostId, ReportCode, Role, UserId
from casework.store.columns import CODE, HEX, Base, Moment, words


class UserRow(Base):
    __tablename__ = "user"
    id: Mapped[UserId] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)  # lower case
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))  # citizen, business, staff
    organisation: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    password_hash: Mapped[str | None] = mapped_column(String(200))
    # Part of every session's identity: changing it ends all sessions of this person.
    locale: Mapped[str] = mapped_column(String(5), default="vi")
    created_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    disabled_at: Mapped[datetime | None] = mapped_column(Moment)
    erased_at: Mapped[datetime | None] = mapped_column(Moment)  # nothing about the person is left


class MembershipRow(Base):
    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("user_id", "role", "outlet", "agency"),
        Index("ix_membership_outlet", "outlet"),
        Index("ix_membership_agency", "agency"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role] = mapped_column(words(Role))
    outlet: Mapped[OutletCode | None] = mapped_column(CODE, ForeignKey("outlet.code"))
    agency: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))
    until: Mapped[date | None] = mapped_column(Date)  # the last day on which it holds


class InheritedRoleRow(Base):
    """A role that somebody got in the house that took over theirs: once, whoever takes it back later."""

    __tablename__ = "inherited_role"
    __table_args__ = (UniqueConstraint("user_id", "role", "was_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Role] = mapped_column(words(Role))
    was_at: Mapped[str] = mapped_column(String(60))  # agency:SGTVT, outlet:BND
    now_at: Mapped[str] = mapped_column(String(60))
    at: Mapped[datetime] = mapped_column(Moment)


class TokenRow(Base):
    """A link that proves an address, once: only the hash is kept."""

    __tablename__ = "token"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))  # one of `tokens.Purpose`
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"), index=True)
    report_code: Mapped[ReportCode | None] = mapped_column(CODE, ForeignKey("report.code"), index=True)
    request: Mapped[PostId | None] = mapped_column(HEX)  # to reply
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class ReporterContactRow(Base):
    """How to reach a reporter without an account: sealed, and never joined by a reading of an agency."""

    __tablename__ = "reporter_contact"
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), primary_key=True)
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    secret_hash: Mapped[str | None] = mapped_column(String(64))
    has_email: Mapped[bool]
    locale: Mapped[str] = mapped_column(String(5))
    is_silent: Mapped[bool] = mapped_column(default=False)  # wants no letters but those that must be


class ErasureRow(Base):
    """What was erased (user:12, report:PA-…), so that it can be erased again from a restored backup."""

    __tablename__ = "erasure"
    subject: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class FarewellRow(Base):
    """Where the last letter to an erased person goes: sealed, until it has gone, three days at most."""

    __tablename__ = "farewell"
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # of the letter
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
