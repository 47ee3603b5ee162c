"""What one account may do in a day, by what the newsroom knows of it."""

from __future__ import annotations

from datetime import datetime

from casework.domain.refusals import Refused, Why
from casework.domain.standing import A_DAY, Act
from casework.domain.values import UserId
from casework.store import standing
from casework.store.db import Session


def spend(session: Session, user: UserId | None, act: Act, now: datetime, *, written: bool = False) -> None:
    """Raise Refused for who has done it as often as one may in 24 hours.

    `written`: this once is in the rows already. Nobody's account, no quota.
    """
    if user is None:
        return
    before = standing.done_since(session, user, act, now - A_DAY) - int(written)
    if before >= standing.of(session, user).quota(act):
        raise Refused(Why.QUOTA_SPENT)
