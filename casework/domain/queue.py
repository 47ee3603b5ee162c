"""What a report waits for in its newsroom, since when, and how urgently."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from casework.domain.report import IN_NEWSROOM, PUBLIC_STATUSES, WITH_AGENCY, Report
from casework.domain.values import Status, Visibility


class Waits(StrEnum):
    """What a report waits for; each is a part of the queue."""

    FIRST_LOOK = "first_look"
    INFO = "info"
    NEW_AGENCY = "new_agency"
    APPEAL = "appeal"
    EXTENSION = "extension"
    COMMENTS = "comments"
    HELD = "held"
    OVERDUE = "overdue"
    PRESS = "press"  # the press may turn to the higher level
    REPLIES = "replies"  # somebody whom it names asks for the right to reply
    FLAGGED = "flagged"
    REMOVED = "removed"
    OPEN = "open"  # all that is not finished


# Each part with the moment by which it is in order, or None for a report that does not wait in it:
# what is due first stands first.
_Since = Callable[[Report, "Beside"], datetime | None]


@dataclass(frozen=True, kw_only=True)
class Beside:
    """What is kept beside a report's state, and waits as well."""

    waiting_comments: int = 0
    flagged_at: datetime | None = None  # the first flag that nobody has looked at
    reply_due: datetime | None = None  # by when the first reply that was asked for is to be decided


def _in_status(status: Status) -> _Since:
    return lambda report, _: report.status_since if report.status is status else None


def _appeal(report: Report, _: Beside) -> datetime | None:
    return report.status_since if report.status is Status.DECLINED and report.appeal_pending else None


def _extension(report: Report, _: Beside) -> datetime | None:
    return report.due if report.status in WITH_AGENCY and report.extension_asked is not None else None


def _comments(report: Report, beside: Beside) -> datetime | None:
    is_one = report.status in PUBLIC_STATUSES and beside.waiting_comments
    return report.submitted_at if is_one else None


def _flagged(report: Report, beside: Beside) -> datetime | None:
    return beside.flagged_at if report.is_published else None


def _replies(report: Report, beside: Beside) -> datetime | None:
    return beside.reply_due


def _held(report: Report, _: Beside) -> datetime | None:
    return report.held_at if report.status in WITH_AGENCY and report.held is not None else None


def _overdue(report: Report, _: Beside) -> datetime | None:
    return report.due if report.status in WITH_AGENCY and report.overdue else None


def _press(report: Report, _: Beside) -> datetime | None:
    return report.press_from if report.awaits_press_letter else None


def _removed(report: Report, _: Beside) -> datetime | None:
    is_down = report.status in PUBLIC_STATUSES and report.visibility is Visibility.REMOVED
    return report.submitted_at if is_down else None


def _open(report: Report, beside: Beside) -> datetime | None:
    is_open = report.status in IN_NEWSROOM | WITH_AGENCY or _appeal(report, beside) is not None
    return report.submitted_at if is_open else None


_PARTS: Mapping[Waits, _Since] = MappingProxyType(
    {
        Waits.FIRST_LOOK: _in_status(Status.SUBMITTED),
        Waits.INFO: _in_status(Status.NEEDS_INFO),
        Waits.NEW_AGENCY: _in_status(Status.RETURNED),
        Waits.APPEAL: _appeal,
        Waits.EXTENSION: _extension,
        Waits.COMMENTS: _comments,
        Waits.HELD: _held,
        Waits.OVERDUE: _overdue,
        Waits.PRESS: _press,
        Waits.REPLIES: _replies,
        Waits.FLAGGED: _flagged,
        Waits.REMOVED: _removed,
        Waits.OPEN: _open,
    }
)


def places(report: Report, beside: Beside) -> dict[Waits, datetime]:
    """The parts of the queue in which the report stands, each with the moment it is ordered by (UTC)."""
    found = ((waits, since(report, beside)) for waits, since in _PARTS.items())
    return {waits: at for waits, at in found if at is not None}
