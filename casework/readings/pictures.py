"""One picture of a report, for who may paint over a part of it."""

from __future__ import annotations

from dataclasses import dataclass

from casework.domain.policy import Actor
from casework.domain.values import AttachmentId, ReportCode
from casework.readings.thread import file_for
from casework.store import pictures
from casework.store.casework import Casework
from casework.store.pictures import Picture
from casework.store.reports import NoSuchReport

__all__ = ["Picture", "Shown", "picture_for", "shown_picture"]


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A picture on a page of its own."""

    key: str
    name: str
    width: int
    height: int
    report: ReportCode


def shown_picture(casework: Casework, key: str, actor: Actor) -> Shown:
    """A picture that the actor may see. Raises NoSuchReport, for a paper too."""
    file_for(casework, key, actor)
    with casework.db.read() as session:
        report = pictures.report_of(session, AttachmentId(key))
        found = pictures.find(session, report, AttachmentId(key)) if report else None
    if found is None or report is None:
        raise NoSuchReport(key)
    return Shown(key=key, name=found.name, width=found.width, height=found.height, report=report)


def picture_for(casework: Casework, code: ReportCode, key: str, actor: Actor) -> Picture:
    """A picture of this very report that the actor may see. Raises NoSuchReport."""
    file_for(casework, key, actor)
    with casework.db.read() as session:
        found = pictures.find(session, code, AttachmentId(key))
    if found is None:
        raise NoSuchReport(key)
    return found
