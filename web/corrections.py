"""What a newsroom has put right on a report, and where that stands on the report's page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from casework.domain import events as ev
from casework.domain.values import PostId
from casework.readings.thread import Thread
from web.anchors import anchor


@dataclass(frozen=True, kw_only=True)
class Note:
    """That something was put right, and where one reads how."""

    at: datetime
    anchor: str


def corrections(thread: Thread) -> Mapping[PostId | None, Sequence[Note]]:
    """By what was wrong (None: the report itself), oldest first."""
    found: dict[PostId | None, list[Note]] = {}
    for recorded in thread.history:
        if isinstance(recorded.event, ev.Corrected):
            note = Note(at=recorded.at, anchor=anchor(recorded.event.post))
            found.setdefault(recorded.event.about, []).append(note)
    return found


def corrected_by(thread: Thread, correction: PostId) -> PostId | None:
    """What a correction is about; None for the report itself."""
    events = (one.event for one in thread.history if isinstance(one.event, ev.Corrected))
    return next((event.about for event in events if event.post == correction), None)
