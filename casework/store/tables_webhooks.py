"""Tables of webhooks: who is told over the web, and what was told them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import AgencyCode, ReportCode, UserId
from casework.domain.webhooks import Deed, State
from casework.store.columns import CODE, HEX, Base, Codes, Moment, words

_WAITING = text("state = 'waiting'")


class WebhookRow(Base):
    """An address that is told what happened in public; what it is signed with is sealed."""

    __tablename__ = "webhook"
    id: Mapped[str] = mapped_column(HEX, primary_key=True)
    agency: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    url: Mapped[str] = mapped_column(String(500))
    happenings: Mapped[tuple[str, ...]] = mapped_column(Codes)
    owner: Mapped[UserId] = mapped_column(ForeignKey("user.id"), index=True)
    state: Mapped[State] = mapped_column(words(State))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    failing_since: Mapped[datetime | None] = mapped_column(Moment)
    rests_until: Mapped[datetime | None] = mapped_column(Moment)  # after a failure, so that others get on
    called_at: Mapped[datetime | None] = mapped_column(Moment)  # who was called longest ago comes first
    old_secret_until: Mapped[datetime | None] = mapped_column(Moment)
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class WebhookChangeRow(Base):
    """Who did what to an endpoint; the endpoint may be there no more."""

    __tablename__ = "webhook_change"
    __table_args__ = (
        Index("ix_webhook_change_webhook", "webhook", "at"),
        Index("ix_webhook_change_agency", "agency", "at"),
        Index("ix_webhook_change_at", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    webhook: Mapped[str] = mapped_column(HEX)
    agency: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))
    name: Mapped[str] = mapped_column(String(80))
    host: Mapped[str] = mapped_column(String(255))
    deed: Mapped[Deed] = mapped_column(words(Deed))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"), index=True)  # None: the forum


class WebhookDeliveryRow(Base):
    """One thing told to one endpoint. What is sent is made when it is sent, from what is public then."""

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("webhook", "event_seq"),
        Index("ix_webhook_delivery_due", "next_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        Index("ix_webhook_delivery_log", "webhook", "created_at", "id"),
        Index("ix_webhook_delivery_created_at", "created_at"),
    )
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # also the webhook-id
    webhook: Mapped[str] = mapped_column(HEX, ForeignKey("webhook.id"))
    event: Mapped[str] = mapped_column(HEX)  # the same for all endpoints; says nothing of the journal
    happening: Mapped[str] = mapped_column(String(32))  # or "ping"
    report_code: Mapped[ReportCode | None] = mapped_column(CODE, ForeignKey("report.code"), index=True)
    event_seq: Mapped[int | None] = mapped_column(ForeignKey("event.seq"))
    state: Mapped[str] = mapped_column(String(10))  # waiting, sent, dead, dropped
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime] = mapped_column(Moment)
    leased_by: Mapped[str | None] = mapped_column(String(60))
    # at, status, error, ms and the beginning of the answer, of the last tries
    tries: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
