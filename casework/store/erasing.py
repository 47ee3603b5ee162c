"""Destroying what is kept of a person: with their account, or of who reported something.

What happened stays in the journal, which holds numbers only; what they wrote in public stays without them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import PurePath
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, and_, delete, or_, select, union, update

from casework.domain import leaks
from casework.domain.report import Report
from casework.domain.values import Part, PostKind, PostState, ReportCode, Role, UserId
from casework.domain.webhooks import LONGEST_NAME
from casework.store import (
    contact_requests,
    contacts,
    erasures,
    flags,
    journal,
    learned,
    projection,
    queue_places,
    reply_requests,
    reports,
    search,
    support,
)
from casework.store.contacts import Contact
from casework.store.db import Session
from casework.store.markup import citizen_html, staff_html
from casework.store.tables import (
    AgencyRow,
    AttachmentRow,
    Base,
    BounceRow,
    DeliveryRow,
    FlagRow,
    FormKeyRow,
    LastMessageRow,
    MembershipRow,
    OutletRow,
    PostRow,
    ReplyRequestRow,
    ReportRow,
    RevisionRow,
    SealedOriginalRow,
    SupportRow,
    UserRow,
    WebhookChangeRow,
    WebhookRow,
)

_CITIZENS: Final = frozenset({Part.OWNER, Part.CITIZEN})
_IN_THEIR_NAME: Final = frozenset({PostKind.COMMENT, PostKind.RIGHT_OF_REPLY})


# ---- who reported something


def forget_reporter(session: Session, code: ReportCode, told: Contact, at: datetime) -> list[str]:
    """Take the reporter out of a report, which stays: the contact and its key, the name beside it and in it,
    the names of files, and what text and pictures were before something was taken out of them.

    `told` is what they told of themselves. Returns the names of files that nothing refers to any more.
    """
    row = session.get_one(ReportRow, code)
    posts = session.scalars(select(PostRow).where(PostRow.report_code == code)).all()
    _black_out(session, row, posts, told)
    own = [post for post in posts if _is_reporters(post, row.reporter)]
    _take_names(own)
    row.name_erased, row.shown_name = row.name_erased or bool(row.shown_name), ""
    files = session.scalars(
        select(AttachmentRow).where(
            AttachmentRow.report_code == code,
            or_(AttachmentRow.post_id.is_(None), AttachmentRow.post_id.in_([post.id for post in own])),
        )
    ).all()
    for file in files:
        file.name = f"{file.position + 1}{PurePath(file.name).suffix}"
    session.execute(delete(RevisionRow).where(RevisionRow.report_code == code))
    contacts.erase(session, code)
    contact_requests.forget_reporter(session, code)
    session.execute(delete(BounceRow).where(BounceRow.receiver == erasures.of_report(code)))
    erasures.note(session, erasures.of_report(code), at)
    return _drop_originals(session, SealedOriginalRow.replaced_by.in_([file.id for file in files]))


def _is_reporters(post: PostRow, reporter: UserId | None) -> bool:
    return post.part is Part.OWNER or (reporter is not None and post.author == reporter)


def _take_names(posts: Iterable[PostRow]) -> None:
    for post in posts:
        post.name_erased, post.author_name = post.name_erased or bool(post.author_name), ""


def _black_out(session: Session, row: ReportRow, posts: Sequence[PostRow], told: Contact) -> None:
    """Their name, numbers and addresses in whatever anybody wrote on the report: a reply greets by name."""
    names, rest = _own_names(session, told, row.shown_name), (told.email, told.phone)
    if not any((*names, *rest)):
        return
    title, body = (leaks.without_person(text, names=names, told=rest) for text in (row.title, row.body))
    changed = (title, body) != (row.title, row.body)
    if changed:
        row.title, row.body, row.body_html = title, body, citizen_html(body)
    for post in posts:
        changed |= _black_out_post(post, names, rest)
    if changed:
        session.flush()
        search.index(session, row.code)


def _black_out_post(post: PostRow, names: Collection[str], rest: Collection[str]) -> bool:
    source = leaks.without_person(post.source, names=names, told=rest)
    if source == post.source:
        return False
    post.source, post.html = source, citizen_html(source) if post.part in _CITIZENS else staff_html(source)
    return True


def _own_names(session: Session, told: Contact, shown: str) -> tuple[str, ...]:
    """What they are called; not the office that somebody may have given as theirs."""
    offices = set(session.scalars(select(AgencyRow.name))) | set(session.scalars(select(OutletRow.name)))
    return tuple({name for name in (told.name, told.organisation, shown) if name and name not in offices})


def _drop_originals(session: Session, which: ColumnElement[bool]) -> list[str]:
    """Destroy the keys of sealed originals; returns the names of their files."""
    gone = session.execute(delete(SealedOriginalRow).where(which).returning(SealedOriginalRow.id))
    return [row.id for row in gone]


# ---- a person with their account


def reports_of(session: Session, user: UserId) -> list[Report]:
    """What they sent with their account, oldest first."""
    sent = select(ReportRow).where(ReportRow.reporter == user).order_by(ReportRow.submitted_at)
    return [reports.from_row(row) for row in session.scalars(sent)]


def claimed_by(session: Session, user: UserId) -> list[ReportCode]:
    """What colleagues leave to them."""
    return list(session.scalars(select(ReportRow.code).where(ReportRow.claimed_by == user)))


def is_last_administrator(session: Session, user: UserId, *, holding: bool) -> bool:
    """Whether they are one, and nobody else who can sign in is.

    With `holding` the answer holds until this transaction ends: two of them must not both rely on each other.
    """
    asked = select(MembershipRow.user_id).where(MembershipRow.role == Role.ADMIN).order_by(MembershipRow.id)
    administrators = set(session.scalars(asked.with_for_update() if holding else asked))
    if user not in administrators:
        return False
    others = select(UserRow.id).where(
        UserRow.id.in_(administrators - {user}),
        UserRow.disabled_at.is_(None),
        UserRow.confirmed_at.is_not(None),
    )
    return session.scalar(others.limit(1)) is None


def hold(session: Session, user: UserId) -> bool:
    """Let nobody else act on what is theirs until this transaction ends; False when there is nobody (any
    more) to erase. Reports before people, as every deed does."""
    written_on = select(PostRow.report_code).where(PostRow.author == user)
    supported = select(SupportRow.report_code).where(SupportRow.user_id == user)
    flagged = select(FlagRow.report_code).where(FlagRow.user_id == user, FlagRow.settled_at.is_(None))
    asked = select(ReplyRequestRow.report_code).where(ReplyRequestRow.user_id == user)
    touched = or_(
        ReportRow.reporter == user,
        *(ReportRow.code.in_(codes) for codes in (written_on, supported, flagged, asked)),
    )
    session.execute(select(ReportRow.code).where(touched).order_by(ReportRow.code).with_for_update()).all()
    row = select(UserRow.id).where(UserRow.id == user, UserRow.erased_at.is_(None))
    return session.scalar(row.with_for_update(key_share=True)) is not None


def forget_person(session: Session, user: UserId, at: datetime) -> list[str]:
    """Destroy what is kept of a person but their number; `hold` them first, and take them out of their
    reports. Returns the names of files that nothing refers to any more."""
    journal.hold(session)  # since what follows counts what waits, and what words have taught
    files = _forget_unheard(session, user)
    files += _forget_posts(session, user)
    _black_out_endpoints(session, user)
    for code in session.scalars(select(SupportRow.report_code).where(SupportRow.user_id == user)).all():
        support.set_support(session, user, code, on=False, at=at)
    flagged_on, asked_on = flags.flagged_by(session, user), reply_requests.asked_by(session, user)
    own = select(ReportRow.code).where(ReportRow.reporter == user)
    session.execute(update(LastMessageRow).where(LastMessageRow.report_code.in_(own)).values(waits=False))
    called = erasures.of_user(user)
    session.execute(delete(DeliveryRow).where(DeliveryRow.recipient == called))
    session.execute(delete(BounceRow).where(BounceRow.receiver == called))
    session.execute(delete(FormKeyRow).where(FormKeyRow.actor == called))
    for column in owned():
        session.execute(delete(column.table).where(column == user))
    for code in sorted({*flagged_on, *asked_on}):
        flags.recount(session, code)
        reply_requests.recount(session, code)
        projection.requeue(session, reports.load(session, code))
    erasures.note(session, called, at)
    session.flush()
    search.scrub(session)
    # At last: whoever just wrote down this person's number elsewhere is waited for here.
    session.execute(update(UserRow).where(UserRow.id == user).values(**_nobody(user, at)))
    return files


def owned() -> list[Column[Any]]:
    """By which column each table says that a row is somebody's own; with the person the row goes.

    Every other reference to a person is to who did something, and stays: a number.
    """
    return [
        column
        for table in reversed(Base.metadata.sorted_tables)
        for column in table.columns
        if column.name == "user_id" and column.foreign_keys
    ]


def _nobody(user: UserId, at: datetime) -> dict[str, object]:
    """What the row says from now on. The address is none that anybody could have."""
    return {
        "email": f"erased:{user}",
        "name": "",
        "organisation": "",
        "phone": "",
        "password_hash": None,
        "locale": "vi",
        "confirmed_at": None,
        "disabled_at": at,
        "erased_at": at,
    }


def _forget_unheard(session: Session, user: UserId) -> list[str]:
    """Destroy the words of their reports that nobody but the newsroom has read."""
    files: list[str] = []
    for report in reports_of(session, user):
        if report.is_unheard:
            was = reports.text(session, report.code)
            files += reports.forget(session, report.code)
            learned.settle(session, report, was=was, edited=False)
    return files


def _forget_posts(session: Session, user: UserId) -> list[str]:
    """What they wrote elsewhere: comments that are shown stay without a name, others go; so does the name
    beside what they wrote for a house, but not below the replies that they signed for an office."""
    names, rest = _called(session, user)
    signed = and_(PostRow.kind == PostKind.OFFICIAL_REPLY, PostRow.state != PostState.HIDDEN)
    posts = session.scalars(select(PostRow).where(PostRow.author == user, ~signed)).all()
    unread = [post for post in posts if post.kind is PostKind.COMMENT and post.state is not PostState.SHOWN]
    changed: set[ReportCode] = set()
    for post in posts:
        row = session.get_one(ReportRow, post.report_code)
        row.stamp += 1
        row.waiting_comments -= post.kind is PostKind.COMMENT and post.state is PostState.WAITING
        if post.kind in _IN_THEIR_NAME and _black_out_post(post, names, rest):
            changed.add(post.report_code)
    _take_names(posts)
    session.flush()
    for code in sorted(changed):
        search.index(session, code)
    for code in sorted({post.report_code for post in unread}):
        row = session.get_one(ReportRow, code)
        queue_places.follow(session, reports.from_row(row), row)
    return _drop_posts(session, unread)


def _called(session: Session, user: UserId) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a person is called, and what else leads to them."""
    person = session.get_one(UserRow, user)
    told = Contact(name=person.name, email=person.email, phone=person.phone, organisation=person.organisation)
    return _own_names(session, told, ""), (told.email, told.phone)


def _black_out_endpoints(session: Session, user: UserId) -> None:
    """Their name in what endpoints are called that they had a hand in, which stay, with who did what."""
    names, rest = _called(session, user)
    theirs = union(
        select(WebhookRow.id).where(WebhookRow.owner == user),
        select(WebhookChangeRow.webhook).where(WebhookChangeRow.by == user),
    )
    endpoints = select(WebhookRow).where(WebhookRow.id.in_(theirs)).with_for_update(key_share=True)
    changes = select(WebhookChangeRow).where(WebhookChangeRow.webhook.in_(theirs))
    for row in (*session.scalars(endpoints), *session.scalars(changes)):
        row.name = leaks.without_person(row.name, names=names, told=rest)[:LONGEST_NAME]


def _drop_posts(session: Session, posts: Sequence[PostRow]) -> list[str]:
    ids = [post.id for post in posts]
    gone = session.execute(
        delete(AttachmentRow).where(AttachmentRow.post_id.in_(ids)).returning(AttachmentRow.id)
    )
    files = [row.id for row in gone]
    files += _drop_originals(session, SealedOriginalRow.replaced_by.in_(files))
    for post in posts:
        session.delete(post)
    session.flush()
    return files
