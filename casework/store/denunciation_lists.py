"""Lists of the sealed channel: codes, days and where they stand. Nothing is opened by reading them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select, tuple_

from casework.domain.denunciations import Denunciation
from casework.domain.values import DenunciationCode, SealedStatus
from casework.store.db import Session
from casework.store.denunciations import state_of
from casework.store.tables import DenunciationRow

_SETTLED = (SealedStatus.FORWARDED, SealedStatus.CLOSED)


def waiting(session: Session) -> list[Denunciation]:
    """Those that wait for their keeper, the oldest first; few, since each is worked on."""
    query = (
        select(DenunciationRow)
        .where(DenunciationRow.status.not_in(_SETTLED))
        .order_by(DenunciationRow.received_on, DenunciationRow.code)
    )
    return [state_of(row) for row in session.scalars(query)]


def settled(
    session: Session, *, after: tuple[date, DenunciationCode] | None, limit: int
) -> Sequence[Denunciation]:
    """Those that wait for nothing of their keeper, the newest first."""
    key = DenunciationRow.received_on, DenunciationRow.code
    query = select(DenunciationRow).where(DenunciationRow.status.in_(_SETTLED))
    query = query.order_by(*(column.desc() for column in key)).limit(limit)
    if after is not None:
        query = query.where(tuple_(*key) < after)
    return [state_of(row) for row in session.scalars(query)]


def of_codes(session: Session, codes: Collection[str]) -> Sequence[Denunciation]:
    """Those of these codes that there are, the newest first; none without codes, and no query."""
    if not codes:
        return ()
    rows = session.scalars(
        select(DenunciationRow)
        .where(DenunciationRow.code.in_(codes))
        .order_by(DenunciationRow.received_on.desc(), DenunciationRow.code)
    )
    return [state_of(row) for row in rows]
