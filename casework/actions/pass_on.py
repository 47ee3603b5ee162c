"""A newsroom hands a tố cáo over to the inspectorate: what it says moves under seal, and is destroyed here.

The files are sealed beforehand, since that takes long; then one transaction writes the denunciation and
empties the report. A server that dies in between leaves either the report or the denunciation, never both
and never neither; sealed copies that no row knows are swept.
"""

from __future__ import annotations

from typing import Final

from casework.actions import deeds, denunciations
from casework.domain import commands as do
from casework.domain.calendar import local_day
from casework.domain.denunciations import Deed
from casework.domain.events import PassedToInspectorate
from casework.domain.lifecycle import decide
from casework.domain.policy import Actor, may_know_of
from casework.domain.refusals import Refused, Why
from casework.domain.report import Report
from casework.domain.values import Part, PostKind, PostState, ReportCode
from casework.store import contacts, journal, people, pictures, reports, sealed_files, threads
from casework.store import denunciations as rows
from casework.store.casework import Casework
from casework.store.db import Session
from casework.store.denunciations import Content, NewFile

# Whose words go along: what the reporter and the newsroom wrote each other.
_SAID: Final = frozenset(
    {
        PostKind.QUESTION,
        PostKind.INFO,
        PostKind.NEWSROOM_MESSAGE,
        PostKind.DECLINE,
        PostKind.APPEAL,
        PostKind.APPEAL_DECISION,
    }
)
_AUTHOR, _NEWSROOM = "Người gửi", "Tòa soạn"  # for the inspectorate, whatever language the moderator reads


def pass_on(casework: Casework, code: ReportCode, *, by: Actor, seen: int | None = None) -> Report:
    """Move a report that is a tố cáo to the sealed channel; returns what is left of it.

    Raises NoSuchReport, also when it has been passed on; Refused, also when nobody keeps the channel; and
    Stale, also when a file came or changed meanwhile.
    """
    with casework.db.read() as session:
        report = reports.load(session, code)
        if not may_know_of(by, report):
            raise reports.NoSuchReport(code)
        decide(report, do.PassToInspectorate(), actor=by, now=casework.now(), terms=casework.terms())
        if not rows.keepers(session, rows.inspectorates(casework)):
            raise Refused(Why.NO_KEEPER)
        shown, originals = _files(session, code)
    files = [_sealed(casework, key, media_type) for key, media_type in shown.items()]
    files += [_sealed_original(casework, key, media_type) for key, media_type in originals.items()]

    def move(session: Session, before: Report) -> None:
        if _files(session, code) != (shown, originals):
            raise deeds.Stale(())
        denunciations.put(
            session,
            casework,
            _content(session, casework, before),
            files,
            arrival=rows.came_by_report(casework.vault, code),
            deed=Deed.PASSED_ON,
        )

    return deeds.perform(casework, code, do.PassToInspectorate(), by=by, seen=seen, beside=move)


def has_passed_on(casework: Casework, code: ReportCode, *, by: Actor) -> bool:
    """Whether it was this very person: their form came twice. To everybody else there is no such report."""
    if by.user is None:
        return False
    with casework.db.read() as session:
        return journal.did(session, code, PassedToInspectorate, by.user)


def _content(session: Session, casework: Casework, report: Report) -> Content:
    _, words = threads.head(session, report.code)
    revisions = threads.revisions(session, report.code)
    earlier = f"{revisions[0].title}\n\n{revisions[0].body}" if revisions else ""
    if report.reporter is not None:
        contact = people.contact(session, report.reporter)
    else:
        contact = contacts.load(session, casework.vault, report.code) or contacts.NO_CONTACT
    return Content(
        title=words.title,
        body=words.body,
        earlier=earlier,
        exchange=_exchange(session, report.code),
        contact=contact,
    )


def _exchange(session: Session, code: ReportCode) -> str:
    """What both wrote each other, oldest first, each with its day."""
    posts = threads.posts(session, code, hidden_comments=True, viewer=None, after=None)
    said = [post for post in posts if post.kind in _SAID and post.state is PostState.SHOWN]
    return "\n\n".join(
        f"{_AUTHOR if post.part is Part.OWNER else _NEWSROOM}, {local_day(post.at):%d/%m/%Y}:\n{post.source}"
        for post in said
        if post.source
    )


def _files(session: Session, code: ReportCode) -> tuple[dict[str, str], dict[str, str]]:
    """The media types of what readers of it get and of what lies under painted pictures, by key, in order."""
    shown = {row.id: row.media_type for row in threads.files(session, code)}
    return shown, {one.id: one.media_type for one in pictures.originals(session, code)}


def _sealed(casework: Casework, key: str, media_type: str) -> NewFile:
    try:
        with casework.files.open(key) as plain:
            return _new_file(casework, plain.read(), media_type)
    except FileNotFoundError:
        raise deeds.Stale(()) from None  # painted over between the look and now


def _sealed_original(casework: Casework, original: str, media_type: str) -> NewFile:
    with casework.db.read() as session:
        plain = pictures.unseal(session, casework.vault, casework.files, original)
    return _new_file(casework, plain, media_type)


def _new_file(casework: Casework, plain: bytes, media_type: str) -> NewFile:
    place, key = sealed_files.seal_bytes(casework.files, casework.vault, plain, rows.CONTEXT_OF_FILE)
    return NewFile(place=place, media_type=media_type, size=len(plain), key=key)
