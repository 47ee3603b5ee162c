"""Tables of signing in: sessions, remembered devices, and what proves a person beside a password."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import ReportCode, UserId
from casework.store.columns import HEX, Base, Codes, Moment


class SessionRow(Base):
    """One browser that is signed in, or has shown the secret of a report. Its token is nowhere but there."""

    __tablename__ = "session"
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # named on pages; opens nothing
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"), index=True)
    held: Mapped[tuple[ReportCode, ...]] = mapped_column(Codes)  # reports whose secret was shown
    factor_at: Mapped[datetime | None] = mapped_column(Moment)  # when more than the password was shown
    device: Mapped[str] = mapped_column(String(60))  # "Chrome, Android": for the list that its owner reads
    challenge: Mapped[str | None] = mapped_column(String(128))  # what a passkey has to sign, once
    challenge_at: Mapped[datetime | None] = mapped_column(Moment)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class RememberedRow(Base):
    """A browser that a citizen asked to be remembered in. Its validator is replaced whenever it is used."""

    __tablename__ = "remembered"
    selector: Mapped[str] = mapped_column(HEX, primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), index=True)
    validator_hash: Mapped[str] = mapped_column(String(64))
    former_hash: Mapped[str | None] = mapped_column(String(64))  # good for a moment more: two tabs at once
    turned_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)


class PasskeyRow(Base):
    __tablename__ = "passkey"
    id: Mapped[str] = mapped_column(HEX, primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), index=True)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int]
    transports: Mapped[tuple[str, ...]] = mapped_column(Codes)
    name: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class OneTimePasswordRow(Base):
    """The sealed secret of an app that shows six digits; `last_step` makes each of them good for one use."""

    __tablename__ = "one_time_password"
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), primary_key=True)
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    last_step: Mapped[int]


class RecoveryCodeRow(Base):
    """A code on paper for who has lost the device: shown once, kept hashed, used once."""

    __tablename__ = "recovery_code"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), index=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)


class AccessTokenRow(Base):
    """What lets a program act for somebody. The token is nowhere but with its owner."""

    __tablename__ = "access_token"
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # named on pages; opens nothing
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    scopes: Mapped[tuple[str, ...]] = mapped_column(Codes)
    created_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    used_at: Mapped[datetime | None] = mapped_column(Moment)  # the day, no hour


class HeartbeatRow(Base):
    """When a program that runs by itself was last at work."""

    __tablename__ = "heartbeat"
    program: Mapped[str] = mapped_column(String(60), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
