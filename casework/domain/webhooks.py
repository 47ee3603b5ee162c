"""Webhooks: what others may be told of, who may have it told, and when a delivery is tried again.

An endpoint is an address of a portal (all that is public) or of one agency (what is public and is its). Who
answers for it is an administrator, or a signer of that agency; when they no longer are, nothing is sent.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final
from urllib.parse import urlsplit

from casework.domain import events as ev
from casework.domain.policy import Actor, Membership, Permission, can
from casework.domain.report import Report
from casework.domain.values import AgencyCode, Display, Part, PostKind, Role, UserId

LONGEST_NAME: Final = 80
LONGEST_URL: Final = 500
MOST: Final = 20  # endpoints of one agency, or of portals
OLD_SECRET: Final = timedelta(hours=24)  # so long the secret before signs too
PAUSED_AFTER: Final = timedelta(days=5)  # of failures and not one success
KEPT_TRIES: Final = 20
# Ten tries in about three days.
PAUSES: Final = (
    *(timedelta(minutes=minutes) for minutes in (1, 5, 15)),
    *(timedelta(hours=hours) for hours in (1, 3, 6, 12, 24, 24)),
)
TRIES: Final = len(PAUSES) + 1


class Happening(StrEnum):
    """What an endpoint may be told of. The values stand in what is sent: they never change."""

    PUBLISHED = "report.published"
    ROUTED = "report.routed"  # a public report went on to another agency
    INTERIM = "reply.interim"
    ANSWERED = "reply.official"
    OVERDUE = "report.overdue"
    REOPENED = "report.reopened"
    CLOSED = "report.closed"
    CORRECTED = "report.corrected"  # edited, blacked out, put right, or replied to by who is named
    TAKEN_DOWN = "report.taken_down"  # whatever made it not public any more
    RESTORED = "report.restored"


PING: Final = "ping"  # asked for by a button: proves that the address works, and tells nothing


class State(StrEnum):
    """Whether an endpoint is told anything."""

    ACTIVE = "active"
    PAUSED = "paused"  # by who answers for it
    FAILING = "failing"  # it did not answer for days
    GONE = "gone"  # it said itself that it is there no more (410)


class Deed(StrEnum):
    """What is done to an endpoint, by somebody or by the forum itself."""

    REGISTERED = "registered"
    CHANGED = "changed"  # its name, or what it is told of
    MOVED = "moved"  # it leads elsewhere
    RENEWED = "renewed"  # it has another secret
    PAUSED = "paused"
    RESUMED = "resumed"
    REMOVED = "removed"
    FAILING = "failing"  # the forum stopped it, as `State` says
    GONE = "gone"


_HAPPENINGS: Mapping[type[ev.Event], Happening] = MappingProxyType(
    {
        ev.Rerouted: Happening.ROUTED,
        ev.Succeeded: Happening.ROUTED,
        ev.InterimReplied: Happening.INTERIM,
        ev.ReplySigned: Happening.ANSWERED,
        ev.MarkedOverdue: Happening.OVERDUE,
        ev.Reopened: Happening.REOPENED,
        ev.Closed: Happening.CLOSED,
        ev.Edited: Happening.CORRECTED,
        ev.Redacted: Happening.CORRECTED,
        ev.PictureRedacted: Happening.CORRECTED,
        ev.Corrected: Happening.CORRECTED,
        ev.RightOfReplyPublished: Happening.CORRECTED,
    }
)
# The posts whose words go along, where readers see them.
WORDED: Mapping[Happening, PostKind] = MappingProxyType(
    {Happening.INTERIM: PostKind.INTERIM_REPLY, Happening.ANSWERED: PostKind.OFFICIAL_REPLY}
)
POSSIBLE: Final = frozenset(_HAPPENINGS) | {
    *(ev.Routed, ev.Removed, ev.Restored, ev.Merged, ev.Unmerged, ev.Withdrawn, ev.PassedToInspectorate),
    *(ev.Confirmed, ev.Purged, ev.AppealDecided, ev.Declined),
}


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """`agency` None: a portal, which is told of every public report. `owner` answers for it.

    `failing_since`: the first failure after the last success. `version` grows with every change.
    """

    id: str
    agency: AgencyCode | None
    name: str
    url: str
    happenings: frozenset[Happening]
    owner: UserId
    state: State = State.ACTIVE
    version: int = 1
    created_at: datetime
    failing_since: datetime | None = None
    old_secret_until: datetime | None = None

    @property
    def host(self) -> str:
        """Where it leads, without what may be secret in its address."""
        return urlsplit(self.url).hostname or ""


def happened(event: ev.Event, before: Report | None, after: Report) -> Happening | None:
    """What the public saw happen; None for what only handlers did, or what is no concern of an endpoint."""
    was, is_ = before is not None and before.is_published, after.is_published
    if was and not is_:
        return Happening.TAKEN_DOWN
    if is_ and not was:
        seen_before = before is not None and before.published_at is not None
        return Happening.RESTORED if seen_before else Happening.PUBLISHED
    if not is_ or (isinstance(event, ev.Succeeded) and event.was == event.agency):
        return None
    return _HAPPENINGS.get(type(event))


def concerned(endpoint: Endpoint, happening: Happening, *reports: Report | None) -> bool:
    """Whether an endpoint is told of it: it asked for that, and the report is, or was, its agency's."""
    if endpoint.state is not State.ACTIVE or happening not in endpoint.happenings:
        return False
    return endpoint.agency is None or any(
        endpoint.agency in report.agencies for report in reports if report is not None
    )


def waits_for_morning(report: Report, part: Part) -> bool:
    """Whether nobody may learn the hour: what a confidential reporter did has but a day."""
    return report.display is Display.CONFIDENTIAL and part is Part.OWNER


def may_answer_for(memberships: tuple[Membership, ...], agency: AgencyCode | None) -> bool:
    """Whether who has these roles may have an endpoint of this agency (None: of a portal)."""
    if agency is None:
        return any(one.role is Role.ADMIN for one in memberships)
    return any(one.role is Role.SIGNER and one.agency == agency for one in memberships)


def may_manage(actor: Actor, agency: AgencyCode | None) -> bool:
    """The same of somebody at a door."""
    door = Permission.ADMINISTER if agency is None else Permission.WORK_FOR_AGENCY
    return actor.user is not None and can(actor, door) and may_answer_for(actor.memberships, agency)


def signs_for(actor: Actor) -> frozenset[AgencyCode]:
    """The agencies whose endpoints the actor may have."""
    return frozenset(code for code in actor.agencies if may_manage(actor, code))


def pause_after(tries: int) -> timedelta | None:
    """How long to wait after so many failures, and up to a quarter more; None when it is given up."""
    return PAUSES[tries - 1] * random.uniform(1, 1.25) if tries < TRIES else None
