"""Tables of the casework: the report with everything that hangs on it, and the journal."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from casework.domain.promises import Promise, PromiseState
from casework.domain.shares import Share
from casework.domain.values import (
    AgencyCode,
    AreaCode,
    Channel,
    ClosedBecause,
    DeclineReason,
    Display,
    FieldCode,
    Kind,
    LegalDoor,
    LetterNumber,
    OutletCode,
    Part,
    PostId,
    PostKind,
    PostState,
    RemoveReason,
    ReportCode,
    RevisionId,
    Status,
    TaskCode,
    UserId,
    Visibility,
)
from casework.store.columns import CODE, HEX, Base, Codes, Moment, PromiseList, ShareList, words

_PRESS_CLOCK_RUNS = text("press_from IS NOT NULL AND NOT press_overdue")
LATE = text("overdue AND status NOT IN ('answered', 'closed')")
RATED = text("stars IS NOT NULL")
ANSWERED_QUESTION = text("kind = 'question' AND reply IS NOT NULL")


class ReportRow(Base):
    """The current state. Every field of `domain.report.Report` stands here under its own name."""

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_published", "visibility", "published_at", "code"),
        Index("ix_report_supported", "visibility", "supports", "published_at", "code"),
        Index("ix_report_answered", "visibility", "answered_at", "code"),
        Index("ix_report_waiting", "status", "submitted_at", "code"),
        Index("ix_report_queue", "outlet", "status", "submitted_at", "code"),
        Index("ix_report_of_agency", "agency", "visibility", "published_at", "code"),
        Index("ix_report_due", "status", "due"),
        Index("ix_report_close_due", "status", "close_due"),
        Index(
            "ix_report_claimed_at",
            "claimed_at",
            sqlite_where=text("claimed_by IS NOT NULL"),
            postgresql_where=text("claimed_by IS NOT NULL"),
        ),
        Index(
            "ix_report_press_from",
            "press_from",
            sqlite_where=_PRESS_CLOCK_RUNS,
            postgresql_where=_PRESS_CLOCK_RUNS,
        ),
        *(
            Index(
                f"ix_report_asked_of_{name}",
                *(name, "supports", "published_at", "code"),
                sqlite_where=ANSWERED_QUESTION,
                postgresql_where=ANSWERED_QUESTION,
            )
            for name in ("agency", "field")
        ),
        Index("ix_report_late", "due", "code", sqlite_where=LATE, postgresql_where=LATE),
        *(
            Index(
                f"ix_report_by_{name}",
                *("visibility", name, "published_at", "code"),
                sqlite_where=RATED,
                postgresql_where=RATED,
            )
            for name in ("stars", "stars_missing", "solved")
        ),
        Index("ix_report_of_field", "field", "visibility", "published_at", "code"),
        Index("ix_report_of_area", "area", "visibility", "published_at", "code"),
        Index(
            "ix_report_identity_asked",
            "identity_asked_as",
            "outlet",
            sqlite_where=text("identity_asked_by IS NOT NULL"),
            postgresql_where=text("identity_asked_by IS NOT NULL"),
        ),
    )
    code: Mapped[ReportCode] = mapped_column(CODE, primary_key=True)
    version: Mapped[int]
    kind: Mapped[Kind] = mapped_column(words(Kind))
    channel: Mapped[Channel] = mapped_column(words(Channel))
    display: Mapped[Display] = mapped_column(words(Display))
    publish: Mapped[bool]
    consent: Mapped[bool]
    outlet: Mapped[OutletCode] = mapped_column(CODE, ForeignKey("outlet.code"))
    reporter: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"), index=True)
    entered_by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    field: Mapped[FieldCode | None] = mapped_column(CODE, ForeignKey("field.code"))
    area: Mapped[AreaCode | None] = mapped_column(CODE, ForeignKey("area.code"))
    task: Mapped[TaskCode | None] = mapped_column(CODE, ForeignKey("reform_task.code"))
    wanted_agency: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))
    status: Mapped[Status] = mapped_column(words(Status))
    status_since: Mapped[datetime] = mapped_column(Moment)
    visibility: Mapped[Visibility] = mapped_column(words(Visibility))
    submitted_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    first_look_due: Mapped[datetime | None] = mapped_column(Moment)
    claimed_by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    agency: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))
    shares: Mapped[tuple[Share, ...]] = mapped_column(ShareList)
    inherited: Mapped[tuple[AgencyCode, ...]] = mapped_column(Codes)
    routed_at: Mapped[datetime | None] = mapped_column(Moment)
    due: Mapped[datetime | None] = mapped_column(Moment)
    accept_due: Mapped[datetime | None] = mapped_column(Moment)
    days_left: Mapped[int | None]
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    transfers: Mapped[int]
    returns: Mapped[int]
    reminded: Mapped[bool]
    overdue: Mapped[bool]
    escalation: Mapped[int]
    extension_asked: Mapped[datetime | None] = mapped_column(Moment)
    extended: Mapped[bool]
    press_from: Mapped[datetime | None] = mapped_column(Moment)
    press_overdue: Mapped[bool]
    press_letter: Mapped[LetterNumber | None] = mapped_column(CODE)
    press_letter_on: Mapped[datetime | None] = mapped_column(Moment)
    promises: Mapped[tuple[Promise, ...]] = mapped_column(PromiseList)
    draft: Mapped[PostId | None] = mapped_column(HEX)
    held: Mapped[PostId | None] = mapped_column(HEX)
    held_official: Mapped[bool]
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    reply: Mapped[PostId | None] = mapped_column(HEX)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    first_answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_late: Mapped[bool] = mapped_column(default=False)
    close_due: Mapped[datetime | None] = mapped_column(Moment)
    solved: Mapped[bool | None]
    stars: Mapped[int | None]
    reopened: Mapped[bool]
    decline_reason: Mapped[DeclineReason | None] = mapped_column(words(DeclineReason))
    declined_by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    appealed: Mapped[bool]
    appeal_pending: Mapped[bool]
    merged_into: Mapped[ReportCode | None] = mapped_column(CODE, ForeignKey("report.code"), index=True)
    merged_as: Mapped[Status | None] = mapped_column(words(Status))
    removed_reason: Mapped[RemoveReason | None] = mapped_column(words(RemoveReason))
    closed_because: Mapped[ClosedBecause | None] = mapped_column(words(ClosedBecause))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    identity_asked_by: Mapped[UserId | None] = mapped_column()  # no foreign key, as in the journal
    identity_asked_as: Mapped[Part | None] = mapped_column(words(Part))
    identity_granted_at: Mapped[datetime | None] = mapped_column(Moment)
    contact_erased: Mapped[bool]
    passed_on: Mapped[bool]
    # Beside the state: the words, and what is kept so that no page has to count.
    co_agencies: Mapped[tuple[AgencyCode, ...]] = mapped_column(Codes)  # whose the shares are
    stars_missing: Mapped[int | None]  # to the best rating: the order in which the worst comes first
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    body_html: Mapped[str] = mapped_column(Text)
    shown_name: Mapped[str] = mapped_column(String(120))  # empty unless display is named
    name_erased: Mapped[bool] = mapped_column(default=False)  # its owner has taken it away
    urgent: Mapped[str] = mapped_column(String(200), default="")  # phrases for which it goes before others
    denied: Mapped[LegalDoor | None] = mapped_column(words(LegalDoor))  # its sender says that it is not this
    supports: Mapped[int] = mapped_column(default=0)
    comments: Mapped[int] = mapped_column(default=0)  # shown ones
    waiting_comments: Mapped[int] = mapped_column(default=0)
    flags: Mapped[int] = mapped_column(default=0)  # that nobody has looked at, its comments' too
    flagged_at: Mapped[datetime | None] = mapped_column(Moment)  # the first of them
    reply_requests: Mapped[int] = mapped_column(default=0)  # that wait to be decided
    reply_due: Mapped[datetime | None] = mapped_column(Moment)  # of the first of them
    stamp: Mapped[int] = mapped_column(default=1)  # grows with whatever a reader of the thread can see


_SHARE_IS_OWED = text("NOT is_lead AND ended_at IS NULL AND contributed_at IS NULL")


class AssignmentRow(Base):
    """One routing to one agency. `due` is its own: the lead's for its reply, any other's for its share."""

    __tablename__ = "assignment"
    __table_args__ = (
        Index("ix_assignment_inbox", "agency", "ended_at", "due"),
        Index("ix_assignment_report_code", "report_code"),
        Index(
            "ix_assignment_share",
            "agency",
            "report_code",
            sqlite_where=text("NOT is_lead"),
            postgresql_where=text("NOT is_lead"),
        ),
        Index(
            "ix_assignment_share_due",
            "due",
            sqlite_where=_SHARE_IS_OWED,
            postgresql_where=_SHARE_IS_OWED,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    agency: Mapped[AgencyCode] = mapped_column(CODE, ForeignKey("agency.code"))
    is_lead: Mapped[bool]
    sent_at: Mapped[datetime] = mapped_column(Moment)
    due: Mapped[datetime | None] = mapped_column(Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(Moment)
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    contributed_at: Mapped[datetime | None] = mapped_column(Moment)  # a share; as the two below
    reminded: Mapped[bool] = mapped_column(default=False)
    overdue: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)  # nothing is owed any more


class PromiseRow(Base):
    """What an agency has promised on a report, as the report says it, for whoever counts or watches."""

    __tablename__ = "promise"
    __table_args__ = (
        Index("ix_promise_due", "state", "by"),
        Index("ix_promise_agency", "agency", "state"),
        Index("ix_promise_report_code", "report_code"),
    )
    post: Mapped[PostId] = mapped_column(HEX, ForeignKey("post.id"), primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    agency: Mapped[AgencyCode] = mapped_column(CODE, ForeignKey("agency.code"))
    by: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[PromiseState] = mapped_column(words(PromiseState))


class PostRow(Base):
    __tablename__ = "post"
    __table_args__ = (
        Index("ix_post_report_code", "report_code", "kind", "at", "id"),
        Index("ix_post_state", "state", "at"),
        Index("ix_post_author", "author", "at"),
    )
    id: Mapped[PostId] = mapped_column(HEX, primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    kind: Mapped[PostKind] = mapped_column(words(PostKind))
    state: Mapped[PostState] = mapped_column(words(PostState))
    author: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    author_name: Mapped[str] = mapped_column(String(120))  # as readers see it; empty for the reporter
    name_erased: Mapped[bool] = mapped_column(default=False)
    by_mail: Mapped[bool] = mapped_column(default=False)  # an agency's draft; of a reporter nothing says so
    part: Mapped[Part] = mapped_column(words(Part))
    agency: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"))
    outlet: Mapped[OutletCode | None] = mapped_column(CODE, ForeignKey("outlet.code"))
    source: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)


class RevisionRow(Base):
    """What the text was before it was edited or redacted."""

    __tablename__ = "revision"
    id: Mapped[RevisionId] = mapped_column(HEX, primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)


class AttachmentRow(Base):
    __tablename__ = "attachment"
    __table_args__ = (Index("ix_attachment_report_code", "report_code", "position"),)
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # also its place among the files
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"))
    post_id: Mapped[PostId | None] = mapped_column(HEX, ForeignKey("post.id"))
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    width: Mapped[int | None]
    height: Mapped[int | None]
    position: Mapped[int]
    is_hidden: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(Moment)


class SealedOriginalRow(Base):
    """A picture as it was before something in it was painted over: the encrypted file and its wrapped key."""

    __tablename__ = "sealed_original"
    id: Mapped[str] = mapped_column(HEX, primary_key=True)  # its place among the files
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), index=True)
    replaced_by: Mapped[str] = mapped_column(HEX)  # the attachment that readers see
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(60))
    key_name: Mapped[str] = mapped_column(String(40))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
    nonce: Mapped[bytes] = mapped_column(LargeBinary)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[UserId | None] = mapped_column(ForeignKey("user.id"))


class FollowRow(Base):
    """Who asks for news of a report. `via`: the report that was merged into this one and that they followed,
    or had sent; None: they asked for this one themselves."""

    __tablename__ = "follow"
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(
        CODE, ForeignKey("report.code"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(Moment)
    via: Mapped[ReportCode | None] = mapped_column(CODE, ForeignKey("report.code"))


class SupportRow(Base):
    """Tôi cũng gặp. `via` as of those who follow."""

    __tablename__ = "support"
    user_id: Mapped[UserId] = mapped_column(ForeignKey("user.id"), primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(
        CODE, ForeignKey("report.code"), primary_key=True, index=True
    )
    at: Mapped[datetime] = mapped_column(Moment)
    via: Mapped[ReportCode | None] = mapped_column(CODE, ForeignKey("report.code"))


class RatingRow(Base):
    """The reporter's word on one reply; words, if any, are the post of the same id."""

    __tablename__ = "rating"
    post_id: Mapped[PostId] = mapped_column(HEX, primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), index=True)
    agency: Mapped[AgencyCode | None] = mapped_column(CODE, ForeignKey("agency.code"), index=True)
    solved: Mapped[bool]
    stars: Mapped[int]
    at: Mapped[datetime] = mapped_column(Moment)


