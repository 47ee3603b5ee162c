"""What people whom a report names ask to have published, for the newsroom that decides."""

from __future__ import annotations

from collections.abc import Sequence

from casework.domain.values import PostId, ReportCode
from casework.store import reply_requests
from casework.store.casework import Casework
from casework.store.reply_requests import ReplyRequest

__all__ = ["ReplyRequest", "find", "waiting"]


def waiting(casework: Casework, code: ReportCode) -> Sequence[ReplyRequest]:
    """What is to be decided on a report, what is due first first. One query."""
    with casework.db.read() as session:
        return reply_requests.waiting(session, code)


def find(casework: Casework, code: ReportCode, request: PostId) -> ReplyRequest | None:
    """One request that the newsroom of this report has had; None for any other."""
    with casework.db.read() as session:
        found = reply_requests.find(session, request)
    return found if found is not None and found.report == code and found.due is not None else None
