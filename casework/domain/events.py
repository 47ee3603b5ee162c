"""What happened to a report: past tense, registered by name, free of prose, addresses and personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.domain.event import REGISTRY as REGISTRY
from casework.domain.event import Event as Event
from casework.domain.events_promises import PromiseAnswered as PromiseAnswered
from casework.domain.events_promises import PromiseAsked as PromiseAsked
from casework.domain.events_promises import PromiseMade as PromiseMade
from casework.domain.events_promises import PromiseMoved as PromiseMoved
from casework.domain.events_redress import REDRESS as REDRESS
from casework.domain.events_redress import Corrected as Corrected
from casework.domain.events_redress import ReplyRequestDeclined as ReplyRequestDeclined
from casework.domain.events_redress import ReplyRequested as ReplyRequested
from casework.domain.events_redress import RightOfReplyPublished as RightOfReplyPublished
from casework.domain.events_shares import Contributed as Contributed
from casework.domain.events_shares import ShareMarkedOverdue as ShareMarkedOverdue
from casework.domain.events_shares import ShareReminded as ShareReminded
from casework.domain.shares import Asked, Passed, ShareClock
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    AttachmentId,
    Channel,
    ClosedBecause,
    DeclineReason,
    Display,
    FieldCode,
    Kind,
    LetterNumber,
    OutletCode,
    Part,
    PostId,
    RemoveReason,
    ReportCode,
    ReturnReason,
    RevisionId,
    Status,
    TaskCode,
    UserId,
)


@dataclass(frozen=True, kw_only=True)
class Submitted(Event):
    kind: Kind
    channel: Channel
    display: Display
    publish: bool
    consent: bool
    outlet: OutletCode
    reporter: UserId | None
    entered_by: UserId | None
    field: FieldCode | None
    area: AreaCode | None
    task: TaskCode | None
    wanted_agency: AgencyCode | None
    unconfirmed: bool
    first_look_due: datetime | None


@dataclass(frozen=True, kw_only=True)
class Confirmed(Event):
    first_look_due: datetime


@dataclass(frozen=True, kw_only=True)
class InfoSupplied(Event):
    post: PostId
    first_look_due: datetime


@dataclass(frozen=True, kw_only=True)
class Withdrawn(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class Appealed(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class Rated(Event):
    post: PostId
    solved: bool
    stars: int


@dataclass(frozen=True, kw_only=True)
class Reopened(Event):
    post: PostId
    due: datetime
    shares: tuple[ShareClock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Claimed(Event):
    moderator: UserId


@dataclass(frozen=True, kw_only=True)
class Released(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class HandedOver(Event):
    outlet: OutletCode


@dataclass(frozen=True, kw_only=True)
class Edited(Event):
    revision: RevisionId
    field: FieldCode
    area: AreaCode | None
    task: TaskCode


@dataclass(frozen=True, kw_only=True)
class Redacted(Event):
    revision: RevisionId


@dataclass(frozen=True, kw_only=True)
class InfoAsked(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class Declined(Event):
    post: PostId
    reason: DeclineReason


@dataclass(frozen=True, kw_only=True)
class PassedToInspectorate(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class Merged(Event):
    into: ReportCode


@dataclass(frozen=True, kw_only=True)
class Unmerged(Event):
    post: PostId
    was: ReportCode  # into which it had been merged
    status: Status  # in which it was merged, and is again
    first_look_due: datetime | None


@dataclass(frozen=True, kw_only=True)
class TookIn(Event):
    """On the report into which another was merged."""

    report: ReportCode


@dataclass(frozen=True, kw_only=True)
class LetGo(Event):
    """On the same, when that one is a matter of its own again."""

    report: ReportCode


@dataclass(frozen=True, kw_only=True)
class Routed(Event):
    post: PostId
    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...]
    public: bool
    due: datetime | None
    accept_due: datetime
    share_due: datetime | None = None  # of those beside the lead
    asked: tuple[Asked, ...] = ()  # of some of them


@dataclass(frozen=True, kw_only=True)
class Rerouted(Event):
    post: PostId
    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...]
    due: datetime | None
    accept_due: datetime
    share_due: datetime | None = None
    asked: tuple[Asked, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Removed(Event):
    post: PostId
    reason: RemoveReason
    days_left: int | None = None  # on the clock of the agency that has it, which stops
    shares: tuple[ShareClock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Restored(Event):
    due: datetime | None = None  # where a clock goes on
    shares: tuple[ShareClock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AppealDecided(Event):
    post: PostId
    upheld: bool
    first_look_due: datetime | None


@dataclass(frozen=True, kw_only=True)
class ExtensionRequested(Event):
    post: PostId
    until: datetime


@dataclass(frozen=True, kw_only=True)
class ExtensionDecided(Event):
    post: PostId
    granted: bool
    due: datetime | None
    shares: tuple[ShareClock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class NewsroomNoteAdded(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class CommentPosted(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class CommentPublished(Event):
    """Posted by somebody whom the newsroom trusts: readers see it at once."""

    post: PostId


@dataclass(frozen=True, kw_only=True)
class CommentReviewed(Event):
    post: PostId
    shown: bool


@dataclass(frozen=True, kw_only=True)
class CommentSetAside(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class FlagsSettled(Event):
    upheld: bool


@dataclass(frozen=True, kw_only=True)
class Accepted(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class Returned(Event):
    post: PostId
    reason: ReturnReason
    proposed: AgencyCode | None
    days_left: int | None


@dataclass(frozen=True, kw_only=True)
class InterimReplied(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class ReplyDrafted(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class ReplySigned(Event):
    post: PostId
    in_time: bool
    close_due: datetime
    contributors: tuple[AgencyCode, ...] = ()


@dataclass(frozen=True, kw_only=True)
class AgencyNoteAdded(Event):
    post: PostId


@dataclass(frozen=True, kw_only=True)
class ReplyHeld(Event):
    post: PostId
    official: bool


@dataclass(frozen=True, kw_only=True)
class ReplySentBack(Event):
    post: PostId
    due: datetime | None  # None: the clock has run on
    shares: tuple[ShareClock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class PictureRedacted(Event):
    attachment: AttachmentId
    replacement: AttachmentId


@dataclass(frozen=True, kw_only=True)
class NewsroomMessaged(Event):
    post: PostId
    by_reporter: bool


@dataclass(frozen=True, kw_only=True)
class AgencyMessaged(Event):
    post: PostId
    by_reporter: bool


@dataclass(frozen=True, kw_only=True)
class IdentityAsked(Event):
    post: PostId
    by: UserId
    part: Part  # as what: newsroom and oversight decide for each other


@dataclass(frozen=True, kw_only=True)
class IdentityDecided(Event):
    granted: bool


@dataclass(frozen=True, kw_only=True)
class IdentityOpened(Event):
    by: UserId


@dataclass(frozen=True, kw_only=True)
class ContactErased(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class Reminded(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class MarkedOverdue(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class Escalated(Event):
    level: int


@dataclass(frozen=True, kw_only=True)
class MarkedPressOverdue(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class PressLetterSent(Event):
    number: LetterNumber
    sent_on: datetime
    to: AgencyCode | None  # None: the directory names nobody over the agency


@dataclass(frozen=True, kw_only=True)
class Closed(Event):
    because: ClosedBecause


@dataclass(frozen=True, kw_only=True)
class Purged(Event):
    pass


@dataclass(frozen=True, kw_only=True)
class Succeeded(Event):
    was: AgencyCode  # the lead so far; the same as `agency` when only others beside it changed
    agency: AgencyCode
    co_agencies: tuple[AgencyCode, ...]
    passed: tuple[Passed, ...] = ()  # who goes on with which share


@dataclass(frozen=True, kw_only=True)
class OutletSucceeded(Event):
    was: OutletCode
    outlet: OutletCode
