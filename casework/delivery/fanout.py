"""From an event to notices: one table says who is told what. Each person is told once an event, at once or
with their next digest, as they wish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from casework.delivery import audiences as to
from casework.delivery import hooks
from casework.delivery.audiences import AS, Audience, Scene
from casework.delivery.log import log, where
from casework.delivery.notices import Capacity, Notice, how_often
from casework.domain import events as ev
from casework.domain.calendar import LOCAL, local_day
from casework.domain.evolve import Recorded, fold
from casework.domain.report import Report
from casework.domain.values import Display, Part
from casework.domain.wishes import MORNING, Often, Wishes
from casework.store import journal, mailbox, outbox, wishes
from casework.store.casework import Casework
from casework.store.db import Session, Unavailable
from casework.store.mailbox import Letter


@dataclass(frozen=True)
class Telling:
    """One notice to some audiences, when the event is such."""

    notice: Notice
    to: tuple[Audience, ...]
    when: Callable[[Any, Report], bool] = lambda event, report: True


# Before that they have seen it nowhere: what they sent is still what they know.
_CHANGED = (Telling(Notice.EDITED, (to.reporter,), lambda _, report: report.published_at is not None),)
_ROUTING = (
    Telling(Notice.ROUTED, (to.reporter, to.followers)),
    Telling(Notice.ASSIGNED, (to.lead_office,)),
    Telling(Notice.SHARE_ASSIGNED, (to.helpers,)),
)

TOLD: Mapping[type[ev.Event], tuple[Telling, ...]] = MappingProxyType(
    {
        ev.Submitted: (
            Telling(Notice.CONFIRM_REPORT, (to.reporter,), lambda event, _: event.unconfirmed),
            Telling(Notice.RECEIVED, (to.reporter,), lambda event, _: not event.unconfirmed),
            Telling(Notice.QUEUED, (to.queue,), lambda event, _: not event.unconfirmed),
        ),
        ev.Confirmed: (Telling(Notice.RECEIVED, (to.reporter,)), Telling(Notice.QUEUED, (to.queue,))),
        ev.HandedOver: (Telling(Notice.QUEUED, (to.queue,)),),
        ev.Edited: _CHANGED,
        ev.Redacted: _CHANGED,
        ev.PictureRedacted: _CHANGED,
        ev.InfoAsked: (Telling(Notice.NEEDS_INFO, (to.reporter,)),),
        ev.InfoSupplied: (Telling(Notice.INFO_SUPPLIED, (to.asker,)),),
        ev.Declined: (Telling(Notice.DECLINED, (to.reporter,)),),
        ev.PassedToInspectorate: (Telling(Notice.PASSED_ON, (to.passed_on,)),),
        ev.Appealed: (Telling(Notice.APPEALED, (to.moderators,)),),
        ev.AppealDecided: (Telling(Notice.APPEAL_DECIDED, (to.reporter,)),),
        ev.Merged: (Telling(Notice.MERGED, (to.reporter,)),),
        ev.Unmerged: (Telling(Notice.UNMERGED, (to.reporter,)),),
        ev.Routed: (*_ROUTING, Telling(Notice.NEW_REPORT, (to.watchers,))),
        ev.Rerouted: (*_ROUTING, Telling(Notice.NEW_REPORT, (to.watchers_of_agency,))),
        ev.Accepted: (Telling(Notice.ACCEPTED, (to.reporter,)),),
        ev.Returned: (
            Telling(Notice.RETURNED, (to.moderators,)),
            # The second return is theirs to decide.
            Telling(Notice.RETURNED, (to.overseers,), lambda _, report: report.returns > 1),
        ),
        ev.ExtensionRequested: (Telling(Notice.EXTENSION_ASKED, (to.moderators,)),),
        ev.ExtensionDecided: (
            Telling(Notice.EXTENSION, (to.reporter, to.office, to.followers), lambda event, _: event.granted),
            Telling(Notice.EXTENSION_REFUSED, (to.office,), lambda event, _: not event.granted),
        ),
        ev.InterimReplied: (Telling(Notice.INTERIM, (to.reporter, to.followers)),),
        ev.ReplyDrafted: (Telling(Notice.REPLY_DRAFTED, (to.signers,)),),
        ev.ReplySigned: (
            Telling(Notice.ANSWERED, (to.reporter, to.followers)),
            Telling(Notice.NEW_REPLY, (to.watchers,)),
        ),
        ev.Rated: (Telling(Notice.RATED, (to.office,)),),
        ev.CommentPosted: (Telling(Notice.COMMENT_WAITING, (to.queue,)),),
        ev.CommentReviewed: (Telling(Notice.COMMENT_REVIEWED, (to.commenter,)),),
        ev.Reopened: (Telling(Notice.REOPENED, (to.office, to.parent)),),
        ev.NewsroomMessaged: (
            Telling(Notice.MESSAGE, (to.asker,), lambda event, _: event.by_reporter),
            Telling(Notice.MESSAGE, (to.reporter,), lambda event, _: not event.by_reporter),
        ),
        ev.AgencyMessaged: (
            Telling(Notice.MESSAGE, (to.office,), lambda event, _: event.by_reporter),
            Telling(Notice.MESSAGE, (to.reporter,), lambda event, _: not event.by_reporter),
        ),
        ev.ReplyHeld: (Telling(Notice.REPLY_HELD, (to.moderators,)),),
        ev.ReplySentBack: (Telling(Notice.REPLY_SENT_BACK, (to.office,)),),
        # Newsroom and oversight decide for each other.
        ev.IdentityAsked: (
            Telling(Notice.IDENTITY_ASKED, (to.overseers,), lambda event, _: event.part is Part.MODERATOR),
            Telling(Notice.IDENTITY_ASKED, (to.moderators,), lambda event, _: event.part is Part.OVERSEER),
        ),
        ev.IdentityDecided: (
            Telling(Notice.IDENTITY_DECIDED, (to.moderator_who_asked, to.overseer_who_asked)),
        ),
        ev.IdentityOpened: (Telling(Notice.IDENTITY_OPENED, (to.reporter,)),),
        ev.Reminded: (Telling(Notice.REMINDED, (to.office,)),),
        ev.MarkedOverdue: (Telling(Notice.OVERDUE, (to.office, to.moderators)),),
        ev.Escalated: (
            Telling(Notice.ESCALATED, (to.parent,), lambda event, _: event.level == 1),
            Telling(Notice.ESCALATED, (to.overseers,), lambda event, _: event.level > 1),
        ),
        ev.Contributed: (Telling(Notice.CONTRIBUTED, (to.lead_office,)),),
        ev.ShareReminded: (Telling(Notice.SHARE_REMINDED, (to.helper,)),),
        ev.ShareMarkedOverdue: (Telling(Notice.SHARE_OVERDUE, (to.helper, to.lead_office, to.moderators)),),
        ev.MarkedPressOverdue: (Telling(Notice.PRESS_OVERDUE, (to.moderators,)),),
        ev.PressLetterSent: (Telling(Notice.PRESS_LETTER, (to.reporter, to.office, to.followers)),),
        ev.PromiseAsked: (Telling(Notice.PROMISE_ASKED, (to.reporter,)),),
        ev.PromiseMoved: (Telling(Notice.PROMISE_MOVED, (to.reporter,)),),
        ev.PromiseAnswered: (
            Telling(Notice.PROMISE_KEPT, (to.office,), lambda event, _: event.kept),
            Telling(
                Notice.PROMISE_MISSED, (to.office, to.parent, to.overseers), lambda event, _: not event.kept
            ),
        ),
        ev.Corrected: (Telling(Notice.CORRECTED, (to.reporter, to.office, to.followers)),),
        ev.ReplyRequested: (Telling(Notice.REPLY_REQUESTED, (to.queue,)),),
        ev.RightOfReplyPublished: (Telling(Notice.RIGHT_OF_REPLY, (to.reporter, to.office, to.followers)),),
        ev.Withdrawn: (Telling(Notice.WITHDRAWN, (to.office,)),),
        ev.Closed: (Telling(Notice.CLOSED, (to.reporter, to.followers)),),
        ev.Removed: (Telling(Notice.REMOVED, (to.reporter,)),),
        ev.Restored: (Telling(Notice.RESTORED, (to.reporter,)),),
        # Their agencies are told once a day of all that they took over (actions/succession.py).
        ev.Succeeded: (
            Telling(
                Notice.SUCCEEDED, (to.reporter, to.followers), lambda event, _: event.was != event.agency
            ),
        ),
    }
)
# Seen in the queue, the inbox or the thread by whom it concerns; a letter would be one too many.
SILENT: frozenset[type[ev.Event]] = frozenset(
    {
        ev.Claimed,
        ev.Released,
        ev.CommentPublished,
        ev.CommentSetAside,
        ev.FlagsSettled,
        ev.TookIn,
        ev.LetGo,
        ev.NewsroomNoteAdded,
        ev.AgencyNoteAdded,
        ev.ReplyRequestDeclined,  # who asked is told by whoever decides
        ev.ContactErased,
        ev.Purged,
        ev.OutletSucceeded,
        ev.PromiseMade,  # a moment after the reply that it stands in
    }
)
_OF_AGENCIES = frozenset({Capacity.OFFICE, Capacity.SIGNER, Capacity.ABOVE})
# Who does something is not told of it, but a reporter is told that it arrived.
_RECEIPTS = frozenset({Notice.CONFIRM_REPORT, Notice.RECEIVED})


def tell_next(casework: Casework) -> int | None:
    """Turn the first waiting event into notices and return its seq; None when none waits.

    One that cannot be told is put off, so that the others pass. Raises Unavailable.
    """
    seq: int | None = None
    try:
        with casework.db.write() as session:
            seq = outbox.take_event(session, casework.now())
            if seq is not None:
                _tell(casework, session, seq)
                hooks.put(casework, session, seq)
                outbox.told(session, seq)
    except Unavailable:
        raise
    except Exception as error:
        if seq is None:
            raise
        log.error("event %s could not be told: %s", seq, where(error))
        with casework.db.write() as session:
            outbox.put_event_off(session, seq, casework.now())
    return seq


def _tell(casework: Casework, session: Session, seq: int) -> None:
    """Let a notice wait for each person concerned; those who have theirs already keep it."""
    recorded, part = outbox.event(session, seq)
    if type(recorded.event) not in TOLD:
        return
    journalled = journal.of_report(session, recorded.report)
    past = tuple(one for one in journalled if one.version <= recorded.version)
    scene = Scene(casework=casework, session=session, report=fold(past), past=past)
    meant = _meant(scene, recorded, part)
    wished = wishes.of_recipients(session, meant, recorded.report)
    letters = []
    for recipient, ways in meant.items():
        chosen = _first_wished(ways, wished[recipient])
        if chosen is not None:
            way, often = chosen
            letters.append(
                Letter(
                    notice=way.notice,
                    about=f"event:{seq}",
                    recipient=recipient,
                    report_code=recorded.report,
                    event_seq=seq,
                    at=_not_before(scene, way.capacity, part),
                    often=often,
                )
            )
    letters += _to_merged(scene, recorded, seq)
    mailbox.put_all(session, letters)


def _to_merged(scene: Scene, recorded: Recorded, seq: int) -> list[Letter]:
    """Letters to the reporters of what was merged into this report, of whatever its followers are told. Who
    has an account follows it already."""
    tellings = (one for one in TOLD[type(recorded.event)] if to.followers in one.to)
    if not any(telling.when(recorded.event, scene.report) for telling in tellings):
        return []
    letters = []
    for code in to.merged_guests(scene):
        wished = wishes.of_recipient(scene.session, "reporter", code)
        often = how_often(Notice.MERGED_NEWS, Capacity.OWNER, wished)
        if often is not Often.OFF:
            letters.append(
                Letter(
                    notice=Notice.MERGED_NEWS,
                    about=f"event:{seq}:{code}",
                    recipient="reporter",
                    report_code=code,
                    event_seq=seq,
                    at=scene.casework.now(),
                    often=often,
                )
            )
    return letters


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One way in which an event concerns somebody."""

    notice: Notice
    capacity: Capacity


