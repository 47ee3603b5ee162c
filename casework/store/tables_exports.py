"""The table of files of open data that are made aside: large exports, and the nightly whole."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.open_data import Format
from casework.store.columns import HEX, Base, Moment, words


class ExportRow(Base):
    """One file, asked for or made; it lies under its id once it is whole."""

    __tablename__ = "export"
    __table_args__ = (Index("ix_export_next_at", "next_at"),)
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # not to be guessed: who has it asked for it
    form: Mapped[Format] = mapped_column(words(Format))
    filters: Mapped[dict[str, str]] = mapped_column(JSON)  # as addresses say them
    asked_at: Mapped[datetime] = mapped_column(Moment)
    next_at: Mapped[datetime | None] = mapped_column(Moment)  # when it is taken in hand; None: never again
    attempts: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    seen: Mapped[int] = mapped_column(default=0)  # the last event when it was begun
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    size: Mapped[int | None]
    digest: Mapped[str | None] = mapped_column(String(64))  # SHA-256
