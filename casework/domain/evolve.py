"""A report after an event: `evolve` is total, knows no rule and refuses nothing that has happened."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar, cast

from casework.domain import events as ev
from casework.domain import promises
from casework.domain.answers import answers_after
from casework.domain.evolve_shares import shares_after
from casework.domain.report import WITH_AGENCY, Report
from casework.domain.values import DeclineReason, ReportCode, Status, UserId, Visibility

E = TypeVar("E", bound=ev.Event)
Change = dict[str, Any]
_CHANGES: dict[type[ev.Event], Callable[[Report, Any, datetime], Change]] = {}
_NOTHING_HELD: Change = {"held": None, "held_official": False, "held_at": None}
_NO_IDENTITY_ASKED: Change = {
    "identity_asked_by": None,
    "identity_asked_as": None,
    "identity_granted_at": None,
}
_NO_PRESS_CLOCK: Change = {
    "press_from": None,
    "press_overdue": False,
    "press_letter": None,
    "press_letter_on": None,
}
# What a fresh agency clock starts with.
_FRESH_CLOCK: Change = {
    "reminded": False,
    "overdue": False,
    "escalation": 0,
    "extension_asked": None,
    "days_left": None,
}


@dataclass(frozen=True, kw_only=True)
class Recorded:
    """An event with its place in the journal. `at` is UTC; `actor` is None for a guest, a confidential
    reporter and the clock."""

    report: ReportCode
    version: int
    at: datetime
    actor: UserId | None
    event: ev.Event


def evolve(report: Report, recorded: Recorded) -> Report:
    """The report after the event."""
    shares = shares_after(report.shares, recorded.event, recorded.at)
    change = {**_CHANGES[type(recorded.event)](report, recorded.event, recorded.at), "shares": shares}
    change |= answers_after(report, recorded.event, recorded.at)
    if isinstance(recorded.event, ev.Declined):
        change["declined_by"] = recorded.actor
    if change.get("status", report.status) is not report.status:
        change["status_since"] = recorded.at
        change.setdefault("claimed_by", None)
    if change.get("status", report.status) not in WITH_AGENCY:
        change = {**change, **_NO_PRESS_CLOCK}
    claimed_by = change.get("claimed_by", report.claimed_by)
    if claimed_by is None or claimed_by == recorded.actor:
        change["claimed_at"] = None if claimed_by is None else recorded.at
    return replace(report, version=recorded.version, **change)


def begin(first: Recorded) -> Report:
    """The report that its first event tells of. Raises TypeError if that is not Submitted."""
    event = first.event
    if not isinstance(event, ev.Submitted):
        raise TypeError(f"a journal begins with Submitted, not {type(event).__name__}")
    return Report(
        code=first.report,
        version=first.version,
        kind=event.kind,
        channel=event.channel,
        display=event.display,
        publish=event.publish,
        consent=event.consent,
        outlet=event.outlet,
        reporter=event.reporter,
        entered_by=event.entered_by,
        field=event.field,
        area=event.area,
        task=event.task,
        wanted_agency=event.wanted_agency,
        status=Status.UNCONFIRMED if event.unconfirmed else Status.SUBMITTED,
        status_since=first.at,
        visibility=Visibility.PUBLIC if event.publish else Visibility.RESTRICTED,
        submitted_at=first.at,
        first_look_due=event.first_look_due,
    )


def fold(journal: Iterable[Recorded]) -> Report:
    """The report that its whole journal, in order, tells of. Raises ValueError for an empty journal."""
    report: Report | None = None
    for recorded in journal:
        report = begin(recorded) if report is None else evolve(report, recorded)
    if report is None:
        raise ValueError("a report has at least one event")
    return report


def _on(event: type[E]) -> Callable[[Callable[[Report, E, datetime], Change]], None]:
    def register(change: Callable[[Report, E, datetime], Change]) -> None:
        _CHANGES[event] = cast(Callable[[Report, Any, datetime], Change], change)

    return register


def _nothing(*events: type[ev.Event]) -> None:
    """Events that change no more than the version."""
    for event in events:
        _always(event)


def _always(event: type[ev.Event], **change: Any) -> None:
    """An event that changes the same whatever it says."""
    _CHANGES[event] = lambda report, event, at: dict(change)


_nothing(
    ev.Redacted,
    *ev.REDRESS,
    ev.PictureRedacted,
    ev.NewsroomMessaged,
    ev.AgencyMessaged,
    ev.NewsroomNoteAdded,
    ev.AgencyNoteAdded,
    ev.CommentPosted,
    ev.CommentPublished,
    ev.CommentReviewed,
    ev.CommentSetAside,
    ev.FlagsSettled,
    ev.TookIn,
    ev.LetGo,
)
_nothing(ev.Contributed, ev.ShareReminded, ev.ShareMarkedOverdue)

_always(ev.Released, claimed_by=None)
_always(ev.Appealed, appealed=True, appeal_pending=True, claimed_by=None)
_always(ev.Reminded, reminded=True)
_always(ev.MarkedOverdue, overdue=True)
_always(ev.MarkedPressOverdue, press_overdue=True)
_always(ev.IdentityOpened, **_NO_IDENTITY_ASKED)
_always(ev.ContactErased, contact_erased=True)
_always(ev.InfoAsked, status=Status.NEEDS_INFO, first_look_due=None)
_always(
    ev.PassedToInspectorate,
    **_NO_IDENTITY_ASKED,
    status=Status.DECLINED,
    decline_reason=DeclineReason.DENUNCIATION,
    claimed_by=None,
    first_look_due=None,
    appeal_pending=False,
    contact_erased=True,
    passed_on=True,
)


_on(ev.Claimed)(lambda report, event, at: {"claimed_by": event.moderator})
_on(ev.ReplyDrafted)(lambda report, event, at: {"draft": event.post})
_on(ev.Escalated)(lambda report, event, at: {"escalation": event.level})
_on(ev.OutletSucceeded)(lambda report, event, at: {"outlet": event.outlet})


@_on(ev.Confirmed)
def _(report: Report, event: ev.Confirmed, at: datetime) -> Change:
    return {"status": Status.SUBMITTED, "first_look_due": event.first_look_due}


@_on(ev.InfoSupplied)
def _(report: Report, event: ev.InfoSupplied, at: datetime) -> Change:
    return {"status": Status.SUBMITTED, "first_look_due": event.first_look_due}


@_on(ev.Withdrawn)
def _(report: Report, event: ev.Withdrawn, at: datetime) -> Change:
    return {"status": Status.WITHDRAWN, "first_look_due": None, "appeal_pending": False, "closed_at": at}


@_on(ev.Rated)
def _(report: Report, event: ev.Rated, at: datetime) -> Change:
    return {"solved": event.solved, "stars": event.stars}


@_on(ev.Reopened)
def _(report: Report, event: ev.Reopened, at: datetime) -> Change:
    return {
        **_FRESH_CLOCK,
        **_NOTHING_HELD,
        "status": Status.REOPENED,
        "due": event.due,
        "accept_due": None,
        "close_due": None,
        "draft": None,
        "solved": None,
        "stars": None,
        "reopened": True,
    }


@_on(ev.HandedOver)
def _(report: Report, event: ev.HandedOver, at: datetime) -> Change:
    return {"outlet": event.outlet, "claimed_by": None}


@_on(ev.Edited)
def _(report: Report, event: ev.Edited, at: datetime) -> Change:
    return {"field": event.field, "area": event.area, "task": event.task}


@_on(ev.Declined)
def _(report: Report, event: ev.Declined, at: datetime) -> Change:
    return {"status": Status.DECLINED, "decline_reason": event.reason, "first_look_due": None}


@_on(ev.Merged)
def _(report: Report, event: ev.Merged, at: datetime) -> Change:
    return {
        "status": Status.MERGED,
        "merged_into": event.into,
        "merged_as": report.status,
        "first_look_due": None,
        "closed_at": at,
    }


@_on(ev.Unmerged)
def _(report: Report, event: ev.Unmerged, at: datetime) -> Change:
    own: Change = {"merged_into": None, "merged_as": None, "closed_at": None}
    return {**own, "status": event.status, "first_look_due": event.first_look_due}


def _sent(report: Report, event: ev.Routed | ev.Rerouted, at: datetime) -> Change:
    return {
        "status": Status.ROUTED,
        "agency": event.agency,
        "routed_at": at,
        "press_from": at,
        "due": event.due,
        "accept_due": event.accept_due,
        "transfers": report.transfers + 1,
    }


@_on(ev.Routed)
def _(report: Report, event: ev.Routed, at: datetime) -> Change:
    return {
        **_sent(report, event, at),
        "visibility": Visibility.PUBLIC if event.public else Visibility.RESTRICTED,
        "published_at": at if event.public else None,
        "first_look_due": None,
    }


@_on(ev.Rerouted)
def _(report: Report, event: ev.Rerouted, at: datetime) -> Change:
    more: Change = {"accepted_at": None, "extended": False, "draft": None}
    return {**_FRESH_CLOCK, **_NOTHING_HELD, **_sent(report, event, at), **more}


@_on(ev.Removed)
def _(report: Report, event: ev.Removed, at: datetime) -> Change:
    taken_down: Change = {"visibility": Visibility.REMOVED, "removed_reason": event.reason}
    if event.days_left is None:
        return taken_down
    return {**taken_down, **_FRESH_CLOCK, "due": None, "days_left": event.days_left}


@_on(ev.Restored)
def _(report: Report, event: ev.Restored, at: datetime) -> Change:
    put_back: Change = {"visibility": Visibility.PUBLIC, "removed_reason": None}
    if report.press_from and not report.press_overdue:
        put_back["press_from"] = at  # while it was down, the agency did not have it
    return put_back if event.due is None else {**put_back, "due": event.due, "days_left": None}


@_on(ev.AppealDecided)
def _(report: Report, event: ev.AppealDecided, at: datetime) -> Change:
    if not event.upheld:
        return {"appeal_pending": False, "claimed_by": None}
    return {
        "status": Status.SUBMITTED,
        "appeal_pending": False,
        "decline_reason": None,
        "first_look_due": event.first_look_due,
    }


@_on(ev.ExtensionRequested)
def _(report: Report, event: ev.ExtensionRequested, at: datetime) -> Change:
    return {"extension_asked": event.until, "extended": True}


@_on(ev.ExtensionDecided)
def _(report: Report, event: ev.ExtensionDecided, at: datetime) -> Change:
    if event.due is None:
        return {"extension_asked": None}
    return {**_FRESH_CLOCK, "due": event.due}


@_on(ev.Accepted)
def _(report: Report, event: ev.Accepted, at: datetime) -> Change:
    return {"status": Status.ACCEPTED, "accepted_at": at, "accept_due": None}


@_on(ev.Returned)
def _(report: Report, event: ev.Returned, at: datetime) -> Change:
    return {
        **_FRESH_CLOCK,
        **_NOTHING_HELD,
        "status": Status.RETURNED,
        "due": None,
        "accept_due": None,
        "days_left": event.days_left,
        "returns": report.returns + 1,
        "agency": None,
        "inherited": (),
    }


@_on(ev.InterimReplied)
def _(report: Report, event: ev.InterimReplied, at: datetime) -> Change:
    return _NOTHING_HELD if event.post == report.held else {}


@_on(ev.ReplyHeld)
def _(report: Report, event: ev.ReplyHeld, at: datetime) -> Change:
    return {"held": event.post, "held_official": event.official, "held_at": at}


@_on(ev.ReplySentBack)
def _(report: Report, event: ev.ReplySentBack, at: datetime) -> Change:
    return _NOTHING_HELD if event.due is None else {**_NOTHING_HELD, "due": event.due}


@_on(ev.IdentityAsked)
def _(report: Report, event: ev.IdentityAsked, at: datetime) -> Change:
    return {"identity_asked_by": event.by, "identity_asked_as": event.part, "identity_granted_at": None}


@_on(ev.IdentityDecided)
def _(report: Report, event: ev.IdentityDecided, at: datetime) -> Change:
    return {"identity_granted_at": at} if event.granted else _NO_IDENTITY_ASKED


@_on(ev.ReplySigned)
def _(report: Report, event: ev.ReplySigned, at: datetime) -> Change:
    return {
        **_NOTHING_HELD,
        "status": Status.ANSWERED,
        "reply": event.post,
        "draft": None,
        "answered_at": at,
        "close_due": event.close_due,
        "accept_due": None,
        "extension_asked": None,
    }


_on(ev.PressLetterSent)(lambda _, it, __: {"press_letter": it.number, "press_letter_on": it.sent_on})
for _of_promise in (ev.PromiseMade, ev.PromiseMoved, ev.PromiseAsked, ev.PromiseAnswered):
    _CHANGES[_of_promise] = lambda report, event, at: {"promises": promises.after(report.promises, event, at)}


@_on(ev.Closed)
def _(report: Report, event: ev.Closed, at: datetime) -> Change:
    return {
        "status": Status.CLOSED,
        "closed_because": event.because,
        "closed_at": at,
        "close_due": None,
    }


@_on(ev.Purged)
def _(report: Report, event: ev.Purged, at: datetime) -> Change:
    return {
        "status": Status.WITHDRAWN,
        "visibility": Visibility.REMOVED,
        "first_look_due": None,
        "closed_at": at,
    }


@_on(ev.Succeeded)
def _(report: Report, event: ev.Succeeded, at: datetime) -> Change:
    """Nothing but the hands: status, deadline and what was asked for stay as they were."""
    left = () if event.was == event.agency else (event.was,)
    return {
        "agency": event.agency,
        "inherited": (*report.inherited, *left),
    }
