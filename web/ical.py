"""Calendars (RFC 5545) that programmes ask for again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from flask_babel import gettext
from icalendar import Calendar, Event

from web.kitchen import settings

ASK_AGAIN: Final = timedelta(hours=6)
MEDIA_TYPE: Final = "text/calendar"
_: Callable[..., str] = gettext  # Flask-Babel's own is untyped


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something on a day of ours. `name` tells it from all others of the house, `changed_at` when it was last
    another one."""

    name: str
    day: date
    summary: str
    url: str
    changed_at: datetime


def calendar(entries: Iterable[Entry], *, name: str) -> str:
    """One all-day event for each."""
    made = Calendar()
    made.add("prodid", f"-//{_('Diễn đàn Cải cách hành chính')}//")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("name", name)
    made.add("x-wr-calname", name)
    made.add("x-wr-timezone", "Asia/Ho_Chi_Minh")
    made.add("refresh-interval", ASK_AGAIN, parameters={"value": "DURATION"})
    made.add("x-published-ttl", "PT6H")
    for entry in entries:
        made.add_component(_event(entry))
    return str(made.to_ical().decode())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.name}@{urlsplit(settings().public_url).hostname}")
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("url", entry.url)
    event.add("transp", "TRANSPARENT")  # a deadline does not take up the day
    return event
