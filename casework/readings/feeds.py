"""What feeds and calendars tell: the same for everybody, and only of what is published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from casework.domain.text import excerpt
from casework.domain.values import AgencyCode
from casework.readings.identity import to_the_day
from casework.readings.lists import EXCERPT, Summary, plain_text, summary_of
from casework.readings.thread import Post, Thread, with_latest_comments
from casework.store import published
from casework.store.casework import Casework

MOST_OWED: Final = 500  # answers that one agency owes, in one calendar


@dataclass(frozen=True, kw_only=True)
class Owed:
    """A published report that an agency has to answer, and by when."""

    summary: Summary
    due: datetime


def latest_replies(casework: Casework, limit: int) -> list[Summary]:
    """The reports that were answered last; the excerpt is of the reply. One query."""
    with casework.db.read() as session:
        found = published.latest_replies(session, limit)
    return [replace(summary_of(line), excerpt=excerpt(plain_text(said), EXCERPT)) for line, said in found]


def owed_by(casework: Casework, agency: AgencyCode) -> Sequence[Owed]:
    """What an agency has to answer, up to MOST_OWED: first what is to come, the nearest first, then what is
    late, the latest deadline first. Nothing is due while its clock is stopped."""
    now = casework.now()
    with casework.db.read() as session:
        found = published.owed_by(session, agency, now=now, limit=MOST_OWED)
    return [Owed(summary=summary_of(line), due=due) for line, due in found]


def latest_comments(casework: Casework, thread: Thread, limit: int) -> Sequence[Post]:
    """The newest comments that everybody may read, the newest first; a thread holds its oldest."""
    return to_the_day(with_latest_comments(casework, thread, limit)).comments
