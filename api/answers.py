"""What the API tells: never more than the page of the same thing shows everybody.

Moments are days: of a confidential report the hour would tell who stood at a counter, and an hour that is
told of every other report would tell which ones those are. No person is named but who signed a reply for an
agency; no number of an account or a post is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from api.shapes import Told
from casework.domain.promises import PromiseState
from casework.domain.shares import ShareState
from casework.domain.values import Kind, PostKind, Status


class PublicStatus(StrEnum):
    """The statuses that readers see (`PUBLIC_STATUSES`), as a list of their own for the description."""

    ROUTED = Status.ROUTED.value
    ACCEPTED = Status.ACCEPTED.value
    RETURNED = Status.RETURNED.value
    ANSWERED = Status.ANSWERED.value
    REOPENED = Status.REOPENED.value
    CLOSED = Status.CLOSED.value


class Named(Told):
    code: str
    name: str


class Summary(Told):
    """One published report in a list."""

    code: str
    url: str
    title: str
    excerpt: str
    kind: Kind
    kind_name: str
    status: PublicStatus
    status_name: str
    is_overdue: bool
    agency: Named | None
    field: Named | None
    area: Named | None
    outlet: Named
    published_on: date
    answered_on: date | None
    supports: int
    comments: int
    has_reply: bool
    is_solved: bool | None
    stars: int | None


class Reports(Told):
    items: Sequence[Summary]
    next: str | None


class Piece(Told):
    text: str
    is_hit: bool


class Hit(Told):
    report: Summary
    passage: Sequence[Piece]


class FacetValue(Told):
    value: str
    count: int


class Facet(Told):
    name: str
    values: Sequence[FacetValue]


class Hits(Told):
    items: Sequence[Hit]
    count: int
    has_more: bool
    facets: Sequence[Facet]
    searched_instead: str | None
    next: str | None


class File(Told):
    url: str
    name: str
    media_type: str
    size: int


class Answer(Told):
    """One word of an agency, of the newsroom, or of who is named, in the order of time."""

    kind: PostKind
    kind_name: str
    on: date
    agency: Named | None
    signed_by: str | None
    text: str
    is_in_force: bool
    corrected_on: Sequence[date]
    files: Sequence[File]


class Promise(Told):
    text: str
    agency: Named
    by: date
    state: PromiseState


class Share(Told):
    agency: Named
    state: ShareState
    due_on: date | None


class Comment(Told):
    part: str
    on: date
    text: str


class Comments(Told):
    items: Sequence[Comment]
    count: int
    next: str | None


class Step(Told):
    on: date
    text: str


class Thread(Told):
    """One published report with everything on it."""

    code: str
    url: str
    title: str
    text: str
    kind: Kind
    kind_name: str
    status: PublicStatus
    status_name: str
    is_overdue: bool
    agency: Named | None
    field: Named | None
    area: Named | None
    task: Named | None
    outlet: Named
    published_on: date
    due_on: date | None
    answered_on: date | None
    closed_on: date | None
    supports: int
    corrected_on: Sequence[date]
    files: Sequence[File]
    answers: Sequence[Answer]
    promises: Sequence[Promise]
    shares: Sequence[Share]
    history: Sequence[Step]
    comments: Comments


class Receipt(Told):
    """What the reporter is told once."""

    code: str
    secret: str | None
    status: Status
    status_name: str
    url: str


class Message(Told):
    """What passed between the reporter and who handles the report."""

    kind: PostKind
    kind_name: str
    on: date
    agency: Named | None
    text: str


class Own(Told):
    code: str
    url: str
    title: str
    kind: Kind
    kind_name: str
    status: Status
    status_name: str
    submitted_on: date
    is_public: bool
    awaits_you: bool


class Owns(Told):
    items: Sequence[Own]
    next: str | None


class OwnThread(Told):
    """A report as its reporter sees it."""

    code: str
    url: str
    title: str
    text: str
    kind: Kind
    kind_name: str
    status: Status
    status_name: str
    is_public: bool
    awaits_you: bool
    agency: Named | None
    outlet: Named
    submitted_on: date
    due_on: date | None
    answered_on: date | None
    answers: Sequence[Answer]
    messages: Sequence[Message]
    history: Sequence[Step]


class Figures(Told):
    reports: int
    answered: int
    waiting: int
    overdue: int
    thanks: int


class Agency(Told):
    code: str
    name: str
    short_name: str
    level: str
    url: str
    parent: Named | None
    area: Named | None
    phone: str
    address: str
    valid_from: date
    valid_to: date | None
    successor: Named | None
    figures: Figures


class Agencies(Told):
    items: Sequence[Agency]


class Field(Told):
    code: str
    name: str
    keywords: Sequence[str]


class Fields(Told):
    items: Sequence[Field]


class Area(Told):
    code: str
    name: str
    level: str
    parent: str | None
    valid_from: date | None
    valid_to: date | None
    successor: str | None


class Areas(Told):
    items: Sequence[Area]


class Task(Told):
    code: str
    name: str
    parent: str | None


class Tasks(Told):
    items: Sequence[Task]


class Outlet(Told):
    code: str
    name: str
    url: str
    valid_from: date | None
    valid_to: date | None
    successor: str | None


class Outlets(Told):
    items: Sequence[Outlet]


class KindCount(Told):
    kind: Kind
    name: str
    count: int


class StatusCount(Told):
    status: PublicStatus
    name: str
    count: int


class AgencyFigures(Told):
    agency: Named
    figures: Figures


class Statistics(Told):
    all: Figures
    by_kind: Sequence[KindCount]
    by_status: Sequence[StatusCount]
    by_agency: Sequence[AgencyFigures]


class ProblemError(Told):
    detail: str
    pointer: str | None = None
    parameter: str | None = None
    header: str | None = None


class ProblemDetails(Told):
    """RFC 9457."""

    type: str
    title: str
    status: int
    detail: str | None = None
    errors: Sequence[ProblemError] = ()
