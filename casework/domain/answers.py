"""How the agency that has a report has answered it: when first, and whether it ever let its date pass."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from casework.domain import events as ev
from casework.domain.report import Report

_NONE: dict[str, Any] = {"first_answered_at": None, "answered_late": False}


def answers_after(report: Report, event: ev.Event, at: datetime) -> dict[str, Any]:
    """What the event changes of it; whoever gets the report by another routing has not answered yet."""
    match event:
        case ev.Rerouted() | ev.Returned():
            return _NONE
        case ev.ReplySigned():
            return {
                "first_answered_at": report.first_answered_at or at,
                "answered_late": report.answered_late or not event.in_time,
            }
        case _:
            return {}