class FormKeyRow(Base):
    """One filled-in form, one report: the key stands in the form, and comes back with every retry."""

    __tablename__ = "form_key"
    actor: Mapped[str] = mapped_column(String(40), primary_key=True)  # user:12 or guest
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), index=True)


class SearchRow(Base):
    """What a published report is found by: folded text for matching, marked text for ranking."""

    __tablename__ = "search_row"
    id: Mapped[int] = mapped_column(primary_key=True)
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), unique=True)
    folded: Mapped[str] = mapped_column(Text)
    marked: Mapped[str] = mapped_column(Text)


class PublishedWordsRow(Base):
    """The words of a report and of all that is published on it, as readers search them: without marks, and
    with them. `number` is the id of its search row, which grows with every report that arrives. Each engine
    has its own index beside it."""

    __tablename__ = "published_words"
    number: Mapped[int] = mapped_column(
        ForeignKey("search_row.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    report_code: Mapped[ReportCode] = mapped_column(CODE, ForeignKey("report.code"), unique=True)
    folded: Mapped[str] = mapped_column(Text)
    marked: Mapped[str] = mapped_column(Text)


class PublishedFacetsRow(Base):
    """What lists count each report by that readers may read, as `store.facets` writes it. A table of its own:
    a thousand rows of it are read for a list, and its neighbours' rows are long."""

    __tablename__ = "published_facets"
    number: Mapped[int] = mapped_column(
        ForeignKey("published_words.number", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    facets: Mapped[str] = mapped_column(Text)


class SimilarWordRow(Base):
    """A word under which its like finds a report, as `domain.similar.key_of` writes it; `number` is the id of
    the report's search row, which grows with every report that arrives."""

    __tablename__ = "similar_word"
    __table_args__ = ({"sqlite_with_rowid": False},)
    word: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(
        ForeignKey("search_row.id", ondelete="CASCADE"), primary_key=True, index=True, autoincrement=False
    )
