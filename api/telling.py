"""From readings to what the API tells of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from flask import request, url_for

from api import answers as told
from api.answers import PublicStatus
from casework.actions.submit import Receipt
from casework.domain import events as ev
from casework.domain.calendar import local_day
from casework.domain.values import Part, PostKind
from casework.readings import lists, mine
from casework.readings import thread as threads
from casework.readings.directory import Directory
from casework.readings.identity import to_the_day
from web import cursors, present
from web.corrections import Note, corrections
from web.i18n import language
from web.kitchen import casework, settings
from web.paging import with_query
from web.words import word

ANSWERS: Final = (
    *(PostKind.INTERIM_REPLY, PostKind.EXTENSION, PostKind.OFFICIAL_REPLY),
    *(PostKind.CORRECTION, PostKind.RIGHT_OF_REPLY),
)
_OFFICE: Final = frozenset({Part.OFFICER, Part.SIGNER})


def absolute(path: str) -> str:
    """An address of the house as it is known outside, whatever name this request called the house by."""
    return settings().public_url + path


def link(endpoint: str, **values: Any) -> str:
    return absolute(url_for(endpoint, **values))


def next_url(key: tuple[str, ...] | None, of: str) -> str | None:
    """Where the list goes on, as it was asked for."""
    if key is None:
        return None
    return absolute(with_query(request.script_root + request.path, after=cursors.sealed(key, of)))


def day(at: datetime | None) -> date | None:
    return None if at is None else local_day(at)


def agency(code: str | None, names: Directory) -> told.Named | None:
    return told.Named(code=code, name=names.agency_name(code, language())) if code else None


def field(code: str | None, names: Directory) -> told.Named | None:
    return told.Named(code=code, name=names.field_name(code, language())) if code else None


def area(code: str | None, names: Directory) -> told.Named | None:
    return told.Named(code=code, name=names.area_name(code, language())) if code else None


def task(code: str | None, names: Directory) -> told.Named | None:
    return told.Named(code=code, name=names.task_name(code, language())) if code else None


def outlet(code: str, names: Directory) -> told.Named:
    return told.Named(code=code, name=names.outlet_name(code, language()))


def summary(found: lists.Summary, names: Directory) -> told.Summary:
    return told.Summary(
        code=found.code,
        url=link("forum.report", code=found.code),
        title=found.title,
        excerpt=found.excerpt,
        kind=found.kind,
        kind_name=word(found.kind),
        status=PublicStatus(found.status.value),
        status_name=word(found.status),
        is_overdue=found.is_late,
        agency=agency(found.agency, names),
        field=field(found.field, names),
        area=area(found.area, names),
        outlet=outlet(found.outlet, names),
        published_on=local_day(found.published_at),
        answered_on=day(found.answered_at),
        supports=found.supports,
        comments=found.comments,
        has_reply=found.has_reply,
        is_solved=found.solved,
        stars=found.stars,
    )


def thread(found: threads.Thread, names: Directory) -> told.Thread:
    """The report of a thread that was opened as everybody reads it."""
    found, now = to_the_day(found), casework().now()
    report, noted = found.report, corrections(found)
    assert report.published_at is not None, "what is not published is not told"
    return told.Thread(
        code=report.code,
        url=link("forum.report", code=report.code),
        title=found.title,
        text=found.body,
        kind=report.kind,
        kind_name=word(report.kind),
        status=PublicStatus(report.status.value),
        status_name=word(report.status),
        is_overdue=report.is_late(now),
        agency=agency(report.agency, names),
        field=field(report.field, names),
        area=area(report.area, names),
        task=task(report.task, names),
        outlet=outlet(report.outlet, names),
        published_on=local_day(report.published_at),
        due_on=day(report.due) if report.is_with_agency else None,
        answered_on=day(report.answered_at),
        closed_on=day(report.closed_at),
        supports=found.supports,
        corrected_on=_days(noted.get(None, ())),
        files=files(found.files),
        answers=[_answer(post, found, names, noted.get(post.id, ())) for post in found.of_kind(*ANSWERS)],
        promises=_promises(found, names),
        shares=[
            told.Share(
                agency=told.Named(code=one.agency, name=names.agency_name(one.agency, language())),
                state=report.state_of(one, now),
                due_on=day(one.due),
            )
            for one in report.shares
        ],
        history=_history(found, names),
        comments=_comments(found),
    )


def own_thread(found: threads.Thread, names: Directory) -> told.OwnThread:
    """The report of a thread that was opened as its reporter reads it."""
    found = to_the_day(found)
    report, noted = found.report, corrections(found)
    return told.OwnThread(
        code=report.code,
        url=link("forum.report", code=report.code),
        title=found.title,
        text=found.body,
        kind=report.kind,
        kind_name=word(report.kind),
        status=report.status,
        status_name=word(report.status),
        is_public=report.is_published,
        awaits_you=bool(found.allowed & mine.ASKED_OF_REPORTER),
        agency=agency(report.agency, names),
        outlet=outlet(report.outlet, names),
        submitted_on=local_day(report.submitted_at),
        due_on=day(report.due) if report.is_with_agency else None,
        answered_on=day(report.answered_at),
        answers=[_answer(post, found, names, noted.get(post.id, ())) for post in found.of_kind(*ANSWERS)],
        messages=[
            told.Message(
                kind=post.kind,
                kind_name=word(post.kind),
                on=local_day(post.at),
                agency=agency(post.agency, names),
                text=post.source,
            )
            for post in found.posts
            if post.kind not in (*ANSWERS, PostKind.PROMISE, PostKind.PROMISE_MOVED)
        ],
        history=_history(found, names),
    )


def own(found: mine.Own) -> told.Own:
    return told.Own(
        code=found.code,
        url=link("forum.report", code=found.code),
        title=found.title,
        kind=found.kind,
        kind_name=word(found.kind),
        status=found.status,
        status_name=word(found.status),
        submitted_on=local_day(found.submitted_at),
        is_public=found.is_public,
        awaits_you=found.awaits_you,
    )


def receipt(found: Receipt) -> told.Receipt:
    return told.Receipt(
        code=found.code,
        secret=found.secret,
        status=found.status,
        status_name=word(found.status),
        url=link("forum.report", code=found.code),
    )


def figures(found: lists.Figures | None) -> told.Figures:
    """Those of an agency that leads on nothing public are none."""
    one = found or lists.Figures()
    return told.Figures(
        reports=one.reports,
        answered=one.answered,
        waiting=one.waiting,
        overdue=one.overdue,
        thanks=one.thanks,
    )


def files(found: Iterable[threads.File]) -> list[told.File]:
    return [
        told.File(
            url=link("forum.file", key=one.key), name=one.name, media_type=one.media_type, size=one.size
        )
        for one in found
    ]


def _answer(
    post: threads.Post, found: threads.Thread, names: Directory, noted: Iterable[Note]
) -> told.Answer:
    is_signed = post.kind is PostKind.OFFICIAL_REPLY and post.part in _OFFICE
    return told.Answer(
        kind=post.kind,
        kind_name=word(post.kind),
        on=local_day(post.at),
        agency=agency(post.agency, names),
        signed_by=(post.author_name or None) if is_signed else None,
        text=post.source,
        is_in_force=post.kind is not PostKind.OFFICIAL_REPLY or post.id == found.report.reply,
        corrected_on=_days(noted),
        files=files(post.files),
    )


def _promises(found: threads.Thread, names: Directory) -> list[told.Promise]:
    in_order = sorted(found.report.promises, key=lambda one: one.by)
    said = [(one, post) for one in in_order if (post := found.post(one.post)) is not None]
    return [
        told.Promise(
            text=post.source,
            agency=told.Named(code=one.agency, name=names.agency_name(one.agency, language())),
            by=local_day(one.by),
            state=one.state,
        )
        for one, post in said
    ]


def _history(found: threads.Thread, names: Directory) -> list[told.Step]:
    """Without when it was sent, which only its page says."""
    return [
        told.Step(on=local_day(one.at), text=present.event_label(one.event, names))
        for one in found.history
        if not isinstance(one.event, ev.Submitted)
    ]


def _comments(found: threads.Thread) -> told.Comments:
    key = found.next_comments
    return told.Comments(
        items=[
            told.Comment(part=word(post.part), on=local_day(post.at), text=post.source)
            for post in found.comments
        ],
        count=found.comment_count,
        next=next_url((key[0].isoformat(), str(key[1])) if key else None, "comments"),
    )


def _days(noted: Iterable[Note]) -> list[date]:
    return [local_day(note.at) for note in noted]
