"""Tables of notices: what waits to be told, and how often people want to be."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import ReportCode, UserId
from casework.domain.watching import Watched
from casework.domain.wishes import Concern, Often
from casework.store.columns import CODE, HEX, Base, Moment, words

_WAITING, _DEAD = text("state = 'waiting'"), text("state = 'dead'")
_A_SEARCH = text("what = 'search'")


class OutboxRow(Base):
    """An event that has not yet been turned into notices."""

    __tablename__ = "outbox"
    seq: Mapped[int] = mapped_column(ForeignKey("event.seq"), primary_key=True, autoincrement=False)
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(Moment, index=True)


class DeliveryRow(Base):
    """One notice to one person. Its text is made when it is sent, from what may be seen then.

    A digest is one too; the notices that it gathers name it.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("notice", "about", "recipient"),
        Index("ix_delivery_due", "state", "next_at", postgresql_where=_WAITING),
        Index(
            "ix_delivery_waiting", "recipient", "created_at", sqlite_where=_WAITING, postgresql_where=_WAITING
        ),
        Index("ix_delivery_dead", "created_at", "id", sqlite_where=_DEAD, postgresql_where=_DEAD),
    )
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # also the left side of the Message-ID
    notice: Mapped[str] = mapped_column(String(40))
    # event:<seq>, digest:<day>, found:<key>, search:<watch>:<code>, or a key of its own for account mail
    about: Mapped[str] = mapped_column(String(60))
    recipient: Mapped[str] = mapped_column(String(60))  # user:<id>, reporter, agency:<code>, outlet:<code>
    report_code: Mapped[ReportCode | None] = mapped_column(CODE, ForeignKey("report.code"), index=True)
    event_seq: Mapped[int | None] = mapped_column(ForeignKey("event.seq"))
    state: Mapped[str] = mapped_column(String(10))  # waiting, gathered, sent, dead, dropped
    # The digest that it goes out with. No foreign key: SQLite cannot be given one later.
    digest: Mapped[str | None] = mapped_column(HEX, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(Moment)  # since when it waits; of a digest, when it is due
    next_at: Mapped[datetime] = mapped_column(Moment)
    leased_by: Mapped[str | None] = mapped_column(String(60))
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    error: Mapped[str] = mapped_column(String(300), default="")


class WishRow(Base):
    """How often somebody wants to be told of one group of notices; no row: the usual."""

    __tablename__ = "wish"
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), primary_key=True)
    concern: Mapped[Concern] = mapped_column(words(Concern), primary_key=True)
    often: Mapped[Often] = mapped_column(words(Often))
    before: Mapped[Often | None] = mapped_column(words(Often))  # what a link in a letter turned off


class WatchRow(Base):
    """Somebody follows an agency, a field, an area, an outlet or a search."""

    __tablename__ = "watch"
    __table_args__ = (
        UniqueConstraint("user_id", "what", "key"),
        Index("ix_watch_place", "what", "key"),
        Index("ix_watch_looked", "looked_at", sqlite_where=_A_SEARCH, postgresql_where=_A_SEARCH),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"))
    what: Mapped[Watched] = mapped_column(words(Watched))
    key: Mapped[str] = mapped_column(CODE)  # a code; of a search the mark of its filters
    name: Mapped[str] = mapped_column(String(200))  # of a search, in the words of the page it came from
    filters: Mapped[dict[str, str]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(Moment)
    looked_at: Mapped[datetime] = mapped_column(Moment)  # what a search found until then has been told
    often: Mapped[Often | None] = mapped_column(words(Often))  # of a search: places are chosen for together
    before: Mapped[Often | None] = mapped_column(words(Often))  # what a link in a letter turned off


class BounceRow(Base):
    """A letter that came back for good. Nothing ties it to another letter to the same mailbox: who reported
    in confidence would be known by it."""

    __tablename__ = "bounce"
    delivery: Mapped[str] = mapped_column(HEX, primary_key=True)  # which is let go of before this may be
    receiver: Mapped[str] = mapped_column(String(60), index=True)  # user:<id>, report:<code>, agency:<code>
    status: Mapped[str] = mapped_column(String(20))  # what the mail server said: 5.1.1
    at: Mapped[datetime] = mapped_column(Moment)
    mended_at: Mapped[datetime | None] = mapped_column(Moment)  # somebody said that the address works again


class MailedBackRow(Base):
    """Somebody was told today that a mail of theirs was not taken."""

    __tablename__ = "mailed_back"
    address_hash: Mapped[str] = mapped_column(String(64), primary_key=True)  # keyed, for this alone
    at: Mapped[datetime] = mapped_column(Moment)
