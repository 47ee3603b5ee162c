"""Deadlines as a calendar (RFC 5545) that programmes ask for again and again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext
from icalendar import Calendar, Event

from casework.domain.calendar import local_day
from casework.readings.feeds import Owed
from web.kitchen import settings
from web.meta import absolute

ASK_AGAIN: Final = timedelta(hours=6)
_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


def of_deadlines(owed: Sequence[Owed], *, name: str, now: datetime) -> str:
    """One all-day event for each answer that is owed, on the last day for it. `now` tells what is late."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{_('Diễn đàn Cải cách hành chính')}//")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _("Hạn trả lời: %(agency)s", agency=name))
    calendar.add("x-wr-calname", _("Hạn trả lời: %(agency)s", agency=name))
    calendar.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for one in owed:
        calendar.add_component(_event(one, now))
    return str(calendar.to_ical().decode())


def _event(owed: Owed, now: datetime) -> Event:
    summary = owed.summary
    label = (
        _("Quá hạn: %(title)s", title=summary.title)
        if now > owed.due
        else _("Hạn: %(title)s", title=summary.title)
    )
    event = Event()
    event.add("uid", f"{summary.code}@{urlsplit(settings().public_url).hostname}")
    event.add("dtstamp", summary.changed_at)
    event.add("dtstart", local_day(owed.due))
    event.add("dtend", local_day(owed.due) + timedelta(days=1))
    event.add("summary", f"{label} ({summary.code})")
    event.add("url", absolute(url_for("forum.report", code=summary.code)))
    event.add("transp", "TRANSPARENT")  # a deadline does not take up the day
    return event
