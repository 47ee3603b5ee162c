"""A report as its journal tells it: state only, no words, nobody's name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from casework.domain.promises import Promise
from casework.domain.shares import Share, ShareState
from casework.domain.values import (
    AgencyCode,
    AreaCode,
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
    Status,
    TaskCode,
    UserId,
    Visibility,
)

# What everybody may read once it is published. The store's allow-list query is made from this.
PUBLIC_STATUSES = frozenset(
    {Status.ROUTED, Status.ACCEPTED, Status.RETURNED, Status.ANSWERED, Status.REOPENED, Status.CLOSED}
)
IN_NEWSROOM = frozenset({Status.SUBMITTED, Status.NEEDS_INFO, Status.RETURNED})
WITH_AGENCY = frozenset({Status.ROUTED, Status.ACCEPTED, Status.REOPENED})
STILL_OWED = WITH_AGENCY | {Status.RETURNED}


@dataclass(frozen=True, kw_only=True)
class Report:
    """The fold of one report's events. All times are UTC."""

    code: ReportCode
    version: int
    kind: Kind
    channel: Channel
    display: Display
    publish: bool  # the reporter's wish
    consent: bool  # the agency may know who reported it
    outlet: OutletCode
    reporter: UserId | None  # None: a guest, or confidential
    entered_by: UserId | None
    field: FieldCode | None
    area: AreaCode | None
    task: TaskCode | None
    wanted_agency: AgencyCode | None
    status: Status
    status_since: datetime
    visibility: Visibility
    submitted_at: datetime
    published_at: datetime | None = None
    first_look_due: datetime | None = None
    claimed_by: UserId | None = None
    claimed_at: datetime | None = None  # when who claimed it last did anything
    agency: AgencyCode | None = None
    shares: tuple[Share, ...] = ()  # of the agencies beside the lead
    inherited: tuple[AgencyCode, ...] = ()  # the leads that have ended since it was sent to the first of them
    routed_at: datetime | None = None
    due: datetime | None = None
    accept_due: datetime | None = None
    days_left: int | None = None  # working days left on the agency's clock while it is stopped
    accepted_at: datetime | None = None
    transfers: int = 0
    returns: int = 0
    reminded: bool = False
    overdue: bool = False
    escalation: int = 0  # 0 nobody, 1 the parent agency, 2 oversight
    extension_asked: datetime | None = None  # the date asked for, while nobody has decided
    extended: bool = False  # asked once, whatever was decided
    press_from: datetime | None = None  # since when the press has waited for an answer; None: it does not
    press_overdue: bool = False
    press_letter: LetterNumber | None = None  # by which the newsroom has turned to the higher level
    press_letter_on: datetime | None = None
    promises: tuple[Promise, ...] = ()
    draft: PostId | None = None
    held: PostId | None = None  # a reply that the newsroom looks at before readers do
    held_official: bool = False
    held_at: datetime | None = None
    reply: PostId | None = None
    answered_at: datetime | None = None
    first_answered_at: datetime | None = None  # by who has it: not by whoever had it before a return
    answered_late: bool = False  # a reply of who has it came after its date, even if a later one did not
    close_due: datetime | None = None
    solved: bool | None = None
    stars: int | None = None
    reopened: bool = False
    decline_reason: DeclineReason | None = None
    declined_by: UserId | None = None
    appealed: bool = False
    appeal_pending: bool = False
    merged_into: ReportCode | None = None
    merged_as: Status | None = None  # what it was when it was merged
    removed_reason: RemoveReason | None = None
    closed_because: ClosedBecause | None = None
    closed_at: datetime | None = None
    identity_asked_by: UserId | None = None  # who asks to learn who reported it, until opened or refused
    identity_asked_as: Part | None = None
    identity_granted_at: datetime | None = None
    contact_erased: bool = False
    passed_on: bool = False  # to the inspectorate's sealed channel: nothing that it said is here any more

    @property
    def is_published(self) -> bool:
        """Whether everybody may read it."""
        return (
            self.visibility is Visibility.PUBLIC
            and self.published_at is not None
            and self.status in PUBLIC_STATUSES
        )

    @property
    def is_with_agency(self) -> bool:
        """Whether an agency owes an answer."""
        return self.status in WITH_AGENCY

    @property
    def is_in_newsroom(self) -> bool:
        """Whether the newsroom has to do something, or waits for the reporter."""
        return self.status in IN_NEWSROOM

    @property
    def waits_for_newsroom_alone(self) -> bool:
        """Whether the newsroom works on it, and readers have never seen it."""
        return self.published_at is None and (self.is_in_newsroom or self.appeal_pending)

    @property
    def is_unheard(self) -> bool:
        """Whether nobody beside its reporter and the newsroom has ever had it."""
        return self.published_at is None and self.routed_at is None

    @property
    def asks_for_an_answer(self) -> bool:
        """Praise is routed for information only."""
        return self.kind is not Kind.PRAISE

    @property
    def was_contested(self) -> bool:
        """Whether an answer of the agency that has it was not taken: its reporter opened the report again."""
        return (
            self.reopened
            and self.first_answered_at is not None
            and (self.status in STILL_OWED or self.answered_at != self.first_answered_at)
        )

    @property
    def co_agencies(self) -> tuple[AgencyCode, ...]:
        """The agencies beside the lead."""
        return tuple(share.agency for share in self.shares)

    @property
    def agencies(self) -> frozenset[AgencyCode]:
        """Every agency that has it now, as lead or beside the lead."""
        lead = () if self.agency is None else (self.agency,)
        return frozenset((*lead, *self.co_agencies))

    def state_of(self, share: Share, now: datetime) -> ShareState:
        """How one of its shares stands."""
        if share.is_given:
            return ShareState.GIVEN
        if not self.is_with_agency:
            return ShareState.UNGIVEN
        if share.days_left is not None or self.handed_in_time:
            return ShareState.STOPPED
        return ShareState.LATE if share.overdue or share.is_past_due(now) else ShareState.WAITING

    def is_past_due(self, now: datetime) -> bool:
        """Whether the agency's deadline has passed without an answer."""
        return self.is_with_agency and self.due is not None and now > self.due

    @property
    def awaits_press_letter(self) -> bool:
        """Whether the press has waited long enough to turn to the higher level, and has not done so."""
        return self.press_overdue and self.press_letter is None and self.visibility is not Visibility.REMOVED

    @property
    def handed_in_time(self) -> bool:
        """Whether an official reply that came in time waits with the newsroom: the clock stands still."""
        return self.held_official and self.held_at is not None and not self.is_past_due(self.held_at)

    def is_late(self, now: datetime) -> bool:
        """Whether an answer is owed that should have come."""
        return self.is_with_agency and not self.handed_in_time and (self.overdue or self.is_past_due(now))