def _meant(scene: Scene, recorded: Recorded, part: Part) -> dict[str, list[_Way]]:
    """Whom the event concerns, and in which ways, the first of the table first."""
    meant: dict[str, list[_Way]] = {}
    for telling in TOLD[type(recorded.event)]:
        if not telling.when(recorded.event, scene.report):
            continue
        for audience in telling.to:
            way = _Way(notice=telling.notice, capacity=AS[audience])
            for recipient in audience(scene):
                if not _did_it(recipient, telling.notice, recorded, part):
                    meant.setdefault(recipient, []).append(way)
    return meant


def _first_wished(ways: Iterable[_Way], wished: Wishes) -> tuple[_Way, Often] | None:
    """The first way in which somebody wants to be told of it at all."""
    chosen = ((way, how_often(way.notice, way.capacity, wished)) for way in ways)
    return next(((way, often) for way, often in chosen if often is not Often.OFF), None)


def _not_before(scene: Scene, capacity: Capacity, part: Part) -> datetime:
    """From when on the notice may be sent. An agency learns on which day a confidential reporter did
    something, not at which minute: such a letter waits for the next morning."""
    now = scene.casework.now()
    sealed = scene.report.display is Display.CONFIDENTIAL and part is Part.OWNER
    if not sealed or capacity not in _OF_AGENCIES:
        return now
    return datetime.combine(local_day(now) + timedelta(days=1), MORNING, LOCAL)


def _did_it(recipient: str, notice: Notice, recorded: Recorded, part: Part) -> bool:
    if notice in _RECEIPTS:
        return False
    return recipient == f"user:{recorded.actor}" or (recipient == "reporter" and part is Part.OWNER)
