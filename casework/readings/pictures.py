"""One picture of a report, for who may paint over a part of it."""

from __future__ import annotations

from casework.domain.policy import Actor
from casework.domain.values import AttachmentId, ReportCode
from casework.readings.thread import file_for
from casework.store import pictures
from casework.store.casework import Casework
from casework.store.pictures import Picture
from casework.store.reports import NoSuchReport

__all__ = ["Picture", "picture_for"]


def picture_for(casework: Casework, code: ReportCode, key: str, actor: Actor) -> Picture:
    """A picture of this very report that the actor may see. Raises NoSuchReport."""
    file_for(casework, key, actor)
    with casework.db.read() as session:
        found = pictures.find(session, code, AttachmentId(key))
    if found is None:
        raise NoSuchReport(key)
    return found
