"""From an event to notices: one table says who is told what. Each person is told once an event, at once or
with their next digest, as they wish."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from casework.delivery.log import log, where
from casework.delivery.notices import Capacity, Notice, how_often
from casework.domain import events as ev
from casework.domain.calendar import LOCAL, local_day
from casework.domain.evolve import Recorded, fold
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Display, Part, Role, UserId
from casework.domain.watching import Watched
from casework.domain.wishes import MORNING, Often, Wishes
from casework.store import (
    contacts,
    directory,
    journal,
    mailbox,
    outbox,
    people,
    reports,
    support,
    watching,
    wishes,
)
from casework.store.casework import Casework
from casework.store.db import Session, Unavailable
from casework.store.mailbox import Letter

OFFICE = (Role.OFFICER, Role.SIGNER)


@dataclass(frozen=True, kw_only=True)
class _Scene:
    """The report as it stood after the event, whatever has happened since."""

    casework: Casework
    session: Session
    report: Report
    past: tuple[Recorded, ...]


Audience = Callable[[_Scene], Iterable[str]]


def _users(ids: Iterable[UserId]) -> list[str]:
    return [f"user:{user}" for user in ids]


def _reporter(scene: _Scene) -> list[str]:
    # As it is now, not as it was then: of who was erased since, no row about letters comes back.
    if reports.load(scene.session, scene.report.code).contact_erased:
        return []
    if scene.report.reporter is not None:
        return _users([scene.report.reporter])
    contact = contacts.load(scene.session, scene.casework.vault, scene.report.code)
    return ["reporter"] if contact and contact.email else []


def _followers(scene: _Scene) -> list[str]:
    return _users(support.followers(scene.session, scene.report.code))


def _watchers(scene: _Scene) -> list[str]:
    """Who follows a place where it comes up: of what everybody may read."""
    if not scene.report.is_published:
        return []
    return _users(watching.watchers(scene.session, _places(scene)))


def _watchers_of_agency(scene: _Scene) -> list[str]:
    """Of a report that was told before, who follows the agency that it has come to."""
    if not scene.report.is_published:
        return []
    of_agency = [place for place in _places(scene) if place[0] is Watched.AGENCY]
    return _users(watching.watchers(scene.session, of_agency))


def _places(scene: _Scene) -> frozenset[watching.Place]:
    today = local_day(scene.casework.now())
    return watching.places_of(scene.report, directory.kept(scene.casework.db), today)


def _moderators(scene: _Scene) -> list[str]:
    return _users(people.members(scene.session, [Role.MODERATOR], outlet=scene.report.outlet))


def _asker(scene: _Scene) -> list[str]:
    """Who is on it, else who asked the reporter, else the whole newsroom."""
    asked = (past.actor for past in reversed(scene.past) if isinstance(past.event, ev.InfoAsked))
    newsroom = _moderators(scene)
    for one in (scene.report.claimed_by, next(asked, None)):
        if f"user:{one}" in newsroom:
            return [f"user:{one}"]
    return newsroom


def _staff(scene: _Scene, agencies: Iterable[AgencyCode], roles: Iterable[Role]) -> list[str]:
    """The people of these agencies; the agency's own address where nobody has an account yet."""
    told: list[str] = []
    named, today = directory.kept(scene.casework.db), local_day(scene.casework.now())
    # Who has ended reads no letters: whoever carries on does.
    heirs = {heir.code if (heir := named.heir_of(code, today)) else code for code in agencies}
    for agency in sorted(heirs):
        members = people.members(scene.session, roles, agency=agency)
        told += _users(members) or [f"agency:{agency}"]
    return told


def _office(scene: _Scene) -> list[str]:
    return _staff(scene, scene.report.agencies, OFFICE)


def _signers(scene: _Scene) -> list[str]:
    return _staff(scene, scene.report.agencies, [Role.SIGNER])


def _parent(scene: _Scene) -> list[str]:
    lead = directory.kept(scene.casework.db).agency(scene.report.agency)
    return _staff(scene, [lead.parent], OFFICE) if lead and lead.parent else []


def _moderator_who_asked(scene: _Scene) -> list[str]:
    return _who_asked(scene, Part.MODERATOR)


def _overseer_who_asked(scene: _Scene) -> list[str]:
    return _who_asked(scene, Part.OVERSEER)


def _who_asked(scene: _Scene, part: Part) -> list[str]:
    """Who asked last to learn who reported it, if it was in this part."""
    asked = (past.event for past in reversed(scene.past) if isinstance(past.event, ev.IdentityAsked))
    return _users(event.by for event in (next(asked, None),) if event is not None and event.part is part)


def _overseers(scene: _Scene) -> list[str]:
    return _users(people.members(scene.session, [Role.OVERSEER]))


@dataclass(frozen=True)
class Telling:
    """One notice to some audiences, when the event is such."""

    notice: Notice
    to: tuple[Audience, ...]
    when: Callable[[Any, Report], bool] = lambda event, report: True


_ROUTING = (Telling(Notice.ROUTED, (_reporter, _followers)), Telling(Notice.ASSIGNED, (_office,)))

