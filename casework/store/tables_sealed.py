"""Tables of the sealed channel: what is told there is ciphertext, and of its author's doings the day alone.

No row leads from here to a report, an account or a session; see docs/adr/0012.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.values import AgencyCode, DenunciationCode, SealedStatus, UserId
from casework.store.columns import CODE, HEX, Base, Moment, words


class DenunciationRow(Base):
    """The text, whom it accuses and how to reach its author are in `ciphertext`."""

    __tablename__ = "denunciation"
    __table_args__ = (Index("ix_denunciation_received_on", "received_on", "code"),)
    code: Mapped[DenunciationCode] = mapped_column(CODE, primary_key=True)
    version: Mapped[int]
    status: Mapped[SealedStatus] = mapped_column(words(SealedStatus))
    received_on: Mapped[date] = mapped_column(Date)
    status_on: Mapped[date] = mapped_column(Date)
    accepted_on: Mapped[date | None] = mapped_column(Date)
    forwarded_to: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))
    waits: Mapped[bool]  # its author's last words are not answered
    reminded: Mapped[bool]
    overdue: Mapped[bool]
    # A keyed hash of the form or report that it came by: the same one again is no second denunciation.
    arrival: Mapped[str] = mapped_column(String(64), unique=True)
    secret_hash: Mapped[str | None] = mapped_column(String(64))
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class DenunciationMessageRow(Base):
    """What its author and the keeper write each other."""

    __tablename__ = "denunciation_message"
    __table_args__ = (Index("ix_denunciation_message_code", "code", "place"),)
    id: Mapped[str] = mapped_column(HEX, primary_key=True)
    code: Mapped[DenunciationCode] = mapped_column(CODE, ForeignKey("denunciation.code"))
    place: Mapped[int]  # among the messages of one denunciation, from 1
    on: Mapped[date] = mapped_column(Date)
    by_author: Mapped[bool]
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    ciphertext: Mapped[bytes] = mapped_column(LargeBinary)


class DenunciationFileRow(Base):
    """A file that came with it or with one of its messages: encrypted on disk, its wrapped key here."""

    __tablename__ = "denunciation_file"
    __table_args__ = (Index("ix_denunciation_file_code", "code", "place"),)
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # its place among the files
    code: Mapped[DenunciationCode] = mapped_column(CODE, ForeignKey("denunciation.code"))
    message_id: Mapped[str | None] = mapped_column(HEX, ForeignKey("denunciation_message.id"))
    place: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]  # of the plain file
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)


class DenunciationLogRow(Base):
    """Who of the keepers did what with it, and when. Triggers forbid changing or deleting a row."""

    __tablename__ = "denunciation_log"
    __table_args__ = (Index("ix_denunciation_log_code", "code", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[DenunciationCode] = mapped_column(CODE, ForeignKey("denunciation.code"))
    deed: Mapped[str] = mapped_column(String(20))
    on: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime | None] = mapped_column(Moment)  # None for what its author did: a day is enough
    user_id: Mapped[UserId | None] = mapped_column()  # no foreign key, as in the journal; None: its author
