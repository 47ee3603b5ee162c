"""The published deadlines of an agency as a calendar."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext

from casework.domain.calendar import local_day
from casework.readings.feeds import Owed
from web import ical
from web.meta import absolute

_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


def of_deadlines(owed: Sequence[Owed], *, name: str, now: datetime) -> str:
    """One event for each answer that is owed, on the last day for it. `now` tells what is late."""
    return ical.calendar((_entry(one, now) for one in owed), name=_("Hạn trả lời: %(agency)s", agency=name))


def _entry(owed: Owed, now: datetime) -> ical.Entry:
    """It counts as changed in the hour of asking: no deadline knows when it was last moved, and programmes
    keep what they have where nothing newer comes. In the hour, so that caches keep it for as long."""
    summary = owed.summary
    label = (
        _("Quá hạn: %(title)s", title=summary.title)
        if now > owed.due
        else _("Hạn: %(title)s", title=summary.title)
    )
    return ical.Entry(
        name=summary.code,
        day=local_day(owed.due),
        summary=f"{label} ({summary.code})",
        url=absolute(url_for("forum.report", code=summary.code)),
        changed_at=now.replace(minute=0, second=0, microsecond=0),
    )
