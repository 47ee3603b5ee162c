"""What an agency has promised in a reply: what by which day, and what became of it.

The day comes, or the agency says that it is done: the reporter is asked once, and says whether it was kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Final

from casework.domain import events as ev
from casework.domain.values import AgencyCode, PostId

MOST: Final = 10  # that one report may carry


class PromiseState(StrEnum):
    WAITING = "waiting"  # for its day
    ASKED = "asked"  # the reporter has not said
    KEPT = "kept"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class Promise:
    """`post` holds what was promised. `by` is the last second of its day, in UTC; `first_by` the day that it
    was moved from, `reason` the post that says why."""

    post: PostId
    agency: AgencyCode
    by: datetime
    first_by: datetime | None = None
    reason: PostId | None = None
    is_reported: bool = False  # the agency has said that it is done
    asked_at: datetime | None = None
    kept: bool | None = None

    @property
    def state(self) -> PromiseState:
        if self.kept is not None:
            return PromiseState.KEPT if self.kept else PromiseState.MISSED
        return PromiseState.WAITING if self.asked_at is None else PromiseState.ASKED

    @property
    def is_waiting(self) -> bool:
        """Whether its day has not come, and the agency has not said that it is done."""
        return self.state is PromiseState.WAITING

    @property
    def is_asked(self) -> bool:
        """Whether its reporter has been asked and has not said."""
        return self.state is PromiseState.ASKED

    def is_due(self, now: datetime) -> bool:
        """Whether it is time to ask."""
        return self.is_waiting and now > self.by


Promises = tuple[Promise, ...]
PromiseEvent = ev.PromiseMade | ev.PromiseMoved | ev.PromiseAsked | ev.PromiseAnswered


def find(promises: Iterable[Promise], post: PostId) -> Promise | None:
    """The promise whose words stand in this post."""
    return next((one for one in promises if one.post == post), None)


def after(promises: Promises, event: PromiseEvent, at: datetime) -> Promises:
    """The promises of a report after an event; one about a promise that is not there changes nothing."""
    match event:
        case ev.PromiseMade():
            return (*promises, Promise(post=event.post, agency=event.agency, by=event.by))
        case ev.PromiseMoved():
            return _changed(promises, event.promise, lambda one: _moved(one, event))
        case ev.PromiseAsked():
            reported = event.reported
            return _changed(
                promises, event.promise, lambda one: replace(one, asked_at=at, is_reported=reported)
            )
        case ev.PromiseAnswered():
            kept = event.kept
            return _changed(promises, event.promise, lambda one: replace(one, kept=kept))


def _moved(one: Promise, event: ev.PromiseMoved) -> Promise:
    return replace(one, by=event.by, first_by=one.by, reason=event.post)


def _changed(promises: Promises, post: PostId, change: Callable[[Promise], Promise]) -> Promises:
    return tuple(change(one) if one.post == post else one for one in promises)