TOLD: Mapping[type[ev.Event], tuple[Telling, ...]] = MappingProxyType(
    {
        ev.Submitted: (
            Telling(Notice.CONFIRM_REPORT, (_reporter,), lambda event, _: event.unconfirmed),
            Telling(Notice.RECEIVED, (_reporter,), lambda event, _: not event.unconfirmed),
        ),
        ev.Confirmed: (Telling(Notice.RECEIVED, (_reporter,)),),
        ev.InfoAsked: (Telling(Notice.NEEDS_INFO, (_reporter,)),),
        ev.InfoSupplied: (Telling(Notice.INFO_SUPPLIED, (_asker,)),),
        ev.Declined: (Telling(Notice.DECLINED, (_reporter,)),),
        ev.Appealed: (Telling(Notice.APPEALED, (_moderators,)),),
        ev.AppealDecided: (Telling(Notice.APPEAL_DECIDED, (_reporter,)),),
        ev.Merged: (Telling(Notice.MERGED, (_reporter,)),),
        ev.Routed: (*_ROUTING, Telling(Notice.NEW_REPORT, (_watchers,))),
        ev.Rerouted: (*_ROUTING, Telling(Notice.NEW_REPORT, (_watchers_of_agency,))),
        ev.Returned: (
            Telling(Notice.RETURNED, (_moderators,)),
            # The second return is theirs to decide.
            Telling(Notice.RETURNED, (_overseers,), lambda _, report: report.returns > 1),
        ),
        ev.ExtensionRequested: (Telling(Notice.EXTENSION_ASKED, (_moderators,)),),
        ev.ExtensionDecided: (
            Telling(Notice.EXTENSION, (_reporter, _office, _followers), lambda event, _: event.granted),
            Telling(Notice.EXTENSION_REFUSED, (_office,), lambda event, _: not event.granted),
        ),
        ev.InterimReplied: (Telling(Notice.INTERIM, (_reporter, _followers)),),
        ev.ReplyDrafted: (Telling(Notice.REPLY_DRAFTED, (_signers,)),),
        ev.ReplySigned: (
            Telling(Notice.ANSWERED, (_reporter, _followers)),
            Telling(Notice.NEW_REPLY, (_watchers,)),
        ),
        ev.Reopened: (Telling(Notice.REOPENED, (_office, _parent)),),
        ev.NewsroomMessaged: (
            Telling(Notice.MESSAGE, (_asker,), lambda event, _: event.by_reporter),
            Telling(Notice.MESSAGE, (_reporter,), lambda event, _: not event.by_reporter),
        ),
        ev.AgencyMessaged: (
            Telling(Notice.MESSAGE, (_office,), lambda event, _: event.by_reporter),
            Telling(Notice.MESSAGE, (_reporter,), lambda event, _: not event.by_reporter),
        ),
        ev.ReplyHeld: (Telling(Notice.REPLY_HELD, (_moderators,)),),
        ev.ReplySentBack: (Telling(Notice.REPLY_SENT_BACK, (_office,)),),
        # Newsroom and oversight decide for each other.
        ev.IdentityAsked: (
            Telling(Notice.IDENTITY_ASKED, (_overseers,), lambda event, _: event.part is Part.MODERATOR),
            Telling(Notice.IDENTITY_ASKED, (_moderators,), lambda event, _: event.part is Part.OVERSEER),
        ),
        ev.IdentityDecided: (Telling(Notice.IDENTITY_DECIDED, (_moderator_who_asked, _overseer_who_asked)),),
        ev.IdentityOpened: (Telling(Notice.IDENTITY_OPENED, (_reporter,)),),
        ev.Reminded: (Telling(Notice.REMINDED, (_office,)),),
        ev.MarkedOverdue: (Telling(Notice.OVERDUE, (_office, _moderators)),),
        ev.Escalated: (
            Telling(Notice.ESCALATED, (_parent,), lambda event, _: event.level == 1),
            Telling(Notice.ESCALATED, (_overseers,), lambda event, _: event.level > 1),
        ),
        ev.Withdrawn: (Telling(Notice.WITHDRAWN, (_office,)),),
        ev.Closed: (Telling(Notice.CLOSED, (_reporter, _followers)),),
        ev.Removed: (Telling(Notice.REMOVED, (_reporter,)),),
        ev.Restored: (Telling(Notice.RESTORED, (_reporter,)),),
        # Their agencies are told once a day of all that they took over (actions/succession.py).
        ev.Succeeded: (
            Telling(Notice.SUCCEEDED, (_reporter, _followers), lambda event, _: event.was != event.agency),
        ),
    }
)
# Seen in the queue, the inbox or the thread by whom it concerns; a letter would be one too many.
SILENT: frozenset[type[ev.Event]] = frozenset(
    {
        ev.Rated,
        ev.Claimed,
        ev.Released,
        ev.HandedOver,
        ev.Edited,
        ev.Redacted,
        ev.NewsroomNoteAdded,
        ev.CommentPosted,
        ev.CommentReviewed,
        ev.Accepted,
        ev.AgencyNoteAdded,
        ev.PictureRedacted,
        ev.ContactErased,
        ev.Purged,
        ev.OutletSucceeded,
    }
)
# As what each audience is written to.
AS: Mapping[Audience, Capacity] = MappingProxyType(
    {
        _reporter: Capacity.OWNER,
        _followers: Capacity.FOLLOWER,
        _watchers: Capacity.WATCHER,
        _watchers_of_agency: Capacity.WATCHER,
        _moderators: Capacity.NEWSROOM,
        _asker: Capacity.NEWSROOM,
        _moderator_who_asked: Capacity.NEWSROOM,
        _office: Capacity.OFFICE,
        _signers: Capacity.SIGNER,
        _parent: Capacity.ABOVE,
        _overseers: Capacity.OVERSIGHT,
        _overseer_who_asked: Capacity.OVERSIGHT,
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
    scene = _Scene(casework=casework, session=session, report=fold(past), past=past)
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
    mailbox.put_all(session, letters)


@dataclass(frozen=True, kw_only=True)
class _Way:
    """One way in which an event concerns somebody."""

    notice: Notice
    capacity: Capacity


def _meant(scene: _Scene, recorded: Recorded, part: Part) -> dict[str, list[_Way]]:
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


def _not_before(scene: _Scene, capacity: Capacity, part: Part) -> datetime:
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
