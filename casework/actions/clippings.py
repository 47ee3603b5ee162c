"""A journalist keeps a report, with a note that nobody else reads."""

from __future__ import annotations

from casework.domain.clippings import MOST, Clipping
from casework.domain.policy import Actor, Permission, can
from casework.domain.refusals import Refused, Why
from casework.domain.text import normalise
from casework.domain.values import ReportCode, UserId
from casework.store import clippings, people, reports
from casework.store.casework import Casework


def clip(casework: Casework, code: ReportCode, *, by: Actor) -> None:
    """Keep a public report in the version of now; what was noted about it stays. Raises NoSuchReport for what
    readers don't have, and Refused."""
    user = _user(by)
    with casework.db.write() as session:
        if not people.hold(session, user):
            raise Refused(Why.NOT_ALLOWED)
        if not reports.load(session, code).is_published:
            raise reports.NoSuchReport(code)
        kept = clippings.find(session, user, code)
        if kept is None and clippings.count(session, user) >= MOST:
            raise Refused(Why.TOO_MANY_CLIPPINGS)
        version = clippings.version_now(session, code)
        note = kept.note if kept else ""
        clippings.put(session, user, Clipping(report=code, version=version, note=note, at=casework.now()))


def write(casework: Casework, code: ReportCode, note: str, *, seen: str | None = None, by: Actor) -> None:
    """Change one's note, whatever has become of the report. `seen` is the note that stood in the form, by
    `Clipping.seen`. Raises NoSuchReport for what is not kept, and Refused for a note that another window has
    changed meanwhile."""
    user, written = _user(by), normalise(note)
    with casework.db.write() as session:
        people.hold(session, user)
        kept = clippings.find(session, user, code)
        if kept is None:
            raise reports.NoSuchReport(code)
        if seen is not None and seen != kept.seen and written != kept.note:
            raise Refused(Why.NOTE_CHANGED)
        clippings.write(session, user, code, written)


def remove(casework: Casework, code: ReportCode, *, by: Actor) -> None:
    """Keep it no more; doing it twice changes nothing."""
    user = _user(by)
    with casework.db.write() as session:
        clippings.remove(session, user, code)


def _user(by: Actor) -> UserId:
    if by.user is None or not can(by, Permission.PRESS):
        raise Refused(Why.NOT_ALLOWED)
    return by.user
